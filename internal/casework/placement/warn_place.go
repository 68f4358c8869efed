package placement

import (
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// within reports whether a day lies between two, both included; no last day is open.
func within(day, from, last when.Date) bool {
	return !day.Before(from) && (last.IsZero() || !day.After(last))
}

// placeWarnings hold a stay against its workplace: the ratio to the ordinary employees,
// the net-job rule, and that nobody comes back as a trainee to where they were employed
// (domain 3.3).
func placeWarnings(p Placement, kind programme.StayType, past []Past, place PlaceFacts, rules programme.PlacementRules) []Warning {
	var list []Warning
	if kind.Ratio {
		list = append(list, ratioWarnings(p, place, rules)...)
	}
	if kind.NetJob {
		list = append(list, netJobWarnings(kind, place)...)
	}
	if kind.Wage {
		return list
	}
	for _, x := range past {
		employed := x.Traits.Wage && !x.Traits.Beside || x.Result == Hired
		if x.Company == p.Company.ID && employed && x.From.Before(p.From) {
			return append(list, Warning{Rule: "employed", Field: "company", Numbers: []any{x.From, lastOr(x.Last, p.From)}, Source: kind.Source, MayOverride: true})
		}
	}
	return list
}

func lastOr(last, otherwise when.Date) when.Date {
	if last.IsZero() {
		return otherwise
	}
	return last
}

// ratioWarnings count how many are at the workplace on the day when they are most,
// this one included.
func ratioWarnings(p Placement, place PlaceFacts, rules programme.PlacementRules) []Warning {
	most := mostAtOnce(p, place.Others) + 1
	warn := func(rule string, numbers ...any) []Warning {
		return []Warning{{Rule: rule, Field: "workplace", Numbers: numbers, Source: rules.RatioRow.Source, MayOverride: true}}
	}
	switch {
	case rules.RatioRow.Code == "":
		if most > 1 {
			return warn("ratio_no_rule", most)
		}
	case place.FTE == nil:
		if most > rules.Ratio.Allowed(0) {
			return warn("ratio_unknown", most, rules.Ratio.Allowed(0))
		}
	case most > rules.Ratio.Allowed(*place.FTE):
		return warn("ratio", most, rules.Ratio.Allowed(*place.FTE), *place.FTE)
	}
	return nil
}

// mostAtOnce is how many other youths are there on one day of a stay at most. Whoever has
// two stays there is one.
func mostAtOnce(p Placement, others []Occupant) int {
	days := []when.Date{p.From}
	for _, o := range others {
		if within(o.From, p.From, p.To) {
			days = append(days, o.From) // it can only grow on a day somebody begins
		}
	}
	most := 0
	for _, day := range days {
		there := map[id.Youth]bool{}
		for _, o := range others {
			if o.Youth != p.Youth && within(day, o.From, o.Last) {
				there[o.Youth] = true
			}
		}
		most = max(most, len(there))
	}
	return most
}

// netJobWarnings ask for one more than the year's average of ordinary employees.
func netJobWarnings(kind programme.StayType, place PlaceFacts) []Warning {
	warn := func(rule string, numbers ...any) []Warning {
		return []Warning{{Rule: rule, Field: "workplace", Numbers: numbers, Source: kind.Source, MayOverride: true}}
	}
	switch {
	case place.MonthFTE == nil || place.YearFTE == nil:
		return warn("net_job_unknown")
	case *place.MonthFTE < *place.YearFTE:
		return warn("net_job", *place.MonthFTE, *place.YearFTE)
	}
	return nil
}
