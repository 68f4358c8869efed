package programme

import (
	"context"
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

// Reserved is an act that a programme keeps for the owner: who covers may not.
type Reserved struct {
	Action access.Action `json:"action"`
	From   when.Date     `json:"from"`
	To     when.Date     `json:"to"` // last day; zero is none
	Source string        `json:"source"`
}

// check says which rules the row breaks.
func (r Reserved) check() rule.Violations {
	var v rule.Violations
	if !slices.Contains(access.Reservable, r.Action) {
		v.Add("action", "choose")
	}
	day(&v, "from", r.From)
	v.Longest("source", r.Source, 200)
	return v
}

func reservations(programme id.Programme, do access.Action) timeline {
	return timeline{
		"programme_reserved", "programme_id = @programme AND action = @action",
		db.Args{"programme": programme, "action": do},
	}
}

// Reserve keeps an act for the owner from r.From on.
func (s *Service) Reserve(ctx context.Context, by access.Actor, programme id.Programme, r Reserved, form audit.Form) error {
	r.Source, r.To = rule.Line(r.Source), when.Date{}
	event := acting(by, form, map[string]any{"reserved": r})
	return s.edit(ctx, programme, event, r.check(), func(tx pgx.Tx) error {
		same, err := reservations(programme, r.Action).makeRoom(ctx, tx, r.From)
		if err != nil {
			return err
		}
		sql := `INSERT INTO programme_reserved (programme_id, action, valid_from, source) VALUES (@programme, @action, @from, @source)`
		if same {
			sql = `UPDATE programme_reserved SET valid_to = NULL, source = @source WHERE programme_id = @programme AND action = @action AND valid_from = @from`
		}
		_, err = tx.Exec(ctx, sql, db.Args{"programme": programme, "action": r.Action, "from": r.From, "source": r.Source})
		if err != nil {
			return overlap(fmt.Errorf("reserving %s: %w", r.Action, err), "reserved_once_at_a_time")
		}
		return nil
	})
}

// Release lets who covers do what was kept for the owner, after the last day.
func (s *Service) Release(ctx context.Context, by access.Actor, programme id.Programme, r Reserved, last when.Date, form audit.Form) error {
	event := acting(by, form, map[string]any{"reserved_ends": r.Action, "last": last})
	return s.edit(ctx, programme, event, r.check(), func(tx pgx.Tx) error {
		return reservations(programme, r.Action).end(ctx, tx, last)
	})
}
