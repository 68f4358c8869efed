package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
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
	s.Later(60 * 24 * time.Hour) // the half-year in which they left is over

	v := s.as(s.Person(0, "Ib", access.Insight))
	var got *answer
	if n := queries.during(func() { got = v.get(page.FiguresPath + "?period=2026-h2") }); n > mostQueries {
		t.Errorf("the figures take %d statements, want at most %d", n, mostQueries)
	}
	first := func(anchor string) string { return rowText(0, got.Find("#"+anchor+" tbody tr").First()) }
	if text := first("programme-1"); !strings.Contains(text, "69 % 35 af 51") {
		t.Errorf("the programme: %q", text)
	}
	open := 0
	for _, team := range []id.Team{north, south, east} { // Syd is of too few, and who saw both of the others could tell it
		text := got.text("#team-" + id.String(team))
		hidden := strings.Contains(text, "for få unge") || strings.Contains(first("team-"+id.String(team)), "For få til at vise")
		if !hidden {
			open++
		} else if strings.Contains(text, "35 af") || strings.Contains(text, "3 af 3") || strings.Contains(text, "20 af") {
			t.Errorf("team %d is hidden and says %q", team, text)
		}
	}
	if open != 1 || !strings.Contains(got.text("#team-"+id.String(south)), "for få unge") {
		t.Errorf("%d teams are shown, want one, and not the south", open)
	}
	if got.Find(`main a[href^="/team"], main a[href*="youths"]`).Length() != 0 || strings.Contains(got.Body, "Mads") {
		t.Error("insight is led to the youths")
	}
	addresses(t, v)
	leader := s.as(s.Person(south, "Lise", access.Leader)).get(page.FiguresPath + "?period=2026-h2")
	if text := leader.text("main"); !strings.Contains(text, "100 %3 af 3") || strings.Contains(text, "Nord") {
		t.Errorf("the leader of the south sees: %s", text)
	}
	for _, role := range []access.Role{access.Administrator, access.Caseworker, access.Coordinator, access.Adviser} {
		if got := s.as(s.Person(north, "Ada", role)).get(page.FiguresPath); got.Status != http.StatusNotFound {
			t.Errorf("%s gets %d, want not found", role, got.Status)
		}
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM audit_events WHERE action = 'view figures'`, nil); n < 2 {
		t.Errorf("%d lines in the trail", n)
	}
	for _, device := range []browsertest.Device{browsertest.Desktop, browsertest.Phone} {
		p := s.browser(s.Person(0, "Inge", access.Insight), device)
		p.Go(s.url + page.FiguresPath)
		p.Axe(t)
		p.Screenshot("figures-" + map[bool]string{true: "desktop", false: "phone"}[device == browsertest.Desktop])
	}
}

// addresses asks for figures by addresses that insight has, and has not.
func addresses(t *testing.T, v *visitor) {
	t.Helper()
	for path, want := range map[string]int{
		"?period=2026-q4": 200, "?period=2025": 200, "?period=2027-q1": 422, "?period=1999": 422, "?period=nonsense": 422,
		"?from=1.1.2026&to=5.1.2026":               200, // the days are not theirs to choose: the usual period stands
		"/left_to_education_or_job?period=2026-h2": 200, "/nothing": 404, "/left_to_education_or_job?version=7": 404,
	} {
		if got := v.get(page.FiguresPath + path); got.Status != want || strings.Contains(path, "from=") && strings.Contains(got.text("main"), "05.01.2026") {
			t.Errorf("%s: %d, want %d", path, got.Status, want)
		}
	}
	if text := v.get(page.FiguresPath + "/left_to_education_or_job?period=2026-h2").text("main"); !strings.Contains(text, "35 af 51") || strings.Contains(text, "3 af 3") || strings.Contains(text, "Ikke talt med:") {
		t.Errorf("the definition tells insight: %s", text)
	}
}

// The figure of those who left opens to the list of them for the leader of the team,
// recorded with its criterion: exactly those that the figure counts, by exit, with the
// last owner and a way to each. Nobody else is led there, nor let in.
func TestClosedCourses(t *testing.T) {
	queries := new(counter)
	s := newSite(t, queries.option())
	north, south := s.Team("Nord"), s.Team("Syd")
	anna, bo := s.Person(north, "Anna Krogh", access.Caseworker), s.Person(south, "Bo Dahl", access.Caseworker)
	s.ended(anna, 2, "edu_upper", "good")
	s.ended(anna, 1, "lost", "other")
	s.ended(anna, 1, "moved", "left_out")
	s.ended(bo, 3, "job_full", "good")
	gone := s.Youth(anna, "For Længe Siden", s.Started(900))
	s.Exec(`UPDATE enrolments SET closed_on = @on WHERE youth_id = @y`, db.Args{"y": gone, "on": s.Today().AddDays(-600)})
	s.Exec(`INSERT INTO exits (enrolment_id, code, counts, exit_on, by_id) SELECT id, 'job_full', 'good', closed_on, owner_id FROM enrolments WHERE youth_id = @y`, db.Args{"y": gone})
	s.Youth(anna, "Mads Holm", s.Started(3))
	v := s.as(s.Person(north, "Lise Leth", access.Leader))

	var got *answer
	if n := queries.during(func() { got = v.get(page.ClosedPath) }); n > mostQueries {
		t.Errorf("the list takes %d statements", n)
	}
	if text := got.text("main"); got.Find("tbody tr").Length() != 4 || !strings.Contains(text, "2 ud af 3 gik videre") || !strings.Contains(text, "1 er ikke talt med") ||
		strings.Contains(text, "Bo Dahl") || strings.Contains(text, "Mads") || strings.Contains(text, "Siden") {
		t.Errorf("the list behind the figure: %s", text)
	}
	if row := got.Find("tbody tr").First(); !strings.Contains(row.Text(), "Anna Krogh") || !strings.Contains(row.Text(), "12.10.2026") || row.Find(`a[href^="/youths/"]`).Length() != 1 {
		t.Errorf("a row says %q", row.Text())
	}
	for query, want := range map[string]int{
		"?counts=good": 2, "?counts=left_out": 1, "?grouping=education": 2, "?counts=nonsense&grouping=1": 4, "?from=1.1.2020": 5, "?to=1.1.2026&from=1.1.2020": 1,
		"?from=1.1.2026&to=2.1.2026": 0,
	} {
		if got := v.get(page.ClosedPath + query); got.Status != http.StatusOK || got.Find("tbody tr").Length() != want {
			t.Errorf("%s: %d with %d rows, want %d", query, got.Status, got.Find("tbody tr").Length(), want)
		}
	}
	for query, field := range map[string]string{"?from=i+f%C3%B8r": "from", "?from=1.1.2026&to=1.1.2025": "to"} {
		got := v.get(page.ClosedPath + query)
		if got.Status != http.StatusUnprocessableEntity || got.Find("#"+field+"-error").Length() != 1 {
			t.Errorf("%s: %d, errors %q", query, got.Status, got.text("#errors"))
		}
	}
	for _, tt := range []struct {
		who  access.Actor
		want int
	}{{s.Person(south, "Lars", access.Leader), 404}, {anna, 403}, {s.Person(north, "Kim", access.Coordinator), 403}, {s.Person(0, "Ib", access.Insight), 404}} {
		if got := s.as(tt.who).get(page.ClosedPath + "?team=" + id.String(north)); got.Status != tt.want {
			t.Errorf("%d gets %d, want %d", tt.who.Staff, got.Status, tt.want)
		}
	}
	trail := casetest.One[string](s.World, `SELECT string_agg(detail::text, ' ') FROM audit_events WHERE action = 'view team' AND team_id = @team`, db.Args{"team": north})
	if !strings.Contains(trail, `"closed courses"`) || !strings.Contains(trail, `"counts":"good"`) {
		t.Errorf("the trail says of the lists: %s", trail)
	}
}

// A long list goes on by key, and its pages together hold each course once.
func TestClosedPages(t *testing.T) {
	s := newSite(t)
	north := s.Team("Nord")
	s.ended(s.Person(north, "Anna", access.Caseworker), 55, "edu_upper", "good")
	v, path, seen := s.as(s.Person(north, "Lise", access.Leader)), page.ClosedPath, map[string]bool{}
	for pages := 0; path != "" && pages < 4; pages++ {
		got := v.get(path)
		for _, link := range got.Find("tbody th a").EachIter() {
			seen[link.AttrOr("href", "")] = true
		}
		if !strings.Contains(got.text("main"), "55 forløb") {
			t.Errorf("page %d does not say how many in all: %s", pages+1, got.text("main p"))
		}
		path = got.Find(`a[rel="next"]`).AttrOr("href", "")
	}
	if len(seen) != 55 {
		t.Errorf("%d courses on the pages, want 55", len(seen))
	}
}
