package intake

import "slices"

// State is how far a referral has come.
type State string

// The states. The first three are open; Assigned and Declined are for good.
const (
	Received State = "received"  // the team has not said its word, or is to say it again
	MoreInfo State = "more_info" // somebody has to find out more
	Waiting  State = "waiting"   // relevant to both: waits for a contact person
	Assigned State = "assigned"
	Declined State = "declined"
)

// OpenStates are those in which nobody has decided yet, in the order of the board.
var OpenStates = []State{Received, MoreInfo, Waiting}

// Open reports whether nobody has decided yet.
func (s State) Open() bool { return slices.Contains(OpenStates, s) }

// Party is one of the two who find out whether a programme is relevant: at Rute 42
// Uddannelseshuset and the head of the department (domain 1.1, step 1).
type Party string

// The parties.
const (
	Unit Party = "unit" // the unit that refers
	Team Party = "team"
)

// Parties lists the parties.
var Parties = []Party{Unit, Team}

// WaitsFor is whose turn it is in an open state; of one that is decided nobody's.
func (s State) WaitsFor() Party {
	switch s {
	case Received, Waiting:
		return Team
	case MoreInfo:
		return Unit
	}
	return ""
}

// Verdict is what a party says.
type Verdict string

// The verdicts. NotRelevant of the team ends the referral.
const (
	Relevant    Verdict = "relevant"
	NeedsMore   Verdict = "more_info"
	NotRelevant Verdict = "not_relevant"
)

// Verdicts lists the verdicts in the order they are offered.
var Verdicts = []Verdict{Relevant, NeedsMore, NotRelevant}

// Words are the last words of both parties; "" is none yet. A unit that proposes a
// youth finds it relevant until it says something else.
type Words struct {
	UnitVerdict Verdict
	TeamVerdict Verdict
	UnitLast    bool // the unit spoke after the team
}

// With are the words after a party has said one more.
func (w Words) With(p Party, v Verdict) Words {
	if p == Unit {
		return Words{UnitVerdict: v, TeamVerdict: w.TeamVerdict, UnitLast: true}
	}
	return Words{UnitVerdict: w.UnitVerdict, TeamVerdict: v}
}

// UnitAgrees reports whether the unit finds the team relevant.
func (w Words) UnitAgrees() bool { return w.UnitVerdict == "" || w.UnitVerdict == Relevant }

// State adds the last words up. The team's "not relevant" ends it; a word of the unit
// that comes after the team's, or differs from it, is somebody's turn to speak again.
func (w Words) State() State {
	switch {
	case w.TeamVerdict == NotRelevant:
		return Declined
	case w.UnitVerdict == NeedsMore:
		return MoreInfo
	case w.TeamVerdict == "":
		return Received
	case w.TeamVerdict == Relevant && w.UnitAgrees():
		return Waiting
	case w.UnitLast: // the unit has answered, or changed its mind: the team's turn
		return Received
	}
	return MoreInfo
}

// Step is something one can do with a referral.
type Step string

// The steps.
const (
	StepChoose  Step = "choose"  // a contact person
	StepSay     Step = "say"     // a party's word
	StepAnswer  Step = "answer"  // the criteria
	StepCorrect Step = "correct" // what was written
	StepDecline Step = "decline"
)

// steps is the map of what can be done when. Every button and every use case asks it.
var steps = map[State][]Step{
	Received: {StepChoose, StepSay, StepAnswer, StepCorrect, StepDecline},
	MoreInfo: {StepSay, StepAnswer, StepCorrect, StepDecline},
	Waiting:  {StepChoose, StepSay, StepAnswer, StepCorrect, StepDecline},
}

// Can reports whether a step can be taken with the referral as it stands. Choosing is
// the team's "relevant" as well, so it takes a unit that agrees.
func (r Referral) Can(s Step) bool {
	if !slices.Contains(steps[r.State], s) {
		return false
	}
	return s != StepChoose || r.State == Waiting || r.Words.With(Team, Relevant).State() == Waiting
}

// Next is the step that brings the referral on: what the page's one button does.
func (r Referral) Next() Step {
	switch {
	case r.Can(StepChoose):
		return StepChoose
	case r.Can(StepSay):
		return StepSay
	}
	return ""
}
