package programme_test

import (
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/programme"
	"kasket/internal/when"
)

func TestSeededDays(t *testing.T) {
	days, err := service(dbtest.New(t)).Days(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for year, want := range map[int][]string{
		2023: {"01-01", "04-06", "04-07", "04-09", "04-10", "05-05", "05-18", "05-28", "05-29", "06-05", "12-24", "12-25", "12-26", "12-31"},
		2024: {"01-01", "03-28", "03-29", "03-31", "04-01", "05-09", "05-19", "05-20", "06-05", "12-24", "12-25", "12-26", "12-31"},
		2026: {"01-01", "04-02", "04-03", "04-05", "04-06", "05-14", "05-24", "05-25", "06-05", "12-24", "12-25", "12-26", "12-31"},
	} {
		closed := map[string]bool{}
		for _, d := range want {
			closed[d] = true
		}
		for d := day(t, when.Easter(year).String()[:4]+"-01-01"); d.Year() == year; d = d.AddDays(1) {
			weekend := d.Weekday() == 0 || d.Weekday() == 6
			if got := days.Calendar.Open(d); got != (!weekend && !closed[d.String()[5:]]) {
				t.Errorf("%s %s open: %v", d.Weekday(), d, got)
			}
		}
	}
	for _, tt := range []struct {
		channel       programme.Channel
		sent, reaches string
		confirmed     bool
	}{
		{programme.DigitalPost, "2026-11-22", "2026-11-22", true}, // a Sunday
		{programme.HandedOver, "2026-12-24", "2026-12-24", true},
		{programme.Letter, "2025-11-24", "2025-12-02", true},
		{programme.Letter, "2026-11-23", "2026-12-01", false},
		{programme.Letter, "2026-12-21", "2027-01-04", false}, // over Christmas and New Year
		{programme.Letter, "2026-03-30", "2026-04-10", false}, // over Easter
		{programme.QuickLetter, "2025-11-21", "2025-11-23", true},
		{programme.QuickLetter, "2026-11-20", "2026-11-24", false},
		{programme.Letter, "2018-06-25", "", false},
		{"pigeon", "2026-11-20", "", false},
	} {
		d, ok := days.Deliveries.By(tt.channel, day(t, tt.sent))
		if got := d.Reaches(day(t, tt.sent), days.Calendar).String(); ok != (tt.reaches != "") || ok && (got != tt.reaches || d.Confirmed != tt.confirmed) {
			t.Errorf("%s sent %s: %s %v %v, want %s", tt.channel, tt.sent, got, ok, d.Confirmed, tt.reaches)
		}
	}
}

// What an administrator writes is what deadlines are counted by, from its day on.
func TestSetDays(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	set := func(kind programme.Kind, code, text, from string) error {
		e := programme.Entry{Kind: kind, Code: code, NameDa: "En dag", NameEn: "A day", Rule: text, From: day(t, from)}
		return s.SetEntry(t.Context(), admin, e, audit.Form{})
	}
	broke(t, set(programme.Holiday, "klemmedag", " påske + 40 ", "2027-01-01"), "")
	broke(t, set(programme.Posting, "letter", "weekdays+8", "2027-01-01"), "")
	broke(t, set(programme.Holiday, "ingen", "", "2027-01-01"), "rule rule_of_holiday")
	broke(t, set(programme.Holiday, "ingen", "31.2.", "2027-01-01"), "rule rule_of_holiday")
	broke(t, set(programme.Posting, "bud", "weekdays+100", "2027-01-01"), "rule rule_of_delivery")
	broke(t, set(programme.Posting, "bud", "+3", "2027-01-01"), "rule rule_of_delivery")
	broke(t, set(programme.Benefit, "su", "12-25", "2027-01-01"), "rule unknown")
	days, err := s.Days(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for on, open := range map[string]bool{"2026-05-15": true, "2027-05-07": false} { // the Friday after Ascension Day
		if days.Calendar.Open(day(t, on)) != open {
			t.Errorf("%s open: %v", on, !open)
		}
	}
	for sent, want := range map[string]int{"2026-12-31": 6, "2027-01-01": 8} {
		if d, _ := days.Deliveries.By(programme.Letter, day(t, sent)); d.Days != want || !d.Weekdays {
			t.Errorf("a letter sent %s: %+v", sent, d)
		}
	}
	_, err = d.Write.Exec(t.Context(), `UPDATE catalogue SET rule = 'easter+0' WHERE code = 'paaskedag'`)
	if !db.Violates(err, "rule_of_kind") {
		t.Errorf("the schema takes %v", err)
	}
	if err := s.SetEntry(t.Context(), access.Actor{}, programme.Entry{}, audit.Form{}); err == nil {
		t.Error("anybody may")
	}
}
