package enrolment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// FollowUpMonths is how long the last owner keeps the record after closing: until
// the last of the looks back at 1, 3, 6 and 12 months (domain 8.2), and a month to answer
// it in: what is asked on a day can hardly be answered on that day alone.
const FollowUpMonths = 13

// Hold locks the open course of a youth for an act of a younger feature that ends
// it or hangs on it, after the policy was asked.
func Hold(ctx context.Context, tx pgx.Tx, by access.Actor, do access.Action, youth id.Youth, now time.Time) (Enrolment, access.Scope, error) {
	s := &Service{now: func() time.Time { return now }}
	return s.hold(ctx, tx, by, do, youth)
}

// End closes the course on a day. The owner stays on it: that is who had the youth
// last. Covers that run past the day end with it.
func End(ctx context.Context, tx pgx.Tx, e Enrolment, on, today when.Date) error {
	var broken rule.Violations
	switch {
	case on.IsZero():
		broken.Add("on", "required")
	case on.Before(e.StartedOn):
		broken.Add("on", "before_start")
	case on.After(today):
		broken.Add("on", "in_the_future")
	}
	if err := broken.Err(); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE enrolments SET closed_on = @on, followup_ends_on = @follow, version = version + 1 WHERE id = @id`,
		db.Args{"id": e.ID, "on": on, "follow": on.AddMonths(FollowUpMonths)})
	if err != nil {
		return fmt.Errorf("closing enrolment %d: %w", e.ID, err)
	}
	return endCovers(ctx, tx, e.ID, today)
}

// EndForMove closes the course because another team takes the youth over today. There
// are no follow-ups: the youth goes on, and so does who asks how they are.
func EndForMove(ctx context.Context, tx pgx.Tx, e Enrolment, today when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE enrolments SET closed_on = @on, version = version + 1 WHERE id = @id`, db.Args{"id": e.ID, "on": today})
	if err != nil {
		return fmt.Errorf("closing enrolment %d for a move: %w", e.ID, err)
	}
	return endCovers(ctx, tx, e.ID, today)
}

// Readied writes since when a youth is ready, and for what, inside the transaction of the
// exit that tells of it.
func Readied(ctx context.Context, tx pgx.Tx, e Enrolment, what ReadyFor, since when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE enrolments SET ready_for = @what, ready_on = @since WHERE id = @id`, db.Args{"id": e.ID, "what": what, "since": since})
	if err != nil {
		return fmt.Errorf("enrolment %d is ready: %w", e.ID, err)
	}
	return nil
}

// HoldLast locks the last course of a youth, open or not, for an act of a younger feature,
// after the policy was asked.
func HoldLast(ctx context.Context, tx pgx.Tx, by access.Actor, do access.Action, youth id.Youth, now time.Time) (Enrolment, access.Scope, error) {
	scope, err := standing.Hold(ctx, tx, by, do, youth, now)
	if err != nil {
		return Enrolment{}, scope, err
	}
	if scope.Enrolment == 0 {
		return Enrolment{}, scope, rule.Violation("", "no_course")
	}
	if _, err := tx.Exec(ctx, `SELECT FROM enrolments WHERE id = @id FOR UPDATE`, db.Args{"id": scope.Enrolment}); err != nil {
		return Enrolment{}, scope, fmt.Errorf("holding enrolment %d: %w", scope.Enrolment, err)
	}
	e, err := find(ctx, tx, scope.Enrolment)
	return e, scope, err
}

// Reopen lets a course that ended go on, inside the transaction of who takes the exit back
// and holds the course. A youth has exactly one owner at every moment: where the last one no
// longer works with youths in the team, p says who has them now, in the same act.
func Reopen(ctx context.Context, tx pgx.Tx, e Enrolment, p Passing, now time.Time) error {
	waits, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT FROM referrals WHERE youth_id = @youth AND open)`, db.Args{"youth": e.Youth})
	if err != nil {
		return fmt.Errorf("what waits of youth %d: %w", e.Youth, err)
	}
	if waits {
		return rule.Violation("", "already_waiting")
	}
	stays := MayOwn(ctx, tx, "to", e.Owner, e)
	_, gone := errors.AsType[rule.Violations](stays)
	switch {
	case stays != nil && !gone:
		return stays
	case gone && p.To == 0:
		return rule.Violation("to", "owner_gone")
	}
	_, err = tx.Exec(ctx, `UPDATE enrolments SET closed_on = NULL, followup_ends_on = NULL, version = version + 1 WHERE id = @id`, db.Args{"id": e.ID})
	if err != nil {
		return translate(err, "to")
	}
	e.ClosedOn = nil
	if e.Buddy != nil {
		buddy := available(ctx, tx, "buddy", *e.Buddy, e.place(), when.Of(now))
		if _, left := errors.AsType[rule.Violations](buddy); left {
			if _, err := PassBuddy(ctx, tx, e, 0, p.By, p.Reason, now); err != nil {
				return err
			}
			e.Buddy = nil
		} else if buddy != nil {
			return buddy
		}
	}
	if p.To != 0 && p.To != e.Owner {
		_, err := Pass(ctx, tx, e, p, now)
		return err
	}
	_, err = settleCovers(ctx, tx, []id.Enrolment{e.ID}, p.By, now)
	return err
}
