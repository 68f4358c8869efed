package server_test

import (
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
)

// planRoutes are about the plan of Mads: a goal with a figure, an agreement, and who does
// what.
func planRoutes() map[string]expectation {
	return map[string]expectation{
		"GET /youths/{youth}/plan":                         {in: readers, may: team},
		"GET /youths/{youth}/plan/goals/new":               {in: loggers, may: team},
		"POST /youths/{youth}/plan/goals/new":              {in: loggers, may: team},
		"GET /youths/{youth}/plan/goals/{goal}":            {in: readers, may: team},
		"POST /youths/{youth}/plan/goals/{goal}":           {in: loggers, may: team},
		"POST /youths/{youth}/plan/goals/{goal}/scale":     {in: loggers, may: team},
		"POST /youths/{youth}/plan/goals/{goal}/end":       {in: loggers, may: team},
		"GET /youths/{youth}/plan/agreements/new":          {in: loggers, may: team},
		"POST /youths/{youth}/plan/agreements/new":         {in: loggers, may: team},
		"GET /youths/{youth}/plan/agreements/{agreement}":  {in: loggers, may: team},
		"POST /youths/{youth}/plan/agreements/{agreement}": {in: loggers, may: team},
		"GET /youths/{youth}/plan/who/new":                 {in: loggers, may: team},
		"POST /youths/{youth}/plan/who/new":                {in: loggers, may: team},
		"GET /youths/{youth}/plan/who/{intervention}":      {in: loggers, may: team},
		"POST /youths/{youth}/plan/who/{intervention}":     {in: loggers, may: team},
		"GET /youths/{youth}/plan/sheet":                   {in: loggers, may: team},
		"GET /youths/{youth}/plan/sheet/pdf":               {in: loggers, may: team, raw: true},
		"GET /youths/{youth}/plan/overview":                {in: loggers, may: team},
		"GET /youths/{youth}/plan/overview/pdf":            {in: loggers, may: team, raw: true},
		"GET /youths/{youth}/page":                         {in: loggers, may: team},
		"GET /youths/{youth}/page/pdf":                     {in: loggers, may: team, raw: true},
	}
}

// plan gives youths goals and people who do something for them.
func (l *land) plan() {
	l.Helper()
	by := l.who["owner"].Staff
	for params, y := range map[*map[string]string]id.Youth{&l.params: l.mads, &l.closed: l.ida, &l.apart: l.nils} {
		args := db.Args{"y": y, "e": l.courseOf(y), "by": by, "now": l.Now()}
		(*params)["goal"] = casetest.One[string](l.World, `
			INSERT INTO goals (youth_id, enrolment_id, text, area, seen, wanted, by_id, at, made_at)
			VALUES (@y, @e, 'Et job <ude> & i ro', 'work', 'Jeg står op', 8, @by, @now, @now) RETURNING id::text`, args)
		(*params)["intervention"] = casetest.One[string](l.World, `
			INSERT INTO interventions (youth_id, enrolment_id, what, unit, person, phone, purpose, status, by_id, at)
			VALUES (@y, @e, 'Mentor & <mere>', 'Jobcenter', 'Mette Lund', '+4598123456', 'At komme op', 'running', @by, @now) RETURNING id::text`, args)
		l.Exec(`INSERT INTO goals (youth_id, enrolment_id, parent_id, text, by_id, at, made_at) SELECT @y, @e, max(id), 'Stå op', @by, @now, @now FROM goals WHERE youth_id = @y`, args)
		l.Exec(`INSERT INTO goal_scales (youth_id, goal_id, on_day, value, said_by, by_id, at) SELECT @y, min(id), '2026-11-01', 3, 'youth', @by, @now FROM goals WHERE youth_id = @y`,
			db.Args{"y": y, "by": by, "now": l.Now()})
	}
	l.Exec(`INSERT INTO goal_versions (goal_id, version, text, area, seen, wanted, follow_on, outcome, reason, by_id, at)
		SELECT id, version, text, area, seen, wanted, follow_on, outcome, reason, by_id, at FROM goals`, nil)
}
