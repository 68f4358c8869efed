package server_test

import (
	"fmt"
	"strings"
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/web/page"
)

// A WHO-5 with the youth on a phone: open, five answers that each go on, save.
func TestWHO5Counts(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Phone)
	p.Go(d.url + page.MeasuresPath(d.oliver))
	n := p.Count("who5", func() {
		p.In("aside.stack li:first-of-type").Tap("Giv telefonen")
		for i, answer := range []string{"Hele tiden", "Det meste af tiden", "Lidt mere end halvdelen af tiden", "Lidt mindre end halvdelen af tiden", "Hele tiden"} {
			p.In(fmt.Sprintf("fieldset:has(#a%d)", i+1)).Choose(answer)
		}
		p.Submit("Gem svar")
	})
	if n > 7 {
		t.Errorf("%d interactions for a WHO-5, want at most 7", n)
	}
	if got := casetest.One[float64](d.World, `SELECT score::float8 FROM measurements WHERE respondent = 'youth'`, nil); got != 76 {
		t.Errorf("5, 4, 3, 2 and 5 are %v", got)
	}
	p.Axe(t)
	p.NoConsoleErrors()
}

// What the youth sees on the phone turned round names nobody and leads nowhere but out,
// and what was left out is asked about once.
func TestPhoneTurnedRound(t *testing.T) {
	d := newDesk(t)
	anna := d.as(d.anna)
	path := page.MeasuresPath(d.oliver, "youth", casetest.One[string](d.World, `SELECT id::text FROM instruments WHERE code = 'who5'`, nil))
	asked := anna.get(path)
	half := anna.post(path, asked.fill(path, map[string][]string{"a1": {"3"}}))
	if half.Status != 422 || half.fault("a2") == "" || half.fault("a1") != "" {
		t.Errorf("half answered: %d, %q", half.Status, half.fault("a2"))
	}
	for _, got := range []*answer{asked, half, anna.get(page.MeasuresPath(d.oliver, "thanks"))} {
		if got.Find("main a:not([href^='#'])").Length() > 1 || got.Find("nav, header, footer, meta[name=kasket-session-idle]").Length() > 0 {
			t.Errorf("something stands around the page: %s", got.Body)
		}
		for _, word := range []string{"Oliver", "Holm", "Anna", "Bech"} {
			if strings.Contains(got.text("html"), word) {
				t.Errorf("the page says %q: %s", word, got.text("html"))
			}
		}
	}
	again := anna.post(path, half.fill(path, map[string][]string{"a1": {"3"}}))
	if again.Status != 303 || again.Location != page.MeasuresPath(d.oliver, "thanks") {
		t.Errorf("half answered on purpose: %d to %s", again.Status, again.Location)
	}
	if got := anna.get(page.MeasuresPath(d.oliver)).text(".measured"); !strings.Contains(got, "Der mangler svar, så der er intet tal.") {
		t.Errorf("the record says %q", got)
	}
}
