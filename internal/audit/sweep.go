package audit

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/db"
)

// keyAge is how long a form's key is remembered: longer than any page lies open.
const keyAge = 30 * 24 * time.Hour

// Sweep forgets the keys of forms that no open page can still carry.
func (t *Trail) Sweep(ctx context.Context) error {
	_, err := t.db.Write.Exec(ctx, `DELETE FROM idempotency_keys WHERE created_at < @before`, db.Args{"before": t.now().Add(-keyAge)})
	if err != nil {
		return fmt.Errorf("forgetting old keys of forms: %w", err)
	}
	return nil
}
