package placement

import (
	"slices"

	"kasket/internal/casework/company"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// YouthFacts are what the rules of stays ask of a youth.
type YouthFacts struct {
	Birth    when.Date         // zero where nobody knows
	Category string            // code of the visitation category; "" where nobody has said
	School   programme.Attends // whether somebody under 18 still goes to school, where it is known
}

// Past is another stay of the same youth: one that was, goes on or is planned.
type Past struct {
	ID          id.Placement
	Company     id.Company
	Type        string
	Traits      programme.PlacementTraits
	From, Last  when.Date // Last is zero while it is open
	Hours       float64   // a week; 0 where nobody knows
	Result      Result
	CompanyName string
}

// Occupant is a stay of somebody else at a workplace that counts against its ordinary
// employees.
type Occupant struct {
	Youth      id.Youth
	From, Last when.Date // Last is zero while it is open
}

// PlaceFacts are what the rules ask of a workplace.
type PlaceFacts struct {
	company.Workplace
	Others []Occupant
}

// Warnings are the rules a stay goes against: each with its numbers and where it comes
// from. What the law lets nobody do cannot be overridden. Nothing is a constant here: what
// no row of the catalogue limits is not limited, and what cannot be told for want of a
// fact is warned of where it can matter.
func Warnings(p Placement, youth YouthFacts, past []Past, place PlaceFacts, rules programme.PlacementRules) []Warning {
	kind, known := rules.Type(p.Type)
	if !known {
		return []Warning{{Rule: "type", Field: "type", Numbers: []any{p.From}}}
	}
	past = slices.DeleteFunc(slices.Clone(past), func(x Past) bool { return x.ID == p.ID && p.ID != 0 })
	var list []Warning
	if !place.Open(p.From) {
		list = append(list, Warning{Rule: "workplace_closed", Field: "workplace", Numbers: []any{place.ClosedOn}})
	}
	list = append(list, lengthWarnings(p, youth, past, rules)...)
	list = append(list, placeWarnings(p, kind, past, place, rules)...)
	list = append(list, hoursWarnings(p, kind, past, rules)...)
	return append(list, youngWarnings(p, youth, rules)...)
}

const week = 7

// weeksOf is how many weeks some days are; a week that has begun counts.
func weeksOf(days int) int { return (days + week - 1) / week }

// span is some days in a row, both ends included.
type span struct{ from, to when.Date }

// daysIn counts the days of some spans; a day that lies in two of them counts once.
func daysIn(spans []span) int {
	slices.SortFunc(spans, func(a, b span) int { return a.from.Compare(b.from) })
	days := 0
	var reached when.Date // the last day counted
	for _, s := range spans {
		if !reached.IsZero() && !s.from.After(reached) {
			s.from = reached.AddDays(1)
		}
		if s.to.Before(s.from) {
			continue
		}
		days += s.to.Sub(s.from) + 1
		reached = s.to
	}
	return days
}

// tally is how long somebody has been, in days, at a company and in all.
type tally struct{ company, all int }

// before counts the days of stays that one length limits together, those of p left out:
// the days before p ends that p does not cover itself.
func before(p Placement, past []Past, types []string) tally {
	var here, all []span
	for _, x := range past {
		if !slices.Contains(types, x.Type) || x.From.After(p.To) {
			continue
		}
		s := span{x.From, x.Last}
		if s.to.IsZero() || s.to.After(p.To) {
			s.to = p.To
		}
		all = append(all, s)
		if x.Company == p.Company.ID {
			here = append(here, s)
		}
	}
	own := daysIn([]span{{p.From, p.To}})
	return tally{
		company: daysIn(append(here, span{p.From, p.To})) - own,
		all:     daysIn(append(all, span{p.From, p.To})) - own,
	}
}

// lengthWarnings hold a stay against how long its type may last for somebody in their
// category (LAB § 61, domain 3.2), by itself, together with what was at the same company,
// and with what was anywhere.
func lengthWarnings(p Placement, youth YouthFacts, past []Past, rules programme.PlacementRules) []Warning {
	if !rules.Limited(p.Type) {
		return nil
	}
	if p.To.IsZero() {
		return []Warning{{Rule: "length_open", Field: "to"}}
	}
	own := weeksOf(p.To.Sub(p.From) + 1)
	row, ok := rules.Length(p.Type, youth.Category)
	if !ok {
		return unknownLength(p, youth, own, rules)
	}
	earlier := before(p, past, row.Types)
	here, all := weeksOf(p.To.Sub(p.From)+1+earlier.company), weeksOf(p.To.Sub(p.From)+1+earlier.all)
	warn := func(rule, field string, may bool, numbers ...any) []Warning {
		return []Warning{{Rule: rule, Field: field, Numbers: numbers, Source: row.Source, MayOverride: may}}
	}
	switch {
	case row.Max > 0 && here > row.Max && p.LongWhy == "":
		return warn("long", "long_why", false, here, row.Max)
	case row.Max > 0 && here > row.Max:
		return nil // the leader answers
	case row.Max == 0 && own > row.Weeks:
		return warn("length_max", "to", !row.Confirmed, own, row.Weeks)
	case own > row.Weeks:
		return warn("length", "to", true, own, row.Weeks, row.Max)
	case earlier.company > 0 && here > row.Weeks:
		return warn("weeks_company", "to", true, here, row.Weeks)
	case earlier.all > 0 && all > row.Longest():
		return warn("weeks_youth", "to", true, all, row.Longest())
	}
	return nil
}

// unknownLength is what to say where no row limits a type for a category, though rows
// limit it for others. Where nobody has said the category it only matters for a stay that
// is longer than the shortest of them.
func unknownLength(p Placement, youth YouthFacts, own int, rules programme.PlacementRules) []Warning {
	if youth.Category != "" {
		return []Warning{{Rule: "length_no_rule", Field: "to", Numbers: []any{own}, MayOverride: true}}
	}
	var shortest programme.StayLength
	for _, l := range rules.Lengths {
		if slices.Contains(l.Types, p.Type) && (shortest.Weeks == 0 || l.Weeks < shortest.Weeks) {
			shortest = l
		}
	}
	if own <= shortest.Weeks {
		return nil
	}
	return []Warning{{Rule: "length_no_category", Field: "to", Numbers: []any{own, shortest.Weeks}, Source: shortest.Source, MayOverride: true}}
}

// GrantedUntil is until when a stay may run before the leader has said yes to its being
// longer than anybody may grant alone. longer is false where it needs no yes; the day is
// before the stay begins where those weeks are used up.
func GrantedUntil(p Placement, youth YouthFacts, past []Past, rules programme.PlacementRules) (until when.Date, longer bool) {
	row, ok := rules.Length(p.Type, youth.Category)
	if !ok || row.Max == 0 || p.To.IsZero() {
		return p.To, false
	}
	past = slices.DeleteFunc(slices.Clone(past), func(x Past) bool { return x.ID == p.ID && p.ID != 0 })
	left := row.Max*week - before(p, past, row.Types).company
	if p.To.Sub(p.From)+1 <= left {
		return p.To, false
	}
	return p.From.AddDays(max(left, 0) - 1), true
}
