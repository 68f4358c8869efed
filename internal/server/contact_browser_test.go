package server_test

import (
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

const words = "Vi gik en tur langs fjorden. Oliver siger, at han sover bedre 🌊."

// desk is a site with a contact person who has a youth.
type desk struct {
	*site
	anna   access.Actor
	oliver id.Youth
}

func newDesk(t *testing.T, options ...db.Option) desk {
	t.Helper()
	s := newSite(t, options...)
	team := s.Team("Nord")
	anna, bo := s.Person(team, "Anna Bech", access.Caseworker), s.Person(team, "Bo Dahl", access.Caseworker)
	d := desk{site: s, anna: anna, oliver: s.Youth(anna, "Oliver Holm", casetest.WithBuddy(bo))}
	s.Youth(anna, "Ida Lund")
	s.Youth(bo, "Aya Friis", casetest.WithBuddy(anna))
	return d
}

func (d desk) contacts() int {
	d.Helper()
	return casetest.One[int](d.World, `SELECT count(*) FROM contacts`, nil)
}

func (d desk) account() string {
	d.Helper()
	return casetest.One[string](d.World, `SELECT coalesce(string_agg(account, '|' ORDER BY id), '') FROM contacts`, nil)
}

func (d desk) drafts() string {
	d.Helper()
	return casetest.One[string](d.World, `SELECT coalesce(string_agg(fields->>'account', '|' ORDER BY key), '') FROM drafts`, nil)
}

// within waits until what is read of the database is so.
func (d desk) within(what string, so func() bool) {
	d.Helper()
	for range 100 {
		if so() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	d.Fatalf("not within five seconds: %s", what)
}

func TestLogCallOnThePhone(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Phone)
	p.Go(d.url + page.NewContact)
	p.Axe(t)
	before := p.Interactions()
	p.Tap("Oliver Holm")
	p.Choose("Telefon")
	p.Fill("Hvad skete der?", words)
	p.Submit("Gem kontakt")
	if n := p.Interactions() - before; n > 4 {
		t.Errorf("%d interactions to log a call, want at most 4", n)
	}
	if got := d.account(); got != words {
		t.Errorf("the log says %q, want %q", got, words)
	}
	if d.drafts() != "" {
		t.Error("the draft outlives the entry it became")
	}
	p.Axe(t)
	p.NoConsoleErrors()
	p.Screenshot("contact-phone")
	p.Go(d.url + page.YouthPath(d.oliver, "contacts", "new"))
	p.Axe(t)
	p.Screenshot("log-phone")
	if !strings.Contains(p.Text("body"), "Oliver") {
		t.Error("the form does not say whom it is about")
	}
}

// A draft is on the server a second after one stops writing: it is there after a
// reload, after signing out, and on another device.
func TestDraftFollowsItsAuthor(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Phone)
	p.Go(d.url + page.YouthPath(d.oliver, "contacts", "new"))
	p.Choose("Gåtur")
	p.Fill("Hvad skete der?", words)
	p.WaitText("Kladde gemt")
	p.Reload()
	if got := p.Value("Hvad skete der?"); got != words {
		t.Errorf("after a reload the text is %q", got)
	}
	p.Click("Del op i fakta, den unges syn og min vurdering")
	if got := p.Value("Fakta"); got != words {
		t.Errorf("parted, the facts are %q", got)
	}
	p.Axe(t)
	p.WaitText("Kladde gemt") // signing out with nothing unsaved is one tap as well
	p.Click(".menu > summary")
	p.Submit("Log ud")
	if n := browsertest.Eval[int](p, `localStorage.length`); n != 0 {
		t.Errorf("%d texts are left in the browser after signing out", n)
	}

	other := d.browser(d.anna, browsertest.Desktop)
	other.Go(d.url + page.DraftsPath)
	other.Axe(t)
	other.Click("Skriv videre")
	other.Wait("[name=facts]")
	if got := other.Value("Fakta"); got != words {
		t.Errorf("on the other device the text is %q", got)
	}
	if !other.Checked("Gåtur") {
		t.Error("on the other device the kind is not chosen")
	}
	other.Submit("Gem kontakt")
	if d.contacts() != 1 || d.drafts() != "" {
		t.Errorf("%d contacts and the draft %q, want the one and none", d.contacts(), d.drafts())
	}
	other.Back()
	other.WaitText(words)
	if d.contacts() != 1 {
		t.Error("going back made another contact")
	}
	p.NoConsoleErrors()
	other.NoConsoleErrors()
}

// When the line is gone the page says so and keeps the text; sending waits, and
// when the line is back the text goes by itself.
func TestOfflineKeepsTheText(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Phone)
	p.Go(d.url + page.YouthPath(d.oliver, "contacts", "new"))
	p.Choose("Telefon")
	p.Offline(true)
	p.Fill("Hvad skete der?", words)
	p.WaitText("forbindelsen er væk")
	p.Tap("Gem kontakt")
	p.WaitText("forbindelsen er væk")
	if got := p.Value("Hvad skete der?"); got != words || d.contacts() != 0 {
		t.Fatalf("offline the page says %q, and %d contacts are saved", got, d.contacts())
	}
	p.Screenshot("offline")
	p.Offline(false)
	p.WaitText("Kladde gemt")
	if d.drafts() != words {
		t.Errorf("back on line the draft says %q", d.drafts())
	}
	p.Submit("Gem kontakt")
	if d.account() != words {
		t.Errorf("the log says %q", d.account())
	}
	if n := browsertest.Eval[int](p, `localStorage.length`); n != 0 {
		t.Errorf("%d texts wait in the browser though the server has them", n)
	}
}

// Text that was never sent comes back when one writes about the same youth again;
// signing out asks first, and then it is gone from the browser.
func TestWaitingTextComesBack(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Phone)
	form := d.url + page.YouthPath(d.oliver, "contacts", "new")
	p.Go(form)
	p.Offline(true)
	p.Fill("Hvad skete der?", words)
	p.WaitText("forbindelsen er væk")
	browsertest.Eval[bool](p, `(() => { const k = Object.keys(localStorage)[0]; sessionStorage.setItem("k", k); sessionStorage.setItem("v", localStorage[k]); return true })()`)
	p.Offline(false)
	p.WaitText("Kladde gemt")
	d.Exec(`DELETE FROM drafts`, nil)
	// As after a crash: the text is in the browser, and the server has never seen it.
	p.Go(d.url + page.DraftsPath)
	browsertest.Eval[bool](p, `(() => { localStorage[sessionStorage.getItem("k")] = sessionStorage.getItem("v"); return true })()`)
	d.Exec(`UPDATE enrolments SET last_contact_at = NULL`, nil)
	p.Go(form)
	p.Wait("[name=account]")
	if got := p.Value("Hvad skete der?"); got != words {
		t.Errorf("the waiting text did not come back: %q", got)
	}
	p.WaitText("Kladde gemt")
	if d.drafts() != words {
		t.Errorf("the draft says %q", d.drafts())
	}
}

// Two devices on one draft: neither writes over the other in silence.
func TestTwoDevicesOneDraft(t *testing.T) {
	d := newDesk(t)
	one := d.browser(d.anna, browsertest.Phone)
	one.Go(d.url + page.YouthPath(d.oliver, "contacts", "new"))
	one.Choose("Telefon")
	one.Fill("Hvad skete der?", "Først på telefonen.")
	one.WaitText("Kladde gemt")
	two := d.browser(d.anna, browsertest.Desktop)
	two.Go(d.url + page.DraftsPath)
	two.Click("Skriv videre")
	two.Fill("Hvad skete der?", "Så på computeren.")
	two.WaitText("Kladde gemt")
	d.within("the draft of the desktop", func() bool { return d.drafts() == "Så på computeren." })

	one.Fill("Hvad skete der?", "Mere fra telefonen.")
	one.WaitText("ændret på en anden enhed")
	if !one.HasText("Så på computeren.") || d.drafts() != "Så på computeren." {
		t.Fatalf("the other text is not shown, or was written over: %q", d.drafts())
	}
	one.Axe(t)
	one.Screenshot("two-devices")
	one.Tap("Sæt den ind under min tekst")
	one.WaitText("Kladde gemt")
	if got := d.drafts(); got != "Mere fra telefonen.\n\nSå på computeren." {
		t.Errorf("the draft says %q, want both texts", got)
	}
	two.Fill("Hvad skete der?", "Kun fra computeren.")
	two.WaitText("ændret på en anden enhed")
	if !two.HasText("Mere fra telefonen.") {
		t.Error("the desktop is not shown the phone's text")
	}
	two.Submit("Gem kontakt") // seen, and one's own chosen by sending
	if got := d.account(); got != "Kun fra computeren." {
		t.Errorf("the log says %q, want what was sent beside the other text", got)
	}
	one.Submit("Gem kontakt")
	if !one.HasText("Her er begge tekster") || !one.HasText("Mere fra telefonen.") || d.contacts() != 1 {
		t.Errorf("the phone sends what was sent already: %q, %d entries", one.URL(), d.contacts())
	}
}

// The log can be used without a mouse, every stop plain to see.
func TestLogByKeyboard(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Desktop)
	p.Go(d.url + page.NewContact)
	k := p.KeyboardOnly()
	k.Activate("Oliver Holm")
	p.Wait("[name=account]")
	k.Choose("Mødtes")
	k.Choose("Mentor")
	k.Fill("Hvad skete der?", words)
	k.Activate("Gem kontakt")
	p.WaitText("Kontakten er gemt")
	if d.account() != words {
		t.Errorf("the log says %q", d.account())
	}
	p.NoConsoleErrors()
}

// Everything but the drafts' comfort works with scripting off.
func TestLogWithoutScripts(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Phone, browsertest.NoScript)
	p.Go(d.url + page.YouthPath(d.oliver, "contacts", "new"))
	p.Fill("Hvad skete der?", words)
	p.Submit("Gem kladde")
	if got := p.Value("Hvad skete der?"); got != words || !p.HasText("Kladden er gemt") {
		t.Errorf("after saving the draft the text is %q", got)
	}
	p.Submit("Gem kontakt")
	if !p.HasText("Vælg, hvordan I var i kontakt") || p.Value("Hvad skete der?") != words {
		t.Error("without a kind the form is not shown again with its text")
	}
	p.Choose("Sms")
	p.Submit("Gem kontakt")
	if d.account() != words || d.drafts() != "" {
		t.Errorf("the log says %q, the drafts %q", d.account(), d.drafts())
	}
}
