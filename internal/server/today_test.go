package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/sparring"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// daySite is a site with a day of Anna's in it: somebody in each state that the
// page of today tells of.
type daySite struct {
	*site
	queries     *counter
	anna, karim access.Actor
	named       map[string]id.Youth
}

func newDaySite(t *testing.T) *daySite {
	t.Helper()
	queries := new(counter)
	d := &daySite{site: newSite(t, queries.option()), queries: queries, named: map[string]id.Youth{}}
	team := d.Team("Nord")
	d.anna, d.karim = d.Person(team, "Anna Dam", access.Caseworker), d.Person(team, "Karim Aziz", access.Caseworker)
	d.Exec(`INSERT INTO programme_cadences (programme_id, phase, every_days, valid_from) SELECT programme_id, 'regular', 14, '2020-01-01' FROM teams WHERE id = @team`, db.Args{"team": team})
	lone := d.Person(team, "Lone Friis", access.Caseworker)
	finn := d.Person(team, "Finn Bro", access.Adviser)

	d.youth(d.anna, "Oliver Krag", 12, 0, d.Started(20))
	d.youth(d.anna, "Freja Toft", 16, 2)
	d.youth(d.anna, "Aya Noor", 2, 0)
	d.youth(d.anna, "Jonas Vang", 13, 0)
	d.youth(d.anna, "Ida Bak", 6, 0)
	d.youth(d.anna, "Mads Holm", 30, 0)
	d.youth(d.anna, "Nanna Skov", 3, 0)
	d.named["Ny"] = d.Youth(d.anna, "Sofie Lind", d.Started(1))
	d.youth(d.karim, "Emil Rask", 3, 0)
	d.youth(d.karim, "Viggo Juul", 19, 0)
	d.youth(lone, "Clara Bech", 20, 0, casetest.WithBuddy(d.anna))
	for _, y := range []string{"Emil Rask", "Viggo Juul"} {
		d.about(y, `INSERT INTO covers (enrolment_id, staff_id, for_id, from_on, to_on, by_id) SELECT e.id, @anna, e.owner_id, @today, @today::date + 6, e.owner_id`)
	}
	d.Exec(`INSERT INTO absences (staff_id, kind, from_on, to_on) VALUES (@lone, 'leave', @today, @today::date + 3)`, db.Args{"lone": lone.Staff, "today": d.Today()})
	d.meeting("Ida Bak", d.Now().Add(25*time.Minute), "gåtur ved fjorden", "")
	d.meeting("Mads Holm", d.Now().Add(3*time.Hour), "opfølgning", "Hobro Auto")
	d.meeting("Nanna Skov", d.Now().Add(-26*time.Hour), "", "Biblioteket")
	d.agreement("Aya Noor", "ringe om lægetiden", 0)
	d.agreement("Jonas Vang", "sende ansøgningen til FGU", 3)
	d.agreement("Nanna Skov", "skrive til skolen", -2)
	d.about("Aya Noor", `INSERT INTO safety_notes (youth_id, text, from_on, to_on, by_id) SELECT @y, 'Mød ikke alene', @today::date - 30, @today::date + 2, @anna`)
	d.about("Freja Toft", `UPDATE youths SET protection = 'protected', protection_ends_on = @today::date - 1`)
	d.about("Nanna Skov", `INSERT INTO drafts (author_id, key, youth_id, fields, updated_at) SELECT @anna, gen_random_uuid(), @y,
		'{"account": "Vi mødtes på biblioteket og talte om skolen, som hun gerne vil tilbage til."}', @now`)
	d.ask(d.anna, finn, "Mads Holm", "Hvordan kommer vi i gang igen?", "Prøv en gåtur i stedet for et møde på kontoret.")
	d.ask(d.karim, d.anna, "Emil Rask", "Har du erfaring med nytteindsats i Hobro?", "")
	return d
}

func (d *daySite) youth(owner access.Actor, name string, days, attempts int, change ...func(*enrolment.Enrolment)) {
	d.Helper()
	d.named[name] = d.Youth(owner, name, append([]func(*enrolment.Enrolment){d.Started(120)}, change...)...)
	d.Exec(`UPDATE enrolments SET last_contact_at = @at, attempts = @attempts WHERE youth_id = @y`,
		db.Args{"at": d.Now().AddDate(0, 0, -days), "attempts": attempts, "y": d.named[name]})
}

// about runs a statement that ends in a list of columns, or names none, for the
// course of a youth.
func (d *daySite) about(name, sql string) {
	d.Helper()
	if strings.HasPrefix(sql, "INSERT") {
		sql += ` FROM enrolments e WHERE e.youth_id = @y`
	} else {
		sql += ` WHERE id = @y`
	}
	sql += ` AND @anna::bigint > 0 AND @now::timestamptz IS NOT NULL AND @today::date IS NOT NULL`
	d.Exec(sql, db.Args{"y": d.named[name], "anna": d.anna.Staff, "now": d.Now(), "today": d.Today()})
}

func (d *daySite) meeting(name string, at time.Time, title, place string) {
	d.Helper()
	d.Exec(`INSERT INTO meetings (youth_id, enrolment_id, staff_id, starts_at, title, place, by_id)
		SELECT @y, id, owner_id, @at, @title, @place, owner_id FROM enrolments WHERE youth_id = @y`,
		db.Args{"y": d.named[name], "at": at, "title": title, "place": place})
}

func (d *daySite) agreement(name, text string, days int) {
	d.Helper()
	d.Exec(`INSERT INTO agreements (youth_id, enrolment_id, text, due_on, made_by, made_at)
		SELECT @y, id, @text, @due, owner_id, @now FROM enrolments WHERE youth_id = @y`,
		db.Args{"y": d.named[name], "text": text, "due": d.Today().AddDays(days), "now": d.Now()})
}

func (d *daySite) ask(by, to access.Actor, name, text, answer string) {
	d.Helper()
	q, err := d.Sparring.Ask(d.Context(), by, d.named[name], sparring.Wish{To: to.Staff, Text: text}, audit.Form{})
	if err == nil && answer != "" {
		err = d.Sparring.Answer(d.Context(), to, q, answer, audit.Form{})
	}
	if err != nil {
		d.Fatal(err)
	}
}

// Each youth stands where a colleague would put them, with why in one line.
func TestToday(t *testing.T) {
	d := newDaySite(t)
	anna := d.as(d.anna)
	got := anna.get(page.TodayPath)
	if got.Status != http.StatusOK {
		t.Fatalf("status %d", got.Status)
	}
	words := got.text("main")
	for _, want := range []string{
		"Dagens møder", "gåtur ved fjorden", "om 25 min.", "opfølgning · Hobro Auto",
		"Hvordan gik det?", "i går kl. 10.00 · samtale · Biblioteket",
		"Hvem har brug for dig", "To forsøg uden svar siden 5.11.", "prøv noget andet", "Første måned · sidst talt sammen for 12 dage siden", "ugentligt",
		"Vi har aftalt: ringe om lægetiden", "startede i går, ikke talt sammen endnu",
		"Du dækker for Karim Aziz til og med fredag 27.11.", "Emil Rask Emil Rask Sidst talt sammen for 3 dage siden", "Du er makker for Lone Friis, der er væk til og med tirsdag 24.11.",
		"Frister", "Adressebeskyttelsen udløber", "Notat om sikkerhed udløber", "sende ansøgningen til FGU",
		"Karim Aziz spørger: »Har du erfaring", "Finn Bro svarer: »Prøv en gåtur", "»Vi mødtes på biblioteket og talte om",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("the page does not say %q: %s", want, words)
		}
	}
	for _, not := range []string{"Mød ikke alene"} {
		if strings.Contains(words, not) {
			t.Errorf("the page says %q, which stands in no list", not)
		}
	}
	var order []string
	got.Find("h2.sect").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		if !strings.HasPrefix(s.Text(), "Hvem har brug") {
			return true
		}
		s.Next().Find(".card a.thin").Each(func(_ int, a *goquery.Selection) { order = append(order, a.Text()) })
		return false
	})
	if got, want := strings.Join(order, ", "), "Oliver Krag, Freja Toft, Nanna Skov, Aya Noor, Jonas Vang, Sofie Lind"; got != want {
		t.Errorf("who needs Anna: %s; want %s", got, want)
	}
	if href := got.Find(".card a.thin").First().AttrOr("href", ""); href != page.YouthPath(d.named["Ida Bak"], "contacts", "new") {
		t.Errorf("a tap leads to %q, want to writing about the youth", href)
	}
	if n := d.queries.during(func() { anna.get(page.TodayPath) }); n > 3 {
		t.Errorf("%d statements, want at most 3", n)
	}
	if n := casetest.One[int](d.World, `SELECT count(*) FROM audit_events WHERE staff_id = @anna AND action = 'own caseload'`, db.Args{"anna": d.anna.Staff}); n != 0 {
		t.Errorf("%d lines in the trail, though one's own caseload is not recorded", n)
	}
}

func TestTodayOfNobody(t *testing.T) {
	s := newSite(t)
	anna := s.as(s.Person(s.Team("Nord"), "Anna", access.Caseworker))
	if got := anna.get(page.TodayPath).text("main"); !strings.Contains(got, "Ingen venter på dig lige nu.") || !strings.Contains(got, "Ingen frister den næste uge.") {
		t.Errorf("an empty day says %q", got)
	}
	if got := anna.get(page.YouthsPath).text("main"); !strings.Contains(got, "Du har ingen unge endnu.") {
		t.Errorf("an empty caseload says %q", got)
	}
}

func TestMyYouths(t *testing.T) {
	d := newDaySite(t)
	anna := d.as(d.anna)
	tests := []struct {
		query string
		want  string // the first names, in order
	}{
		{"", "Mads Clara Oliver Viggo Freja Nanna Aya Jonas Sofie Ida Emil"},
		{"?sort=name", "Aya Clara Emil Freja Ida Jonas Mads Nanna Oliver Sofie Viggo"},
		{"?part=buddy", "Clara"},
		{"?part=cover", "Viggo Emil"},
		{"?part=own&late=1", "Mads Oliver Freja"},
		{"?phase=first_month", "Oliver Sofie"},
		{"?phase=placement", ""},
		{"?part=<script>&phase=x&after=y&sort=z", "Mads Clara Oliver Viggo Freja Nanna Aya Jonas Sofie Ida Emil"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			got := anna.get(page.YouthsPath + tt.query)
			var names []string
			got.Find("tbody th a").Each(func(_ int, s *goquery.Selection) { names = append(names, strings.Fields(s.Text())[0]) })
			if got.Status != http.StatusOK || strings.Join(names, " ") != tt.want {
				t.Errorf("status %d and %q, want %q", got.Status, strings.Join(names, " "), tt.want)
			}
		})
	}
	all := anna.get(page.YouthsPath)
	for _, want := range []string{"11 unge · 5 ikke set i tide", "Ikke set siden 22.10.", "Adressebeskyttet", "2 forsøg uden svar"} {
		if !strings.Contains(all.text("main"), want) {
			t.Errorf("the list does not say %q", want)
		}
	}
	if n := d.queries.during(func() { anna.get(page.YouthsPath) }); n > 2 {
		t.Errorf("%d statements, want at most 2", n)
	}
}

// The list is cut by key: fifty a page, and a way on.
func TestMyYouthsAreCutIntoPages(t *testing.T) {
	s := newSite(t)
	anna := s.Person(s.Team("Nord"), "Anna", access.Caseworker)
	for i := range 51 {
		s.Youth(anna, fmt.Sprintf("Ung%02d Holm", i))
	}
	first := s.as(anna).get(page.YouthsPath + "?sort=name")
	next := first.Find(".pager a[rel=next]").AttrOr("href", "")
	if n := first.Find("tbody tr").Length(); n != 50 || next == "" {
		t.Fatalf("%d on the first page and %q goes on", n, next)
	}
	if rest := s.as(anna).get(next); rest.Find("tbody tr").Length() != 1 || rest.text("tbody th") != "Ung50 Holm" {
		t.Errorf("the second page holds %q", rest.text("tbody th"))
	}
}

// Today and my youths are caseworkers' own.
func TestWhoHasADay(t *testing.T) {
	s := newSite(t)
	team := s.Team("Nord")
	for role, want := range map[access.Role]int{
		access.Caseworker: 200, access.Coordinator: 404, access.Leader: 404,
		access.Adviser: 404, access.Insight: 404, access.Administrator: 404,
	} {
		v := s.as(s.Person(team, "Anna", role))
		for _, path := range []string{page.TodayPath, page.YouthsPath} {
			if got := v.get(path); got.Status != want {
				t.Errorf("%s at %s: %d, want %d", role, path, got.Status, want)
			}
		}
	}
}

func TestDayInTheBrowser(t *testing.T) {
	d := newDaySite(t)
	pages := map[string][]byte{}
	for device, theme := range map[browsertest.Device][]browsertest.Option{browsertest.Phone: nil, browsertest.Desktop: {browsertest.Dark}} {
		for _, path := range []string{page.TodayPath, page.YouthsPath, page.QuestionsPath, page.YouthPath(d.named["Mads Holm"], "questions")} {
			p := d.browser(d.anna, device, theme...)
			p.Go(d.url + path)
			p.Axe(t)
			if p.ScrollWidth() > p.Width() {
				t.Errorf("%s is %d wide on a screen of %d", path, p.ScrollWidth(), p.Width())
			}
			p.NoConsoleErrors()
			p.Screenshot(fmt.Sprintf("%s%s-%d", "day", strings.ReplaceAll(path, "/", "-"), p.Width()))
			pages[path] = []byte(d.as(d.anna).get(path).Body)
		}
	}
	browsertest.Vnu(t, pages)
}

// From today to a saved call, on the phone and on the desk; whoever was reached
// waits no longer.
func TestLogCallCounts(t *testing.T) {
	d := newDaySite(t)
	p := d.browser(d.anna, browsertest.Phone)
	p.Go(d.url + page.TodayPath)
	write := page.YouthPath(d.named["Freja Toft"], "contacts", "new")
	n := p.Count("log-call", func() {
		p.Tap(`.card a.thin[href="` + write + `"]`)
		p.Choose("Telefon")
		p.Fill("Hvad skete der?", "Vi talte om at mødes på torsdag.")
		p.Submit("Gem kontakt")
	})
	if n > 4 {
		t.Errorf("%d interactions to log a call, want at most 4", n)
	}
	p.Go(d.url + page.TodayPath)
	if p.Has(`.card a.thin[href="` + write + `"]`) {
		t.Error("Freja was reached, and still waits")
	}
	p.NoConsoleErrors()
	desk := d.browser(d.anna, browsertest.Desktop)
	desk.Go(d.url + page.TodayPath)
	desk.Click(`.card a.wide[href="` + page.YouthPath(d.named["Oliver Krag"], "contacts", "new") + `"]`)
	if got := desk.URL(); !strings.HasSuffix(got, "/contacts/new") {
		t.Errorf("the button leads to %s", got)
	}
}
