package caseload

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/casework/transfer"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// People is who has had to do with a course, the latest first.
type People struct {
	Owners  []Link
	Buddies []Link
	Covers  []CoverLine      // running and to come, the next first
	Moves   []MoveLine       // from this course to another team, or to it from one; the latest first
	Asked   []transfer.Asked // who was asked to take over and has not answered: one, or none
	Start   *StartLine       // the start of the course, where it was held
	Spans   []Span           // everybody who has had the youth, in all their courses, the latest first
	Choice  *Chosen          // how the owner of this course was chosen first
	View    *View            // the last second view
	Exit    string           // the code of how the course ended
}

// StartLine is a start that was held, and whether the buddy of today was there.
type StartLine struct {
	Kind      programme.StartKind  `json:"kind"`
	At        time.Time            `json:"at"`
	Rule      programme.Attendance `json:"rule"`
	BuddyCame bool                 `json:"buddy_came"`
	NoBuddy   string               `json:"no_buddy"` // why none was there
}

// BuddyAway reports whether the programme wants the buddy to have been there, and the
// buddy of today was not: the one who was may have been another.
func (s StartLine) BuddyAway() bool { return s.Rule == programme.AttendanceRequired && !s.BuddyCame }

// MoveLine is that another team was asked to take over.
type MoveLine struct {
	From     string    `json:"from"`
	To       string    `json:"to"`
	State    string    `json:"state"`
	By       string    `json:"by"`
	Reason   string    `json:"reason"`
	Declined string    `json:"declined"` // why it was not to be
	At       time.Time `json:"at"`
	// The wish was taken back; the owner has read the no.
	Withdrawn bool `json:"withdrawn"`
	Noted     bool `json:"noted"`
}

// Refused reports whether the other team said no: what was taken back is no no.
func (m MoveLine) Refused() bool { return m.State == "declined" && !m.Withdrawn }

// Waits reports whether the other team has not decided.
func (m MoveLine) Waits() bool { return m.State != "assigned" && m.State != "declined" }

// Link is one change of owner or buddy. From is nobody at the beginning, To where
// the buddy went and none came.
type Link struct {
	At     time.Time `json:"at"`
	From   string    `json:"from"`
	To     string    `json:"to"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
}

// CoverLine is a period in which somebody acts for the owner.
type CoverLine struct {
	ID     id.Cover  `json:"id"`
	Staff  string    `json:"staff"`
	For    string    `json:"for"`
	From   when.Date `json:"from"`
	To     when.Date `json:"to"` // zero while nobody knows
	Reason string    `json:"reason"`
	ByRule bool      `json:"by_rule"` // the buddy stepped in; it follows the absence
}

// coversOf are the covers of @enrolment that have not ended, as CoverLines.
const coversOf = `coalesce((
	SELECT json_agg(json_build_object('id', v.id, 'staff', s.name, 'for', f.name, 'from', v.from_on, 'to', v.to_on, 'reason', v.reason, 'by_rule', v.by_rule) ORDER BY v.from_on)
	FROM covers v JOIN staff s ON s.id = v.staff_id JOIN staff f ON f.id = v.for_id
	WHERE v.enrolment_id = @enrolment AND (v.to_on IS NULL OR v.to_on >= @today)), '[]')`

// People reads who has had a course, for somebody who may read the record.
func (s *Service) People(ctx context.Context, youth id.Youth, enrolment id.Enrolment) (People, error) {
	p, err := db.One[People](ctx, s.read, `
		SELECT coalesce((
			SELECT json_agg(json_build_object('at', h.at, 'from', coalesce(f.name, ''), 'to', t.name, 'by', b.name, 'reason', h.reason) ORDER BY h.id DESC)
			FROM handovers h LEFT JOIN staff f ON f.id = h.from_id JOIN staff t ON t.id = h.to_id JOIN staff b ON b.id = h.by_id
			WHERE h.enrolment_id = @enrolment), '[]') AS owners,
		coalesce((
			SELECT json_agg(json_build_object('at', c.at, 'from', coalesce(f.name, ''), 'to', coalesce(t.name, ''), 'by', b.name, 'reason', c.reason) ORDER BY c.id DESC)
			FROM buddy_changes c LEFT JOIN staff f ON f.id = c.from_id LEFT JOIN staff t ON t.id = c.to_id JOIN staff b ON b.id = c.by_id
			WHERE c.enrolment_id = @enrolment), '[]') AS buddies,
		coalesce((
			SELECT json_agg(json_build_object('from', f.name, 'to', t.name, 'state', r.state, 'by', b.name, 'reason', r.reason, 'declined', r.decline_reason, 'withdrawn', r.withdrawn, 'noted', r.noted_at IS NOT NULL,
			                'at', coalesce(r.decided_at, r.received_at)) ORDER BY r.id DESC)
			FROM referrals r JOIN enrolments e ON e.id = r.from_enrolment JOIN teams f ON f.id = e.team_id JOIN teams t ON t.id = r.team_id JOIN staff b ON b.id = r.by_id
			WHERE @enrolment IN (r.from_enrolment, r.enrolment_id)), '[]') AS moves,
		`+coversOf+` AS covers,
		coalesce((SELECT json_agg(json_build_object('id', t.id, 'receiver', r.name, 'at', t.asked_at))
		          FROM transfers t JOIN staff r ON r.id = t.to_id WHERE t.enrolment_id = @enrolment AND t.state = 'open'), '[]') AS asked,
		(SELECT json_build_object('kind', k.kind, 'at', c.occurred_at, 'rule', k.buddy_rule, 'no_buddy', k.no_buddy,
		                          'buddy_came', e.buddy_id IS NOT NULL AND e.buddy_id = k.buddy_id)
		 FROM kickoffs k JOIN enrolments e ON e.id = k.enrolment_id JOIN contacts c ON c.id = k.contact_id AND c.withdrawn_at IS NULL
		 WHERE k.enrolment_id = @enrolment) AS start,
		coalesce((SELECT code FROM exits WHERE enrolment_id = @enrolment), '') AS exit,
		`+spansOf+` AS spans, `+choiceOf+` AS choice,
		(SELECT `+secondView+` FROM enrolments e WHERE e.id = @enrolment) AS view`, db.Args{"youth": youth, "enrolment": enrolment, "today": when.Of(s.now())})
	if err != nil {
		return p, fmt.Errorf("people of enrolment %d: %w", enrolment, err)
	}
	return p, nil
}

// Covers reads the covers of a course that have not ended.
func (s *Service) Covers(ctx context.Context, enrolment id.Enrolment) ([]CoverLine, error) {
	lines, err := db.Value[[]CoverLine](ctx, s.read, `SELECT `+coversOf+` AS covers`,
		db.Args{"enrolment": enrolment, "today": when.Of(s.now())})
	if err != nil {
		return nil, fmt.Errorf("covers of enrolment %d: %w", enrolment, err)
	}
	return lines, nil
}
