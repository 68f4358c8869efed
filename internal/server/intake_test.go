package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// referred makes a youth who waits in a team, referred so many days ago.
func (s *site) referred(team id.Team, by access.Actor, name string, daysAgo int) id.Referral {
	s.Helper()
	y := s.Registered(name)
	return casetest.One[id.Referral](s.World, `
		INSERT INTO referrals (team_id, youth_id, referred_on, referred_by, wish, needs_group, by_id)
		VALUES (@team, @y, @on, 'Uddannelseshuset', 'noget med dyr, men ikke skole lige nu', 4, @by) RETURNING id`,
		db.Args{"team": team, "y": y, "on": s.Today().AddDays(-daysAgo), "by": by.Staff})
}

func TestIntakeBoard(t *testing.T) {
	queries := new(counter)
	s := newSite(t, queries.option())
	north, south := s.Team("Nord"), s.Team("Syd")
	kim := s.Person(north, "Kim", access.Coordinator)
	s.referred(north, kim, "Laura Friis", 6)
	s.referred(south, s.Person(south, "Kaj", access.Coordinator), "Omar Bech", 2)

	v := s.as(kim)
	var got *answer
	if n := queries.during(func() { got = v.get("/intake") }); n > 6 {
		t.Errorf("the board takes %d statements, want at most 6", n)
	}
	if text := got.text("main"); !strings.Contains(text, "Laura Friis") || !strings.Contains(text, "6 dage") || strings.Contains(text, "Omar") {
		t.Errorf("the board says: %s", text)
	}
	for _, role := range []access.Role{access.Caseworker, access.Insight, access.Administrator, access.Adviser} {
		if got := s.as(s.Person(north, "Anna", role)).get("/intake"); got.Status != http.StatusNotFound {
			t.Errorf("%s gets %d, want not found", role, got.Status)
		}
	}
}

// Registering a new youth leads to choosing; the number is told to nobody.
func TestRegisterReferral(t *testing.T) {
	s := newSite(t)
	north := s.Team("Nord")
	kim := s.Person(north, "Kim", access.Coordinator)
	v := s.as(kim)
	got := v.submit(page.NewReferral, page.ReferralsPath, url.Values{"cpr": {"740306-4002"}, "given_name": {"Laura"}, "family_name": {"Friis"}, "needs_group": {"4"}})
	if got.Status != http.StatusSeeOther || !strings.HasSuffix(got.Location, "/assignment") {
		t.Fatalf("status %d to %q: %s", got.Status, got.Location, got.text(".errors"))
	}
	if text := casetest.One[string](s.World, `SELECT coalesce(string_agg(detail::text || reason, ''), '') FROM audit_events`, nil); strings.Contains(text, "4002") {
		t.Error("the trail holds the number")
	}
	again := v.submit(page.NewReferral, page.ReferralsPath, url.Values{"cpr": {"7403064002"}, "given_name": {"Laura"}})
	if again.Status != http.StatusUnprocessableEntity || !strings.Contains(again.fault("cpr"), "venter i Nord") {
		t.Errorf("the same number again: %d, %q", again.Status, again.fault("cpr"))
	}
}

func TestRegisterReferralWithBadInput(t *testing.T) {
	s := newSite(t)
	north, south := s.Team("Nord"), s.Team("Syd")
	v := s.as(s.Person(north, "Kim", access.Coordinator))
	long := strings.Repeat("æ", 2001)
	tests := []struct{ name, field, typed string }{
		{"no name", "given_name", " \t"},
		{"a name too long", "given_name", strings.Repeat("a", 101)},
		{"only control characters", "given_name", "\x00\x01"},
		{"no number and no reason", "cpr", ""},
		{"no number at all", "cpr", "abc"},
		{"a day that is not", "cpr", "310206-1234"},
		{"not a phone", "phone", "ring til mig"},
		{"not an address", "email", "anna(at)kommune"},
		{"not a day", "referred_on", "måske"},
		{"no day", "referred_on", ""},
		{"a day to come", "referred_on", "1.1.2099"},
		{"a day long ago", "referred_on", "1.1.1999"},
		{"born in the future", "birth_date", "1.1.2099"},
		{"a reason too long", "reason", long},
		{"a wish too long", "wish", long},
		{"a group that is not", "needs_group", "7"},
		{"a group that is no number", "needs_group", "<script>"},
		{"not the unit's phone", "referred_phone", "ring til mig"},
		{"not the unit's mail", "referred_email", "mette(at)kommune"},
		{"a unit's name too long", "referred_by", strings.Repeat("ø", 201)},
		{"an urgency that is not", "urgency", "straks"},
		{"too much of what others tried", "tried", long},
		{"too much network", "network", long},
		{"too much safety", "safety", strings.Repeat("ø", 201)},
		{"an unknown benefit", "benefit", "arvelod"},
		{"an unknown category", "category", "'; DROP TABLE"},
		{"no team", "team", "0"},
		{"somebody else's team", "team", id.String(south)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form := url.Values{"cpr": {"740306-4002"}, "given_name": {"Laura"}, "reason": {"Har brug for ro"}}
			form.Set(tt.field, tt.typed)
			got := v.submit(page.NewReferral, page.ReferralsPath, form)
			if got.Status != http.StatusUnprocessableEntity {
				t.Fatalf("status %d, want the form again", got.Status)
			}
			if !strings.Contains(got.Body, `href="#`+tt.field+`"`) {
				t.Errorf("no message for %s: %s", tt.field, got.text(".errors"))
			}
			if tt.field != "reason" && got.text("#reason") != "Har brug for ro" {
				t.Errorf("the reason typed is %q now", got.text("#reason"))
			}
		})
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM youths`, nil); n != 0 {
		t.Errorf("%d youths were registered, want none", n)
	}
}

// Much the same name on the same day of birth is asked about once; who is in a team
// one does not know is not named.
func TestRegisterSimilarYouth(t *testing.T) {
	s := newSite(t)
	north, south := s.Team("Nord"), s.Team("Syd")
	kim := s.Person(north, "Kim", access.Coordinator)
	s.Youth(s.Person(north, "Anna", access.Caseworker), "Bjørn Sørensen")
	s.Youth(s.Person(south, "Sten", access.Caseworker), "Bjoern Soerensen-Lund")
	v := s.as(kim)
	typed := url.Values{"no_cpr_reason": {"Ikke oplyst"}, "birth_date": {"14.3.2006"}, "given_name": {"Bjørn"}, "family_name": {"Sørensen"}}
	got := v.submit(page.NewReferral, page.ReferralsPath, typed)
	if text := got.text(".note"); got.Status != http.StatusUnprocessableEntity || !strings.Contains(text, "Bjørn Sørensen, kontaktperson Anna") || strings.Contains(text, "Lund") {
		t.Fatalf("status %d, warned: %s", got.Status, text)
	}
	got = v.post(page.ReferralsPath, got.fill(page.ReferralsPath, nil))
	if got.Status != http.StatusSeeOther {
		t.Errorf("sent again: status %d: %s", got.Status, got.text(".errors"))
	}
}

// An exact number says who has the youth, whatever the team, and is recorded.
func TestRegisterYouthOfAnotherTeam(t *testing.T) {
	s := newSite(t)
	north, south := s.Team("Nord"), s.Team("Syd")
	kaj, sten := s.Person(south, "Kaj", access.Coordinator), s.Person(south, "Sten Falk", access.Caseworker)
	cpr := url.Values{"cpr": {"740306-4002"}, "given_name": {"Laura"}}
	there := s.as(kaj)
	choose := there.submit(page.NewReferral, page.ReferralsPath, cpr).Location
	if got := there.submit(choose, choose, url.Values{"owner": {id.String(sten.Staff)}, "reason": {"Plads"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("assigning: %d %s", got.Status, got.text(".errors"))
	}
	got := s.as(s.Person(north, "Kim", access.Coordinator)).submit(page.NewReferral, page.ReferralsPath, cpr)
	if fault := got.fault("cpr"); !strings.Contains(fault, "Sten Falk i Syd") || !strings.Contains(fault, "12345678") {
		t.Errorf("told: %q", fault)
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM audit_events WHERE action = @do`, db.Args{"do": access.FindByCPR}); n != 1 {
		t.Errorf("%d lines in the trail of the look-up, want 1", n)
	}
	s.Exec(`UPDATE enrolments SET closed_on = @today`, db.Args{"today": s.Today()})
	v := s.as(s.Person(north, "Kim", access.Coordinator))
	got = v.submit(page.NewReferral, page.ReferralsPath, cpr)
	if text := got.text(".note"); !strings.Contains(text, "tilhører Laura") {
		t.Fatalf("after the course ended: %d %s", got.Status, text)
	}
	if got = v.post(page.ReferralsPath, got.fill(page.ReferralsPath, nil)); got.Status != http.StatusSeeOther {
		t.Errorf("sent again: %d %s", got.Status, got.text(".errors"))
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM youths`, nil); n != 1 {
		t.Errorf("%d youths, want the one", n)
	}
}

// hrefOf is where a link leads.
func hrefOf(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") }

// rowText is the words of a row, with single spaces.
func rowText(_ int, s *goquery.Selection) string {
	var words []string
	s.Children().Each(func(_ int, cell *goquery.Selection) {
		words = append(words, strings.Join(strings.Fields(cell.Text()), " "))
	})
	return strings.Join(words, " ")
}
