package server_test

import (
	"testing"

	"kasket/internal/audit"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/casework/plan"
	"kasket/web/page"
)

// An agreement is added inside the note it belongs to in at most three interactions, with
// who keeps it; and one that was made before is ticked off there.
func TestAgreementCountsInTheNote(t *testing.T) {
	d := newDesk(t)
	if _, err := d.Plans.Agree(t.Context(), d.anna, d.oliver, plan.Wish{Text: "Anna ringer til lægen"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	p := d.browser(d.anna, browsertest.Phone)
	p.Go(d.url + page.YouthPath(d.oliver, "contacts", "new"))
	p.Choose("Telefon")
	p.Fill("Hvad skete der?", words)
	settled := p.Count("agreement-settled", func() {
		p.Tap("Aftaler og næste kontakt (1 åben)")
		p.Choose("Holdt")
	})
	if settled > 2 {
		t.Errorf("%d interactions to tick an agreement off, want at most 2", settled)
	}
	added := p.Count("agreement", func() {
		p.Fill("Aftale", "Oliver ringer til skolen senest fredag")
		p.Choose("den unge gør det")
		p.Submit("Gem kontakt")
	})
	if added > 3 {
		t.Errorf("%d interactions to add an agreement, want at most 3", added)
	}
	if n := casetest.One[int](d.World, `SELECT count(*) FROM agreements WHERE who = 'youth' AND contact_id IS NOT NULL AND due_on IS NOT NULL`, nil); n != 1 {
		t.Errorf("%d agreements of Oliver with a day", n)
	}
	if n := casetest.One[int](d.World, `SELECT count(*) FROM agreements WHERE outcome = 'kept'`, nil); n != 1 {
		t.Errorf("%d agreements ticked off", n)
	}
}
