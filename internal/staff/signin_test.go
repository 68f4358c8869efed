package staff_test

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

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
	w := casetest.New(t)
	north := w.Team("Nord")
	known := w.Person(north, "Anna", access.Caseworker)
	invited := w.Person(north, "Ida", access.Caseworker)
	gone := w.Person(north, "Gert", access.Caseworker)
	w.Exec(`UPDATE staff SET password_hash = NULL WHERE id = @id`, db.Args{"id": invited.Staff})
	w.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": w.Today().AddDays(-1), "id": gone.Staff})
	if err := w.Staff.ChangePassword(t.Context(), known, casetest.Password, "blå cykel ved åen", "x"); err != nil {
		t.Fatal(err) // from here on hers costs what the product's do
	}
	took := map[string]time.Duration{}
	for name, email := range map[string]string{
		"known": w.EmailOf(known), "unknown": "nobody@kasket.test", "invited": w.EmailOf(invited), "left": w.EmailOf(gone),
		"empty": "", "NUL": "a\x00b@kasket.test", "SQL": "' OR 1=1 --", "long": strings.Repeat("a", 5000),
	} {
		for range 5 {
			start := time.Now()
			if _, err := w.Staff.SignIn(t.Context(), email, "forkert kode", name); !reflect.DeepEqual(err, failed) {
				t.Errorf("%s: %v, want %v", name, err, failed)
			}
			if d := time.Since(start); took[name] == 0 || d < took[name] {
				took[name] = d
			}
		}
	}
	for name, d := range took {
		if d < took["known"]/3 || d > took["known"]*3 {
			t.Errorf("%s took %v at best, known took %v", name, d, took["known"])
		}
	}
	t.Logf("at best: %v", took)
}

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
