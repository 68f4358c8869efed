package plan

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
)

// MadeIn says that what an entry agreed on was agreed in the meeting that the entry tells
// of, in the transaction of the entry. Where it tells of several the first keeps it.
func MadeIn(ctx context.Context, tx pgx.Tx, contact id.Contact, meeting id.Meeting) error {
	if _, err := tx.Exec(ctx, `
		UPDATE agreements a SET meeting_id = m.id FROM meetings m
		WHERE a.contact_id = @contact AND a.meeting_id IS NULL AND m.id = @meeting AND m.youth_id = a.youth_id`,
		db.Args{"contact": contact, "meeting": meeting}); err != nil {
		return fmt.Errorf("agreements of meeting %d: %w", meeting, err)
	}
	return nil
}
