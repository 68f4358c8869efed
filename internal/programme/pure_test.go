package programme

import (
	"math"
	"slices"
	"strings"
	"testing"

	"kasket/internal/rule"
	"kasket/internal/when"
)

// d reads a day; "" is none.
func d(t *testing.T, s string) when.Date {
	t.Helper()
	var day when.Date
	if err := day.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return day
}

func TestPhaseOn(t *testing.T) {
	tests := []struct {
		name        string
		started     string
		inPlacement bool
		today       string
		want        Phase
	}{
		{"the first day", "2026-11-21", false, "2026-11-21", FirstMonth},
		{"the last day of the first month", "2026-10-22", false, "2026-11-21", FirstMonth},
		{"a month to the day", "2026-10-21", false, "2026-11-21", Regular},
		{"a start on the 31st ends in a short month", "2026-01-31", false, "2026-02-27", FirstMonth},
		{"and is over on its last day", "2026-01-31", false, "2026-02-28", Regular},
		{"a start to come", "2026-12-01", false, "2026-11-21", FirstMonth},
		{"placement comes before the first month", "2026-11-21", true, "2026-11-21", Placement},
		{"placement later", "2025-01-01", true, "2026-11-21", Placement},
		{"no start known", "", false, "2026-11-21", Regular},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := PhaseOn(d(t, tt.started), tt.inPlacement, d(t, tt.today)); got != tt.want {
				t.Errorf("PhaseOn: %s, want %s", got, tt.want)
			}
		})
	}
}

func TestCadenceEvery(t *testing.T) {
	c := Cadence{FirstMonth: 7}
	if days, ok := c.Every(FirstMonth); days != 7 || !ok {
		t.Errorf("first month: %d %v, want 7", days, ok)
	}
	if _, ok := c.Every(Placement); ok {
		t.Error("placement has a rule, want none")
	}
	if _, ok := Cadence(nil).Every(FirstMonth); ok {
		t.Error("no cadence has a rule")
	}
}

func TestAgeFits(t *testing.T) {
	under30, horsens := Rules{AgeMax: 29}, Rules{AgeMin: 18, AgeMax: 25}
	tests := []struct {
		name  string
		rules Rules
		birth string
		want  bool
	}{
		{"29 until tomorrow", under30, "1996-11-22", true},
		{"30 today", under30, "1996-11-21", false},
		{"young, and no least age", under30, "2012-01-01", true},
		{"18 today", horsens, "2008-11-21", true},
		{"18 tomorrow", horsens, "2008-11-22", false},
		{"25 still", horsens, "2000-11-22", true},
		{"26 today", horsens, "2000-11-21", false},
		{"no rule", Rules{}, "1950-01-01", true},
		{"no birth date", horsens, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.rules.AgeFits(d(t, tt.birth), d(t, "2026-11-21")); got != tt.want {
				t.Errorf("AgeFits: %v, want %v", got, tt.want)
			}
		})
	}
}

func TestMilestoneDueOn(t *testing.T) {
	tests := []struct {
		birth  string
		months int
		want   string
	}{
		{"2010-03-15", 192, "2026-03-15"},
		{"2010-03-15", 210, "2027-09-15"},
		{"2008-08-31", 210, "2026-02-28"},
		{"2008-02-29", 222, "2026-08-29"},
		{"", 192, ""},
	}
	for _, tt := range tests {
		if got := (Milestone{AgeMonths: tt.months}).DueOn(d(t, tt.birth)); got != d(t, tt.want) {
			t.Errorf("born %s, %d months: %s, want %s", tt.birth, tt.months, got, tt.want)
		}
	}
}

func TestRulesInWords(t *testing.T) {
	norms := map[string]Rules{"": {}, "18": {NormMax: 18}, "10–15": {NormMin: 10, NormMax: 15}, "7": {NormMin: 7, NormMax: 7}}
	for want, r := range norms {
		if got := r.NormText(); got != want {
			t.Errorf("NormText of %d to %d: %q, want %q", r.NormMin, r.NormMax, got, want)
		}
	}
	if got := (Rules{}).OwnerWord("en"); got != "contact person" {
		t.Errorf("owner without rules: %q", got)
	}
	if got := (Weights{4: 1.5}).Of(4) + Weights(nil).Of(0); got != 2.5 {
		t.Errorf("weights: %v, want 2.5", got)
	}
}

// checked is a wish, and the one rule it breaks: "field code", or "" for none.
type checked struct {
	name string
	got  rule.Violations
	want string
}

func TestRulesCheck(t *testing.T) {
	from := d(t, "2026-12-01")
	rules := func(change func(*Rules)) rule.Violations {
		r := Rules{
			From: from, OwnerWordDa: "kontaktperson", OwnerWordEn: "contact person", NormMin: 10, NormMax: 15,
			AgeMin: 15, AgeMax: 29, TargetPercent: 75, TargetMonths: 12, Buddy: BuddyExpected,
		}
		change(&r)
		return r.check()
	}
	tests := []checked{
		{"rules as they should be", rules(func(*Rules) {}), ""},
		{"rules that say nothing", rules(func(r *Rules) { *r = Rules{From: r.From, OwnerWordDa: "x", OwnerWordEn: "x"}.clean() }), ""},
		{"rules from no day", rules(func(r *Rules) { r.From = when.Date{} }), "from required"},
		{"rules from another century", rules(func(r *Rules) { r.From = d(t, "1900-01-01") }), "from date_range"},
		{"no word", rules(func(r *Rules) { r.OwnerWordDa = "" }), "owner_word_da required"},
		{"a long word", rules(func(r *Rules) { r.OwnerWordEn = strings.Repeat("ø", 41) }), "owner_word_en too_long"},
		{"norm below its least", rules(func(r *Rules) { r.NormMax = 9 }), "norm_max less_than_least"},
		{"half a norm", rules(func(r *Rules) { r.NormMax = 0 }), "norm_max required"},
		{"a negative norm", rules(func(r *Rules) { r.NormMin = -1 }), "norm_min range"},
		{"ages in the wrong order", rules(func(r *Rules) { r.AgeMax = 14 }), "age_max less_than_least"},
		{"101 per cent", rules(func(r *Rules) { r.TargetPercent = 101 }), "target_percent range"},
		{"months of no target", rules(func(r *Rules) { r.TargetPercent = 0 }), "target_percent required"},
		{"another buddy rule", rules(func(r *Rules) { r.Buddy = "two" }), "buddy unknown"},
	}
	checkAll(t, tests)
}

func TestOtherChecks(t *testing.T) {
	from := d(t, "2026-12-01")
	entry := func(change func(*Entry)) rule.Violations {
		e := Entry{Kind: ExitKind, Code: "edu_upper", NameDa: "Uddannelse", NameEn: "Education", Grouping: Education, From: from}
		change(&e)
		return e.check()
	}
	pace := func(p Pace) rule.Violations { return p.check() }
	tests := []checked{
		{"an entry as it should be", entry(func(*Entry) {}), ""},
		{"a code with a letter of ours", entry(func(e *Entry) { e.Code = "besøg" }), "code code"},
		{"an exit of no group", entry(func(e *Entry) { e.Grouping = "" }), "grouping unknown"},
		{"a benefit with a group", entry(func(e *Entry) { e.Kind = Benefit }), "grouping unknown"},
		{"a kind there is not", entry(func(e *Entry) { e.Kind, e.Grouping = "law", "" }), "kind unknown"},
		{"a pace", pace(Pace{Phase: Regular, EveryDays: 14, From: from}), ""},
		{"no days", pace(Pace{Phase: Regular, From: from}), "every_days range"},
		{"a phase there is not", pace(Pace{Phase: "later", EveryDays: 7, From: from}), "phase unknown"},
		{"a hat", Hat{Code: "family", NameDa: "Familie", NameEn: "Family", Slot: "f"}.check(), ""},
		{"a hat of no colour", Hat{Code: "family", NameDa: "Familie", NameEn: "Family", Slot: "am"}.check(), "slot unknown"},
		{"a milestone that ends before it begins", Milestone{
			Code: "age_15", NameDa: "15", NameEn: "15", AgeMonths: 180,
			From: from, To: from.AddDays(-1),
		}.check(), "to before_from"},
		{"a weight", checkWeight(4, 1.5), ""},
		{"a weight of no group", checkWeight(0, 1), "needs_group range"},
		{"no weight", checkWeight(1, 0), "weight range"},
		{"not a number", checkWeight(1, math.NaN()), "weight range"},
		{"an exit that counts twice", Exit{Code: "moved", Counts: "double", From: from}.check(), "counts unknown"},
	}
	checkAll(t, tests)
}

func checkAll(t *testing.T, tests []checked) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := []string{}
			for _, b := range tt.got {
				got = append(got, b.Field+" "+b.Code)
			}
			want := []string{}
			if tt.want != "" {
				want = append(want, tt.want)
			}
			if !slices.Equal(got, want) {
				t.Errorf("broken: %v, want %v", got, want)
			}
		})
	}
}
