package server_test

import (
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// firm is a company of the desk's with two people to call.
func (d desk) firm() id.Company {
	d.Helper()
	c := d.Company("Havnens Cykler")
	for _, name := range []string{"Jens Krog", "Ulla Ravn"} {
		d.Exec(`INSERT INTO company_people (company_id, name, title, phone, added_by, added_at) VALUES (@c, @name, 'mester', '+4587654321', @by, @now)`,
			db.Args{"c": c, "name": name, "by": d.anna.Staff, "now": d.Now()})
	}
	return c
}

// A call with a company is written down on the phone in few taps, from the companies to
// the entry, and one nobody answered in one.
func TestCompanyCallCounts(t *testing.T) {
	d := newDesk(t)
	c := d.firm()
	p := d.browser(d.anna, browsertest.Phone)
	p.Go(d.url + page.CompaniesPath)
	n := p.Count("company-call", func() {
		p.Tap("Havnens Cykler")
		p.Tap("Skriv kontakt")
		p.Choose("Jens Krog, mester")
		p.Fill("Hvad skete der?", "De har plads til én mere efter jul.")
		p.Submit("Gem kontakt")
	})
	if n > 5 {
		t.Errorf("%d interactions to log a company's call, want at most 5", n)
	}
	if got := casetest.One[string](d.World, `SELECT account || ' ' || kind || ' ' || (SELECT name FROM company_people p WHERE p.id = company_person_id) FROM contacts`, nil); got != "De har plads til én mere efter jul. phone Jens Krog" {
		t.Errorf("the log says %q", got)
	}
	if d.drafts() != "" {
		t.Error("the draft outlives the entry it became")
	}
	p.Axe(t)
	p.Go(d.url + page.CompanyPath(c))
	p.Axe(t)
	p.Screenshot("company-calls-phone")
	if n := p.Count("company-not-reached", func() { p.In("#people li:first-of-type").Submit("Ikke truffet") }); n != 1 {
		t.Errorf("%d taps to say that nobody answered, want 1", n)
	}
	if got := casetest.One[int](d.World, `SELECT count(*)::int FROM contacts WHERE outcome = 'not_reached' AND company_person_id IS NOT NULL`, nil); got != 1 {
		t.Errorf("%d calls nobody answered", got)
	}
	p.NoConsoleErrors()
}

// What is written about a company is on the server a second after one stops, and is
// found among the drafts on another device.
func TestCompanyDraftFollowsItsAuthor(t *testing.T) {
	d := newDesk(t)
	c := d.firm()
	p := d.browser(d.anna, browsertest.Phone)
	p.Go(d.url + page.CompanyPath(c, "contacts", "new"))
	p.Fill("Hvad skete der?", "Jens siger, at de flytter.")
	p.WaitText("Kladde gemt")
	p.Reload()
	if got := p.Value("Hvad skete der?"); got != "Jens siger, at de flytter." {
		t.Errorf("after a reload the text is %q", got)
	}
	other := d.browser(d.anna, browsertest.Desktop)
	other.Go(d.url + page.DraftsPath)
	other.Click("Skriv videre")
	other.Wait("[name=account]")
	other.Fill("Hvad skete der?", "Jens siger, at de flytter i maj.")
	other.WaitText("Kladde gemt")
	p.Fill("Hvad skete der?", "Ulla siger noget andet.")
	p.Wait("#draft-theirs:not([hidden])")
	p.Tap("Sæt den ind under min tekst")
	p.Submit("Gem kontakt")
	if got, want := d.account(), "Ulla siger noget andet.\n\nJens siger, at de flytter i maj."; got != want {
		t.Errorf("the log says %q, want %q", got, want)
	}
}
