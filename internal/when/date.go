// Package when keeps days and moments as Danish casework means them: civil
// dates without a clock, wall time in Copenhagen, and the ways people type
// both. Everything here is pure: what day it is today is always an argument.
package when

import (
	"fmt"
	"time"
	_ "time/tzdata" // a bare container has no zone files
)

// Copenhagen is the zone every wall time in Kasket is meant in.
var Copenhagen = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err) // cannot be: the zone is compiled in
	}
	return zone
}()

// Date is a day in the calendar, with no clock and no zone. The zero Date is
// no date at all. Dates are comparable with ==.
type Date struct {
	y int
	m time.Month
	d int
}

// Of returns the day it is in Copenhagen at t.
func Of(t time.Time) Date {
	y, m, d := t.In(Copenhagen).Date()
	return Date{y, m, d}
}

// On returns the given day, and false if the calendar has no such day.
func On(year int, month time.Month, day int) (Date, bool) {
	d := fromUTC(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	if d != (Date{year, month, day}) {
		return Date{}, false
	}
	return d, true
}

// fromUTC takes the day as t shows it, in whatever zone t is.
func fromUTC(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// utc is midnight UTC of the day: the form in which days are counted, since
// every day there has 24 hours.
func (d Date) utc() time.Time {
	return time.Date(d.y, d.m, d.d, 0, 0, 0, 0, time.UTC)
}

// IsZero reports whether d is no date at all.
func (d Date) IsZero() bool { return d == Date{} }

// Year returns the year of d.
func (d Date) Year() int { return d.y }

// Month returns the month of d.
func (d Date) Month() time.Month { return d.m }

// Day returns the day of the month.
func (d Date) Day() int { return d.d }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Week returns the ISO week that d lies in, and the year that week belongs to.
func (d Date) Week() (year, week int) { return d.utc().ISOWeek() }

// String returns d as 2026-11-21, and nothing for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.y, d.m, d.d)
}

// Danish returns d as 21.11.2026, and nothing for the zero Date.
func (d Date) Danish() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d.%02d.%04d", d.d, d.m, d.y)
}

// Start returns the moment the day begins in Copenhagen, in UTC.
func (d Date) Start() time.Time { return d.At(Clock{}) }

// AddDays returns the day n days later, or earlier where n is negative.
func (d Date) AddDays(n int) Date { return fromUTC(d.utc().AddDate(0, 0, n)) }

// AddMonths returns the same day n months later. Where that month is too
// short it is its last day: 31 January and a month is the end of February.
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.y, d.m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.d, last)}
}

// Sub returns the number of days from e to d.
func (d Date) Sub(e Date) int { return int((d.utc().Unix() - e.utc().Unix()) / 86400) }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Equal reports whether d and e are the same day.
func (d Date) Equal(e Date) bool { return d == e }

// Compare is -1, 0 or 1 as d is before, on or after e.
func (d Date) Compare(e Date) int { return d.utc().Compare(e.utc()) }

// Years returns the age on the given day of somebody born on d. Who is born
// on 29 February is a year older from 1 March in the years that have no
// such day: not before the whole year has passed.
func (d Date) Years(on Date) int {
	years := on.y - d.y
	if on.m < d.m || (on.m == d.m && on.d < d.d) {
		years--
	}
	return years
}

// Months returns the whole months from d to until, so that
// d.AddMonths(d.Months(until)) is the last such step not after until. It is
// negative where until is the earlier day.
func (d Date) Months(until Date) int {
	if until.Before(d) {
		return -until.Months(d)
	}
	n := (until.y-d.y)*12 + int(until.m-d.m)
	if d.AddMonths(n).After(until) {
		n--
	}
	return n
}

// monday returns the first day of the week that d lies in.
func (d Date) monday() Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }
