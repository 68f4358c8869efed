package programme

import (
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Notice is when something sent counts as received, and by which rule.
type Notice struct {
	On when.Date
	By Delivery
}

// Notified says when something sent by a channel on a day counts as received: what
// deadlines run from. False where no row says so.
func (d Days) Notified(channel Channel, sent when.Date) (Notice, bool) {
	by, ok := d.Deliveries.By(channel, sent)
	if !ok {
		return Notice{}, false
	}
	return Notice{On: by.Reaches(sent, d.Calendar), By: by}, true
}

// ComplaintEnds is the last day to complain about a decision that its party was
// told of on a day: so many weeks later, on the same weekday (retssikkerhedsloven
// § 67: four weeks from notification), and on the first open day after that where
// it is closed (vejl. 9533 of 26 June 2018). False where the row has no such rule.
func (t DecisionType) ComplaintEnds(notified when.Date, c when.Calendar) (when.Date, bool) {
	if t.ComplaintWeeks == 0 {
		return when.Date{}, false
	}
	return c.OpenFrom(notified.AddDays(7 * t.ComplaintWeeks)), true
}

// HearingEnds is the last day to answer a hearing that the party received on a day,
// as it is proposed: the row's days later, moved to an open day. False where the row
// has no days.
func (t DecisionType) HearingEnds(received when.Date, c when.Calendar) (when.Date, bool) {
	if t.HearingDays == 0 {
		return when.Date{}, false
	}
	return c.OpenFrom(received.AddDays(t.HearingDays)), true
}

// Hearing is the deadline somebody wants to give.
type Hearing struct {
	Received when.Date // the day the party gets it
	Until    when.Date
	Reason   string // why it is shorter than the row's least
}

// CheckHearing says what is wrong with a deadline for a hearing, seen from a day: it
// lies behind us, on a day nobody is at work, or closer than the row's least days
// without a reason. The party is to have reasonable time (forvaltningsloven § 19).
func (t DecisionType) CheckHearing(h Hearing, c when.Calendar, today when.Date) rule.Violations {
	var v rule.Violations
	least := h.Received.AddDays(t.HearingLeast)
	switch {
	case h.Until.IsZero():
		v.Add("until", "required")
	case h.Until.Before(today) || h.Until.Before(h.Received):
		v.Add("until", "past")
	case !c.Open(h.Until):
		v.Add("until", "closed_day", c.OpenFrom(h.Until))
	case h.Until.Before(least) && rule.Text(h.Reason) == "":
		v.Add("hearing_reason", "hearing_short", c.OpenFrom(least))
	}
	return v
}

// ReassessBy is the last day for the municipality to look at a complaint again and
// to send it on (retssikkerhedsloven § 66: four weeks from when it was received).
// It is our own deadline, so a closed day does not put it off.
func (t DecisionType) ReassessBy(received when.Date) (when.Date, bool) {
	if t.ReassessWeeks == 0 {
		return when.Date{}, false
	}
	return received.AddDays(7 * t.ReassessWeeks), true
}

// TargetOn is the day by which a case that began on a day is to be decided
// (retssikkerhedsloven § 3: the municipality sets it). Access to the file takes
// seven working days at most; the day it was asked for does not count.
func (t DecisionType) TargetOn(began when.Date, c when.Calendar) (when.Date, bool) {
	switch {
	case t.TargetDays == 0:
		return when.Date{}, false
	case t.TargetWeekdays:
		return c.OpenAfter(began, t.TargetDays), true
	}
	return began.AddDays(t.TargetDays), true
}

// CarryOutBy is the last day to carry out what follows from an event: the end of so
// many full calendar months after it (LAS § 35 stk. 3: a deduction within three).
// The month of the event is not among them, and no closed day puts it off.
func (t DecisionType) CarryOutBy(event when.Date) (when.Date, bool) {
	if t.CarryOutMonths == 0 {
		return when.Date{}, false
	}
	first := event.AddDays(1 - event.Day())
	return first.AddMonths(t.CarryOutMonths + 1).AddDays(-1), true
}
