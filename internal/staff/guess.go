package staff

import (
	"context"
	"fmt"

	"kasket/internal/db"
	"kasket/internal/rule"
)

// linkFailures is how many links that open nothing an address may try within the window
// of sign-in. A secret of 130 bits needs no such limit; the server that answers does.
const linkFailures = addressFailures

// MayTryLink refuses an address that tried too many secret links that opened nothing, in
// the way signing in does.
func (s *Service) MayTryLink(ctx context.Context, address string) error {
	n, err := db.Value[int](ctx, s.db.Read, `SELECT count(*) FROM sign_in_failures WHERE subject = @subject AND at > @since`,
		db.Args{"subject": subjectOf("link", address), "since": s.now().Add(-failureWindow)})
	if err != nil {
		return fmt.Errorf("counting links that opened nothing: %w", err)
	}
	if n >= linkFailures {
		return rule.Violation("", "sign_in_throttled", int(failureWindow.Minutes()))
	}
	return nil
}

// LinkMissed counts a link that opened nothing, whatever the reason.
func (s *Service) LinkMissed(ctx context.Context, address string) error {
	_, err := s.db.Write.Exec(ctx, `INSERT INTO sign_in_failures (subject, at) VALUES (@subject, @now)`,
		db.Args{"subject": subjectOf("link", address), "now": s.now()})
	if err != nil {
		return fmt.Errorf("noting a link that opened nothing: %w", err)
	}
	return nil
}
