package server_test

import (
	"net/http"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/web/page"
)

// ended makes youths of an owner who left last month, to an exit counted so.
func (s *site) ended(owner access.Actor, n int, code, counts string) {
	s.Helper()
	for range n {
		y := s.Youth(owner, "Ung Hansen", s.Started(300), func(*enrolment.Enrolment) {})
		on := s.Today().AddDays(-40)
		s.Exec(`UPDATE enrolments SET closed_on = @on WHERE youth_id = @y`, db.Args{"y": y, "on": on})
		s.Exec(`INSERT INTO exits (enrolment_id, code, counts, exit_on, by_id) SELECT id, @code, @counts, @on, owner_id FROM enrolments WHERE youth_id = @y`,
			db.Args{"y": y, "code": code, "counts": counts, "on": on})
	}
}

// Insight sees shares of enough with how many they are of, and none of too few nor
// what tells of them; a leader sees the team they lead as it is, and no other.
func TestFigures(t *testing.T) {
	queries := new(counter)
	s := newSite(t, queries.option())
	north, south, east := s.Team("Nord"), s.Team("Syd"), s.Team("Øst")
	anna, bo, eva := s.Person(north, "Anna", access.Caseworker), s.Person(south, "Bo", access.Caseworker), s.Person(east, "Eva", access.Caseworker)
	s.ended(anna, 12, "edu_upper", "good")
	s.ended(anna, 6, "lost", "other")
	s.ended(anna, 3, "moved", "left_out")
	s.ended(bo, 3, "job_full", "good")
	s.ended(eva, 20, "edu_upper", "good")
	s.ended(eva, 10, "lost", "other")
	s.Youth(anna, "Mads Holm", s.Started(3))

	v := s.as(s.Person(0, "Ib", access.Insight))
	var got *answer
	if n := queries.during(func() { got = v.get(page.FiguresPath) }); n > 6 {
		t.Errorf("the figures take %d statements, want at most 6", n)
	}
	good := map[string]string{}
	for _, row := range got.Find("#programme-1 tbody tr").Map(rowText) {
		team, rest, _ := strings.Cut(row, " ")
		good[team] = rest
	}
	if !strings.HasSuffix(good["Øst"], "67 % (20 af 30)") {
		t.Errorf("the largest team: %q", good["Øst"])
	}
	for _, team := range []string{"Nord", "Syd"} { // Syd is of too few, and Nord would tell it
		if !strings.HasSuffix(good[team], "For få til at vise") {
			t.Errorf("%s: %q, want it hidden", team, good[team])
		}
	}
	if got.Find(`main a[href^="/team"]`).Length() != 0 || strings.Contains(got.Body, "Mads") {
		t.Error("insight is led to the youths")
	}

	leader := s.as(s.Person(south, "Lise", access.Leader)).get(page.FiguresPath)
	if text := leader.text("main"); !strings.Contains(text, "100 % (3 af 3)") || strings.Contains(text, "Nord") || leader.Find(`main a[href^="/team"]`).Length() == 0 {
		t.Errorf("the leader of the south sees: %s", text)
	}
	for _, role := range []access.Role{access.Administrator, access.Caseworker, access.Coordinator, access.Adviser} {
		if got := s.as(s.Person(north, "Ada", role)).get(page.FiguresPath); got.Status != http.StatusNotFound {
			t.Errorf("%s gets %d, want not found", role, got.Status)
		}
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM audit_events WHERE action = 'view figures'`, nil); n != 2 {
		t.Errorf("%d lines in the trail, want 2", n)
	}
	for _, device := range []browsertest.Device{browsertest.Desktop, browsertest.Phone} {
		p := s.browser(s.Person(0, "Inge", access.Insight), device)
		p.Go(s.url + page.FiguresPath)
		p.Axe(t)
		p.Screenshot("figures-" + map[bool]string{true: "desktop", false: "phone"}[device == browsertest.Desktop])
	}
}
