package enrolment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Handover is one link in the chain of owners.
type Handover struct {
	Enrolment id.Enrolment
	From      *id.Staff // nobody: the course began
	To        id.Staff
	By        id.Staff
	Reason    string
	At        time.Time
}

// HandOver makes to the owner of the youth from now on.
func (s *Service) HandOver(ctx context.Context, by access.Actor, youth id.Youth, to id.Staff, reason string, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.HandOver, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := s.hold(ctx, tx, by, access.HandOver, youth)
		if err != nil {
			return err
		}
		h, err := Pass(ctx, tx, e, Passing{To: to, By: by.Staff, Reason: reason}, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Subject, event.Reason = scope.Team, int64(e.ID), h.Reason
		event.Detail = map[string]any{"from": h.From, "to": h.To}
		return nil
	})
}

// Passing is a change of owner about to be made.
type Passing struct {
	To         id.Staff
	By         id.Staff // who makes it
	Reason     string
	StaysBuddy bool // the owner until now becomes buddy, in place of the one there is
}

// Pass is the one way an owner changes, inside the transaction of a use case that
// holds the course e and has asked the policy: the owner, the next link of the
// chain, the covers of the old owner ended, the buddy who steps up or down. An open
// request to take over ends with it and planned meetings follow, both by the schema.
// Who cannot be owner is a broken rule of the field "to".
func Pass(ctx context.Context, tx pgx.Tx, e Enrolment, p Passing, at time.Time) (Handover, error) {
	before := e.Buddy
	h, err := e.handOver(p.To, p.Reason, p.By, at)
	if err != nil {
		return h, err
	}
	if err := available(ctx, tx, "to", p.To, e.place(), always); err != nil {
		return h, err
	}
	if p.StaysBuddy {
		err := standing.Free(ctx, tx, "", *h.From, e.Youth)
		if _, bound := errors.AsType[rule.Violations](err); !bound && err != nil {
			return h, err
		}
		if err == nil { // since they were to be, they may have declared a conflict
			e.Buddy = h.From
		}
	}
	if err := saveOwner(ctx, tx, e); err != nil {
		return h, err
	}
	if err := saveHandover(ctx, tx, h); err != nil {
		return h, err
	}
	if err := endCovers(ctx, tx, e.ID, when.Of(at)); err != nil {
		return h, err
	}
	if !same(before, e.Buddy) {
		change := BuddyChange{Enrolment: e.ID, From: before, To: e.Buddy, By: h.By, Reason: h.Reason, At: at}
		if err := saveBuddyChange(ctx, tx, change); err != nil {
			return h, err
		}
	}
	_, err = settleCovers(ctx, tx, []id.Enrolment{e.ID}, p.By, at)
	return h, err
}

// same reports whether two name the same person, or both nobody.
func same(a, b *id.Staff) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// handOver makes to the owner of e. A buddy who takes over stops being buddy, and
// the version moves on, so that a form opened before is stale.
func (e *Enrolment) handOver(to id.Staff, reason string, by id.Staff, at time.Time) (Handover, error) {
	reason = rule.Text(reason)
	var broken rule.Violations
	switch {
	case to == 0:
		broken.Add("to", "required")
	case to == e.Owner:
		broken.Add("to", "already_owner")
	}
	broken.Required("reason", reason)
	broken.Longest("reason", reason, mostReason)
	if err := broken.Err(); err != nil {
		return Handover{}, err
	}
	from := e.Owner
	e.Owner = to
	if e.Buddy != nil && *e.Buddy == to {
		e.Buddy = nil
	}
	return Handover{Enrolment: e.ID, From: &from, To: to, By: by, Reason: reason, At: at}, nil
}

// hold locks the open course of a youth, checks that by may do the action, and
// reads the course as it stands under the lock.
func (s *Service) hold(ctx context.Context, tx pgx.Tx, by access.Actor, do access.Action, youth id.Youth) (Enrolment, access.Scope, error) {
	scope, err := standing.Hold(ctx, tx, by, do, youth, s.now())
	if err != nil {
		return Enrolment{}, scope, err
	}
	e, err := find(ctx, tx, scope.Enrolment)
	if err == nil && !e.Open() {
		err = rule.Violation("", "course_closed")
	}
	return e, scope, err
}

// always is the day until which an owner has to be there: there is none after which
// a youth may be without.
var always = when.Date{}

// MayOwn refuses, as a broken rule of the field, somebody who cannot become owner in
// the course: who does not carry youths in its team, whose last day of work is settled,
// or who declared a conflict with the youth.
func MayOwn(ctx context.Context, tx pgx.Tx, field string, staff id.Staff, e Enrolment) error {
	return available(ctx, tx, field, staff, e.place(), always)
}

// place is where somebody is to have a youth.
func (e Enrolment) place() access.Scope { return access.Scope{Youth: e.Youth, Team: e.Team} }

// available refuses somebody who does not work with youths in the team, who has left by
// the day, or who declared a conflict with the youth. What it read stays so until the
// transaction ends, as the course is held: who is about to declare one, to leave, or
// to lose the role, waits for us, or we for them.
func available(ctx context.Context, tx pgx.Tx, field string, staff id.Staff, of access.Scope, until when.Date) error {
	last, err := db.Value[when.Date](ctx, tx, `
		SELECT s.left_on FROM staff s JOIN memberships m ON m.staff_id = s.id AND m.team_id = @team
		WHERE s.id = @staff AND 'caseworker' = ANY(m.roles) FOR SHARE`,
		db.Args{"staff": staff, "team": of.Team})
	switch {
	case errors.Is(err, db.ErrNotFound):
		return rule.Violation(field, "not_in_team")
	case err != nil:
		return fmt.Errorf("looking for staff %d in team %d: %w", staff, of.Team, err)
	case !last.IsZero() && (until == always || last.Before(until)):
		return rule.Violation(field, "has_left")
	}
	return standing.Free(ctx, tx, field, staff, of.Youth)
}
