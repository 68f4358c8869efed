package server_test

import (
	"testing"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/id"
	"kasket/web/page"
)

// hall is a site with a new course of a borgerkonsulent, who has a buddy.
type hall struct {
	*site
	ea, rasmus access.Actor
	mads       id.Youth
}

func newHall(t *testing.T) hall {
	t.Helper()
	s := newSite(t)
	team := s.TeamOf("borgerkonsulent", "Borgerkonsulenter")
	ea, rasmus := s.Person(team, "Ea Stenbæk", access.Caseworker), s.Person(team, "Rasmus Friis", access.Caseworker)
	return hall{site: s, ea: ea, rasmus: rasmus, mads: s.Youth(ea, "Mads Holm", casetest.WithBuddy(rasmus))}
}

func (h hall) count(sql string) int { h.Helper(); return casetest.One[int](h.World, sql, nil) }

// The owner leads a kick-off through both parts: from the button of the day to the
// entry in the history, with a table of people who tell one after another.
func TestKickoffInTwoParts(t *testing.T) {
	for _, device := range []browsertest.Device{browsertest.Desktop, browsertest.Phone} {
		t.Run(device.Name, func(t *testing.T) {
			h := newHall(t)
			p := h.browser(h.ea, device)
			p.Go(h.url + page.YouthPath(h.mads))
			p.Click("Planlæg kick-off")
			p.Fill("Hvornår?", "i dag 13.00")
			p.Fill("Sted", "Lokale 2")
			p.Submit("Planlæg kick-off")
			p.Fill("Afdeling", "Jobcenter")
			p.Fill("Navn", "Eva Es")
			p.Submit("Sæt på listen")
			p.Axe(t)
			p.Submit("Begynd del 1")
			h.tellTwice(t, p)
			p.Choose("Kom")
			p.Submit("De andre er gået")
			p.Axe(t)
			p.Choose("Nej")
			p.Submit("Kick-off er holdt")
			p.WaitText("Skriv, hvorfor makkeren ikke var med.")
			p.Fill("Hvorfor var makkeren ikke med?", "Syg i dag")
			p.Fill("Hvad er vigtigt for Mads i kontakten?", "Skriv først")
			p.Choose("Sms")
			p.Fill("Næste møde", "i morgen 9.00")
			p.Submit("Kick-off er holdt")
			p.WaitText("Mødet er holdt.")
			p.Axe(t)
			p.Go(h.url + page.YouthPath(h.mads, "people"))
			p.WaitText("Makkeren var ikke med til kick-off")
			for what, sql := range map[string]string{
				"entry":     `SELECT count(*) FROM contacts WHERE others = 'Eva Es, Jobcenter' AND view LIKE 'Skriv først%' AND facts LIKE '%Trives på et værksted%'`,
				"agreement": `SELECT count(*) FROM agreements WHERE text = 'Ringer til værkstedet'`,
				"next":      `SELECT count(*) FROM meetings WHERE state = 'planned'`,
				"held":      `SELECT count(*) FROM meetings WHERE state = 'held' AND kind = 'kickoff'`,
			} {
				if n := h.count(sql); n != 1 {
					t.Errorf("%d of %s, want one", n, what)
				}
			}
			p.NoConsoleErrors()
		})
	}
}

// tellTwice writes down what two people tell; where there is a keyboard, by Enter.
func (h hall) tellTwice(t *testing.T, p *browsertest.Page) {
	t.Helper()
	p.Axe(t)
	p.Fill("Afdeling", "Jobcenter")
	p.Fill("Skal der gøres noget?", "Ringer til værkstedet")
	p.Fill("Hvad blev der sagt?", "Trives på et værksted")
	p.Submit("Gem, og skriv det næste")
	if p.Device().Touch {
		p.Fill("Hvad blev der sagt?", "Har nøgle til klubben")
		p.Submit("Gem, og skriv det næste")
	} else {
		p.Type("Har nøgle til klubben") // the cursor stands in the field already
		p.Press("Enter")
	}
	p.WaitText("Har nøgle til klubben")
	if n := h.count(`SELECT count(*) FROM kickoff_items WHERE department = 'Jobcenter'`); n != 2 {
		t.Errorf("%d items of the job centre, want two", n)
	}
}

// What is typed at the table is not lost with the line or the session, and is gone
// when the server has it.
func TestHandedOverIsNotLost(t *testing.T) {
	h := newHall(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(h.Kickoffs.Plan(t.Context(), h.ea, h.mads, "i dag 13.00", "", formless))
	must(h.Kickoffs.GoTo(t.Context(), h.ea, h.mads, 1, nil, formless))
	p := h.browser(h.ea, browsertest.Phone)
	p.Go(h.url + page.KickoffPath(h.mads))
	p.Fill("Afdeling", "Jobcenter")
	p.Fill("Hvad blev der sagt?", "Trives på et værksted")
	p.Go(h.url + page.YouthPath(h.mads))
	p.Go(h.url + page.KickoffPath(h.mads))
	p.WaitText("Det, du skrev sidst, er sat ind igen.")
	if got := p.Value("Hvad blev der sagt?"); got != "Trives på et værksted" {
		t.Fatalf("the field holds %q after leaving the page", got)
	}
	p.Submit("Gem, og skriv det næste")
	p.WaitText("Trives på et værksted")
	if got := p.Value("Hvad blev der sagt?"); got != "" {
		t.Errorf("the field holds %q after it was saved", got)
	}
	p.Go(h.url + page.KickoffPath(h.mads))
	if got := p.Value("Hvad blev der sagt?"); got != "" || h.count(`SELECT count(*) FROM kickoff_items`) != 1 {
		t.Errorf("the field holds %q, want nothing and one item", got)
	}
}

// The contact card is one sheet of paper, for whomever it is.
func TestContactCardOnPaper(t *testing.T) {
	h := newHall(t)
	h.Exec(`UPDATE teams SET phone = '+4510421000', phone_hours = 'man–fre 9–15'`, nil)
	p := h.browser(h.ea, browsertest.Desktop)
	card := h.url + page.YouthPath(h.mads, "contact-card")
	for name, address := range map[string]string{"youth": card, "partner": card + "?for=partner", "initials": card + "?for=partner&initials=1"} {
		p.Go(address)
		p.Axe(t)
		if n := p.Print("card-" + name); n != 1 {
			t.Errorf("the card for the %s takes %d sheets, want one", name, n)
		}
		if p.Text("main a[href='tel:+4510421000']") == "" {
			t.Errorf("the card for the %s does not say whom to ask when neither answers", name)
		}
	}
	if p.Text("article.postcard") == "" || p.Has("article.postcard:not(:has(h2))") {
		t.Error("no card")
	}
	if n := h.count(`SELECT count(*) FROM audit_events WHERE action = 'print contact card'`); n != 3 {
		t.Errorf("%d looks are recorded, want three", n)
	}
}
