package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/server"
)

// wrong is a value that a field of a form refuses, and what it says there.
type wrong struct{ name, field, value, at, says string }

// houseForm is a form of the house, filled in so that it would be taken.
type houseForm struct {
	path string
	as   *visitor
	good url.Values
	bad  []wrong
}

const script = `"><script>alert(1)</script>`

// stands is what a field of the answer shows.
func (a *answer) stands(field string) string {
	at := a.Find(`main [name="` + field + `"]`).First()
	switch goquery.NodeName(at) {
	case "select":
		return at.Find("option[selected]").AttrOr("value", "")
	case "textarea":
		return strings.TrimPrefix(at.Text(), "\n")
	}
	return at.AttrOr("value", "")
}

// Each field of the forms of the house refuses the worst that can stand in it, says so
// at the field, and loses nothing of what was typed in it or beside it.
func TestHouseForms(t *testing.T) {
	s := newSite(t)
	north := s.Team("Nord")
	s.Team("Syd")
	ada, anna := s.Person(0, "Ada", access.Administrator), s.Person(north, "Anna Krogh", access.Caseworker)
	s.Youth(anna, "Mads Holm") // who holds the team, the programme and the owner
	admin, own := s.as(ada), s.as(anna)
	model := casetest.One[string](s.World, `SELECT programme_id::text FROM teams WHERE id = @id`, db.Args{"id": north})
	other := casetest.One[string](s.World, `SELECT id::text FROM programmes WHERE id <> @id LIMIT 1`, db.Args{"id": model})
	person, team := fmt.Sprintf("/staff/%d", anna.Staff), fmt.Sprintf("/teams/%d", north)
	phones := []wrong{
		{"words", "phone", "ring bare", "phone", "Skriv et telefonnummer"},
		{"script", "phone", script, "phone", "Skriv et telefonnummer"},
		{"too long", "phone", strings.Repeat("1", 400), "phone", "Skriv et telefonnummer"},
	}
	names := []wrong{
		{"empty", "name", "", "name", "Udfyld feltet."},
		{"nothing but spaces", "name", " \t ", "name", "Udfyld feltet."},
		{"control characters", "name", "\x00\x01\x1b", "name", "Udfyld feltet."},
		{"too long", "name", strings.Repeat("å", 121), "name", "Højst 120 tegn. Der er 121."},
	}
	titles := []wrong{{"too long", "title", strings.Repeat("å", 121), "title", "Højst 120 tegn. Der er 121."}}
	teams := append(append([]wrong{
		{"taken", "name", "Syd", "name", "Navnet er brugt."},
		{"too long", "phone_hours", strings.Repeat("ø", 81), "phone_hours", "Højst 80 tegn."},
		{"none", "programme", "", "programme", "Vælg"},
		{"no number", "programme", "rute42", "programme", "Vælg en, der findes på listen."},
		{"larger than numbers are", "programme", "99999999999999999999", "programme", "Vælg en, der findes på listen."},
	}, names...), phones...)
	days := func(field string) []wrong {
		return []wrong{
			{"words", field, "snart", field, "Skriv en dato"},
			{"no such day", field, "31.2.2027", field, "Skriv en dato"},
			{"script", field, script, field, "Skriv en dato"},
			{"NUL", field, "1\x00x", field, "Skriv en dato"},
		}
	}
	forms := []houseForm{
		{"/teams/new", admin, url.Values{"name": {"Øst"}, "phone": {"12 34 56 78"}, "phone_hours": {"9-15"}, "programme": {model}}, append([]wrong{
			{"nobody's", "programme", "999999", "programme", "Vælg en, der findes på listen."},
		}, teams...)},
		{team + "/edit", admin, url.Values{"name": {"Nord og Vest"}, "phone": {"12 34 56 78"}, "phone_hours": {"9-15"}, "programme": {model}}, append([]wrong{
			{"another while it has youths", "programme", other, "programme", "Lav et nyt team"},
		}, teams...)},
		{team + "/closure", admin, url.Values{"last": {"31.12.2026"}}, append([]wrong{{"while it has youths", "last", "31.12.2026", "last", "forløb"}}, days("last")...)},
		{person + "/leave", admin, url.Values{"last": {"31.12.2026"}}, append([]wrong{{"who owns youths", "last", "31.12.2026", "last", "unge"}}, days("last")...)},
		{person + "/edit", admin, url.Values{"name": {"Anna Lund"}, "title": {"Mentor"}, "phone": {"12 34 56 78"}, "percent": {"80"}, "competences": {"autisme"}}, append(append([]wrong{
			{"empty", "email", "", "email", "Udfyld feltet."},
			{"words", "email", "anna", "email", "Skriv en mailadresse"},
			{"of somebody else", "email", s.EmailOf(ada), "email", "har en anden medarbejder"},
			{"negative", "percent", "-1", "percent", "Mellem 1 og 100."},
			{"words", "percent", "halvtid", "percent", "Skriv et tal."},
			{"no role where they own youths", fmt.Sprintf("team.%d", north), "leader", "roles", "unge"},
			{"too long", "title", strings.Repeat("å", 121), "title", "Højst 120 tegn."},
		}, names...), phones...)},
		{person + "/access", admin, url.Values{"programme": {model}, "title": {"Uddannelsesvejleder"}, "from": {"1.12.2026"}, "to": {"31.12.2026"}}, append(append([]wrong{
			{"none", "programme", "", "programme", "Vælg"},
			{"nobody's", "programme", "999999", "programme", "Vælg en, der findes på listen."},
			{"empty", "from", "", "from", "Udfyld feltet."},
			{"before it begins", "to", "1.11.2026", "to", "før startdatoen"},
			{"too long", "title", strings.Repeat("å", 121), "title", "Højst 120 tegn."},
		}, days("from")...), days("to")...)},
		{"/account/details", own, url.Values{"name": {"Anna Lund"}, "title": {"Mentor"}, "phone": {"12 34 56 78"}}, append(append(titles, names...), phones...)},
	}
	for _, form := range forms {
		for _, w := range form.bad {
			t.Run(form.path+"/"+w.field+"/"+w.name, func(t *testing.T) { form.refuses(t, w) })
		}
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM audit_events WHERE action = 'manage staff'`, nil); n != 0 {
		t.Errorf("%d changes in the trail after refusals alone", n)
	}
}

// refuses sends the form with one field wrong.
func (f houseForm) refuses(t *testing.T, w wrong) {
	t.Helper()
	values := url.Values{}
	for name, v := range f.good {
		values[name] = v
	}
	values.Set(w.field, w.value)
	got := f.as.submit(f.path, f.path, values)
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.fault(w.at), w.says) {
		t.Fatalf("status %d, at %s %q, want %q; in all %q", got.Status, w.at, got.fault(w.at), w.says, got.text("#errors"))
	}
	if href := got.Find("#errors a").First().AttrOr("href", ""); href != "#"+w.at {
		t.Errorf("the summary leads to %q, not to the field", href)
	}
	for name := range values {
		typed := values.Get(name)
		if clean := !strings.ContainsAny(typed, "\x00\x01\x1b"); clean && got.Find(`main select[name="`+name+`"]`).Length() == 0 && !strings.HasPrefix(name, "team.") && got.stands(name) != typed {
			t.Errorf("%s shows %.60q after %.60q was typed", name, got.stands(name), typed)
		}
		if name != w.field && got.Find(`main select[name="`+name+`"]`).Length() == 1 && got.stands(name) != typed {
			t.Errorf("%s: %q was chosen, and %q stands", name, typed, got.stands(name))
		}
	}
	if strings.Contains(got.Body, "<script>alert") {
		t.Error("a script stands in the page")
	}
}

// Who saves on top of what somebody else saved meanwhile loses neither text: theirs is
// shown beside what was typed, which the next sending saves.
func TestStaleHouseForms(t *testing.T) {
	s := newSite(t)
	north := s.Team("Nord")
	admin, own := s.as(s.Person(0, "Ada", access.Administrator)), s.as(s.Person(north, "Anna Krogh", access.Caseworker))
	team := fmt.Sprintf("/teams/%d/edit", north)
	for _, tt := range []struct {
		path, theirs string
		as           *visitor
	}{
		{team, `UPDATE teams SET phone_hours = 'Altid', version = version + 1 WHERE name = 'Nord'`, admin},
		{"/account/details", `UPDATE staff SET title = 'Altid', version = version + 1 WHERE name = 'Anna Krogh'`, own},
	} {
		form := tt.as.get(tt.path).fill(tt.path, url.Values{"name": {"Et nyt navn"}})
		s.Exec(tt.theirs, nil)
		got := tt.as.post(tt.path, form)
		if got.Status != http.StatusUnprocessableEntity || got.stands("name") != "Et nyt navn" || !strings.Contains(got.text("main"), "Altid") {
			t.Errorf("%s: status %d, %q in the field, %s", tt.path, got.Status, got.stands("name"), got.text("main"))
		}
		if again := tt.as.post(tt.path, got.fill(tt.path, nil)); again.Status != http.StatusSeeOther {
			t.Errorf("%s sent again: status %d: %s", tt.path, again.Status, again.text("#errors"))
		}
	}
}

// The link of an invitation leads to the house, wherever the request says that it was
// sent: a link with a forged host would hand its secret to a stranger.
func TestInvitationLinkKeepsItsHost(t *testing.T) {
	s := newSite(t)
	deps := depsOf(s.World)
	deps.URL = "https://kasket.kommune.test"
	h := httptest.NewServer(server.New(deps))
	t.Cleanup(h.Close)
	s.url = h.URL
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	mette := s.Person(s.Team("Nord"), "Mette Holm", access.Caseworker)
	good := url.Values{"name": {"Ny Holm"}, "email": {"ny@kasket.test"}, "house": {"insight"}}
	for path, values := range map[string]url.Values{"/staff/new": good, fmt.Sprintf("/staff/%d/invitation", mette.Staff): nil} {
		got := ada.post(path, ada.get(path).fill(path, values), "Host", "stranger.test", "X-Forwarded-Host", "stranger.test", "Forwarded", "host=stranger.test")
		if link := got.text("#link"); got.Status != http.StatusOK || !strings.HasPrefix(link, deps.URL+"/invitations/") || strings.Contains(got.Body, "stranger") {
			t.Errorf("%s: status %d, the link is %q", path, got.Status, link)
		}
	}
}
