package caseload

import (
	"kasket/internal/id"
	"kasket/internal/when"
)

// goalDue is the day from which the programme of the course e asks for a goal that is not
// there on @today; null before, and where a goal stands or was reached (plan.GoalAsked says
// the same).
const goalDue = `(SELECT e.started_on + pg.after_days FROM programme_goals pg
	WHERE pg.programme_id = e.programme_id AND daterange(pg.valid_from, pg.valid_to, '[]') @> @today::date AND e.started_on + pg.after_days <= @today::date
	  AND NOT EXISTS (SELECT FROM goals g WHERE g.youth_id = e.youth_id AND g.outcome IN ('', 'reached')))`

// goalAsked is a youth whom the programme asks for a goal.
type goalAsked struct {
	Youth id.Youth  `json:"youth"`
	Name  string    `json:"name"`
	On    when.Date `json:"on"`
}

// goalsAsked are those one answers for.
const goalsAsked = `(SELECT coalesce(json_agg(json_build_object('youth', x.youth_id, 'name', x.name, 'on', x.due) ORDER BY x.due, x.youth_id), '[]')
	FROM (SELECT e.youth_id, e.name, ` + goalDue + ` AS due FROM mine e) x WHERE x.due IS NOT NULL)`

// mostGoals is how many goals a day asks for: they may wait until it suits the youths, and
// must hide nothing that cannot. Those who have waited longest come first.
const mostGoals = 3

// dueGoals are calm lines.
func dueGoals(asked []goalAsked) []Deadline {
	list := make([]Deadline, min(len(asked), mostGoals))
	for i, g := range asked[:len(list)] {
		list[i] = Deadline{Kind: GoalDue, Youth: g.Youth, Name: g.Name, On: g.On}
	}
	return list
}

// duePromises are what is promised by a day that is to come; one that is due is with the
// youth it was made to. What a buddy has promised by name stands here whenever it is due:
// the youth is not in the buddy's own list.
func duePromises(promises []DayPromise, today when.Date) []Deadline {
	var list []Deadline
	for _, p := range promises {
		if p.Due.After(today) || p.Named {
			list = append(list, Deadline{Kind: PromiseDue, Youth: p.Youth, Name: p.Name, On: p.Due, Text: p.Text})
		}
	}
	return list
}
