package caseload

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// TeamAgenda is what a team goes through when it meets: its meetings, the questions that
// wait for an answer, and who covers for whom in the week to come.
type TeamAgenda struct {
	Meetings []meeting.TeamMeeting // the next first, then those that were, the latest first
	Waiting  int                   // open questions of the team
	Queue    []QueueLine           // those of them that who looks may read
	Away     []AwayLine
}

// QueueLine is a question that waits for an answer.
type QueueLine struct {
	ID    id.Question `json:"id"`
	Name  string      `json:"name"` // of the youth
	Text  string      `json:"text"`
	Who   string      `json:"who"` // asked
	To    string      `json:"to"`
	Asked when.Date   `json:"asked"`
}

// AwayLine is a colleague who is away in the week to come, and who covers.
type AwayLine struct {
	Name   string    `json:"name"`
	From   when.Date `json:"from"`
	To     when.Date `json:"to"`     // zero while nobody knows
	Covers []string  `json:"covers"` // who acts for them, by name
	Youths int       `json:"youths"` // open courses they own
	Bare   int       `json:"bare"`   // of them nobody covers in the week
}

// coverDays is how far ahead a team looks for who is away.
const coverDays = 7

const mostTeamMeetings = 20

// queueOf are the open questions q of the team's youths that @staff may read: put by them,
// or to them while it lasts, or of a youth they own, are buddy of or cover. Of a course that
// has ended, its last owner alone reads on, until the follow-ups end.
var queueOf = `(q.asked_by = @staff OR q.to_id = @staff AND q.until_on >= @today::date
	 OR e.owner_id = @staff AND (e.closed_on IS NULL OR e.followup_ends_on >= @today::date)
	 OR e.buddy_id = @staff AND e.closed_on IS NULL
	 OR e.closed_on IS NULL AND EXISTS (SELECT FROM covers c WHERE c.enrolment_id = e.id AND c.staff_id = @staff AND c.for_id = e.owner_id AND daterange(c.from_on, c.to_on, '[]') @> @today::date))
	AND ` + standing.NoConflict("@staff", "q.youth_id")

var selectTeamAgenda = `
	SELECT coalesce((SELECT json_agg(x ORDER BY x.starts_at < @now, CASE WHEN x.starts_at < @now THEN -extract(epoch FROM x.starts_at) ELSE extract(epoch FROM x.starts_at) END)
	                 FROM (SELECT ` + meeting.TeamMeetingColumns + ` FROM team_meetings t WHERE t.team_id IS NOT DISTINCT FROM nullif(@team::bigint, 0) ORDER BY t.starts_at DESC LIMIT @most) x), '[]') AS meetings,
	       (SELECT count(*) FROM questions q JOIN enrolments e ON e.id = q.enrolment_id WHERE e.team_id = @team AND q.closed_at IS NULL AND q.answered_at IS NULL AND ` + standing.NoConflict("@staff", "q.youth_id") + `) AS waiting,
	       coalesce((SELECT json_agg(json_build_object('id', q.id, 'name', ` + nameOf + `, 'text', left(q.text, 300), 'who', a.name, 'to', o.name,
	                                 'asked', (q.asked_at AT TIME ZONE 'Europe/Copenhagen')::date) ORDER BY q.asked_at)
	                 FROM questions q JOIN enrolments e ON e.id = q.enrolment_id JOIN youths y ON y.id = q.youth_id JOIN staff a ON a.id = q.asked_by JOIN staff o ON o.id = q.to_id
	                 WHERE e.team_id = @team AND q.closed_at IS NULL AND q.answered_at IS NULL AND ` + queueOf + `), '[]') AS queue,
	       coalesce((SELECT json_agg(json_build_object('name', s.name, 'from', b.from_on, 'to', coalesce(b.to_on::text, ''),
	                    'covers', (SELECT coalesce(json_agg(DISTINCT k.name), '[]') FROM covers c JOIN enrolments e ON e.id = c.enrolment_id JOIN staff k ON k.id = c.staff_id
	                               WHERE c.for_id = s.id AND e.team_id = @team AND daterange(c.from_on, c.to_on, '[]') && daterange(@today, @until, '[]')),
	                    'youths', (SELECT count(*) FROM enrolments e WHERE e.owner_id = s.id AND e.team_id = @team AND e.closed_on IS NULL),
	                    'bare', (SELECT count(*) FROM enrolments e WHERE e.owner_id = s.id AND e.team_id = @team AND e.closed_on IS NULL
	                             AND NOT EXISTS (SELECT FROM covers c WHERE c.enrolment_id = e.id AND c.for_id = s.id AND daterange(c.from_on, c.to_on, '[]') && daterange(@today, @until, '[]')))) ORDER BY b.from_on, s.name)
	                 FROM absences b JOIN staff s ON s.id = b.staff_id JOIN memberships w ON w.staff_id = s.id AND w.team_id = @team
	                 WHERE daterange(b.from_on, b.to_on, '[]') && daterange(@today, @until, '[]')), '[]') AS away`

// TeamAgenda reads what a team goes through, for who works in it; team 0 is the leaders'
// group, which has meetings and nothing else.
func (s *Service) TeamAgenda(ctx context.Context, by access.Actor, team id.Team) (TeamAgenda, error) {
	do, scope := access.ViewTeamMeetings, access.InTeam(team)
	if team == 0 {
		do, scope = access.KeepLeaderMeeting, access.Scope{}
	}
	if err := access.Check(by, do, scope); err != nil {
		return TeamAgenda{}, err
	}
	today := when.Of(s.now())
	a, err := db.One[TeamAgenda](ctx, s.read, selectTeamAgenda, db.Args{
		"team": team, "staff": by.Staff, "now": s.now(), "today": today, "until": today.AddDays(coverDays), "most": mostTeamMeetings,
	})
	if err != nil {
		return a, fmt.Errorf("agenda of team %d: %w", team, err)
	}
	return a, nil
}

// TeamMeeting reads one meeting of a team or of the leaders' group, for who may.
func (s *Service) TeamMeeting(ctx context.Context, by access.Actor, number id.TeamMeeting) (meeting.TeamMeeting, error) {
	m, err := db.One[meeting.TeamMeeting](ctx, s.read, `SELECT `+meeting.TeamMeetingColumns+` FROM team_meetings t WHERE t.id = @id`, db.Args{"id": number})
	if err != nil {
		return m, fmt.Errorf("team meeting %d: %w", number, err)
	}
	if m.Team == 0 {
		return m, access.Check(by, access.KeepLeaderMeeting, access.Scope{})
	}
	return m, access.Check(by, access.ViewTeamMeetings, access.InTeam(m.Team))
}
