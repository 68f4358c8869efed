package caseload

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Overview is what the first page of a youth says besides the bar and the latest
// entries of the history.
type Overview struct {
	Wish        string
	Summary     string
	Stood       *Stood     // before the course, or at its start; nil where nothing was written
	Stands      *Stood     // now
	Words       plan.Said  // the youth's own, those that hold
	GoalDue     *when.Date // from when the programme asks for a goal that is not there
	StartedOn   *when.Date
	LastContact *time.Time
	LastAttempt *time.Time
	Attempts    int
	BuddyRule   programme.BuddyRule
	Longest     int // months; 0 is no rule
	Cadence     programme.Cadence
	Milestones  []Milestone
	Agreements  []Agreement
	Meetings    []Meeting
	Drafts      []time.Time // of who looks: when each was last written on
	Questions   []Question
	Placements  []PlacementLine
	SafetyEnds  []SafetyEnd
	Start       *kickoff.Due // as the programme wants it; nothing where it wants none
	StartMeet   id.Meeting   // the appointment that is the start
	Matters     string       // to the youth in the contact, said at the start
	Reach       kickoff.Reach
	Statutory   *when.Date // by when a conversation that a law prescribes is due, where the programme says how often
	ReachNote   string
	EyesEvery   int                // most days between second views; 0 is no rule
	SecondView  *View              // the last, where there is a rule
	Decisions   []decision.Pending // not over yet
}

// Milestone is a meeting the programme prescribes at an age, not held yet.
type Milestone struct {
	Da     string `json:"da"`
	En     string `json:"en"`
	Months int    `json:"months"`
	Code   string `json:"code"`
	Ahead  *int   `json:"ahead"`  // days before it that it is told of
	Window *int   `json:"window"` // days around it in which it is on time
}

// Agreement is something somebody has promised to do and has not done.
type Agreement struct {
	ID   id.Agreement `json:"id"`
	Text string       `json:"text"`
	Who  string       `json:"who"` // us, youth, other
	Due  when.Date    `json:"due"`
}

// Meeting is an appointment to come, or one that is past and was not told of.
type Meeting struct {
	ID     id.Meeting `json:"id"`
	Kind   string     `json:"kind"`
	Title  string     `json:"title"`
	Place  string     `json:"place"`
	At     time.Time  `json:"at"`
	AllDay bool       `json:"all_day"`
	Staff  string     `json:"staff"`
	Wants  string     `json:"wants"` // what the youth wants said
}

// Question is one that waits for an answer, or whose answer waits to be read.
type Question struct {
	ID       id.Question `json:"id"`
	Text     string      `json:"text"`
	To       string      `json:"to"`
	ToID     id.Staff    `json:"to_id"`
	By       id.Staff    `json:"by"`
	Answered bool        `json:"answered"`
}

// PlacementLine is a stay in a company that goes on or is to come.
type PlacementLine struct {
	ID      id.Placement `json:"id"`
	Company string       `json:"company"`
	Da      string       `json:"da"`
	En      string       `json:"en"`
	From    when.Date    `json:"from"`
	To      when.Date    `json:"to"`
	Hours   float64      `json:"hours"`
}

// SafetyEnd is a note about safety that ends soon.
type SafetyEnd struct {
	Text string    `json:"text"`
	To   when.Date `json:"to"`
}

// soonDays is how many days ahead an end is told of, so that somebody looks again
// in time; milestoneLate is how long after its window a meeting at an age is asked for.
const (
	soonDays      = 14
	milestoneLate = 14
)

// Overview reads the first page of a youth, for somebody who may read the record.
func (s *Service) Overview(ctx context.Context, by access.Actor, youth id.Youth, enrolment id.Enrolment) (Overview, error) {
	today := when.Of(s.now())
	o, err := db.One[Overview](ctx, s.read, selectOverview, db.Args{
		"youth": youth, "enrolment": enrolment, "staff": by.Staff,
		"today": today, "soon": today.AddDays(soonDays),
	})
	if err != nil {
		return o, fmt.Errorf("overview of youth %d: %w", youth, err)
	}
	return o, nil
}

var selectOverview = `
	SELECT coalesce(e.wish, '') AS wish,
	       coalesce((SELECT json_agg(json_build_object('ID', w.id, 'Kind', w.kind, 'Text', w.text, 'SaidOn', w.said_on) ORDER BY w.id DESC)
	                 FROM (SELECT DISTINCT ON (kind) id, kind, text, said_on FROM own_words WHERE youth_id = y.id ORDER BY kind, id DESC) w), '[]') AS words, coalesce(e.summary, '') AS summary, e.started_on,
	       ` + stoodBefore + ` AS stood, ` + standsNow + ` AS stands,
	       ` + goalDue + ` AS goal_due,
	       e.last_contact_at AS last_contact, e.last_attempt_at AS last_attempt, coalesce(e.attempts, 0) AS attempts,
	       coalesce(r.buddy, 'optional') AS buddy_rule, coalesce(r.longest_months, 0) AS longest,
	       coalesce((SELECT json_object_agg(k.phase, k.every_days) FROM programme_cadences k
	                 WHERE k.programme_id = e.programme_id AND daterange(k.valid_from, k.valid_to, '[]') @> @today::date), '{}') AS cadence,
	       coalesce((SELECT json_agg(json_build_object('da', m.name_da, 'en', m.name_en, 'months', m.age_months, 'code', m.code,
	                                 'ahead', m.announce_days, 'window', m.window_days) ORDER BY m.age_months)
	                 FROM programme_milestones m
	                 WHERE m.programme_id = e.programme_id AND daterange(m.valid_from, m.valid_to, '[]') @> @today::date
	                   AND NOT EXISTS (SELECT FROM meetings h WHERE h.enrolment_id = e.id AND h.milestone = m.code AND h.milestone <> '' AND h.state IN ('planned', 'held'))), '[]') AS milestones,
	       (SELECT coalesce((SELECT max((coalesce((SELECT c.occurred_at FROM contacts c WHERE c.id = h.contact_id), h.starts_at) AT TIME ZONE 'Europe/Copenhagen')::date) FROM meetings h WHERE h.enrolment_id = e.id AND h.kind = 'statutory' AND h.state = 'held'), e.started_on) + t.every_days
	        FROM programme_meeting_types t
	        WHERE t.programme_id = e.programme_id AND t.kind = 'statutory' AND daterange(t.valid_from, t.valid_to, '[]') @> @today::date
	          AND NOT EXISTS (SELECT FROM meetings h WHERE h.enrolment_id = e.id AND h.kind = 'statutory' AND h.state = 'planned')) AS statutory,
	       coalesce((SELECT json_agg(json_build_object('id', a.id, 'text', a.text, 'who', a.who, 'due', coalesce(a.due_on::text, '')) ORDER BY a.due_on, a.id)
	                 FROM (SELECT * FROM agreements WHERE enrolment_id = e.id AND done_at IS NULL ORDER BY due_on, id LIMIT 20) a), '[]') AS agreements,
	       coalesce((SELECT json_agg(json_build_object('id', m.id, 'kind', m.kind, 'title', m.title, 'place', m.place, 'at', m.starts_at,
	                                 'all_day', m.all_day, 'staff', o.name, 'wants', m.wants) ORDER BY m.starts_at)
	                 FROM (SELECT * FROM meetings WHERE enrolment_id = e.id AND state = 'planned' ORDER BY starts_at LIMIT 10) m
	                 JOIN staff o ON o.id = m.staff_id), '[]') AS meetings,
	       coalesce((SELECT json_agg(d.updated_at ORDER BY d.updated_at DESC) FROM drafts d WHERE d.author_id = @staff AND d.youth_id = y.id), '[]') AS drafts,
	       coalesce((SELECT json_agg(json_build_object('id', q.id, 'text', q.text, 'to', t.name, 'to_id', q.to_id, 'by', q.asked_by,
	                                 'answered', q.answered_at IS NOT NULL) ORDER BY q.asked_at)
	                 FROM questions q JOIN staff t ON t.id = q.to_id
	                 WHERE q.youth_id = y.id AND q.closed_at IS NULL AND @staff IN (q.to_id, q.asked_by)), '[]') AS questions,
	       coalesce((SELECT json_agg(json_build_object('id', x.id, 'company', c.name, 'da', coalesce(k.name_da, ''), 'en', coalesce(k.name_en, ''),
	                                 'from', x.from_on, 'to', coalesce(x.to_on::text, ''), 'hours', coalesce(x.hours, 0)) ORDER BY x.from_on)
	                 FROM placements x JOIN companies c ON c.id = x.company_id
	                 LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'placement' AND code = x.type ORDER BY valid_from DESC LIMIT 1) k ON true
	                 WHERE x.enrolment_id = e.id AND x.result = '' AND (x.to_on IS NULL OR x.to_on >= @today OR x.row IS NOT NULL)), '[]') AS placements,
	       coalesce((SELECT json_agg(json_build_object('text', n.text, 'to', n.to_on) ORDER BY n.to_on) FROM safety_notes n
	                 WHERE n.youth_id = y.id AND n.from_on <= @today AND n.to_on BETWEEN @today AND @soon), '[]') AS safety_ends,
	       ` + startOf + ` AS start, coalesce(ks.meeting_id, 0) AS start_meet, coalesce(ks.matters, '') AS matters, coalesce(ks.reach, '') AS reach,
	       coalesce(ks.reach_note, '') AS reach_note,
	       ` + pendingDecisions("''", "decisions d", "d.youth_id = y.id AND") + ` AS decisions,
	       ` + eyesOf + `
	FROM youths y
	LEFT JOIN enrolments e ON e.id = @enrolment
	LEFT JOIN programme_rules r ON r.programme_id = e.programme_id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
	` + startTables + `
	` + joinEyes + `
	WHERE y.id = @youth`
