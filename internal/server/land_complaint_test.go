package server_test

import (
	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
)

// complaintRoutes are about complaints over what was decided on Mads.
func complaintRoutes() map[string]expectation {
	const answers = "owner cover opened last"
	return map[string]expectation{
		"GET /decisions/{decision}/complaints/new": {in: loggers, may: team},
		"POST /decisions/{decision}/complaints":    {in: loggers, may: team},

		"GET /complaints/{complaint}/":              {in: readers, may: team},
		"POST /complaints/{complaint}/reassessment": {in: answers, may: team},
		"POST /complaints/{complaint}/dispatch":     {in: answers, may: team},
		"POST /complaints/{complaint}/result":       {in: loggers, may: team},
		"POST /complaints/{complaint}/withdrawal":   {in: loggers, may: team},
		"GET /complaints/{complaint}/letter":        {in: loggers, may: team},
		"POST /complaints/{complaint}/letter":       {in: loggers, may: team},
	}
}

// complain brings complaints that came too late and are not sent on yet: their page has
// every form but that of the result.
func (l *land) complain() {
	l.Helper()
	told := l.params["decision/notice"]
	l.params["decision/complaints"], l.params["decision/complaints/new"] = told, told
	l.params["complaint"] = l.complaintOn(told, l.who["owner"])
	for params, y := range map[*map[string]string]id.Youth{&l.closed: l.ida, &l.apart: l.nils} {
		n := casetest.One[string](l.World, `
			INSERT INTO decisions (youth_id, enrolment_id, author_id, writers, type_id, type, mode, state, weighs, began_on, plain, view, considerations, basis, hearing,
			       hearing_why, effect_from, decided_by, decided_at, decided_on, created_at, changed_at)
			SELECT @y, @e, author_id, writers, type_id, type, mode, state, weighs, began_on, plain, view, considerations, basis, hearing,
			       hearing_why, effect_from, decided_by, decided_at, decided_on, created_at, changed_at
			FROM decisions WHERE id = @from::bigint RETURNING id::text`,
			db.Args{"y": y, "e": l.courseOf(y), "from": told})
		(*params)["complaint"] = l.complaintOn(n, l.who["owner"])
	}
}

func (l *land) complaintOn(decision string, by access.Actor) string {
	l.Helper()
	n := casetest.One[string](l.World, `
		INSERT INTO complaints (decision_id, youth_id, name, way, received_on, text, complain_until, late, reassess_by, by_id, at, changed_at)
		SELECT id, youth_id, 'Mads', 'phone', @today, 'Værkstedet har svaret <nej>, og han vil noget andet & sige det selv.', @today::date - 1, true, @today::date + 28, @by, @now, @now
		FROM decisions WHERE id = @d::bigint RETURNING id::text`,
		db.Args{"d": decision, "today": l.Today(), "by": by.Staff, "now": l.Now()})
	l.Exec(`INSERT INTO complaint_steps (complaint_id, act, was, state, on_day, by_id, at) VALUES (@c::bigint, 'receive', 'received', 'received', @today, @by, @now)`,
		db.Args{"c": n, "today": l.Today(), "by": by.Staff, "now": l.Now()})
	return n
}
