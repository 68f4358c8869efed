package youth

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5/pgtype"

	"kasket/internal/when"
)

// CPR is a Danish personal number, ten digits without a hyphen. It shows
// itself masked wherever it is printed, logged or marshalled; only Reveal
// gives it away. Two places are out of its reach: fmt prints an unexported field
// of a struct, and encoding/json a key of a map, as they are.
type CPR string

// CPRError says what is wrong with a typed number. It never holds the number.
type CPRError struct{ Code string }

// Error names the code, which is the rule's: cpr_format, cpr_date or cpr_test.
func (e *CPRError) Error() string { return "cpr: " + e.Code }

// testDay is added to the day of birth in numbers made for tests, which so
// can never be somebody's.
const testDay = 60

// ParseCPR reads a number as people type it: 140308-4039, 1403084039, with
// spaces or any hyphen. Numbers made for tests are refused unless allowTest.
// The check digit is not looked at: since 2007 valid numbers are issued that
// fail it, and so Modulus11 is a reason to ask again and never to refuse.
func ParseCPR(s string, allowTest bool) (CPR, error) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == 0x2212 || r == 0xad {
			return -1
		}
		return r
	}, s)
	if len(digits) != 10 || strings.Trim(digits, "0123456789") != "" {
		return "", &CPRError{Code: "cpr_format"}
	}
	c := CPR(digits)
	if c.BirthDate().IsZero() {
		return "", &CPRError{Code: "cpr_date"}
	}
	if c.Test() && !allowTest {
		return "", &CPRError{Code: "cpr_test"}
	}
	return c, nil
}

// number is the value of the digits from one place to another; 0 for what is
// no CPR.
func (c CPR) number(from, to int) int {
	n := 0
	for i := from; i < to && len(c) == 10; i++ {
		n = n*10 + int(c[i]-'0')
	}
	return n
}

// BirthDate returns the day of birth that the number holds, and the zero Date
// if the calendar has no such day.
func (c CPR) BirthDate() when.Date {
	day := c.number(0, 2)
	if day > testDay {
		day -= testDay
	}
	yy := c.number(4, 6)
	date, _ := when.On(century(c.number(6, 7), yy)+yy, time.Month(c.number(2, 4)), day)
	return date
}

// century reads the seventh digit together with the year, as CPR's own table
// has it.
func century(seventh, yy int) int {
	switch {
	case seventh <= 3:
		return 1900
	case seventh == 4 || seventh == 9:
		if yy <= 36 {
			return 2000
		}
		return 1900
	case yy <= 57:
		return 2000
	}
	return 1800
}

// Modulus11 reports whether the check digit fits. Where it does not, ask the
// user to look once more, and take the number.
func (c CPR) Modulus11() bool {
	sum := 0
	for i, weight := range []int{4, 3, 2, 7, 6, 5, 4, 3, 2, 1} {
		sum += weight * c.number(i, i+1)
	}
	return len(c) == 10 && sum%11 == 0
}

// Test reports whether the number was made for tests.
func (c CPR) Test() bool { return c.number(0, 2) > testDay }

// Reveal returns the whole number as 140308-4039. Showing it to somebody is an
// act that goes into the trail.
func (c CPR) Reveal() string {
	if len(c) != 10 {
		return ""
	}
	return string(c[:6]) + "-" + string(c[6:])
}

// Masked returns the number as 140308-••••, and nothing where there is none.
func (c CPR) Masked() string {
	switch len(c) {
	case 0:
		return ""
	case 10:
		return string(c[:6]) + "-••••"
	}
	return "••••••-••••"
}

// String is Masked, so that no log or message holds the number by accident.
func (c CPR) String() string { return c.Masked() }

// GoString is Masked.
func (c CPR) GoString() string { return c.Masked() }

// Format is Masked under every verb, %d and %x too, which would pass by String.
func (c CPR) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.Masked()) }

// LogValue is Masked.
func (c CPR) LogValue() slog.Value { return slog.StringValue(c.Masked()) }

// MarshalJSON is Masked.
func (c CPR) MarshalJSON() ([]byte, error) { return json.Marshal(c.Masked()) }

// MarshalText is Masked.
func (c CPR) MarshalText() ([]byte, error) { return []byte(c.Masked()), nil }

// errPlainCPR is what the database gets instead of a number in the open.
var errPlainCPR = errors.New("cpr: is stored sealed, never as text")

// TextValue refuses to be written to a text column: a CPR is sealed first.
func (c CPR) TextValue() (pgtype.Text, error) { return pgtype.Text{}, errPlainCPR }
