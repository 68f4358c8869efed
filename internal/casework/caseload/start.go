package caseload

import (
	"cmp"
	"slices"
	"time"

	"kasket/internal/casework/contact"
	"kasket/internal/casework/kickoff"
	"kasket/internal/id"
	"kasket/internal/when"
)

// startTables are what says how the start of the course e stands; startOf is it as a
// kickoff.Due, and null where the programme wants none.
const (
	startTables = `
	LEFT JOIN programme_starts st ON st.programme_id = e.programme_id AND daterange(st.valid_from, st.valid_to, '[]') @> e.started_on
	LEFT JOIN kickoffs ks ON ks.enrolment_id = e.id
	LEFT JOIN meetings km ON km.id = ks.meeting_id
	LEFT JOIN contacts kc ON kc.id = ks.contact_id`
	startOf = `CASE WHEN coalesce(ks.kind, st.kind) IS NOT NULL THEN json_build_object(
	           'kind', coalesce(ks.kind, st.kind), 'started_on', e.started_on, 'within_days', coalesce(st.within_days, 0), 'at', km.starts_at,
	           'all_day', coalesce(km.all_day, false), 'meeting_state', coalesce(km.state, ''),
	           'held', coalesce(ks.held_at IS NOT NULL AND kc.withdrawn_at IS NULL, false)) END`
)

// DayStart is a new course whose start is not held.
type DayStart struct {
	Youth id.Youth    `json:"youth"`
	Name  string      `json:"name"`
	Phone string      `json:"phone"`
	Due   kickoff.Due `json:"due"`

	State   kickoff.State   `json:"-"`
	On      when.Date       `json:"-"` // the day it is due, where there is one
	Urgency contact.Urgency `json:"-"`
}

// missingStarts are those without a time, the most urgent first. One that is planned
// stands among the meetings of its day, and one that is past among those to tell of.
func missingStarts(list []DayStart, now time.Time) []DayStart {
	var all []DayStart
	for _, s := range list {
		if s.State, s.On, s.Urgency = s.Due.On(now); s.State == kickoff.Missing {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b DayStart) int { return -cmp.Compare(a.Urgency, b.Urgency) })
	return all
}

// start is what the record asks of us about the start of the course.
func (n *claims) start(o Overview) {
	if o.Start == nil {
		return
	}
	state, due, urgency := o.Start.On(n.now)
	if state == kickoff.NotAsked {
		return
	}
	c := Claim{Kind: ClaimStart, Start: o.Start.Kind, StartState: state, Due: due, Urgency: urgency}
	if state != kickoff.Missing && o.Start.At != nil {
		c.At = *o.Start.At
	}
	n.add(c)
}
