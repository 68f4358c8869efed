package promises

import "kasket/internal/when"

// Item is a point of the checklist of the meetings at an age: data, with its own words.
type Item struct {
	Code   string
	Kind   string // yes_no or choice
	NameDa string
	NameEn string
	Source string
}

// none is the answer of a choice that says there is none.
const none = "none"

// Points is the group of the points of the checklist.
const Points = "points"

// ofItems are the points that are answered with yes or no, and the education and the
// work the youth has or has not.
func ofItems(items []Item) Group {
	g := Group{Key: Points}
	for _, i := range items {
		g.Indicators = append(g.Indicators, Indicator{
			Code: Code("point_" + i.Code), Shape: Portion, Unit: Meetings, Source: i.Source,
			NameDa: i.NameDa, NameEn: i.NameEn, of: answered(i.Code),
		})
	}
	return g
}

// heldIn counts the meetings at an age that were held in the window, by what they say.
func heldIn(c Course, w Window, count func(Held, *Tally)) Tally {
	var t Tally
	for _, h := range c.Milestones {
		if w.Has(h.On) && !h.On.After(w.Today) {
			count(h, &t)
		}
	}
	return t
}

// answered counts the meetings where the point was answered with yes, or with anything
// but none; where it was not answered it is missing.
func answered(code string) func(Course, Rules, Window) Tally {
	return func(c Course, _ Rules, w Window) Tally {
		return heldIn(c, w, func(h Held, t *Tally) {
			switch h.Answers[code] {
			case "":
				t.Missing++
			case "no", none:
				t.Of++
			default:
				t.Of, t.Num = t.Of+1, t.Num+1
			}
		})
	}
}

// youthCame counts the meetings the youth came to; where nobody says, it is missing.
func youthCame(c Course, _ Rules, w Window) Tally {
	return heldIn(c, w, func(h Held, t *Tally) {
		switch h.Youth {
		case "came":
			t.Of, t.Num = t.Of+1, t.Num+1
		case "away":
			t.Of++
		default:
			t.Missing++
		}
	})
}

// adultCame counts the meetings to which the youth's chosen adult came.
func adultCame(c Course, _ Rules, w Window) Tally {
	return heldIn(c, w, func(h Held, t *Tally) { t.add(h.Adult) })
}

// agreedSomething counts the meetings in which something was agreed.
func agreedSomething(c Course, _ Rules, w Window) Tally {
	return heldIn(c, w, func(h Held, t *Tally) { t.add(h.Agreed) })
}

func (t *Tally) add(yes bool) {
	t.Of++
	if yes {
		t.Num++
	}
}

// Needs is how many youths are in a needs group on a day, beside the plan.
type Needs struct {
	Group   int // 0 is not known
	N       int
	Planned int // per cent; -1 is no plan
	Hidden  bool
}

// NeedsOn counts the needs groups of those in a course on a day, against the plan that
// holds then. The groups of the plan are all there, and those not known come last.
func NeedsOn(courses []Course, plan map[int]int, on when.Date) []Needs {
	var all []Needs
	count := map[int]int{}
	for _, c := range courses {
		if c.open(on) {
			count[c.NeedsGroup]++
		}
	}
	for group := 1; group <= 4; group++ {
		planned, is := plan[group]
		if !is {
			planned = -1
		}
		all = append(all, Needs{Group: group, N: count[group], Planned: planned})
	}
	if count[0] > 0 {
		all = append(all, Needs{N: count[0], Planned: -1})
	}
	return all
}
