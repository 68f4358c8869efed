package staff

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

// Grant is standing access to the youths of a programme: an education guide's, a
// project lead's.
type Grant struct {
	Programme     id.Programme
	ProgrammeName string
	Title         string
	From          when.Date
	To            when.Date // last day; none while it lasts
}

// Grants lists the standing access a person has had, has and will have.
func (s *Service) Grants(ctx context.Context, by access.Actor, staff id.Staff) ([]Grant, error) {
	if err := s.manages(by); err != nil {
		return nil, err
	}
	return db.All[Grant](ctx, s.db.Read, `
		SELECT x.programme_id AS programme, p.name AS programme_name, x.title, x.from_on AS "from", x.to_on AS "to"
		FROM specialists x JOIN programmes p ON p.id = x.programme_id
		WHERE x.staff_id = @staff ORDER BY x.from_on DESC, p.name COLLATE "da-x-icu"`, db.Args{"staff": staff})
}

// GrantAccess gives a person standing access to the youths of a programme in a
// period.
func (s *Service) GrantAccess(ctx context.Context, by access.Actor, staff id.Staff, g Grant, form audit.Form) error {
	g.Title = rule.Line(g.Title)
	event := &audit.Event{
		By: by, Action: access.ManageStaff, Subject: int64(staff), Form: form,
		Detail: map[string]any{"programme": g.Programme, "from": g.From.String(), "to": g.To.String()},
	}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if _, err := s.hold(ctx, tx, by, staff); err != nil {
			return err
		}
		if err := g.check(); err != nil {
			return err
		}
		overlaps, err := db.Value[bool](ctx, tx, `
			SELECT EXISTS (SELECT FROM specialists WHERE staff_id = @staff AND programme_id = @programme
			               AND daterange(from_on, to_on, '[]') && daterange(@from, @to, '[]'))`,
			db.Args{"staff": staff, "programme": g.Programme, "from": g.From, "to": g.To})
		if err != nil {
			return fmt.Errorf("access of staff %d: %w", staff, err)
		}
		if overlaps {
			return rule.Violation("from", "access_overlaps")
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO specialists (staff_id, programme_id, title, from_on, to_on, granted_by)
			VALUES (@staff, @programme, @title, @from, @to, nullif(@by::bigint, 0))`,
			db.Args{"staff": staff, "programme": g.Programme, "title": g.Title, "from": g.From, "to": g.To, "by": by.Staff})
		if db.Violates(err, "specialists_programme_id_fkey") {
			return rule.Violation("programme", "unknown")
		}
		if err != nil {
			return fmt.Errorf("access of staff %d: %w", staff, err)
		}
		return nil
	})
}

func (g Grant) check() error {
	var broken rule.Violations
	if g.Programme == 0 {
		broken.Add("programme", "choose")
	}
	broken.Required("title", g.Title)
	broken.Longest("title", g.Title, mostName)
	switch {
	case g.From.IsZero():
		broken.Add("from", "required")
	case !g.To.IsZero() && g.To.Before(g.From):
		broken.Add("to", "before_from")
	}
	return broken.Err()
}

// EndAccess takes standing access away from today on. One that has not begun is
// taken away altogether.
func (s *Service) EndAccess(ctx context.Context, by access.Actor, staff id.Staff, programme id.Programme, form audit.Form) error {
	event := &audit.Event{
		By: by, Action: access.ManageStaff, Subject: int64(staff), Form: form,
		Detail: map[string]any{"programme": programme, "ended": true},
	}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if _, err := s.hold(ctx, tx, by, staff); err != nil {
			return err
		}
		args := db.Args{"staff": staff, "programme": programme, "today": s.today()}
		gone, err := tx.Exec(ctx, `DELETE FROM specialists WHERE staff_id = @staff AND programme_id = @programme AND from_on >= @today`, args)
		if err != nil {
			return fmt.Errorf("taking away access of staff %d: %w", staff, err)
		}
		ended, err := tx.Exec(ctx, `
			UPDATE specialists SET to_on = @today::date - 1
			WHERE staff_id = @staff AND programme_id = @programme AND from_on < @today AND (to_on IS NULL OR to_on >= @today)`, args)
		if err != nil {
			return fmt.Errorf("ending access of staff %d: %w", staff, err)
		}
		if gone.RowsAffected()+ended.RowsAffected() == 0 {
			return fmt.Errorf("access of staff %d to programme %d: %w", staff, programme, db.ErrNotFound)
		}
		return nil
	})
}
