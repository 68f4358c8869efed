package measure

import (
	"slices"

	"kasket/internal/when"
)

// Occasion is why a measurement was made, where a programme wants it on one.
type Occasion string

// The youth survey is asked after the kick-off, after three months and at the end
// (Rute 42, notat 2016). None is any other day.
const (
	NoOccasion Occasion = ""
	AtKickoff  Occasion = "kickoff"
	AtMonths3  Occasion = "months3"
	AtExit     Occasion = "exit"
)

// Occasions lists the occasions, none first.
var Occasions = []Occasion{NoOccasion, AtKickoff, AtMonths3, AtExit}

// Rule is when a programme wants an instrument used: every so many days, or on an
// occasion.
type Rule struct {
	Code      string // of the instrument, whichever version holds
	Occasion  Occasion
	FirstDays int // after the start, for the first
	EveryDays int // after the latest, for the next
}

// CourseDays are the days of a course that rules count from.
type CourseDays struct {
	StartedOn when.Date
	KickoffOn *when.Date // held
	ClosedOn  *when.Date
}

// Done is a measurement as far as rules ask.
type Done struct {
	Code     string
	Occasion Occasion
	On       when.Date
}

// DueOn is the day a rule asks for the next measurement of a course; false where it asks
// for none: the occasion is answered or has not come, or the course has ended.
func (r Rule) DueOn(c CourseDays, done []Done) (when.Date, bool) {
	var last when.Date
	for _, d := range done {
		if d.Code == r.Code && d.Occasion == r.Occasion && r.Occasion != NoOccasion {
			return when.Date{}, false
		}
		if d.Code == r.Code && d.On.After(last) {
			last = d.On
		}
	}
	switch r.Occasion {
	case AtKickoff:
		if c.KickoffOn != nil && c.ClosedOn == nil {
			return *c.KickoffOn, true
		}
	case AtMonths3:
		return c.StartedOn.AddMonths(3), c.ClosedOn == nil
	case AtExit:
		if c.ClosedOn != nil {
			return *c.ClosedOn, true
		}
	case NoOccasion:
		if !last.IsZero() {
			return last.AddDays(r.EveryDays), c.ClosedOn == nil
		}
		return c.StartedOn.AddDays(r.FirstDays), c.ClosedOn == nil
	}
	return when.Date{}, false
}

// Owed is an instrument that is due, and since when.
type Owed struct {
	Rule
	On when.Date
}

// OwedOn are the measurements that the rules ask for on a day, the longest due first.
func OwedOn(rules []Rule, c CourseDays, done []Done, today when.Date) []Owed {
	var owed []Owed
	for _, r := range rules {
		if on, asks := r.DueOn(c, done); asks && !on.After(today) {
			owed = append(owed, Owed{Rule: r, On: on})
		}
	}
	slices.SortStableFunc(owed, func(a, b Owed) int { return a.On.Compare(b.On) })
	return owed
}
