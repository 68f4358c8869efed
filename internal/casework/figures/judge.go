package figures

import (
	"slices"

	"kasket/internal/programme"
	"kasket/internal/when"
)

// Answer is what a definition says of one stay.
type Answer int

// The answers. Unknown is in the denominator, LeftOut is not.
const (
	No Answer = iota
	Yes
	Unknown
	LeftOut
)

// Why nobody knows. What is left out is left out by its exit.
const (
	NoStatus   = "no_status"   // nothing is written down
	NotKnown   = "unknown"     // it was asked, and nobody knows
	NoReady    = "no_ready"    // went on to education or a job, and nobody wrote when they were ready
	NoFollowup = "no_followup" // not asked yet
	NoCount    = "no_count"    // a month has no number
)

// Verdict is what a definition says of one stay, and why.
type Verdict struct {
	Stay   Stay
	Answer Answer
	Reason string
}

// Judge says of a stay whether it is in the cohort of a definition, and what the part
// answers. cutOff is the last day that is known; it is the end of the period or before.
func (d Definition) Judge(s Stay, p Period, part Part, cutOff when.Date) (Verdict, bool) {
	if !d.in(s, p, cutOff) {
		return Verdict{}, false
	}
	v := Verdict{Stay: s}
	if s.Exit != "" && slices.Contains(d.Excluded, s.Exit) {
		v.Answer, v.Reason = LeftOut, s.Exit
		return v, true
	}
	switch d.Measure {
	case ExitMeasure:
		v.Answer = yes(part.counts("exit", s.Exit))
	case ReadyMeasure:
		v.Answer, v.Reason = ready(s, part, s.Start.AddMonths(d.Within))
	case GotStartedMeasure:
		until := cutOff
		if d.Cohort == Starters {
			until = s.Start.AddMonths(d.Within)
		}
		v.Answer, v.Reason = started(s, part, until)
	case StatusMeasure:
		code, ok := s.statusNow()
		v.Answer, v.Reason = stands(code, ok, part, NoStatus)
	case HeldMeasure:
		code, ok := s.followup(d.Within)
		v.Answer, v.Reason = stands(code, ok, part, NoFollowup)
	}
	return v, true
}

// JudgeBefore is Judge of the time before the course; only a status has one.
func (d Definition) JudgeBefore(s Stay, p Period, part Part, cutOff when.Date) (Verdict, bool) {
	if d.Measure != StatusMeasure || !d.in(s, p, cutOff) {
		return Verdict{}, false
	}
	code, ok := s.statusBefore()
	v := Verdict{Stay: s}
	v.Answer, v.Reason = stands(code, ok, part, NoStatus)
	return v, true
}

// in reports whether the stay is in the cohort.
func (d Definition) in(s Stay, p Period, cutOff when.Date) bool {
	days := d.Days(p)
	switch d.Cohort {
	case Leavers:
		return s.Exit != "" && days.Has(s.ExitOn)
	case Starters:
		return days.Has(s.Start)
	case Participants:
		return s.overlaps(days)
	case Enrolled:
		return s.open(cutOff)
	}
	return false
}

func yes(is bool) Answer {
	if is {
		return Yes
	}
	return No
}

// stands is the answer of a status that may not be known.
func stands(code string, ok bool, part Part, without string) (Answer, string) {
	switch {
	case ok:
		return yes(part.counts("status", code)), ""
	case code == unknown:
		return Unknown, NotKnown
	}
	return Unknown, without
}

// ready is whether they were, by a day. Whoever went on to education or a job by then,
// with no day written on which they were ready, may have been: nobody knows.
func ready(s Stay, part Part, by when.Date) (Answer, string) {
	switch {
	case part.counts("ready", s.ReadyFor) && !s.ReadyOn.After(by):
		return Yes, ""
	case !s.Unsaid.IsZero() && !s.Unsaid.After(by):
		return Unknown, NoReady
	case s.ReadyFor == "" && !s.ReadyOn.IsZero() && !s.ReadyOn.After(by):
		return Unknown, NoReady
	case s.ReadyFor == "" && (s.ExitGroup == programme.Education || s.ExitGroup == programme.Job) && !s.ExitOn.After(by):
		return Unknown, NoReady
	}
	return No, ""
}

// started is whether the exit or any status after the start counts. Of whom nothing is
// written since the start, and who is still here, nobody knows.
func started(s Stay, part Part, until when.Date) (Answer, string) {
	if part.counts("exit", s.Exit) && !s.ExitOn.After(until) {
		return Yes, ""
	}
	known := s.Exit != "" && !s.ExitOn.After(until)
	asked := false
	for _, x := range s.Statuses {
		if x.Moment == momentBefore || x.Moment == momentStart || x.On.After(until) {
			continue
		}
		if part.counts("status", x.Code) {
			return Yes, ""
		}
		asked = true
		known = known || x.Code != unknown
	}
	switch {
	case known:
		return No, ""
	case asked:
		return Unknown, NotKnown
	}
	return Unknown, NoStatus
}
