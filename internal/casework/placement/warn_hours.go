package placement

import (
	"slices"
	"strconv"

	"kasket/internal/programme"
	"kasket/internal/when"
)

const (
	anHour = 60 // minutes
	aDay   = 24 * anHour
)

// hoursAWeek are the hours of a stay: what was agreed, or the timetable where that is more.
func hoursAWeek(p Placement) float64 {
	return max(p.Hours, float64(p.Timetable.Minutes())/anHour)
}

// hoursWarnings hold the hours of a stay, and those of the stays it meets, against a full
// week. Nobody can work more, so no reason helps. What runs beside others is not counted
// with them.
func hoursWarnings(p Placement, kind programme.StayType, past []Past, rules programme.PlacementRules) []Warning {
	full := float64(rules.FullWeek)
	own := hoursAWeek(p)
	if full == 0 {
		return nil
	}
	if own > full {
		return []Warning{{Rule: "full_week", Field: "hours", Numbers: []any{own, rules.FullWeek}, Source: rules.FullWeekRow.Source}}
	}
	if kind.Beside {
		return nil
	}
	together, unknown, first := own, own == 0, when.Date{}
	days := []when.Date{p.From}
	for _, x := range past {
		if !x.Traits.Beside && within(x.From, p.From, p.To) {
			days = append(days, x.From)
		}
	}
	for _, day := range days {
		sum := own
		for _, x := range past {
			if !x.Traits.Beside && within(day, x.From, x.Last) {
				sum += x.Hours
				unknown = unknown || x.Hours == 0
				first = lastOr(first, x.From)
			}
		}
		together = max(together, sum)
	}
	switch {
	case first.IsZero():
		return nil
	case together > full:
		return []Warning{{Rule: "overlap", Field: "hours", Numbers: []any{together, rules.FullWeek, first}, Source: rules.FullWeekRow.Source}}
	case unknown:
		return []Warning{{Rule: "overlap_unknown", Field: "hours", Numbers: []any{rules.FullWeek, first}, Source: rules.FullWeekRow.Source, MayOverride: true}}
	}
	return nil
}

// youngWarnings hold the timetable of somebody under age against when the young may work
// (domain 3.6). The rules have exceptions that no row says, so a reason helps. Where it is
// not known whether they go to school, a timetable that both may have is no matter, and
// one that only those out of school may have is said so.
func youngWarnings(p Placement, youth YouthFacts, rules programme.PlacementRules) []Warning {
	if youth.Birth.IsZero() || len(rules.Young) == 0 {
		return nil
	}
	age := youth.Birth.Years(p.From)
	oldest := slices.MaxFunc(rules.Young, func(a, b programme.StayHours) int { return a.AgeTo - b.AgeTo })
	if age > oldest.AgeTo {
		return nil
	}
	rows := rules.YoungHours(age, youth.School)
	if len(rows) == 0 {
		return []Warning{{Rule: "young_no_rule", Field: "timetable", Numbers: []any{age}, Source: oldest.Source, MayOverride: true}}
	}
	var kindest []Warning
	broken := 0
	for i, row := range rows {
		list := youngBreaks(p, row)
		if len(list) > 0 {
			broken++
		}
		if i == 0 || len(list) < len(kindest) || len(list) == len(kindest) && row.Day > rows[0].Day {
			kindest = list
		}
	}
	if len(kindest) == 0 && broken > 0 {
		return []Warning{{Rule: "young_school", Field: "timetable", Numbers: []any{age}, Source: rows[0].Source, MayOverride: true}}
	}
	if len(kindest) == 0 && len(p.Timetable) == 0 {
		return []Warning{{Rule: "young_timetable", Field: "timetable", Numbers: []any{age}, Source: rows[0].Source, MayOverride: true}}
	}
	return kindest
}

// youngBreaks are what a timetable breaks of one row: each rule once, by its worst day.
func youngBreaks(p Placement, row programme.StayHours) []Warning {
	var list []Warning
	warn := func(rule string, numbers ...any) {
		list = append(list, Warning{Rule: rule, Field: "timetable", Numbers: numbers, Source: row.Source, MayOverride: true})
	}
	if day, minutes, limit := longestDay(p.Timetable, row.YoungHours); minutes > 0 {
		warn("young_day", Weekday(day), float64(minutes)/anHour, limit)
	}
	if own := hoursAWeek(p); own > float64(row.Week) {
		warn("young_week", own, row.Week, row.Off)
	}
	for _, s := range p.Timetable {
		if minutes(s.From) < row.YoungHours.From*anHour || minutes(s.To) > row.YoungHours.To*anHour {
			warn("young_time", Weekday(s.Day), s.From, s.To, row.YoungHours.From, row.YoungHours.To)
			break
		}
	}
	if day, rest := shortestRest(p.Timetable); rest < row.Rest*anHour {
		warn("young_rest", Weekday(day), float64(rest)/anHour, row.Rest)
	}
	return list
}

// Weekday is a day of the week among the numbers of a warning, Monday 1 to Sunday 7.
type Weekday int

// MarshalText is the weekday as it is kept: the name of its text.
func (w Weekday) MarshalText() ([]byte, error) {
	return []byte("placement.day." + strconv.Itoa(int(w))), nil
}

// longestDay is the day that goes most over its limit, in minutes worked, and no minutes
// where none does. School is from Monday to Friday.
func longestDay(t Timetable, row programme.YoungHours) (day, worked, limit int) {
	over := 0
	for _, s := range t {
		most := row.Day
		if s.Day > 5 {
			most = row.Free
		}
		if o := s.Minutes() - most*anHour; o > over {
			over, day, worked, limit = o, s.Day, s.Minutes(), most
		}
	}
	return day, worked, limit
}

// shortestRest is the shortest time between two working days that follow each other, the
// week over, and after which day; a whole day where none do.
func shortestRest(t Timetable) (day, rest int) {
	rest = aDay
	for _, s := range t {
		next, ok := t.On(s.Day%week + 1)
		if !ok {
			continue
		}
		if r := aDay - minutes(s.To) + minutes(next.From); r < rest {
			day, rest = s.Day, r
		}
	}
	return day, rest
}
