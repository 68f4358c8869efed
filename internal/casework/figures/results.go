package figures

import (
	"slices"

	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// errNotFixed is answered where a period may be chosen among the fixed ones alone.
var errNotFixed = rule.Violation("period", "fixed_period")

// results counts every definition over courses: for whoever sees all, of each programme
// the whole and then its teams; for a leader, the teams.
func results(g ground, courses []Course, p Period, cutOff when.Date, own bool) []Result {
	stays := Stays(courses, cutOff)
	var all []Result
	for i, u := range g.Units {
		if first := i == 0 || g.Units[i-1].Programme != u.Programme; first && !own {
			whole := u
			whole.Team, whole.Name = 0, u.ProgrammeName
			all = append(all, ofUnit(g, whole, stays, p, cutOff)...)
		}
		if own || !only(g.Units, u) { // a programme of one team is that team
			all = append(all, ofUnit(g, u, stays, p, cutOff)...)
		}
	}
	for i := range all {
		all[i].Own = own
	}
	return all
}

// ofUnit counts every definition that holds for a team, or for a programme where u has
// no team.
func ofUnit(g ground, u Unit, stays []Stay, p Period, cutOff when.Date) []Result {
	mine := staysOf(stays, u.Programme, u.Team)
	var all []Result
	for _, d := range g.Definitions {
		if d.Team != 0 && d.Team != u.Team {
			continue
		}
		r := Result{Definition: d, Team: u.Team, Programme: u.Programme, Name: u.Name, Period: p, CutOff: cutOff, Target: u.target(d)}
		switch {
		case d.Measure != ChangeMeasure:
			r.Rates, r.Before = d.Rates(mine, p, cutOff)
		case u.Team == 0 || alone(g.Units, u): // the target group is the programme's
			r.Rates = []Rate{d.Change(g.Targets, u.Programme, p)}
		default:
			continue
		}
		all = append(all, r)
	}
	return all
}

// staysOf are a programme's stays, or a team's where one is given.
func staysOf(stays []Stay, programme id.Programme, team id.Team) []Stay {
	var mine []Stay
	for _, s := range stays {
		if team != 0 && s.Team == team || team == 0 && s.Programme == programme {
			mine = append(mine, s)
		}
	}
	return mine
}

// alone reports whether no other team that is looked at stands before u in its
// programme: the target group is shown once.
func alone(units []Unit, u Unit) bool {
	for _, x := range units {
		if x.Programme == u.Programme {
			return x.Team == u.Team
		}
	}
	return false
}

// only reports whether no other team works by the programme of u.
func only(units []Unit, u Unit) bool {
	return !slices.ContainsFunc(units, func(x Unit) bool { return x.Programme == u.Programme && x.Team != u.Team })
}

// target is what a programme aims at by a definition: a shipped one has the aim of the
// programme's own rules, of those who leave or within so many months, and none where the
// programme has none; a team's own definition has its own.
func (u Unit) target(d Definition) int {
	switch {
	case d.Team != 0:
		return d.Target
	case d.Target == 0, u.Target == 0:
		return 0
	case d.Measure == ExitMeasure && u.TargetMonths == 0, d.Measure == ReadyMeasure && u.TargetMonths == d.Within:
		return u.Target
	}
	return 0
}
