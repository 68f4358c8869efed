package server_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/server"
	"kasket/internal/staff"
)

// journal is a log that handlers write and a test reads.
type journal struct {
	mu    sync.Mutex
	lines strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lines.Write(p)
}

// A link opens a form however often it is looked at, lets in once, and its secret
// is in no log, cookie or referrer.
func TestInvitationPage(t *testing.T) {
	s := newSite(t)
	log := &journal{}
	deps := depsOf(s.World)
	deps.Log = slog.New(slog.NewTextHandler(log, nil))
	h := httptest.NewServer(server.New(deps))
	t.Cleanup(h.Close)
	s.url = h.URL
	invite := func(email string) string {
		made, err := s.Staff.Console().Invite(t.Context(), access.Actor{}, staff.Details{Name: "Mette Holm", Email: email, Percent: 100, Roles: staff.Roles{House: []access.Role{access.Insight}}}, audit.Form{})
		if err != nil {
			t.Fatal(err)
		}
		return made.Token
	}
	token := invite("mette@kasket.test")
	path := "/invitations/" + token
	mette := s.nobody()
	for range 3 {
		if got := mette.get(path); got.Status != http.StatusOK || !strings.Contains(got.text("main"), "Mette Holm") || got.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Fatalf("status %d: %s", got.Status, got.text("main"))
		}
	}
	for _, tt := range []struct{ password, says string }{
		{"", "Udfyld feltet."},
		{"kort", "Mindst 10 tegn."},
		{strings.Repeat("abcde", 50), "Højst 200 tegn."},
		{"mette-er-glad", "Brug ikke din mailadresse"},
		{"aaaaaaaaaaaa", "Brug flere forskellige tegn."},
	} {
		got := mette.submit(path, path, url.Values{"new_password": {tt.password}})
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.fault("new_password"), tt.says) {
			t.Errorf("%q: status %d, %q, want %q", tt.password, got.Status, got.fault("new_password"), tt.says)
		}
		if tt.password != "" && strings.Contains(got.Body, tt.password) {
			t.Errorf("%q stands in the page", tt.password)
		}
	}
	if got := mette.submit(path, path, url.Values{"new_password": {"blå cykel ved åen"}}); got.Status != http.StatusSeeOther || got.Location != "/" {
		t.Fatalf("status %d to %q: %s", got.Status, got.Location, got.text("main"))
	}
	if got := mette.get("/account"); got.Status != http.StatusOK {
		t.Errorf("after choosing: %d, want to be signed in", got.Status)
	}
	old := "/invitations/" + invite("bo@kasket.test")
	s.Later(staff.InvitationLifetime)
	for path, want := range map[string]int{path: http.StatusGone, old: http.StatusGone, "/invitations/nonsense": http.StatusNotFound} {
		for _, got := range []*answer{s.nobody().get(path), s.nobody().post(path, url.Values{"new_password": {"blå cykel ved åen"}})} {
			if got.Status != want || !strings.Contains(got.text("main"), "administratoren") || strings.Contains(got.text("main"), "Mette") {
				t.Errorf("%s: %d %s", path, got.Status, got.text("main"))
			}
		}
	}
	mette.get("/nowhere/" + token) // something is logged
	if s := log.lines.String(); strings.Contains(s, token) || !strings.Contains(s, "refused") {
		t.Errorf("the log says %s", s)
	}
}

// Changing the password ends the other sessions and keeps this one, under a new
// token; signing out everywhere ends all.
func TestPasswordAndSessions(t *testing.T) {
	s := newSite(t)
	anna := s.Person(s.Team("Nord"), "Anna", access.Caseworker)
	here, there := s.as(anna), s.as(anna)
	before := cookieOf(t, here, "kasket")
	if got := here.submit("/account/password", "/account/password", url.Values{"password": {"forkert kode"}, "new_password": {"blå cykel ved åen"}}); got.fault("password") == "" {
		t.Errorf("a wrong password: %d %s", got.Status, got.text("#errors"))
	}
	if got := here.submit("/account/password", "/account/password", url.Values{"password": {"kasket-test"}, "new_password": {"blå cykel ved åen"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.text("#errors"))
	}
	if got := here.get("/session"); got.Status != http.StatusOK || got.Find(".rows li").Length() != 1 || !strings.Contains(got.text(".rows"), "denne enhed") {
		t.Errorf("here: %d, sessions %q", got.Status, got.text(".rows"))
	}
	if cookieOf(t, here, "kasket") == before {
		t.Error("the session goes on under the old token")
	}
	if got := there.get("/session"); got.Status != http.StatusSeeOther {
		t.Errorf("there: %d, want to be signed out", got.Status)
	}
	if got := here.post("/session/everywhere", nil); got.Location != "/sign-in" || got.Header.Get("Clear-Site-Data") != `"storage"` {
		t.Errorf("signing out everywhere: %d to %q", got.Status, got.Location)
	}
	if got := here.get("/session"); got.Status != http.StatusSeeOther {
		t.Errorf("after signing out everywhere: %d", got.Status)
	}
}

// A session token planted before signing in is worth nothing after.
func TestSessionFixation(t *testing.T) {
	s := newSite(t)
	anna := s.Person(s.Team("Nord"), "Anna", access.Caseworker)
	home, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	v := s.nobody()
	v.client.Jar.SetCookies(home, []*http.Cookie{{Name: "kasket", Value: "planted-by-somebody-else", Path: "/"}})
	got := v.post("/sign-in", url.Values{"email": {s.EmailOf(anna)}, "password": {"kasket-test"}})
	cookie := got.Header.Values("Set-Cookie")[0]
	if got.Status != http.StatusSeeOther || strings.Contains(cookie, "planted") || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("status %d, cookie %s", got.Status, cookie)
	}
	thief := s.nobody()
	thief.client.Jar.SetCookies(home, []*http.Cookie{{Name: "kasket", Value: "planted-by-somebody-else", Path: "/"}})
	if got := thief.get("/account"); got.Status != http.StatusSeeOther {
		t.Errorf("the planted token opens: %d", got.Status)
	}
}

func cookieOf(t *testing.T, v *visitor, name string) string {
	t.Helper()
	home, err := url.Parse(v.url)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.client.Jar.Cookies(home) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}
