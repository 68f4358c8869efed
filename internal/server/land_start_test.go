package server_test

import (
	"maps"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
)

// starts gives the two youths of the table a start each.
func (l *land) starts() {
	l.Helper()
	maps.Copy(l.params, l.startOf(l.mads, l.who["owner"], "kickoff"))
	maps.Copy(l.closed, l.startOf(l.ida, l.who["last"], "intro"))
}

// startOf gives a youth's course a start that is in its first part, and names the
// records that the paths lead to.
func (l *land) startOf(y id.Youth, by access.Actor, kind string) map[string]string {
	l.Helper()
	args := db.Args{"y": y, "e": l.courseOf(y), "by": by.Staff, "now": l.Now(), "kind": kind}
	args["m"] = casetest.One[id.Meeting](l.World, `
		INSERT INTO meetings (youth_id, enrolment_id, staff_id, kind, place, starts_at, by_id)
		VALUES (@y, @e, @by, @kind, 'Rådhuset, lokale 2', @now::timestamptz + interval '1 hour', @by) RETURNING id`, args)
	k := casetest.One[id.Kickoff](l.World, `
		INSERT INTO kickoffs (youth_id, enrolment_id, meeting_id, kind, buddy_rule, part, by_id, created_at)
		VALUES (@y, @e, @m, @kind, 'required', CASE WHEN @kind = 'kickoff' THEN 1 ELSE 0 END, @by, @now) RETURNING id`, args)
	return map[string]string{
		"invitee": casetest.One[string](l.World, `
			INSERT INTO kickoff_invitees (kickoff_id, department, name, phone, email, by_id)
			VALUES (@k, 'Jobcenter', 'Eva Eskildsen', '+4512345678', 'eva@kasket.test', @by) RETURNING id::text`, db.Args{"k": k, "by": by.Staff}),
		"item": casetest.One[string](l.World, `
			INSERT INTO kickoff_items (kickoff_id, department, told_by, text, task, who, due_on, by_id, at)
			VALUES (@k, 'Jobcenter', 'Eva Eskildsen', 'Har været i praktik på et værksted & trives <der>', 'Ringer til værkstedet', 'us',
			        (@now::timestamptz + interval '5 days')::date, @by, @now) RETURNING id::text`, db.Args{"k": k, "by": by.Staff, "now": l.Now()}),
	}
}
