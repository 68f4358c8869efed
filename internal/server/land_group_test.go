package server_test

import (
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/group"
	"kasket/internal/db"
)

// groupRoutes are about a course of the team that the youth is in.
func groupRoutes() map[string]expectation {
	const gatherers = caseload + " coordinator coordinator2 leader opened elsewhere"
	return map[string]expectation{
		"GET /groups":                              {in: gatherers},
		"GET /groups/new":                          {in: gatherers},
		"POST /groups":                             {in: gatherers},
		"GET /groups/{group}":                      {in: team + " conflicted"},
		"POST /groups/{group}/members":             {in: team + " conflicted"},
		"POST /groups/{group}/members/{youth}/end": {in: loggers, may: team},
		"POST /groups/{group}/sessions":            {in: team + " conflicted"},
		"GET /group-sessions/{session}":            {in: team + " conflicted"},
		"POST /group-sessions/{session}":           {in: team + " conflicted"},
	}
}

// cook puts the youth into a course that has met, with a line about them alone.
func (l *land) cook() {
	l.Helper()
	owner := l.who["owner"]
	g, err := l.Groups.Create(l.Context(), owner, l.north, group.Wish{Name: "Madlavning & <suppe>", Activity: "group_course", From: l.Today().AddDays(-30).Danish()}, audit.Form{})
	if err != nil {
		l.Fatal(err)
	}
	if err := l.Groups.Join(l.Context(), owner, g, l.mads, audit.Form{}); err != nil {
		l.Fatal(err)
	}
	l.Exec(`UPDATE group_members SET from_on = from_on - 20`, nil)
	if err := l.Groups.AddSession(l.Context(), owner, g, group.Planned{At: l.Today().AddDays(-7).Danish() + " kl. 10", Theme: "Suppe & <brød>"}, audit.Form{}); err != nil {
		l.Fatal(err)
	}
	l.params["group"] = casetest.One[string](l.World, `SELECT max(id)::text FROM group_courses`, nil)
	l.params["session"] = casetest.One[string](l.World, `SELECT max(id)::text FROM group_sessions`, nil)
	l.Exec(`INSERT INTO group_attendance (session_id, youth_id, enrolment_id, came, note, by_id, at) VALUES (@s, @y, @e, 'came', 'Gik en tur. Han er glad', @by, @now)`,
		db.Args{"s": l.params["session"], "y": l.mads, "e": l.courseOf(l.mads), "by": owner.Staff, "now": l.Now()})
}
