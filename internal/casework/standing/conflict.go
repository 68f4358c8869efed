package standing

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// NoConflict is the SQL condition that a staff member has declared no conflict of
// interest with a youth (forvaltningsloven §§ 3-6). Every list of youths that somebody
// reads holds it, with the expressions of who reads and of the youth's number.
func NoConflict(staff, youth string) string {
	return `NOT EXISTS (SELECT FROM conflicts k WHERE k.youth_id = ` + youth + ` AND k.staff_id = ` + staff + ` AND k.ended_at IS NULL)`
}

// NoConflictInEntry is NoConflict with all the youths of an entry of the log: what is
// written of two is closed to who may not know of one.
func NoConflictInEntry(staff, contact string) string {
	return `NOT EXISTS (SELECT FROM contact_youths ky JOIN conflicts k ON k.youth_id = ky.youth_id
	                WHERE ky.contact_id = ` + contact + ` AND k.staff_id = ` + staff + ` AND k.ended_at IS NULL)`
}

// recognising keeps declarations and registrations apart, by the number of an
// advisory lock: a person declared while they are registered would be missed by both.
const recognising = 30_019

// HoldRecognition lets registrations go on side by side until the transaction ends,
// and no declaration of a person between them.
func HoldRecognition(ctx context.Context, tx pgx.Tx) error {
	return advisory(ctx, tx, `SELECT pg_advisory_xact_lock_shared(@lock)`)
}

// HoldDeclarations lets nobody be registered until the transaction ends.
func HoldDeclarations(ctx context.Context, tx pgx.Tx) error {
	return advisory(ctx, tx, `SELECT pg_advisory_xact_lock(@lock)`)
}

func advisory(ctx context.Context, tx pgx.Tx, sql string) error {
	if _, err := tx.Exec(ctx, sql, db.Args{"lock": recognising}); err != nil {
		return fmt.Errorf("holding who is declared: %w", err)
	}
	return nil
}

// Bind binds a youth who was registered or corrected to whoever declared a person that
// is them, in the same transaction, and answers who was not bound before. The caller
// holds the recognition.
func Bind(ctx context.Context, tx pgx.Tx, youth id.Youth, at time.Time) ([]id.Staff, error) {
	bound, err := db.Values[id.Staff](ctx, tx, bind+`AND y.id = @youth`+returning, db.Args{"youth": youth, "at": at})
	if err != nil {
		return nil, fmt.Errorf("binding youth %d: %w", youth, err)
	}
	return bound, nil
}

// Declared are the youths known already who are the person of a declaration. The
// caller holds the declarations, so that they stay the same.
func Declared(ctx context.Context, tx pgx.Tx, declaration id.Conflict) ([]id.Youth, error) {
	youths, err := db.Values[id.Youth](ctx, tx, `SELECT y.id FROM conflicts c`+isAbout+`AND c.id = @declaration ORDER BY y.id`,
		db.Args{"declaration": declaration})
	if err != nil {
		return nil, fmt.Errorf("whom declaration %d is about: %w", declaration, err)
	}
	return youths, nil
}

const bind = `
	INSERT INTO conflicts (staff_id, youth_id, name, from_id, declared_at, by_id)
	SELECT c.staff_id, y.id, c.name, c.id, @at, c.by_id FROM conflicts c` + isAbout

// isAbout joins declarations of persons with the youths they are about, but for those
// a leader has said they are not.
const isAbout = `
	JOIN youths y ON (c.cpr_index = y.cpr_index OR c.birth_date = y.birth_date) AND conflict_is_about(c, y)
	WHERE c.youth_id IS NULL AND c.ended_at IS NULL
	  AND NOT EXISTS (SELECT FROM conflicts z WHERE z.from_id = c.id AND z.youth_id = y.id) `

const returning = `
	ON CONFLICT DO NOTHING RETURNING staff_id`

// Free refuses, at a field of a form, somebody who declared a conflict with a youth,
// for who is about to give them the youth and holds the course or the youth.
func Free(ctx context.Context, q db.Reader, field string, staff id.Staff, youth id.Youth) error {
	free, err := db.Value[bool](ctx, q, `SELECT `+NoConflict("@staff", "@youth"), db.Args{"staff": staff, "youth": youth})
	if err != nil {
		return fmt.Errorf("conflict of staff %d with youth %d: %w", staff, youth, err)
	}
	if !free {
		return rule.Violation(field, "conflict")
	}
	return nil
}

// Conflicts are those of the youths that somebody declared a conflict with.
func Conflicts(ctx context.Context, q db.Reader, staff id.Staff, youths []id.Youth) (map[id.Youth]bool, error) {
	list, err := db.Values[id.Youth](ctx, q, `
		SELECT youth_id FROM conflicts WHERE staff_id = @staff AND youth_id = ANY(@youths) AND ended_at IS NULL`,
		db.Args{"staff": staff, "youths": youths})
	if err != nil {
		return nil, fmt.Errorf("conflicts of staff %d: %w", staff, err)
	}
	closed := map[id.Youth]bool{}
	for _, y := range list {
		closed[y] = true
	}
	return closed, nil
}
