// Package calendar writes appointments as iCalendar (RFC 5545) for calendars outside the
// house. It says when and nothing else: no name, no place, no word of whom one meets.
package calendar

import (
	"encoding/hex"
	"time"

	ics "github.com/arran4/golang-ical"

	"kasket/internal/when"
)

// ContentType is what the file is served as.
const ContentType = "text/calendar; charset=utf-8"

// Event is an appointment: a time, or a whole day of the Danish calendar. UID is the same
// each time the appointment is written, and is nobody's number.
type Event struct {
	UID      [16]byte
	StartsAt time.Time
	Ends     time.Time
	AllDay   bool
	Version  int // grows when it changes
}

// Titles are the two words a calendar shows: of the calendar, and of each appointment.
type Titles struct {
	Calendar    string
	Appointment string
}

// Write makes the file. Times are in UTC, so that no rule of summer time is needed to read
// them; a whole day is a date and belongs to no zone.
func Write(events []Event, words Titles, now time.Time) string {
	cal := ics.NewCalendarFor("Kasket")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(words.Calendar)
	for _, e := range events {
		x := cal.AddEvent(hex.EncodeToString(e.UID[:]) + "@kasket")
		x.SetDtStampTime(now)
		x.SetSummary(words.Appointment)
		x.SetSequence(e.Version)
		x.SetClass(ics.ClassificationPrivate)
		if e.AllDay {
			day := when.Of(e.StartsAt)
			x.SetAllDayStartAt(civil(day))
			x.SetAllDayEndAt(civil(day.AddDays(1))) // the first day after it
			continue
		}
		x.SetStartAt(e.StartsAt)
		x.SetEndAt(e.Ends)
	}
	return cal.Serialize(ics.WithNewLineWindows) // RFC 5545, 3.1
}

// civil is a day as the library takes one: in UTC, so that it stays that day.
func civil(d when.Date) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
}
