package when

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Easter returns Easter Sunday of a year in the Gregorian calendar, by the
// anonymous Gregorian algorithm (Nature 13, 1876, p. 487; J. Meeus, Astronomical
// Algorithms, 2nd ed. 1998, ch. 8). The names are his.
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

// How far from Easter a day may lie so that it is in the same year as Easter
// itself, whenever Easter falls.
const (
	easterLeast = -80
	easterMost  = 250
)

// Yearly is a day that comes once a year: a date, or so many days from Easter
// Sunday. The zero Yearly never comes.
type Yearly struct {
	easter bool
	days   int // from Easter Sunday
	month  time.Month
	day    int
}

var (
	errYearly  = errors.New("when: not a day of the year")
	fromEaster = regexp.MustCompile(`^(?i:easter|påske|påskedag)(?: ?([+-]) ?(\d{1,3}))?$`)
	isoDay     = regexp.MustCompile(`^(\d{2})-(\d{2})$`)
	danishDay  = regexp.MustCompile(`^(\d{1,2})\. ?(\d{1,2})\.?$`)
)

// ParseYearly reads a day of the year as it is stored (12-25, easter+39) or as
// people write it (25.12., påske+39). 29 February comes in leap years only.
func ParseYearly(s string) (Yearly, error) {
	if m := fromEaster.FindStringSubmatch(s); m != nil {
		days := digits(m[2])
		if m[1] == "-" {
			days = -days
		}
		if days < easterLeast || days > easterMost {
			return Yearly{}, errYearly
		}
		return Yearly{easter: true, days: days}, nil
	}
	month, day := 0, 0
	if m := isoDay.FindStringSubmatch(s); m != nil {
		month, day = digits(m[1]), digits(m[2])
	} else if m := danishDay.FindStringSubmatch(s); m != nil {
		day, month = digits(m[1]), digits(m[2])
	}
	if _, ok := On(2000, time.Month(month), day); !ok { // a leap year: it has every day there is
		return Yearly{}, errYearly
	}
	return Yearly{month: time.Month(month), day: day}, nil
}

// String returns y as it is stored, and nothing for the zero Yearly.
func (y Yearly) String() string {
	switch {
	case y.easter && y.days == 0:
		return "easter"
	case y.easter:
		return "easter" + signed(y.days)
	case y.day == 0:
		return ""
	}
	return fmt.Sprintf("%02d-%02d", y.month, y.day)
}

func signed(n int) string {
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// FromEaster returns how many days after Easter Sunday y comes, and false if y
// is a date.
func (y Yearly) FromEaster() (days int, ok bool) { return y.days, y.easter }

// In returns the day y is in a year, and false if that year has none.
func (y Yearly) In(year int) (Date, bool) {
	if y.easter {
		return Easter(year).AddDays(y.days), true
	}
	return On(year, y.month, y.day)
}
