package server_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// choosing is a team with contact persons of every kind, and one who waits.
type choosing struct {
	*site
	team      id.Team
	kim       access.Actor // the coordinator
	sofie     access.Actor // had Laura before, and has room
	jens      access.Actor // over the norm
	referral  id.Referral
	statement *counter
}

func newChoosing(t *testing.T) choosing {
	t.Helper()
	queries := new(counter)
	s := newSite(t, queries.option())
	c := choosing{site: s, team: s.Team("Rute 42"), statement: queries}
	c.kim = s.Person(c.team, "Kim Koch", access.Coordinator)
	c.sofie, c.jens = s.Person(c.team, "Sofie Lund", access.Caseworker), s.Person(c.team, "Jens Holm", access.Caseworker)
	karim := s.Person(c.team, "Karim Bak", access.Caseworker)
	s.Exec(`UPDATE staff SET title = 'støtteperson', competences = '{psykiatri,gårde i netværket}' WHERE id = @id`, db.Args{"id": c.sofie.Staff})
	s.Exec(`UPDATE staff SET employment = 0.1 WHERE id = @id`, db.Args{"id": c.jens.Staff})
	s.Exec(`INSERT INTO absences (staff_id, kind, from_on, to_on) VALUES (@id, 'sick', @from, @to)`,
		db.Args{"id": karim.Staff, "from": s.Today().AddDays(2), "to": s.Today().AddDays(6)})
	c.referral = s.referred(c.team, c.kim, "Laura Friis", 6)
	for _, name := range []string{"Mads Lund", "Ida Ny"} {
		s.Youth(c.jens, name, s.Started(60))
	}
	y := casetest.One[id.Youth](s.World, `SELECT youth_id FROM referrals`, nil)
	s.knew(c.sofie, y)
	return c
}

// knew lets somebody have had the youth in a course that ended two years ago.
func (s *site) knew(who access.Actor, y id.Youth) {
	s.Helper()
	other := s.Youth(who, "Nogen Anden", s.Started(900), func(e *enrolment.Enrolment) {})
	s.Exec(`UPDATE enrolments SET youth_id = @y, closed_on = @on WHERE youth_id = @other`, db.Args{"y": y, "other": other, "on": s.Today().AddDays(-700)})
}

// The choosing page proposes who is here, has room and knows the youth; the order's
// parts stand beside each name, and why somebody is away does not.
func TestChoose(t *testing.T) {
	c := newChoosing(t)
	v := c.as(c.kim)
	path := page.ReferralPath(c.referral, "assignment")
	var got *answer
	if n := c.statement.during(func() { got = v.get(path) }); n > 6 {
		t.Errorf("choosing takes %d statements, want at most 6", n)
	}
	rows := got.Find("tbody tr").Map(func(_ int, s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") })
	if len(rows) != 3 {
		t.Fatalf("%d candidates: %q", len(rows), rows)
	}
	for i, want := range []string{"Sofie Lund", "Jens Holm", "Karim Bak"} {
		if !strings.HasPrefix(rows[i], strconv.Itoa(i+1)+". "+want) {
			t.Errorf("place %d is %q, want %s", i+1, rows[i], want)
		}
	}
	for _, want := range []string{"kontaktperson 4.6.2024 – 21.12.2024", "Rækkefølgen: først dem, der er her", "psykiatri, gårde i netværket", "over norm", "væk"} {
		if !strings.Contains(got.text("main"), want) {
			t.Errorf("the page does not say %q: %s", want, got.text("main"))
		}
	}
	if main, err := got.Find("main").Html(); err != nil || strings.Contains(main, "sick") || strings.Contains(main, "syg") {
		t.Error("the page says why somebody is away")
	}
}

func TestAssignPage(t *testing.T) {
	c := newChoosing(t)
	v := c.as(c.kim)
	path := page.ReferralPath(c.referral, "assignment")
	stranger := c.Person(c.Team("Syd"), "Sten", access.Caseworker)
	tests := []struct{ name, field, typed string }{
		{"nobody", "owner", ""},
		{"nonsense", "owner", "<script>"},
		{"somebody else's", "owner", id.String(stranger.Staff)},
		{"unknown", "owner", "99999999"},
		{"somebody with a conflict of interest or none", "owner", "0"},
		{"a reason too long", "reason", strings.Repeat("ø", 1001)},
		{"an unknown buddy", "buddy", "99999999"},
		{"the owner as buddy", "buddy", id.String(c.sofie.Staff)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form := url.Values{"owner": {id.String(c.sofie.Staff)}, "reason": {"Kender familien"}}
			form.Set(tt.field, tt.typed)
			got := v.submit(path, path, form)
			if got.Status != http.StatusUnprocessableEntity || got.fault(tt.field) == "" {
				t.Errorf("status %d, message %q: %s", got.Status, got.fault(tt.field), got.text(".errors"))
			}
			if tt.field != "reason" && got.Find("#reason").AttrOr("value", "") != "Kender familien" {
				t.Error("the reason typed is lost")
			}
		})
	}
	for _, typed := range []string{"", "\x00 \n"} { // leaving the first without a reason
		got := v.submit(path, path, url.Values{"owner": {id.String(c.jens.Staff)}, "reason": {typed}})
		if want := "Fejl: Sofie Lund står først. Skriv, hvorfor du vælger Jens Holm."; got.Status != http.StatusUnprocessableEntity || got.fault("reason") != want {
			t.Errorf("status %d, message %q", got.Status, got.fault("reason"))
		}
	}
	form := v.get(path).fill(path, url.Values{"owner": {id.String(c.sofie.Staff)}})
	for range 2 { // a double tap: the second arrival changes nothing and leads on all the same
		if got := v.post(path, form); got.Status != http.StatusSeeOther || got.Location != page.IntakePath {
			t.Fatalf("status %d to %q: %s", got.Status, got.Location, got.text(".errors"))
		}
	}
	if got := v.post(path, url.Values{"key": {"11111111-2222-4333-8444-555555555555"}, "owner": {id.String(c.jens.Staff)}, "reason": {"Plads"}}); !strings.Contains(got.text(".errors"), "Laura er allerede tildelt Sofie Lund.") {
		t.Errorf("assigning again: %d %s", got.Status, got.text(".errors"))
	}
}

// Each role gets what it may of a referral.
func TestReferralByRole(t *testing.T) {
	c := newChoosing(t)
	far := c.Team("Syd")
	at := page.ReferralPath(c.referral)
	tests := []struct {
		name                    string
		who                     access.Actor
		referral, assign, refus int
	}{
		{"coordinator", c.kim, 200, 200, 200},
		{"leader", c.Person(c.team, "Lise", access.Leader), 200, 403, 403},
		{"contact person", c.sofie, 403, 403, 403},
		{"coordinator of another team", c.Person(far, "Kaj", access.Coordinator), 404, 404, 404},
		{"administrator", c.Person(0, "Ada", access.Administrator), 404, 404, 404},
		{"insight", c.Person(0, "Ib", access.Insight), 404, 404, 404},
	}
	for _, tt := range tests {
		v := c.as(tt.who)
		for path, want := range map[string]int{at: tt.referral, at + "/assignment": tt.assign, at + "/decline": tt.refus} {
			if got := v.get(path); got.Status != want {
				t.Errorf("%s at %s: %d, want %d", tt.name, path, got.Status, want)
			}
			if tt.name == "coordinator" || path == at {
				continue
			}
			if got := v.post(path, url.Values{"reason": {"x"}, "owner": {"1"}}); got.Status < 400 || got.Status == 422 {
				t.Errorf("%s posts to %s: %d", tt.name, path, got.Status)
			}
		}
	}
}

// From the board to assigned, counted on both widths; the ranking is followed.
func TestAssignCounts(t *testing.T) {
	for _, width := range []browsertest.Device{browsertest.Desktop, browsertest.Phone} {
		t.Run(width.Name, func(t *testing.T) {
			c := newChoosing(t)
			p := c.browser(c.kim, width)
			p.Go(c.url + page.IntakePath)
			p.Axe(t)
			p.Screenshot("intake")
			n := p.Count("assign", func() {
				p.Click("Laura Friis")
				p.Axe(t)
				p.Screenshot("choose")
				p.Choose("1. Sofie Lund")
				p.Select("Makker", "Karim Bak · 0/18 · væk eller stopper")
				p.Screenshot("chosen")
				p.Submit("Tildel")
			})
			if n > 6 {
				t.Errorf("assigning takes %d interactions, want at most 6", n)
			}
			p.WaitText("Den unge er tildelt.")
			p.Screenshot("assigned")
			p.NoConsoleErrors()
		})
	}
}
