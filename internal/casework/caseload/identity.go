// Package caseload is the read-only pages that cross features: today, my youths,
// the identity bar, the history, the team, the figures. It alone joins other
// features' tables, and it writes nothing.
package caseload

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Service is the read-only pages' queries.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

// Identity is what the bar on every page of a youth says: who has them, and what
// one needs on the phone.
type Identity struct {
	Enrolment   id.Enrolment // 0 while the youth waits
	Team        string
	Programme   string
	OwnerWordDa string // what the owner is called in this programme
	OwnerWordEn string
	Owner       *string
	OwnerPhone  *string
	Buddy       *string
	Cover       *string
	CoverTo     *when.Date
	NeedsGroup  *int
	StartedOn   *when.Date
	ClosedOn    *when.Date
	LastContact *time.Time
	Adult       *string // the youth's chosen adult
	Company     *string // of the running placement
	PlacedFrom  *when.Date
	PlacedTo    *when.Date
	Safety      json.RawMessage // notes that hold today; see SafetyNotes
}

// SafetyNote is a note about safety that holds today.
type SafetyNote struct {
	ID        id.SafetyNote `json:"id"`
	Text      string        `json:"text"`
	BansPlace string        `json:"bans_place"`
	ToOn      string        `json:"to_on"`
}

// SafetyNotes reads the notes that hold today.
func (i Identity) SafetyNotes() []SafetyNote {
	var notes []SafetyNote
	if err := json.Unmarshal(i.Safety, &notes); err != nil {
		return nil // the query builds it; there is nothing to say about a broken one
	}
	return notes
}

// Identity reads the bar of a youth whose record the caller has opened.
func (s *Service) Identity(ctx context.Context, youth id.Youth, enrolment id.Enrolment) (Identity, error) {
	i, err := db.One[Identity](ctx, s.read, `
		SELECT coalesce(e.id, 0) AS enrolment, coalesce(t.name, '') AS team, coalesce(p.name, '') AS programme,
		       coalesce(r.owner_word_da, '') AS owner_word_da, coalesce(r.owner_word_en, '') AS owner_word_en,
		       o.name AS owner, o.phone AS owner_phone, b.name AS buddy, c.name AS cover, v.to_on AS cover_to,
		       e.needs_group, e.started_on, e.closed_on, e.last_contact_at AS last_contact,
		       (SELECT n.name FROM network_people n WHERE n.youth_id = y.id AND n.chosen AND n.to_on IS NULL) AS adult,
		       pl.name AS company, pl.from_on AS placed_from, pl.to_on AS placed_to,
		       (SELECT coalesce(json_agg(json_build_object('id', n.id, 'text', n.text, 'bans_place', n.bans_place, 'to_on', n.to_on) ORDER BY n.id), '[]')
		        FROM safety_notes n WHERE n.youth_id = y.id AND @today BETWEEN n.from_on AND n.to_on) AS safety
		FROM youths y
		LEFT JOIN enrolments e ON e.id = @enrolment
		LEFT JOIN teams t ON t.id = e.team_id
		LEFT JOIN programmes p ON p.id = e.programme_id
		LEFT JOIN programme_rules r ON r.programme_id = e.programme_id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
		LEFT JOIN staff o ON o.id = e.owner_id
		LEFT JOIN staff b ON b.id = e.buddy_id
		LEFT JOIN covers v ON v.enrolment_id = e.id AND v.for_id = e.owner_id AND daterange(v.from_on, v.to_on, '[]') @> @today::date
		LEFT JOIN staff c ON c.id = v.staff_id
		LEFT JOIN LATERAL (SELECT m.name, x.from_on, x.to_on FROM placements x JOIN companies m ON m.id = x.company_id
		                   WHERE x.enrolment_id = e.id AND x.from_on <= @today AND (x.to_on IS NULL OR x.to_on >= @today) AND x.cleared AND x.result = ''
		                   ORDER BY x.from_on DESC LIMIT 1) pl ON true
		WHERE y.id = @youth`,
		db.Args{"youth": youth, "enrolment": enrolment, "today": when.Of(s.now())})
	if err != nil {
		return i, fmt.Errorf("identity of youth %d: %w", youth, err)
	}
	return i, nil
}
