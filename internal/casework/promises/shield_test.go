package promises

import (
	"math/rand/v2"
	"testing"

	"kasket/internal/id"
)

// Weeks of few youths are hidden however many they are, and so is a figure that nearly
// everybody or nearly nobody has a part in.
func TestHide(t *testing.T) {
	lasting := func(n, of int) []Tally { // n youths who kept it, of so many
		var all []Tally
		for i := range of {
			all = append(all, Tally{Of: 1})
			if i < n {
				all[i].Num = 1
			}
		}
		return all
	}
	for name, c := range map[string]struct {
		tallies []Tally
		hidden  bool
	}{
		"five and five":            {lasting(5, 10), false},
		"four of ten":              {lasting(4, 10), true},
		"six of ten":               {lasting(6, 10), true},
		"five of nine":             {lasting(5, 9), true},
		"forty weeks of one youth": {append(lasting(0, 0), Tally{Num: 40, Of: 60}), true},
		"nobody":                   {nil, false},
	} {
		if f := counted(c.tallies, Portion); f.Hidden != c.hidden || f.Hidden && (f.Num != 0 || f.Of != 0) {
			t.Errorf("%s: hidden %t, %d of %d", name, f.Hidden, f.Num, f.Of)
		}
	}
	if f := counted([]Tally{{Values: []float64{3}, Missing: 4}}, Spread); !f.Hidden || f.Median != 0 || f.Missing != fewer {
		t.Errorf("one value: %+v", f)
	}
}

func counted(tallies []Tally, shape Shape) Figure {
	var courses []Course
	for i := range tallies {
		courses = append(courses, Course{Youth: id.Youth(i + 1)})
	}
	f := Indicator{Shape: shape, of: func(c Course, _ Rules, _ Window) Tally { return tallies[c.Youth-1] }}.Count(courses, nil, spring)
	f.hide()
	return f
}

// Whatever the needs groups are, what is shown gives no group of fewer than five, not
// even as the rest of the sum, which the page says.
func TestNeedsAreShielded(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 57))
	shown := 0
	for range 20_000 {
		var b Board
		sum := 0
		for g := 1; g <= 4; g++ {
			n := r.IntN(20)
			b.Needs, sum = append(b.Needs, Needs{Group: g, N: n}), sum+n
		}
		b.Youths = sum
		b.shield()
		rest, hidden := sum, 0
		for _, n := range b.Needs {
			rest -= n.N
			if n.Hidden {
				hidden++
			} else if n.N < 5 {
				t.Fatalf("shows %d: %+v", n.N, b.Needs)
			}
		}
		if hidden == 1 || hidden > 0 && rest < 5 && hidden < 4 {
			t.Fatalf("the rest of %d can be worked out: %+v", rest, b.Needs)
		}
		shown += 4 - hidden
	}
	if shown == 0 {
		t.Error("nothing is ever shown")
	}
}
