package server_test

import (
	"net/http"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/web/page"
)

// A leader sees their team's promises as they are, and the youths behind each; insight
// sees a programme's, with too few hidden, and nobody behind them.
func TestPromises(t *testing.T) {
	queries := new(counter)
	s := newSite(t, queries.option())
	team := s.Team("Nord")
	anna := s.Person(team, "Anna", access.Caseworker)
	for range 3 {
		s.Youth(anna, "Ung Hansen", s.Started(300))
	}
	v := s.as(s.Person(team, "Lise", access.Leader))
	var got *answer
	if n := queries.during(func() { got = v.get(page.PromisesPath + "?board=checklist") }); n > 6 {
		t.Errorf("the board takes %d statements, want at most 6", n)
	}
	text := got.text("main")
	if !strings.Contains(text, "0 af 3 unge") || !strings.Contains(text, "Usikkerhed 0 %–56 %") || !strings.Contains(text, "Ingen regel") {
		t.Errorf("the leader sees: %s", text)
	}
	list, is := got.Find(`a[href*="/promises/consent?"]`).Attr("href")
	if !is {
		t.Fatal("no way to the youths")
	}
	if rows := v.get(list).Find("main tbody tr").Length(); rows != 3 {
		t.Errorf("%d youths behind the figure, want 3", rows)
	}
	for query, want := range map[string]string{
		"?from=1.6.2026&to=1.5.2026": "Slutdatoen ligger før startdatoen.",
		"?to=1.1.2030":               "Datoen må ikke ligge i fremtiden.",
		"?from=vrøvl":                "vrøvl", // what was typed stays
	} {
		if got := v.get(page.PromisesPath + query); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, want) {
			t.Errorf("%s: %d, without %q", query, got.Status, want)
		}
	}
	if got := v.get(page.PromisesPath + "?from=1.1.2020&to=31.1.2020"); got.Status != http.StatusOK || !strings.Contains(got.text("main"), "Ingen unge i perioden") || strings.Contains(got.text("main"), "0 %") {
		t.Errorf("a period of nobody: %s", got.text("main"))
	}

	insight := s.as(s.Person(0, "Ib", access.Insight))
	got = insight.get(page.PromisesPath)
	if text := got.text("main"); got.Status != http.StatusOK || strings.Contains(text, "af 3") || got.Find(`main a[href*="/promises/"]`).Length() != 0 {
		t.Errorf("insight sees: %s", text)
	}
	if got := insight.get(list); got.Status != http.StatusNotFound {
		t.Errorf("insight gets the youths: %d", got.Status)
	}
	if got := insight.get(page.PromisesPath + "?from=2026-01-01&to=2026-03-31"); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("insight gets a quarter: %d", got.Status)
	}
	for _, device := range []browsertest.Device{browsertest.Desktop, browsertest.Phone, narrow} {
		p := s.browser(s.Person(team, "Lone", access.Leader), device)
		for _, path := range []string{page.PromisesPath, page.PromisesPath + "?board=guideposts", list, page.CaseloadPath} {
			p.Go(s.url + path)
			p.Axe(t)
			if p.ScrollWidth() > p.Width() {
				t.Errorf("%s is %d wide on %d", path, p.ScrollWidth(), p.Width())
			}
		}
	}
}
