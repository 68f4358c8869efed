package server_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/web/page"
)

// A favour is drafted, decided and told on the phone, and its letter is there.
func TestDecisionLetterInBrowser(t *testing.T) {
	f := newFolder(t)
	p := f.browser(f.owner, browsertest.Phone)
	p.Go(f.url + f.path("decisions"))
	p.Click("Ny afgørelse")
	p.Click("Bevilling af mentorstøtte")
	p.Fill("#plain", "Vi har besluttet, at du får en mentor, fordi du gerne vil i praktik.")
	p.Fill("#view", "Du har selv bedt om det.")
	p.WaitText("let at læse")
	p.Submit("Gem og læs igennem")
	p.Submit("Træf afgørelse")
	p.Click("Se brevet")
	p.WaitText("Det har du selv sagt")
	p.Axe(t)
	p.Screenshot("letter-before")
	p.Click("Til afgørelsen")
	p.Click("Meddel afgørelsen")
	p.Axe(t)
	p.Screenshot("notice")
	p.Choose("Afleveret i hånden")
	p.Submit("Afgørelsen er meddelt")
	p.Click("#letters a")
	p.WaitText("Du har selv bedt om det.")
	p.Axe(t)
	p.Screenshot("letter-sent")
	p.NoConsoleErrors()
}

// The letter is seen in both languages before it leaves, says what it cannot print, and
// is opened as it left: the very bytes.
func TestDecisionLetterPages(t *testing.T) {
	f := newFolder(t)
	anna := f.as(f.owner)
	draft := f.path("decisions", "new") + "?type=MENTOR"
	form := anna.get(draft).fill(f.path("decisions"), url.Values{"plain": {"Vi har besluttet, at du får en mentor 🎉."}, "view": {"Du <ville> gerne."}})
	made := anna.post(f.path("decisions"), form)
	if made.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", made.Status, made.text("#errors"))
	}
	at := made.Location
	shown := anna.get(at + "/letter")
	for _, want := range []string{"Mads Østergaard", "Du <ville> gerne.", "kan ikke trykkes", "Læsetal (LIX)"} {
		if !strings.Contains(shown.text("main"), want) {
			t.Errorf("the preview lacks %q: %s", want, shown.text("main"))
		}
	}
	if got := anna.get(at + "/letter?lang=en"); !strings.Contains(got.text("main"), "Decision on a mentor") || got.Find(".letter").AttrOr("lang", "") != "en" {
		t.Errorf("in English: %s", got.text("main"))
	}
	for _, wrong := range []string{"/letter?to=999", "/letter?to=x", "/letter/pdf?to=999"} {
		if got := anna.get(at + wrong); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, got.Status)
		}
	}
	if got := anna.get(at + "/letter?lang=xx"); got.Status != http.StatusNotFound {
		t.Errorf("a language there is none of: %d", got.Status)
	}
	if got := anna.get(at + "/letter/pdf"); got.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(got.Body, "%PDF-") {
		t.Errorf("the PDF is %q", got.Header)
	}
	if got := anna.submit(at, at+"/decision", nil); got.Status != http.StatusSeeOther {
		t.Fatalf("deciding: %d %s", got.Status, got.text("#errors"))
	}
	notice := at + "/notice"
	if got := anna.submit(notice, notice, url.Values{"channel": {"handed_over"}, "lang": {"xx"}}); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.fault("lang"), "ingen brevskabelon") {
		t.Errorf("told in no language: %d %s", got.Status, got.text("#errors"))
	}
	if got := anna.submit(notice, notice, url.Values{"channel": {"handed_over"}, "lang": {"en"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("telling: %d %s", got.Status, got.text("#errors"))
	}
	sent := anna.get(at).Find("#letters a").AttrOr("href", "")
	if got := anna.get(sent).text("main"); !strings.Contains(got, "Dear Mads Østergaard") {
		t.Errorf("the letter that left: %s", got)
	}
	file := anna.get(sent + "/pdf")
	sum := sha256.Sum256([]byte(file.Body))
	if kept := casetest.One[string](f.World, `SELECT encode(hash, 'hex') FROM letters`, nil); hex.EncodeToString(sum[:]) != kept || !strings.Contains(anna.get(sent).text("main"), kept) {
		t.Errorf("what is opened is not what left: %s", kept)
	}
	if got := f.as(f.stranger).get(sent + "/pdf"); got.Status != http.StatusNotFound {
		t.Errorf("a stranger: %d", got.Status)
	}
	if got := f.as(f.colleague).get(sent + "/pdf"); got.Status != http.StatusForbidden || strings.Contains(got.Body, "%PDF") {
		t.Errorf("a colleague: %d", got.Status)
	}
	if got := anna.get("/letters/999"); got.Status != http.StatusNotFound {
		t.Errorf("no letter: %d", got.Status)
	}
}

// Who complained is sent a receipt that is seen first, and then what came of it.
func TestComplaintLetterPages(t *testing.T) {
	c := newCourt(t)
	anna := c.as(c.ea)
	made := anna.submit(page.DecisionPath(c.told, "complaints", "new"), page.DecisionPath(c.told, "complaints"), url.Values{"text": {"Mads er ikke enig."}})
	if made.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", made.Status, made.text("#errors"))
	}
	at := strings.TrimSuffix(made.Location, "/")
	if got := anna.get(at).text("main"); !strings.Contains(got, "endnu ikke fået brevet") {
		t.Errorf("that a letter waits is not said: %s", got)
	}
	form := at + "/letter"
	if got := anna.get(form).text("main"); !strings.Contains(got, "Vi har fået din klage") || !strings.Contains(got, "Kære Mads") {
		t.Errorf("the receipt: %s", got)
	}
	for field, value := range map[string]string{"channel": "due", "sent_on": "1.1.2020", "lang": "sv"} {
		v := url.Values{"channel": {"handed_over"}, field: {value}}
		if got := anna.submit(form, form, v); got.Status != http.StatusUnprocessableEntity || got.fault(field) == "" {
			t.Errorf("%s %q: %d %s", field, value, got.Status, got.text("#errors"))
		}
	}
	if got := anna.submit(form, form, url.Values{"channel": {"handed_over"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("sending: %d %s", got.Status, got.text("#errors"))
	}
	if got := anna.get(at).text("main"); !strings.Contains(got, "Brevet er sendt til") {
		t.Errorf("that it has left is not said: %s", got)
	}
	if list := anna.get(page.DecisionPath(c.told)).text("#letters"); !strings.Contains(list, "Kvittering for klage") {
		t.Errorf("the letters of the decision: %s", list)
	}
}

// A hearing is seen as the letter it would be before it is sent, and nothing is kept.
func TestHearingLetterPreview(t *testing.T) {
	f := newFolder(t)
	anna := f.as(f.owner)
	form := anna.get(f.path("decisions", "new")+"?type=UDD-PAL").fill(f.path("decisions"), url.Values{"plain": {"Noget."}, "hearing": {"needed"}, "fact.0": {"Du kom ikke."}, "fact_source.0": {"Skolen"}})
	made := anna.post(f.path("decisions"), form)
	if made.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", made.Status, made.text("#errors"))
	}
	hearing := made.Location + "/hearing"
	got := anna.submit(hearing, hearing, url.Values{"put_forward": {"Du kom ikke 🎉."}, "until": {"7.12.2026"}, "show": {"letter"}})
	for _, want := range []string{"Du kom ikke 🎉", "Svar senest 7. december 2026", "kan ikke trykkes"} {
		if got.Status != http.StatusOK || !strings.Contains(got.text("#preview"), want) {
			t.Errorf("the preview lacks %q: %d %s", want, got.Status, got.text("main"))
		}
	}
	if kept := got.Find("#put_forward").Text(); !strings.Contains(kept, "🎉") {
		t.Errorf("what was typed is lost: %q", kept)
	}
	if n := casetest.One[int](f.World, `SELECT count(*) FROM decision_hearings`, nil); n != 0 {
		t.Errorf("a preview began %d hearings", n)
	}
}
