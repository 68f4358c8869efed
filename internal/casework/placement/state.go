package placement

import (
	"kasket/internal/rule"
	"kasket/internal/when"
)

// State is where a stay is on a day. It is computed from its days, its agreement and
// its result, and never stored.
type State string

// The states. Waiting is a stay that should have begun and may not: its agreement is
// not approved (domain 3.4). Over is one whose last day has passed and whose result
// nobody has written down.
const (
	Planned State = "planned"
	Waiting State = "waiting"
	Refused State = "refused"
	Running State = "running"
	Over    State = "over"
	Ended   State = "ended"
)

// States lists the states in the order of a stay.
var States = []State{Planned, Waiting, Refused, Running, Over, Ended}

// Act is something one does with a stay.
type Act string

// The acts.
const (
	Correct  Act = "correct"
	Agree    Act = "agree"    // write down how the agreement stands
	Begin    Act = "begin"    // without an approved agreement, with a reason
	Follow   Act = "follow"   // a visit, an absence, something acute
	Extend   Act = "extend"   // a later last day, with a reason
	Conclude Act = "conclude" // how it went
)

// Acts lists the acts in the order of a stay.
var Acts = []Act{Correct, Agree, Begin, Follow, Extend, Conclude}

// allowed is the one map of what may be done where.
var allowed = map[Act][]State{
	Correct:  {Planned, Waiting, Refused, Running, Over},
	Agree:    {Planned, Waiting, Refused, Running, Over},
	Begin:    {Waiting},
	Follow:   {Waiting, Running, Over},
	Extend:   {Planned, Waiting, Running, Over},
	Conclude: {Planned, Waiting, Refused, Running, Over},
}

// StateOn is where the stay is on a day.
func (p Placement) StateOn(today when.Date) State {
	switch {
	case p.Result != NoResult:
		return Ended
	case p.AgreementState == AgreementRefused && p.BegunWhy == "":
		return Refused
	case today.Before(p.From):
		return Planned
	case !p.To.IsZero() && today.After(p.To):
		return Over
	case !p.Cleared():
		return Waiting
	}
	return Running
}

// Cleared reports whether the stay may run: it needs no agreement, has an approved one,
// or somebody said why it begins without; and no leader has to say yes before it begins.
// The schema computes the same (cleared).
func (p Placement) Cleared() bool { return p.agreed() && !p.Blocked() }

func (p Placement) agreed() bool {
	return p.Agreement == NoAgreement || p.AgreementState == AgreementApproved || p.BegunWhy != ""
}

// Blocked reports whether a leader has to say yes before the stay begins: the weeks that
// anybody may grant are used up.
func (p Placement) Blocked() bool { return p.LongTo != nil && !p.LongTo.After(p.To) }

// Can says which rule is in the way of an act on a day. Who may is for the policy.
func (p Placement) Can(do Act, today when.Date) rule.Violations {
	at := p.StateOn(today)
	for _, s := range allowed[do] {
		if s == at {
			switch {
			case do == Begin && p.agreed():
				return rule.Violation("", "leader_first")
			case do == Agree && p.Agreement == NoAgreement:
				return rule.Violation("", "no_agreement_needed")
			}
			return nil
		}
	}
	return rule.Violation("", "placement_state", string(at))
}

// May reports whether an act is possible on a day.
func (p Placement) May(do Act, today when.Date) bool { return len(p.Can(do, today)) == 0 }
