package server_test

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
)

// asked notes every statement that a page sends, to be explained afterwards.
type asked struct {
	mu   sync.Mutex
	page string
	list []statement
}

type statement struct {
	page, sql string
	args      []any
}

func (a *asked) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.page != "" {
		a.list = append(a.list, statement{a.page, q.SQL, q.Args})
	}
	return ctx
}

func (a *asked) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// during notes what fn asks under the name of a page.
func (a *asked) during(page string, fn func()) {
	set := func(name string) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.page = name
	}
	set(page)
	fn()
	set("")
}

// grown are the tables that grow with the years; no page may read one whole.
const grown = "youths enrolments handovers buddy_changes contacts contact_youths contact_additions contact_versions agreements meetings audit_events sessions questions referrals placements drafts openings safety_notes exits"

// TestPlans looks at the plan of every statement of every page on a database with
// the rows of some years, as the pages' own pool would plan it.
func TestPlans(t *testing.T) {
	notes := new(asked)
	l := newLand(t, db.WithTracer(notes))
	l.grow()
	for _, p := range l.pages() {
		for _, as := range p.as {
			v := l.nobody()
			if as != "nobody" {
				v = l.as(l.who[as])
			}
			notes.during("GET "+p.route, func() { v.get(p.path) })
		}
	}
	notes.during("POST /search", func() { l.as(l.who["owner"]).post("/search", url.Values{"q": {"værksted"}}) })
	used := l.explain(notes.list)
	for name, index := range l.hot() {
		if !slices.ContainsFunc(used[name], func(plan string) bool { return strings.Contains(plan, index) }) {
			t.Errorf("%s does not use %s:\n%s", name, index, strings.Join(used[name], "\n"))
		}
	}
	t.Logf("plans %d statements of %d pages", count(used), len(used))
}

func count(plans map[string][]string) int {
	n := 0
	for _, of := range plans {
		n += len(of)
	}
	return n
}

var seqScan = regexp.MustCompile(`Seq Scan on (\w+)`)

// explain gives the plans by page, and fails for each that reads a grown table whole.
func (l *land) explain(list []statement) map[string][]string {
	l.Helper()
	pooled, err := l.DB.Read.Acquire(l.Context()) // planned as for a page
	if err != nil {
		l.Fatal(err)
	}
	defer pooled.Release()
	conn := pooled.Conn()
	plans, done := map[string][]string{}, map[string]bool{}
	for _, s := range list {
		text := strings.TrimSpace(s.sql)
		if done[s.page+text] || !strings.HasPrefix(text, "SELECT") && !strings.HasPrefix(text, "WITH") {
			continue
		}
		done[s.page+text] = true
		plan := l.planOf(conn, s)
		plans[s.page] = append(plans[s.page], plan)
		for _, m := range seqScan.FindAllStringSubmatch(plan, -1) {
			if isIn(grown, m[1]) && s.page+" "+m[1] != "GET /figures exits" { // figures count every exit of a period
				l.Errorf("%s reads %s whole:\n%s\n%s", s.page, m[1], text, plan)
			}
		}
	}
	return plans
}

func (l *land) planOf(conn *pgx.Conn, s statement) string {
	l.Helper()
	sql, args := s.sql, s.args
	if len(args) == 1 {
		if named, ok := args[0].(pgx.QueryRewriter); ok {
			var err error
			if sql, args, err = named.RewriteQuery(l.Context(), conn, sql, nil); err != nil {
				l.Fatal(err)
			}
		}
	}
	if _, err := conn.PgConn().Exec(l.Context(), `DEALLOCATE ALL; PREPARE q AS `+sql).ReadAll(); err != nil {
		l.Fatalf("%s: %v\n%s", s.page, err, sql)
	}
	nulls := strings.TrimSuffix(strings.Repeat("NULL, ", len(args)), ", ")
	if nulls != "" {
		nulls = "(" + nulls + ")"
	}
	results, err := conn.PgConn().Exec(l.Context(), `EXPLAIN (COSTS off) EXECUTE q`+nulls).ReadAll()
	if err != nil {
		l.Fatalf("%s: %v\n%s", s.page, err, sql)
	}
	var plan strings.Builder
	for _, row := range results[0].Rows {
		fmt.Fprintf(&plan, "%s\n", row[0])
	}
	return plan.String()
}
