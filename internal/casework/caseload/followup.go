package caseload

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// DayFollowup is a look back that is due: where does a youth stand some months after the
// exit. It is asked of whoever had them last, and of the leader where that colleague has
// left, works in the team no more, or no longer has the record.
type DayFollowup struct {
	Youth  id.Youth  `json:"youth"`
	Name   string    `json:"name"`
	Owner  string    `json:"owner"` // the last one, where it is another than who reads
	Months int       `json:"months"`
	Da     string    `json:"da"`
	En     string    `json:"en"`
	ExitOn when.Date `json:"exit_on"`
	On     when.Date `json:"on"` // the day it asks about
}

// Followups is what is asked of somebody today, and what one can answer.
type Followups struct {
	Due      []DayFollowup // the longest due first
	Statuses []StatusChoice
}

// StatusChoice is a status that can be chosen today.
type StatusChoice struct {
	Code string `json:"code"`
	Da   string `json:"da"`
	En   string `json:"en"`
}

// statusChoices are what a look back can be answered with in one tap; that one does not know
// is its own button.
const statusChoices = `
	(SELECT coalesce(json_agg(json_build_object('code', code, 'da', name_da, 'en', name_en) ORDER BY position), '[]')
	 FROM catalogue WHERE kind = 'status' AND code <> '` + outcome.Unknown + `' AND daterange(valid_from, valid_to, '[]') @> @today::date)`

// followupsDue are the looks back that are asked of @staff today, for courses of their own
// and of the teams they lead (@led). Nothing of it is stored: an answer, a death, a reopened
// course or a new one ends the question by itself.
var followupsDue = `
	(SELECT coalesce(json_agg(json_build_object('youth', e.youth_id, 'name', ` + nameOf + `, 'owner', CASE WHEN e.owner_id = @staff THEN '' ELSE o.name END,
	        'months', k.position, 'da', k.name_da, 'en', k.name_en, 'exit_on', x.exit_on, 'on', d.on_day) ORDER BY d.on_day, e.youth_id, k.position), '[]')
	 FROM (SELECT *, false AS led FROM enrolments WHERE owner_id = @staff AND closed_on IS NOT NULL AND followup_ends_on >= @today
	       UNION ALL SELECT *, true FROM enrolments WHERE team_id = ANY(@led) AND closed_on IS NOT NULL
	                 AND closed_on >= @today::date - @ask::int - make_interval(months => (SELECT max(position) FROM catalogue WHERE kind = 'followup'))) e
	 JOIN staff o ON o.id = e.owner_id JOIN youths y ON y.id = e.youth_id AND y.died_on IS NULL
	 CROSS JOIN LATERAL (SELECT code, exit_on FROM exits WHERE enrolment_id = e.id OFFSET 0) x -- by key: a team's, not everybody's
	 JOIN catalogue k ON k.kind = 'followup' AND daterange(k.valid_from, k.valid_to, '[]') @> x.exit_on
	 CROSS JOIN LATERAL (SELECT (x.exit_on + make_interval(months => k.position))::date AS on_day) d
	 CROSS JOIN LATERAL (SELECT coalesce(e.followup_ends_on >= @today, false) AND (o.left_on IS NULL OR o.left_on >= @today)
	                            AND EXISTS (SELECT FROM memberships m WHERE m.staff_id = o.id AND m.team_id = e.team_id AND 'caseworker' = ANY(m.roles)) AS there) w
	 WHERE w.there <> e.led AND d.on_day BETWEEN @today::date - @ask::int AND @today::date AND x.code <> ALL(@unasked)
	   AND NOT EXISTS (SELECT FROM enrolments l WHERE l.youth_id = e.youth_id AND l.id > e.id)
	   AND NOT EXISTS (SELECT FROM followups f WHERE f.enrolment_id = e.id AND f.months = k.position AND f.exit_on = x.exit_on)
	   AND ` + standing.NoConflict("@staff", "e.youth_id") + `)`

// followupArgs are what followupsDue asks besides who and when.
func followupArgs(args db.Args, led []id.Team) db.Args {
	args["led"], args["ask"], args["unasked"] = led, outcome.AskFor, outcome.Unasked
	return args
}

// Followups are the looks back that are due of whoever asks: their own, and their teams'
// where nobody else is there to answer.
func (s *Service) Followups(ctx context.Context, by access.Actor) (Followups, error) {
	led := by.TeamsWhere(access.FollowUp)
	if err := access.Check(by, access.OwnCaseload, access.Own()); err != nil && len(led) == 0 {
		return Followups{}, err
	}
	list, err := db.One[Followups](ctx, s.read, `SELECT `+followupsDue+` AS due, `+statusChoices+` AS statuses`,
		followupArgs(db.Args{"staff": by.Staff, "today": when.Of(s.now())}, led))
	if err != nil {
		return list, fmt.Errorf("follow-ups of staff %d: %w", by.Staff, err)
	}
	return list, nil
}
