package programme

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// DecisionMode is whether the team of a programme decides or recommends, where it is
// otherwise than the municipality has it: for one type by its code, or for an area.
type DecisionMode struct {
	Code   string    `json:"code"`
	Area   Area      `json:"area"`
	Mode   string    `json:"mode"`
	From   when.Date `json:"from"`
	To     when.Date `json:"to"` // last day; zero is none
	Source string    `json:"source"`
}

// ModeOn is whether a programme decides or recommends under a row of the catalogue on
// a day: what it says of the type, else of the area, else what the row says.
func ModeOn(ctx context.Context, q db.Reader, programme id.Programme, t DecisionType, on when.Date) (string, error) {
	modes, err := db.Values[string](ctx, q, `
		SELECT mode FROM programme_decision_modes
		WHERE programme_id = @programme AND (code = @code OR grouping = @area) AND `+validOnDay+`ORDER BY code DESC LIMIT 1`,
		db.Args{"programme": programme, "code": t.Code, "area": t.Area, "day": on})
	if err != nil {
		return "", fmt.Errorf("whether programme %d decides %s: %w", programme, t.Code, err)
	}
	if len(modes) == 0 {
		return t.Mode, nil
	}
	return modes[0], nil
}

func (m DecisionMode) check() rule.Violations {
	var v rule.Violations
	if (m.Code == "") == (m.Area == "") || m.Area != "" && !slices.Contains(Areas, m.Area) {
		v.Add("what", "choose")
	}
	if m.Mode != "" && !slices.Contains(Modes, m.Mode) {
		v.Add("mode", "choose")
	}
	day(&v, "from", m.From)
	v.Longest("source", m.Source, 200)
	return v
}

// SetDecisionMode lets a programme decide or recommend from m.From on. No mode ends
// what runs the day before: then the municipality's row holds again.
func (s *Service) SetDecisionMode(ctx context.Context, by access.Actor, programme id.Programme, m DecisionMode, form audit.Form) error {
	m.Source, m.To = rule.Line(m.Source), when.Date{}
	event := acting(by, form, map[string]any{"decision_mode": m})
	line := timeline{
		"programme_decision_modes", "programme_id = @programme AND code = @code AND grouping = @area",
		db.Args{"programme": programme, "code": m.Code, "area": m.Area},
	}
	return s.edit(ctx, programme, event, m.check(), func(tx pgx.Tx) error {
		if m.Mode == "" {
			err := line.end(ctx, tx, m.From.AddDays(-1))
			if broken, ok := errors.AsType[rule.Violations](err); ok { // its field is of another form
				return rule.Violation("from", broken[0].Code)
			}
			return err
		}
		if m.Code != "" {
			if _, err := LastDecisionType(ctx, tx, m.Code); err != nil {
				return rule.Violation("what", "unknown")
			}
		}
		same, err := line.makeRoom(ctx, tx, m.From)
		if err != nil {
			return err
		}
		sql := `INSERT INTO programme_decision_modes (programme_id, code, grouping, mode, valid_from, source) VALUES (@programme, @code, @area, @mode, @from, @source)`
		if same {
			sql = `UPDATE programme_decision_modes SET mode = @mode, valid_to = NULL, source = @source
			       WHERE programme_id = @programme AND code = @code AND grouping = @area AND valid_from = @from`
		}
		_, err = tx.Exec(ctx, sql, db.Args{"programme": programme, "code": m.Code, "area": m.Area, "mode": m.Mode, "from": m.From, "source": m.Source})
		if err != nil {
			return overlap(fmt.Errorf("mode of programme %d: %w", programme, err), "one_mode_at_a_time")
		}
		return nil
	})
}
