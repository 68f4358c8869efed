package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/casework/decision"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/web/page"
)

// court is a site with a youth who was told of a decision that weighs on them.
type court struct {
	*site
	ea, rasmus access.Actor // owner, buddy
	mads       id.Youth
	told       id.Decision
}

func newCourt(t *testing.T) *court {
	t.Helper()
	s := newSite(t)
	team := s.Team("Rute 42")
	ea, rasmus := s.Person(team, "Ea Stenbæk", access.Caseworker), s.Person(team, "Rasmus Friis", access.Caseworker)
	c := &court{site: s, ea: ea, rasmus: rasmus, mads: s.Youth(ea, "Mads Holm", casetest.WithBuddy(rasmus))}
	s.Exec(`UPDATE youths SET birth_date = '2004-02-29' WHERE id = @id`, db.Args{"id": c.mads})
	s.Exec(`UPDATE decision_types SET confirmed = true, paragraph = '§ 21' WHERE code = 'UDD-PAL'`, nil)
	c.told = c.decide(nil)
	telling := decision.Telling{Channel: programme.HandedOver, SentOn: s.Today()}
	if err := c.Decisions.Notify(t.Context(), ea, c.told, telling, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	return c
}

// decide makes a decision, in the place of another where corrects is given.
func (c *court) decide(corrects *id.Decision) id.Decision {
	c.Helper()
	today := c.Today()
	wish := decision.Wish{
		Content: decision.Content{
			Weighs: true, BeganOn: today, Plain: "Vi har besluttet, at du skal søge to uddannelser, fordi du er klar.", View: "Du vil hellere arbejde.",
			Considerations: "Vi lægger vægt på dine karakterer.", Basis: "§ 21", EffectFrom: &today, Hearing: decision.HearingNotNeeded, HearingWhy: "Du kender det, vi bygger på.",
		},
		Facts: []decision.Fact{{Text: "Du har gået til eksamen.", Source: "Skolen"}},
	}
	n, err := c.Decisions.Begin(c.Context(), c.ea, c.mads, "UDD-PAL", corrects, wish, audit.Form{})
	if err == nil {
		err = c.Decisions.Decide(c.Context(), c.ea, n, 1, audit.Form{})
	}
	if err != nil {
		c.Fatal(err)
	}
	return n
}

// Somebody complains on the phone: from the day to a complaint that is written down, in
// four interactions besides typing.
func TestComplaintCounts(t *testing.T) {
	for _, device := range []browsertest.Device{browsertest.Phone, browsertest.Desktop} {
		t.Run(device.Name, func(t *testing.T) {
			c := newCourt(t)
			p := c.browser(c.rasmus, device)
			p.Go(c.url + page.YouthPath(c.mads))
			n := p.Count("complaint", func() {
				p.Click("Afgørelser")
				p.Click("Skriv en klage ned over")
				p.Fill("Hvad siger den, der klager?", "Mads ringer og siger, at han ikke vil på uddannelse.")
				p.Submit("Gem klagen")
			})
			if n > 4 {
				t.Errorf("a complaint by phone takes %d interactions, want at most 4", n)
			}
			p.WaitText("Klagen er skrevet ned.")
			p.WaitText("være hos Ankestyrelsen.")
			p.Axe(t)
			if p.ScrollWidth() > p.Width() {
				t.Errorf("the complaint is %d wide on a screen of %d", p.ScrollWidth(), p.Width())
			}
			p.Screenshot("complaint")
			p.NoConsoleErrors()
		})
	}
}

// From the sentence to the result, over HTTP: what is wrong stands at its field with
// what was typed, and every page says what comes next.
func TestComplaintPages(t *testing.T) {
	c := newCourt(t)
	owner, buddy := c.as(c.ea), c.as(c.rasmus)
	form := page.DecisionPath(c.told, "complaints", "new")
	post := page.DecisionPath(c.told, "complaints")
	shown := buddy.get(form)
	if !strings.Contains(shown.text("main"), "Klagefrist: ") || !strings.Contains(shown.text("main"), "Kommer den for sent") {
		t.Errorf("the form says %s", shown.text("main"))
	}
	if got := buddy.post(post, shown.fill(post, url.Values{"received_on": {"i morgen"}})); got.Status != 422 || got.fault("text") == "" || got.fault("received_on") == "" {
		t.Errorf("no word and a day to come: %d %s", got.Status, got.text(".errors"))
	}
	got := buddy.post(post, shown.fill(post, url.Values{"text": {"Nej & <nej>"}}))
	if got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Location, "/complaints/") {
		t.Fatalf("written down: %d to %q %s", got.Status, got.Location, got.text(".errors"))
	}
	at := strings.TrimSuffix(got.Location, "/")
	if list := buddy.get(page.DecisionPath(c.told)).text("#complaints"); !strings.Contains(list, "Modtaget") || !strings.Contains(list, "frist") {
		t.Errorf("the decision says of its complaints: %s", list)
	}
	if told := buddy.get(at); !strings.Contains(told.text("#now"), "Den, der har den unge, ser på afgørelsen igen") || told.Find(`form[action$="/reassessment"]`).Length() != 0 {
		t.Errorf("the buddy is offered to look at it again: %s", told.text("#now"))
	}
	one := owner.get(at)
	if again := owner.post(at+"/reassessment", one.fill(at+"/reassessment", url.Values{"outcome": {"changed"}, "reasons": {"Vi så det anderledes."}})); again.Status != 422 ||
		again.fault("outcome") == "" || again.text("#reasons") != "Vi så det anderledes." || again.Find(`a[href*="corrects="]`).Length() == 0 {
		t.Errorf("changed without a decision: %d %s", again.Status, again.text("#now"))
	}
	anew := c.decide(&c.told)
	one = owner.get(at)
	if chosen := one.fill(at+"/reassessment", nil).Get("new_one"); chosen != id.String(anew) {
		t.Errorf("the new decision is not proposed: %q", chosen)
	}
	c.step(owner, at, "reassessment", url.Values{"outcome": {"partly"}, "reasons": {"Du skal kun søge én."}})
	if told := owner.get(at).text("#now"); !strings.Contains(told, "Oversend resten til Ankestyrelsen") {
		t.Errorf("changed in part: %s", told)
	}
	c.Later(40 * 24 * time.Hour)
	owner = c.as(c.ea)
	if late := owner.get(at); !strings.Contains(late.text("#now"), "Fristen er gået") {
		t.Errorf("after our deadline: %s", late.text("#now"))
	}
	if refused := owner.post(at+"/dispatch", owner.get(at).fill(at+"/dispatch", nil)); refused.Status != 422 || refused.fault("late_reason") == "" {
		t.Errorf("sent late without a reason: %d %s", refused.Status, refused.text(".errors"))
	}
	c.step(owner, at, "dispatch", url.Values{"late_reason": {"Papirerne manglede."}})
	for what, text := range worst {
		if got := owner.post(at+"/result", url.Values{"key": {newFormKey()}, "outcome": {text}, "result_on": {text}, "text": {text}}); got.Status != 422 || strings.Contains(got.Body, "<script>alert") {
			t.Errorf("a result of %s: %d", what, got.Status)
		}
	}
	c.step(owner, at, "result", url.Values{"outcome": {"remitted"}, "text": {"Der mangler en begrundelse."}})
	end := owner.get(at)
	if !strings.Contains(end.text("#now"), "Ankestyrelsen har hjemvist sagen") || !strings.Contains(end.text("main"), "Papirerne manglede.") || end.Find("main form").Length() != 0 {
		t.Errorf("in the end: %s", end.text("main"))
	}
}

// step carries out an act from the form of the page.
func (c *court) step(v *visitor, at, act string, with url.Values) {
	c.Helper()
	path := at + "/" + act
	if got := v.post(path, v.get(at).fill(path, with)); got.Status != http.StatusSeeOther {
		c.Fatalf("%s: %d %s", act, got.Status, got.text(".errors"))
	}
}

// Every state of a complaint has a page that people can use.
func TestWalkComplaints(t *testing.T) {
	c := newCourt(t)
	register := func() id.Complaint {
		n, err := c.Decisions.RegisterComplaint(t.Context(), c.ea, c.told, decision.ComplaintWish{Way: "phone", ReceivedOn: c.Today(), Text: strings.Repeat("Arbejdsmarkedsuddannelsesforløb er ikke noget for mig. ", 20)}, audit.Form{})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	upheld := func() id.Complaint {
		n := register()
		must(c.Decisions.ReassessComplaint(t.Context(), c.ea, n, decision.Reassessment{Outcome: decision.Upheld, Reasons: "Der er ikke noget nyt."}, audit.Form{}))
		return n
	}
	sent := func() id.Complaint {
		n := upheld()
		must(c.Decisions.DispatchComplaint(t.Context(), c.ea, n, decision.Dispatching{On: c.Today(), To: "Ankestyrelsen"}, audit.Form{}))
		return n
	}
	remitted, withdrawn := sent(), register()
	must(c.Decisions.RecordResult(t.Context(), c.ea, remitted, decision.Ruling{Outcome: decision.Remitted, On: c.Today()}, audit.Form{}))
	must(c.Decisions.WithdrawComplaint(t.Context(), c.ea, withdrawn, "Mads ringer: det er godt nok.", audit.Form{}))
	paths := []string{page.DecisionPath(c.told, "complaints", "new"), page.DecisionPath(c.told), page.YouthPath(c.mads, "decisions")}
	for _, n := range []id.Complaint{register(), upheld(), sent(), remitted, withdrawn} {
		paths = append(paths, page.ComplaintPath(n))
	}
	for _, device := range []browsertest.Device{browsertest.Phone, browsertest.Desktop} {
		p := c.browser(c.ea, device)
		titles := map[string]string{}
		for _, path := range paths {
			p.Go(c.url + path)
			p.Axe(t)
			if p.ScrollWidth() > p.Width() {
				t.Errorf("%s is %d wide on a screen of %d", path, p.ScrollWidth(), p.Width())
			}
			if other, twice := titles[p.Title()]; twice {
				t.Errorf("%s and %s are both called %q", path, other, p.Title())
			}
			titles[p.Title()] = path
		}
		p.NoConsoleErrors()
	}
}
