package devpg

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"kasket/internal/devpg/flock"
)

// ownOrAttach takes the lock of the folder, which makes us the owner, or waits
// until the server of the process that holds it answers. An owner that dies
// while we wait leaves the lock, and we take it.
func (s *Server) ownOrAttach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		lock, err := flock.Try(filepath.Join(s.dir, "lock"))
		if err == nil {
			s.owned, s.lock = true, lock
			return nil
		}
		if !errors.Is(err, flock.ErrHeld) {
			return err
		}
		if s.answers() {
			s.log.Info("another process runs the database, connecting to it", "dir", s.dir)
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w, and its database does not answer: %w", err, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
