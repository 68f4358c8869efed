package figures_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"kasket/internal/casework/figures"
)

// spells makes spells: a negative number is one that goes on after so many days.
func spells(cause figures.Cause, days ...int) []figures.Spell {
	all := make([]figures.Spell, len(days))
	for i, d := range days {
		all[i] = figures.Spell{Days: d, Cause: cause}
		if d < 0 {
			all[i] = figures.Spell{Days: -d}
		}
	}
	return all
}

// TestCurveAsR holds the curve against what R prints for
// summary(survfit(Surv(time, status) ~ x, data = aml)) of its package survival: remission
// in acute myelogenous leukaemia (Miller, Survival Analysis, 1981, p. 49).
func TestCurveAsR(t *testing.T) {
	type line struct {
		days, risk, ended            int
		still, stdErr, lower, higher float64
	}
	for name, c := range map[string]struct {
		spells []figures.Spell
		want   []line
		median int
	}{
		"maintained": {
			spells(figures.WentWell, 9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161),
			[]line{
				{9, 11, 1, 0.909, 0.0867, 0.7541, 1.000},
				{13, 10, 1, 0.818, 0.1163, 0.6192, 1.000},
				{18, 8, 1, 0.716, 0.1397, 0.4884, 1.000},
				{23, 7, 1, 0.614, 0.1526, 0.3769, 0.999},
				{31, 5, 1, 0.491, 0.1642, 0.2549, 0.946},
				{34, 4, 1, 0.368, 0.1627, 0.1549, 0.875},
				{48, 2, 1, 0.184, 0.1535, 0.0359, 0.944},
			},
			31,
		},
		"not maintained": {
			spells(figures.WentWell, 5, 5, 8, 8, 12, -16, 23, 27, 30, 33, 43, 45),
			[]line{
				{5, 12, 2, 0.8333, 0.1076, 0.6470, 1.000},
				{8, 10, 2, 0.6667, 0.1361, 0.4468, 0.995},
				{12, 8, 1, 0.5833, 0.1423, 0.3616, 0.941},
				{23, 6, 1, 0.4861, 0.1481, 0.2675, 0.883},
				{27, 5, 1, 0.3889, 0.1470, 0.1854, 0.816},
				{30, 4, 1, 0.2917, 0.1387, 0.1148, 0.741},
				{33, 3, 1, 0.1944, 0.1219, 0.0569, 0.664},
				{43, 2, 1, 0.0972, 0.0919, 0.0153, 0.620},
				{45, 1, 1, 0, 0, 0, 0}, // R says NaN: nothing can be said of how sure it is
			},
			23,
		},
	} {
		var ended []figures.Step
		steps := figures.Curve(c.spells)
		for _, s := range steps {
			if s.Well > 0 {
				ended = append(ended, s)
			}
		}
		if len(ended) != len(c.want) {
			t.Fatalf("%s: %d steps, want %d", name, len(ended), len(c.want))
		}
		for i, w := range c.want {
			s := ended[i]
			if s.Days != w.days || s.AtRisk != w.risk || s.Well != w.ended ||
				off(s.Still, w.still, 0.0005) || off(s.StdErr, w.stdErr, 0.00005) || off(s.Low, w.lower, 0.00005) || off(s.High, w.higher, 0.0005) {
				t.Errorf("%s: %+v, want %+v", name, s, w)
			}
		}
		if median, is := figures.EndedBy(steps, 0.5); !is || median != c.median {
			t.Errorf("%s: median %d (%t), want %d", name, median, is, c.median)
		}
	}
}

// TestCurveCompeting holds the shares against table 2 of Satagopan and others, British
// Journal of Cancer 91 (2004), p. 1229: the first nine of 305 patients, in per cent. The
// table adds up increments that are rounded to a tenth, so its sums may be that much off.
func TestCurveCompeting(t *testing.T) {
	all := append(spells(figures.WentWell, -7, 10, -14, 16, 23, -24, 27), spells(figures.EndedOtherwise, 18, 26)...)
	for range 305 - len(all) {
		all = append(all, figures.Spell{Days: 60})
	}
	steps := figures.Curve(all)
	for _, w := range []struct {
		days, risk   int
		still, other float64
		wellBy       float64
	}{
		{10, 304, 99.7, 0, 0.3},
		{16, 302, 99.3, 0, 0.6},
		{18, 301, 99.0, 0.3, 0.6},
		{23, 300, 98.7, 0.3, 0.9},
		{26, 298, 98.3, 0.6, 0.9},
		{27, 297, 98.0, 0.6, 1.2},
	} {
		s := figures.At(steps, w.days)
		if s.Days != w.days || s.AtRisk != w.risk || off(100*s.Still, w.still, 0.06) || off(100*s.WellBy, w.wellBy, 0.13) || off(100*s.OtherBy, w.other, 0.13) {
			t.Errorf("day %d: %+v, want %+v", w.days, s, w)
		}
	}
}

// TestCurveByHand is five stays worked out by hand: one goes well on day 10, one ends
// otherwise on day 20, one goes on since 25 days, one goes well on day 30, one goes on.
func TestCurveByHand(t *testing.T) {
	all := append(spells(figures.WentWell, 10, -25, 30, -40), figures.Spell{Days: 20, Cause: figures.EndedOtherwise})
	steps := figures.Curve(all)
	want := []struct{ still, well, other float64 }{
		{0.8, 0.2, 0},   // 1 of 5
		{0.6, 0.2, 0.2}, // 1 of 4 of 0.8
		{0.6, 0.2, 0.2}, // nobody ends
		{0.3, 0.5, 0.2}, // 1 of 2 of 0.6
		{0.3, 0.5, 0.2},
	}
	for i, w := range want {
		if s := steps[i]; off(s.Still, w.still, 1e-9) || off(s.WellBy, w.well, 1e-9) || off(s.OtherBy, w.other, 1e-9) {
			t.Errorf("step %d: %+v, want %+v", i, s, w)
		}
	}
	if days, is := figures.WellBy(steps, 0.5); !is || days != 30 {
		t.Errorf("half went well by day %d (%t), want 30", days, is)
	}
	if days, is := figures.WellBy(steps, 0.75); is {
		t.Errorf("three of four went well by day %d, want never", days)
	}
	// As if nobody could leave otherwise: 4 of 5, then 1 of 2 of 0.8.
	if naive := 1 - figures.At(figures.Curve(figures.Alone(all)), 40).Still; off(naive, 0.6, 1e-9) {
		t.Errorf("the naive share is %v, want 0.6, which is more than 0.5", naive)
	}
	if len(figures.Curve(nil)) != 0 {
		t.Error("nobody has a curve")
	}
}

// TestCurveMakesUpTheWhole draws spells by chance: the shares always make up the whole,
// never fall where they rise, and without running stays are plain shares.
func TestCurveMakesUpTheWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 54)) //nolint:gosec // not a secret
	for range 500 {
		all := make([]figures.Spell, 1+r.IntN(40))
		well, running := 0, false
		for i := range all {
			all[i] = figures.Spell{Days: r.IntN(25), Cause: figures.Cause(r.IntN(3))}
			if all[i].Cause == figures.WentWell {
				well++
			}
			running = running || all[i].Cause == figures.Running
		}
		before := figures.Step{Still: 1}
		for _, s := range figures.Curve(all) {
			if off(s.Still+s.WellBy+s.OtherBy, 1, 1e-9) || s.Still > before.Still+1e-12 || s.WellBy < before.WellBy || s.OtherBy < before.OtherBy || s.Low > s.Still+1e-12 || s.High < s.Still-1e-12 {
				t.Fatalf("%+v after %+v of %v", s, before, all)
			}
			before = s
		}
		if !running && off(before.WellBy, float64(well)/float64(len(all)), 1e-9) {
			t.Fatalf("%v of %v went well, want the plain share", before.WellBy, all)
		}
	}
}

func off(got, want, by float64) bool { return math.IsNaN(got) || math.Abs(got-want) > by }
