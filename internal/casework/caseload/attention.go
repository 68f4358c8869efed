package caseload

import (
	"cmp"
	"slices"
	"time"

	"kasket/internal/casework/contact"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// ClaimKind is something a youth's record asks of us.
type ClaimKind string

// The kinds of needs.
const (
	ClaimContact    ClaimKind = "contact"    // to be reached, by the programme's cadence
	ClaimOtherWay   ClaimKind = "other_way"  // several attempts in vain
	ClaimAgreement  ClaimKind = "agreement"  // something promised is due
	ClaimMeeting    ClaimKind = "meeting"    // an appointment to come
	ClaimMeetingEnd ClaimKind = "held"       // one that is past, and nobody has said how it went
	ClaimDraft      ClaimKind = "draft"      // a draft of who looks
	ClaimAnswer     ClaimKind = "answer"     // a question to who looks
	ClaimRead       ClaimKind = "read"       // an answer to who looks
	ClaimSafety     ClaimKind = "safety"     // a note about safety that ends soon
	ClaimProtection ClaimKind = "protection" // a protection of the address that ends soon, or has ended
	ClaimBuddy      ClaimKind = "buddy"      // none where the programme expects one
	ClaimEyes       ClaimKind = "eyes"       // a second view, by the programme's rule
	ClaimEnd        ClaimKind = "longest"    // longer than the programme means a course to last
	ClaimMilestone  ClaimKind = "milestone"  // a meeting at an age
	ClaimStart      ClaimKind = "start"      // the start the programme wants is not held
	ClaimDecision   ClaimKind = "decision"   // a decision asks something
	ClaimGoal       ClaimKind = "goal"       // the programme asks for a goal that is not there
	ClaimStatutory  ClaimKind = "statutory"  // a conversation that a law prescribes
)

// Claim is one thing the record asks of us.
type Claim struct {
	Kind    ClaimKind
	Text    string // in the record's own words, where it has some
	TextEn  string // the same in English, of what a programme names in both
	Due     when.Date
	At      time.Time // where the time of day is known
	Urgency contact.Urgency
	Number  int
	ID      int64

	Start      programme.StartKind // of a start: which, and how it stands
	StartState kickoff.State
	Code       string            // of a milestone; of an appointment its kind
	Duty       decision.DutyKind // of a decision: what it asks, with ID its number
	Complaint  id.Complaint
}

// Attention is what a youth's record asks of us on a day, the most urgent first.
// It is pure: the page and the tests ask the same.
func (o Overview) Attention(y youth.Youth, i Identity, me id.Staff, now time.Time) []Claim {
	today := when.Of(now)
	n := claims{today: today, now: now}
	running := o.StartedOn != nil && i.ClosedOn == nil
	if running {
		n.reach(o, i)
		n.start(o)
		n.appointments(o)
		n.course(o, i, y)
	}
	n.decisions(o)
	for _, d := range o.Drafts {
		n.add(Claim{Kind: ClaimDraft, At: d, Due: when.Of(d), Urgency: contact.Calm})
	}
	for _, q := range o.Questions {
		switch {
		case q.ToID == me && !q.Answered:
			n.add(Claim{Kind: ClaimAnswer, Text: q.Text, ID: int64(q.ID), Urgency: contact.DueToday})
		case q.By == me && q.Answered:
			n.add(Claim{Kind: ClaimRead, Text: q.Text, ID: int64(q.ID), Urgency: contact.Soon})
		}
	}
	for _, s := range o.SafetyEnds {
		n.add(Claim{Kind: ClaimSafety, Text: s.Text, Due: s.To, Urgency: contact.Soon})
	}
	if y.Hidden() && y.ProtectionEndsOn != nil && y.ProtectionEndsOn.Sub(today) <= soonDays {
		n.add(Claim{Kind: ClaimProtection, Due: *y.ProtectionEndsOn, Urgency: n.urgency(*y.ProtectionEndsOn)})
	}
	slices.SortStableFunc(n.list, func(a, b Claim) int {
		return cmp.Or(-cmp.Compare(a.Urgency, b.Urgency), claimDue(a).Compare(claimDue(b)))
	})
	return n.list
}

// claimDue puts what has no day last among its equals.
func claimDue(n Claim) time.Time {
	switch {
	case !n.At.IsZero():
		return n.At
	case !n.Due.IsZero():
		return n.Due.Start()
	}
	return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
}

type claims struct {
	list  []Claim
	today when.Date
	now   time.Time
}

func (n *claims) add(need Claim) { n.list = append(n.list, need) }

// urgency is how near a day is.
func (n *claims) urgency(due when.Date) contact.Urgency {
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

func (n *claims) reach(o Overview, i Identity) {
	pulse := contact.Pulse{
		Phase: programme.PhaseOn(*o.StartedOn, i.Company != nil, n.today), LastContact: o.LastContact,
		LastAttempt: o.LastAttempt, Attempts: o.Attempts, StartedOn: *o.StartedOn, Cadence: o.Cadence,
	}
	if state := pulse.State(n.today); state.Urgency >= contact.Soon {
		n.add(Claim{Kind: ClaimContact, Due: state.Due, Urgency: state.Urgency, Number: state.Days})
	}
	if pulse.TrySomethingElse() {
		n.add(Claim{Kind: ClaimOtherWay, Urgency: contact.Soon, Number: o.Attempts})
	}
}

// decisions are what they ask, with a day or without.
func (n *claims) decisions(o Overview) {
	for _, d := range dutiesOf(o.Decisions, n.today, nil) {
		claim := Claim{Kind: ClaimDecision, Text: d.Of.NameDa, TextEn: d.Of.NameEn, Due: d.On, ID: int64(d.Of.ID), Urgency: contact.Calm, Duty: d.Kind, Complaint: d.Complaint}
		if !d.On.IsZero() {
			claim.Urgency = n.urgency(d.On)
		}
		if d.Kind == decision.DutyComplain || d.Kind == decision.DutyHearing { // the party's day, not ours
			claim.Urgency = min(claim.Urgency, contact.Soon)
		}
		n.add(claim)
	}
}

func (n *claims) appointments(o Overview) {
	for _, a := range o.Agreements {
		if a.Who == "us" && !a.Due.IsZero() && a.Due.Sub(n.today) <= 7 {
			n.add(Claim{Kind: ClaimAgreement, Text: a.Text, Due: a.Due, ID: int64(a.ID), Urgency: n.urgency(a.Due)})
		}
	}
	for _, m := range o.Meetings {
		day := when.Of(m.At)
		if m.ID == o.StartMeet && o.Start != nil {
			continue // it is said as the start
		}
		past := m.At.Before(n.now) && !(m.AllDay && day.Equal(n.today))
		switch {
		case past:
			n.add(Claim{Kind: ClaimMeetingEnd, Text: m.Title, Due: day, At: m.At, ID: int64(m.ID), Code: m.Kind, Urgency: contact.DueToday})
		case day.Sub(n.today) <= soonDays:
			n.add(Claim{Kind: ClaimMeeting, Text: m.Title, Due: day, At: m.At, ID: int64(m.ID), Code: m.Kind, Urgency: min(n.urgency(day), contact.Soon)})
		}
	}
}

func (n *claims) course(o Overview, i Identity, y youth.Youth) {
	eyes := Eyes{Buddy: i.Buddy != nil, Rule: o.BuddyRule, Every: o.EyesEvery, StartedOn: *o.StartedOn, Last: o.SecondView}.State(n.today)
	if eyes.NoBuddy {
		n.add(Claim{Kind: ClaimBuddy, Urgency: contact.Soon})
	}
	if eyes.Over {
		n.add(Claim{Kind: ClaimEyes, Urgency: contact.Soon, Number: eyes.Since})
	}
	if o.GoalDue != nil { // it may wait: never more than soon
		n.add(Claim{Kind: ClaimGoal, Due: *o.GoalDue, Urgency: contact.Soon})
	}
	if programme.LongestPassed(*o.StartedOn, o.Longest, n.today) {
		n.add(Claim{Kind: ClaimEnd, Due: o.StartedOn.AddMonths(o.Longest), Urgency: contact.Soon, Number: o.Longest})
	}
	if o.Statutory != nil && o.Statutory.Sub(n.today) <= soonDays {
		n.add(Claim{Kind: ClaimStatutory, Due: *o.Statutory, Urgency: n.urgency(*o.Statutory)})
	}
	if y.BirthDate == nil {
		return
	}
	for _, m := range o.Milestones {
		rule := programme.Milestone{AgeMonths: m.Months, Announce: m.Ahead, Window: m.Window}
		due := rule.DueOn(*y.BirthDate)
		if rule.Announced(*y.BirthDate, n.today) && n.today.Sub(rule.LastOn(*y.BirthDate)) <= milestoneLate && !due.Before(*o.StartedOn) {
			n.add(Claim{Kind: ClaimMilestone, Text: m.Da, TextEn: m.En, Due: due, Code: m.Code, Urgency: min(n.urgency(due), contact.Soon)})
		}
	}
}
