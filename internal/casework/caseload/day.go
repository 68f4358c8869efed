package caseload

import (
	"cmp"
	"slices"
	"time"

	"kasket/internal/casework/contact"
	"kasket/internal/casework/decision"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Need is a youth in a course, with what makes today the day to reach them.
type Need struct {
	Row
	State   contact.State
	Promise *DayPromise // what we are to do, due today or before
}

// New reports whether nobody has talked with the youth since the course began.
func (n Need) New() bool { return n.LastContact == nil }

// Pressing is how much a youth needs somebody today, the most the most pressing.
type Pressing int

// How pressing a need is. A cadence that has run out comes before a promise of
// ours: the youth is the one who waits longest without a word.
const (
	NotPressing   Pressing = iota
	SoonPressing           // due within two days, or new
	TodayPressing          // due today, by cadence or promise
	PromisePassed          // we promised, and the day has passed
	NotSeenInTime          // the day of the cadence has passed
)

// Pressing is how much the youth needs somebody today.
func (n Need) Pressing(today when.Date) Pressing {
	switch {
	case n.State.Urgency == contact.Overdue:
		return NotSeenInTime
	case n.Promise != nil && n.Promise.Due.Before(today):
		return PromisePassed
	case n.Promise != nil || n.State.Urgency == contact.DueToday || n.Pulse(today).TrySomethingElse():
		return TodayPressing
	case n.State.Urgency == contact.Soon || n.New() || n.Attempts > 0:
		return SoonPressing
	}
	return NotPressing
}

// Group is youths one looks after for somebody else.
type Group struct {
	Owner string
	Until *when.Date // last day; not known of somebody ill
	Needs []Need     // the most pressing first
	Calm  []Need     // seen in time
}

// byNeed orders the most pressing first, then who has waited longest; else the
// order of names stays.
func byNeed(today when.Date) func(a, b Need) int {
	return func(a, b Need) int {
		return cmp.Or(
			-cmp.Compare(a.Pressing(today), b.Pressing(today)),
			-cmp.Compare(a.waited(), b.waited()),
			firstTrue(a.Pulse(today).TrySomethingElse(), b.Pulse(today).TrySomethingElse()),
			a.lastSeen().Compare(b.lastSeen()),
		)
	}
}

// lastSeen is the day that orders youths for whom no day is due: who was talked with
// longest ago first. Where a day is due it has spoken already.
func (n Need) lastSeen() when.Date {
	if n.State.Urgency != contact.NoRule || n.LastContact == nil {
		return when.Date{}
	}
	return when.Of(*n.LastContact)
}

// waited is how many days past its due day a youth is; before it, less than none.
func (n Need) waited() int {
	switch n.State.Urgency {
	case contact.Overdue:
		return n.State.Days
	case contact.NoRule:
		return -1 << 16 // no day is due: after all who have one
	}
	return -n.State.Days
}

func firstTrue(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// needs looks at each row, with the oldest promise due of each youth. The order is
// that of need.
func needs(rows []Row, promises []DayPromise, today when.Date) []Need {
	due := map[id.Youth]*DayPromise{}
	for _, p := range promises {
		if due[p.Youth] == nil && !p.Due.After(today) && !p.Named {
			due[p.Youth] = &p
		}
	}
	list := make([]Need, len(rows))
	for i, r := range rows {
		list[i] = Need{Row: r, State: r.Pulse(today).State(today), Promise: due[r.Youth]}
	}
	slices.SortStableFunc(list, byNeed(today))
	return list
}

// arrange makes the day of me out of what was read.
func arrange(rows []Row, a around, me id.Staff, now time.Time) Today {
	today := when.Of(now)
	t := Today{Briefs: a.Briefs, Reviews: a.Reviews, Away: a.Own, Questions: a.Questions, Answers: a.Answers, Followups: Followups{Due: a.Followups, Statuses: a.Statuses}, Transfers: a.Transfers, Declined: a.Declined, Deadlines: deadlines(a, today), Measures: measures(a.Measured, today), Starts: missingStarts(a.Starts, now)}
	t.Drafts, t.MoreDraft = a.Drafts[:min(len(a.Drafts), mostDayDrafts)], len(a.Drafts) > mostDayDrafts
	t.Meetings, t.Asked = meetings(a.Meetings, now)
	t.AskedAll = a.AskedAll
	met := map[id.Youth]bool{}
	for _, m := range t.Meetings {
		met[m.Youth] = true
	}
	gone := map[id.Staff]away{}
	for _, x := range a.Away {
		gone[x.Staff] = x
	}
	for _, n := range needs(rows, a.Promises, today) {
		absent, isAway := gone[n.Owner]
		if n.Owner == me && n.Eyes().State(today).Alone() {
			t.Alone = append(t.Alone, n)
		}
		switch {
		case n.Cover != nil && *n.Cover == me:
			t.Covering = join(t.Covering, n, n.CoverTo, today)
		case n.Owner == me:
			// Who comes today anyway is in the calendar, unless we owe them something.
			if n.Pressing(today) > NotPressing && (!met[n.Youth] || n.Promise != nil) {
				t.Needs = append(t.Needs, n)
			}
		case isAway && n.Cover == nil: // as buddy: somebody who covers does it
			t.Buddies = join(t.Buddies, n, absent.Until, today)
		}
	}
	slices.SortStableFunc(t.Alone, func(a, b Need) int {
		return -cmp.Compare(a.Eyes().State(today).Since, b.Eyes().State(today).Since)
	})
	return t
}

// join puts a need into the group of its owner and last day.
func join(groups []Group, n Need, until *when.Date, today when.Date) []Group {
	i := slices.IndexFunc(groups, func(g Group) bool { return g.Owner == n.OwnerName && same(g.Until, until) })
	if i < 0 {
		i = len(groups)
		groups = append(groups, Group{Owner: n.OwnerName, Until: until})
	}
	if n.Pressing(today) > NotPressing {
		groups[i].Needs = append(groups[i].Needs, n)
	} else {
		groups[i].Calm = append(groups[i].Calm, n)
	}
	return groups
}

func same(a, b *when.Date) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// meetings parts appointments into those to come, the next first, and those over
// without a word of how they went, the latest first. What goes on now is to come.
func meetings(list []DayMeeting, now time.Time) (next, asked []DayMeeting) {
	for _, m := range list {
		if m.ends().After(now) {
			next = append(next, m)
		} else {
			asked = append(asked, m)
		}
	}
	slices.Reverse(asked)
	return next, asked
}

// DeadlineKind is what is due.
type DeadlineKind string

// What is due: what we promised, a note about safety or a protection that ends, and
// a meeting that the programme prescribes at an age.
const (
	PromiseDue     DeadlineKind = "promise"
	SafetyEnds     DeadlineKind = "safety"
	ProtectionEnds DeadlineKind = "protection"
	MilestoneDue   DeadlineKind = "milestone"
	ReceiptDue     DeadlineKind = "receipt"  // the other side has not said that what we sent arrived
	DecisionDue    DeadlineKind = "decision" // a decision asks something of us
	AccessDue      DeadlineKind = "access"   // somebody waits to see the file
	StayDue        DeadlineKind = "stay"     // a stay asks something of us
	GoalDue        DeadlineKind = "goal"     // the programme asks for a goal that is not there
	StatutoryDue   DeadlineKind = "statutory"
	ConsentDue     DeadlineKind = "consent" // a consent to no company ends, or was taken back
)

// Deadline is something that is ours to look after by a day.
type Deadline struct {
	Kind           DeadlineKind
	Youth          id.Youth
	Name           string
	On             when.Date
	Text           string      // what was promised
	NameDa, NameEn string      // of the milestone
	Milestone      string      // its code
	Document       id.Document // that the receipt is for
	Decision       id.Decision
	Duty           decision.DutyKind
	Complaint      id.Complaint
	Access         id.AccessRequest
	Placement      id.Placement
	Stay           StayDuty
}

// deadlines gathers what is due, the nearest first. A promise due today is with the
// youth it was made to.
func deadlines(a around, today when.Date) []Deadline {
	list := append(lows(a.Lows, today), duePromises(a.Promises, today)...)
	for _, e := range a.Safety {
		list = append(list, Deadline{Kind: SafetyEnds, Youth: e.Youth, Name: e.Name, On: e.On})
	}
	for _, e := range a.Protection {
		list = append(list, Deadline{Kind: ProtectionEnds, Youth: e.Youth, Name: e.Name, On: e.On})
	}
	for _, b := range a.Milestones {
		list = append(list, Deadline{Kind: MilestoneDue, Youth: b.Youth, Name: b.Name, On: b.due(), NameDa: b.NameDa, NameEn: b.NameEn, Milestone: b.Code})
	}
	for _, x := range a.Statutory {
		list = append(list, Deadline{Kind: StatutoryDue, Youth: x.Youth, Name: x.Name, On: x.On})
	}
	for _, x := range a.Access {
		list = append(list, Deadline{Kind: AccessDue, Youth: x.Youth, Name: x.Name, On: x.Due, Access: x.Request})
	}
	for _, x := range a.Stays {
		list = append(list, Deadline{Kind: StayDue, Youth: x.Youth, Name: x.Name, On: x.On, Text: x.Company, Placement: x.Placement, Stay: x.Duty})
	}
	for _, x := range a.Consents {
		list = append(list, Deadline{Kind: ConsentDue, Youth: x.Youth, Name: x.Name, On: x.On, Text: x.Company, Stay: x.Duty})
	}
	list = append(list, dueReceipts(a.Receipts, a.open, today)...)
	list = append(list, dueDuties(a.Decisions, today, a.open)...)
	slices.SortStableFunc(list, func(x, y Deadline) int {
		return cmp.Or(x.On.Compare(y.On), cmp.Compare(x.Name, y.Name))
	})
	return append(list, dueGoals(a.Goals)...) // no deadline of theirs: after all that have one
}
