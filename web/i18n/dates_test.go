package i18n

import (
	"context"
	"strings"
	"testing"
	"time"

	"kasket/internal/when"
)

var (
	da = context.Background()
	en = With(context.Background(), En)
)

// at is a wall time in Denmark.
func at(y int, m time.Month, d, hour, minute int) time.Time {
	return time.Date(y, m, d, hour, minute, 0, 0, when.Copenhagen)
}

func TestDay(t *testing.T) {
	now := at(2026, time.November, 21, 9, 40) // a Saturday
	for _, tt := range []struct {
		name, da, en string
		t            time.Time
	}{
		{"later today", "i dag", "today", at(2026, 11, 21, 23, 59)},
		{"last minute of yesterday", "i går", "yesterday", at(2026, 11, 20, 23, 59)},
		{"first minute of tomorrow", "i morgen", "tomorrow", at(2026, 11, 22, 0, 0)},
		{"latest Thursday", "torsdag", "Thursday", at(2026, 11, 19, 16, 5)},
		{"six days ago", "søndag", "Sunday", at(2026, 11, 15, 12, 0)},
		{"a week ago", "lør 14.11.", "Sat 14 Nov", at(2026, 11, 14, 12, 0)},
		{"coming Monday", "mandag 23.11.", "Monday 23 Nov", at(2026, 11, 23, 8, 0)},
		{"in a week", "lør 28.11.", "Sat 28 Nov", at(2026, 11, 28, 8, 0)},
		{"last year", "3.12.2025", "3 Dec 2025", at(2025, 12, 3, 8, 0)},
		{"seen from UTC", "i dag", "today", time.Date(2026, 11, 20, 23, 30, 0, 0, time.UTC)},
	} {
		if got := Day(da, tt.t, now); got != tt.da {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.da)
		}
		if got := Day(en, tt.t, now); got != tt.en {
			t.Errorf("%s in English: %q, want %q", tt.name, got, tt.en)
		}
	}
	// The day summer time begins has 23 hours and is a day all the same.
	if got := Day(da, at(2026, 3, 30, 0, 30), at(2026, 3, 29, 0, 30)); got != "i morgen" {
		t.Errorf("over the change of clocks: %q, want i morgen", got)
	}
}

func TestWritten(t *testing.T) {
	moment, now := at(2026, 11, 21, 9, 5), at(2026, 11, 21, 12, 0)
	day := when.Of(moment)
	for _, tt := range []struct{ name, got, want string }{
		{"date", Date(da, moment), "21.11.2026"},
		{"date in English", Date(en, moment), "21 Nov 2026"},
		{"long", DateLong(da, moment), "21. november 2026"},
		{"long in English", DateLong(en, moment), "21 November 2026"},
		{"moment", Moment(da, moment, now), "i dag kl.\u00a09.05"},
		{"moment in English", Moment(en, moment, now), "today 9:05"},
		{"month", Month(da, moment), "November 2026"},
		{"week", Week(da, moment), "uge 47"},
		{"weekday", Weekday(da, moment), "lørdag"},
		{"civil", DayOf(da, day, day), "i dag"},
		{"civil date", DateOf(da, day), "21.11.2026"},
		{"typed", Typed(when.Of(at(2026, 3, 1, 0, 0))), "01.03.2026"},
		{"machine", Machine(moment.UTC()), "2026-11-21T09:05"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct{ name, got, want string }{
		{"thousands", Count(da, 1800000), "1.800.000"},
		{"thousands in English", Count(en, 1800), "1,800"},
		{"three figures", Count(da, 999), "999"},
		{"below nothing", Count(da, -1200), "−1.200"},
		{"decimal", Number(da, 14.6), "14,6"},
		{"decimal in English", Number(en, 14.6), "14.6"},
		{"whole", Number(da, 18), "18"},
		{"rounded up", Number(da, 17.96), "18"},
		{"percent", Percent(da, .724), "72\u00a0%"},
		{"percent in English", Percent(en, .724), "72%"},
		{"one week", Weeks(da, 1), "1 uge"},
		{"weeks", Weeks(da, 13), "13 uger"},
		{"phone", Phone("12345678"), "12 34 56 78"},
		{"phone with country", Phone("+45 12 34 56 78"), "12 34 56 78"},
		{"phone abroad", Phone("+46701234567"), "+46701234567"},
	} {
		if got := strings.ReplaceAll(tt.got, "\u00a0", " "); got != strings.ReplaceAll(tt.want, "\u00a0", " ") {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}
