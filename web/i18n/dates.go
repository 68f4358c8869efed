package i18n

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kasket/internal/when"
)

// names are the words of the calendar, Sunday and January first.
type names struct {
	days, short     [7]string
	months, monthsS [12]string
}

func calendar(lang Lang) names {
	if lang == En {
		return names{
			days:    [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
			short:   [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
			months:  [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
			monthsS: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		}
	}
	return names{
		days:   [7]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
		short:  [7]string{"søn", "man", "tir", "ons", "tor", "fre", "lør"},
		months: [12]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"},
	}
}

// Date writes the day of t in full figures: 21.11.2026.
func Date(ctx context.Context, t time.Time) string {
	t = danish(t)
	if LangOf(ctx) == En {
		return fmt.Sprintf("%d %s %d", t.Day(), calendar(En).monthsS[t.Month()-1], t.Year())
	}
	return fmt.Sprintf("%d.%d.%d", t.Day(), t.Month(), t.Year())
}

// DateLong writes the day of t with the month in words: 21. november 2026.
func DateLong(ctx context.Context, t time.Time) string {
	t = danish(t)
	lang := LangOf(ctx)
	dot := "."
	if lang == En {
		dot = ""
	}
	return fmt.Sprintf("%d%s %s %d", t.Day(), dot, calendar(lang).months[t.Month()-1], t.Year())
}

// Month writes a heading of a list by months: November 2026.
func Month(ctx context.Context, t time.Time) string {
	t = danish(t)
	name := calendar(LangOf(ctx)).months[t.Month()-1]
	// It stands at the head of a line, so its first letter is a capital.
	return strings.ToUpper(name[:1]) + name[1:] + " " + strconv.Itoa(t.Year())
}

// Weekday is the name of the day of t: torsdag.
func Weekday(ctx context.Context, t time.Time) string {
	return calendar(LangOf(ctx)).days[danish(t).Weekday()]
}

// Week is the ISO week of t: uge 47.
func Week(ctx context.Context, t time.Time) string {
	_, week := danish(t).ISOWeek()
	return T(ctx, "date.week", week)
}

// Day writes a day as a colleague says it, seen from now: i dag, i går,
// torsdag (the latest), mandag 23.11. (the coming), tor 12.11., 12.11.2025.
func Day(ctx context.Context, t, now time.Time) string {
	t, now = danish(t), danish(now)
	switch away := when.Of(t).Sub(when.Of(now)); {
	case away == 0:
		return T(ctx, "date.today")
	case away == -1:
		return T(ctx, "date.yesterday")
	case away == 1:
		return T(ctx, "date.tomorrow")
	case away < 0 && away > -7:
		return Weekday(ctx, t)
	case away > 0 && away < 7:
		return Weekday(ctx, t) + " " + dayMonth(ctx, t)
	case t.Year() != now.Year():
		return Date(ctx, t)
	}
	return calendar(LangOf(ctx)).short[t.Weekday()] + " " + dayMonth(ctx, t)
}

// DayOf is Day for a civil date.
func DayOf(ctx context.Context, d, today when.Date) string {
	return Day(ctx, d.Start(), today.Start())
}

// DateOf is Date for a civil date.
func DateOf(ctx context.Context, d when.Date) string { return Date(ctx, d.Start()) }

// Typed writes a civil date as a date field wants it in both languages,
// 21.11.2026.
func Typed(d when.Date) string {
	t := danish(d.Start())
	return fmt.Sprintf("%02d.%02d.%04d", t.Day(), t.Month(), t.Year())
}

// Time writes the time of day: kl. 14.30.
func Time(ctx context.Context, t time.Time) string {
	t = danish(t)
	if LangOf(ctx) == En {
		return fmt.Sprintf("%d:%02d", t.Hour(), t.Minute())
	}
	return fmt.Sprintf("kl.%s%d.%02d", nbsp, t.Hour(), t.Minute())
}

// Moment writes a day and its time, seen from now: i dag kl. 9.40.
func Moment(ctx context.Context, t, now time.Time) string {
	return Day(ctx, t, now) + " " + Time(ctx, t)
}

// Machine is what a time element's datetime attribute takes.
func Machine(t time.Time) string { return danish(t).Format("2006-01-02T15:04") }

// DayMonth writes a day in a running sentence: 12.11., with its year when that is
// another.
func DayMonth(ctx context.Context, t, now time.Time) string {
	t = danish(t)
	if t.Year() != danish(now).Year() {
		return Date(ctx, t)
	}
	return dayMonth(ctx, t)
}

func dayMonth(ctx context.Context, t time.Time) string {
	if LangOf(ctx) == En {
		return fmt.Sprintf("%d %s", t.Day(), calendar(En).monthsS[t.Month()-1])
	}
	return fmt.Sprintf("%d.%d.", t.Day(), t.Month())
}

// danish shows the moment as the clocks in Denmark do.
func danish(t time.Time) time.Time { return t.In(when.Copenhagen) }
