package figures_test

import (
	"testing"
	"time"

	"kasket/internal/casework/figures"
	"kasket/internal/when"
)

func on(t *testing.T, s string) when.Date {
	t.Helper()
	var d when.Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFixed(t *testing.T) {
	tests := []struct {
		from, to string
		want     bool
	}{
		{"2026-01-01", "2026-12-31", true},
		{"2026-01-01", "2026-06-30", true},
		{"2026-07-01", "2026-12-31", true},
		{"2026-01-01", "2026-03-31", true},
		{"2026-04-01", "2026-06-30", true},
		{"2026-07-01", "2026-09-30", true},
		{"2026-10-01", "2026-12-31", true},
		{"2026-04-01", "2026-09-30", false},
		{"2026-01-01", "2026-01-31", false},
		{"2026-01-02", "2026-03-31", false},
		{"2025-07-01", "2026-06-30", false},
	}
	for _, tt := range tests {
		if got := figures.Fixed(figures.Period{From: on(t, tt.from), To: on(t, tt.to)}); got != tt.want {
			t.Errorf("%s to %s: fixed %v, want %v", tt.from, tt.to, got, tt.want)
		}
	}
	if figures.Fixed(figures.Period{}) {
		t.Error("no period at all is fixed")
	}
}

// Whatever the day, the periods to choose from have ended, are fixed, and come once.
func TestFixedPeriods(t *testing.T) {
	today, _ := when.On(2026, time.November, 21)
	if got := figures.FixedPeriods(today)[0]; got != figures.Half(2026, 1) {
		t.Errorf("the latest on %s is %s to %s", today, got.From, got.To)
	}
	for n := range 800 {
		day := today.AddDays(n)
		seen := map[figures.Period]bool{}
		for _, p := range figures.FixedPeriods(day) {
			if seen[p] || !figures.Fixed(p) || !p.To.Before(day) || len(p.Check(day)) > 0 {
				t.Fatalf("on %s one can choose %s to %s", day, p.From, p.To)
			}
			if again, ok := figures.FixedBy(p.Key(), day); !ok || again != p {
				t.Fatalf("%s to %s is called %q", p.From, p.To, p.Key())
			}
			seen[p] = true
		}
		if len(seen) < 21 {
			t.Fatalf("on %s there are %d periods", day, len(seen))
		}
	}
}

func TestPeriodCheck(t *testing.T) {
	today := on(t, "2026-11-21")
	tests := []struct {
		name        string
		from, to    when.Date
		field, code string
	}{
		{"a year", on(t, "2025-01-01"), on(t, "2025-12-31"), "", ""},
		{"one day", today, today, "", ""},
		{"reversed", on(t, "2026-02-01"), on(t, "2026-01-01"), "to", "before_from"},
		{"not over", on(t, "2026-02-01"), on(t, "2026-11-22"), "to", "in_the_future"},
		{"no start", when.Date{}, today, "from", "required"},
		{"no end", today, when.Date{}, "to", "required"},
	}
	for _, tt := range tests {
		v := figures.Period{From: tt.from, To: tt.to}.Check(today)
		if b, _ := v.On(tt.field); len(v) > 0 && tt.code == "" || tt.code != "" && b.Code != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, v, tt.code)
		}
	}
}
