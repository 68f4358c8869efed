package enrolment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
)

// StepAside takes somebody who is disqualified from the matter of a youth out of the
// open course, in the transaction of who declares it, which holds the course. A buddy
// goes, and so does what they cover. An owner stays till there is another, because a
// youth is never without one: until then the buddy acts, as for an absence without an
// end (see duty).
func StepAside(ctx context.Context, tx pgx.Tx, youth id.Youth, staff, by id.Staff, at time.Time) error {
	e, err := openCourse(ctx, tx, youth)
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if e.Buddy != nil && *e.Buddy == staff {
		was := *e.Buddy
		e.Buddy = nil
		if err := saveOwner(ctx, tx, e); err != nil {
			return err
		}
		if err := saveBuddyChange(ctx, tx, BuddyChange{Enrolment: e.ID, From: &was, By: by, At: at}); err != nil {
			return err
		}
	}
	_, err = settleCovers(ctx, tx, []id.Enrolment{e.ID}, by, at)
	return err
}

// StepBack lets somebody act again in the open courses of youths, which the caller
// holds, because their conflict was ended: whoever acted for them from it does no more.
func StepBack(ctx context.Context, tx pgx.Tx, youths []id.Youth, by id.Staff, at time.Time) error {
	for _, y := range youths {
		e, err := openCourse(ctx, tx, y)
		if errors.Is(err, db.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := settleCovers(ctx, tx, []id.Enrolment{e.ID}, by, at); err != nil {
			return err
		}
	}
	return nil
}

func openCourse(ctx context.Context, tx pgx.Tx, youth id.Youth) (Enrolment, error) {
	e, err := db.One[Enrolment](ctx, tx, selectEnrolment+`WHERE youth_id = @youth AND closed_on IS NULL`, db.Args{"youth": youth})
	if err != nil {
		return e, fmt.Errorf("course of youth %d: %w", youth, err)
	}
	return e, nil
}
