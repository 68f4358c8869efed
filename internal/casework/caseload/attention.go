package caseload

import (
	"cmp"
	"slices"
	"time"

	"kasket/internal/casework/contact"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// NeedKind is something a youth's record asks of us.
type NeedKind string

// The kinds of needs.
const (
	NeedContact    NeedKind = "contact"    // to be reached, by the programme's cadence
	NeedOtherWay   NeedKind = "other_way"  // several attempts in vain
	NeedAgreement  NeedKind = "agreement"  // something promised is due
	NeedMeeting    NeedKind = "meeting"    // an appointment to come
	NeedMeetingEnd NeedKind = "held"       // one that is past, and nobody has said how it went
	NeedDraft      NeedKind = "draft"      // a draft of who looks
	NeedAnswer     NeedKind = "answer"     // a question to who looks
	NeedRead       NeedKind = "read"       // an answer to who looks
	NeedSafety     NeedKind = "safety"     // a note about safety that ends soon
	NeedProtection NeedKind = "protection" // a protection of the address that ends soon, or has ended
	NeedBuddy      NeedKind = "buddy"      // none where the programme expects one
	NeedEnd        NeedKind = "longest"    // longer than the programme means a course to last
	NeedMilestone  NeedKind = "milestone"  // a meeting at an age
)

// Need is one thing the record asks of us.
type Need struct {
	Kind    NeedKind
	Text    string // in the record's own words, where it has some
	TextEn  string // the same in English, of what a programme names in both
	Due     when.Date
	At      time.Time // where the time of day is known
	Urgency contact.Urgency
	Number  int
	ID      int64
}

// Attention is what a youth's record asks of us on a day, the most urgent first.
// It is pure: the page and the tests ask the same.
func (o Overview) Attention(y youth.Youth, i Identity, me id.Staff, now time.Time) []Need {
	today := when.Of(now)
	n := needs{today: today, now: now}
	running := o.StartedOn != nil && i.ClosedOn == nil
	if running {
		n.reach(o, i)
		n.appointments(o)
		n.course(o, i, y)
	}
	for _, d := range o.Drafts {
		n.add(Need{Kind: NeedDraft, At: d, Due: when.Of(d), Urgency: contact.Calm})
	}
	for _, q := range o.Questions {
		switch {
		case q.ToID == me && !q.Answered:
			n.add(Need{Kind: NeedAnswer, Text: q.Text, ID: int64(q.ID), Urgency: contact.DueToday})
		case q.By == me && q.Answered:
			n.add(Need{Kind: NeedRead, Text: q.Text, ID: int64(q.ID), Urgency: contact.Soon})
		}
	}
	for _, s := range o.SafetyEnds {
		n.add(Need{Kind: NeedSafety, Text: s.Text, Due: s.To, Urgency: contact.Soon})
	}
	if y.Hidden() && y.ProtectionEndsOn != nil && y.ProtectionEndsOn.Sub(today) <= soonDays {
		n.add(Need{Kind: NeedProtection, Due: *y.ProtectionEndsOn, Urgency: n.urgency(*y.ProtectionEndsOn)})
	}
	slices.SortStableFunc(n.list, func(a, b Need) int {
		return cmp.Or(-cmp.Compare(a.Urgency, b.Urgency), whenDue(a).Compare(whenDue(b)))
	})
	return n.list
}

// whenDue puts what has no day last among its equals.
func whenDue(n Need) time.Time {
	switch {
	case !n.At.IsZero():
		return n.At
	case !n.Due.IsZero():
		return n.Due.Start()
	}
	return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
}

type needs struct {
	list  []Need
	today when.Date
	now   time.Time
}

func (n *needs) add(need Need) { n.list = append(n.list, need) }

// urgency is how near a day is.
func (n *needs) urgency(due when.Date) contact.Urgency {
	switch days := due.Sub(n.today); {
	case days < 0:
		return contact.Overdue
	case days == 0:
		return contact.DueToday
	case days <= 2:
		return contact.Soon
	}
	return contact.Calm
}

func (n *needs) reach(o Overview, i Identity) {
	pulse := contact.Pulse{
		Phase: programme.PhaseOn(*o.StartedOn, i.Company != nil, n.today), LastContact: o.LastContact,
		LastAttempt: o.LastAttempt, Attempts: o.Attempts, StartedOn: *o.StartedOn, Cadence: o.Cadence,
	}
	if state := pulse.State(n.today); state.Urgency >= contact.Soon {
		n.add(Need{Kind: NeedContact, Due: state.Due, Urgency: state.Urgency, Number: state.Days})
	}
	if pulse.TrySomethingElse() {
		n.add(Need{Kind: NeedOtherWay, Urgency: contact.Soon, Number: o.Attempts})
	}
}

func (n *needs) appointments(o Overview) {
	for _, a := range o.Agreements {
		if a.Who == "us" && !a.Due.IsZero() && a.Due.Sub(n.today) <= 7 {
			n.add(Need{Kind: NeedAgreement, Text: a.Text, Due: a.Due, ID: int64(a.ID), Urgency: n.urgency(a.Due)})
		}
	}
	for _, m := range o.Meetings {
		day := when.Of(m.At)
		past := m.At.Before(n.now) && !(m.AllDay && day.Equal(n.today))
		switch {
		case past:
			n.add(Need{Kind: NeedMeetingEnd, Text: m.Title, Due: day, At: m.At, ID: int64(m.ID), Urgency: contact.DueToday})
		case day.Sub(n.today) <= soonDays:
			n.add(Need{Kind: NeedMeeting, Text: m.Title, Due: day, At: m.At, ID: int64(m.ID), Urgency: min(n.urgency(day), contact.Soon)})
		}
	}
}

func (n *needs) course(o Overview, i Identity, y youth.Youth) {
	if i.Buddy == nil && o.BuddyRule == programme.BuddyExpected {
		n.add(Need{Kind: NeedBuddy, Urgency: contact.Soon})
	}
	if longestPassed(*o.StartedOn, o.Longest, n.today) {
		n.add(Need{Kind: NeedEnd, Due: o.StartedOn.AddMonths(o.Longest), Urgency: contact.Soon, Number: o.Longest})
	}
	if y.BirthDate == nil {
		return
	}
	for _, m := range o.Milestones {
		due := y.BirthDate.AddMonths(m.Months)
		if days := due.Sub(n.today); days >= -milestoneDays && days <= milestoneDays && !due.Before(*o.StartedOn) {
			n.add(Need{Kind: NeedMilestone, Text: m.Da, TextEn: m.En, Due: due, Urgency: min(n.urgency(due), contact.Soon)})
		}
	}
}
