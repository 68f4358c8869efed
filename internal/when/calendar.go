package when

import "time"

// Closed is a day of the year on which nobody is at work, and from when until
// when that held. An open end is the zero Date.
type Closed struct {
	Day      Yearly
	From, To Date
}

// Calendar says which days are open. Saturdays and Sundays never are; the days
// it holds are closed as well. What it holds is data: a statute takes a holiday
// away (Store Bededag, after 2023), a municipality closes a day more.
type Calendar []Closed

// Open reports whether people are at work on the day.
func (c Calendar) Open(d Date) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	for _, day := range c {
		if at, ok := day.Day.In(d.y); ok && at == d && !d.Before(day.From) && (day.To.IsZero() || !d.After(day.To)) {
			return false
		}
	}
	return true
}

// longestClosed bounds the search for an open day, so that a calendar that
// somebody closed altogether answers as well.
const longestClosed = 366

// OpenFrom returns the day itself if it is open, and else the first open day
// after it: to where a deadline moves. A calendar with no open day within a year
// moves nothing.
func (c Calendar) OpenFrom(d Date) Date {
	for n := range longestClosed {
		if at := d.AddDays(n); c.Open(at) {
			return at
		}
	}
	return d
}

// OpenAfter returns the nth open day after d. The day itself does not count; for
// n of 0 or less it is the answer.
func (c Calendar) OpenAfter(d Date, n int) Date {
	for range n {
		d = c.OpenFrom(d.AddDays(1))
	}
	return d
}
