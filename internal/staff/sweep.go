package staff

import (
	"context"
	"fmt"

	"kasket/internal/db"
)

// Sweep takes away sessions that are over and failures that no longer count.
func (s *Service) Sweep(ctx context.Context) error {
	for _, step := range []struct {
		sql  string
		args db.Args
	}{
		{`DELETE FROM sessions WHERE expires_at < @now OR seen_at < @idle`, db.Args{"now": s.now(), "idle": s.now().Add(-IdleTimeout)}},
		{`DELETE FROM sign_in_failures WHERE at < @before`, db.Args{"before": s.now().Add(-failureWindow)}},
	} {
		if _, err := s.db.Write.Exec(ctx, step.sql, step.args); err != nil {
			return fmt.Errorf("taking away old sessions: %w", err)
		}
	}
	return nil
}
