package kickoff

import (
	"time"

	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// State is how the beginning of a course stands on a day: computed, never stored.
type State string

// The states.
const (
	NotAsked  State = ""        // the programme says nothing, it was held, or the course is no longer new
	Missing   State = "missing" // no time stands for it
	Upcoming  State = "planned"
	ToldOfNot State = "untold" // its time is past, and nobody has told of it
)

// newFor is how many days a course is new: after that somebody has begun it, whoever
// sat at the table. It is ours, and no programme says it. Where the programme names no
// day, a start without a time is asked for in the first month.
const newFor = 90

// Due is what one has to know to say how a beginning stands.
type Due struct {
	Kind       programme.StartKind `json:"kind"`
	StartedOn  when.Date           `json:"started_on"`
	WithinDays int                 `json:"within_days"`
	At         *time.Time          `json:"at"` // of the meeting
	AllDay     bool                `json:"all_day"`
	Meeting    meeting.State       `json:"meeting_state"`
	Held       bool                `json:"held"`
}

// Newest is the day from which courses are new on a day.
func Newest(today when.Date) when.Date { return today.AddDays(-newFor) }

// On says how the beginning stands at a moment, the day it is due, where there is one,
// and how urgent it is. A start without a deadline is asked for all the same.
func (d Due) On(now time.Time) (State, when.Date, contact.Urgency) {
	today := when.Of(now)
	if d.Kind == "" || d.Held || d.StartedOn.Before(Newest(today)) {
		return NotAsked, when.Date{}, contact.Calm
	}
	due, limited := programme.Start{WithinDays: d.WithinDays}.DueOn(d.StartedOn)
	if d.At != nil && d.Meeting == meeting.Planned {
		day := when.Of(*d.At)
		if day.Before(today) || !d.AllDay && d.At.Before(now) {
			return ToldOfNot, day, contact.DueToday
		}
		return Upcoming, day, min(nearness(day, today), contact.Soon)
	}
	if !limited {
		if programme.PhaseOn(d.StartedOn, false, today) != programme.FirstMonth {
			return NotAsked, when.Date{}, contact.Calm
		}
		return Missing, when.Date{}, contact.Soon
	}
	return Missing, due, max(nearness(due, today), contact.Soon)
}

func nearness(day, today when.Date) contact.Urgency {
	switch days := day.Sub(today); {
	case days < 0:
		return contact.Overdue
	case days == 0:
		return contact.DueToday
	case days <= 2:
		return contact.Soon
	}
	return contact.Calm
}

// Due is what says how this beginning stands.
func (k Kickoff) Due() Due {
	return Due{
		Kind: k.Kind, StartedOn: k.StartedOn, WithinDays: k.WithinDays, At: k.StartsAt, AllDay: k.AllDay,
		Meeting: k.MeetingState, Held: k.Held,
	}
}
