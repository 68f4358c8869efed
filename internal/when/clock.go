package when

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Clock is a wall time of day.
type Clock struct{ Hour, Minute, Second int }

// String returns the clock as 09:30.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute) }

// ClockOf returns what the clock shows in Copenhagen at t.
func ClockOf(t time.Time) Clock {
	h, m, s := t.In(Copenhagen).Clock()
	return Clock{h, m, s}
}

// At returns the moment, in UTC, when the clock in Copenhagen shows c on the
// day. A time that summer time skips moves forward as far as the clock does;
// one that happens twice is the first. (time.Date promises neither.)
func (d Date) At(c Clock) time.Time {
	wall := time.Date(d.y, d.m, d.d, c.Hour, c.Minute, c.Second, 0, time.UTC)
	before, after := offset(wall.Add(-24*time.Hour)), offset(wall.Add(24*time.Hour))
	first, second := wall.Add(-before), wall.Add(-after)
	if offset(first) != before && offset(second) == after {
		return second
	}
	return first
}

// offset is how far Copenhagen is ahead of UTC at t.
func offset(t time.Time) time.Duration {
	_, seconds := t.In(Copenhagen).Zone()
	return time.Duration(seconds) * time.Second
}

var (
	clockMarked = regexp.MustCompile(`^(?:klokken |kl\.? ?|at )`)
	clockPoint  = regexp.MustCompile(`^(\d{1,2}) ?[.:,] ?(\d{2})(?:[.:](\d{2}))? ?([ap]\.?m\.?)?$`)
	clockDigits = regexp.MustCompile(`^(\d{1,2})(\d{2})$`)
	clockHour   = regexp.MustCompile(`^(\d{1,2}) ?([ap]\.?m\.?)?$`)
)

// ParseClock reads a time of day as people type it in a field that holds
// nothing else: 9.30, kl. 9, 09:30, 930, 9 pm.
func ParseClock(s string) (Clock, error) {
	s, err := tidy(s, "time")
	if err != nil {
		return Clock{}, err
	}
	c, ok := readClock(s, true)
	if !ok {
		return Clock{}, &Error{Code: "time"}
	}
	return c, nil
}

// readClock reads tidied text. A lone "9" is nine o'clock only where bare says
// so, or after "kl.": elsewhere it may as well be a day of the month.
func readClock(s string, bare bool) (Clock, bool) {
	rest := clockMarked.ReplaceAllString(s, "")
	bare = bare || rest != s
	if m := clockPoint.FindStringSubmatch(rest); m != nil {
		return newClock(m[1], m[2], m[3], m[4])
	}
	if m := clockDigits.FindStringSubmatch(rest); m != nil && len(rest) > 2 {
		return newClock(m[1], m[2], "", "")
	}
	if m := clockHour.FindStringSubmatch(rest); m != nil && (bare || m[2] != "") {
		return newClock(m[1], "", "", m[2])
	}
	return Clock{}, false
}

// isClock reports whether tidied text is a time of day.
func isClock(s string) bool {
	_, ok := readClock(s, false)
	return ok
}

// newClock makes a clock of digits, and false if no clock shows them.
func newClock(hour, minute, second, half string) (Clock, bool) {
	c := Clock{digits(hour), digits(minute), digits(second)}
	if half != "" {
		if c.Hour < 1 || c.Hour > 12 {
			return Clock{}, false
		}
		c.Hour %= 12
		if half[0] == 'p' {
			c.Hour += 12
		}
	}
	return c, c.Hour < 24 && c.Minute < 60 && c.Second < 60
}

// digits is the value of a few digits that a pattern has matched; none is 0.
func digits(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
