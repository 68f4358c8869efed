package document

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
)

// columns are those of a Document, read from the table documents as d.
const columns = `
	d.id, d.youth_id AS youth, d.enrolment_id AS enrolment, d.type, d.direction, d.party, d.dated_on, d.concerns, d.note, d.receipt_on,
	d.added_by, d.for_id AS "for", d.added_at, d.used_at, d.withdrawn_at, d.version`

func find(ctx context.Context, q db.Reader, document id.Document) (Document, error) {
	return one(ctx, q, document, ``)
}

// lock is find with the row held until the transaction ends.
func lock(ctx context.Context, tx pgx.Tx, document id.Document) (Document, error) {
	return one(ctx, tx, document, ` FOR UPDATE OF d`)
}

func one(ctx context.Context, q db.Reader, document id.Document, hold string) (Document, error) {
	d, err := db.One[Document](ctx, q, `SELECT `+columns+` FROM documents d WHERE d.id = @id AND d.withdrawn_at IS NULL`+hold, db.Args{"id": document})
	if err != nil {
		return d, fmt.Errorf("document %d: %w", document, err)
	}
	return d, nil
}

func (d Details) args() db.Args {
	return db.Args{
		"type": d.Type, "direction": d.Direction, "party": d.Party, "dated": d.DatedOn, "concerns": d.Concerns, "note": d.Note,
	}
}

func insert(ctx context.Context, tx pgx.Tx, scope access.Scope, by id.Staff, d Details, files []file, at time.Time) (id.Document, error) {
	args := d.args()
	args["youth"], args["enrolment"], args["by"], args["at"], args["owner"] = scope.Youth, scope.Enrolment, by, at, scope.Owner
	number, err := db.Value[id.Document](ctx, tx, `
		INSERT INTO documents (youth_id, enrolment_id, type, direction, party, dated_on, concerns, note, added_by, for_id, added_at)
		VALUES (@youth, @enrolment, @type, @direction, @party, @dated, @concerns, @note, @by, nullif(nullif(@owner::bigint, @by), 0), @at)
		RETURNING id`, args)
	if err != nil {
		return 0, fmt.Errorf("adding a document about youth %d: %w", scope.Youth, err)
	}
	for i, f := range files { // one at a time: each may be 15 MB on the wire
		if _, err := tx.Exec(ctx, `
			INSERT INTO document_files (document_id, position, name, media, size, sha256, scanned_at, content)
			VALUES (@document, @position, @name, @media, @size, @sha, @scanned, @content)`,
			db.Args{
				"document": number, "position": i + 1, "name": f.Name, "media": f.media, "size": len(f.Content),
				"sha": f.sha256[:], "scanned": f.scanned, "content": f.Content,
			}); err != nil {
			return 0, fmt.Errorf("file %d of document %d: %w", i+1, number, err)
		}
	}
	return number, nil
}

func update(ctx context.Context, tx pgx.Tx, document id.Document, d Details) error {
	args := d.args()
	args["id"] = document
	if _, err := tx.Exec(ctx, `
		UPDATE documents SET type = @type, direction = @direction, party = @party, dated_on = @dated, concerns = @concerns, note = @note,
		       version = version + 1
		WHERE id = @id`, args); err != nil {
		return fmt.Errorf("correcting document %d: %w", document, err)
	}
	return nil
}

// MarkUsed marks documents of a youth as used in a decision, in the transaction that
// decides: from then on they stay as they are. One that is not the youth's, or was
// withdrawn, is db.ErrNotFound.
func MarkUsed(ctx context.Context, tx pgx.Tx, youth id.Youth, documents []id.Document, at time.Time) error {
	held, err := db.Values[id.Document](ctx, tx, `
		SELECT id FROM documents WHERE id = ANY(@ids) AND youth_id = @youth AND withdrawn_at IS NULL ORDER BY id FOR UPDATE`,
		db.Args{"ids": documents, "youth": youth})
	if err != nil {
		return fmt.Errorf("holding %d documents: %w", len(documents), err)
	}
	there := map[id.Document]bool{}
	for _, d := range held {
		there[d] = true
	}
	for _, d := range documents {
		if !there[d] {
			return fmt.Errorf("document %d of youth %d: %w", d, youth, db.ErrNotFound)
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE documents SET used_at = @at, version = version + 1 WHERE id = ANY(@ids) AND used_at IS NULL`,
		db.Args{"ids": held, "at": at}); err != nil {
		return fmt.Errorf("marking %d documents as used: %w", len(held), err)
	}
	return nil
}
