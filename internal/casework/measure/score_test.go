package measure_test

import (
	"testing"

	"kasket/internal/casework/measure"
	"kasket/internal/id"
	"kasket/internal/when"
)

// who5 is the instrument as it ships.
func who5() measure.Instrument {
	i := measure.Instrument{
		ID: 1, Code: "who5", Version: 1, Respondent: measure.ByYouth, ScaleMin: 0, ScaleMax: 5, Formula: measure.SumTimesFour,
		Bands: []measure.Band{{From: 0, To: 35, NameDa: "stor", Prompts: true}, {From: 36, To: 50, NameDa: "risiko"}, {From: 51, To: 100, NameDa: "ingen"}},
	}
	for n := range 5 {
		i.Items = append(i.Items, measure.Item{Position: n + 1, Kind: measure.OnScale, TextDa: "x"})
	}
	return i
}

func values(list ...int) map[int]int {
	m := map[int]int{}
	for i, v := range list {
		if v >= 0 {
			m[i+1] = v
		}
	}
	return m
}

// WHO-5 by hand: the raw sum of five answers 0-5 times four (domain 6.1); 35 and under is
// a high risk, 36 to 50 a risk, over 50 none at once; a missing answer means no score.
func TestWHO5(t *testing.T) {
	i := who5()
	if i.ScoreMin() != 0 || i.ScoreMax() != 100 {
		t.Errorf("scores from %d to %d", i.ScoreMin(), i.ScoreMax())
	}
	for _, tt := range []struct {
		answers []int
		score   float64
		whole   bool
		band    string
		prompts bool
	}{
		{[]int{0, 0, 0, 0, 0}, 0, true, "stor", true},
		{[]int{5, 5, 5, 5, 5}, 100, true, "ingen", false},
		{[]int{3, 3, 3, 3, 3}, 60, true, "ingen", false},
		{[]int{2, 2, 2, 1, 1}, 32, true, "stor", true},
		{[]int{2, 2, 2, 2, 1}, 36, true, "risiko", false},
		{[]int{3, 2, 2, 3, 2}, 48, true, "risiko", false},
		{[]int{3, 3, 3, 2, 2}, 52, true, "ingen", false},
		{[]int{4, 4, 3, 3, 3}, 68, true, "ingen", false}, // the mean of healthy people
		{[]int{5, 5, 5, 5, -1}, 0, false, "", false},
		{[]int{-1, -1, -1, -1, -1}, 0, false, "", false},
	} {
		score, whole := i.Score(values(tt.answers...))
		if score != tt.score || whole != tt.whole {
			t.Errorf("%v: %v, %v", tt.answers, score, whole)
		}
		if !whole {
			if i.Prompts(nil) {
				t.Error("no score prompts a talk")
			}
			continue
		}
		if band, _ := i.Band(score); band.NameDa != tt.band || i.Prompts(&score) != tt.prompts {
			t.Errorf("%v of %v: %+v, prompts %v", score, tt.answers, band, i.Prompts(&score))
		}
	}
}

// A mean is to one decimal, words are no part of it, and a band reaches to the next.
func TestMean(t *testing.T) {
	i := measure.Instrument{
		ScaleMin: 1, ScaleMax: 5, Formula: measure.Mean,
		Items: []measure.Item{{Position: 1, Kind: measure.OnScale}, {Position: 2, Kind: measure.OnScale}, {Position: 3, Kind: measure.OnScale}, {Position: 4, Kind: measure.InWords}},
		Bands: []measure.Band{{From: 1, To: 3, NameDa: "a"}, {From: 4, To: 5, NameDa: "b"}},
	}
	if score, whole := i.Score(values(5, 4, 4)); score != 4.3 || !whole {
		t.Errorf("mean %v, %v", score, whole)
	}
	if _, whole := i.Score(values(5, 4)); whole {
		t.Error("a mean of two of three")
	}
	for score, name := range map[float64]string{1: "a", 3.9: "a", 4: "b", 5: "b", 0.5: "", 6: ""} {
		if b, said := i.Band(score); said != (name != "") || said && b.NameDa != name {
			t.Errorf("%v: %+v, %v", score, b, said)
		}
	}
	i.Formula = measure.NoScore
	if _, whole := i.Score(values(5, 4, 4)); whole {
		t.Error("a score where the instrument has none")
	}
}

func on(n int) when.Date {
	day, _ := when.On(2026, 1, 1)
	return day.AddDays(n)
}

func score(f float64) *float64 { return &f }

// Only one version and one respondent are compared; a measurement without a score is in
// the list and not in the course; under two points there are too few.
func TestCompare(t *testing.T) {
	old, now := who5(), who5()
	old.ID, now.ID, now.Version = 1, 2, 2
	all := []measure.Measurement{
		{ID: 1, Instrument: 1, On: on(0), Respondent: measure.ByYouth, Score: score(20)},
		{ID: 5, Instrument: 2, On: on(90), Respondent: measure.ByYouth, Score: score(44)},
		{ID: 2, Instrument: 2, On: on(30), Respondent: measure.ByYouth, Score: score(36)},
		{ID: 3, Instrument: 2, On: on(40), Respondent: measure.ByYouth},
		{ID: 4, Instrument: 2, On: on(60), Respondent: measure.ByYouth, Score: score(72)},
		{ID: 6, Instrument: 2, On: on(90), Respondent: measure.ByWorker, Score: score(80)},
	}
	series := measure.Compare([]measure.Instrument{old, now}, all)
	if len(series) != 3 || series[0].Instrument.Version != 2 || series[0].Respondent != measure.ByYouth || series[1].Respondent != measure.ByWorker || series[2].Instrument.Version != 1 {
		t.Fatalf("series %+v", series)
	}
	s := series[0]
	start, _ := s.Start()
	best, _ := s.Best()
	latest, _ := s.Latest()
	previous, _ := s.Previous()
	if got := []id.Measurement{start.ID, best.ID, latest.ID, previous.ID}; got[0] != 2 || got[1] != 4 || got[2] != 5 || got[3] != 4 || len(s.All) != 4 || !s.Enough() {
		t.Errorf("start, best, latest, previous %v of %d", got, len(s.All))
	}
	if series[1].Enough() || series[2].Enough() {
		t.Error("one point is enough")
	}
	if _, found := series[2].Previous(); found {
		t.Error("something before the first")
	}
	s.Instrument.LowerIsBetter = true
	if best, _ := s.Best(); best.ID != 2 {
		t.Errorf("best where lower is better: %d", best.ID)
	}
}

// Dimensions are means of their own; what is missing in one leaves the others.
func TestDimensions(t *testing.T) {
	i := measure.Instrument{Items: []measure.Item{
		{Position: 1, Kind: measure.OnScale, DimensionDa: "Job"}, {Position: 2, Kind: measure.OnScale, DimensionDa: "Job"}, {Position: 3, Kind: measure.OnScale, DimensionDa: "Sundhed"},
	}}
	five, four := 5, 4
	m := measure.Measurement{Answers: []measure.Answer{{Position: 1, Value: &five}, {Position: 2, Value: &four}}}
	got := i.Dimensions(m)
	if len(got) != 2 || got[0].Mean == nil || *got[0].Mean != 4.5 || got[1].Mean != nil {
		t.Errorf("dimensions %+v", got)
	}
}

// What a programme asks for, by hand.
func TestOwedOn(t *testing.T) {
	every := measure.Rule{Code: "who5", FirstDays: 14, EveryDays: 90}
	kickoff, months3, exit := measure.Rule{Code: "survey", Occasion: measure.AtKickoff}, measure.Rule{Code: "survey", Occasion: measure.AtMonths3}, measure.Rule{Code: "survey", Occasion: measure.AtExit}
	held, closed := on(10), on(200)
	running := measure.CourseDays{StartedOn: on(0), KickoffOn: &held}
	ended := measure.CourseDays{StartedOn: on(0), KickoffOn: &held, ClosedOn: &closed}
	whole := []measure.Rule{every, kickoff, months3, exit}
	for _, tt := range []struct {
		name  string
		rules []measure.Rule
		days  measure.CourseDays
		done  []measure.Done
		today int
		want  map[measure.Occasion]int // the day each is due
	}{
		{"before anything", whole, measure.CourseDays{StartedOn: on(0)}, nil, 13, nil},
		{"the first", whole, measure.CourseDays{StartedOn: on(0)}, nil, 14, map[measure.Occasion]int{"": 14}},
		{"the kick-off was held", whole, running, nil, 14, map[measure.Occasion]int{"": 14, "kickoff": 10}},
		{"measured", whole, running, []measure.Done{{Code: "who5", On: on(20)}}, 109, map[measure.Occasion]int{"kickoff": 10, "months3": 90}},
		{"and again", whole, running, []measure.Done{{Code: "who5", On: on(1)}, {Code: "who5", On: on(20)}}, 110, map[measure.Occasion]int{"kickoff": 10, "months3": 90, "": 110}},
		{"another instrument", []measure.Rule{every}, running, []measure.Done{{Code: "scale10", On: on(20)}}, 20, map[measure.Occasion]int{"": 14}},
		{"the occasion is answered", whole, running, []measure.Done{{Code: "survey", Occasion: "kickoff", On: on(12)}}, 13, nil},
		{"the same on any other day", []measure.Rule{kickoff}, running, []measure.Done{{Code: "survey", On: on(12)}}, 13, map[measure.Occasion]int{"kickoff": 10}},
		{"it has ended", whole, ended, nil, 210, map[measure.Occasion]int{"exit": 200}},
	} {
		owed := measure.OwedOn(tt.rules, tt.days, tt.done, on(tt.today))
		if len(owed) != len(tt.want) {
			t.Errorf("%s: %+v", tt.name, owed)
		}
		for _, o := range owed {
			if day, wanted := tt.want[o.Occasion]; !wanted || o.On != on(day) {
				t.Errorf("%s: %s since %s", tt.name, o.Occasion, o.On)
			}
		}
	}
}
