package server_test

import (
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
)

// What a favour takes on a phone, from the youth's overview until the letter is ready;
// and then to say that it was handed over.
func TestDecisionCounts(t *testing.T) {
	f := newFolder(t)
	p := f.browser(f.owner, browsertest.Phone)
	p.Go(f.url + f.path())
	taps := p.Count("decision", func() {
		p.Click("Afgørelser")
		p.Axe(t)
		p.Click("Ny afgørelse")
		p.Axe(t)
		p.Click("Bevilling af mentorstøtte")
		p.Axe(t)
		p.Fill("#plain", "Vi har besluttet, at du får en mentor, fordi du gerne vil i praktik og har bedt om en at følges med.")
		p.Fill("#view", "Du har selv foreslået det.")
		p.Submit("Gem og læs igennem")
		p.Axe(t)
		p.Screenshot("decision-ready")
		p.Submit("Træf afgørelse")
	})
	p.WaitText("Afgørelsen er truffet")
	p.Axe(t)
	if taps > 8 {
		t.Errorf("%d interactions, and 8 is the most", taps)
	}
	p.Count("decision-told", func() {
		p.Click("Meddel afgørelsen")
		p.Axe(t)
		p.Click("Afleveret i hånden")
		p.Submit("Afgørelsen er meddelt")
	})
	p.WaitText("Afgørelsen gælder")
	p.Screenshot("decision-told")
	if n := casetest.One[int](f.World, `SELECT count(*) FROM decision_notices WHERE notified_on = sent_on`, nil); n != 1 {
		t.Errorf("%d were told", n)
	}
	p.Go(f.url + f.path("timeline"))
	p.WaitText("Bevilling af mentorstøtte")
	p.Screenshot("decision-history")
	p.NoConsoleErrors()
}
