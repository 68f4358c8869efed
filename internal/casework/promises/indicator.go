package promises

import (
	"slices"

	"kasket/internal/casework/figures"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Code names an indicator.
type Code string

// Shape is how an indicator is told.
type Shape string

// The shapes.
const (
	Portion  Shape = "portion"  // so many of so many
	Spread   Shape = "spread"   // the median, with the quartiles
	PerYouth Shape = "per"      // so many for each youth
	PerOwner Shape = "perOwner" // so many for each contact person
)

// Unit is what the numbers of an indicator count.
type Unit string

// The units. A portion of youths has an interval; what one youth has several of has
// none, since one youth's weeks are not independent of each other.
const (
	Youths   Unit = "youths"
	Weeks    Unit = "weeks"
	Contacts Unit = "contacts"
	Meetings Unit = "meetings"
	Things   Unit = "agreements"
	Cases    Unit = "complaints"
	Days     Unit = "days"
	Hours    Unit = "hours"
	Hats     Unit = "hats"
	Monthly  Unit = "monthly" // contacts in thirty days
	Changes  Unit = "changes"
	Courses  Unit = "courses"
)

// Window is what is looked at: a period, on a day. Nothing after the day is counted.
type Window struct {
	figures.Period
	Today when.Date
}

// Cut is the last day that is looked at.
func (w Window) Cut() when.Date {
	if w.To.After(w.Today) {
		return w.Today
	}
	return w.To
}

// over reports whether something that ended on a day ended in the window, and is over.
func (w Window) over(last when.Date) bool { return w.Has(last) && last.Before(w.Today) }

// Tally is what one course adds to an indicator.
type Tally struct {
	Num, Of int
	Values  []float64
	Missing int      // what nobody knows
	Apart   int      // counted beside: attempts in vain
	NoRule  bool     // the programme prescribes nothing here
	Owner   id.Staff // whose course it is, where contact persons are counted
}

// asked reports whether the course has to do with the indicator.
func (t Tally) asked() bool { return t.Of > 0 || len(t.Values) > 0 }

// Indicator is one promise of the model, and how it is measured. What it measures in a
// sentence is in the texts, by its code.
type Indicator struct {
	Code   Code
	Shape  Shape
	Unit   Unit
	Source string
	NameDa string // of what is data: a point of a checklist
	NameEn string
	Lead   func(Rules) int // how many days before the period it looks back
	of     func(Course, Rules, Window) Tally
}

// Figure is what an indicator says of some courses in a window.
type Figure struct {
	Indicator
	figures.Share
	Median, Lower, Upper float64
	Values               int // of a spread: how many there are
	Youths               int // whom it is about
	Missing              int // what nobody knows; fewer: some, and too few to say how many
	Apart                int
	NoRule               bool // no programme of these prescribes it
	Hidden               bool // too few to be shown to whoever asks

	did, not int // youths with some of it, and youths who lack some
}

// Per is how many there are for each, of an indicator that is told so.
func (f Figure) Per() float64 {
	if f.Of == 0 {
		return 0
	}
	return float64(f.Num) / float64(f.Of)
}

// Empty reports whether there is nothing to count.
func (f Figure) Empty() bool {
	if f.Shape == Spread {
		return f.Values == 0
	}
	return f.Of == 0
}

// Count counts an indicator over courses. It is the only place where courses are put
// together, for the page, the list behind it and the tests.
func (i Indicator) Count(courses []Course, rules map[id.Programme]Rules, w Window) Figure {
	f := Figure{Indicator: i}
	var values []float64
	youths, did, not, owners, without := map[id.Youth]bool{}, map[id.Youth]bool{}, map[id.Youth]bool{}, map[id.Staff]bool{}, 0
	for _, c := range courses {
		t := i.of(c, rules[c.Programme], w)
		f.Num, f.Of, f.Missing, f.Apart = f.Num+t.Num, f.Of+t.Of, f.Missing+t.Missing, f.Apart+t.Apart
		values = append(values, t.Values...)
		if t.NoRule {
			without++
		}
		if t.asked() {
			youths[c.Youth] = true
		}
		if t.Num > 0 {
			did[c.Youth] = true
		}
		if t.Of > t.Num {
			not[c.Youth] = true
		}
		if t.Owner != 0 {
			owners[t.Owner] = true
		}
	}
	if i.Shape == PerOwner {
		f.Of = len(owners)
	}
	f.Youths, f.Values, f.did, f.not = len(youths), len(values), len(did), len(not)
	f.NoRule = without > 0 && f.Youths == 0
	slices.Sort(values)
	f.Lower, f.Median, f.Upper = Quantile(values, 0.25), Quantile(values, 0.5), Quantile(values, 0.75)
	return f
}

// Quantile is the value that a share of the sorted values lies below: of two
// neighbours, as far between them as the share is (type 7 of Hyndman and Fan, The
// American Statistician 50, 1996, p. 361, which R uses). 0 of no values.
func Quantile(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := share * float64(len(sorted)-1)
	below := int(at)
	if below+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + (at-float64(below))*(sorted[below+1]-sorted[below])
}
