package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
)

// The contacts of some years in a large municipality, and whose they are.
const (
	aMillion   = 1_000_000
	manyBegin  = 10_000_000 // number of the first
	manyYouths = 24_000     // of grow
	manyTeam   = 100_001    // one of thirty
)

// loadContacts copies the contacts in: forty-two for each youth of grow, over two years.
func (l *land) loadContacts() {
	l.Helper()
	first := l.Now().AddDate(-2, 0, 0)
	at := func(n int) time.Time { return first.Add(time.Duration(n) * (2 * 365 * 24 * time.Hour) / aMillion) }
	copied := func(tx pgx.Tx, table string, columns []string, row func(n int) []any) error {
		n := 0
		_, err := tx.CopyFrom(l.Context(), pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
			if n++; n > aMillion {
				return nil, nil
			}
			return row(n - 1), nil
		}))
		return err
	}
	err := pgx.BeginFunc(l.Context(), l.DB.Write, func(tx pgx.Tx) error {
		// The index of the words is of no use here, and takes longest to build.
		if _, err := tx.Exec(l.Context(), `SET LOCAL session_replication_role = replica; DROP INDEX contacts_by_text`, pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
		err := copied(tx, "contacts", []string{"id", "author_id", "kind", "outcome", "hats", "occurred_at", "recorded_at"}, func(n int) []any {
			return []any{manyBegin + n, manyTeam + n%300, []string{"phone", "met", "walk"}[n%3], []string{"talked", "talked", "not_reached"}[n%3], []string{}, at(n), at(n).Add(time.Hour)}
		})
		if err != nil {
			return err
		}
		return copied(tx, "contact_youths", []string{"contact_id", "youth_id", "enrolment_id", "occurred_at"}, func(n int) []any {
			return []any{manyBegin + n, manyTeam + n%manyYouths, manyTeam + n%manyYouths, at(n)}
		})
	})
	if err != nil {
		l.Fatal(err)
	}
	l.Exec(`ANALYZE`, db.Args{})
}

// TestMillion opens every page of the figures on a million contacts, as who leads one of
// thirty teams: each takes at most six statements, and none reads a grown table whole.
func TestMillion(t *testing.T) {
	notes := new(asked)
	l := newLand(t, db.WithTracer(notes))
	l.grow()
	l.loadContacts()
	leader := l.who["leader"]
	l.Exec(`INSERT INTO memberships (staff_id, team_id, roles) VALUES (@leader, @team, '{leader}')`, db.Args{"leader": leader.Staff, "team": manyTeam})
	v := l.as(leader)
	for _, p := range l.pages() {
		if !strings.HasPrefix(p.route, "/figures") && p.route != "/team" && p.route != "/team/caseload" || !isIn(strings.Join(p.as, " "), "leader") {
			continue
		}
		path := p.path + fmt.Sprintf("?team=%d&of=team-%d", manyTeam, manyTeam)
		before, begun := len(notes.list), time.Now()
		notes.during("GET "+p.route, func() {
			if got := v.get(path); got.Status != http.StatusOK {
				t.Errorf("%s: %d", path, got.Status)
			}
		})
		t.Logf("%-40s %d statements, %d ms", p.route, len(notes.list)-before, time.Since(begun).Milliseconds())
	}
	begun := time.Now() // twelve thousand courses at once: what insight waits for
	if got := l.as(l.who["insight"]).get("/figures/promises?of=programme-1"); got.Status != http.StatusOK {
		t.Errorf("insight: %d", got.Status)
	}
	t.Logf("%-40s a whole municipality, %d ms", "/figures/promises", time.Since(begun).Milliseconds())
	l.explain(notes.list)
}
