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

// Phase is where in its life a course is. It is computed, never stored.
type Phase string

// The phases.
const (
	FirstMonth Phase = "first_month"
	Regular    Phase = "regular"
	Placement  Phase = "placement"
)

// Phases lists the phases in the order a course meets them.
var Phases = []Phase{FirstMonth, Regular, Placement}

// PhaseOn says which phase a course is in: in placement while one runs, else in
// the first month until the same day of the next month, else regular.
func PhaseOn(started when.Date, inPlacement bool, today when.Date) Phase {
	switch {
	case inPlacement:
		return Placement
	case !started.IsZero() && today.Before(started.AddMonths(1)):
		return FirstMonth
	}
	return Regular
}

// Cadence is how many days may pass between contacts, phase by phase. A phase
// that is not there has no rule.
type Cadence map[Phase]int

// Every answers how many days may pass in a phase; false when there is no rule.
func (c Cadence) Every(p Phase) (days int, ok bool) {
	days, ok = c[p]
	return days, ok
}

// Pace is one row of a cadence, with its period.
type Pace struct {
	Phase     Phase     `json:"phase"`
	EveryDays int       `json:"every_days"`
	From      when.Date `json:"from"`
	To        when.Date `json:"to"`
	Source    string    `json:"source"`
}

func known(p Phase) bool { return p == FirstMonth || p == Regular || p == Placement }

// check says which rules the pace breaks.
func (p Pace) check() rule.Violations {
	var v rule.Violations
	if !known(p.Phase) {
		v.Add("phase", "unknown")
	}
	between(&v, "every_days", p.EveryDays, 1, 366)
	day(&v, "from", p.From)
	v.Longest("source", p.Source, 200)
	return v
}

// PacesOf lists all a programme's cadence rows, newest first within a phase.
func (s *Service) PacesOf(ctx context.Context, programme id.Programme) ([]Pace, error) {
	return db.All[Pace](ctx, s.read, `
		SELECT phase, every_days, valid_from AS "from", valid_to AS "to", source
		FROM programme_cadences WHERE programme_id = @programme
		ORDER BY array_position(@phases::text[], phase), valid_from DESC`,
		db.Args{"programme": programme, "phases": Phases})
}

func cadences(programme id.Programme, p Phase) timeline {
	return timeline{
		"programme_cadences", "programme_id = @programme AND phase = @phase",
		db.Args{"programme": programme, "phase": p},
	}
}

// SetCadence sets how often youths are to be reached in a phase, from p.From on.
func (s *Service) SetCadence(ctx context.Context, by access.Actor, programme id.Programme, p Pace, form audit.Form) error {
	p.Source, p.To = rule.Line(p.Source), when.Date{}
	event := acting(by, form, map[string]any{"cadence": p})
	return s.edit(ctx, programme, event, p.check(), func(tx pgx.Tx) error {
		same, err := cadences(programme, p.Phase).makeRoom(ctx, tx, p.From)
		if err != nil {
			return err
		}
		sql := `INSERT INTO programme_cadences (programme_id, phase, every_days, valid_from, source)
			VALUES (@programme, @phase, @days, @from, @source)`
		if same {
			sql = `UPDATE programme_cadences SET every_days = @days, source = @source
				WHERE programme_id = @programme AND phase = @phase AND valid_from = @from`
		}
		_, err = tx.Exec(ctx, sql, db.Args{
			"programme": programme, "phase": p.Phase, "days": p.EveryDays,
			"from": p.From, "source": p.Source,
		})
		if err != nil {
			return overlap(fmt.Errorf("saving cadence: %w", err), "one_cadence_at_a_time")
		}
		return nil
	})
}

// EndCadence makes last the last day on which a phase has a cadence.
func (s *Service) EndCadence(ctx context.Context, by access.Actor, programme id.Programme, p Phase, last when.Date, form audit.Form) error {
	var broken rule.Violations
	if !known(p) {
		broken.Add("phase", "unknown")
	}
	day(&broken, "last", last)
	event := acting(by, form, map[string]any{"cadence_ends": p, "last": last})
	return s.edit(ctx, programme, event, broken, func(tx pgx.Tx) error {
		return cadences(programme, p).end(ctx, tx, last)
	})
}
