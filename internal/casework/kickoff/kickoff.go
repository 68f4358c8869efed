// Package kickoff keeps the beginning of a course: the meeting in which the other
// departments hand over what they know, and in which the youth, the owner and the
// buddy are then left alone. Which beginning a course has is the programme's word
// (programme.Start); that it was held is told by an entry of the log.
package kickoff

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Part is how far a beginning has come.
type Part int

// The parts. In the first the departments are there; before the second they leave.
// Only a kick-off has a second part of its own.
const (
	Planned Part = iota
	WithAll
	Alone
)

// Kickoff is the beginning of one course, with what its programme says of it. Where
// nothing is planned yet its ID is 0.
type Kickoff struct {
	Youth      id.Youth
	Enrolment  id.Enrolment
	Buddy      id.Staff // of the course now; 0 is nobody
	StartedOn  when.Date
	Closed     bool
	Kind       programme.StartKind // none where the programme says nothing
	BuddyRule  programme.Attendance
	WithinDays int
	TextDa     string
	TextEn     string

	ID           id.Kickoff
	Part         Part
	Meeting      id.Meeting
	MeetingState meeting.State
	StartsAt     *time.Time
	AllDay       bool
	Place        string
	Invitees     []Invitee
	Items        []Item
	BuddyCame    *string // the name of the buddy who was there
	BuddyCameID  *id.Staff
	NoBuddy      string
	AdviserCame  *bool
	Matters      string // to the youth, in the contact
	Reach        Reach
	ReachNote    string
	Contact      *id.Contact
	Held         bool
	HeldOn       *time.Time // when it took place, as the entry says
	HeldBy       *string
	Version      int
}

// Start is what the programme says of this beginning.
func (k Kickoff) Start() programme.Start {
	return programme.Start{Kind: k.Kind, Buddy: k.BuddyRule, WithinDays: k.WithinDays, TextDa: k.TextDa, TextEn: k.TextEn}
}

// Running reports whether a time stands for it that nobody has answered.
func (k Kickoff) Running() bool { return k.ID != 0 && !k.Held && k.MeetingState == meeting.Planned }

// Reach is how a youth would rather be reached.
type Reach string

// Reaches lists the ways to reach a youth.
var Reaches = []Reach{"text", "call", "either"}

// Service is the use cases of beginnings.
type Service struct {
	read     db.Reader
	trail    *audit.Trail
	contacts *contact.Service
	now      func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, contacts *contact.Service, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, contacts: contacts, now: now}
}

// Of reads the beginning of a course, for somebody who has opened the record. A
// youth who waits has none: the zero Kickoff.
func (s *Service) Of(ctx context.Context, course id.Enrolment) (Kickoff, error) {
	if course == 0 {
		return Kickoff{}, nil
	}
	return find(ctx, s.read, course)
}

// Held is a beginning that has been held when its entry stands: one that was
// withdrawn opens it again.
const selectKickoff = `
	SELECT e.youth_id AS youth, e.id AS enrolment, coalesce(e.buddy_id, 0) AS buddy, e.started_on, e.closed_on IS NOT NULL AS closed,
	       coalesce(k.kind, s.kind, '') AS kind, coalesce(k.buddy_rule, s.buddy, 'none') AS buddy_rule,
	       coalesce(s.within_days, 0) AS within_days, coalesce(s.text_da, '') AS text_da, coalesce(s.text_en, '') AS text_en,
	       coalesce(k.id, 0) AS id, coalesce(k.part, 0) AS part, coalesce(m.id, 0) AS meeting, coalesce(m.state, '') AS meeting_state,
	       m.starts_at, coalesce(m.all_day, false) AS all_day, coalesce(m.place, '') AS place,
	       coalesce((SELECT json_agg(json_build_object('id', i.id, 'department', i.department, 'name', i.name, 'phone', i.phone, 'email', i.email,
	                                                   'came', i.came, 'version', i.version) ORDER BY i.id)
	                 FROM kickoff_invitees i WHERE i.kickoff_id = k.id), '[]') AS invitees,
	       coalesce((SELECT json_agg(json_build_object('id', i.id, 'department', i.department, 'told_by', i.told_by, 'text', i.text, 'task', i.task,
	                                                   'who', i.who, 'due', coalesce(i.due_on::text, ''), 'agreement', coalesce(i.agreement_id, 0),
	                                                   'version', i.version, 'by', b.name, 'at', i.at) ORDER BY i.id)
	                 FROM kickoff_items i JOIN staff b ON b.id = i.by_id WHERE i.kickoff_id = k.id), '[]') AS items,
	       bu.name AS buddy_came, k.buddy_id AS buddy_came_id, coalesce(k.no_buddy, '') AS no_buddy, k.adviser_came,
	       coalesce(k.matters, '') AS matters, coalesce(k.reach, '') AS reach, coalesce(k.reach_note, '') AS reach_note,
	       k.contact_id AS contact, coalesce(k.held_at IS NOT NULL AND c.withdrawn_at IS NULL, false) AS held, c.occurred_at AS held_on,
	       h.name AS held_by, coalesce(k.version, 0) AS version
	FROM enrolments e
	LEFT JOIN programme_starts s ON s.programme_id = e.programme_id AND daterange(s.valid_from, s.valid_to, '[]') @> e.started_on
	LEFT JOIN kickoffs k ON k.enrolment_id = e.id
	LEFT JOIN meetings m ON m.id = k.meeting_id
	LEFT JOIN contacts c ON c.id = k.contact_id
	LEFT JOIN staff bu ON bu.id = k.buddy_id
	LEFT JOIN staff h ON h.id = k.held_by
	WHERE e.id = @course`

func find(ctx context.Context, q db.Reader, course id.Enrolment) (Kickoff, error) {
	k, err := db.One[Kickoff](ctx, q, selectKickoff, db.Args{"course": course})
	if err != nil {
		return k, fmt.Errorf("beginning of enrolment %d: %w", course, err)
	}
	return k, nil
}

// hold locks the course, asks who may, and reads the beginning as it then stands.
func (s *Service) hold(ctx context.Context, tx pgx.Tx, event *audit.Event) (Kickoff, access.Scope, error) {
	scope, err := standing.Hold(ctx, tx, event.By, access.HoldKickoff, event.Youth, s.now())
	if err != nil {
		return Kickoff{}, scope, err
	}
	event.Team = scope.Team
	if scope.Enrolment == 0 || scope.Closed {
		return Kickoff{}, scope, rule.Violation("", "no_course")
	}
	k, err := find(ctx, tx, scope.Enrolment)
	return k, scope, err
}

// change is an act on a beginning that is planned and not held.
func (s *Service) change(ctx context.Context, event *audit.Event, fn func(pgx.Tx, Kickoff) error) error {
	event.Action = access.HoldKickoff
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		k, _, err := s.hold(ctx, tx, event)
		if err != nil {
			return err
		}
		if err := k.open(); err != nil {
			return err
		}
		return fn(tx, k)
	})
}

// open refuses what can only be done while a beginning is planned and not held.
func (k Kickoff) open() error {
	switch {
	case k.ID == 0:
		return rule.Violation("", "kickoff_not_planned")
	case k.Held:
		return rule.Violation("", "kickoff_held")
	}
	return nil
}

// Departments are words for who is asked, to choose from while one types: the usual
// ones, and those that the team has used for several youths. One that was used once
// may be a name, and stays in its record.
func (s *Service) Departments(ctx context.Context, team id.Team, lang string) ([]string, error) {
	return db.Values[string](ctx, s.read, `
		SELECT name FROM (
			SELECT CASE WHEN @lang = 'en' THEN name_en ELSE name_da END AS name, position FROM departments
			UNION ALL
			(SELECT i.department, 1000 FROM kickoff_invitees i JOIN kickoffs k ON k.id = i.kickoff_id JOIN enrolments e ON e.id = k.enrolment_id
			 WHERE e.team_id = @team GROUP BY i.department HAVING count(DISTINCT e.youth_id) > 1 ORDER BY count(*) DESC LIMIT 40)) d
		GROUP BY name ORDER BY min(position), name`, db.Args{"team": team, "lang": lang})
}

// Stale is answered when somebody changed what one was changing.
type Stale struct {
	Invitee *Invitee // as it stands now, of the one that was changed
	Item    *Item
	By      string
	At      time.Time
}

// Error says that the page was old.
func (s *Stale) Error() string { return "changed meanwhile" }

// none says that a row of a beginning is not there.
func none(what string, n int64) error { return fmt.Errorf("%s %d: %w", what, n, db.ErrNotFound) }

// Invitation is Of for the text that one sends or prints, which is recorded.
func (s *Service) Invitation(ctx context.Context, by access.Actor, scope access.Scope) (Kickoff, error) {
	if err := access.Check(by, access.HoldKickoff, scope); err != nil {
		return Kickoff{}, err
	}
	k, err := s.Of(ctx, scope.Enrolment)
	if err != nil || k.ID == 0 {
		return k, err
	}
	return k, s.trail.Look(ctx, audit.Event{By: by, Action: access.HoldKickoff, Youth: scope.Youth, Team: scope.Team, Subject: int64(k.ID), Detail: map[string]any{"printed": "invitation"}})
}
