package server_test

import (
	"maps"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/outcome"
	"kasket/internal/id"
)

// outcomeRoutes are where a youth stood and stands, and how it went.
func outcomeRoutes() map[string]expectation {
	return map[string]expectation{
		"GET /youths/{youth}/reopening":                   {in: "owner opened last", may: team},
		"POST /youths/{youth}/reopening":                  {in: "owner opened last", may: team},
		"GET /youths/{youth}/death":                       {in: loggers, may: team},
		"POST /youths/{youth}/death":                      {in: loggers, may: team},
		"POST /youths/{youth}/death/withdrawal":           {in: loggers, may: team},
		"GET /followups":                                  {in: caseload + " leader opened elsewhere"},
		"POST /followups/{youth}":                         {in: "owner leader opened last", may: team},
		"GET /youths/{youth}/status":                      {in: readers, may: team},
		"POST /youths/{youth}/status":                     {in: loggers, may: team},
		"POST /youths/{youth}/status/{status}/withdrawal": {in: loggers, may: team, spent: true},
	}
}

// outcomes gives the youths of the table somewhere to stand.
func (l *land) outcomes() {
	l.Helper()
	maps.Copy(l.params, l.stood(l.mads, l.who["owner"]))
	maps.Copy(l.closed, l.stood(l.ida, l.who["last"]))
	l.apart["status"] = l.params["status"]
}

// stood says where a youth stood before their course and at its end so far.
func (l *land) stood(y id.Youth, by access.Actor) map[string]string {
	l.Helper()
	l.must(l.Outcomes.KeepStatus(l.Context(), by, y, outcome.Status{Moment: outcome.Before, Code: "none"}, audit.Form{}))
	l.must(l.Outcomes.KeepStatus(l.Context(), by, y, outcome.Status{Moment: outcome.AtStart, Code: "prep", Place: "Værkstedet <nede ved havnen>"}, audit.Form{}))
	return map[string]string{"status": casetest.One[string](l.World, `SELECT max(id)::text FROM statuses WHERE youth_id = @y`, map[string]any{"y": y})}
}
