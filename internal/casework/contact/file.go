package contact

import (
	"context"

	"github.com/jackc/pgx/v5"

	"kasket/internal/casework/enrolment"
	"kasket/internal/id"
)

// Bring keeps an entry of one youth inside the transaction of who reads in a file:
// they have asked the policy, and found the course that ran on its day. Its author
// wrote it elsewhere, so here it is locked from the start.
func Bring(ctx context.Context, tx pgx.Tx, c Contact, course id.Enrolment) (id.Contact, error) {
	if err := enrolment.HoldAll(ctx, tx, c.Youths); err != nil {
		return 0, err
	}
	c.Imported = true
	contact, err := insert(ctx, tx, c, []id.Enrolment{course})
	if err != nil {
		return 0, err
	}
	return contact, Recount(ctx, tx, []id.Enrolment{course})
}
