package promises

import (
	"slices"
	"testing"

	"kasket/internal/id"
	"kasket/internal/programme"
)

// The quartiles of 1, 2, 4, 8 and 16 are the second and the fourth of the five; of four
// values the first lies a quarter short of the second, as R's quantile has it.
func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		values               []float64
		lower, median, upper float64
	}{
		{nil, 0, 0, 0},
		{[]float64{3}, 3, 3, 3},
		{[]float64{1, 2, 4, 8, 16}, 2, 4, 8},
		{[]float64{1, 2, 3, 10}, 1.75, 2.5, 4.75}, // quantile(c(1, 2, 3, 10)) in R
	} {
		lower, median, upper := Quantile(c.values, 0.25), Quantile(c.values, 0.5), Quantile(c.values, 0.75)
		if lower != c.lower || median != c.median || upper != c.upper {
			t.Errorf("%v: %v %v %v, want %v %v %v", c.values, lower, median, upper, c.lower, c.median, c.upper)
		}
	}
}

// Three youths of two programmes: one has a rule and kept it in 3 of 4 weeks, one has
// two courses there, and one has no rule. The figure is of two youths.
func TestCount(t *testing.T) {
	first := pace("first_month", programme.FirstMonth)
	course := func(y id.Youth, p id.Programme, started string, talks ...string) Course {
		c := Course{Youth: y, Programme: p, StartedOn: day(started)}
		for _, s := range talks {
			c.Contacts = append(c.Contacts, talk(s))
		}
		return c
	}
	rules := map[id.Programme]Rules{1: weekly, 2: {}}
	got := first.Count([]Course{
		course(1, 1, "2026-03-02", "2026-03-02 10:00", "2026-03-09 10:00", "2026-03-29 10:00"),
		course(2, 1, "2026-01-01"), course(2, 1, "2026-05-01"), course(3, 2, "2026-03-02", "2026-03-02 10:00"),
	}, rules, spring)
	if got.Num != 3 || got.Of != 12 || got.Youths != 2 || got.NoRule {
		t.Errorf("%d of %d, %d youths, no rule %t; want 3 of 12 of 2 youths", got.Num, got.Of, got.Youths, got.NoRule)
	}
	if none := first.Count([]Course{course(3, 2, "2026-03-02")}, rules, spring); !none.NoRule || !none.Empty() {
		t.Errorf("without a rule: %+v", none.Share)
	}
	carried := Indicator{Shape: PerOwner, of: load}
	three := []Course{{Youth: 1}, {Youth: 2}, {Youth: 3}}
	for i, who := range []int{7, 8, 7} {
		three[i].StartedOn, three[i].Owners = day("2026-01-01"), owners(who, "2026-01-01 09:00")
	}
	if f := carried.Count(three, nil, spring); f.Per() != 1.5 {
		t.Errorf("three courses of two: %v each", f.Per())
	}
}

func TestNeeds(t *testing.T) {
	var courses []Course
	for i, group := range []int{1, 2, 2, 4, 4, 4, 0, 3} {
		courses = append(courses, Course{NeedsGroup: group, StartedOn: day("2026-01-01")})
		if i == 7 {
			courses[i].ClosedOn = day("2026-02-01")
		}
	}
	got := NeedsOn(courses, map[int]int{1: 10, 2: 20, 3: 30, 4: 40}, day("2026-06-30"))
	want := []Needs{{1, 1, 10, false}, {2, 2, 20, false}, {3, 0, 30, false}, {4, 3, 40, false}, {0, 1, -1, false}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
