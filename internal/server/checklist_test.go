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

// The administrator reads the checklist, writes a point anew from a day, adds one,
// looks one up and ends one; what cannot be is told at its field.
func TestChecklistPages(t *testing.T) {
	s := newSite(t)
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	path := func(code, act string) string {
		return fmt.Sprintf("/checklists/%d/%s", casetest.One[id.ChecklistItem](s.World, `SELECT max(id) FROM checklist_items WHERE code = '`+code+`'`, nil), act)
	}
	list := ada.get("/checklists")
	if got := list.Find("#sanction tbody tr").Map(rowText); len(got) != 15 || !strings.Contains(got[0], "Hændelsen er beskrevet") || !strings.Contains(got[6], "mindst 3 af mindst 2 slags") ||
		!strings.Contains(got[6], "kun Aktivitetsparat") || !strings.Contains(got[9], "Kasket ser det selv") {
		t.Errorf("the list: %q", got)
	}
	edit := path("attempts", "edit")
	for _, tt := range []struct{ field, value, says string }{
		{"words_da", "", "Udfyld feltet."},
		{"least", "99", "Mellem 0 og 20."},
		{"kinds", "5", "Højst så mange"},
		{"evidence", "none", "Punktet handler om"},
		{"evidence", "<b>", "Vælg en"},
		{"from", "en dag", "Skriv en dato"},
		{"from", "1.1.1999", "allerede en række"},
	} {
		got := ada.submit(edit, edit, url.Values{tt.field: {tt.value}})
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.fault(tt.field), tt.says) {
			t.Errorf("%s %q: status %d, %q; %s", tt.field, tt.value, got.Status, got.fault(tt.field), got.text("#errors"))
		}
	}
	old := ada.get(edit).fill(edit, url.Values{"least": {"5"}, "from": {"1.1.2027"}})
	if got := ada.submit(edit, edit, url.Values{"least": {"4"}, "kinds": {"3"}, "from": {"i dag"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.text("#errors"))
	}
	row := casetest.One[string](s.World, `SELECT string_agg(least || ' ' || kinds || ' ' || rule || ' ' || coalesce(valid_to::text, '-'), ', ' ORDER BY valid_from) FROM checklist_items WHERE code = 'attempts'`, nil)
	if row != "3 2 attempts 2026-11-20, 4 3 attempts -" {
		t.Errorf("saved %s", row)
	}
	if got := ada.post(edit, old); got.Status != http.StatusUnprocessableEntity || got.Find("#least").AttrOr("value", "") != "5" {
		t.Errorf("a stale save: status %d", got.Status)
	}
	made := url.Values{"code": {"interpreter"}, "words_da": {"Der var tolk"}, "words_en": {"There was an interpreter"}, "position": {"16"}}
	if got := ada.submit("/checklists/new", "/checklists/new", made); got.Status != http.StatusSeeOther {
		t.Errorf("a new point: %d %s", got.Status, got.text("#errors"))
	}
	if got := ada.submit("/checklists/new", "/checklists/new", made); !strings.Contains(got.fault("code"), "brugt") {
		t.Errorf("the same code again: %d %q", got.Status, got.fault("code"))
	}
	confirm := path("lawful", "confirmation")
	if got := ada.submit(confirm, confirm, url.Values{"source": {" "}}); !strings.Contains(got.fault("source"), "Udfyld feltet.") {
		t.Errorf("confirmed by nothing: %d", got.Status)
	}
	if got := ada.submit(confirm, confirm, url.Values{"source": {"retsinformation.dk"}}); got.Status != http.StatusSeeOther {
		t.Errorf("confirming: %d %s", got.Status, got.text("#errors"))
	}
	end := path("interpreter", "end")
	if got := ada.submit(end, end, url.Values{"last": {"1.1.2020"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("ended before it began: %d", got.Status)
	}
	if got := ada.submit(end, end, url.Values{"last": {"31.12.2026"}}); got.Status != http.StatusSeeOther {
		t.Errorf("ending: %d %s", got.Status, got.text("#errors"))
	}
	if got := s.as(s.Person(0, "Ida", access.Insight)).get("/checklists").Status; got != http.StatusNotFound {
		t.Errorf("insight: %d", got)
	}
}

// A programme has it otherwise than the municipality, in the browser's form.
func TestModePages(t *testing.T) {
	s := newSite(t)
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	form := fmt.Sprintf("/programmes/%d/modes", casetest.One[id.Programme](s.World, `SELECT id FROM programmes WHERE key = 'rute42'`, nil))
	for _, tt := range []struct{ field, value string }{{"what", ""}, {"what", "type.XYZ"}, {"mode", ""}, {"mode", "<b>"}, {"from", "en dag"}} {
		values := url.Values{"what": {"area.sanction"}, "mode": {"decides"}, "from": {"i dag"}, tt.field: {tt.value}}
		if got := ada.submit(form, form, values); got.Status != http.StatusUnprocessableEntity || got.fault(tt.field) == "" {
			t.Errorf("%s %q: %d %s", tt.field, tt.value, got.Status, got.text("#errors"))
		}
	}
	for _, values := range []url.Values{
		{"what": {"area.sanction"}, "mode": {"decides"}, "from": {"i dag"}},
		{"what": {"type.SAN-36"}, "mode": {"recommends"}, "from": {"i dag"}},
		{"what": {"type.SAN-36"}, "mode": {"municipality"}, "from": {"1.1.2027"}},
	} {
		if got := ada.submit(form, form, values); got.Status != http.StatusSeeOther {
			t.Fatalf("%v: %d %s", values, got.Status, got.text("#errors"))
		}
	}
	if got := ada.get(strings.TrimSuffix(form, "/modes")).text("#modes"); !strings.Contains(got, "Område: Sanktioner: afgør selv") || !strings.Contains(got, "SAN-36: indstiller til et andet kontor") {
		t.Errorf("the programme shows %s", got)
	}
}
