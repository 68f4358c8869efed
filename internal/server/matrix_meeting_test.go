package server_test

import (
	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
)

// meetingRoutes are about an appointment of the owner's with Mads that has an age, and
// about a meeting of the north's.
func meetingRoutes() map[string]expectation {
	const (
		colleagues = "owner buddy cover was leader opened coordinator colleague glass last"
		leaders    = "leader opened elsewhere insight"
	)
	return map[string]expectation{
		"GET /meetings":              {in: everyone},
		"GET /account/calendar":      {in: everyone},
		"POST /account/calendar":     {in: everyone},
		"POST /account/calendar/end": {in: everyone},
		"GET /calendar/{secret}.ics": {open: true, raw: true, in: everyone},

		"GET /meetings/{meeting}/":                        {in: readers, may: team},
		"POST /meetings/{meeting}/preparation":            {in: loggers, may: team},
		"POST /meetings/{meeting}/people":                 {in: loggers, may: team},
		"POST /meetings/{meeting}/people/{guest}/removal": {in: loggers, may: team, spent: true},
		"POST /meetings/{meeting}/time":                   {in: loggers, may: team},
		"POST /meetings/{meeting}/cancellation":           {in: loggers, may: team},
		"POST /meetings/{meeting}/held":                   {in: loggers, may: team},
		"POST /meetings/{meeting}/checklist":              {in: loggers, may: team},
		"POST /meetings/{meeting}/agreements":             {in: loggers, may: team},

		"GET /team-meetings":              {in: colleagues + " stranger elsewhere coordinator2 conflicted"},
		"POST /team-meetings":             {in: colleagues + " stranger elsewhere coordinator2 conflicted"},
		"GET /leader-meetings":            {in: leaders},
		"POST /leader-meetings":           {in: leaders},
		"GET /team-meetings/{gathering}":  {in: colleagues + " conflicted"},
		"POST /team-meetings/{gathering}": {in: colleagues + " conflicted"},
	}
}

// gather gives somebody a link to their calendar, and the north a meeting.
func (l *land) gather() {
	l.Helper()
	owner := l.who["owner"].Staff
	l.params["secret"] = "matrix"
	l.Exec(`INSERT INTO calendar_feeds (staff_id, hash, made_at) VALUES (@staff, sha256('calendar:matrix'), @now)`,
		db.Args{"staff": l.Person(0, "Kalle Kalender", access.Administrator).Staff, "now": l.Now()}) // of nobody who makes a new one here
	l.params["gathering"] = casetest.One[string](l.World, `
		INSERT INTO team_meetings (team_id, kind, starts_at, place, agenda, notes, by_id, created_at)
		VALUES (@team, 'weekly', @now::timestamptz + interval '1 day', 'Mødelokale <2>', E'Nyt fra fagområderne\nSparring & vikarer', 'Vi begynder kl. 9.', @staff, @now) RETURNING id::text`,
		db.Args{"staff": owner, "team": l.north, "now": l.Now()})
}

// prepare makes a meeting one at an age, with somebody who is asked, a time it had before
// and an answer: its page has every form. It answers who is asked.
func (l *land) prepare(meeting string) string {
	l.Helper()
	args := db.Args{"m": meeting, "now": l.Now()}
	l.Exec(`UPDATE meetings SET kind = 'milestone', milestone = 'age_18_half', wants = 'Jeg vil selv sige, hvor jeg vil bo & <hvornår>' WHERE id = @m::bigint`, db.Args{"m": meeting})
	l.Exec(`INSERT INTO meeting_moves (meeting_id, youth_id, was_at, was_all_day, to_at, to_all_day, reason, by_id, at)
		SELECT id, youth_id, starts_at - interval '1 day', false, starts_at, false, 'Lægen var syg', staff_id, @now FROM meetings WHERE id = @m::bigint`, args)
	l.Exec(`INSERT INTO meeting_answers (meeting_id, youth_id, item_id, answer, by_id, at)
		SELECT m.id, m.youth_id, i.id, 'own', m.staff_id, @now FROM meetings m, milestone_items i WHERE m.id = @m::bigint AND i.code = 'housing'`, args)
	return casetest.One[string](l.World, `
		INSERT INTO meeting_people (meeting_id, youth_id, name, by_id) SELECT id, youth_id, 'Lise Bech, UU-vejleder & <mere>', staff_id FROM meetings WHERE id = @m::bigint RETURNING id::text`, db.Args{"m": meeting})
}
