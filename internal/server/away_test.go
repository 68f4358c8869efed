package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/server"
	"kasket/internal/staff"
)

// typed is a text that must not be lost: letters of all kinds, line breaks, and
// what would be markup.
const typed = "Ida ringede: \"jeg kommer ikke\" <b>ikke</b> & mødes i stedet 'på torsdag' 😀\nhos mentoren på Østergade."

// keeps reports whether the page offers the text again, in a form that sends it to
// the same place.
func (a *answer) keeps(field, text string) bool {
	return a.Find(`[name="`+field+`"]`).FilterFunction(func(_ int, s *goquery.Selection) bool {
		return s.AttrOr("value", s.Text()) == text
	}).Length() > 0
}

// A form sent after the session ended is offered again after signing in, whatever
// form it was; and only to whom it belongs.
func TestExpiredSessionKeepsTheForm(t *testing.T) {
	l := newLand(t)
	anna, bo := l.who["owner"], l.who["buddy"]
	for route, path := range l.writing() {
		if !strings.HasPrefix(route, "POST ") || isIn("/sign-in /sign-out /language", path) || strings.HasPrefix(path, "/invitations/") || strings.HasPrefix(path, "/m/") {
			continue
		}
		v := l.as(anna)
		l.Later(staff.IdleTimeout + time.Minute)
		asked := v.post(path, url.Values{"note": {typed}, "key": {newFormKey()}, "password": {"hemmeligt"}})
		if asked.Status != http.StatusUnauthorized || !asked.keeps("kept.note", typed) {
			t.Errorf("%s after the session: %d, the text is not on the page", route, asked.Status)
			continue
		}
		if strings.Contains(asked.Body, "hemmeligt") {
			t.Errorf("%s after the session: a password is carried along", route)
		}
		form := asked.fill("/sign-in", url.Values{"email": {l.EmailOf(anna)}, "password": {casetest.Password}})
		if again := v.post("/sign-in", form); again.Status != http.StatusOK || !again.keeps("note", typed) ||
			again.Find(`form[action="`+path+`"]`).Length() != 1 {
			t.Errorf("%s after signing in again: %d, the text is not offered", route, again.Status)
		}
		form.Set("email", l.EmailOf(bo))
		if other := v.post("/sign-in", form); strings.Contains(other.Body, "Østergade") {
			t.Errorf("%s: somebody else who signs in is shown the text", route)
		}
	}
}

// A database that is away is a plain page that says so, and what was typed is on
// it; when the database is back, the same form goes through.
func TestDatabaseAway(t *testing.T) {
	l := newLand(t)
	v := l.as(l.who["owner"])
	back := l.cutDatabase()
	if got := v.get("/"); got.Status != http.StatusServiceUnavailable || got.text("h1") == "" {
		t.Errorf("a page without the database: %d %q, want 503 and words", got.Status, got.text("h1"))
	}
	if got := v.get("/readyz"); got.Status != http.StatusServiceUnavailable {
		t.Errorf("readyz: %d, want 503", got.Status)
	}
	if got := v.get("/healthz"); got.Status != http.StatusOK {
		t.Errorf("healthz: %d, want 200: the program itself is well", got.Status)
	}
	for route, path := range l.writing() {
		if !strings.HasPrefix(route, "POST ") || path == "/sign-in" || path == "/language" {
			continue
		}
		got := v.post(path, url.Values{"note": {typed}, "key": {newFormKey()}})
		if got.Status != http.StatusServiceUnavailable || !got.keeps("note", typed) {
			t.Errorf("%s without the database: %d, want 503 with the text in it", route, got.Status)
		}
		if strings.Contains(got.Body, "postgres") || strings.Contains(got.Body, "127.0.0.1:") {
			t.Errorf("%s without the database: the page tells of the machinery", route)
		}
	}
	kept := v.post("/theme", url.Values{"theme": {"dark"}, "key": {newFormKey()}})
	back()
	time.Sleep(1100 * time.Millisecond) // the pool tries a connection before use once it has been idle for a second
	if got := v.post("/theme", kept.fill("/theme", nil)); got.Status != http.StatusSeeOther {
		t.Errorf("the kept form after the database is back: %d, want it carried out", got.Status)
	}
}

// cutDatabase takes the database away from the site as an administrator would:
// running connections end, new ones are refused.
func (l *land) cutDatabase() (back func()) {
	l.Helper()
	name, err := url.Parse(l.DB.URL)
	if err != nil {
		l.Fatal(err)
	}
	own := strings.TrimPrefix(name.Path, "/")
	name.Path = "/postgres"
	do := func(sql string, args ...any) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		conn, err := pgx.Connect(ctx, name.String())
		if err != nil {
			l.Fatal(err)
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, sql, args...); err != nil {
			l.Fatal(err)
		}
	}
	do(`ALTER DATABASE ` + pgx.Identifier{own}.Sanitize() + ` ALLOW_CONNECTIONS false`)
	do(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, own)
	return func() { do(`ALTER DATABASE ` + pgx.Identifier{own}.Sanitize() + ` ALLOW_CONNECTIONS true`) }
}

// A site whose database was never there says so too, and quickly.
func TestDatabaseNeverThere(t *testing.T) {
	l := newSite(t)
	nowhere, err := db.Open(t.Context(), "postgres://kasket@127.0.0.1:1/kasket")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nowhere.Close)
	anna := l.as(l.Person(l.Team("Nord"), "Anna", access.Caseworker))
	deps := depsOf(l.World)
	deps.DB = nowhere
	s := httptest.NewServer(server.New(deps))
	t.Cleanup(s.Close)
	home, err := url.Parse(l.url)
	if err != nil {
		t.Fatal(err)
	}
	there, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	anna.client.Jar.SetCookies(there, anna.client.Jar.Cookies(home))
	l.url = s.URL
	began := time.Now()
	got := anna.post("/theme", url.Values{"note": {typed}})
	if got.Status != http.StatusServiceUnavailable || !got.keeps("note", typed) {
		t.Errorf("%d, want 503 with the text in it", got.Status)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the answer took %s", took)
	}
}
