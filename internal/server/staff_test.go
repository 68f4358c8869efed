package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
)

// The administrator's pages are not there for anybody else, signed in or not.
func TestAdministratorsPagesAreTheirsAlone(t *testing.T) {
	s := newSite(t)
	north := s.Team("Nord")
	admin := s.Person(0, "Ada", access.Administrator)
	anna := s.Person(north, "Anna", access.Caseworker)
	person, team := fmt.Sprintf("/staff/%d", anna.Staff), fmt.Sprintf("/teams/%d", north)
	paths := []string{
		"/staff", "/staff/new", person, person + "/edit", person + "/invitation", person + "/leave", person + "/access",
		"/teams", "/teams/new", team, team + "/edit", team + "/closure",
	}
	visitors := map[string]*visitor{"nobody": s.nobody()}
	for _, role := range append(access.TeamRoles, access.Insight) {
		visitors[string(role)] = s.as(s.Person(north, "Bo", role))
	}
	ada := s.as(admin)
	for _, path := range paths {
		if got := ada.get(path); got.Status != http.StatusOK {
			t.Errorf("administrator: %s: status %d: %s", path, got.Status, got.text("main"))
		}
		for who, v := range visitors {
			want := http.StatusNotFound
			if who == "nobody" {
				want = http.StatusSeeOther
			}
			if got := v.get(path); got.Status != want {
				t.Errorf("%s: %s: status %d, want %d", who, path, got.Status, want)
			}
			if strings.Contains(path, "?") {
				continue
			}
			if got := v.post(path, url.Values{"name": {"X"}}); got.Status < 400 {
				t.Errorf("%s: post to %s: status %d", who, path, got.Status)
			}
		}
	}
	for _, path := range []string{"/staff/0", "/staff/x", "/staff/999999", "/teams/999999", "/staff/99999999999999999999"} {
		if got := ada.get(path); got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", path, got.Status)
		}
	}
}

func TestInvitePage(t *testing.T) {
	s := newSite(t)
	north := s.Team("Nord")
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	roles := fmt.Sprintf("team.%d", north)
	good := url.Values{"name": {"Mette Holm"}, "email": {"mette@kasket.test"}, "phone": {"12 34 56 78"}, roles: {"caseworker", "leader"}}
	tests := []struct {
		name         string
		field, value string
		at, says     string
	}{
		{"no name", "name", "", "name", "Udfyld feltet."},
		{"NUL alone", "name", "\x00\x01", "name", "Udfyld feltet."},
		{"long name", "name", strings.Repeat("æ", 121), "name", "Højst 120 tegn. Der er 121."},
		{"no e-mail", "email", "mette", "email", "Skriv en mailadresse"},
		{"no number", "percent", "halv", "percent", "Skriv et tal."},
		{"too much", "percent", "101", "percent", "Mellem 1 og 100."},
		{"no phone", "phone", "<script>alert(1)</script>", "phone", "Skriv et telefonnummer"},
		{"no role", roles, "", "roles", "Rollen eller teamet findes ikke."},
		{"role nobody has", roles, "boss", "roles", "Rollen eller teamet findes ikke."},
		{"role of the house in a team", roles, "administrator", "roles", "Rollen eller teamet findes ikke."},
		{"team nobody has", "team.999999", "leader", "roles", "Rollen eller teamet findes ikke."},
		{"team that is no number", "team.x", "leader", "roles", "Rollen eller teamet findes ikke."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			values := url.Values{}
			for k, v := range good {
				values[k] = v
			}
			values.Set(tt.field, tt.value)
			got := ada.submit("/staff/new", "/staff/new", values)
			if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.fault(tt.at), tt.says) {
				t.Fatalf("status %d, at %s %q, want %q; %s", got.Status, tt.at, got.fault(tt.at), tt.says, got.text("#errors"))
			}
			if tt.field != "email" && got.Find("#email").AttrOr("value", "") != "mette@kasket.test" {
				t.Error("what was typed is gone")
			}
			if strings.Contains(got.Body, "<script>alert") {
				t.Error("a script stands in the page")
			}
		})
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM staff`, nil); n != 1 {
		t.Fatalf("%d people after refusals, want the administrator alone", n)
	}

	form := ada.get("/staff/new").fill("/staff/new", good)
	made := ada.post("/staff/new", form)
	link := made.text("#link")
	if made.Status != http.StatusOK || !strings.Contains(link, "/invitations/") {
		t.Fatalf("status %d, link %q", made.Status, link)
	}
	again := ada.post("/staff/new", form)
	if again.Status != http.StatusSeeOther || strings.Contains(again.Body, "/invitations/") {
		t.Errorf("sent twice: status %d, want to be led to the person", again.Status)
	}
	form.Set("name", "Mette Lund")
	if other := ada.post("/staff/new", form); other.Status != http.StatusUnprocessableEntity || other.fault("name") != "" {
		t.Errorf("the key with another content: status %d", other.Status)
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM staff`, nil); n != 2 {
		t.Errorf("%d people, want 2", n)
	}
	if list := ada.get("/staff?name=mette"); !strings.Contains(list.text("table"), "Nord: kontaktperson, leder") {
		t.Errorf("the list shows %q", list.text("table"))
	}
}

// Two administrators change the same person: the later one is shown both.
func TestEditPersonStale(t *testing.T) {
	s := newSite(t)
	anna := s.Person(s.Team("Nord"), "Anna Kjær", access.Caseworker)
	one, two := s.as(s.Person(0, "Ada", access.Administrator)), s.as(s.Person(0, "Bo", access.Administrator))
	path := fmt.Sprintf("/staff/%d/edit", anna.Staff)
	old := one.get(path)
	if got := two.submit(path, path, url.Values{"title": {"Socialrådgiver"}, "name": {"Anna Kjær Holm"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.text("#errors"))
	}
	mine := old.fill(path, url.Values{"title": {"Pædagog"}})
	got := one.post(path, mine)
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".note"), "Socialrådgiver") || !strings.Contains(got.text(".note"), "Anna Kjær Holm") {
		t.Fatalf("status %d, note %q, want what stands now", got.Status, got.text(".note"))
	}
	if v := got.Find("#title").AttrOr("value", ""); v != "Pædagog" {
		t.Errorf("the title typed is %q", v)
	}
	if again := one.post(path, got.fill(path, nil)); again.Status != http.StatusSeeOther {
		t.Errorf("sent again: status %d: %s", again.Status, again.text("#errors"))
	}
	if title := casetest.One[string](s.World, `SELECT title FROM staff WHERE id = @id`, db.Args{"id": anna.Staff}); title != "Pædagog" {
		t.Errorf("title %q", title)
	}
}

func TestLeavePage(t *testing.T) {
	s := newSite(t)
	north := s.Team("Nord")
	anna := s.Person(north, "Anna", access.Caseworker)
	s.Youth(anna, "Mads Holm")
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	path := fmt.Sprintf("/staff/%d/leave", anna.Staff)
	for _, tt := range []struct{ typed, says string }{
		{"i morgen", "Er kontaktperson for unge (1). Giv dem videre først."},
		{"31.2.2026", "Skriv en dato"},
		{"\x00", ""}, // nothing: she does not leave
		{strings.Repeat("9", 5000), "Skriv en dato"},
	} {
		got := ada.submit(path, path, url.Values{"last": {tt.typed}})
		if tt.says == "" && got.Status != http.StatusSeeOther || tt.says != "" && !strings.Contains(got.fault("last"), tt.says) {
			t.Errorf("%.20q: status %d, %q, want %q", tt.typed, got.Status, got.fault("last"), tt.says)
		}
		if strings.Contains(got.Body, "Mads") {
			t.Error("the administrator sees a youth's name")
		}
	}
}
