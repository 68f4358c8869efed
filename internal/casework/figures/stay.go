package figures

import (
	"cmp"
	"slices"

	"kasket/internal/casework/outcome"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// The moments of a status that say how it was before the course did anything.
const (
	momentBefore = "before"
	momentStart  = "start"
)

// unknown is a status that nobody knows.
const unknown = "unknown"

// Status is where a youth stood from a day on.
type Status struct {
	On     when.Date `json:"on"`
	Moment string    `json:"moment"`
	Code   string    `json:"code"`
}

// Followup is where a youth stood so many months after an exit.
type Followup struct {
	ExitOn when.Date `json:"exit_on"`
	Months int       `json:"months"`
	On     when.Date `json:"on"`
	Code   string    `json:"code"`
}

// Course is a course as the figures know it: one row of enrolments with its exit, its
// statuses and its follow-ups, in order of day.
type Course struct {
	ID        id.Enrolment
	Youth     id.Youth
	Team      id.Team
	Programme id.Programme
	StartedOn when.Date
	ClosedOn  when.Date // zero while it goes on
	ReadyFor  string
	ReadyOn   when.Date
	Exit      string // "" without
	ExitGroup programme.Grouping
	ExitOn    when.Date
	Statuses  []Status
	Followups []Followup
}

// Stay is one youth's time in a programme, through the teams they moved between; the
// team is the one that had them last. It knows nothing of what came after the cut-off.
type Stay struct {
	Course    id.Enrolment // the last one
	Youth     id.Youth
	Team      id.Team
	Programme id.Programme
	Start     when.Date
	End       when.Date // zero while it goes on
	Exit      string    // "" without; never a move to another team
	ExitGroup programme.Grouping
	ExitOn    when.Date
	ReadyFor  string
	ReadyOn   when.Date
	Unsaid    when.Date // since when they were ready before a move, where nobody wrote for what
	Statuses  []Status  // of the whole stay, in order of day
	Followups []Followup
}

// Stays joins courses to stays, as they were known on the cut-off day. A youth who moved
// between two teams of a programme has one stay: they are one youth, and counted once.
func Stays(courses []Course, cutOff when.Date) []Stay {
	sorted := slices.Clone(courses)
	slices.SortStableFunc(sorted, func(a, b Course) int {
		return cmp.Or(cmp.Compare(a.Youth, b.Youth), a.StartedOn.Compare(b.StartedOn), cmp.Compare(a.ID, b.ID))
	})
	var stays []Stay
	moved := false // the stay before went on in another team
	for _, c := range sorted {
		if c.StartedOn.After(cutOff) {
			continue
		}
		s := stayOf(c, cutOff)
		if n := len(stays); moved && n > 0 && stays[n-1].Youth == s.Youth && stays[n-1].Programme == s.Programme {
			stays[n-1] = stays[n-1].goesOn(s)
		} else {
			stays = append(stays, s)
		}
		moved = c.Exit == outcome.MovedTeam && !s.End.IsZero()
	}
	return stays
}

// stayOf is a course alone, as it was known on the cut-off day.
func stayOf(c Course, cutOff when.Date) Stay {
	s := Stay{Course: c.ID, Youth: c.Youth, Team: c.Team, Programme: c.Programme, Start: c.StartedOn}
	if !c.ClosedOn.IsZero() && !c.ClosedOn.After(cutOff) {
		s.End = c.ClosedOn
	}
	if c.Exit != "" && c.Exit != outcome.MovedTeam && !c.ExitOn.After(cutOff) {
		s.Exit, s.ExitGroup, s.ExitOn = c.Exit, c.ExitGroup, c.ExitOn
	}
	if !c.ReadyOn.IsZero() && !c.ReadyOn.After(cutOff) {
		s.ReadyFor, s.ReadyOn = c.ReadyFor, c.ReadyOn
	}
	for _, x := range c.Statuses {
		if !x.On.After(cutOff) {
			s.Statuses = append(s.Statuses, x)
		}
	}
	for _, f := range c.Followups {
		if !f.On.After(cutOff) && f.ExitOn == c.ExitOn {
			s.Followups = append(s.Followups, f)
		}
	}
	return s
}

// goesOn is the stay with the course that came after it in another team.
func (s Stay) goesOn(next Stay) Stay {
	next.Start = s.Start
	if next.Unsaid = s.Unsaid; next.Unsaid.IsZero() && s.ReadyFor == "" {
		next.Unsaid = s.ReadyOn
	}
	if next.ReadyOn.IsZero() || !s.ReadyOn.IsZero() && s.ReadyFor != "" && s.ReadyOn.Before(next.ReadyOn) {
		next.ReadyFor, next.ReadyOn = s.ReadyFor, s.ReadyOn
	}
	next.Statuses = append(slices.Clone(s.Statuses), next.Statuses...)
	slices.SortStableFunc(next.Statuses, func(a, b Status) int { return a.On.Compare(b.On) })
	return next
}

// open reports whether the stay went on, on a day.
func (s Stay) open(on when.Date) bool {
	return !s.Start.After(on) && (s.End.IsZero() || s.End.After(on))
}

// overlaps reports whether the stay has a day in the period.
func (s Stay) overlaps(p Period) bool {
	return !s.Start.After(p.To) && (s.End.IsZero() || !s.End.Before(p.From))
}

// statusNow is the last status of the stay that is not from before it; ok is false
// where there is none or nobody knows.
func (s Stay) statusNow() (code string, ok bool) {
	for _, x := range slices.Backward(s.Statuses) {
		if x.Moment != momentBefore {
			return x.Code, x.Code != unknown
		}
	}
	return "", false
}

// statusBefore is the status before the course, or else the one at its start.
func (s Stay) statusBefore() (code string, ok bool) {
	for _, moment := range []string{momentBefore, momentStart} {
		for _, x := range slices.Backward(s.Statuses) {
			if x.Moment == moment {
				return x.Code, x.Code != unknown
			}
		}
	}
	return "", false
}

// followup is the newest answer of a month; ok is false where there is none or nobody
// knows.
func (s Stay) followup(months int) (code string, ok bool) {
	for _, f := range slices.Backward(s.Followups) {
		if f.Months == months {
			return f.Code, f.Code != unknown
		}
	}
	return "", false
}
