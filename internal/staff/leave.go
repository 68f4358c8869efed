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

// Leave settles a person's last day of work; no day takes it back. It is refused
// while they own open courses, are somebody's buddy, or cover past the day, so that
// no youth is left with somebody who is gone: see transfer.Move.
// Their roles and what they wrote stay.
func (s *Service) Leave(ctx context.Context, by access.Actor, staff id.Staff, last when.Date, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.ManageStaff, Subject: int64(staff), Detail: map[string]string{"last_day": last.String()}, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		now, err := s.hold(ctx, tx, by, staff)
		if err != nil {
			return err
		}
		if !last.IsZero() {
			if err := s.ownsNone(ctx, tx, staff, []id.Team{}, "last"); err != nil {
				return err
			}
			if err := helpsNone(ctx, tx, staff, last); err != nil {
				return err
			}
			if err := s.notLastAdministrator(ctx, tx, now, "last"); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE staff SET left_on = @last, version = version + 1 WHERE id = @id`,
			db.Args{"id": staff, "last": last}); err != nil {
			return fmt.Errorf("last day of staff %d: %w", staff, err)
		}
		return nil
	})
}

// helpsNone refuses when the person is the buddy of an open course, or was asked to
// cover past the day. The memberships are held: see ownsNone.
func helpsNone(ctx context.Context, tx pgx.Tx, staff id.Staff, last when.Date) error {
	n, err := db.Value[int](ctx, tx, `
		SELECT (SELECT count(*) FROM enrolments WHERE buddy_id = @staff AND closed_on IS NULL)
		     + (SELECT count(*) FROM covers v JOIN enrolments e ON e.id = v.enrolment_id AND e.owner_id = v.for_id AND e.closed_on IS NULL
		        WHERE v.staff_id = @staff AND NOT v.by_rule AND (v.to_on IS NULL OR v.to_on > @last))`,
		db.Args{"staff": staff, "last": last})
	if err != nil {
		return fmt.Errorf("counting whom staff %d helps: %w", staff, err)
	}
	if n > 0 {
		return rule.Violation("last", "helps_youths", n)
	}
	return nil
}
