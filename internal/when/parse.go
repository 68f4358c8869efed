package when

import (
	"regexp"
	"time"
)

// Lean says which way a date falls that could be before or after today: a
// bare "tirsdag", or a day and month without a year.
type Lean int

const (
	// Past is for what has happened: the latest such day not after today.
	Past Lean = iota
	// Future is for what is due: the next such day not before today.
	Future
)

// The years in which a typed date is believed.
const (
	firstYear = 1900
	lastYear  = 2100
)

// ParseDate reads a date as people type it in casework, Danish or English:
// 21.11.2026, 21/11, 21 nov, i dag, sidste tirsdag, om 3 dage, uge 47 (its
// Monday). Some that could mean two things:
//
//   - "på tirsdag" and "om …" are after today and "i tirsdags", "sidste
//     tirsdag" before it, whatever the lean;
//   - "næste tirsdag" is the Tuesday of next week;
//   - "uge 47" in the middle of week 47 is this week;
//   - a year in two digits is the one nearest to today, at most 20 ahead.
func ParseDate(s string, today Date, lean Lean) (Date, error) {
	s, err := tidy(s, "date")
	if err != nil {
		return Date{}, err
	}
	d, code := reader{today: today, lean: lean}.date(s)
	if code != "" {
		return Date{}, &Error{Code: code}
	}
	return d, nil
}

// reader reads tidied text as seen from a day.
type reader struct {
	today Date
	lean  Lean
	// strict leaves out forms that are as likely to be something else when
	// they stand in running text: "man", "2-3", a telephone number.
	strict bool
	// clocks leaves "9.10" to be read as a time of day.
	clocks bool
}

// form is one way to write a date. read gets what the pattern caught and
// returns the date or the code of an Error.
type form struct {
	pattern *regexp.Regexp
	read    func(reader, []string) (Date, string)
	loose   bool // not in running text
	clock   bool // may as well be a time of day
}

const (
	unit  = `(dage?|døgn|days?|uger?|weeks?|måned(?:er)?|months?|år|years?)`
	count = `(\d{1,4}|\p{L}+)`
	name  = `(\p{L}+\.?)`
)

// dayForms say which day of the calendar; those of a reader's day stand in
// nearForms. Both are tried in order, and the first that can be read decides.
var dayForms = []form{
	{pattern: regexp.MustCompile(`^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$`), read: reader.yearFirst},
	{pattern: regexp.MustCompile(`^(\d{1,2})() ?[-./] ?(\d{1,2}) ?[-./] ?(\d{4}|\d{2})\.?$`), read: reader.dayFirst},
	{pattern: regexp.MustCompile(`^(\d{1,2})()/(\d{1,2})()\.?$`), read: reader.dayFirst},
	{pattern: regexp.MustCompile(`^(\d{1,2})() ?[-./ ] ?(\d{1,2})[-./ ]{1,2}(\d{4}|\d{2})\.?$`), read: reader.dayFirst, loose: true},
	{pattern: regexp.MustCompile(`^(\d{1,2})() ?[-./] ?(\d{1,2})()\.?$`), read: reader.dayFirst, loose: true, clock: true},
	{pattern: regexp.MustCompile(`^(\d{2})()(\d{2})(\d{4}|\d{2})$`), read: reader.dayFirst, loose: true},
	{pattern: regexp.MustCompile(`^(\d{1,2})(?:\.|st|nd|rd|th)? ?(?:of )?` + name + `,? ?()(\d{4}|\d{2})?\.?$`), read: reader.dayFirst},
	{pattern: regexp.MustCompile(`^` + name + ` (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$`), read: reader.monthFirst},
}

var nearForms = []form{
	{pattern: regexp.MustCompile(`^(?:om|in) ` + count + ` ` + unit + `$`), read: reader.ahead},
	{pattern: regexp.MustCompile(`^(?:for )?` + count + ` ` + unit + ` (?:siden|ago)$`), read: reader.back},
	{pattern: weekNumbered, read: reader.week},
	{pattern: regexp.MustCompile(`^(?:(i|på|nu på|sidste|last|næste|next|on|this) )?` + name + `$`), read: reader.weekday},
	{pattern: regexp.MustCompile(`^` + name + ` (?:den |d\. ?|d )?(.*\d.*)$`), read: reader.weekdayOf},
	{pattern: regexp.MustCompile(`^` + name + ` i (næste|sidste|denne) uge$`), read: reader.weekdayNear},
}

var weekNumbered = regexp.MustCompile(`^(?:i )?(?:uge nr\.?|uge|week) ?(\d{1,2})(?:[ ,/-]+(\d{4}))?$`)

var leading = regexp.MustCompile(`^(?:den |d\. ?|d |the )`)

// date reads a whole tidied text as a date, or returns the code of an Error.
func (r reader) date(s string) (Date, string) {
	if n, ok := dayNamed(s); ok {
		return r.within(r.today.AddDays(n))
	}
	s = leading.ReplaceAllString(s, "")
	d, code := r.try(dayForms, s)
	if code == "date" {
		d, code = r.try(nearForms, s)
	}
	return d, code
}

// try reads a whole text by the first form that can.
func (r reader) try(forms []form, s string) (Date, string) {
	for _, f := range forms {
		if (f.loose && r.strict) || (f.clock && r.clocks && isClock(s)) {
			continue
		}
		m := f.pattern.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		if d, code := f.read(r, m); code != "date" {
			return d, code
		}
	}
	return Date{}, "date"
}

// within refuses a year that is surely a slip of the finger.
func (r reader) within(d Date) (Date, string) {
	if d.y < firstYear || d.y > lastYear {
		return Date{}, "range"
	}
	return d, ""
}

func (r reader) yearFirst(m []string) (Date, string) {
	return r.day(digits(m[1]), time.Month(digits(m[2])), digits(m[3]))
}

// dayFirst reads day, month by name or by number, and perhaps a year.
func (r reader) dayFirst(m []string) (Date, string) {
	month, ok := time.Month(digits(m[3])), true
	if m[2] != "" {
		month, ok = monthNamed(m[2])
	}
	if !ok {
		return Date{}, "date"
	}
	switch len(m[4]) {
	case 0:
		return r.nearest(month, digits(m[1]))
	case 2:
		return r.day(r.century(digits(m[4])), month, digits(m[1]))
	}
	return r.day(digits(m[4]), month, digits(m[1]))
}

func (r reader) monthFirst(m []string) (Date, string) {
	return r.dayFirst([]string{"", m[2], m[1], "", m[3]})
}

// day is the day if there is one, and in the years we believe.
func (r reader) day(y int, m time.Month, d int) (Date, string) {
	date, ok := On(y, m, d)
	if !ok {
		return Date{}, "date"
	}
	return r.within(date)
}

// century gives two digits their year: the latest at most 20 years ahead.
func (r reader) century(yy int) int {
	y := (r.today.y+20)/100*100 + yy
	if y > r.today.y+20 {
		y -= 100
	}
	return y
}

// nearest finds the year of a day and month, on the side of today that r
// leans to. Eight years reach over 1900 and 2100, which have no 29 February.
func (r reader) nearest(m time.Month, d int) (Date, string) {
	step := 1
	if r.lean == Past {
		step = -1
	}
	for i := 0; i <= 8; i++ {
		date, ok := On(r.today.y+i*step, m, d)
		if ok && date.Compare(r.today)*step >= 0 {
			return r.within(date)
		}
	}
	return Date{}, "date"
}
