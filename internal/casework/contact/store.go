package contact

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
)

// Columns are those of a Contact, read from the table contacts as c.
const Columns = `
	c.id, c.author_id AS author, c.for_id AS "for", c.recorded_at, c.used_at, c.withdrawn_at, c.imported, c.version,
	       ARRAY(SELECT y.youth_id FROM contact_youths y WHERE y.contact_id = c.id ORDER BY y.youth_id) AS youths,
	       c.kind, c.outcome, c.direction, c.counterpart, c.hats, c.place, c.place_note, c.others, c.minutes, c.attended, c.activity,
	       c.occurred_at, c.account, c.facts, c.view, c.assessment, c.authority,
	       c.company_id AS company, c.company_person_id AS company_person, c.for_company`

const selectContact = `SELECT ` + Columns + ` FROM contacts c `

func find(ctx context.Context, q db.Reader, contact id.Contact) (Contact, error) {
	c, err := db.One[Contact](ctx, q, selectContact+`WHERE c.id = @id`, db.Args{"id": contact})
	if err != nil {
		return c, fmt.Errorf("contact %d: %w", contact, err)
	}
	return c, nil
}

// lock is find with the row held until the transaction ends.
func lock(ctx context.Context, tx pgx.Tx, contact id.Contact) (Contact, error) {
	c, err := db.One[Contact](ctx, tx, selectContact+`WHERE c.id = @id FOR UPDATE OF c`, db.Args{"id": contact})
	if err != nil {
		return c, fmt.Errorf("contact %d: %w", contact, err)
	}
	return c, nil
}

// insert writes a new entry and links it to its youths' courses, which stand in the
// same order as the youths.
func insert(ctx context.Context, tx pgx.Tx, c Contact, courses []id.Enrolment) (id.Contact, error) {
	args := c.Entry.args()
	args["author"], args["for"], args["recorded"], args["imported"] = c.Author, c.For, c.RecordedAt, c.Imported
	number, err := db.Value[id.Contact](ctx, tx, `
		INSERT INTO contacts (author_id, for_id, kind, outcome, direction, counterpart, hats, place, place_note, others, minutes, attended, activity,
		                      occurred_at, recorded_at, account, facts, view, assessment, authority, imported, company_id, company_person_id, for_company)
		VALUES (@author, @for, @kind, @outcome, @direction, @counterpart, @hats, @place, @place_note, @others, @minutes, @attended, @activity,
		        @occurred, @recorded, @account, @facts, @view, @assessment, @authority, @imported, @company, @person, @for_company)
		RETURNING id`, args)
	if err != nil {
		return 0, fmt.Errorf("saving a contact: %w", err)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at)
		SELECT @contact, u.youth, u.course, @occurred FROM unnest(@youths::bigint[], @courses::bigint[]) AS u (youth, course)`,
		db.Args{"contact": number, "youths": c.Youths, "courses": courses, "occurred": c.OccurredAt}); err != nil {
		return 0, fmt.Errorf("saving the youths of contact %d: %w", number, err)
	}
	return number, nil
}

func (e Entry) args() db.Args {
	return db.Args{
		"kind": e.Kind, "outcome": e.Outcome, "direction": e.Direction, "counterpart": e.Counterpart, "hats": e.Hats,
		"place": e.Place, "place_note": e.PlaceNote, "others": e.Others, "minutes": e.Minutes, "attended": e.Attended, "activity": e.Activity,
		"occurred": e.OccurredAt, "account": e.Account, "facts": e.Facts, "view": e.View, "assessment": e.Assessment, "authority": e.Authority,
		"company": e.Company, "person": e.CompanyPerson, "for_company": e.ForCompany,
	}
}

// update writes a correction over the entry. What stood there is a version already.
func update(ctx context.Context, tx pgx.Tx, contact id.Contact, e Entry) error {
	args := e.args()
	args["id"] = contact
	if _, err := tx.Exec(ctx, `
		UPDATE contacts SET kind = @kind, outcome = @outcome, direction = @direction, counterpart = @counterpart, hats = @hats,
		       place = @place, place_note = @place_note, others = @others, minutes = @minutes, attended = @attended, activity = @activity,
		       occurred_at = @occurred, account = @account, facts = @facts, view = @view, assessment = @assessment, authority = @authority,
		       company_id = @company, company_person_id = @person, for_company = @for_company, version = version + 1
		WHERE id = @id`, args); err != nil {
		return fmt.Errorf("correcting contact %d: %w", contact, err)
	}
	if _, err := tx.Exec(ctx, `UPDATE contact_youths SET occurred_at = @occurred WHERE contact_id = @id`,
		db.Args{"occurred": e.OccurredAt, "id": contact}); err != nil {
		return fmt.Errorf("moving contact %d in time: %w", contact, err)
	}
	return nil
}

// coursesOf are the courses an entry was written in.
func coursesOf(ctx context.Context, q db.Reader, contact id.Contact) ([]id.Enrolment, error) {
	courses, err := db.Values[id.Enrolment](ctx, q, `SELECT enrolment_id FROM contact_youths WHERE contact_id = @id ORDER BY youth_id`,
		db.Args{"id": contact})
	if err != nil {
		return nil, fmt.Errorf("courses of contact %d: %w", contact, err)
	}
	return courses, nil
}

// Recount counts from the log when the youth of each course was last reached, and
// keeps it there. Only talks with the youth count, and only our own attempts.
// Whoever writes entries calls it in the same transaction, the courses held.
func Recount(ctx context.Context, tx pgx.Tx, courses []id.Enrolment) error {
	for _, course := range courses {
		reach, err := db.One[enrolment.Reach](ctx, tx, `
			WITH own AS (
				SELECT c.occurred_at AS at, c.outcome = 'talked' AS talked, c.direction = 'out' AS ours
				FROM contact_youths y JOIN contacts c ON c.id = y.contact_id
				WHERE y.enrolment_id = @course AND c.counterpart = 'youth' AND c.withdrawn_at IS NULL),
			last AS (SELECT max(at) AS at FROM own WHERE talked)
			SELECT last.at AS last_contact,
			       (SELECT max(own.at) FROM own WHERE NOT talked AND ours) AS last_attempt,
			       (SELECT count(*) FROM own WHERE NOT talked AND ours AND (last.at IS NULL OR own.at > last.at)) AS attempts
			FROM last`, db.Args{"course": course})
		if err != nil {
			return fmt.Errorf("counting the reach of enrolment %d: %w", course, err)
		}
		if err := enrolment.KeepReach(ctx, tx, course, reach); err != nil {
			return err
		}
	}
	return nil
}
