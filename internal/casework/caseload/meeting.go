package caseload

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// MeetingWho is somebody who is asked to a meeting: of the network, of us, or by name.
type MeetingWho struct {
	ID     id.MeetingPerson `json:"id"`
	Person id.Person        `json:"person"`
	Staff  id.Staff         `json:"staff"`
	Name   string           `json:"name"`
	Chosen bool             `json:"chosen"` // the adult the youth has chosen
	Came   string           `json:"came"`   // "", came, away
}

// MeetingMove is a time the meeting had before.
type MeetingMove struct {
	Was    time.Time `json:"was"`
	AllDay bool      `json:"all_day"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// MeetingAgreed is an agreement that was made in the meeting.
type MeetingAgreed struct {
	ID      id.Agreement `json:"id"`
	Text    string       `json:"text"`
	Who     string       `json:"who"`
	Due     when.Date    `json:"due"`
	Outcome string       `json:"outcome"`
}

// MeetingTold is the entry of the log that says how it went.
type MeetingTold struct {
	ID      id.Contact `json:"id"`
	At      time.Time  `json:"at"`
	By      string     `json:"by"`
	Account string     `json:"account"`
	Facts   string     `json:"facts"`
	View    string     `json:"view"`
}

// MeetingGuest is somebody who can be asked.
type MeetingGuest struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// MeetingStory is what stands around a meeting.
type MeetingStory struct {
	Holder     string // whose calendar it stands in
	Start      bool   // it is the start of the course, which has a page of its own
	TypeDa     string // what the programme calls it; "" where it has no row
	TypeEn     string
	TemplateDa string // what one goes through, as the programme has it
	TemplateEn string
	Age        *programme.Milestone // of a meeting at an age
	Born       *when.Date
	People     []MeetingWho
	Moves      []MeetingMove
	Agreed     []MeetingAgreed
	Told       *MeetingTold
	Items      []programme.MilestoneItem
	Answers    []meeting.Answered // the newest to each point
	Network    []MeetingGuest     // who of the network may be asked
	Colleagues []MeetingGuest
	IsAway     bool
	Busy       []meeting.Busy
	Doings     []DeskDoing // what one may have done together
}

// OpenMeeting is a meeting within the record of its youth, which somebody has opened.
type OpenMeeting struct {
	meeting.Meeting
	MeetingStory
	Scope access.Scope
	Actor access.Actor
	Now   time.Time
}

// May reports whether who looks may do the action with this meeting.
func (o OpenMeeting) May(do access.Action) bool { return access.May(o.Actor, do, o.Scope) }

// Answer is the newest answer to a point, or "".
func (o OpenMeeting) Answer(item id.MilestoneItem) string {
	for _, a := range o.Answers {
		if a.Item == item {
			return a.Answer
		}
	}
	return ""
}

// SoughtMeeting is a meeting that was found before anybody was asked who may see it.
type SoughtMeeting struct{ opened OpenMeeting }

// Youth is whose meeting it is.
func (x SoughtMeeting) Youth() id.Youth { return x.opened.Youth }

// SeekMeeting finds a meeting with everything its page says, for who is about to open the record
// of its youth.
func (s *Service) SeekMeeting(ctx context.Context, number id.Meeting) (SoughtMeeting, error) {
	row, err := db.One[struct {
		meeting.Meeting
		MeetingStory
	}](ctx, s.read, selectMeeting, db.Args{"id": number, "today": when.Of(s.now())})
	if err != nil {
		return SoughtMeeting{}, fmt.Errorf("meeting %d with its story: %w", number, err)
	}
	return SoughtMeeting{OpenMeeting{Meeting: row.Meeting, MeetingStory: row.MeetingStory}}, nil
}

// WithinMeeting opens a meeting within the record of its youth, which by has opened: the look was
// recorded with it.
func (s *Service) WithinMeeting(by access.Actor, scope access.Scope, x SoughtMeeting) (OpenMeeting, error) {
	if err := access.Check(by, access.ViewYouth, scope); err != nil {
		return OpenMeeting{}, err
	}
	o := x.opened
	o.Scope, o.Actor, o.Now = scope, by, s.now()
	return o, nil
}

// selectMeeting reads a meeting and what stands around it at once. The row of its kind is
// that of the day it stands on.
var selectMeeting = `
	SELECT ` + meeting.Columns + `,
	       h.name AS holder, EXISTS (SELECT FROM kickoffs k WHERE k.meeting_id = m.id) AS start,
	       coalesce(t.name_da, '') AS type_da, coalesce(t.name_en, '') AS type_en, coalesce(t.agenda_da, '') AS template_da, coalesce(t.agenda_en, '') AS template_en,
	       (SELECT json_build_object('code', k.code, 'name_da', k.name_da, 'name_en', k.name_en, 'age_months', k.age_months,
	                                 'announce_days', k.announce_days, 'window_days', k.window_days)
	        FROM programme_milestones k WHERE k.programme_id = e.programme_id AND k.code = m.milestone) AS age, y.birth_date AS born,
	       coalesce((SELECT json_agg(json_build_object('id', p.id, 'person', coalesce(p.person_id, 0), 'staff', coalesce(p.staff_id, 0),
	                                 'name', coalesce(n.name, s.name, p.name), 'came', p.came) ORDER BY p.id)
	                 FROM meeting_people p LEFT JOIN network_people n ON n.id = p.person_id LEFT JOIN staff s ON s.id = p.staff_id
	                 WHERE p.meeting_id = m.id), '[]') AS people,
	       coalesce((SELECT json_agg(json_build_object('was', v.was_at, 'all_day', v.was_all_day, 'reason', v.reason, 'by', b.name, 'at', v.at) ORDER BY v.id)
	                 FROM meeting_moves v JOIN staff b ON b.id = v.by_id WHERE v.meeting_id = m.id), '[]') AS moves,
	       coalesce((SELECT json_agg(json_build_object('id', a.id, 'text', a.text, 'who', a.who, 'due', coalesce(a.due_on::text, ''), 'outcome', a.outcome) ORDER BY a.id)
	                 FROM agreements a WHERE a.meeting_id = m.id), '[]') AS agreed,
	       (SELECT json_build_object('id', c.id, 'at', c.occurred_at, 'by', w.name, 'account', c.account, 'facts', c.facts, 'view', c.view)
	        FROM contacts c JOIN staff w ON w.id = c.author_id WHERE c.id = m.contact_id AND c.withdrawn_at IS NULL) AS told,
	       ` + meeting.ItemsOf + ` AS items, ` + meeting.AnswersOf + ` AS answers, ` + deskDoings + ` AS doings,
	       coalesce((SELECT json_agg(json_build_object('id', n.id, 'name', n.name) ORDER BY n.name COLLATE "da-x-icu")
	                 FROM (SELECT * FROM network_people WHERE youth_id = m.youth_id AND (to_on IS NULL OR to_on >= @today)
	                       AND id NOT IN (SELECT person_id FROM meeting_people WHERE meeting_id = m.id AND person_id IS NOT NULL) LIMIT 300) n), '[]') AS network,
	       coalesce((SELECT json_agg(json_build_object('id', s.id, 'name', s.name) ORDER BY s.name COLLATE "da-x-icu")
	                 FROM staff s WHERE s.id <> m.staff_id AND (s.left_on IS NULL OR s.left_on >= @today) AND ` + standing.NoConflict("s.id", "m.youth_id") + `
	                   AND s.id IN (SELECT staff_id FROM memberships WHERE team_id = e.team_id)
	                   AND s.id NOT IN (SELECT staff_id FROM meeting_people WHERE meeting_id = m.id AND staff_id IS NOT NULL)), '[]') AS colleagues,
	       EXISTS (SELECT FROM absences a WHERE a.staff_id = m.staff_id AND daterange(a.from_on, a.to_on, '[]') @> (m.starts_at AT TIME ZONE 'Europe/Copenhagen')::date) AS is_away,
	       coalesce((SELECT json_agg(json_build_object('from', b.starts_at, 'minutes', b.minutes) ORDER BY b.starts_at) FROM meetings b
	                 WHERE b.staff_id = m.staff_id AND b.id <> m.id AND b.state = 'planned' AND NOT b.all_day
	                   AND b.starts_at > m.starts_at - interval '1 day' AND b.starts_at < m.starts_at + m.minutes * interval '1 minute'), '[]') AS busy
	FROM meetings m JOIN enrolments e ON e.id = m.enrolment_id JOIN youths y ON y.id = m.youth_id JOIN staff h ON h.id = m.staff_id
	LEFT JOIN programme_meeting_types t ON t.programme_id = e.programme_id AND t.kind = m.kind
	     AND daterange(t.valid_from, t.valid_to, '[]') @> (m.starts_at AT TIME ZONE 'Europe/Copenhagen')::date
	WHERE m.id = @id`
