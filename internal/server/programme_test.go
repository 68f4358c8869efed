package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
)

// Every form of a model: what cannot be read is told at its field and kept, and
// what can is saved once.
func TestProgrammeForms(t *testing.T) {
	s := newSite(t)
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	rute := casetest.One[id.Programme](s.World, `SELECT id FROM programmes WHERE key = 'rute42'`, nil)
	base := fmt.Sprintf("/programmes/%d/", rute)
	long := strings.Repeat("x", 300)
	good := map[string]url.Values{
		"rules":       {"norm_max": {"20"}},
		"cadence":     {"phase": {"regular"}, "every_days": {"10"}},
		"second-eyes": {"every_days": {"45"}},
		"goals":       {"after_days": {"90"}},
		"hats":        {"code": {"school"}, "name_da": {"Skole"}, "name_en": {"School"}, "slot": {"d"}, "position": {"9"}},
		"milestones":  {"code": {"age_17"}, "name_da": {"17 år"}, "name_en": {"17 years"}, "age_months": {"204"}},
		"weights":     {"needs_group": {"2"}, "weight": {"1,5"}},
		"exits":       {"code": {"edu_upper"}, "counts": {"good"}},
	}
	bad := []struct{ part, field, value, at, says string }{
		{"rules", "from", "", "from", "Udfyld feltet."},
		{"rules", "from", "31.2.2026", "from", "Skriv en dato"},
		{"rules", "norm_max", "mange", "norm_max", "Skriv et tal."},
		{"rules", "norm_max", "-1", "norm_max", "Mellem 0 og 999."},
		{"rules", "norm_min", "99", "norm_max", "Mindst 99."},
		{"rules", "owner_word_da", "\x00", "owner_word_da", "Udfyld feltet."},
		{"rules", "owner_word_da", long, "owner_word_da", "Højst 40 tegn."},
		{"rules", "buddy", "never", "buddy", "Vælg en"},
		{"rules", "norm_max", "99999999999999999999", "norm_max", "Skriv et tal."},
		{"cadence", "phase", "", "phase", "Vælg en"},
		{"cadence", "every_days", "367", "every_days", "Mellem 1 og 366."},
		{"second-eyes", "every_days", "367", "every_days", "Mellem 1 og 366."},
		{"second-eyes", "every_days", "-3", "every_days", "Mellem 1 og 366."},
		{"second-eyes", "every_days", "ofte", "every_days", "Skriv et tal."},
		{"goals", "after_days", "731", "after_days", "Mellem 1 og 730."},
		{"second-eyes", "from", "", "from", "Udfyld feltet."},
		{"hats", "code", "<script>", "code", "Små bogstaver"},
		{"hats", "slot", "x", "slot", "Vælg en"},
		{"milestones", "age_months", "0", "age_months", "Mellem 1 og 600."},
		{"weights", "weight", "NaN", "weight", "Mellem"},
		{"weights", "weight", "", "weight", "Skriv et tal."},
		{"weights", "needs_group", "5", "needs_group", "Mellem 1 og 4."},
		{"exits", "code", "nonsense", "code", "Vælg en"},
		{"exits", "counts", "", "counts", "Vælg en"},
	}
	for _, tt := range bad {
		values := url.Values{}
		for k, v := range good[tt.part] {
			values[k] = v
		}
		values.Set(tt.field, tt.value)
		got := ada.submit(base+tt.part, base+tt.part, values)
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.fault(tt.at), tt.says) {
			t.Errorf("%s with %s %.20q: status %d, at %s %q, want %q; %s", tt.part, tt.field, tt.value, got.Status, tt.at, got.fault(tt.at), tt.says, got.text("#errors"))
		}
	}
	for part, values := range good {
		form := ada.get(base+part).fill(base+part, values)
		for range 2 { // a second arrival is harmless
			if got := ada.post(base+part, form); got.Status != http.StatusSeeOther {
				t.Errorf("%s: status %d: %s", part, got.Status, got.text("#errors"))
			}
		}
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM audit_events WHERE action = 'manage programmes'`, nil); n != len(good) {
		t.Errorf("%d lines in the trail, want %d", n, len(good))
	}
	if got := ada.get(strings.TrimSuffix(base, "/")); !strings.Contains(got.text("main"), "mindst hver 10. dag") || !strings.Contains(got.text("main"), "Skole") {
		t.Errorf("the page shows %s", got.text("main"))
	}
}

func TestCatalogueForms(t *testing.T) {
	s := newSite(t)
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	add := "/catalogue/new?kind=exit"
	good := url.Values{"code": {"folk_school"}, "name_da": {"Højskole"}, "name_en": {"Folk school"}, "grouping": {"education"}}
	for _, tt := range []struct{ field, value, at, says string }{
		{"code", "Højskole", "code", "Små bogstaver"},
		{"name_da", "", "name_da", "Udfyld feltet."},
		{"grouping", "", "grouping", "Vælg en"},
		{"from", "en dag", "from", "Skriv en dato"},
		{"position", "<b>", "position", "Skriv et tal."},
	} {
		values := url.Values{}
		for k, v := range good {
			values[k] = v
		}
		values.Set(tt.field, tt.value)
		if got := ada.submit(add, add, values); !strings.Contains(got.fault(tt.at), tt.says) {
			t.Errorf("%s %q: status %d, %q, want %q", tt.field, tt.value, got.Status, got.fault(tt.at), tt.says)
		}
	}
	if got := ada.submit(add, add, good); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.text("#errors"))
	}
	row := fmt.Sprintf("/catalogue/%d", casetest.One[id.Catalogue](s.World, `SELECT id FROM catalogue WHERE code = 'folk_school'`, nil))
	if got := ada.submit(row+"/confirmation", row+"/confirmation", url.Values{"source": {" "}}); !strings.Contains(got.fault("source"), "Udfyld feltet.") {
		t.Errorf("confirmed by nothing: %d %q", got.Status, got.fault("source"))
	}
	for act, values := range map[string]url.Values{"confirmation": {"source": {"LAB § 1"}}, "end": {"last": {"31.12.2026"}}} {
		if got := ada.submit(row+"/"+act, row+"/"+act, values); got.Status != http.StatusSeeOther {
			t.Errorf("%s: %d %s", act, got.Status, got.text("#errors"))
		}
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM catalogue WHERE code = 'folk_school' AND confirmed AND valid_to = '2026-12-31'`, db.Args{}); n != 1 {
		t.Errorf("%d rows confirmed and ended, want 1", n)
	}
	if got := ada.get("/catalogue?kind=nonsense"); got.Status != http.StatusNotFound {
		t.Errorf("a shelf that is not there: %d", got.Status)
	}
}

// A holiday says when it comes and a delivery how long it takes, in words people use.
func TestDayForms(t *testing.T) {
	s := newSite(t)
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	row := func(code string) string {
		return fmt.Sprintf("/catalogue/%d/edit", casetest.One[id.Catalogue](s.World, `SELECT max(id) FROM catalogue WHERE code = @code AND kind IN ('holiday', 'delivery')`, db.Args{"code": code}))
	}
	if got := ada.get("/catalogue?kind=holiday").text("main"); !strings.Contains(got, "39 dage efter påskedag") || !strings.Contains(got, "24.12.") {
		t.Errorf("the holidays say %s", got)
	}
	if got := ada.get("/catalogue?kind=delivery").text("main"); !strings.Contains(got, "6 hverdage efter") || !strings.Contains(got, "Samme dag") {
		t.Errorf("the deliveries say %s", got)
	}
	for _, tt := range []struct{ path, field, value, says string }{
		{row("juleaften"), "rule", "32.12.", "Skriv en dato som 5.6."},
		{row("letter"), "rule", "-1", "Skriv et tal fra 0 til 99"},
		{row("letter"), "rule", "mange", "Skriv et tal fra 0 til 99"},
		{row("letter"), "unit", "<b>", "Skriv et tal fra 0 til 99"},
		{"/catalogue/new?kind=holiday", "rule", "", "Skriv en dato som 5.6."},
	} {
		values := url.Values{"code": {"ny"}, "name_da": {"Ny"}, "name_en": {"New"}}
		values.Set(tt.field, tt.value)
		if got := ada.submit(tt.path, tt.path, values); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.fault("rule"), tt.says) {
			t.Errorf("%s %s %q: status %d, %q", tt.path, tt.field, tt.value, got.Status, got.fault("rule"))
		}
	}
	for path, values := range map[string]url.Values{row("juleaften"): {}, row("letter"): {"rule": {"9"}}, "/catalogue/new?kind=holiday": {"code": {"klemmedag"}, "name_da": {"Klemmedag"}, "name_en": {"Bridge day"}, "rule": {"påske+40"}}} {
		if got := ada.submit(path, path, values); got.Status != http.StatusSeeOther {
			t.Errorf("%s: status %d: %s", path, got.Status, got.text("#errors"))
		}
	}
	for code, want := range map[string]string{"juleaften": "12-24", "letter": "weekdays+9", "klemmedag": "easter+40"} {
		if got := casetest.One[string](s.World, `SELECT rule FROM catalogue WHERE code = @code AND kind IN ('holiday', 'delivery') ORDER BY valid_from DESC LIMIT 1`, db.Args{"code": code}); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}
