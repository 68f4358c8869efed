package programme

import (
	"math"
	"reflect"
	"testing"

	"kasket/internal/when"
)

// ruleTexts are rules of stays, those that can be read and those that cannot. The schema
// is asked the same (TestSchemaReadsStayRules).
var ruleTexts = map[Kind]struct{ good, bad []string }{
	PlacementType: {
		[]string{"", "vitas", "vitas ratio purpose visits decision=TIL-VP", "agreement wage beside net_job", "decision=ÆØÅ-9"},
		[]string{"vita", "vitas,ratio", "decision=", "decision=til-vp", "VITAS", "vitas  -", "wage=yes"},
	},
	PlacementLength: {
		[]string{"types=vp weeks=4", "types=vp,snuse categories=aktivitetsparat,none weeks=13 max=26 step=13", "types=lt weeks=26 step=1", "types=vp weeks=999"},
		[]string{
			"", "types= weeks=4", "weeks=4", "types=vp weeks=0", "types=vp weeks=013", "types=vp weeks=1000", "types=vp weeks=4 max=", "types=VP weeks=4",
			"types=vp weeks=4 categories=none", "types=vp weeks=4 step=13 max=26", "types=vp weeks=4 ", "types=vp  weeks=4",
		},
	},
	PlacementRatio: {
		[]string{"1 per 5 to 50 then 1 per 10 least 1", "1 per 5 to 50 then 1 per 10", "2 per 10 to 1000 then 3 per 99 least 4"},
		[]string{"", "1 per 0 to 50 then 1 per 10", "1 per 5 to 50", "1 per 5 to 50 then 1 per 10 least 0", "0 per 5 to 50 then 1 per 10", "1 per 5 to 50 then 1 per 100"},
	},
	FullWeek: {
		[]string{"37", "1", "99"},
		[]string{"", "0", "037", "100", "37,5", "37 timer", "-3"},
	},
	YoungWork: {
		[]string{
			"ages=13-14 day=2 free=7 week=12 off=35 from=6 to=20 rest=14", "ages=15-17 school=no day=8 free=8 week=40 off=40 from=6 to=20 rest=12",
			"ages=15-15 school=yes day=0 free=24 week=0 off=99 from=0 to=24 rest=0",
		},
		[]string{"", "ages=9-14 day=2 free=7 week=12 off=35 from=6 to=20 rest=14", "ages=13-14 day=2", "ages=15-17 school=maybe day=8 free=8 week=40 off=40 from=6 to=20 rest=12"},
	},
	PlacementVisit: {
		[]string{"start+7", "middle", "end-7", "start+0", "end-99"},
		[]string{"", "start-7", "end+7", "middle+1", "start+", "start+100", "before"},
	},
	Disclosure: {
		[]string{"name", "first_name", "phone", "age", "words"},
		[]string{"", "address", "cpr", "Name", "name age"},
	},
	PlacementPurpose: {[]string{""}, []string{"skills"}},
	Interruption:     {[]string{""}, []string{"x"}},
}

func TestStayRules(t *testing.T) {
	for kind, texts := range ruleTexts {
		for _, text := range texts.good {
			if !ruled(kind, text) {
				t.Errorf("%s refuses %q", kind, text)
			}
		}
		for _, text := range texts.bad {
			if ruled(kind, text) {
				t.Errorf("%s takes %q", kind, text)
			}
		}
	}
	// What the schema cannot count is refused here.
	for kind, text := range stricter() {
		for _, s := range text {
			if ruled(kind, s) {
				t.Errorf("%s takes %q", kind, s)
			}
		}
	}
}

// stricter are rules whose letters are right and whose meaning is not.
func stricter() map[Kind][]string {
	return map[Kind][]string{
		PlacementType:   {"vitas vitas", "vitas agreement", "decision=A decision=B"},
		PlacementLength: {"types=vp weeks=13 max=13", "types=vp weeks=13 max=4", "types=vp, weeks=4", "types=, weeks=4", "types=vp categories=,none weeks=4"},
		YoungWork: {
			"ages=17-15 day=2 free=7 week=12 off=35 from=6 to=20 rest=14", "ages=15-17 day=25 free=7 week=12 off=35 from=6 to=20 rest=14",
			"ages=15-17 day=2 free=7 week=12 off=35 from=20 to=6 rest=14", "ages=15-17 day=2 free=7 week=12 off=35 from=6 to=25 rest=14",
			"ages=05-14 day=2 free=7 week=12 off=35 from=6 to=20 rest=14",
		},
	}
}

func TestRatioAllowed(t *testing.T) {
	law := Ratio{One: 1, Per: 5, To: 50, ThenOne: 1, ThenPer: 10, Least: 1}
	for _, tt := range []struct {
		fte  float64
		want int
	}{
		{0, 1},
		{1, 1},
		{4.9, 1},
		{5, 1},
		{9.9, 1},
		{10, 2},
		{14.9, 2},
		{49.9, 9},
		{50, 10},
		{59.9, 10},
		{60, 11},
		{69.9, 11},
		{70, 12},
		{100, 15},
		{1000, 105},
		{-3, 1},
		{math.NaN(), 1},
	} {
		if got := law.Allowed(tt.fte); got != tt.want {
			t.Errorf("%v ordinary employees allow %d, want %d", tt.fte, got, tt.want)
		}
	}
	if got := (Ratio{}).Allowed(100); got != 0 {
		t.Errorf("no rule allows %d", got)
	}
	if got := law.Allowed(math.Inf(1)); got < 10 {
		t.Errorf("very many allow %d", got)
	}
}

func TestLengthCovers(t *testing.T) {
	l := Length{Types: []string{"vp", "snuse"}, Categories: []string{"jobparat"}, Weeks: 4}
	all := Length{Types: []string{"lt"}, Weeks: 13, Max: 26}
	for _, tt := range []struct {
		l              Length
		kind, category string
		want           bool
	}{
		{l, "vp", "jobparat", true},
		{l, "snuse", "jobparat", true},
		{l, "lt", "jobparat", false},
		{l, "vp", "aktivitetsparat", false},
		{l, "vp", "", false},
		{all, "lt", "", true},
		{all, "lt", "jobparat", true},
	} {
		if got := tt.l.Covers(tt.kind, tt.category); got != tt.want {
			t.Errorf("%v covers %s %s: %v", tt.l, tt.kind, tt.category, got)
		}
	}
	if l.Longest() != 4 || all.Longest() != 26 {
		t.Errorf("longest %d and %d weeks", l.Longest(), all.Longest())
	}
}

func TestVisitDay(t *testing.T) {
	for _, tt := range []struct{ rule, from, to, want string }{
		{"start+7", "2026-11-02", "2027-01-31", "2026-11-09"},
		{"start+7", "2026-11-02", "", "2026-11-09"},
		{"start+7", "2026-11-02", "2026-11-09", "2026-11-09"},
		{"start+7", "2026-11-02", "2026-11-08", "2026-11-08"},
		{"middle", "2026-11-02", "2026-11-30", "2026-11-16"},
		{"middle", "2026-11-02", "2026-11-02", "2026-11-02"},
		{"middle", "2026-11-02", "", ""},
		{"end-7", "2026-11-02", "2026-11-30", "2026-11-23"},
		{"end-7", "2026-11-02", "2026-11-09", "2026-11-02"},
		{"end-7", "2026-11-02", "2026-11-05", "2026-11-02"},
		{"end-7", "2026-11-02", "", ""},
	} {
		v, err := ParseVisitDay(tt.rule)
		if err != nil {
			t.Fatal(err)
		}
		on, ok := v.On(d(t, tt.from), d(t, tt.to))
		if ok != (tt.want != "") || ok && on != d(t, tt.want) {
			t.Errorf("%s of %s–%s: %s %v, want %s", tt.rule, tt.from, tt.to, on, ok, tt.want)
		}
	}
	if _, ok := (VisitDay{From: "noon"}).On(d(t, "2026-11-02"), when.Date{}); ok {
		t.Error("a visit at noon has a day")
	}
}

func TestVisitsOf(t *testing.T) {
	r := PlacementRules{}
	for i, s := range []string{"end-7", "start+7", "middle"} {
		if err := r.take(Entry{Kind: PlacementVisit, Code: s, Rule: s, Position: i}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		from, to string
		want     []string
	}{
		{"2026-11-02", "2027-01-31", []string{"start+7 2026-11-09", "middle 2026-12-17", "end-7 2027-01-24"}},
		{"2026-11-02", "", []string{"start+7 2026-11-09"}},
		{"2026-11-02", "2026-11-02", []string{"end-7 2026-11-02"}},
		{"2026-11-02", "2026-11-16", []string{"end-7 2026-11-09"}}, // all three on one day
	} {
		var got []string
		for _, v := range r.VisitsOf(d(t, tt.from), d(t, tt.to)) {
			got = append(got, v.Visit.Code+" "+v.On.String())
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s–%s: %v, want %v", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestYoungRows(t *testing.T) {
	r := PlacementRules{}
	for _, s := range []string{
		"ages=13-14 day=2 free=7 week=12 off=35 from=6 to=20 rest=14", "ages=15-17 school=yes day=2 free=8 week=12 off=40 from=6 to=20 rest=14",
		"ages=15-17 school=no day=8 free=8 week=40 off=40 from=6 to=20 rest=12",
	} {
		if err := r.take(Entry{Kind: YoungWork, Rule: s}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		age    int
		school Attends
		rows   int
	}{{12, AnySchool, 0}, {13, AnySchool, 1}, {14, OutOfIt, 1}, {15, InSchool, 1}, {17, OutOfIt, 1}, {16, AnySchool, 2}, {18, AnySchool, 0}} {
		if got := len(r.YoungHours(tt.age, tt.school)); got != tt.rows {
			t.Errorf("%d years, school %q: %d rows, want %d", tt.age, tt.school, got, tt.rows)
		}
	}
}

// What is read is written the same way, and what is written is read again.
func FuzzStayRules(f *testing.F) {
	for kind, texts := range ruleTexts {
		for _, s := range append(texts.good, texts.bad...) {
			f.Add(string(kind), s)
		}
	}
	f.Fuzz(func(t *testing.T, kind, s string) {
		switch Kind(kind) {
		case PlacementType:
			again(t, s, ParsePlacementTraits)
		case PlacementLength:
			again(t, s, ParseLength)
		case PlacementRatio:
			again(t, s, ParseRatio)
		case YoungWork:
			again(t, s, ParseYoungHours)
		case PlacementVisit:
			again(t, s, ParseVisitDay)
		}
	})
}

func again[T interface{ String() string }](t *testing.T, s string, parse func(string) (T, error)) {
	t.Helper()
	first, err := parse(s)
	if err != nil {
		return
	}
	second, err := parse(first.String())
	if err != nil || !reflect.DeepEqual(first, second) {
		t.Errorf("%q is %+v, written %q, read %+v %v", s, first, first, second, err)
	}
}
