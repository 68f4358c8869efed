package when

import (
	"regexp"
	"strings"
	"time"
)

const hours = `(timer?|hours?|min\.?|minut(?:ter)?|minutes?)`

var (
	isoClock = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})t(\d)`)
	since    = regexp.MustCompile(`^(?:for )?` + count + ` ` + hours + ` (?:siden|ago)$`)
	meant    = regexp.MustCompile(`^(?:klokken|kl[. \d]|at \d)|^\d{1,4}$|^\d+ ?[ap]\.?m|:`)
	until    = regexp.MustCompile(`^(?:om|in) ` + count + ` ` + hours + `$`)
)

// ParseMoment reads a day, a time of day, or both, as people type them: kl.
// 9.30, i går 14, 21.11.2026 kl. 14.30, nu, for 2 timer siden, or ISO 8601. A
// time alone is today, even where that has yet to come: whether a moment may
// lie ahead is the caller's rule. A day alone is its start, and hasTime is
// false. What could be either, as 10.11, is a time; 10.11. and 10/11 are days.
// The moment is in UTC and whole seconds.
func ParseMoment(s string, now time.Time, lean Lean) (t time.Time, hasTime bool, err error) {
	s, err = tidy(s, "date")
	if err != nil {
		return time.Time{}, false, err
	}
	t, hasTime, code := readMoment(s, now, lean)
	if code == "" && (Of(t).y < firstYear || Of(t).y > lastYear) {
		code = "range"
	}
	if code != "" {
		return time.Time{}, false, &Error{Code: code}
	}
	return t.UTC(), hasTime, nil
}

func readMoment(s string, now time.Time, lean Lean) (t time.Time, hasTime bool, code string) {
	switch s {
	case "nu", "lige nu", "now", "just now":
		return now.Truncate(time.Minute), true, ""
	}
	if m := since.FindStringSubmatch(s); m != nil {
		return shiftClock(now, m[1], m[2], -1)
	}
	if m := until.FindStringSubmatch(s); m != nil {
		return shiftClock(now, m[1], m[2], 1)
	}
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(s)); err == nil {
		return t.Truncate(time.Second), true, ""
	}
	if c, ok := readClock(s, false); ok {
		return Of(now).At(c), true, ""
	}
	r := reader{today: Of(now), lean: lean}
	d, c, hasTime, code := r.moment(isoClock.ReplaceAllString(s, "$1 $2"))
	if code != "" {
		return time.Time{}, false, code
	}
	return d.At(c), hasTime, ""
}

// shiftClock moves from now, to the minute, by a count of hours or minutes.
func shiftClock(now time.Time, count, unit string, sign int) (t time.Time, hasTime bool, code string) {
	n, ok := countNamed(count)
	if !ok {
		return time.Time{}, false, "time"
	}
	step := time.Minute
	if unit[0] == 't' || unit[0] == 'h' {
		step = time.Hour
	}
	return now.Truncate(time.Minute).Add(time.Duration(sign*n) * step), true, ""
}

// moment reads tidied text that names a day, and perhaps a time before or
// after it. A whole date comes first, so that "21 nov 2026" is no half past
// eight.
func (r reader) moment(s string) (d Date, c Clock, hasTime bool, code string) {
	whole := r
	whole.clocks = true
	d, code = whole.date(s)
	if code != "date" {
		return d, Clock{}, false, code
	}
	if meant.MatchString(s) {
		code = "time" // so that the message is about what was meant
	}
	words := strings.Split(s, " ")
	for i := 1; i < len(words); i++ {
		before, after := part(words[:i]), part(words[i:])
		d, wrong := r.date(before)
		if c, ok := readClock(after, !r.strict); ok && wrong != "date" {
			return d, c, true, wrong
		}
		if wrong == "" {
			code = "time"
		}
		if c, ok := readClock(before, !r.strict); ok {
			if d, wrong := r.date(after); wrong != "date" {
				return d, c, true, wrong
			}
		}
	}
	return Date{}, Clock{}, false, code
}

// part puts words back together without the comma that parted day and time.
func part(words []string) string {
	return strings.Trim(strings.Join(words, " "), ",;: ")
}
