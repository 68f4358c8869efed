package youth

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Died writes on which day a youth died, inside the transaction of who registers it, or
// with no day that they did not: it was written of the wrong youth.
func Died(ctx context.Context, tx pgx.Tx, youth id.Youth, on *when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE youths SET died_on = @on WHERE id = @youth`, db.Args{"youth": youth, "on": on})
	if err != nil {
		return fmt.Errorf("the death of youth %d: %w", youth, err)
	}
	return nil
}

// Alive refuses an act towards a youth who has died: a letter, a meeting, a link. What was
// decided may still be written down.
func Alive(ctx context.Context, q db.Reader, youth id.Youth) error {
	died, err := db.Value[bool](ctx, q, `SELECT died_on IS NOT NULL FROM youths WHERE id = @youth`, db.Args{"youth": youth})
	if err != nil {
		return fmt.Errorf("whether youth %d lives: %w", youth, err)
	}
	if died {
		return rule.Violation("", "has_died")
	}
	return nil
}
