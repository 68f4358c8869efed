package server_test

import (
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/web/page"
)

// Whoever talks as authority and as mentor at once is offered the part that keeps the
// two apart; under one hat it is a fold away. The draft keeps both.
func TestAuthorityPartIsOffered(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Phone)
	p.Go(d.url + page.YouthPath(d.oliver, "contacts", "new"))
	p.Choose("Gåtur")
	p.Choose("Mentor")
	if p.Has("details[data-authority][open]") {
		t.Error("under one hat the part is open")
	}
	p.Choose("Myndighed")
	p.Wait("details[data-authority][open]")
	p.Axe(t)
	p.Fill("Hvad skete der?", words)
	p.Fill("Til sagens oplysning", "Oliver tager imod tilbuddet.")
	p.WaitText("Kladde gemt")
	p.Reload()
	if got := p.Value("Til sagens oplysning"); got != "Oliver tager imod tilbuddet." {
		t.Errorf("after a reload the part is %q", got)
	}
	p.Screenshot("authority-phone")
	p.Submit("Gem kontakt")
	if got := casetest.One[string](d.World, `SELECT concat_ws('|', account, authority) FROM contacts`, nil); got != words+"|Oliver tager imod tilbuddet." {
		t.Errorf("the log says %q", got)
	}
	p.Axe(t)
	p.NoConsoleErrors()
}
