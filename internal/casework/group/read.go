package group

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
)

// Line is a course in a list.
type Line struct {
	Course
	TeamName string
	Members  int        // today
	Next     *time.Time // session to come
}

// mostLines is how many courses are listed: those that go on first.
const mostLines = 100

// List lists the courses of the teams in which by may keep them.
func (s *Service) List(ctx context.Context, by access.Actor) ([]Line, error) {
	list, err := db.All[Line](ctx, s.read, `
		SELECT g.id, g.team_id AS team, g.name, g.activity, g.about, g.place, g.from_on AS "from", g.to_on AS "to", t.name AS team_name,
		       (SELECT count(*) FROM group_members m WHERE m.group_id = g.id AND daterange(m.from_on, m.to_on + 1) @> @today::date) AS members,
		       (SELECT min(x.starts_at) FROM group_sessions x WHERE x.group_id = g.id AND x.starts_at >= @now) AS next
		FROM group_courses g JOIN teams t ON t.id = g.team_id WHERE g.team_id = ANY(@teams)
		ORDER BY coalesce(g.to_on < @today, false), g.from_on DESC, g.id DESC LIMIT @most`,
		db.Args{"teams": by.TeamsWhere(access.KeepGroups), "today": s.today(), "now": s.now(), "most": mostLines})
	if err != nil {
		return nil, fmt.Errorf("group courses for staff %d: %w", by.Staff, err)
	}
	return list, nil
}

// Opened is a course with its members and its sessions.
type Opened struct {
	Course
	TeamName string
	Row      programme.Entry // what one does together
	Members  []Member        // today
	Sessions []SessionLine   // the latest first
	Mine     []Candidate     // youths of by's own that can be put into it
}

// SessionLine is a session with how many came.
type SessionLine struct {
	ID       id.GroupSession `json:"id"`
	StartsAt time.Time       `json:"starts_at"`
	Minutes  int             `json:"minutes"`
	Theme    string          `json:"theme"`
	Came     int             `json:"came"`
	Marked   int             `json:"marked"` // of whom it is known
}

// Candidate is a youth who can be put into a course.
type Candidate struct {
	Youth id.Youth `json:"youth"`
	Name  string   `json:"name"`
}

// latest are what is known of each youth at each session: the newest row.
const latest = `(SELECT DISTINCT ON (a.session_id, a.youth_id) a.session_id, a.youth_id, a.came, a.note FROM group_attendance a
	JOIN group_sessions z ON z.id = a.session_id WHERE z.group_id = g.id ORDER BY a.session_id, a.youth_id, a.id DESC)`

const who = `json_build_object('youth', m.youth_id, 'enrolment', m.enrolment_id, 'name', CASE WHEN k.ok THEN ` + nameOf + ` ELSE '' END,
	'owner', o.name, 'closed', NOT k.ok, 'mine', k.ok AND (e.owner_id = @staff OR e.buddy_id = @staff)`

// Open reads a course for a colleague of its team. Whom one is disqualified from has no
// name there. The list names youths of others, and is recorded as a look.
func (s *Service) Open(ctx context.Context, by access.Actor, group id.Group) (Opened, error) {
	o, err := db.One[Opened](ctx, s.read, `
		SELECT g.id, g.team_id AS team, g.name, g.activity, g.about, g.place, g.from_on AS "from", g.to_on AS "to", t.name AS team_name,
		       (SELECT json_build_object('name_da', c.name_da, 'name_en', c.name_en) FROM catalogue c WHERE c.kind = 'activity' AND c.code = g.activity
		        ORDER BY c.valid_from DESC LIMIT 1) AS row,
		       coalesce((SELECT json_agg(`+who+`) ORDER BY y.given_name, y.id)
		                 FROM group_members m JOIN youths y ON y.id = m.youth_id JOIN enrolments e ON e.id = m.enrolment_id JOIN staff o ON o.id = e.owner_id,
		                      LATERAL (SELECT `+standing.NoConflict("@staff", "y.id")+` AS ok) k
		                 WHERE m.group_id = g.id AND (m.to_on IS NULL OR m.to_on >= @today)), '[]') AS members,
		       coalesce((SELECT json_agg(json_build_object('id', x.id, 'starts_at', x.starts_at, 'minutes', x.minutes, 'theme', x.theme,
		                        'came', (SELECT count(*) FROM `+latest+` a WHERE a.session_id = x.id AND a.came = 'came'),
		                        'marked', (SELECT count(*) FROM `+latest+` a WHERE a.session_id = x.id)) ORDER BY x.starts_at DESC, x.id DESC)
		                 FROM (SELECT * FROM group_sessions WHERE group_id = g.id ORDER BY starts_at DESC LIMIT 100) x), '[]') AS sessions,
		       coalesce((SELECT json_agg(json_build_object('youth', y.id, 'name', `+nameOf+`) ORDER BY y.given_name, y.id)
		                 FROM enrolments e JOIN youths y ON y.id = e.youth_id
		                 WHERE e.team_id = g.team_id AND e.closed_on IS NULL AND (e.owner_id = @staff OR e.buddy_id = @staff)
		                   AND NOT EXISTS (SELECT FROM group_members m WHERE m.group_id = g.id AND m.youth_id = y.id AND (m.to_on IS NULL OR m.to_on >= @today))
		                   AND `+standing.NoConflict("@staff", "y.id")+`), '[]') AS mine
		FROM group_courses g JOIN teams t ON t.id = g.team_id WHERE g.id = @id`,
		db.Args{"id": group, "staff": by.Staff, "today": s.today()})
	if err != nil {
		return o, fmt.Errorf("group course %d: %w", group, err)
	}
	if err := access.Check(by, access.KeepGroups, access.InTeam(o.Team)); err != nil {
		return Opened{}, err
	}
	if len(o.Members) == 0 {
		return o, nil
	}
	return o, s.trail.Look(ctx, audit.Event{By: by, Action: access.KeepGroups, Team: o.Team, Subject: int64(group), Detail: map[string]any{"people": len(o.Members)}})
}

// Sitting is a session with who was to come.
type Sitting struct {
	Session
	Course  Course
	Members []Member // on its day, with what is known of each
}

// Sit reads a session for a colleague of its team.
func (s *Service) Sit(ctx context.Context, by access.Actor, session id.GroupSession) (Sitting, error) {
	row, err := db.One[struct {
		Session
		Members []Member
	}](ctx, s.read, `
		SELECT x.id, x.group_id AS group, x.starts_at, x.minutes, x.theme,
		       coalesce((SELECT json_agg(`+who+`, 'came', coalesce(a.came, ''), 'noted', coalesce(a.note, '') <> '') ORDER BY y.given_name, y.id)
		                 FROM group_members m JOIN youths y ON y.id = m.youth_id JOIN enrolments e ON e.id = m.enrolment_id JOIN staff o ON o.id = e.owner_id
		                 LEFT JOIN LATERAL (SELECT * FROM group_attendance z WHERE z.session_id = x.id AND z.youth_id = m.youth_id ORDER BY z.id DESC LIMIT 1) a ON true,
		                      LATERAL (SELECT `+standing.NoConflict("@staff", "y.id")+` AS ok) k
		                 WHERE m.group_id = x.group_id AND daterange(m.from_on, m.to_on + 1) @> (x.starts_at AT TIME ZONE 'Europe/Copenhagen')::date), '[]') AS members
		FROM group_sessions x WHERE x.id = @id`, db.Args{"id": session, "staff": by.Staff})
	if err != nil {
		return Sitting{}, fmt.Errorf("group session %d: %w", session, err)
	}
	c, err := s.find(ctx, s.read, by, row.Session.Group)
	if err != nil {
		return Sitting{}, err
	}
	x := Sitting{Session: row.Session, Course: c, Members: row.Members}
	if len(x.Members) == 0 {
		return x, nil
	}
	return x, s.trail.Look(ctx, audit.Event{By: by, Action: access.KeepGroups, Team: c.Team, Subject: int64(session), Detail: map[string]any{"people": len(x.Members)}})
}
