package enrolment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// FollowUpMonths is how long the last owner keeps the record after closing: until
// the last of the looks back at 1, 3, 6 and 12 months (domain 8.2).
const FollowUpMonths = 12

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
