package calendar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/apognu/gocal"

	"kasket/internal/calendar"
	"kasket/internal/when"
)

// What is written is read by a library that did not write it, over both changes of summer
// time: an appointment stays at its hour on a Danish clock, and a whole day its day.
func TestSummerTime(t *testing.T) {
	tests := []struct {
		name, at, utc string
	}{
		{"the day before summer time begins", "2027-03-27 10:00", "2027-03-27T09:00:00Z"},
		{"after the hour that is left out", "2027-03-28 10:00", "2027-03-28T08:00:00Z"},
		{"just before it", "2027-03-28 01:30", "2027-03-28T00:30:00Z"},
		{"the day before it ends", "2027-10-30 10:00", "2027-10-30T08:00:00Z"},
		{"the day it ends", "2027-10-31 10:00", "2027-10-31T09:00:00Z"},
		{"in the hour that comes twice", "2027-10-31 02:30", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, when.Copenhagen)
			if err != nil {
				t.Fatal(err)
			}
			event := calendar.Event{UID: [16]byte{1}, StartsAt: at, Ends: at.Add(time.Hour), Version: 2}
			got := read(t, event)
			if !got.Start.Equal(at) || !got.End.Equal(at.Add(time.Hour)) {
				t.Errorf("read %s to %s, want %s to an hour later", got.Start, got.End, at)
			}
			if clock := got.Start.In(when.Copenhagen).Format("2006-01-02 15:04"); clock != tt.at {
				t.Errorf("on a Danish clock %s, want %s", clock, tt.at)
			}
			if utc := got.Start.UTC().Format(time.RFC3339); tt.utc != "" && utc != tt.utc {
				t.Errorf("in UTC %s, want %s", utc, tt.utc)
			}
		})
	}
	for _, day := range []string{"2027-03-28", "2027-10-31", "2028-02-29"} {
		at, err := time.ParseInLocation("2006-01-02", day, when.Copenhagen)
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, calendar.Event{UID: [16]byte{1}, StartsAt: at, Ends: at.Add(24 * time.Hour), AllDay: true})
		if from := got.Start.Format("2006-01-02"); from != day || got.RawStart.Params["VALUE"] != "DATE" {
			t.Errorf("a whole day %s is read as %s, %v", day, from, got.RawStart)
		}
		if next := when.Of(at).AddDays(1).String(); got.RawEnd.Value != strings.ReplaceAll(next, "-", "") || got.End.Format("2006-01-02") != day {
			t.Errorf("a whole day %s ends %s, %v, want before %s", day, got.End, got.RawEnd, next)
		}
	}
}

// The hour that comes twice is two hours: both are told apart.
func TestTheHourThatComesTwice(t *testing.T) {
	first := time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC) // 02.30 by summer time
	for _, at := range []time.Time{first, first.Add(time.Hour)} {
		if got := read(t, calendar.Event{StartsAt: at, Ends: at.Add(time.Hour)}); !got.Start.Equal(at) {
			t.Errorf("read %s, want %s", got.Start, at)
		}
	}
}

// read writes one event and reads it with another library.
func read(t *testing.T, e calendar.Event) gocal.Event {
	t.Helper()
	text := calendar.Write([]calendar.Event{e}, calendar.Titles{Calendar: "Kasket", Appointment: "Aftale"}, time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC))
	for line := range strings.Lines(text) {
		if !strings.HasSuffix(line, "\r\n") || len(line) > 77 {
			t.Errorf("a line of iCalendar ends in CRLF and is 75 octets at most: %q", line)
		}
	}
	c := gocal.NewParser(strings.NewReader(text))
	from, to := e.StartsAt.AddDate(0, 0, -3), e.StartsAt.AddDate(0, 0, 3)
	c.Start, c.End = &from, &to
	if err := c.Parse(); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if len(c.Events) != 1 || c.Events[0].Summary != "Aftale" || c.Events[0].Location != "" || c.Events[0].Description != "" {
		t.Fatalf("events %+v", c.Events)
	}
	return c.Events[0]
}
