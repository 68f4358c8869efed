// Package demo fills an empty database with a small believable municipality: four
// teams, their staff, and youths in every state that Kasket knows. Everything is
// made through the use cases that people use, at the time it happened, so that the
// trail and the chains in it are real. Everybody in it is made up.
package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/vault"
)

// Options say where the demo is loaded, and with which keys.
type Options struct {
	URL   string // of the database
	Vault *vault.Vault
	Sign  func([]byte) []byte // of the trail; see audit.New
	Now   time.Time
	Anew  bool // what an unfinished load left is dropped, with everything in the database
}

// Report is what was loaded.
type Report struct {
	Youths, Contacts int
	Took             time.Duration
}

// The reasons not to load.
var (
	ErrInUse      = errors.New("the database has staff or youths in it already")
	ErrLoaded     = errors.New("the demo is loaded here already")
	ErrUnfinished = errors.New("an earlier load of the demo did not come to its end")
)

// lock lets one load at a time into a database; others wait for it.
const lock = 0x6b64656d

// Load fills an empty database. A load that was killed leaves its mark, and what
// it left is loaded anew when o says so.
func Load(ctx context.Context, o Options) (Report, error) {
	begun := time.Now()
	conn, err := pgx.Connect(ctx, o.URL)
	if err != nil {
		return Report{}, fmt.Errorf("opening the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(@lock)`, db.Args{"lock": lock}); err != nil {
		return Report{}, fmt.Errorf("waiting for another load: %w", err)
	}
	if err := ready(ctx, conn, o); err != nil {
		return Report{}, err
	}
	if _, err := conn.Exec(ctx, `INSERT INTO demo_load (started_at) VALUES (@now)`, db.Args{"now": o.Now}); err != nil {
		return Report{}, fmt.Errorf("marking the load: %w", err)
	}
	if err := fill(ctx, o); err != nil {
		return Report{}, err
	}
	// This commit waits for the disk, and so for every one before it.
	if _, err := conn.Exec(ctx, `UPDATE demo_load SET finished_at = now()`); err != nil {
		return Report{}, fmt.Errorf("marking the load as finished: %w", err)
	}
	r, err := db.One[Report](ctx, conn, `SELECT (SELECT count(*) FROM youths) AS youths, (SELECT count(*) FROM contacts) AS contacts, 0::bigint AS took`, nil)
	r.Took = time.Since(begun)
	return r, err
}

// ready is nil when the database is empty, or has been emptied.
func ready(ctx context.Context, conn *pgx.Conn, o Options) error {
	is, err := db.One[struct{ Begun, Finished, Used bool }](ctx, conn, `
		SELECT EXISTS (SELECT FROM demo_load) AS begun, EXISTS (SELECT FROM demo_load WHERE finished_at IS NOT NULL) AS finished,
		       EXISTS (SELECT FROM staff) OR EXISTS (SELECT FROM youths) OR EXISTS (SELECT FROM teams) AS used`, nil)
	switch {
	case err != nil:
		return fmt.Errorf("looking whether the database is empty: %w", err)
	case is.Finished:
		return ErrLoaded
	case is.Begun && !o.Anew:
		return ErrUnfinished
	case is.Begun:
		return empty(ctx, conn, o.URL)
	case is.Used:
		return ErrInUse
	}
	return nil
}

// empty drops everything and migrates anew: the trail can lose no line otherwise.
func empty(ctx context.Context, conn *pgx.Conn, url string) error {
	if _, err := conn.Exec(ctx, `DROP SCHEMA public CASCADE; CREATE SCHEMA public`); err != nil {
		return fmt.Errorf("dropping an unfinished demo: %w", err)
	}
	if err := conn.DeallocateAll(ctx); err != nil {
		return err
	}
	return db.Migrate(ctx, url)
}

// fill plays every story.
func fill(ctx context.Context, o Options) error {
	d, err := db.Open(ctx, o.URL, db.Unhurried)
	if err != nil {
		return err
	}
	defer d.Close()
	s := newStage(d, o.Vault, o.Sign, o.Now)
	if err := s.hire(ctx); err != nil {
		return err
	}
	told, err := everything()
	if err != nil {
		return err
	}
	acts := slices.Concat(s.houseActs(), s.groupActs(), s.ourActs())
	firms, err := s.firmActs()
	if err != nil {
		return err
	}
	acts = append(acts, firms...)
	for _, t := range told {
		more, err := s.acts(t)
		if err != nil {
			return err
		}
		acts = append(acts, more...)
	}
	if err := s.play(ctx, acts); err != nil {
		return err
	}
	if _, err := s.trail.Seal(ctx); err != nil {
		return err
	}
	_, err = d.Write.Exec(ctx, `UPDATE staff SET demo = true`)
	return err
}

// everything is all the stories, with what others did in them.
func everything() ([]story, error) {
	told, err := tell("maja.txt", "jonas.txt", "rute.txt", "waiting.txt")
	if err != nil {
		return nil, err
	}
	short, err := chorus()
	if err != nil {
		return nil, err
	}
	told = append(told, short...)
	extra, err := tell("extra.txt")
	if err != nil {
		return nil, err
	}
	for _, x := range extra {
		i := slices.IndexFunc(told, func(s story) bool { return s.name == x.name })
		if i < 0 {
			return nil, fmt.Errorf("stories/extra.txt: nobody is called %s", x.name)
		}
		told[i].events = append(told[i].events, x.events...)
	}
	return told, nil
}

// Loaded reports whether the demo was loaded to its end: then its accounts may be
// listed.
func Loaded(ctx context.Context, q db.Reader) (bool, error) {
	return db.Value[bool](ctx, q, `SELECT EXISTS (SELECT FROM demo_load WHERE finished_at IS NOT NULL)`, nil)
}
