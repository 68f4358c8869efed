package outcome

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// mostReason is how long a reason may be, in characters.
const mostReason = 1000

// Reopen takes the exit of a youth's last course back, so that the course goes on: the exit
// stands whole among those that were taken back, what it said of where they stand is taken
// back too, and nothing is asked of it any more. to has the youth from now on; 0 is who had
// them last. A death that was registered by mistake is taken back with it.
func (s *Service) Reopen(ctx context.Context, by access.Actor, of id.Youth, reason string, to id.Staff, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.ReopenEnrolment, Youth: of, Reason: rule.Text(reason), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := enrolment.HoldLast(ctx, tx, by, access.ReopenEnrolment, of, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Subject = scope.Team, int64(e.ID)
		code, err := mayReopen(ctx, tx, e, event.Reason)
		if err != nil {
			return err
		}
		event.Detail = map[string]any{"code": code, "on": e.ClosedOn}
		if err := enrolment.Reopen(ctx, tx, e, enrolment.Passing{To: to, By: by.Staff, Reason: event.Reason}, s.now()); err != nil {
			return err
		}
		if err := s.keepReopened(ctx, tx, e, by.Staff, event.Reason); err != nil {
			return err
		}
		if code == Death {
			return youth.Died(ctx, tx, of, nil)
		}
		return nil
	})
}

// mayReopen says what stands in the way, and else how the course had ended.
func mayReopen(ctx context.Context, q db.Reader, e enrolment.Enrolment, reason string) (string, error) {
	if e.Open() {
		return "", rule.Violation("", "course_open")
	}
	code, err := db.Value[string](ctx, q, `SELECT code FROM exits WHERE enrolment_id = @id`, db.Args{"id": e.ID})
	if err != nil {
		return "", fmt.Errorf("exit of enrolment %d: %w", e.ID, err)
	}
	var broken rule.Violations
	if code == MovedTeam {
		broken.Add("", "moved_on")
	}
	broken.Required("reason", reason)
	broken.Longest("reason", reason, mostReason)
	return code, broken.Err()
}

// keepReopened moves the exit, with all that it told, to those that were taken back.
func (s *Service) keepReopened(ctx context.Context, tx pgx.Tx, e enrolment.Enrolment, by id.Staff, reason string) error {
	args := db.Args{"id": e.ID, "by": by, "now": s.now(), "reason": reason}
	_, err := tx.Exec(ctx, `
		INSERT INTO exits_reopened (enrolment_id, exit, exit_on, reason, by_id, at)
		SELECT x.enrolment_id, to_jsonb(x) || jsonb_build_object('lives', (SELECT coalesce(jsonb_object_agg(l.area, l.result), '{}') FROM exit_lives l WHERE l.enrolment_id = x.enrolment_id)),
		       x.exit_on, @reason, @by, @now FROM exits x WHERE x.enrolment_id = @id`, args)
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM exits WHERE enrolment_id = @id`, db.Args{"id": e.ID})
	}
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE statuses SET withdrawn_at = @now, withdrawn_by = @by WHERE enrolment_id = @id AND moment = 'exit' AND withdrawn_at IS NULL`,
			db.Args{"id": e.ID, "by": by, "now": s.now()})
	}
	if err != nil {
		return fmt.Errorf("reopening enrolment %d: %w", e.ID, err)
	}
	return nil
}
