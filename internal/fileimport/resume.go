package fileimport

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kasket/internal/db"
	"kasket/internal/id"
)

// stillFor is how long a run may stand still before it is taken for one whose
// process was killed: far longer than a handful of rows takes.
const stillFor = 45 * time.Second

// Resume goes on with the runs that stand still in the middle. It reads how things
// are, so it is safe to call at any time.
func (s *Service) Resume(ctx context.Context) error {
	runs, err := db.Values[id.ImportRun](ctx, s.read, `SELECT id FROM import_runs WHERE state = 'running' AND moved_at < @since ORDER BY id`,
		db.Args{"since": s.now().Add(-stillFor)})
	if err != nil {
		return fmt.Errorf("looking for imports that stand still: %w", err)
	}
	var faults error
	for _, run := range runs {
		faults = errors.Join(faults, s.Run(ctx, run))
	}
	return faults
}
