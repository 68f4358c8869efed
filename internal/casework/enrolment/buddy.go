package enrolment

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// BuddyChange is one change of the second pair of eyes; To is nobody when there
// is none any more.
type BuddyChange struct {
	Enrolment id.Enrolment
	From, To  *id.Staff
	By        id.Staff
	Reason    string
	At        time.Time
}

// ChooseBuddy makes buddy the second pair of eyes; 0 is nobody.
func (s *Service) ChooseBuddy(ctx context.Context, by access.Actor, youth id.Youth, buddy id.Staff, reason string, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.ChooseBuddy, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := s.hold(ctx, tx, by, access.ChooseBuddy, youth)
		if err != nil {
			return err
		}
		change, err := PassBuddy(ctx, tx, e, buddy, by.Staff, reason, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Subject, event.Reason = scope.Team, int64(e.ID), change.Reason
		event.Detail = map[string]any{"from": change.From, "to": change.To}
		return nil
	})
}

// PassBuddy makes buddy (0 is nobody) the second pair of eyes, inside the transaction
// of a use case that holds the course e and has asked the policy.
func PassBuddy(ctx context.Context, tx pgx.Tx, e Enrolment, buddy, by id.Staff, reason string, at time.Time) (BuddyChange, error) {
	change, err := e.chooseBuddy(buddy, reason, by, at)
	if err != nil {
		return change, err
	}
	if buddy != 0 {
		if err := available(ctx, tx, "buddy", buddy, e.place(), when.Of(at)); err != nil {
			return change, err
		}
	}
	if err := saveOwner(ctx, tx, e); err != nil {
		return change, err
	}
	if err := saveBuddyChange(ctx, tx, change); err != nil {
		return change, err
	}
	_, err = settleCovers(ctx, tx, []id.Enrolment{e.ID}, by, at)
	return change, err
}

func (e *Enrolment) chooseBuddy(buddy id.Staff, reason string, by id.Staff, at time.Time) (BuddyChange, error) {
	reason = rule.Text(reason)
	var broken rule.Violations
	now := id.Staff(0)
	if e.Buddy != nil {
		now = *e.Buddy
	}
	switch buddy {
	case e.Owner:
		broken.Add("buddy", "buddy_is_owner")
	case now:
		broken.Add("buddy", "already_buddy")
	}
	broken.Longest("reason", reason, mostReason)
	if err := broken.Err(); err != nil {
		return BuddyChange{}, err
	}
	change := BuddyChange{Enrolment: e.ID, From: e.Buddy, By: by, Reason: reason, At: at}
	e.Buddy = nil
	if buddy != 0 {
		e.Buddy = &buddy
	}
	change.To = e.Buddy
	return change, nil
}
