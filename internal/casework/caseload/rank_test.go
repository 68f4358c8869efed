package caseload_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/intake"
	"kasket/internal/id"
	"kasket/internal/when"
)

func TestRank(t *testing.T) {
	today, _ := when.On(2026, time.November, 21)
	day := func(n int) *when.Date { d := today.AddDays(n); return &d }
	who := func(name string, change func(*caseload.Load)) caseload.Load {
		l := caseload.Load{Name: name, Employment: 1, NormMax: 18, Open: 10, Weighted: 10, Carries: true, WeightOfOne: 1, Away: json.RawMessage(`[]`)}
		change(&l)
		return l
	}
	same := func(*caseload.Load) {}
	knew := []intake.Past{{As: "owner", From: *day(-800), To: *day(-400)}}
	away := func(from, to int) func(*caseload.Load) {
		return func(l *caseload.Load) {
			text, _ := json.Marshal([]caseload.Absence{{From: *day(from), To: *day(to)}})
			l.Away = text
		}
	}
	tests := []struct {
		name  string
		loads []caseload.Load
		want  string
	}{
		{"what ties is in order of name", []caseload.Load{who("Bo", same), who("Anna", same)}, "Anna Bo"},
		{"who can what was asked for before fewest new", []caseload.Load{who("Anna", same), who("Bo", func(l *caseload.Load) { l.New = 2; l.Competences = []string{"Psykiatri"} })}, "Bo Anna"},
		{"what was not asked for is no matter", []caseload.Load{who("Bo", func(l *caseload.Load) { l.Competences = []string{"gårde"} }), who("Anna", same)}, "Anna Bo"},
		{"who knows the youth before who can", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Competences = []string{"psykiatri"} }), who("Bo", func(l *caseload.Load) { l.Knew = knew })}, "Bo Anna"},
		{"who is inhabil is last", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Conflict = true; l.Knew = knew }), who("Bo", func(l *caseload.Load) { l.Weighted = 30 }), who("Cilla", away(-2, 1))}, "Bo Cilla Anna"},
		{"most room", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Weighted = 12 }), who("Bo", same)}, "Bo Anna"},
		{"the norm follows working hours", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Employment = 0.6 }), who("Bo", func(l *caseload.Load) { l.Weighted = 11 })}, "Bo Anna"},
		{"fewest new before most room", []caseload.Load{who("Anna", func(l *caseload.Load) { l.New = 2; l.Weighted = 2 }), who("Bo", same)}, "Bo Anna"},
		{"who knows the youth before fewest new", []caseload.Load{who("Anna", same), who("Bo", func(l *caseload.Load) { l.New = 3; l.Knew = knew })}, "Bo Anna"},
		{"over the norm is after, known or not", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Weighted = 17.5; l.Knew = knew }), who("Bo", func(l *caseload.Load) { l.New = 3 })}, "Bo Anna"},
		{"just up to the norm fits", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Weighted = 17; l.Knew = knew }), who("Bo", same)}, "Anna Bo"},
		{"a heavier youth does not", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Weighted = 17; l.WeightOfOne = 1.5; l.Knew = knew }), who("Bo", same)}, "Bo Anna"},
		{"away today is after", []caseload.Load{who("Anna", away(-2, 1)), who("Bo", func(l *caseload.Load) { l.Weighted = 30 })}, "Bo Anna"},
		{"away within the week too", []caseload.Load{who("Anna", away(7, 9)), who("Bo", func(l *caseload.Load) { l.Weighted = 12 })}, "Bo Anna"},
		{"away later is no matter", []caseload.Load{who("Anna", away(8, 9)), who("Bo", func(l *caseload.Load) { l.Weighted = 12 })}, "Anna Bo"},
		{"an absence that ended is no matter", []caseload.Load{who("Anna", away(-9, -1)), who("Bo", func(l *caseload.Load) { l.Weighted = 12 })}, "Anna Bo"},
		{"sick with no end", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Away = json.RawMessage(`[{"from":"2026-11-01","to":""}]`) }), who("Bo", same)}, "Bo Anna"},
		{"leaving soon is after", []caseload.Load{who("Anna", func(l *caseload.Load) { l.LeftOn = day(5) }), who("Bo", func(l *caseload.Load) { l.Weighted = 30 })}, "Bo Anna"},
		{"the last day too", []caseload.Load{who("Anna", func(l *caseload.Load) { l.LeftOn = day(0) }), who("Bo", away(0, 3))}, "Bo Anna"},
		{"who has left is no candidate", []caseload.Load{who("Anna", func(l *caseload.Load) { l.LeftOn = day(-1) }), who("Bo", same)}, "Bo"},
		{"who carries none any more is no candidate", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Carries = false }), who("Bo", same)}, "Bo"},
		{"without a norm all fit", []caseload.Load{who("Anna", func(l *caseload.Load) { l.NormMax = 0; l.Weighted = 40 }), who("Bo", func(l *caseload.Load) { l.NormMax = 0 })}, "Bo Anna"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var names []string
			for _, c := range caseload.Rank(tt.loads, []string{"psykiatri"}, today) {
				names = append(names, c.Name)
			}
			if got := strings.Join(names, " "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// Whatever the order in which people come, the ranking is the same, nobody is left out
// and nobody stands twice; who is blocked is after everybody who is not.
func TestRankIsATotalOrder(t *testing.T) {
	today, _ := when.On(2026, time.November, 21)
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 42))
		loads := make([]caseload.Load, 12)
		for i := range loads {
			loads[i] = anyLoad(r, id.Staff(i+1), today)
		}
		want := numbers(caseload.Rank(loads, []string{"psykiatri", "misbrug"}, today))
		for range 5 {
			r.Shuffle(len(loads), func(i, j int) { loads[i], loads[j] = loads[j], loads[i] })
			ranked := caseload.Rank(loads, []string{"psykiatri", "misbrug"}, today)
			if got := numbers(ranked); !slices.Equal(got, want) {
				t.Fatalf("seed %d: the ranking depends on the order: %v and %v", seed, got, want)
			}
			blocked := false
			for _, c := range ranked {
				if blocked && c.Blocked == intake.Free {
					t.Fatalf("seed %d: %s stands after somebody who cannot be chosen", seed, c.Name)
				}
				blocked = blocked || c.Blocked != intake.Free
			}
		}
		if there := slices.Compact(slices.Sorted(slices.Values(want))); len(there) != len(want) {
			t.Fatalf("seed %d: somebody stands twice: %v", seed, want)
		}
	}
}

// anyLoad is somebody with few different values, so that many tie.
func anyLoad(r *rand.Rand, number id.Staff, today when.Date) caseload.Load {
	l := caseload.Load{
		Staff: number, Name: string("ABC"[r.IntN(3)]), Employment: []float64{0.6, 1}[r.IntN(2)], NormMax: 18 * r.IntN(2), Carries: true,
		Weighted: float64(8 + r.IntN(3)), New: r.IntN(2), WeightOfOne: 1, Away: json.RawMessage(`[]`), Conflict: r.IntN(5) == 0,
		Competences: [][]string{nil, {"psykiatri"}, {"misbrug", "psykiatri"}}[r.IntN(3)],
	}
	if r.IntN(3) == 0 {
		l.Knew = []intake.Past{{As: "buddy", From: today.AddDays(-90)}}
	}
	if r.IntN(6) == 0 {
		last := today.AddDays(r.IntN(30))
		l.LeftOn = &last
	}
	return l
}

func numbers(list []caseload.Candidate) []id.Staff {
	var all []id.Staff
	for _, c := range list {
		all = append(all, c.Staff)
	}
	return all
}

func TestRankBuddies(t *testing.T) {
	who := func(number id.Staff, name string, change func(*caseload.Candidate)) caseload.Candidate {
		c := caseload.Candidate{Load: caseload.Load{Staff: number, Name: name, Employment: 1, NormMax: 18, Weighted: 10}, Here: true, Fits: true}
		change(&c)
		return c
	}
	same := func(*caseload.Candidate) {}
	pairs := caseload.Pairs{1: {{Staff: 3, Times: 4}, {Staff: 2, Times: 1}}, 2: {{Staff: 1, Times: 1}}, 3: {{Staff: 1, Times: 4}}}
	anna := who(1, "Anna", same)
	tests := []struct {
		name  string
		owner id.Staff
		list  []caseload.Candidate
		want  string
	}{
		{"the owner is no buddy", 1, []caseload.Candidate{anna, who(2, "Bo", same)}, "Bo"},
		{"often together first", 1, []caseload.Candidate{anna, who(2, "Bo", same), who(3, "Cilla", same)}, "Cilla Bo"},
		{"before an owner is chosen nobody is together", 0, []caseload.Candidate{who(2, "Bo", same), who(3, "Cilla", same)}, "Bo Cilla"},
		{"who knows the youth before often together", 1, []caseload.Candidate{who(2, "Bo", func(c *caseload.Candidate) { c.Knows = true }), who(3, "Cilla", same)}, "Bo Cilla"},
		{"who is here before all", 1, []caseload.Candidate{who(2, "Bo", same), who(3, "Cilla", func(c *caseload.Candidate) { c.Here, c.Knows = false, true })}, "Bo Cilla"},
		{"most room last", 0, []caseload.Candidate{who(2, "Bo", func(c *caseload.Candidate) { c.Weighted = 12 }), who(3, "Cilla", same)}, "Cilla Bo"},
		{"who is inhabil cannot be buddy", 1, []caseload.Candidate{who(2, "Bo", func(c *caseload.Candidate) { c.Conflict = true })}, ""},
		{"who stops can, until the last day", 1, []caseload.Candidate{who(2, "Bo", func(c *caseload.Candidate) { c.Blocked, c.Here = intake.Leaving, false })}, "Bo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var names []string
			for _, b := range caseload.RankBuddies(caseload.Choosing{Candidates: tt.list, Pairs: pairs}, tt.owner) {
				names = append(names, b.Name)
			}
			if got := strings.Join(names, " "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
