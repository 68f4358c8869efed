package outcome

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/enrolment"
	"kasket/internal/programme"
)

// Record writes the exit of a course that a file brought with its end, inside the
// transaction of who reads it in: they have looked for the code in the catalogue.
func Record(ctx context.Context, tx pgx.Tx, by access.Actor, e enrolment.Enrolment, x Exit, at time.Time) error {
	counts, err := programme.CountsOn(ctx, tx, e.Programme, x.Code, x.On)
	if err != nil {
		return err
	}
	return save(ctx, tx, e.ID, x, counts, by.Staff, at)
}

// RecordStatuses writes the statuses that a file brought with a course, inside the
// transaction of who reads it in.
func RecordStatuses(ctx context.Context, tx pgx.Tx, by access.Actor, e enrolment.Enrolment, list []Status, at time.Time) error {
	for _, s := range list {
		if _, err := saveStatus(ctx, tx, e.Youth, e.ID, s, by.Staff, at); err != nil {
			return err
		}
	}
	return nil
}
