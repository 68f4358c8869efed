package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/id"
)

// The catalogue of what can be decided: read, written anew from a day, confirmed
// and ended in the browser's forms.
func TestDecisionTypePages(t *testing.T) {
	s := newSite(t)
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	path := func(code string) string {
		return fmt.Sprintf("/decision-types/%d", casetest.One[id.DecisionType](s.World, `SELECT max(id) FROM decision_types WHERE code = '`+code+`'`, nil))
	}
	list := ada.get("/decision-types")
	for _, want := range []string{"Bevilling af mentorstøtte", "Førtidspension: rejsning af sag", "Gjaldt til 31.1.", "typer sender ingen breve"} {
		if !strings.Contains(list.text("main"), want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	if got := list.Find("#offer tbody tr").Map(rowText); len(got) != 8 || !strings.Contains(got[7], "REV") {
		t.Errorf("offers in the order %q: what holds comes first", got)
	}
	if got := ada.get("/decision-types?show=unconfirmed").text("main"); strings.Contains(got, "mentorstøtte") || strings.Contains(got, "Ressourceforløb") || !strings.Contains(got, "Uddannelsespålæg") {
		t.Errorf("those that send no letters: %s", got)
	}
	if got := ada.get(path("TIL-VP")).text("main"); !strings.Contains(got, "Loven bag typen er ikke bekræftet.") || !strings.Contains(got, "Ankestyrelsen") {
		t.Errorf("one type: %s", got)
	}
	edit := path("MENTOR") + "/edit"
	for _, tt := range []struct{ field, value, says string }{
		{"name_da", "", "Udfyld feltet."},
		{"area", "", "Vælg en"},
		{"from", "en dag", "Skriv en dato"},
		{"hearing_days", "mange", "Skriv et tal."},
		{"hearing_least", "99", "Mellem 0 og 90."},
		{"complaint_weeks", "-1", "Mellem 0 og 52."},
		{"law_url", "javascript:alert(1)", "https://"},
		{"letter", "../../etc", "Små bogstaver"},
		{"mode", "<b>", "Vælg en"},
	} {
		got := ada.submit(edit, edit, url.Values{tt.field: {tt.value}})
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.fault(tt.field), tt.says) {
			t.Errorf("%s %q: status %d, %q; %s", tt.field, tt.value, got.Status, got.fault(tt.field), got.text("#errors"))
		}
	}
	if got := ada.submit(edit, edit, url.Values{"benefits": {"guld\x00"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a benefit that is not there: %d", got.Status)
	}
	form := ada.get(edit).fill(edit, url.Values{"paragraph": {"§ 55"}, "from": {"1.1.2027"}, "benefits": {"kontanthjaelp"}, "consent": {"yes"}})
	for range 2 { // a second arrival is harmless
		if got := ada.post(edit, form); got.Status != http.StatusSeeOther {
			t.Fatalf("status %d: %s", got.Status, got.text("#errors"))
		}
	}
	row := casetest.One[string](s.World, `SELECT paragraph || ' ' || valid_from || ' ' || confirmed || ' ' || consent || ' ' || benefits::text FROM decision_types WHERE code = 'MENTOR' ORDER BY valid_from DESC LIMIT 1`, nil)
	if row != "§ 55 2027-01-01 false true {kontanthjaelp}" {
		t.Errorf("saved %s", row)
	}
	stale := ada.get(edit).fill(edit, url.Values{"paragraph": {"§ 99"}, "from": {"1.3.2027"}, "version": {"1"}})
	if got := ada.post(edit, stale); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.text("main"), "§ 55") || got.Find("#paragraph").AttrOr("value", "") != "§ 99" {
		t.Errorf("a stale save: status %d, %s", got.Status, got.text("#main"))
	}
	if got := ada.get(path("MENTOR")).text("main"); !strings.Contains(got, "til 31.12.") && !strings.Contains(got, "31.12.") {
		t.Errorf("the rows of the code: %s", got)
	}
}

func TestConfirmDecisionTypePages(t *testing.T) {
	s := newSite(t)
	ada := s.as(s.Person(0, "Ada Agger", access.Administrator))
	path := func(code string) string {
		return fmt.Sprintf("/decision-types/%d", casetest.One[id.DecisionType](s.World, `SELECT max(id) FROM decision_types WHERE code = '`+code+`'`, nil))
	}
	confirm := path("SEL-82") + "/confirmation"
	if got := ada.submit(confirm, confirm, url.Values{"source": {" "}}); !strings.Contains(got.fault("source"), "Udfyld feltet.") {
		t.Errorf("confirmed by nothing: %d", got.Status)
	}
	if got := ada.submit(confirm, confirm, url.Values{"source": {"retsinformation.dk"}, "review_on": {"1.1.2020"}}); !strings.Contains(got.fault("review_on"), "fortiden") {
		t.Errorf("expected to change in the past: %q", got.fault("review_on"))
	}
	if got := ada.submit(confirm, confirm, url.Values{"source": {"retsinformation.dk"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.text("#errors"))
	}
	if got := ada.get(path("SEL-82")).text("main"); !strings.Contains(got, "Ada Agger, 21.11.") || strings.Contains(got, "ikke bekræftet") {
		t.Errorf("confirmed: %s", got)
	}
	lacks := path("US-KP") + "/confirmation"
	if got := ada.submit(lacks, lacks, url.Values{"source": {"x"}}); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.text("#errors"), "Skriv først loven og paragraffen") {
		t.Errorf("no paragraph: %d %s", got.Status, got.text("#errors"))
	}
	end := path("UDD-PAL") + "/end"
	if got := ada.submit(end, end, url.Values{"last": {"31.12.2026"}}); got.Status != http.StatusSeeOther {
		t.Errorf("ending: %d %s", got.Status, got.text("#errors"))
	}
	made := url.Values{
		"code": {"NY-1"}, "area": {"general"}, "name_da": {"Ny"}, "name_en": {"New"}, "plain_da": {"noget nyt"}, "plain_en": {"something new"},
	}
	if got := ada.submit("/decision-types/new", "/decision-types/new", made); got.Status != http.StatusSeeOther {
		t.Errorf("a new one: %d %s", got.Status, got.text("#errors"))
	}
	if got := ada.submit("/decision-types/new", "/decision-types/new", made); !strings.Contains(got.fault("code"), "brugt") {
		t.Errorf("the same code again: %d %q", got.Status, got.fault("code"))
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM audit_events WHERE action = 'manage decision types'`, nil); n != 3 {
		t.Errorf("%d lines in the trail, want 3", n)
	}
}
