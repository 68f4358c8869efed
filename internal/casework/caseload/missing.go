package caseload

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Lack is a kind of thing that was not written, and that a figure waits for.
type Lack string

// The lacks, in the order in which they are worked through.
const (
	NoNeedsGroup    Lack = "needs_group"   // of a programme that weighs by groups
	NoStatusBefore  Lack = "status_before" // what "before and now" is measured from
	NoStatusNow     Lack = "status_now"
	LateFollowUp    Lack = "followup"         // due, and not answered
	UnknownFollowUp Lack = "followup_unknown" // answered: we do not know
	NoExitWords     Lack = "exit_words"       // the youth's own, about how it went
	NoReceiver      Lack = "exit_receiver"
	NoMeetingResult Lack = "meeting" // planned, and over a week ago
)

// Lacks are all kinds, in order.
var Lacks = []Lack{NoNeedsGroup, NoStatusBefore, NoStatusNow, LateFollowUp, UnknownFollowUp, NoExitWords, NoReceiver, NoMeetingResult}

// LackRow is a youth of whom something was not written.
type LackRow struct {
	Youth    id.Youth
	Name     string
	Owner    string // who can mend it; the last one
	Team     string
	Since    when.Date // the start, the exit, the day it was due
	Meeting  id.Meeting
	Kind     Lack
	Matching int // of the kind in all
}

// LackList is what is missing of a kind: the oldest first, and how many in all.
type LackList struct {
	Kind Lack
	N    int
	Rows []LackRow
}

// mostLacks is how many of a kind are listed; the count is of all.
const mostLacks = 10

// lackMonths is how far back exits are looked at: a follow-up is asked for a year, and
// figures of a year are asked for the year after.
const lackMonths = 24

// Missing lists what the figures of the teams somebody leads wait for, as work to do:
// each kind with its count, and the oldest of it. It is one query over the courses of
// those teams, and recorded as a list.
func (s *Service) Missing(ctx context.Context, by access.Actor) ([]LackList, error) {
	teams := by.TeamsWhere(access.ViewTeam)
	if len(teams) == 0 {
		return nil, access.Check(by, access.ViewTeam, access.Scope{})
	}
	today := when.Of(s.now())
	if err := s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewTeam, Detail: map[string]any{"list": "missing", "teams": teams}}); err != nil {
		return nil, err
	}
	rows, err := db.All[LackRow](ctx, s.read, missingQuery, db.Args{
		"staff": by.Staff, "teams": teams, "today": today, "since": today.AddMonths(-lackMonths), "over": today.AddDays(-7).Start(), "most": mostLacks,
		"unasked": []string{outcome.MovedTeam, "death", "wrong_group"},
	})
	if err != nil {
		return nil, fmt.Errorf("what is missing in teams %v: %w", teams, err)
	}
	return lackLists(rows), nil
}

func lackLists(rows []LackRow) []LackList {
	var lists []LackList
	for _, kind := range Lacks {
		l := LackList{Kind: kind}
		for _, r := range rows {
			if r.Kind == kind {
				l.N, l.Rows = r.Matching, append(l.Rows, r)
			}
		}
		if l.N > 0 {
			lists = append(lists, l)
		}
	}
	return lists
}

// missingQuery reads the open courses of some teams, and those that ended lately. Of who
// died nothing is asked; of who moved to another team, the course there is asked.
var missingQuery = `
	WITH running AS (
		SELECT e.id, e.youth_id, e.owner_id, e.team_id, e.programme_id, e.started_on, e.needs_group
		FROM enrolments e CROSS JOIN LATERAL (SELECT died_on FROM youths WHERE id = e.youth_id OFFSET 0) y -- by key: a team's, not everybody's
		WHERE e.team_id = ANY(@teams) AND e.closed_on IS NULL AND y.died_on IS NULL AND ` + standing.NoConflict("@staff", "e.youth_id") + `),
	ended AS (
		SELECT e.id, e.youth_id, e.owner_id, e.team_id, x.code, x.exit_on, x.words, x.receiver
		FROM enrolments e CROSS JOIN LATERAL (SELECT died_on FROM youths WHERE id = e.youth_id OFFSET 0) y -- by key: a team's, not everybody's
		CROSS JOIN LATERAL (SELECT * FROM exits WHERE enrolment_id = e.id OFFSET 0) x
		WHERE e.team_id = ANY(@teams) AND e.closed_on >= @since AND x.code <> ALL(@unasked) AND y.died_on IS NULL AND ` + standing.NoConflict("@staff", "e.youth_id") + `),
	asked AS (
		SELECT d.*, k.position AS months, (d.exit_on + make_interval(months => k.position))::date AS due,
		       (SELECT f.code FROM followups f WHERE f.enrolment_id = d.id AND f.exit_on = d.exit_on AND f.months = k.position ORDER BY f.id DESC LIMIT 1) AS answer
		FROM ended d JOIN catalogue k ON k.kind = 'followup' AND daterange(k.valid_from, k.valid_to, '[]') @> d.exit_on),
	gaps AS (
		SELECT 'needs_group' AS kind, youth_id, owner_id, team_id, started_on AS since, 0::bigint AS meeting FROM running r
		WHERE needs_group IS NULL AND EXISTS (SELECT FROM programme_weights w WHERE w.programme_id = r.programme_id)
		UNION ALL
		SELECT 'status_before', youth_id, owner_id, team_id, started_on, 0 FROM running r
		WHERE NOT EXISTS (SELECT FROM statuses s WHERE s.enrolment_id = r.id AND s.moment IN ('before', 'start') AND s.withdrawn_at IS NULL)
		UNION ALL
		SELECT 'status_now', youth_id, owner_id, team_id, started_on, 0 FROM running r
		WHERE NOT EXISTS (SELECT FROM statuses s WHERE s.enrolment_id = r.id AND s.moment <> 'before' AND s.withdrawn_at IS NULL)
		UNION ALL
		SELECT 'followup', youth_id, owner_id, team_id, min(due), 0 FROM asked WHERE due < @today AND answer IS NULL GROUP BY id, youth_id, owner_id, team_id
		UNION ALL
		SELECT 'followup_unknown', youth_id, owner_id, team_id, max(due), 0 FROM asked WHERE answer = 'unknown' GROUP BY id, youth_id, owner_id, team_id
		UNION ALL
		SELECT 'exit_words', youth_id, owner_id, team_id, exit_on, 0 FROM ended WHERE words = ''
		UNION ALL
		SELECT 'exit_receiver', youth_id, owner_id, team_id, exit_on, 0 FROM ended WHERE receiver = ''
		UNION ALL
		SELECT 'meeting', m.youth_id, r.owner_id, r.team_id, (m.starts_at AT TIME ZONE 'Europe/Copenhagen')::date, m.id
		FROM running r JOIN meetings m ON m.enrolment_id = r.id AND m.state = 'planned' AND m.starts_at < @over),
	placed AS (
		SELECT g.*, count(*) OVER (PARTITION BY kind) AS matching, row_number() OVER (PARTITION BY kind ORDER BY since, youth_id, meeting) AS place FROM gaps g)
	SELECT p.kind, p.youth_id AS youth, ` + nameOf + ` AS name, o.name AS owner, t.name AS team, p.since, p.meeting, p.matching
	FROM placed p JOIN youths y ON y.id = p.youth_id JOIN staff o ON o.id = p.owner_id JOIN teams t ON t.id = p.team_id
	WHERE p.place <= @most ORDER BY p.kind, p.place`
