package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/vault"
)

// finding is one thing the doctor looked at.
type finding struct {
	what string
	bad  bool
}

var errSick = errors.New("something is wrong with this installation; see above")

func doctor(ctx context.Context, args []string, out io.Writer) error {
	f := flags("doctor", "say what is wrong with this installation",
		"kasket doctor", "kasket doctor -quick   (does the server answer? for a health check)", "kasket doctor -new-key   (makes a KASKET_KEY)")
	quick := f.Bool("quick", false, "only ask the running server whether it is ready")
	newKey := f.Bool("new-key", false, "print a new key for KASKET_KEY")
	if err := f.Parse(args); err != nil {
		return err
	}
	switch {
	case *newKey:
		_, err := fmt.Fprintln(out, vault.Generate())
		return err
	case *quick:
		s, err := readSettings(os.Getenv)
		if err != nil {
			return err
		}
		return askReady(ctx, "http://"+localAddr(s.addr)+"/readyz")
	}
	h, err := openHouse(ctx, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return err
	}
	defer h.Close()
	sick := false
	for _, fi := range h.examine(ctx) {
		mark := "ok   "
		if fi.bad {
			mark, sick = "FAULT", true
		}
		fmt.Fprintf(out, "%s %s\n", mark, fi.what)
	}
	if sick {
		return errSick
	}
	return nil
}

// localAddr is where to ask a server that listens on every address.
func localAddr(addr string) string {
	if len(addr) > 0 && addr[0] == ':' {
		return "127.0.0.1" + addr
	}
	if rest, ok := trimAny(addr, "0.0.0.0:", "[::]:"); ok {
		return "127.0.0.1:" + rest
	}
	return addr
}

func trimAny(s string, prefixes ...string) (string, bool) {
	for _, p := range prefixes {
		if len(s) > len(p) && s[:len(p)] == p {
			return s[len(p):], true
		}
	}
	return s, false
}

func askReady(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", answer.Status)
	}
	return nil
}

// examine looks at what an installation stands on. It reads and changes nothing.
func (h *house) examine(ctx context.Context) []finding {
	var all []finding
	say := func(bad bool, format string, args ...any) {
		all = append(all, finding{fmt.Sprintf(format, args...), bad})
	}
	version, err := db.Value[int](ctx, h.db.Read, `SELECT current_setting('server_version_num')::int / 10000`, nil)
	if err != nil {
		say(true, "database: %v", err)
		return all
	}
	say(version < 15, "Postgres %d (15 or newer is needed)", version)
	now, newest, err := db.Version(ctx, h.settings.databaseURL)
	say(err != nil || now != newest, "schema %d of %d (kasket migrate brings it up)", now, newest)
	if now != newest {
		return all
	}
	if !h.settings.embedded() && h.settings.url == "" {
		say(false, "KASKET_URL is not set: the link of an invitation begins with whatever host the browser names")
	}
	h.examineHouse(ctx, say)
	return all
}

// question is a count that should be none, with what it means when it is not.
type question struct{ sql, fault string }

var questions = []question{
	{
		`SELECT count(*) FROM enrolments e WHERE e.closed_on IS NULL AND NOT EXISTS (SELECT FROM memberships m WHERE m.staff_id = e.owner_id AND m.team_id = e.team_id AND 'caseworker' = ANY(m.roles))`,
		"open courses whose owner no longer works in the team as caseworker",
	},
	{
		`SELECT count(*) FROM enrolments e JOIN staff s ON s.id = e.owner_id WHERE e.closed_on IS NULL AND s.left_on < current_date`,
		"open courses whose owner has left",
	},
	{
		`SELECT count(*) FROM enrolments e WHERE e.owner_id IS DISTINCT FROM (SELECT to_id FROM handovers h WHERE h.enrolment_id = e.id ORDER BY h.id DESC LIMIT 1)`,
		"courses whose owner is not the last link of the chain",
	},
	{
		`SELECT count(*) FROM audit_events e WHERE e.at < now() - interval '10 minutes' AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.event_id = e.id)`,
		"lines of the trail that have waited over ten minutes for the sealer (is the server running?)",
	},
	{`SELECT count(*) FROM import_runs WHERE state = 'running' AND started_at < now() - interval '6 hours'`, "files that have been read for over six hours"},
}

func (h *house) examineHouse(ctx context.Context, say func(bad bool, format string, args ...any)) {
	for _, q := range questions {
		n, err := db.Value[int](ctx, h.db.Read, q.sql, nil)
		if err != nil {
			say(true, "%s: %v", q.fault, err)
			continue
		}
		say(n > 0, "%d %s", n, q.fault)
	}
	admins, err := db.Value[int](ctx, h.db.Read, `SELECT count(*) FROM staff WHERE 'administrator' = ANY(house_roles) AND left_on IS NULL`, nil)
	say(err != nil || admins == 0, "%d administrators (kasket staff create -roles administrator makes one)", admins)
	say(h.keyFault(ctx) != nil, "the key opens the sealed fields%s", because(h.keyFault(ctx)))
	last, err := h.trail.LastSeal(ctx)
	say(err != nil, "last seal %s (kasket verify walks the whole trail)", sealOr(last))
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return ": " + err.Error()
}

func sealOr(s audit.Seal) string {
	if s.Position == 0 {
		return "none yet"
	}
	return s.String()
}

// keyFault is nil when the key opens the newest sealed number.
func (h *house) keyFault(ctx context.Context) error {
	row, err := db.All[struct {
		ID  int64
		CPR []byte
	}](ctx, h.db.Read, `SELECT id, cpr FROM youths WHERE cpr IS NOT NULL ORDER BY id DESC LIMIT 1`, nil)
	if err != nil || len(row) == 0 {
		return err
	}
	_, err = h.vault.Open(row[0].CPR, fmt.Sprintf("youths:%d:cpr", row[0].ID))
	return err
}
