package staff

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Leave settles a person's last day of work; no day takes it back. It is refused
// while they own open courses, so that no youth is left with an owner who is gone.
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
