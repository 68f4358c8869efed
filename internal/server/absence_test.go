package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/staff"
	"kasket/web/page"
)

// away is a site with Anna, whose youth Mads has Bo as buddy and whose Ida has none.
type awaySite struct {
	*site
	anna, bo, cilla, karen access.Actor
	mads, ida              id.Youth
}

func newAway(t *testing.T) *awaySite {
	t.Helper()
	s := &awaySite{site: newSite(t)}
	north := s.Team("Nord")
	s.anna, s.bo = s.Person(north, "Anna Bech", access.Caseworker), s.Person(north, "Bo Dahl", access.Caseworker)
	s.cilla, s.karen = s.Person(north, "Cilla Fog", access.Caseworker), s.Person(north, "Karen Kjær", access.Coordinator)
	s.mads = s.Youth(s.anna, "Mads Holm", casetest.WithBuddy(s.bo), s.Started(60))
	s.ida = s.Youth(s.anna, "Ida Lund", s.Started(60))
	return s
}

func (s *awaySite) sick(t *testing.T) id.Absence {
	t.Helper()
	n, err := s.Enrolments.RegisterAbsence(t.Context(), s.anna, s.anna.Staff, staff.Absence{Kind: staff.Sick, From: s.Today()}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Two taps from any page, on a phone and on a desk; the receipt says who covers whom,
// and it can be regretted.
func TestCallInSickCounts(t *testing.T) {
	for _, screen := range []browsertest.Device{browsertest.Phone, browsertest.Desktop} {
		s := newAway(t)
		p := s.browser(s.anna, screen)
		p.Go(s.url + page.YouthPath(s.mads))
		n := p.Count("absence", func() {
			p.Tap("details.menu summary")
			p.Submit("Jeg er syg i dag")
		})
		if n > 3 {
			t.Errorf("calling in sick takes %d interactions, want at most 3", n)
		}
		p.WaitText("Bo Dahl dækker")
		p.WaitText("Ingen dækker")
		p.Axe(t)
		if p.ScrollWidth() > p.Width() {
			t.Errorf("the receipt is %d wide on a screen of %d", p.ScrollWidth(), p.Width())
		}
		p.Screenshot("away")
		p.Submit("Fortryd")
		if n := casetest.One[int](s.World, `SELECT count(*) FROM covers`, nil); n != 0 {
			t.Errorf("%d covers are left of what was regretted", n)
		}
		p.NoConsoleErrors()
	}
}

// What is typed wrong is said at its field, and what was typed stays.
func TestAbsenceFaults(t *testing.T) {
	s := newAway(t)
	absence := s.sick(t)
	away := staff.Absence{Kind: staff.Holiday, From: s.Today().AddDays(3), To: s.Today().AddDays(5)}
	if _, err := s.Enrolments.RegisterAbsence(t.Context(), s.cilla, s.cilla.Staff, away, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	gone := s.Person(s.anna.Memberships[0].Team, "Gert Gran", access.Caseworker)
	s.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": s.Today().AddDays(-1), "id": gone.Staff})
	own, cover := page.AccountPath+"/absence", page.YouthPath(s.ida, "cover")
	day := func(n int) string { return s.Today().AddDays(n).Danish() }
	tests := []struct {
		name, path string
		by         access.Actor
		form       url.Values
		field      string
	}{
		{"ends before it begins", own, s.bo, url.Values{"kind": {"leave"}, "from": {day(5)}, "to": {day(4)}}, "to"},
		{"leave without an end", own, s.bo, url.Values{"kind": {"leave"}, "from": {day(5)}}, "to"},
		{"overlaps", own, s.anna, url.Values{"kind": {"leave"}, "from": {day(5)}, "to": {day(6)}}, "from"},
		{"a new end before the beginning", page.AbsenceOf(absence), s.anna, url.Values{"from": {day(0)}, "to": {day(-2)}}, "to"},
		{"cover is the owner", cover, s.karen, url.Values{"staff": {id.String(s.anna.Staff)}, "from": {day(0)}, "to": {day(1)}}, "staff"},
		{"cover is away", cover, s.karen, url.Values{"staff": {id.String(s.cilla.Staff)}, "from": {day(0)}, "to": {day(3)}}, "staff"},
		{"cover has left", cover, s.karen, url.Values{"staff": {id.String(gone.Staff)}, "from": {day(0)}, "to": {day(3)}}, "staff"},
		{"cover ends before it begins", cover, s.karen, url.Values{"staff": {id.String(s.bo.Staff)}, "from": {day(3)}, "to": {day(1)}}, "to"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.as(tt.by).submit(tt.path, tt.path, tt.form)
			if got.Status != http.StatusUnprocessableEntity || got.fault(tt.field) == "" {
				t.Errorf("status %d, message %q: %s", got.Status, got.fault(tt.field), got.text(".errors"))
			}
			if tt.form.Has("to") && got.Find("#to").AttrOr("value", "") != tt.form.Get("to") {
				t.Error("the day typed is lost")
			}
		})
	}
	again := s.as(s.anna).submit(own, own, url.Values{"kind": {"leave"}, "from": {day(5)}, "to": {day(6)}})
	if again.Find(`main a[href="`+page.AbsenceOf(absence)+`"]`).Length() == 0 {
		t.Error("no way to the absence that lies in the same days")
	}
}

// Who is uncovered stands with the coordinator, who gives a cover in one step; the
// covers end by themselves, and whoever comes back reads what happened, and ticks it off.
func TestUncoveredThenBack(t *testing.T) {
	s := newAway(t)
	absence := s.sick(t)
	karen := s.as(s.karen)
	if got := karen.get(page.IntakePath); !strings.Contains(got.text("main"), "1 ung uden dækning") {
		t.Errorf("the board says nothing of Ida: %s", got.text(".note"))
	}
	list := karen.get(page.UncoveredPath)
	if text := list.text("main"); !strings.Contains(text, "Ida Lund") || strings.Contains(text, "Mads Holm") {
		t.Errorf("uncovered: %s", text)
	}
	at := page.YouthPath(s.ida, "cover")
	if got := karen.post(at, list.fill(at, url.Values{"staff": {id.String(s.cilla.Staff)}})); got.Location != page.UncoveredPath {
		t.Fatalf("giving a cover: %d to %q, %s", got.Status, got.Location, got.text(".errors"))
	}
	if text := karen.get(page.UncoveredPath).text("main"); strings.Contains(text, "Ida Lund") {
		t.Error("Ida has a cover and is on the list still")
	}
	s.Later(5 * 24 * time.Hour) // nothing runs meanwhile
	if err := s.Enrolments.ChooseBuddy(t.Context(), s.karen, s.ida, s.cilla.Staff, "Kender familien", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	s.Later(24 * time.Hour)
	anna := s.as(s.anna)
	brief := page.AbsenceOf(absence, "brief")
	if got := anna.post(page.AbsenceOf(absence, "end"), url.Values{"key": {newFormKey()}}); got.Location != brief {
		t.Fatalf("back today: %d to %q", got.Status, got.Location)
	}
	for as, who := range map[string]access.Actor{"the buddy": s.bo, "who was chosen": s.cilla} {
		if n := casetest.One[int](s.World, `SELECT count(*) FROM covers WHERE staff_id = @s AND (to_on IS NULL OR to_on >= @today)`,
			db.Args{"s": who.Staff, "today": s.Today()}); n != 0 {
			t.Errorf("%s covers on", as)
		}
	}
	if text := anna.get(page.TodayPath).text("main"); !strings.Contains(text, "Mens du var væk") {
		t.Error("today says nothing of what happened meanwhile")
	}
	shown := anna.get(brief)
	if text := shown.text("main"); !strings.Contains(text, "makkeren er skiftet") {
		t.Errorf("the brief: %s", text)
	}
	for range 2 { // twice is once
		if got := anna.post(brief, url.Values{"key": {newFormKey()}, "youth": {id.String(s.ida), id.String(s.mads)}}); got.Location != brief {
			t.Fatalf("ticking: %d", got.Status)
		}
	}
	if text := anna.get(page.TodayPath).text("main"); strings.Contains(text, "Mens du var væk") {
		t.Error("all is ticked off, and today asks still")
	}
	p := s.browser(s.anna, browsertest.Phone)
	p.Go(s.url + brief)
	p.Axe(t)
	p.Screenshot("brief")
	p.NoConsoleErrors()
}

// Who declared a conflict is offered nowhere, and the youth of a disqualified owner
// whom nobody covers is uncovered.
func TestConflictLeavesUncovered(t *testing.T) {
	s := newAway(t)
	declare := func(who access.Actor) {
		t.Helper()
		at := page.YouthPath(s.ida, "conflict")
		if got := s.as(who).post(at, url.Values{"key": {newFormKey()}}); got.Location == "" {
			t.Fatalf("declaring: %d %s", got.Status, got.text(".errors"))
		}
	}
	anna := s.as(s.anna)
	for _, part := range []string{"handover", "buddy", "cover", "transfer"} {
		if text := anna.get(page.YouthPath(s.ida, part)).text("main"); !strings.Contains(text, "Bo Dahl") {
			t.Errorf("%s does not offer Bo: %s", part, text)
		}
	}
	s.Exec(`INSERT INTO conflicts (staff_id, youth_id, name, reason, declared_at, by_id) VALUES (@s, @y, 'Ida Lund', '', @at, @s)`,
		db.Args{"s": s.bo.Staff, "y": s.ida, "at": s.Today().Start()})
	for _, part := range []string{"handover", "buddy", "cover", "transfer"} {
		if text := anna.get(page.YouthPath(s.ida, part)).text("main"); strings.Contains(text, "Bo Dahl") || !strings.Contains(text, "Cilla Fog") {
			t.Errorf("%s offers Bo, who is disqualified: %s", part, text)
		}
	}
	declare(s.anna)
	karen := s.as(s.karen)
	if got := karen.get(page.IntakePath); !strings.Contains(got.text("main"), "1 ung uden dækning") {
		t.Errorf("the board says nothing of Ida: %s", got.text(".note"))
	}
	if text := karen.get(page.UncoveredPath).text("main"); !strings.Contains(text, "Ida Lund") || !strings.Contains(text, "inhabil") || strings.Contains(text, "Mads Holm") {
		t.Errorf("uncovered: %s", text)
	}
}
