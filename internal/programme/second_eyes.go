package programme

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// SecondEyes is how many days a youth may go without a second view, with its period.
// The seeds name the risk of one pair of eyes (A) and the buddy against it (B), and no
// number: a municipality chooses one, or has no rule.
type SecondEyes struct {
	EveryDays int       `json:"every_days"`
	From      when.Date `json:"from"`
	To        when.Date `json:"to"` // last day; none while it holds
	Source    string    `json:"source"`
}

// check says which rules it breaks.
func (e SecondEyes) check() rule.Violations {
	var v rule.Violations
	between(&v, "every_days", e.EveryDays, 1, 366)
	day(&v, "from", e.From)
	v.Longest("source", e.Source, 200)
	return v
}

func secondEyes(programme id.Programme) timeline {
	return timeline{"programme_second_eyes", "programme_id = @programme", db.Args{"programme": programme}}
}

// SetSecondEyes sets how many days a youth may go without a second view, from e.From on.
func (s *Service) SetSecondEyes(ctx context.Context, by access.Actor, programme id.Programme, e SecondEyes, form audit.Form) error {
	e.Source, e.To = rule.Line(e.Source), when.Date{}
	event := acting(by, form, map[string]any{"second_eyes": e})
	return s.edit(ctx, programme, event, e.check(), func(tx pgx.Tx) error {
		same, err := secondEyes(programme).makeRoom(ctx, tx, e.From)
		if err != nil {
			return err
		}
		sql := `INSERT INTO programme_second_eyes (programme_id, every_days, valid_from, source) VALUES (@programme, @days, @from, @source)`
		if same {
			sql = `UPDATE programme_second_eyes SET every_days = @days, source = @source WHERE programme_id = @programme AND valid_from = @from`
		}
		_, err = tx.Exec(ctx, sql, db.Args{"programme": programme, "days": e.EveryDays, "from": e.From, "source": e.Source})
		if err != nil {
			return overlap(fmt.Errorf("saving second eyes: %w", err), "one_second_eyes_at_a_time")
		}
		return nil
	})
}

// EndSecondEyes makes last the last day on which there is such a rule.
func (s *Service) EndSecondEyes(ctx context.Context, by access.Actor, programme id.Programme, last when.Date, form audit.Form) error {
	var broken rule.Violations
	day(&broken, "last", last)
	event := acting(by, form, map[string]any{"second_eyes_ends": last})
	return s.edit(ctx, programme, event, broken, func(tx pgx.Tx) error {
		return secondEyes(programme).end(ctx, tx, last)
	})
}
