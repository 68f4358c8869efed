package figures

import (
	"context"
	"slices"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// usualLongest is within how many months a share is said to have ended where the
// programme has no longest stay of its own: "1½ år" (seed C).
const usualLongest = 18

// wrongGroup is the exit of who was never in the target group.
const wrongGroup = "wrong_group"

// Times is how long the stays of a team, or of a programme, that began in a period last.
type Times struct {
	Unit
	Steps     []Step
	Alone     []Step // as if nobody could leave otherwise; to be shown beside, and said so
	Well      int    // ended in education, job or an activity towards it
	Otherwise int    // ended in any other way
	Running   int
	LeftOut   int // never in the target group: no time of theirs is counted
	Long      int // running longer than the programme's longest stay; 0 where it has none
	Within    Share
	Months    int // that Within is of
	Hidden    bool
}

// N is how many stays are counted.
func (t Times) N() int { return t.Well + t.Otherwise + t.Running }

// Timed is how long stays last, for every team that a leader leads, or every programme.
type Timed struct {
	Period Period // in which they began
	CutOff when.Date
	Own    bool // whoever looks leads the teams: the curves are shown
	Units  []Times
}

// StartYears are the calendar years whose starts can be looked at on a day, the latest
// first. They do not lie in each other: one cannot be subtracted from another.
func StartYears(today when.Date) []Period {
	var all []Period
	for year := today.Year(); year > today.Year()-2*FixedYears; year-- {
		if p := Year(year); p.To.Before(today) {
			all = append(all, p)
		}
	}
	return all
}

// StartsLately are the starts of the last three years up to a day, for who leads a team.
func StartsLately(today when.Date) Period {
	return Period{From: today.AddMonths(-36).AddDays(1), To: today}
}

// Times counts how long the stays last that began in a period, as they are known today.
// Who leads teams sees each of them, by any of the periods. Who sees all programmes sees
// programmes alone, whole calendar years as they were known when the last half-year was
// over, and only when a quarter, half and three quarters had gone on: a number that grows
// by one tells of one, and each step of a curve is somebody.
func (s *Service) Times(ctx context.Context, by access.Actor, p Period) (Timed, error) {
	if err := access.Check(by, access.ViewFigures, access.Scope{}); err != nil {
		return Timed{}, err
	}
	today := when.Of(s.now())
	t := Timed{Period: p, CutOff: today, Own: !access.May(by, access.ViewAllFigures, access.Scope{})}
	var teams []id.Team
	if t.Own {
		teams = by.TeamsWhere(access.ViewTeam)
	} else {
		t.CutOff = FixedPeriods(today)[0].To
	}
	if !slices.Contains(StartYears(today), p) && !(t.Own && p == StartsLately(today)) {
		return Timed{}, errNotFixed
	}
	g, err := s.ground(ctx, teams, today)
	if err != nil {
		return Timed{}, err
	}
	courses, err := s.courses(ctx, teams, Period{From: p.From, To: today})
	if err != nil {
		return Timed{}, err
	}
	stays := Stays(courses, t.CutOff)
	for _, u := range g.Units {
		if !t.Own {
			if n := len(t.Units); n > 0 && t.Units[n-1].Programme == u.Programme {
				continue
			}
			u.Team, u.Name = 0, u.ProgrammeName
		}
		one := timesOf(u, staysOf(stays, u.Programme, u.Team), p, t.CutOff)
		if !t.Own {
			one = one.shield()
		}
		t.Units = append(t.Units, one)
	}
	return t, s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewFigures, Detail: map[string]any{"teams": teams, "times": true, "from": p.From, "to": p.To}})
}

// timesOf looks at the stays that began in the period. A stay is as long as from its
// first day to its exit; one without is as long as it has lasted.
func timesOf(u Unit, stays []Stay, p Period, cutOff when.Date) Times {
	t := Times{Unit: u, Months: u.Longest}
	if t.Months == 0 {
		t.Months = usualLongest
	}
	var spells []Spell
	for _, s := range stays {
		if !p.Has(s.Start) {
			continue
		}
		if s.Exit == wrongGroup {
			t.LeftOut++
			continue
		}
		spell := s.spell(cutOff)
		spells = append(spells, spell)
		switch spell.Cause {
		case WentWell:
			t.Well++
		case EndedOtherwise:
			t.Otherwise++
		default:
			t.Running++
			if programme.LongestPassed(s.Start, u.Longest, cutOff) {
				t.Long++
			}
			continue
		}
		t.Within.Of++
		if !s.last().After(s.Start.AddMonths(t.Months)) {
			t.Within.Num++
		}
	}
	t.Steps, t.Alone = Curve(spells), Curve(Alone(spells))
	return t
}

// last is the day the stay ended; zero while it goes on.
func (s Stay) last() when.Date {
	if !s.ExitOn.IsZero() {
		return s.ExitOn
	}
	return s.End
}

// spell is the stay as time. One that was closed with no exit written ended, and nobody
// knows that it went well.
func (s Stay) spell(cutOff when.Date) Spell {
	last := s.last()
	if last.IsZero() {
		return Spell{Days: cutOff.Sub(s.Start), Cause: Running}
	}
	switch s.ExitGroup {
	case programme.Education, programme.Job, programme.Activity:
		return Spell{Days: last.Sub(s.Start), Cause: WentWell}
	}
	return Spell{Days: last.Sub(s.Start), Cause: EndedOtherwise}
}

// shield leaves only the curve that the quartiles are read from, and nothing of too few.
func (t Times) shield() Times {
	if (Share{Num: t.Well, Of: t.N()}).TooFew() {
		return Times{Unit: t.Unit, Hidden: true}
	}
	return Times{Unit: t.Unit, Steps: t.Steps}
}
