package server_test

import (
	"fmt"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/internal/id"
	"kasket/web/page"
)

// paper is what stands on a page as it is printed.
type paper struct {
	Text     string
	Controls int // buttons, fields and ways to other places
	Wide     bool
}

// What is printed says who printed it and when, what it is and of how many, and has
// nothing on it that only a screen can use; no table is cut at the edge.
func TestPaper(t *testing.T) {
	l := newLed(t)
	for i := range 55 {
		l.Youth(l.ann, fmt.Sprintf("Ung Nummer %d", i), l.Started(3))
	}
	l.ended(l.ann, 12, "edu_upper", "good")
	head := "Udskrevet af %s den 21.11.2026 kl."
	youth := page.YouthPath(l.late)
	tests := []struct {
		who  access.Actor
		path string
		says []string
	}{
		{l.lise, page.TeamPath, []string{"Borgerkonsulenterne", "58 unge i forløb", "50 af 58"}},
		{l.lise, page.TeamPath + "?show=overdue", []string{"Ikke set i tide"}},
		{l.lise, page.FiguresPath, []string{"1.11.2025 til 31.10.2026, opgjort 31.10.2026", "12 af 12"}},
		{l.lise, page.ClosedPath, []string{"Opgjort 21.11.2026", "12 forløb sluttede fra 1.11.2025 til 31.10.2026"}},
		{l.ann, page.TodayPath, []string{"I dag"}},
		{l.ann, page.YouthsPath, []string{"Mine unge"}},
		{l.ann, youth, []string{"Mads Holm"}},
		{l.ann, youth + "/timeline", []string{"Mads Holm", "Historik"}},
	}
	pages := map[id.Staff]*browsertest.Page{}
	for _, tt := range tests {
		p := pages[tt.who.Staff]
		if p == nil {
			p = l.browser(tt.who, browsertest.Desktop)
			pages[tt.who.Staff] = p
		}
		p.Look(browsertest.Desktop)
		p.Go(l.url + tt.path)
		p.Look(browsertest.Paper, browsertest.Print)
		got := browsertest.Eval[paper](p, `(() => {
			const there = (e) => e.checkVisibility() && e.getBoundingClientRect().width > 1;
			return {
				Text: document.body.innerText.replace(/\s+/g, " "),
				Controls: [...document.querySelectorAll("button, input, select, nav a, .top, .foot, .demo, .tabs, .skip, .head > a, summary")].filter(there).length,
				Wide: document.documentElement.scrollWidth > innerWidth || [...document.querySelectorAll("table")].some((e) => e.getBoundingClientRect().right > innerWidth + 1),
			};
		})()`)
		for _, want := range append(tt.says, fmt.Sprintf(head, tt.who.Name)) {
			if !strings.Contains(strings.ReplaceAll(got.Text, "\u00a0", " "), want) {
				t.Errorf("%s on paper does not say %q: %s", tt.path, want, got.Text)
			}
		}
		if got.Controls > 0 || got.Wide {
			t.Errorf("%s on paper: %d controls, too wide: %v: %.300s", tt.path, got.Controls, got.Wide, got.Text)
		}
		p.Screenshot("paper" + strings.ReplaceAll(tt.path, "/", "-"))
	}
}

// Where the system chooses all colours, the place one is at can be told from the
// others, and the drawings are drawn in the system's colours.
func TestForcedColours(t *testing.T) {
	s := newSite(t)
	north := s.Team("Nord")
	s.ended(s.Person(north, "Anna", access.Caseworker), 12, "edu_upper", "good")
	p := s.browser(s.Person(north, "Lise", access.Leader), browsertest.Desktop)
	p.Go(s.url + page.FiguresPath + "/left_to_education_or_job")
	p.Look(browsertest.Desktop, browsertest.Forced, browsertest.Dark)
	got := browsertest.Eval[map[string]string](p, `(() => {
		const style = (selector, what) => getComputedStyle(document.querySelector(selector))[what];
		const system = (colour) => { const e = document.createElement("i"); e.style.color = colour; document.body.append(e); const c = getComputedStyle(e).color; e.remove(); return c };
		return {
			here: style(".places [aria-current]", "borderBottomColor"), elsewhere: style(".places a:not([aria-current])", "borderBottomColor"),
			span: style(".chart .span", "stroke"), fill: style(".chart .fill", "fill"), text: system("CanvasText"), highlight: system("Highlight"),
		};
	})()`)
	if got["here"] == got["elsewhere"] || got["span"] != got["text"] || got["fill"] != got["highlight"] {
		t.Errorf("drawn in %v", got)
	}
	p.Screenshot("forced-figures")
}
