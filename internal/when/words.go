package when

import (
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Error says what is wrong with a typed date or time. Code is date, time,
// empty, or range for a year outside 1900 to 2100.
type Error struct{ Code string }

// Error names the code; the words for people are the page's.
func (e *Error) Error() string { return "when: " + e.Code }

// Broken is the rule that an unreadable moment breaks: "time" where the clock cannot be
// read, "date_range" where the day lies outside of what is read, else "moment".
func Broken(err error) string {
	e, ok := errors.AsType[*Error](err)
	switch {
	case ok && e.Code == "time":
		return "time"
	case ok && e.Code == "range":
		return "date_range"
	}
	return "moment"
}

// maxTyped is more than any date in words needs; what is longer is no date.
const maxTyped = 80

// tidy brings typed text into the one form the patterns know: small letters,
// single spaces, plain hyphens, å as one letter, nothing trailing.
func tidy(s, code string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", &Error{Code: "empty"}
	}
	if len(s) > 4*maxTyped || utf8.RuneCountInString(s) > maxTyped {
		return "", &Error{Code: code}
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r >= 0x2010 && r <= 0x2015, r == 0x2212:
			return '-'
		}
		return unicode.ToLower(r)
	}, s)
	s = strings.ReplaceAll(s, "a\u030a", "å") // as a Mac writes it in file names
	return strings.Trim(strings.Join(strings.Fields(s), " "), " ,;!"), nil
}

// weekdayNamed reads a tidied weekday. full says that it was written out and
// so cannot be another word, as "man", "tor" and "sun" are.
func weekdayNamed(s string) (day time.Weekday, full, ok bool) {
	switch strings.TrimSuffix(s, ".") {
	case "mandag", "monday":
		return time.Monday, true, true
	case "tirsdag", "tuesday":
		return time.Tuesday, true, true
	case "onsdag", "wednesday":
		return time.Wednesday, true, true
	case "torsdag", "thursday":
		return time.Thursday, true, true
	case "fredag", "friday":
		return time.Friday, true, true
	case "lørdag", "lordag", "loerdag", "saturday":
		return time.Saturday, true, true
	case "søndag", "sondag", "soendag", "sunday":
		return time.Sunday, true, true
	case "man", "mon":
		return time.Monday, false, true
	case "tirs", "tir", "tue", "tues":
		return time.Tuesday, false, true
	case "ons", "wed":
		return time.Wednesday, false, true
	case "tors", "tor", "thu", "thur", "thurs":
		return time.Thursday, false, true
	case "fre", "fri":
		return time.Friday, false, true
	case "lør", "lor", "sat":
		return time.Saturday, false, true
	case "søn", "son", "sun":
		return time.Sunday, false, true
	}
	return 0, false, false
}

// monthNamed reads a tidied month, whole or short, Danish or English.
func monthNamed(s string) (time.Month, bool) {
	switch strings.TrimSuffix(s, ".") {
	case "januar", "january", "jan":
		return time.January, true
	case "februar", "february", "feb", "febr":
		return time.February, true
	case "marts", "march", "mar", "mrt":
		return time.March, true
	case "april", "apr":
		return time.April, true
	case "maj", "may":
		return time.May, true
	case "juni", "june", "jun":
		return time.June, true
	case "juli", "july", "jul":
		return time.July, true
	case "august", "aug":
		return time.August, true
	case "september", "sept", "sep":
		return time.September, true
	case "oktober", "october", "okt", "oct":
		return time.October, true
	case "november", "nov":
		return time.November, true
	case "december", "dec":
		return time.December, true
	}
	return 0, false
}

// dayNamed reads words for a day near today as a number of days from it.
func dayNamed(s string) (days int, ok bool) {
	switch s {
	case "i dag", "idag", "d.d.", "dd", "today", "i aften", "i eftermiddag", "i formiddag",
		"i morges", "i formiddags", "i eftermiddags", "this morning", "this afternoon", "tonight", "this evening":
		return 0, true
	case "i går", "igår", "i gaar", "igaar", "i gar", "yesterday", "i aftes", "last night":
		return -1, true
	case "i forgårs", "iforgårs", "i forgaars", "i forgars", "forgårs", "the day before yesterday", "day before yesterday":
		return -2, true
	case "i morgen", "imorgen", "tomorrow":
		return 1, true
	case "i overmorgen", "iovermorgen", "overmorgen", "the day after tomorrow", "day after tomorrow":
		return 2, true
	}
	return 0, false
}

// countNamed reads a small number in digits or words.
func countNamed(s string) (int, bool) {
	switch s {
	case "en", "et", "én", "ét", "a", "an", "one":
		return 1, true
	case "to", "two":
		return 2, true
	case "tre", "three":
		return 3, true
	case "fire", "four":
		return 4, true
	case "fem", "five":
		return 5, true
	case "seks", "six":
		return 6, true
	case "syv", "seven":
		return 7, true
	case "otte", "eight":
		return 8, true
	case "ni", "nine":
		return 9, true
	case "ti", "ten":
		return 10, true
	}
	if s == "" || len(s) > 4 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	return digits(s), true
}
