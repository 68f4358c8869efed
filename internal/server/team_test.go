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

// led is a team with a leader, an owner over the norm, and youths of every state.
type led struct {
	*site
	team      id.Team
	lise, ann access.Actor
	late      id.Youth
	queries   *counter
}

func newLed(t *testing.T) led {
	t.Helper()
	queries := new(counter)
	s := newSite(t, queries.option())
	l := led{site: s, team: s.TeamOf("borgerkonsulent", "Borgerkonsulenterne"), queries: queries}
	l.lise = s.Person(l.team, "Lise Leth", access.Leader)
	l.ann = s.Person(l.team, "Anne Krogh", access.Caseworker)
	bo := s.Person(l.team, "Bo Dahl", access.Caseworker)
	l.late = s.Youth(l.ann, "Mads Holm", s.Started(60))
	s.Youth(l.ann, "Åse Lund", s.Started(3), casetest.WithBuddy(bo))
	s.Youth(bo, "=Ida Friis", s.Started(3))
	s.Exec(`UPDATE staff SET employment = 0.1 WHERE id = @id`, db.Args{"id": l.ann.Staff})
	s.Exec(`UPDATE youths SET protection = 'protected', address = 'Hemmelig Vej 1'::bytea WHERE id = @y`, db.Args{"y": l.late})
	s.Exec(`INSERT INTO programme_cadences (programme_id, phase, every_days, valid_from) SELECT programme_id, 'regular', 14, '2020-01-01' FROM teams WHERE id = @team
		ON CONFLICT DO NOTHING`, db.Args{"team": l.team})
	return l
}

func TestTeam(t *testing.T) {
	l := newLed(t)
	v := l.as(l.lise)
	var got *answer
	if n := l.queries.during(func() { got = v.get(page.TeamPath) }); n > 6 {
		t.Errorf("the team takes %d statements, want at most 6", n)
	}
	for _, want := range []string{"3 unge i forløb", "1 ung er ikke set i tide", "2 unge har ingen makker", "1 kontaktperson er over normen", "46 dage over"} {
		if !strings.Contains(got.text("main"), want) {
			t.Errorf("the team does not say %q: %s", want, got.text("main"))
		}
	}
	if names := got.text("#youths tbody th a"); names != "=Ida FriisMads HolmÅse Lund" {
		t.Errorf("the list is %q, want Danish order", names)
	}
	if got := v.get(page.TeamPath + "?show=overdue"); got.text("#youths tbody th a") != "Mads Holm" {
		t.Errorf("not seen in time: %q", got.text("#youths tbody th a"))
	}
	if got := v.get(page.TeamPath + "?owner=" + id.String(l.ann.Staff) + "&show=no_buddy&after=99999&team="); got.Status != http.StatusOK {
		t.Errorf("a page after nobody: %d", got.Status)
	}
	criterion := casetest.One[string](l.World, `SELECT string_agg(detail::text, ' ' ORDER BY id) FROM audit_events WHERE action = 'view team'`, nil)
	if !strings.Contains(criterion, `"show":"overdue"`) {
		t.Errorf("the trail says of the lists: %s", criterion)
	}
}

// The spreadsheet holds the list that was shown, recorded, with no formula in it
// and no address.
func TestTeamExport(t *testing.T) {
	l := newLed(t)
	got := l.as(l.lise).get(page.TeamPath + "/export?show=no_buddy")
	lines := strings.Split(strings.TrimSpace(got.Body), "\r\n")
	if got.Status != http.StatusOK || len(lines) != 3 || !strings.Contains(got.Header.Get("Content-Disposition"), "2026-11-21.csv") {
		t.Fatalf("status %d, %d lines: %s", got.Status, len(lines), got.Body)
	}
	if !strings.Contains(got.Body, "'=Ida Friis") || strings.Contains(got.Body, "Hemmelig") {
		t.Errorf("the file says: %s", got.Body)
	}
	if n := casetest.One[int](l.World, `SELECT count(*) FROM audit_events WHERE action = 'export team'`, nil); n != 1 {
		t.Errorf("%d lines in the trail, want 1", n)
	}
}

func TestTeamByRole(t *testing.T) {
	l := newLed(t)
	far := l.Team("Syd")
	ours := "?team=" + id.String(l.team)
	tests := []struct {
		name                      string
		who                       access.Actor
		capacity, team, list, own int
	}{
		{"leader", l.lise, 200, 200, 200, 200},
		{"coordinator", l.Person(l.team, "Kim", access.Coordinator), 200, 403, 403, 404},
		{"contact person", l.ann, 403, 403, 403, 404},
		{"leader of another team", l.Person(far, "Lars", access.Leader), 404, 404, 404, 200},
		{"adviser", l.Person(l.team, "Ida", access.Adviser), 404, 404, 404, 404},
		{"administrator", l.Person(0, "Ada", access.Administrator), 404, 404, 404, 404},
		{"insight", l.Person(0, "Ib", access.Insight), 404, 404, 404, 404},
	}
	for _, tt := range tests {
		v := l.as(tt.who)
		for path, want := range map[string]int{
			page.CapacityPath + ours: tt.capacity, page.TeamPath + ours: tt.team, page.TeamPath + "/export" + ours: tt.list,
			page.TeamPath + "/openings" + ours: tt.list, page.TeamPath: tt.own,
		} {
			if got := v.get(path); got.Status != want {
				t.Errorf("%s at %s: %d, want %d", tt.name, path, got.Status, want)
			}
		}
	}
}

func TestOpenings(t *testing.T) {
	l := newLed(t)
	bo := l.Person(l.team, "Gry Gram", access.Caseworker)
	l.Exec(`INSERT INTO openings (staff_id, youth_id, team_id, kind, reason, at, until) VALUES (@s, @y, @team, 'glass', 'Akut opkald fra <skolen>', @now, @now)`,
		db.Args{"s": bo.Staff, "y": l.late, "team": l.team, "now": l.Now()})
	opening := casetest.One[string](l.World, `SELECT id::text FROM openings`, nil)
	v := l.as(l.lise)
	if got := v.get(page.TeamPath); !strings.Contains(got.text("aside"), "Åbnet med begrundelse1") {
		t.Errorf("the leader is told: %s", got.text("aside"))
	}
	at := page.TeamPath + "/openings/" + opening
	if got := l.as(bo).post(at, url.Values{}); got.Status != http.StatusForbidden {
		t.Errorf("who opened takes note: %d, want forbidden", got.Status)
	}
	if got := l.as(l.Person(l.Team("Syd"), "Lars", access.Leader)).post(at, url.Values{}); got.Status != http.StatusNotFound {
		t.Errorf("another team's leader takes note: %d, want not found", got.Status)
	}
	got := v.submit(page.OpeningsPath(l.team), at, nil)
	if got.Status != http.StatusSeeOther || got.Location != page.OpeningsPath(l.team) {
		t.Fatalf("taking note: %d to %q", got.Status, got.Location)
	}
	if got := v.get(got.Location); got.Find("main form").Length() != 0 || !strings.Contains(got.text("main"), "Akut opkald fra <skolen>") {
		t.Errorf("after taking note: %s", got.text("main"))
	}
}

// The list is paged by key, and the pages together hold each youth once.
func TestTeamPages(t *testing.T) {
	l := newLed(t)
	for i := range 60 {
		l.Youth(l.ann, "Ung "+string(rune('A'+i%26))+string(rune('a'+i/26)), l.Started(3))
	}
	v := l.as(l.lise)
	first := v.get(page.TeamPath + "?show=no_buddy")
	next := first.Find(`.pager a[rel=next]`).AttrOr("href", "")
	second := v.get(next)
	seen := map[string]bool{}
	for _, got := range []*answer{first, second} {
		for _, href := range got.Find("#youths tbody th a").Map(hrefOf) {
			if seen[href] {
				t.Errorf("%s stands on both pages", href)
			}
			seen[href] = true
		}
	}
	if len(seen) != 62 || second.Find(`.pager a[rel=next]`).Length() != 0 {
		t.Errorf("%d youths on two pages, want 62", len(seen))
	}
}

func TestTeamInBrowser(t *testing.T) {
	l := newLed(t)
	l.Exec(`INSERT INTO absences (staff_id, kind, from_on, to_on) VALUES (@id, 'sick', @from, @to)`,
		db.Args{"id": l.ann.Staff, "from": l.Today().AddDays(2), "to": l.Today().AddDays(6)})
	kim := l.Person(l.team, "Kim Koch", access.Coordinator)
	l.referred(l.team, kim, "Laura Friis", 6)
	for _, device := range []browsertest.Device{browsertest.Desktop, browsertest.Phone} {
		name := map[browsertest.Device]string{browsertest.Desktop: "desktop", browsertest.Phone: "phone"}[device]
		leader := l.browser(l.lise, device)
		leader.Go(l.url + page.TeamPath)
		leader.Axe(t)
		leader.Screenshot("team-" + name)
		coordinator := l.browser(kim, device)
		for path, shot := range map[string]string{page.CapacityPath: "capacity", page.NewReferral: "new", page.IntakePath: "board", page.ReferralPath(1, "assignment"): "assignment", page.ReferralPath(1): "referral", page.ReferralPath(1, "decline"): "decline"} {
			coordinator.Go(l.url + path)
			coordinator.Axe(t)
			coordinator.Screenshot(shot + "-" + name)
		}
	}
}
