package outcome

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// RegisterDeath writes that a youth has died. An open course ends with it. From that moment
// on there is no reminder, no letter and no question about them: every list and every
// sender asks youths.died_on, so nothing has to be stopped one by one.
func (s *Service) RegisterDeath(ctx context.Context, by access.Actor, of id.Youth, on when.Date, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.RegisterDeath, Youth: of, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.RegisterDeath, of, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Detail = scope.Team, map[string]any{"on": on}
		if err := s.mayDie(ctx, tx, of, on); err != nil {
			return err
		}
		e, err := enrolment.Read(ctx, tx, scope.Enrolment)
		switch {
		case err != nil:
			return err
		case !e.Open():
			return s.die(ctx, tx, of, on)
		case on.Before(e.StartedOn):
			return rule.Violation("on", "before_start")
		}
		return s.end(ctx, tx, by, e, Exit{Code: Death, On: on}, event)
	})
}

// mayDie says which rules a registration breaks.
func (s *Service) mayDie(ctx context.Context, q db.Reader, of id.Youth, on when.Date) error {
	if err := youth.Alive(ctx, q, of); err != nil {
		return err
	}
	born, err := db.Value[*when.Date](ctx, q, `SELECT birth_date FROM youths WHERE id = @id`, db.Args{"id": of})
	if err != nil {
		return fmt.Errorf("youth %d: %w", of, err)
	}
	switch {
	case on.IsZero():
		return rule.Violation("on", "required")
	case on.After(s.today()):
		return rule.Violation("on", "in_the_future")
	case born != nil && on.Before(*born):
		return rule.Violation("on", "before_birth")
	}
	return nil
}

// TakeBackDeath says that a death was registered of the wrong youth. Where a course ended
// with it, it is the course that is reopened, which takes the death back too.
func (s *Service) TakeBackDeath(ctx context.Context, by access.Actor, of id.Youth, reason string, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.RegisterDeath, Youth: of, Reason: rule.Text(reason), Detail: map[string]any{"taken_back": true}, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.RegisterDeath, of, s.now())
		if err != nil {
			return err
		}
		event.Team = scope.Team
		var broken rule.Violations
		broken.Required("reason", event.Reason)
		broken.Longest("reason", event.Reason, mostReason)
		ended, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT FROM exits WHERE enrolment_id = @id AND code = @death)`, db.Args{"id": scope.Enrolment, "death": Death})
		if err != nil {
			return fmt.Errorf("exit of enrolment %d: %w", scope.Enrolment, err)
		}
		if ended {
			broken.Add("", "reopen_instead")
		}
		if len(broken) > 0 {
			return broken
		}
		return youth.Died(ctx, tx, of, nil)
	})
}

// die stops everything about a youth.
func (s *Service) die(ctx context.Context, tx pgx.Tx, of id.Youth, on when.Date) error {
	if err := youth.Died(ctx, tx, of, &on); err != nil {
		return err
	}
	return meeting.CancelAll(ctx, tx, of, cancelledByDeath, s.now())
}

// cancelledByDeath is why a meeting was called off, as the record keeps it.
const cancelledByDeath = "Den unge er død."
