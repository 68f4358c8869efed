package decision

import (
	"slices"

	"kasket/internal/rule"
	"kasket/internal/when"
)

// ComplaintState is where a complaint is on its way.
type ComplaintState string

// The states: received, looked at again, sent on, and what the complaint body said.
const (
	Received  ComplaintState = "received"
	Upheld    ComplaintState = "upheld"    // fastholdt: to be sent on
	Changed   ComplaintState = "changed"   // granted in whole: it ends here
	Partly    ComplaintState = "partly"    // granted in part: the rest is to be sent on
	SentOn    ComplaintState = "sent"      // oversendt
	Affirmed  ComplaintState = "affirmed"  // stadfæstet
	Altered   ComplaintState = "altered"   // ændret by the complaint body
	Remitted  ComplaintState = "remitted"  // hjemvist: to be decided anew by us
	Annulled  ComplaintState = "annulled"  // ophævet
	Dismissed ComplaintState = "dismissed" // afvist: not looked at, as when it came too late
	Withdrawn ComplaintState = "withdrawn" // who complained does so no longer
)

// ComplaintStates lists the states in the order of the way.
var ComplaintStates = []ComplaintState{Received, Upheld, Changed, Partly, SentOn, Affirmed, Altered, Remitted, Annulled, Dismissed, Withdrawn}

// ComplaintAct is something one does with a complaint that was received.
type ComplaintAct string

// The acts.
const (
	Reassess ComplaintAct = "reassess" // look at the decision again
	Dispatch ComplaintAct = "dispatch" // send it on to the complaint body
	Result   ComplaintAct = "result"   // write down what the complaint body said
	Withdraw ComplaintAct = "withdraw" // who complained does so no longer
)

// ComplaintActs lists the acts in the order of the way.
var ComplaintActs = []ComplaintAct{Reassess, Dispatch, Result, Withdraw}

// complaintSteps is the one map: where an act may lead from a state. The schema holds
// the same (complaint_goes_on); a test compares them.
var complaintSteps = map[ComplaintAct]map[ComplaintState][]ComplaintState{
	Reassess: {Received: {Upheld, Changed, Partly}},
	Dispatch: {Received: {SentOn}, Upheld: {SentOn}, Partly: {SentOn}},
	Result:   {SentOn: {Affirmed, Altered, Remitted, Annulled, Dismissed}},
	Withdraw: {Received: {Withdrawn}, Upheld: {Withdrawn}, Partly: {Withdrawn}, SentOn: {Withdrawn}},
}

// To lists where an act may lead from where the complaint is; nowhere is none. One that
// came too late may be sent on at once: whether it is looked at all the same is for the
// complaint body to say (retssikkerhedsloven § 67). Any other is looked at again first
// (§ 66). Every button asks this, and who may is for the policy to say.
func (c Complaint) To(do ComplaintAct) []ComplaintState {
	if do == Dispatch && c.State == Received && !c.Late {
		return nil
	}
	return slices.Clone(complaintSteps[do][c.State])
}

// goes says which rule is in the way of an act that is to lead somewhere.
func (c Complaint) goes(do ComplaintAct, to ComplaintState, field string) rule.Violations {
	may := c.To(do)
	switch {
	case len(may) == 0:
		return rule.Violation("", "complaint_state", string(c.State))
	case !slices.Contains(may, to):
		return rule.Violation(field, "choose")
	}
	return nil
}

// Ours reports whether the complaint waits for the municipality: to be looked at again,
// or to be sent on.
func (c Complaint) Ours() bool {
	return c.State == Received || c.State == Upheld || c.State == Partly
}

// Open reports whether the complaint has no end yet.
func (c Complaint) Open() bool { return c.Ours() || c.State == SentOn }

// Overdue reports whether our own deadline has passed while the complaint waits for us
// (retssikkerhedsloven § 66).
func (c Complaint) Overdue(today when.Date) bool {
	return c.Ours() && c.ReassessBy != nil && today.After(*c.ReassessBy)
}
