package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// Acute says why, at the field, and nothing typed is lost.
func TestAcuteSaysWhy(t *testing.T) {
	s := newSite(t)
	v := s.as(s.Person(s.Team("Nord"), "Kim", access.Coordinator))
	typed := url.Values{"cpr": {"740306-4002"}, "given_name": {"Laura"}, "urgency": {"acute"}, "tried": {"Mentor i foråret"}}
	got := v.submit(page.NewReferral, page.ReferralsPath, typed)
	if got.Status != http.StatusUnprocessableEntity || got.fault("urgency_why") != "Fejl: Skriv, hvorfor det er akut." && !strings.Contains(got.fault("urgency_why"), "hvorfor det er akut") {
		t.Errorf("status %d, at the field: %q", got.Status, got.fault("urgency_why"))
	}
	if got.text("#tried") != "Mentor i foråret" {
		t.Errorf("what others tried is %q now", got.text("#tried"))
	}
}

// Two pages of one referral: the second to be saved shows both texts and loses
// neither; where both touched different fields, both stand.
func TestCorrectReferralStale(t *testing.T) {
	s := newSite(t)
	north := s.Team("Nord")
	kim, bo := s.Person(north, "Kim Koch", access.Coordinator), s.Person(north, "Bo Bak", access.Coordinator)
	r := s.referred(north, kim, "Laura Friis", 3)
	path := page.ReferralPath(r, "edit")
	first, second, third := s.as(kim), s.as(bo), s.as(bo)
	old, older := second.get(path), third.get(path)
	if got := first.submit(path, path, url.Values{"wish": {"heste"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("first: %d %s", got.Status, got.text(".errors"))
	}
	got := second.post(path, old.fill(path, url.Values{"wish": {"hunde"}}))
	if text := got.text("main"); got.Status != http.StatusUnprocessableEntity || !strings.Contains(text, "heste") || !strings.Contains(text, "hunde") || !strings.Contains(text, "Kim Koch") {
		t.Fatalf("status %d: %s", got.Status, text)
	}
	if got := second.post(path, got.fill(path, url.Values{"keep_wish": {"both"}})); got.Status != http.StatusSeeOther {
		t.Errorf("settled: %d %s", got.Status, got.text(".errors"))
	}
	if got := third.post(path, older.fill(path, url.Values{"network": {"En storesøster"}})); got.Status != http.StatusSeeOther {
		t.Errorf("another field: %d %s", got.Status, got.text(".errors"))
	}
	stands := casetest.One[string](s.World, `SELECT wish || '|' || network FROM referrals WHERE id = @r`, db.Args{"r": r})
	if !strings.Contains(stands, "heste") || !strings.Contains(stands, "hunde") || !strings.Contains(stands, "storesøster") {
		t.Errorf("stands: %q", stands)
	}
}

// The board says whose turn it is, and its filters narrow it.
func TestBoardFilters(t *testing.T) {
	s := newSite(t)
	north := s.Team("Nord")
	kim := s.Person(north, "Kim", access.Coordinator)
	s.Exec(`UPDATE teams SET waiting_target_days = 5`, nil)
	laura, omar := s.referred(north, kim, "Laura Friis", 6), s.referred(north, kim, "Omar Bech", 2)
	v := s.as(kim)
	word := page.ReferralPath(omar, "word")
	if got := v.submit(word, word, url.Values{"party": {"team"}, "verdict": {"more_info"}, "reason": {"Hvad siger lægen?"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.text(".errors"))
	}
	for query, want := range map[string]string{
		"":                                 "Laura Omar",
		"?state=received":                  "Laura",
		"?state=more_info":                 "Omar",
		"?waits_for=unit":                  "Omar",
		"?waits_for=team":                  "Laura",
		"?past_target=yes":                 "Laura",
		"?team=" + id.String(north):        "Laura Omar",
		"?team=999999":                     "",
		"?state=<script>&waits_for=nobody": "",
	} {
		text := v.get(page.IntakePath + query).text(".board")
		for _, name := range []string{"Laura", "Omar"} {
			if strings.Contains(text, name) != strings.Contains(want, name) {
				t.Errorf("%q shows %s: %t, want %q", query, name, strings.Contains(text, name), want)
			}
		}
	}
	if got := v.get(page.ReferralPath(omar, "assignment")); !strings.Contains(got.text("main"), "kan ikke tildeles endnu") {
		t.Errorf("choosing while information is missing: %s", got.text("main"))
	}
	if text := v.get(page.ReferralPath(laura)).text("main"); !strings.Contains(text, "Relevant: har foreslået den unge.") {
		t.Errorf("the unit's word: %s", text)
	}
}

// Registered, asked about, found relevant by both, and to be chosen for: on a desktop
// and on a phone.
func TestScreeningInBrowser(t *testing.T) {
	for _, width := range []browsertest.Device{browsertest.Desktop, browsertest.Phone} {
		t.Run(width.Name, func(t *testing.T) {
			s := newSite(t)
			north := s.Team("Nord")
			kim := s.Person(north, "Kim Koch", access.Coordinator)
			s.Person(north, "Anna Krogh", access.Caseworker)
			s.Exec(`DELETE FROM programme_criteria`, nil)
			s.Exec(`INSERT INTO programme_criteria (programme_id, code, kind, name_da, name_en, valid_from)
				SELECT programme_id, 'q_alone', 'question', 'Er meget alene', 'Much alone', '2020-01-01' FROM teams`, nil)
			p := s.browser(kim, width)
			p.Go(s.url + page.NewReferral)
			p.Axe(t)
			p.Fill("#cpr", "740306-4002")
			p.Fill("Fornavn", "Laura")
			p.Fill("Efternavn", "Friis")
			p.Choose("Akut")
			p.Fill("Hvorfor er det akut", "Mister sin bolig på fredag")
			p.Submit("Gem og vælg kontaktperson")
			p.Submit("Hele henvisningen")
			p.Axe(t)
			p.Screenshot("referral-" + width.Name)
			p.Submit("Besvar")
			p.Choose("Ja")
			p.Axe(t)
			p.Submit("Gem")
			p.WaitText("Svarene er gemt.")
			for _, word := range []struct{ party, verdict, reason, who string }{
				{"Nord", "Mangler oplysninger", "Hvad siger lægen?", ""},
				{"Den, der henviser", "Relevant", "Lægen er enig", "Mette"},
				{"Nord", "Relevant", "Passer til os", ""},
			} {
				p.Go(s.url + page.ReferralPath(1, "word"))
				p.Choose(word.party)
				p.Choose(word.verdict)
				p.Fill("Begrundelse", word.reason)
				if word.who != "" {
					p.Fill("Hvem har sagt det", word.who)
				}
				p.Axe(t)
				p.Submit("Gem")
			}
			p.WaitText("Der mangler en kontaktperson.")
			p.Screenshot("screened-" + width.Name)
			p.Go(s.url + page.IntakePath)
			p.Axe(t)
			p.WaitText("Akut")
			p.Screenshot("board-" + width.Name)
			p.Submit("Laura Friis")
			p.WaitText("Anna Krogh")
			p.NoConsoleErrors()
		})
	}
}
