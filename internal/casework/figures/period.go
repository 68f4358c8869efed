package figures

import (
	"fmt"
	"strconv"
	"time"

	"kasket/internal/rule"
	"kasket/internal/when"
)

// Period is from one day to another, both in it.
type Period struct {
	From when.Date `json:"from"`
	To   when.Date `json:"to"`
}

// Year is a whole calendar year.
func Year(year int) Period { return months(year, time.January, 12) }

// Half is the first or the second half of a calendar year.
func Half(year, n int) Period { return months(year, time.Month(6*n-5), 6) }

// Quarter is the first to the fourth quarter of a calendar year.
func Quarter(year, n int) Period { return months(year, time.Month(3*n-2), 3) }

func months(year int, first time.Month, n int) Period {
	from, _ := when.On(year, first, 1)
	return Period{From: from, To: from.AddMonths(n).AddDays(-1)}
}

// FixedYears is how many calendar years back fixed periods can be chosen from, the
// present one with them.
const FixedYears = 4

// FixedPeriods are the quarters, halves and years to choose from on a day, of the last
// three whole years and of the present one; the latest first, and of those that end
// together the longest. Whoever does not lead the team chooses among them alone: what
// one can choose freely, one can subtract. A quarter can be chosen when its half-year is
// over, so that the half is never hidden for the quarter's sake.
func FixedPeriods(today when.Date) []Period {
	var all []Period
	for year := today.Year(); year > today.Year()-FixedYears; year-- {
		for n := 4; n > 0; n-- {
			if half := Half(year, (n+1)/2); !half.To.Before(today) {
				continue
			}
			if n == 4 {
				all = append(all, Year(year))
			}
			if n%2 == 0 {
				all = append(all, Half(year, n/2))
			}
			all = append(all, Quarter(year, n))
		}
	}
	return all
}

// Key is what a fixed period is called in addresses: 2025, 2025-h2, 2025-q4; "" of
// others.
func (p Period) Key() string {
	if !Fixed(p) {
		return ""
	}
	year, month := p.From.Year(), int(p.From.Month())
	switch p {
	case Year(year):
		return strconv.Itoa(year)
	case Half(year, (month+5)/6):
		return fmt.Sprintf("%d-h%d", year, (month+5)/6)
	}
	return fmt.Sprintf("%d-q%d", year, (month+2)/3)
}

// FixedBy is the period of a key among those that can be chosen on a day.
func FixedBy(key string, today when.Date) (Period, bool) {
	for _, p := range FixedPeriods(today) {
		if p.Key() == key {
			return p, true
		}
	}
	return Period{}, false
}

// LastTwelve are the twelve whole months before the month of a day: what "at the
// moment" means in figures.
func LastTwelve(today when.Date) Period {
	month := today.AddDays(1 - today.Day())
	return Period{From: month.AddMonths(-12), To: month.AddDays(-1)}
}

// Fixed reports whether the period is a whole calendar quarter, half-year or year.
func Fixed(p Period) bool {
	if p.From.IsZero() {
		return false
	}
	year, month := p.From.Year(), int(p.From.Month())
	return p == Year(year) || p == Half(year, (month+5)/6) || p == Quarter(year, (month+2)/3)
}

// Check says what is wrong with a period: a day is missing, it ends before it begins,
// or it has not ended.
func (p Period) Check(today when.Date) rule.Violations {
	var v rule.Violations
	switch {
	case p.From.IsZero():
		v.Add("from", "required")
	case p.To.IsZero():
		v.Add("to", "required")
	case p.To.Before(p.From):
		v.Add("to", "before_from")
	case p.To.After(today):
		v.Add("to", "in_the_future")
	}
	return v
}

// Has reports whether a day lies in the period.
func (p Period) Has(d when.Date) bool { return !d.IsZero() && !d.Before(p.From) && !d.After(p.To) }

// Within reports whether the period lies in another, or is it.
func (p Period) Within(q Period) bool { return !p.From.Before(q.From) && !p.To.After(q.To) }
