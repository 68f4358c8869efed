package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casework/figures"
)

// A report is made by its form, told again with what was typed when it cannot be, and
// leaves the house as files that no browser runs.
func TestReport(t *testing.T) {
	s := newSite(t)
	team := s.Team("Nord")
	s.Youth(s.Person(team, "Anna Bech", access.Caseworker), "Mads Holm", s.Started(60))
	lise := s.as(s.Person(team, "Lise Leth", access.Leader))
	year := figures.Year(2025)
	form := func(of, period, from, to string) url.Values {
		return url.Values{"of": {of}, "period": {period}, "from": {from}, "to": {to}}
	}
	for says, wrong := range map[string]url.Values{
		"Udfyld feltet.":                form("team-1", "", "", ""),
		"Slutdatoen ligger før":         form("team-1", "", "1.3.2026", "1.2.2026"),
		"Vælg en af mulighederne.":      form("team-999", "", "1.1.2026", "1.2.2026"),
		"Datoen må ikke ligge i fremti": form("team-1", "", "1.1.2026", "31.12.2026"),
	} {
		if got := lise.post("/figures/report", wrong); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, says) {
			t.Errorf("%v: %d, want %q", wrong, got.Status, says)
		}
	}
	made := lise.post("/figures/report", form("team-1", year.From.String()+"_"+year.To.String(), "", ""))
	if made.Status != http.StatusSeeOther || !strings.HasPrefix(made.Location, "/figures/report/") {
		t.Fatalf("made: %d, led to %q", made.Status, made.Location)
	}
	if got := lise.get(made.Location); !strings.Contains(got.Body, "Ingen unge i perioden") {
		t.Error("a period without youths does not say so")
	}
	for part, begins := range map[string]string{"pdf": "%PDF-", "xlsx": "PK", "csv": "\ufeffunit;definition;", "dictionary": "\ufeffKolonne;"} {
		got := lise.get(made.Location + "/" + part)
		if got.Status != http.StatusOK || !strings.HasPrefix(got.Body, begins) || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %q %.20q", part, got.Status, got.Header, got.Body)
		}
	}
}
