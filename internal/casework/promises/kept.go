package promises

import (
	"slices"

	"kasket/internal/programme"
	"kasket/internal/when"
)

// sameOwner counts the youths who had one owner all the way, of those who came so many
// months into a course in the window and are still in it. A cover is no change.
func sameOwner(months int) func(Course, Rules, Window) Tally {
	return func(c Course, _ Rules, w Window) Tally {
		day := c.StartedOn.AddMonths(months)
		if !w.Has(day) || day.After(w.Today) || !c.open(day) {
			return Tally{}
		}
		t := Tally{Num: 1, Of: 1}
		for i, o := range c.Owners {
			if i > 0 && !when.Of(o.At).After(day) {
				t.Num = 0
			}
		}
		return t
	}
}

// ownerChanges counts how often the owner changed in the window, for each youth in a
// course in it. Who was assigned first is no change.
func ownerChanges(c Course, _ Rules, w Window) Tally {
	if !c.within(w) {
		return Tally{}
	}
	t := Tally{Of: 1}
	for i, o := range c.Owners {
		if i > 0 && w.Has(when.Of(o.At)) {
			t.Num++
		}
	}
	return t
}

// within reports whether the course ran on any day of the window.
func (c Course) within(w Window) bool {
	return !c.StartedOn.After(w.Cut()) && (c.ClosedOn.IsZero() || !c.ClosedOn.Before(w.From))
}

// load counts the open courses on the window's last day for each contact person.
func load(c Course, _ Rules, w Window) Tally {
	if !c.open(w.Cut()) {
		return Tally{}
	}
	return Tally{Num: 1, Of: 1, Owner: c.owner(w.Cut().AddDays(1).Start())}
}

// firstTalk is how many days passed from the referral to the first talk with the youth,
// of the courses that began in the window. Without a day of referral, or with no talk
// yet, it is missing.
func firstTalk(c Course, _ Rules, w Window) Tally {
	switch {
	case !w.Has(c.StartedOn) || c.StartedOn.After(w.Today):
		return Tally{}
	case c.ReferredOn.IsZero() || c.FirstTalk.IsZero():
		return Tally{Missing: 1}
	}
	return Tally{Values: []float64{float64(max(0, when.Of(c.FirstTalk).Sub(c.ReferredOn)))}}
}

// toDecision is how many days passed from when the need was there (the youth asked, or
// we raised it: the decision's own first day) until it was decided in the window.
func toDecision(c Course, _ Rules, w Window) Tally {
	var t Tally
	for _, d := range c.Decisions {
		if w.Has(d.Decided) {
			t.Values = append(t.Values, float64(max(0, d.Decided.Sub(d.Began))))
		}
	}
	return t
}

// toAction is how many days passed from the decision until it had effect; one that
// looks back had it at once.
func toAction(c Course, _ Rules, w Window) Tally {
	var t Tally
	for _, d := range c.Decisions {
		if w.Has(d.Decided) {
			t.Values = append(t.Values, float64(max(0, d.From.Sub(d.Decided))))
		}
	}
	return t
}

// milestones counts the meetings at an age that were held within the programme's own
// number of days around it, of those whose last day lies in the window.
func milestones(c Course, r Rules, w Window) Tally {
	var t Tally
	if !c.within(w) {
		return t
	}
	if len(r.Milestones) == 0 {
		return Tally{NoRule: true}
	}
	if c.BirthDate.IsZero() {
		return Tally{Missing: 1}
	}
	for _, m := range r.Milestones {
		due := m.DueOn(c.BirthDate)
		if !w.over(m.LastOn(c.BirthDate)) || !c.open(due) || !(Span{m.From, m.To}).holds(due) {
			continue
		}
		if m.Window == nil {
			t.NoRule = true
			continue
		}
		t.Of++
		if slices.ContainsFunc(c.Milestones, func(h Held) bool {
			onTime, _ := m.OnTime(c.BirthDate, h.On)
			return h.Code == m.Code && onTime
		}) {
			t.Num++
		}
	}
	return t
}

// agreementsKept counts what was kept of what somebody promised with a day in the
// window that is over; what was changed together is not counted.
func agreementsKept(who string) func(Course, Rules, Window) Tally {
	return func(c Course, _ Rules, w Window) Tally {
		var t Tally
		for _, a := range c.Agreements {
			if a.Who != who || !w.over(a.Due) || a.Outcome == "changed" {
				continue
			}
			t.Of++
			if a.Outcome == "kept" {
				t.Num++
			}
		}
		return t
	}
}

// withBuddy counts the youths who have a buddy on the window's last day, where the
// programme expects one.
func withBuddy(c Course, r Rules, w Window) Tally {
	if !c.open(w.Cut()) {
		return Tally{}
	}
	if r.model(w.Cut()).Buddy != programme.BuddyExpected {
		return Tally{NoRule: true}
	}
	return one(holder(c.Buddies, w.Cut().AddDays(1).Start()) != 0)
}

// secondEyes counts the youths whom somebody else than the owner had looked at within
// the programme's number of days, on the window's last day. A new course has its days.
func secondEyes(c Course, r Rules, w Window) Tally {
	cut := w.Cut()
	if !c.open(cut) {
		return Tally{}
	}
	every := r.eyes(cut)
	if every == 0 {
		return Tally{NoRule: true}
	}
	seen := c.StartedOn
	later := func(on when.Date) {
		if on.After(seen) && !on.After(cut) {
			seen = on
		}
	}
	for _, v := range c.Views {
		later(when.Of(v))
	}
	for _, e := range c.Contacts {
		if e.Talked && e.Author != c.owner(e.At) {
			later(e.day())
		}
	}
	return one(cut.Sub(seen) <= every)
}

// consentHolds counts the youths with a consent that holds on the window's last day.
func consentHolds(c Course, _ Rules, w Window) Tally { return c.onLastDay(c.Consents, w) }

// goalSet counts the youths with a goal of their own on the window's last day.
func goalSet(c Course, _ Rules, w Window) Tally { return c.onLastDay(c.Goals, w) }

func (c Course) onLastDay(spans []Span, w Window) Tally {
	if !c.open(w.Cut()) {
		return Tally{}
	}
	return one(slices.ContainsFunc(spans, func(s Span) bool { return s.holds(w.Cut()) }))
}

func one(yes bool) Tally {
	if yes {
		return Tally{Num: 1, Of: 1}
	}
	return Tally{Of: 1}
}

// networkTookPart counts the youths of whose network somebody was talked with, or came
// to a meeting, in the window.
func networkTookPart(c Course, _ Rules, w Window) Tally {
	if !c.within(w) {
		return Tally{}
	}
	return one(slices.ContainsFunc(c.Joined, w.Has) || slices.ContainsFunc(c.Contacts, func(e Contact) bool {
		return e.Talked && e.Counterpart == "relative" && w.Has(e.day())
	}))
}

// guideTookPart counts the youths with whom an education guide, or another specialist
// of the programme, took part in the window.
func guideTookPart(c Course, _ Rules, w Window) Tally {
	if !c.within(w) {
		return Tally{}
	}
	return one(slices.ContainsFunc(c.Guided, w.Has))
}

// glide is for how many days after the end a talk is a gliding transition: our own choice.
const glide = 30

// gliding counts the youths who were talked with in the thirty days after they went on
// to education, work or an activity, of those whose thirty days ended in the window.
func gliding(c Course, _ Rules, w Window) Tally {
	if c.ClosedOn.IsZero() || !w.over(c.ClosedOn.AddDays(glide)) {
		return Tally{}
	}
	switch c.Exit {
	case programme.Education, programme.Job, programme.Activity:
		held, _ := c.talks(c.ClosedOn.AddDays(1), c.ClosedOn.AddDays(glide))
		return one(held > 0)
	}
	return Tally{}
}

// changedDecisions counts the complaints, received in the window, after which a decision
// was changed or sent back, by us or by the complaint body. One that waits is missing.
func changedDecisions(c Course, _ Rules, w Window) Tally {
	var t Tally
	for _, x := range c.Complaints {
		if !w.Has(x.Received) {
			continue
		}
		switch x.State {
		case "changed", "partly", "altered", "remitted", "annulled":
			t.Of, t.Num = t.Of+1, t.Num+1
		case "received":
			t.Missing++
		case "upheld", "sent", "affirmed", "dismissed":
			t.Of++
		}
	}
	return t
}
