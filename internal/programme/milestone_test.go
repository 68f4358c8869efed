package programme

import (
	"testing"

	"kasket/internal/id"
	"kasket/internal/when"
)

// The days of the three meetings of Samarbejdsmodellen by hand: 16 years are 192 months,
// 17½ are 210, 18½ are 222. A month that has no such day ends on its last.
func TestMilestoneDays(t *testing.T) {
	for _, tt := range []struct {
		birth               string
		at192, at210, at222 string
	}{
		{"2010-03-15", "2026-03-15", "2027-09-15", "2028-09-15"},
		{"2008-02-29", "2024-02-29", "2025-08-29", "2026-08-29"}, // born on a leap day; 16 years later is one too
		{"2012-02-29", "2028-02-29", "2029-08-29", "2030-08-29"},
		{"2010-08-29", "2026-08-29", "2028-02-29", "2029-02-28"}, // six months later there is a leap day, a year on none
		{"2010-08-30", "2026-08-30", "2028-02-29", "2029-02-28"},
		{"2010-08-31", "2026-08-31", "2028-02-29", "2029-02-28"},
		{"2009-08-31", "2025-08-31", "2027-02-28", "2028-02-29"},
		{"2010-10-31", "2026-10-31", "2028-04-30", "2029-04-30"},
		{"2010-12-31", "2026-12-31", "2028-06-30", "2029-06-30"},
		{"2010-01-01", "2026-01-01", "2027-07-01", "2028-07-01"},
	} {
		for months, want := range map[int]string{192: tt.at192, 210: tt.at210, 222: tt.at222} {
			if got := (Milestone{AgeMonths: months}).DueOn(d(t, tt.birth)); got != d(t, want) {
				t.Errorf("born %s, %d months: %s, want %s", tt.birth, months, got, want)
			}
		}
	}
}

func TestMilestoneOnTime(t *testing.T) {
	birth, n := d(t, "2010-03-15"), 30
	m := Milestone{AgeMonths: 192, Window: &n, Announce: &n}
	for day, want := range map[string]bool{"2026-02-12": false, "2026-02-13": true, "2026-03-15": true, "2026-04-14": true, "2026-04-15": false} {
		if on, judged := m.OnTime(birth, d(t, day)); on != want || !judged {
			t.Errorf("held %s: on time %v, judged %v, want %v", day, on, judged, want)
		}
	}
	for day, want := range map[string]bool{"2026-02-12": false, "2026-02-13": true, "2026-12-01": true} {
		if got := m.Announced(birth, d(t, day)); got != want {
			t.Errorf("announced on %s: %v, want %v", day, got, want)
		}
	}
	if _, judged := (Milestone{AgeMonths: 192}).OnTime(birth, birth); judged {
		t.Error("judged without a window")
	}
	if _, judged := m.OnTime(when.Date{}, birth); judged || m.Announced(when.Date{}, birth) {
		t.Error("judged without a birth date")
	}
}

func TestItemAnswer(t *testing.T) {
	today := d(t, "2026-11-22")
	choice := []ItemChoice{{Code: "own", Da: "Egen bolig", En: "Own home"}}
	for _, tt := range []struct {
		kind                ItemKind
		typed, want, broken string
	}{
		{YesNoItem, "yes", "yes", ""},
		{YesNoItem, "maybe", "", "unknown"},
		{ChoiceItem, "own", "own", ""},
		{ChoiceItem, "castle", "", "unknown"},
		{NumberItem, "7,5", "7.5", ""},
		{NumberItem, "-1", "", "number"},
		{NumberItem, "NaN", "", "number"},
		{NumberItem, "10001", "", "number"},
		{DateItem, "24.12.2026", "2026-12-24", ""},
		{DateItem, "31.2.2026", "", "date"},
		{TextItem, "  Aalborg  ", "Aalborg", ""},
		{TextItem, string(make([]rune, MostAnswer+1)), "", "too_long"},
		{ChoiceItem, "", "", ""},
	} {
		item := MilestoneItem{ID: id.MilestoneItem(1), Kind: tt.kind, Choices: choice}
		if got, code := item.Answer(tt.typed, today); got != tt.want || code != tt.broken {
			t.Errorf("%s %q: %q %q, want %q %q", tt.kind, tt.typed, got, code, tt.want, tt.broken)
		}
	}
}
