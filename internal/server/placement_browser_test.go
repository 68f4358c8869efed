package server_test

import (
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/db"
)

// What an internship takes with the decision that grants it, from the youth's overview
// until all of it is kept: 80 clicks in the systems of today (lessons.md, 1). Once at a
// company that is known, and once at one that nobody has written down yet.
func TestPlacementCounts(t *testing.T) {
	f := newFolder(t)
	garage := f.Company("Skive Auto")
	f.Exec(`INSERT INTO company_people (company_id, name, phone, added_by, added_at) VALUES (@c, 'Karen Møller', '+4598123456', @by, @now)`,
		db.Args{"c": garage, "by": f.owner.Staff, "now": f.Now()})
	f.Exec(`UPDATE placements SET result = 'completed', ended_on = from_on`, nil) // the stay before this one
	p := f.browser(f.owner, browsertest.Phone)
	p.Go(f.url + f.path())
	taps := p.Count("placement", func() {
		p.Click("Registrér praktik eller job")
		p.Axe(t)
		p.Fill("#q", "skive")
		p.Submit("Find")
		p.Axe(t)
		p.Click("Skive Auto")
		p.Axe(t)
		stay(p)
		p.Screenshot("placement-new")
		p.Submit("Gem det hele")
	})
	p.WaitText("Praktikken er registreret")
	p.Axe(t)
	p.Screenshot("placement")
	if taps > 12 {
		t.Errorf("%d interactions, and 12 is the most", taps)
	}
	kept := `SELECT concat_ws(' ', (SELECT count(*) FROM placements), (SELECT string_agg(state, ' ') FROM decisions), (SELECT count(*) FROM consent_items),
		(SELECT count(*) FROM meetings WHERE visit <> ''), (SELECT count(*) FROM companies))`
	if got := casetest.One[string](f.World, kept, nil); got != "2 decided 1 3 2" {
		t.Errorf("kept %s: stays, decisions, what may be told, visits, companies", got)
	}
	f.Exec(`UPDATE placements SET result = 'interrupted', ended_by = 'youth', ended_on = from_on WHERE result = ''`, nil)
	p.Go(f.url + f.path())
	taps = p.Count("placement-new", func() {
		p.Click("Registrér praktik eller job")
		p.Fill("#q", "Bageren ved broen")
		p.Submit("Find")
		p.WaitText("Ingen virksomhed passer")
		p.Click("Ny virksomhed")
		p.Axe(t)
		p.Fill("#company", "Bageren ved broen")
		p.Fill("#cvr", "13 74 81 36")
		p.Fill("#person_phone", "98 12 34 57")
		p.Fill("#person", "Jens Bager")
		stay(p)
		p.Submit("Gem det hele")
	})
	p.WaitText("Praktikken er registreret")
	if taps > 16 {
		t.Errorf("%d interactions, and 16 is the most", taps)
	}
	if got := casetest.One[string](f.World, kept, nil); got != "3 decided decided 2 6 3" {
		t.Errorf("kept %s", got)
	}
	p.NoConsoleErrors()
}

// stay fills in an internship, what may be told, and what the youth says.
func stay(p *browsertest.Page) {
	p.Fill("#from", "7/12")
	p.Fill("#to", "3/1/2027")
	p.Fill("#hours", "15")
	p.Choose("Afklare job- eller uddannelsesmål")
	p.Choose("Fornavn")
	p.Choose("Ja, den unge vil gerne")
	p.Fill("#decision_view", "Vil gerne prøve at arbejde med biler.")
}
