package decision

import (
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// State is where a decision is in its life.
type State string

// The states. NotYet, InForce and Expired are not stored: they are Notified, seen
// from a day.
const (
	Draft    State = "draft"
	Heard    State = "hearing"  // the party is being heard
	Ready    State = "ready"    // nothing is missing
	Approval State = "approval" // somebody is asked to approve
	Approved State = "approved"
	Decided  State = "decided"
	Notified State = "notified" // the parties were told; it has effect later
	InForce  State = "in_force"
	Expired  State = "expired" // its last day has passed
	Ended    State = "ended"   // before its last day, or a recommendation that was answered
	Revoked  State = "revoked"
	Dropped  State = "dropped" // the case ended without a decision
)

// States lists the states in the order of a life.
var States = []State{Draft, Heard, Ready, Approval, Approved, Decided, Notified, InForce, Expired, Ended, Revoked, Dropped}

// Act is something one does with a decision.
type Act string

// The acts.
const (
	Edit     Act = "edit"
	Hear     Act = "hear"     // send a hearing
	Reply    Act = "reply"    // write down what the party answered
	Extend   Act = "extend"   // give the party longer
	Conclude Act = "conclude" // the hearing is over
	Submit   Act = "submit"   // ask for approval
	Recall   Act = "recall"   // take the asking back
	Approve  Act = "approve"
	Return   Act = "return" // not approved, with a reason
	Decide   Act = "decide"
	Notify   Act = "notify"
	End      Act = "end"
	Revoke   Act = "revoke"
	Correct  Act = "correct" // begin a new one in its place
	Drop     Act = "drop"
	Complain Act = "complain"
)

// Acts lists the acts in the order of a life.
var Acts = []Act{Edit, Hear, Reply, Extend, Conclude, Submit, Recall, Approve, Return, Decide, Notify, End, Revoke, Correct, Drop, Complain}

// steps is the one map: what may be done in a state, and where it leads. An act that
// leads to Draft leads on to Ready when nothing is missing (see settled). The schema
// holds the same (decision_goes_on); a test compares them.
var steps = map[Act]map[State]State{
	Edit:     {Draft: Draft, Heard: Heard, Ready: Draft, Approved: Draft},
	Hear:     {Draft: Heard, Ready: Heard},
	Reply:    {Heard: Heard},
	Extend:   {Heard: Heard},
	Conclude: {Heard: Draft},
	Submit:   {Ready: Approval},
	Recall:   {Approval: Draft},
	Approve:  {Approval: Approved},
	Return:   {Approval: Draft},
	Decide:   {Ready: Decided, Approved: Decided},
	Notify:   {Decided: Notified},
	End:      {InForce: Ended},
	Revoke:   {Decided: Revoked, Notified: Revoked, InForce: Revoked, Expired: Revoked, Ended: Revoked},
	Correct:  {Decided: Decided, Notified: Notified, InForce: InForce, Expired: Expired, Ended: Ended, Revoked: Revoked},
	Drop:     {Draft: Dropped, Heard: Dropped, Ready: Dropped, Approval: Dropped, Approved: Dropped},
	Complain: {Decided: Decided, Notified: Notified, InForce: InForce, Expired: Expired, Ended: Ended, Revoked: Revoked},
}

// StateOn is where the decision is on a day: one that was notified begins and ends
// with the days of its effect.
func (d Decision) StateOn(today when.Date) State {
	switch {
	case d.State != Notified || d.EffectFrom == nil:
		return d.State
	case today.Before(*d.EffectFrom):
		return Notified
	case d.EffectTo != nil && today.After(*d.EffectTo):
		return Expired
	}
	return InForce
}

// Can says where an act leads on a day, or which rule is in its way. Who may is for
// the policy to say, and what is missing for Lacks.
func (d Decision) Can(do Act, today when.Date) (State, rule.Violations) {
	at := d.StateOn(today)
	to, ok := steps[do][at]
	approver := d.Type.Approver != "none"
	switch {
	case d.Mode == programme.Recommends && do == End && at == Decided:
		return Ended, nil // the office that decides has answered
	case d.Mode == programme.Recommends && (do == Notify || do == Complain || do == Correct):
		return at, rule.Violation("", "only_recommended")
	case !ok:
		return at, rule.Violation("", "decision_state", string(at))
	case do == Decide && at == Ready && approver:
		return at, rule.Violation("", "needs_approval")
	case do == Submit && !approver:
		return at, rule.Violation("", "needs_no_approval")
	}
	return to, nil
}

// May reports whether an act is possible where the decision is.
func (d Decision) May(do Act, today when.Date) bool {
	_, broken := d.Can(do, today)
	return len(broken) == 0
}

// Open reports whether the decision is still to be made.
func (d Decision) Open() bool { return d.DecidedAt == nil && d.State != Dropped }
