package figures

import (
	"cmp"
	"math"
	"slices"
)

// Cause is how a stay ended, as its time is looked at.
type Cause int

// The causes. A stay that goes on is running: it counts for as long as it has lasted,
// and is never taken for one that ended.
const (
	Running Cause = iota
	WentWell
	EndedOtherwise
)

// Spell is a stay as time to its end: days since it began, and how it ended.
type Spell struct {
	Days  int
	Cause Cause
}

// Step is a day on which stays ended, and what is known up to it. Shares are of one.
type Step struct {
	Days      int
	AtRisk    int // stays that had lasted so long
	Well      int // ended well on this day
	Otherwise int
	Running   int // had lasted so long on the cut-off day, and go on
	Still     float64
	StdErr    float64 // of Still
	Low, High float64 // 95 % interval of Still
	WellBy    float64 // share that had ended well by this day
	OtherBy   float64
}

// Curve is how long stays last, day by day on which one of them ended. Still is the
// estimate of Kaplan and Meier (JASA 53, 1958, p. 457) of going on, with the standard
// error of Greenwood and its interval on the logarithmic scale. An end of another kind
// competes with a good one: who left otherwise can no longer leave well. WellBy and
// OtherBy are therefore the estimates of Aalen and Johansen (Scand J Stat 5, 1978,
// p. 141), which with Still always make up the whole.
func Curve(spells []Spell) []Step {
	sorted := slices.Clone(spells)
	slices.SortFunc(sorted, func(a, b Spell) int { return cmp.Compare(a.Days, b.Days) })
	var steps []Step
	still, wellBy, otherBy, spread := 1.0, 0.0, 0.0, 0.0
	for i := 0; i < len(sorted); {
		s := Step{Days: sorted[i].Days, AtRisk: len(sorted) - i}
		for ; i < len(sorted) && sorted[i].Days == s.Days; i++ {
			switch sorted[i].Cause {
			case WentWell:
				s.Well++
			case EndedOtherwise:
				s.Otherwise++
			default:
				s.Running++
			}
		}
		n, d := float64(s.AtRisk), float64(s.Well+s.Otherwise)
		wellBy += still * float64(s.Well) / n
		otherBy += still * float64(s.Otherwise) / n
		still *= (n - d) / n
		spread += d / (n * (n - d)) // infinite where all have ended: then nothing is sure
		s.Still, s.WellBy, s.OtherBy = still, wellBy, otherBy
		s.StdErr, s.Low, s.High = still*math.Sqrt(spread), still*math.Exp(-z*math.Sqrt(spread)), min(1, still*math.Exp(z*math.Sqrt(spread)))
		if s.AtRisk == s.Well+s.Otherwise {
			s.Still, s.StdErr, s.Low, s.High = 0, 0, 0, 0
			still = 0
		}
		steps = append(steps, s)
	}
	return steps
}

// Alone is the spells as if the other ends had never been possible: they are taken for
// running. 1 - Still of its curve is the share that is often shown, and is too high
// where ends compete. It is here to be shown beside WellBy, and said so.
func Alone(spells []Spell) []Spell {
	alone := slices.Clone(spells)
	for i := range alone {
		if alone[i].Cause == EndedOtherwise {
			alone[i].Cause = Running
		}
	}
	return alone
}

// EndedBy is the first day by which so large a share of the stays had ended; false
// where that is not reached yet. EndedBy(steps, 0.5) is the median.
func EndedBy(steps []Step, share float64) (days int, reached bool) {
	return first(steps, func(s Step) bool { return s.Still <= 1-share+rounding })
}

// WellBy is the first day by which so large a share of all had ended well; false where
// that is not reached, for some leave otherwise.
func WellBy(steps []Step, share float64) (days int, reached bool) {
	return first(steps, func(s Step) bool { return s.WellBy >= share-rounding })
}

// rounding keeps 1 - 0.1*7 from being something else than 0.3.
const rounding = 1e-9

func first(steps []Step, is func(Step) bool) (int, bool) {
	at := slices.IndexFunc(steps, is)
	if at < 0 {
		return 0, false
	}
	return steps[at].Days, true
}

// At is the step that holds on a day: the last one up to it; all go on before the first.
func At(steps []Step, days int) Step {
	held := Step{Days: days, Still: 1, Low: 1, High: 1}
	for _, s := range steps {
		if s.Days > days {
			break
		}
		held = s
	}
	return held
}
