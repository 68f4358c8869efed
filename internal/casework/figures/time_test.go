package figures

import (
	"testing"
	"time"

	"kasket/internal/programme"
	"kasket/internal/when"
)

// TestTimesByHand is six stays of 2024 in a programme whose longest is 18 months, looked
// at on 30 June 2026.
func TestTimesByHand(t *testing.T) {
	on := func(year int, month time.Month, day int) when.Date {
		d, is := when.On(year, month, day)
		if !is {
			t.Fatalf("%d-%d-%d is no day", year, month, day)
		}
		return d
	}
	today := on(2026, 6, 30)
	stays := []Stay{
		{Start: on(2024, 1, 1), ExitOn: on(2024, 7, 1), Exit: "job_full", ExitGroup: programme.Job},        // 182 days, well
		{Start: on(2024, 2, 1), ExitOn: on(2025, 8, 1), Exit: "edu_upper", ExitGroup: programme.Education}, // 18 months to the day
		{Start: on(2024, 3, 1), ExitOn: on(2025, 9, 2), Exit: "lost", ExitGroup: programme.LeftCourse},     // a day more
		{Start: on(2024, 4, 1), End: on(2024, 5, 1)},                                                       // closed, and no exit written
		{Start: on(2024, 12, 31)}, // runs, 546 days: 18 months ended today
		{Start: on(2024, 12, 29)}, // runs, and they ended yesterday
		{Start: on(2024, 6, 1), ExitOn: on(2024, 6, 9), Exit: wrongGroup, ExitGroup: programme.Void},
		{Start: on(2023, 12, 31), ExitOn: on(2024, 7, 1), Exit: "job_full", ExitGroup: programme.Job}, // began before
	}
	got := timesOf(Unit{Longest: 18}, stays, Year(2024), today)
	if got.Well != 2 || got.Otherwise != 2 || got.Running != 2 || got.LeftOut != 1 || got.Long != 1 || got.Within != (Share{Num: 3, Of: 4}) || got.Months != 18 {
		t.Errorf("%+v", got)
	}
	// Of six: one ended otherwise after 30 days, one well after 182: 1/6 of 1, then 1/5 of 5/6.
	if s := At(got.Steps, 200); s.WellBy < 1.0/6-1e-9 || s.WellBy > 1.0/6+1e-9 || s.OtherBy < 1.0/6-1e-9 || s.OtherBy > 1.0/6+1e-9 {
		t.Errorf("after 200 days %+v, want a sixth each", s)
	}
	if got := timesOf(Unit{}, stays, Year(2024), today); got.Long != 0 || got.Months != usualLongest {
		t.Errorf("no rule, and %d are too long of %d months", got.Long, got.Months)
	}
	if got := timesOf(Unit{}, stays, Year(2022), today); got.N() != 0 || len(got.Steps) != 0 {
		t.Errorf("nobody began in 2022: %+v", got)
	}
}

// TestTimesShield holds that few are hidden, and the rest without what could be worked out.
func TestTimesShield(t *testing.T) {
	for _, c := range []struct {
		well, other, running int
		hidden               bool
	}{
		{5, 5, 0, false}, {5, 0, 5, false}, {4, 20, 20, true}, {20, 4, 0, true}, {20, 2, 2, true}, {5, 4, 0, true}, {0, 0, 0, true},
	} {
		x := Times{Well: c.well, Otherwise: c.other, Running: c.running, Long: 1, LeftOut: 1, Within: Share{Num: 3, Of: 12}, Steps: []Step{{}}}.shield()
		if x.Hidden != c.hidden {
			t.Errorf("%+v is hidden: %t", c, x.Hidden)
		}
		if x.N()+x.Long+x.LeftOut != 0 || x.Within.Of != 0 || x.Hidden && len(x.Steps) > 0 {
			t.Errorf("%+v shows %+v", c, x)
		}
	}
}
