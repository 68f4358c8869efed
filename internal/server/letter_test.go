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
)

// A favour is drafted, decided and told on the phone, and its letter is there.
func TestDecisionLetterCounts(t *testing.T) {
	f := newFolder(t)
	p := f.browser(f.owner, browsertest.Phone)
	p.Go(f.url + f.path("decisions"))
	n := p.Count("decision", func() {
		p.Click("Ny afgørelse")
		p.Click("Bevilling af mentorstøtte")
		p.Fill("#plain", "Vi har besluttet, at du får en mentor, fordi du gerne vil i praktik.")
		p.Fill("#view", "Du har selv bedt om det.")
		p.Submit("Gem og læs igennem")
		p.Submit("Træf afgørelse")
		p.Click("Se brevet")
		p.WaitText("Det har du selv sagt")
	})
	if n > 8 {
		t.Errorf("%d interactions to a decision and its letter, and 8 are the most", n)
	}
	p.Axe(t)
	p.Screenshot("letter-before")
	p.Click("Til afgørelsen")
	n = p.Count("notice", func() {
		p.Click("Meddel afgørelsen")
		p.Axe(t)
		p.Screenshot("notice")
		p.Choose("Afleveret i hånden")
		p.Submit("Afgørelsen er meddelt")
	})
	if n > 3 {
		t.Errorf("%d interactions to tell, and 3 are the most", n)
	}
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
