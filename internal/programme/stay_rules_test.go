package programme_test

import (
	"reflect"
	"testing"

	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/programme"
)

// The rules that ship, as they hold today and as they did not yet.
func TestPlacementRulesOn(t *testing.T) {
	d := dbtest.New(t)
	r, err := programme.PlacementRulesOn(t.Context(), d.Read, day(t, "2026-11-22"))
	if err != nil {
		t.Fatal(err)
	}
	if n := []int{len(r.Types), len(r.Lengths), r.FullWeek, len(r.Young), len(r.Purposes), len(r.Visits), len(r.Disclosures)}; !reflect.DeepEqual(n, []int{18, 4, 37, 3, 3, 3, 9}) {
		t.Errorf("types, lengths, full week, young, purposes, visits, disclosures: %v", n)
	}
	if got := r.Ratio.String(); got != "1 per 5 to 50 then 1 per 10 least 1" || r.RatioRow.Confirmed || r.RatioRow.Source == "" {
		t.Errorf("ratio %q, row %+v", got, r.RatioRow)
	}
	vp, ok := r.Type("vp")
	if want := (programme.PlacementTraits{VITAS: true, Ratio: true, Purpose: true, Visits: true, Decision: "TIL-VP"}); !ok || vp.PlacementTraits != want {
		t.Errorf("vp is %+v %v", vp.PlacementTraits, ok)
	}
	if _, ok := r.Type("ambassadoer"); ok {
		t.Error("there is a type nobody knows")
	}
	for _, tt := range []struct {
		kind, category string
		weeks, longest int
	}{
		{"vp", "jobparat", 4, 4}, {"vp", "aktivitetsparat", 13, 26}, {"snuse", "none", 13, 26}, {"lt", "", 26, 26}, {"egu", "jobparat", 104, 104}, {"vp", "", 0, 0}, {"ordinaer", "jobparat", 0, 0},
	} {
		if l, ok := r.Length(tt.kind, tt.category); ok != (tt.weeks > 0) || ok && (l.Weeks != tt.weeks || l.Longest() != tt.longest || l.Source == "") {
			t.Errorf("%s %s: %+v %v, want %d and %d weeks", tt.kind, tt.category, l, ok, tt.weeks, tt.longest)
		}
	}
	if !r.Limited("vp") || r.Limited("ordinaer") {
		t.Error("vp is limited, an ordinary job is not")
	}
	before, err := programme.PlacementRulesOn(t.Context(), d.Read, day(t, "2019-12-31"))
	if err != nil || before.Ratio != (programme.Ratio{}) || before.RatioRow.Code != "" {
		t.Errorf("the ratio held before its day: %+v %v", before.Ratio, err)
	}
}

// What an administrator writes holds from its day on; a rule that cannot be read is
// refused at its field.
func TestSetStayRules(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	set := func(kind programme.Kind, code, text string) error {
		e := programme.Entry{Kind: kind, Code: code, NameDa: "En regel", NameEn: "A rule", Rule: text, From: day(t, "2027-01-01")}
		return s.SetEntry(t.Context(), admin, e, audit.Form{})
	}
	broke(t, set(programme.PlacementRatio, "ratio", "1 per 4 to 40 then 1 per 8 least 2"), "")
	broke(t, set(programme.FullWeek, "full_week", "35"), "")
	broke(t, set(programme.PlacementType, "vp", " visits   vitas "), "")
	broke(t, set(programme.PlacementType, "vp", "visit"), "rule rule_of_placement")
	broke(t, set(programme.PlacementLength, "lt", "types=lt weeks=4 max=3"), "rule rule_of_placement_length")
	broke(t, set(programme.Disclosure, "street", "address"), "rule rule_of_disclosure")
	broke(t, set(programme.PlacementVisit, "final", "end"), "rule rule_of_placement_visit")
	broke(t, set(programme.YoungWork, "young", "18 år"), "rule rule_of_young_hours")
	broke(t, set(programme.Interruption, "weather", "rain"), "rule unknown")
	for on, want := range map[string]int{"2026-12-31": 37, "2027-01-01": 35} {
		r, err := s.PlacementRules(t.Context(), day(t, on))
		if err != nil || r.FullWeek != want {
			t.Errorf("%s: a full week is %d hours, %v; want %d", on, r.FullWeek, err, want)
		}
		if vp, _ := r.Type("vp"); on > "2027" && (vp.Rule != "vitas visits" || vp.Confirmed) {
			t.Errorf("vp is %+v", vp)
		}
	}
}

// The schema reads the rules as the parsers do, but for what it cannot count.
func TestSchemaReadsStayRules(t *testing.T) {
	d := dbtest.New(t)
	for kind, text := range programme.StayRuleTexts() {
		for _, tt := range text {
			_, err := d.Write.Exec(t.Context(), `
				INSERT INTO catalogue (kind, code, name_da, name_en, rule, valid_from, position, source) VALUES (@kind, 'tried', 'a', 'a', @rule, '2000-01-01', 1, '')`,
				db.Args{"kind": kind, "rule": tt.Text})
			if tt.Good != (err == nil) || err != nil && !db.Violates(err, "rule_of_kind") {
				t.Errorf("%s %q: the parser says %v, the schema %v", kind, tt.Text, tt.Good, err)
			}
			if _, err := d.Write.Exec(t.Context(), `DELETE FROM catalogue WHERE code = 'tried'`); err != nil {
				t.Fatal(err)
			}
		}
	}
}
