package contact

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
)

// Brought is an entry that a file brings: its author wrote it elsewhere, so here it
// is locked from the start.
type Brought struct {
	Author      id.Staff
	Youth       id.Youth
	Enrolment   id.Enrolment
	Kind        string
	Outcome     string
	Direction   string
	Counterpart string
	Hats        []string
	Place       string
	PlaceNote   string
	Minutes     *int
	OccurredAt  time.Time
	RecordedAt  time.Time
	Account     string
}

// Bring keeps an entry inside the transaction of who reads in a file, and has asked
// the policy about its team. The course is held while what it says of the last
// contact is counted anew.
func Bring(ctx context.Context, tx pgx.Tx, b Brought) (id.Contact, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM enrolments WHERE id = @course FOR UPDATE`, db.Args{"course": b.Enrolment}); err != nil {
		return 0, fmt.Errorf("holding enrolment %d: %w", b.Enrolment, err)
	}
	contact, err := db.Value[id.Contact](ctx, tx, `
		WITH entry AS (
			INSERT INTO contacts (author_id, kind, outcome, direction, counterpart, hats, place, place_note, minutes,
			                      occurred_at, recorded_at, account, imported)
			VALUES (@author, @kind, @outcome, @direction, @counterpart, @hats, @place, @place_note, @minutes,
			        @occurred, @recorded, @account, true) RETURNING id)
		INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at)
		SELECT id, @youth, @course, @occurred FROM entry RETURNING contact_id`,
		db.Args{
			"author": b.Author, "kind": b.Kind, "outcome": b.Outcome, "direction": b.Direction, "counterpart": b.Counterpart,
			"hats": b.Hats, "place": b.Place, "place_note": b.PlaceNote, "minutes": b.Minutes, "occurred": b.OccurredAt,
			"recorded": b.RecordedAt, "account": b.Account, "youth": b.Youth, "course": b.Enrolment,
		})
	if err != nil {
		return 0, fmt.Errorf("saving a contact of youth %d: %w", b.Youth, err)
	}
	return contact, recount(ctx, tx, b.Enrolment)
}

// recount counts from the log when the youth of a course was last reached. Only
// talks with the youth count, and only our own attempts.
func recount(ctx context.Context, tx pgx.Tx, course id.Enrolment) error {
	_, err := tx.Exec(ctx, `
		WITH own AS (
			SELECT c.occurred_at AS at, c.outcome = 'talked' AS talked, c.direction = 'out' AS ours
			FROM contact_youths y JOIN contacts c ON c.id = y.contact_id
			WHERE y.enrolment_id = @course AND c.counterpart = 'youth' AND c.withdrawn_at IS NULL),
		last AS (SELECT max(at) AS at FROM own WHERE talked)
		UPDATE enrolments SET last_contact_at = last.at,
		       last_attempt_at = (SELECT max(own.at) FROM own WHERE NOT talked AND ours),
		       attempts = (SELECT count(*) FROM own WHERE NOT talked AND ours AND (last.at IS NULL OR own.at > last.at))
		FROM last WHERE id = @course`, db.Args{"course": course})
	if err != nil {
		return fmt.Errorf("counting the reach of enrolment %d: %w", course, err)
	}
	return nil
}
