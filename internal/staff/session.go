package staff

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"

	"kasket/internal/db"
	"kasket/internal/id"
)

// How long a session lasts.
const (
	IdleTimeout = 60 * time.Minute // without a request
	Lifetime    = 12 * time.Hour   // in all: a working day
	touchEvery  = time.Minute      // how often the last request is written down
)

// SessionKey is the one thing a session holds: whose it is.
const SessionKey = "staff"

// Sessions is the store behind scs. It keeps whose a session is, so that one can
// sign out everywhere, and brings the person along with the session in one query.
type Sessions struct {
	db  *db.DB
	now func() time.Time
}

// NewSessions makes the store; now is the clock.
func NewSessions(d *db.DB, now func() time.Time) *Sessions { return &Sessions{db: d, now: now} }

type signedKey struct{}

// WithHolder makes room in the context for the person that the session will bring.
func WithHolder(ctx context.Context) context.Context {
	return context.WithValue(ctx, signedKey{}, &Signed{})
}

// SignedOf is the person behind a request; Staff is 0 when nobody is signed in.
func SignedOf(ctx context.Context) Signed {
	if s, ok := ctx.Value(signedKey{}).(*Signed); ok {
		return *s
	}
	return Signed{}
}

// FindCtx reads a session that has not expired, been idle too long, or outlived
// its owner's employment.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	now := s.now()
	row, err := db.One[struct {
		Data      []byte
		SeenAt    time.Time
		ExpiresAt time.Time
		person
	}](ctx, s.db.Read, `
		SELECT x.data, x.seen_at, x.expires_at, `+personColumns+`
		FROM sessions x JOIN staff s ON s.id = x.staff_id
		WHERE x.token_hash = @token AND x.expires_at > @now AND x.seen_at > @idle
		  AND (s.left_on IS NULL OR s.left_on >= (@now::timestamptz AT TIME ZONE 'Europe/Copenhagen')::date)`,
		db.Args{"token": []byte(token), "now": now, "idle": now.Add(-IdleTimeout)})
	if errors.Is(err, db.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading a session: %w", err)
	}
	if now.Sub(row.SeenAt) > touchEvery {
		if _, err := s.db.Lookups.Exec(ctx, `UPDATE sessions SET seen_at = @now WHERE token_hash = @token`,
			db.Args{"now": now, "token": []byte(token)}); err != nil {
			return nil, false, fmt.Errorf("touching a session: %w", err)
		}
	}
	if holder, ok := ctx.Value(signedKey{}).(*Signed); ok {
		if *holder, err = row.signed(); err != nil {
			return nil, false, err
		}
		holder.EndsAt = row.ExpiresAt
	}
	return row.Data, true, nil
}

// CommitCtx writes a session down. One without a person is not kept. When it ends
// was settled as it began, by our own clock: writing again never makes it longer.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return fmt.Errorf("reading a session's data: %w", err)
	}
	staff, _ := values[SessionKey].(int64)
	if staff == 0 {
		return nil
	}
	_, err = s.db.Write.Exec(ctx, `
		INSERT INTO sessions (token_hash, staff_id, data, device, created_at, seen_at, expires_at)
		VALUES (@token, @staff, @data, @device, @now, @now, @expires)
		ON CONFLICT (token_hash) DO UPDATE SET staff_id = @staff, data = @data, seen_at = @now`,
		db.Args{"token": []byte(token), "staff": id.Staff(staff), "data": data, "device": deviceOf(ctx), "now": s.now(), "expires": s.now().Add(Lifetime)})
	if err != nil {
		return fmt.Errorf("writing a session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	if _, err := s.db.Write.Exec(ctx, `DELETE FROM sessions WHERE token_hash = @token`, db.Args{"token": []byte(token)}); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}

// Find is FindCtx without a request; scs asks for it but does not call it.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a request.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a request.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

type deviceKey struct{}

// WithDevice lets the session say on what it was begun.
func WithDevice(ctx context.Context, device string) context.Context {
	return context.WithValue(ctx, deviceKey{}, device)
}

func deviceOf(ctx context.Context) string {
	device, _ := ctx.Value(deviceKey{}).(string)
	return device
}
