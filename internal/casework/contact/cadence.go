package contact

import (
	"time"

	"kasket/internal/programme"
	"kasket/internal/when"
)

// Pulse is what tells whether a youth has been seen in time: the only place where
// due and overdue are worked out, for every page that says so.
type Pulse struct {
	Phase       programme.Phase
	LastContact *time.Time // last time the youth was talked with
	LastAttempt *time.Time
	Attempts    int // in vain, since the last contact
	StartedOn   when.Date
	Cadence     programme.Cadence
}

// Urgency is how near the day is on which a youth is to be reached.
type Urgency int

// The urgencies, least first, so that the greater is the more urgent.
const (
	NoRule   Urgency = iota // the programme says nothing about this phase
	Calm                    // there is time
	Soon                    // due within two days
	DueToday                // today is the last day in time
	Overdue                 // the day has passed
)

// soonDays is how many days ahead a due day is near.
const soonDays = 2

// manyAttempts is after how many attempts in vain another way is worth a try.
const manyAttempts = 2

// State is how a youth stands to the cadence on a day.
type State struct {
	Urgency Urgency
	Due     when.Date // zero without a rule
	Days    int       // until due; when overdue, days over
}

// Due is the last day on which the youth is seen in time; false when the programme
// has no rule for the phase. It counts whole days in Copenhagen, from the last
// contact, or from the start for who has not been talked with since. Attempts move
// nothing: a call that was not answered is not a contact.
func (p Pulse) Due(today when.Date) (due when.Date, ok bool) {
	every, ok := p.Cadence.Every(p.Phase)
	if !ok {
		return when.Date{}, false
	}
	from := p.StartedOn
	if p.LastContact != nil {
		// A contact dated ahead by mistake must not hide the youth for longer than
		// one made today would.
		last := when.Of(*p.LastContact)
		if last.After(today) {
			last = today
		}
		if last.After(from) {
			from = last
		}
	}
	return from.AddDays(every), true
}

// State is where the youth stands on a day.
func (p Pulse) State(today when.Date) State {
	due, ok := p.Due(today)
	if !ok {
		return State{Urgency: NoRule}
	}
	days := due.Sub(today)
	switch {
	case days < 0:
		return State{Urgency: Overdue, Due: due, Days: -days}
	case days == 0:
		return State{Urgency: DueToday, Due: due}
	case days <= soonDays:
		return State{Urgency: Soon, Due: due, Days: days}
	}
	return State{Urgency: Calm, Due: due, Days: days}
}

// SeenInTime reports whether nothing is overdue: no rule is nothing to be late for.
func (p Pulse) SeenInTime(today when.Date) bool { return p.State(today).Urgency != Overdue }

// TrySomethingElse reports whether so many attempts were in vain that calling once
// more is a poor plan.
func (p Pulse) TrySomethingElse() bool { return p.Attempts >= manyAttempts }
