package when

import (
	"strings"
	"time"
)

// ahead reads "om 3 dage".
func (r reader) ahead(m []string) (Date, string) { return r.shift(m[1], m[2], 1) }

// back reads "for 3 dage siden".
func (r reader) back(m []string) (Date, string) { return r.shift(m[1], m[2], -1) }

// shift moves from today by a count of units. The unit is known by its first
// letters, which Danish and English do not share with another unit.
func (r reader) shift(count, unit string, sign int) (Date, string) {
	n, ok := countNamed(count)
	if !ok {
		return Date{}, "date"
	}
	n *= sign
	switch {
	case strings.HasPrefix(unit, "d"):
		return r.within(r.today.AddDays(n))
	case strings.HasPrefix(unit, "u"), strings.HasPrefix(unit, "w"):
		return r.within(r.today.AddDays(7 * n))
	case strings.HasPrefix(unit, "m"):
		return r.within(r.today.AddMonths(n))
	}
	return r.within(r.today.AddMonths(12 * n))
}

// week reads "uge 47" as its Monday. Without a year the present week counts
// as on the side r leans to, though its Monday has passed: who writes the
// number of this week means this week.
func (r reader) week(m []string) (Date, string) {
	number := digits(m[1])
	if m[2] != "" {
		return r.weekOf(digits(m[2]), number)
	}
	year, this := r.today.Week()
	step := 1
	if r.lean == Past {
		step = -1
	}
	if (number-this)*step < 0 {
		year += step
	}
	for i := 0; i <= 7; i++ { // week 53 comes every five or six years
		if d, code := r.weekOf(year+i*step, number); code != "date" {
			return d, code
		}
	}
	return Date{}, "date"
}

// weekOf is the Monday of an ISO week; 4 January is always in the first.
func (r reader) weekOf(year, number int) (Date, string) {
	d := Date{year, time.January, 4}.monday().AddDays(7 * (number - 1))
	if y, n := d.Week(); y != year || n != number {
		return Date{}, "date"
	}
	return r.within(d)
}

// weekday reads "tirsdag" with or without a word that says which.
func (r reader) weekday(m []string) (Date, string) {
	which, named := m[1], m[2]
	if which == "i" { // "i tirsdags", and in no other form
		cut, ok := strings.CutSuffix(named, "s")
		if !ok {
			return Date{}, "date"
		}
		named = cut
	}
	day, full, ok := weekdayNamed(named)
	if !ok || (r.strict && !full) {
		return Date{}, "date"
	}
	ahead := (int(day-r.today.Weekday()) + 7) % 7 // 0 to 6 days from today
	switch which {
	case "i", "sidste", "last":
		return r.within(r.today.AddDays(ahead - 7))
	case "på", "nu på":
		if ahead == 0 {
			ahead = 7 // today's own name: today would be "i dag"
		}
		return r.within(r.today.AddDays(ahead))
	case "næste", "next":
		return r.within(r.inWeek(day, 1))
	}
	if r.lean == Past && ahead > 0 {
		ahead -= 7
	}
	return r.within(r.today.AddDays(ahead))
}

// inWeek is the weekday in the week that is n weeks from this one.
func (r reader) inWeek(day time.Weekday, n int) Date {
	return r.today.monday().AddDays(7*n + (int(day)+6)%7)
}

// weekdayNear reads "tirsdag i næste uge".
func (r reader) weekdayNear(m []string) (Date, string) {
	day, _, ok := weekdayNamed(m[1])
	if !ok {
		return Date{}, "date"
	}
	weeks := map[string]int{"næste": 1, "sidste": -1, "denne": 0}
	return r.within(r.inWeek(day, weeks[m[2]]))
}

// weekdayOf reads a weekday before a date or a week: "tirsdag d. 24/11",
// "tirsdag i uge 48". Where the two disagree one of them is a slip, and we
// do not guess which.
func (r reader) weekdayOf(m []string) (Date, string) {
	day, _, ok := weekdayNamed(m[1])
	if !ok {
		return Date{}, "date"
	}
	if week := weekNumbered.FindStringSubmatch(m[2]); week != nil {
		monday, code := r.week(week)
		if code != "" {
			return Date{}, code
		}
		return r.within(monday.AddDays((int(day) + 6) % 7))
	}
	for _, lean := range []Lean{r.lean, Past + Future - r.lean} {
		r.lean = lean // a weekday that fits says the year better than the lean
		d, code := r.try(dayForms, m[2])
		if code != "" || d.Weekday() == day {
			return d, code
		}
	}
	return Date{}, "date"
}
