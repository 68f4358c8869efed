// Package audit keeps the trail: who did what to which youth, and who looked.
// It is the only door to a write transaction, so that a change without a record
// is not possible. Only sessions, throttles, one's own drafts and the queue
// write beside it.
package audit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Event is one line of the trail. The function inside Write may fill in what it
// learns: the number of a new record, or the detail of a change. Detail is shown
// to leaders and to the youth who asks: it holds no CPR and no protected address.
type Event struct {
	By      access.Actor // nobody (Staff 0) is the system itself
	Action  access.Action
	Youth   id.Youth
	Also    []id.Youth // others the same act is about: each gets a line of its own
	Team    id.Team
	Subject int64 // the record that was made or changed
	Reason  string
	Detail  any
	Form    Form
}

// Form is what makes a form's second arrival harmless: its key, and what it said.
// The zero Form is an act that may be done again.
type Form struct {
	Key    string // a UUID made with the page
	Digest []byte // of the typed fields; see DigestOf
}

// ErrSaidOtherwise is answered when a key comes back with another content: the
// text is new and must not be taken for the one that was saved.
var ErrSaidOtherwise = errors.New("this form was sent before, with another content")

// DigestOf sums up what a form says, for Form.Digest.
func DigestOf(fields any) []byte {
	b, err := json.Marshal(fields)
	if err != nil { // only values that cannot be written as JSON, which no form holds
		panic(fmt.Sprintf("digest of %T: %v", fields, err))
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// Trail is the door.
type Trail struct {
	db   *db.DB
	sign func([]byte) []byte
	now  func() time.Time
}

// New makes the trail of a database. sign is a keyed hash whose key lies outside
// the database: it tells the program's own lines from rows that somebody wrote.
func New(d *db.DB, sign func([]byte) []byte, now func() time.Time) *Trail {
	return &Trail{db: d, sign: sign, now: now}
}

// mostTries is how often an act is begun before its turn is given up.
const mostTries = 5

// Write runs fn in a transaction and commits it together with e. When the form's
// key was seen before, fn is not run: e.Subject is what it made the first time.
// Where two acts wait for each other Postgres ends one of them, and that one begins
// anew, with e as it was: fn must set what it learns and not add to it (ADR 8).
func (t *Trail) Write(ctx context.Context, e *Event, fn func(pgx.Tx) error) error {
	asked := *e
	for try := 1; ; try++ {
		*e = asked
		err := t.write(ctx, e, fn)
		if !db.Deadlock(err) || try == mostTries {
			return err
		}
	}
}

func (t *Trail) write(ctx context.Context, e *Event, fn func(pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, t.db.Write, func(tx pgx.Tx) error {
		done, err := claim(ctx, tx, e)
		if err != nil || done {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if err := settle(ctx, tx, e); err != nil {
			return err
		}
		return t.recordAll(ctx, tx, *e)
	})
	return err
}

// recordAll writes a line for each youth the act is about, so that each of them
// finds it in their own record.
func (t *Trail) recordAll(ctx context.Context, tx pgx.Tx, e Event) error {
	for _, youth := range append([]id.Youth{e.Youth}, e.Also...) {
		e.Youth = youth
		if err := t.record(ctx, tx, &e); err != nil {
			return err
		}
	}
	return nil
}

// Look records a look-up: who opened, searched, listed or revealed what. Its
// commit does not wait for the disk; a change never goes this way.
func (t *Trail) Look(ctx context.Context, e Event) error {
	if err := t.record(ctx, t.db.Lookups, &e); err != nil {
		return fmt.Errorf("recording a look-up: %w", err)
	}
	return nil
}

// claim takes the form's key for this transaction. A second sender waits here for
// the first to end, and then finds it done.
func claim(ctx context.Context, tx pgx.Tx, e *Event) (done bool, err error) {
	if e.Form.Key == "" {
		return false, nil
	}
	tag, err := tx.Exec(ctx, `
		INSERT INTO idempotency_keys (staff_id, key, action, digest)
		VALUES (@staff, @key, @action, @digest) ON CONFLICT DO NOTHING`,
		db.Args{"staff": e.By.Staff, "key": e.Form.Key, "action": e.Action, "digest": digest(e)})
	if err != nil {
		return false, fmt.Errorf("claiming the form's key: %w", err)
	}
	if tag.RowsAffected() == 1 {
		return false, nil
	}
	before, err := db.One[struct {
		Action  access.Action
		Digest  []byte
		Subject *int64
	}](ctx, tx, `SELECT action, digest, subject FROM idempotency_keys WHERE staff_id = @staff AND key = @key`,
		db.Args{"staff": e.By.Staff, "key": e.Form.Key})
	if err != nil {
		return false, fmt.Errorf("reading the form's key: %w", err)
	}
	if before.Subject != nil && before.Action == e.Action { // another act's number means something else
		e.Subject = *before.Subject
	}
	if before.Action != e.Action || string(before.Digest) != string(digest(e)) {
		return false, ErrSaidOtherwise
	}
	return true, nil
}

func digest(e *Event) []byte {
	if e.Form.Digest == nil {
		return []byte{}
	}
	return e.Form.Digest
}

func settle(ctx context.Context, tx pgx.Tx, e *Event) error {
	if e.Form.Key == "" || e.Subject == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE idempotency_keys SET subject = @subject WHERE staff_id = @staff AND key = @key`,
		db.Args{"subject": e.Subject, "staff": e.By.Staff, "key": e.Form.Key})
	if err != nil {
		return fmt.Errorf("settling the form's key: %w", err)
	}
	return nil
}

// execer is a transaction or the pool of the look-ups.
type execer interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func (t *Trail) record(ctx context.Context, q execer, e *Event) error {
	l, err := t.lineOf(ctx, e)
	if err != nil {
		return err
	}
	var number int64
	err = q.QueryRow(ctx, `
		INSERT INTO audit_events (at, staff_id, action, youth_id, team_id, subject, reason, detail, request_id, nonce, mark)
		VALUES (@at, @staff, @action, @youth, @team, @subject, @reason, @detail, @request, @nonce, @mark)
		RETURNING id`,
		db.Args{
			"at": l.At, "staff": l.StaffID, "action": l.Action, "youth": l.YouthID, "team": l.TeamID, "subject": l.Subject,
			"reason": l.Reason, "detail": l.Detail, "request": l.Request, "nonce": l.Nonce, "mark": t.sign(l.payload()),
		}).Scan(&number)
	if err != nil {
		return fmt.Errorf("recording %s: %w", e.Action, err)
	}
	return nil
}

func (t *Trail) lineOf(ctx context.Context, e *Event) (link, error) {
	detail := []byte("{}")
	if e.Detail != nil {
		var err error
		if detail, err = json.Marshal(e.Detail); err != nil {
			return link{}, fmt.Errorf("detail of %s: %w", e.Action, err)
		}
	}
	return link{
		At: t.now().UTC().Truncate(time.Microsecond), StaffID: some(e.By.Staff), Action: string(e.Action),
		YouthID: some(e.Youth), TeamID: some(e.Team), Subject: some(e.Subject), Reason: e.Reason,
		Detail: string(detail), Request: RequestID(ctx), Nonce: rand.Text(),
	}, nil
}

func some[T ~int64](n T) *int64 {
	if n == 0 {
		return nil
	}
	v := int64(n)
	return &v
}

// KeyOf checks a form's key: a page always carries one, so its absence is a
// page that was not ours.
func KeyOf(key string) error {
	if len(key) != 36 {
		return rule.Violation("", "no_key")
	}
	return nil
}

type requestKey struct{}

// WithRequestID lets the trail name the request that a line belongs to, so that
// the log and the trail can be read together.
func WithRequestID(ctx context.Context, requestID string) context.Context {
	return context.WithValue(ctx, requestKey{}, requestID)
}

// RequestID is the request's name, or empty.
func RequestID(ctx context.Context) string {
	s, _ := ctx.Value(requestKey{}).(string)
	return s
}
