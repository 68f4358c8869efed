package transfer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Accept makes who was asked the owner, from this moment on.
func (s *Service) Accept(ctx context.Context, by access.Actor, transfer id.Transfer, form audit.Form) error {
	return s.end(ctx, by, access.AnswerTransfer, transfer, form, func(tx pgx.Tx, t Transfer) error {
		if err := settle(ctx, tx, t.ID, ending{Accepted, by.Staff, s.now(), ""}); err != nil {
			return err
		}
		e, err := enrolment.Read(ctx, tx, t.Enrolment)
		if err != nil {
			return err
		}
		_, err = enrolment.Pass(ctx, tx, e, enrolment.Passing{To: t.To, By: by.Staff, Reason: t.Reason, StaysBuddy: t.StaysBuddy}, s.now())
		return onPage(err)
	})
}

// onPage says of the whole page what Pass says of a field that the page has not.
func onPage(err error) error {
	broken, is := errors.AsType[rule.Violations](err)
	if !is {
		return err
	}
	whole := slices.Clone(broken)
	for i := range whole {
		whole[i].Field = ""
	}
	return whole
}

// Return says no with a reason; the owner stays who they are.
func (s *Service) Return(ctx context.Context, by access.Actor, transfer id.Transfer, reason string, form audit.Form) error {
	reason = rule.Text(reason)
	return s.end(ctx, by, access.AnswerTransfer, transfer, form, func(tx pgx.Tx, t Transfer) error {
		var broken rule.Violations
		broken.Required("reason", reason)
		broken.Longest("reason", reason, mostReason)
		if err := broken.Err(); err != nil {
			return err
		}
		return settle(ctx, tx, t.ID, ending{Returned, by.Staff, s.now(), reason})
	})
}

// Withdraw takes a request back that nobody has answered.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, transfer id.Transfer, form audit.Form) error {
	return s.end(ctx, by, access.EndTransfer, transfer, form, func(tx pgx.Tx, t Transfer) error {
		return settle(ctx, tx, t.ID, ending{Withdrawn, by.Staff, s.now(), ""})
	})
}

// end carries out what ends an open request, under the lock of its course.
func (s *Service) end(ctx context.Context, by access.Actor, do access.Action, transfer id.Transfer, form audit.Form, act func(pgx.Tx, Transfer) error) error {
	event := &audit.Event{By: by, Action: do, Subject: int64(transfer), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		t, err := hold(ctx, tx, transfer)
		if err != nil {
			return err
		}
		scope, err := s.scope(ctx, tx, by, do, t)
		if err != nil {
			return err
		}
		if err := t.answerable(); err != nil {
			return err
		}
		event.Youth, event.Team, event.Reason = t.Youth, scope.Team, t.Reason
		event.Detail = map[string]any{"from": t.From, "to": t.To}
		return act(tx, t)
	})
}

// answerable refuses a request that has ended, and says how.
func (t Transfer) answerable() error {
	switch t.State {
	case Accepted:
		return rule.Violation("", "transfer_accepted", t.Receiver, t.Name)
	case Returned:
		return rule.Violation("", "transfer_returned", t.Receiver)
	case Withdrawn:
		return rule.Violation("", "transfer_withdrawn", t.Giver)
	case Lapsed:
		return rule.Violation("", "transfer_lapsed", t.Name)
	}
	return nil
}

// TakeNote lets the line about how a request ended go from the giver's day. Taking
// note twice is taking note.
func (s *Service) TakeNote(ctx context.Context, by access.Actor, transfer id.Transfer, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.EndTransfer, Subject: int64(transfer), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		t, err := hold(ctx, tx, transfer)
		if err != nil {
			return err
		}
		scope, err := s.scope(ctx, tx, by, access.EndTransfer, t)
		if err != nil {
			return err
		}
		event.Youth, event.Team = t.Youth, scope.Team
		if t.State == Open {
			return rule.Violation("", "transfer_open", t.Receiver)
		}
		_, err = tx.Exec(ctx, `UPDATE transfers SET noted_at = @now WHERE id = @id AND noted_at IS NULL`, db.Args{"id": t.ID, "now": s.now()})
		if err != nil {
			return fmt.Errorf("taking note of transfer %d: %w", t.ID, err)
		}
		return nil
	})
}

// ending is how a request ends.
type ending struct {
	State  State
	By     id.Staff
	At     time.Time
	Reason string
}

// errEnded is a request that ended behind our back, which the lock rules out.
var errEnded = errors.New("ended already")

func settle(ctx context.Context, tx pgx.Tx, transfer id.Transfer, e ending) error {
	tag, err := tx.Exec(ctx, `
		UPDATE transfers SET state = @state, answered_by = @by, answered_at = @at, answer_reason = @reason WHERE id = @id AND state = 'open'`,
		db.Args{"id": transfer, "state": e.State, "by": e.By, "at": e.At, "reason": e.Reason})
	if err == nil && tag.RowsAffected() != 1 {
		err = errEnded
	}
	if err != nil {
		return fmt.Errorf("ending transfer %d: %w", transfer, err)
	}
	return nil
}
