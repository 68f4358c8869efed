package meeting

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// How far a calendar feed reaches, in days.
const (
	feedBack  = 30
	feedAhead = 365
)

// Slot is an appointment as a calendar outside the house may know it: when, and nothing
// about whom, what or where. UID is the same each time and tells nothing.
type Slot struct {
	UID      [16]byte
	StartsAt time.Time
	Ends     time.Time
	AllDay   bool
	Version  int
}

// Feed is the link to one's own calendar, as its owner sees it.
type Feed struct {
	MadeAt time.Time
}

// secretHash is what is known of a secret.
func secretHash(secret string) []byte {
	sum := sha256.Sum256([]byte("calendar:" + secret))
	return sum[:]
}

// NewFeed makes a new link to one's own calendar; the one before works no more. The secret
// (rand.Text: 130 random bits) is told this once, and only its hash is kept. A form sent
// twice makes one link, and tells its secret the first time alone.
func (s *Service) NewFeed(ctx context.Context, by access.Actor, form audit.Form) (string, error) {
	if err := access.Check(by, access.OwnCalendar, access.Own()); err != nil {
		return "", err
	}
	secret := ""
	event := &audit.Event{By: by, Action: access.OwnCalendar, Form: form, Detail: map[string]any{"feed": "made"}}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := s.revoke(ctx, tx, by.Staff); err != nil {
			return err
		}
		text := rand.Text()
		if _, err := tx.Exec(ctx, `INSERT INTO calendar_feeds (staff_id, hash, made_at) VALUES (@staff, @hash, @now)`,
			db.Args{"staff": by.Staff, "hash": secretHash(text), "now": s.now()}); err != nil {
			return fmt.Errorf("making a calendar feed for staff %d: %w", by.Staff, err)
		}
		secret = text
		return nil
	})
	return secret, err
}

// EndFeed makes the link to one's own calendar work no more.
func (s *Service) EndFeed(ctx context.Context, by access.Actor, form audit.Form) error {
	if err := access.Check(by, access.OwnCalendar, access.Own()); err != nil {
		return err
	}
	event := &audit.Event{By: by, Action: access.OwnCalendar, Form: form, Detail: map[string]any{"feed": "revoked"}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error { return s.revoke(ctx, tx, by.Staff) })
}

// revoke holds the person, so that two new links at once leave one that works.
func (s *Service) revoke(ctx context.Context, tx pgx.Tx, staff id.Staff) error {
	if _, err := db.Value[id.Staff](ctx, tx, `SELECT id FROM staff WHERE id = @staff FOR NO KEY UPDATE`, db.Args{"staff": staff}); err != nil {
		return fmt.Errorf("staff %d: %w", staff, err)
	}
	if _, err := tx.Exec(ctx, `UPDATE calendar_feeds SET revoked_at = @now WHERE staff_id = @staff AND revoked_at IS NULL`,
		db.Args{"staff": staff, "now": s.now()}); err != nil {
		return fmt.Errorf("revoking the calendar feed of staff %d: %w", staff, err)
	}
	return nil
}

// OwnFeed is the link that works, or nil.
func (s *Service) OwnFeed(ctx context.Context, by access.Actor) (*Feed, error) {
	if err := access.Check(by, access.OwnCalendar, access.Own()); err != nil {
		return nil, err
	}
	list, err := db.All[Feed](ctx, s.read, `SELECT made_at FROM calendar_feeds WHERE staff_id = @staff AND revoked_at IS NULL`, db.Args{"staff": by.Staff})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// Slots are the appointments behind a secret, from 30 days back to a year ahead. One that
// was never made, one that was revoked and one of somebody who has left are found by
// nobody, all with the same one question to the database.
func (s *Service) Slots(ctx context.Context, secret string) ([]Slot, error) {
	hash, today := secretHash(secret), when.Of(s.now())
	row, err := db.One[struct{ Meetings []feedMeeting }](ctx, s.read, `
		SELECT coalesce((SELECT json_agg(json_build_object('id', m.id, 'starts', m.starts_at, 'all_day', m.all_day, 'minutes', m.minutes, 'version', m.version) ORDER BY m.starts_at, m.id)
		                 FROM meetings m WHERE m.staff_id = f.staff_id AND m.state IN ('planned', 'held', 'absent')
		                   AND m.starts_at >= @from AND m.starts_at < @until), '[]') AS meetings
		FROM calendar_feeds f JOIN staff s ON s.id = f.staff_id AND (s.left_on IS NULL OR s.left_on >= @today)
		WHERE f.hash = @hash AND f.revoked_at IS NULL`,
		db.Args{"hash": hash, "today": today, "from": today.AddDays(-feedBack).Start(), "until": today.AddDays(feedAhead + 1).Start()})
	if err != nil {
		return nil, fmt.Errorf("a calendar feed: %w", err)
	}
	slots := make([]Slot, len(row.Meetings))
	for i, m := range row.Meetings {
		x := Meeting{StartsAt: m.Starts, AllDay: m.AllDay, Minutes: m.Minutes}
		uid := sha256.Sum256(fmt.Appendf(hash[:len(hash):len(hash)], "%d", m.ID))
		slots[i] = Slot{UID: [16]byte(uid[:16]), StartsAt: m.Starts, Ends: x.Ends(), AllDay: m.AllDay, Version: m.Version}
	}
	return slots, nil
}

type feedMeeting struct {
	ID      id.Meeting `json:"id"`
	Starts  time.Time  `json:"starts"`
	AllDay  bool       `json:"all_day"`
	Minutes int        `json:"minutes"`
	Version int        `json:"version"`
}
