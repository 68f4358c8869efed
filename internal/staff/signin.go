package staff

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// How many failures within the window stop an account or an address.
const (
	failureWindow   = 15 * time.Minute
	accountFailures = 8
	addressFailures = 40
)

// SignIn weighs an e-mail and a password. Wrong, unknown, not yet used and left
// all get the same answer in the same time; too many failures get another one.
func (s *Service) SignIn(ctx context.Context, email, password, address string) (id.Staff, error) {
	email = strings.ToLower(rule.Line(email))
	subjects := [][]byte{subjectOf("account", email), subjectOf("address", address)}
	if err := s.throttle(ctx, subjects); err != nil {
		return 0, err
	}
	person, err := db.One[struct {
		ID   id.Staff
		Hash string
	}](ctx, s.db.Read, `
		SELECT id, password_hash AS hash FROM staff
		WHERE lower(email) = @email AND password_hash IS NOT NULL
		  AND (left_on IS NULL OR left_on >= (@now::timestamptz AT TIME ZONE 'Europe/Copenhagen')::date)`,
		db.Args{"email": email, "now": s.now()})
	known := !errors.Is(err, db.ErrNotFound)
	if err != nil && known {
		return 0, fmt.Errorf("looking for the account: %w", err)
	}
	if !known {
		person.Hash = nobodysHash
	}
	if err := s.weigh(ctx, subjects, "", password, person.Hash); err != nil {
		return 0, err
	}
	return person.ID, nil
}

// weigh weighs a password while it holds one of the few slots, and counts there
// too: whoever waited for a slot meets the failures of those before, so that a
// burst gets no further than one at a time would.
func (s *Service) weigh(ctx context.Context, subjects [][]byte, field, password, stored string) error {
	if err := s.slots.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.slots.Release(1)
	if err := s.throttle(ctx, subjects); err != nil {
		return err
	}
	right, err := s.scale(password, stored)
	if err != nil {
		return fmt.Errorf("weighing a password: %w", err)
	}
	if !right {
		return s.failed(ctx, subjects, field)
	}
	if _, err = s.db.Write.Exec(ctx, `DELETE FROM sign_in_failures WHERE subject = @subject`, db.Args{"subject": subjects[0]}); err != nil {
		return fmt.Errorf("forgetting failures: %w", err)
	}
	return nil
}

// subjectOf hides whom a failure is about: the table needs no names.
func subjectOf(kind, value string) []byte {
	sum := sha256.Sum256([]byte(kind + ":" + value))
	return sum[:]
}

func (s *Service) throttle(ctx context.Context, subjects [][]byte) error {
	counts, err := db.One[struct{ Account, Address int }](ctx, s.db.Read, `
		SELECT count(*) FILTER (WHERE subject = @account) AS account, count(*) FILTER (WHERE subject = @address) AS address
		FROM sign_in_failures WHERE subject IN (@account, @address) AND at > @since`,
		db.Args{"account": subjects[0], "address": subjects[1], "since": s.now().Add(-failureWindow)})
	if err != nil {
		return fmt.Errorf("counting failures: %w", err)
	}
	if counts.Account >= accountFailures || counts.Address >= addressFailures {
		return rule.Violation("", "sign_in_throttled", int(failureWindow.Minutes()))
	}
	return nil
}

func (s *Service) failed(ctx context.Context, subjects [][]byte, field string) error {
	_, err := s.db.Write.Exec(ctx, `INSERT INTO sign_in_failures (subject, at) SELECT unnest(@subjects::bytea[]), @now`,
		db.Args{"subjects": subjects, "now": s.now()})
	if err != nil {
		return fmt.Errorf("noting a failure: %w", err)
	}
	if field != "" {
		return rule.Violation(field, "password_wrong")
	}
	return rule.Violation("", "sign_in_failed")
}

// Session is one place where somebody is signed in.
type Session struct {
	Hash      []byte `json:"-"`
	Device    string
	CreatedAt time.Time
	SeenAt    time.Time
}

// SessionsOf lists where a person is signed in, latest first.
func (s *Service) SessionsOf(ctx context.Context, staff id.Staff) ([]Session, error) {
	return db.All[Session](ctx, s.db.Read, `
		SELECT token_hash AS hash, device, created_at, seen_at FROM sessions
		WHERE staff_id = @staff AND expires_at > @now AND seen_at > @idle ORDER BY seen_at DESC`,
		db.Args{"staff": staff, "now": s.now(), "idle": s.now().Add(-IdleTimeout)})
}

// SignOutEverywhere ends every session of a person.
func (s *Service) SignOutEverywhere(ctx context.Context, staff id.Staff) error {
	_, err := s.db.Write.Exec(ctx, `DELETE FROM sessions WHERE staff_id = @staff`, db.Args{"staff": staff})
	if err != nil {
		return fmt.Errorf("ending the sessions of staff %d: %w", staff, err)
	}
	return nil
}
