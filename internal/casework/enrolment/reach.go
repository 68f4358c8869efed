package enrolment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
)

// Reach is when a youth was last reached, kept on the course because lists are
// made of it. The log counts it from its entries; see contact.
type Reach struct {
	LastContact *time.Time // last time the youth was talked with
	LastAttempt *time.Time
	Attempts    int // since the last contact
}

// HoldAll locks all courses of the youths until the transaction ends, in order of
// their numbers, so that two who hold some of the same wait and never block each
// other.
func HoldAll(ctx context.Context, tx pgx.Tx, youths []id.Youth) error {
	if _, err := tx.Exec(ctx, `SELECT FROM enrolments WHERE youth_id = ANY(@youths) ORDER BY id FOR UPDATE`,
		db.Args{"youths": youths}); err != nil {
		return fmt.Errorf("holding the courses of %d youths: %w", len(youths), err)
	}
	return nil
}

// InProgramme is the programme a course follows.
func InProgramme(ctx context.Context, q db.Reader, enrolment id.Enrolment) (id.Programme, error) {
	p, err := db.Value[id.Programme](ctx, q, `SELECT programme_id FROM enrolments WHERE id = @id`, db.Args{"id": enrolment})
	if err != nil {
		return 0, fmt.Errorf("programme of enrolment %d: %w", enrolment, err)
	}
	return p, nil
}

// KeepReach writes down what the log counted. It is no edit: the version stays.
func KeepReach(ctx context.Context, tx pgx.Tx, enrolment id.Enrolment, r Reach) error {
	_, err := tx.Exec(ctx, `UPDATE enrolments SET last_contact_at = @contact, last_attempt_at = @attempt, attempts = @attempts WHERE id = @id`,
		db.Args{"id": enrolment, "contact": r.LastContact, "attempt": r.LastAttempt, "attempts": r.Attempts})
	if err != nil {
		return fmt.Errorf("keeping the reach of enrolment %d: %w", enrolment, err)
	}
	return nil
}
