package staff_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/rule"
)

var (
	failed    = error(rule.Violation("", "sign_in_failed"))
	throttled = error(rule.Violation("", "sign_in_throttled", 15))
)

// Eight failures stop an account for a quarter of an hour, forty an address; what is
// right is then refused too.
func TestThrottle(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	anna := w.EmailOf(w.Person(north, "Anna", access.Caseworker))
	bo := w.EmailOf(w.Person(north, "Bo", access.Caseworker))
	try := func(email, password, address string, want error) {
		t.Helper()
		if _, err := w.Staff.SignIn(t.Context(), email, password, address); !reflect.DeepEqual(err, want) {
			t.Errorf("%s from %s: %v, want %v", email, address, err, want)
		}
	}
	for range 8 {
		try(anna, "forkert kode", "one", failed)
	}
	try(strings.ToUpper(anna), casetest.Password, "another", throttled)
	try(bo, casetest.Password, "one", nil)
	w.Later(15 * time.Minute)
	try(anna, casetest.Password, "one", nil)
	for range 7 {
		try(anna, "forkert kode", "two", failed)
	}
	try(anna, casetest.Password, "two", nil) // and the count begins again
	try(anna, "forkert kode", "two", failed)
	for i := range 32 {
		try(strings.Repeat("x", i+1)+"@kasket.test", "forkert kode", "two", failed)
	}
	try(bo, casetest.Password, "two", throttled)
	try(bo, casetest.Password, "three", nil)
}

// A burst gets no further than one at a time: whoever waited is counted first.
func TestThrottleInABurst(t *testing.T) {
	w := casetest.New(t)
	anna := w.EmailOf(w.Person(w.Team("Nord"), "Anna", access.Caseworker))
	var group sync.WaitGroup
	for range 60 {
		group.Go(func() {
			if _, err := w.Staff.SignIn(t.Context(), anna, "forkert kode", "one"); err == nil {
				t.Error("a wrong password opened")
			}
		})
	}
	group.Wait()
	if n := casetest.One[int](w, `SELECT count(*) FROM sign_in_failures`, nil) / 2; n < 8 || n > 9 {
		t.Errorf("%d of 60 were weighed, want 8, or 9 of the two who are weighed at once", n)
	}
}

// An e-mail nobody has is weighed like one that somebody has, at the same cost, and
// answered and counted the same; so is who has not chosen a password, and who left.
func TestUnknownIsWeighedAlike(t *testing.T) {
	var statements atomic.Int64
	w := casetest.New(t, db.WithTracer(counter{&statements}))
	north := w.Team("Nord")
	known := w.Person(north, "Anna", access.Caseworker)
	invited := w.Person(north, "Ida", access.Caseworker)
	gone := w.Person(north, "Gert", access.Caseworker)
	w.Exec(`UPDATE staff SET password_hash = NULL WHERE id = @id`, db.Args{"id": invited.Staff})
	w.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": w.Today().AddDays(-1), "id": gone.Staff})
	if err := w.Staff.ChangePassword(t.Context(), known, casetest.Password, "blå cykel ved åen", "x"); err != nil {
		t.Fatal(err) // from here on hers costs what the product's do
	}
	costs := map[string][]string{}
	name := ""
	w.Staff.Weighing(func(stored string) { // the cost stands in the hash: m=19456,t=2,p=1
		costs[name] = append(costs[name], strings.Split(stored, "$")[3])
	})
	for who, email := range map[string]string{
		"known": w.EmailOf(known), "unknown": "nobody@kasket.test", "invited": w.EmailOf(invited), "left": w.EmailOf(gone),
		"empty": "", "NUL": "a\x00b@kasket.test", "SQL": "' OR 1=1 --", "long": strings.Repeat("a", 5000),
	} {
		name = who
		before := statements.Load()
		if _, err := w.Staff.SignIn(t.Context(), email, "forkert kode", name); !reflect.DeepEqual(err, failed) {
			t.Errorf("%s: %v, want %v", name, err, failed)
		}
		costs[name] = append(costs[name], fmt.Sprint(statements.Load()-before, " statements"))
	}
	for name, cost := range costs {
		if !slices.Equal(cost, costs["known"]) {
			t.Errorf("%s costs %v, known costs %v", name, cost, costs["known"])
		}
	}
	t.Logf("each costs %v", costs["known"])
}

// counter counts the statements of a world.
type counter struct{ *atomic.Int64 }

// TraceQueryStart counts one statement.
func (c counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.Add(1)
	return ctx
}

// TraceQueryEnd has nothing to add.
func (counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func TestChangePassword(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	tests := []struct {
		name, old, password string
		want                error
	}{
		{"old one missing", "", "blå cykel ved åen", rule.Violation("password", "required")},
		{"old one wrong", "forkert kode", "blå cykel ved åen", rule.Violation("password", "password_wrong")},
		{"new one short", casetest.Password, "kort", rule.Violation("new_password", "password_short", 10)},
		{"in order", casetest.Password, "blå cykel ved åen", nil},
		{"the old one no more", casetest.Password, "grøn bænk i parken", rule.Violation("password", "password_wrong")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := w.Staff.ChangePassword(t.Context(), anna, tt.old, tt.password, "address")
			if !reflect.DeepEqual(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
	if err := w.Staff.ChangePassword(t.Context(), access.Actor{}, "a", "b", "c"); !errors.Is(err, access.ErrHidden) {
		t.Errorf("nobody: %v", err)
	}
}
