// Package meeting keeps appointments in time. What was promised is an agreement
// (see plan), and how an appointment went is told by an entry of the log.
package meeting

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Kind is what one meets for.
type Kind string

// Kinds lists what one can choose to meet for, the usual first. The beginning of a
// course (kickoff, intro, team_meeting) is planned on its own page.
var Kinds = []Kind{Talk, "visit", Company, "network", "followup", "other"}

// The kinds that a rule mentions. Talk is the usual one.
const (
	Talk    Kind = "talk"
	Company Kind = "company"
)

// State is how an appointment stands.
type State string

// How an appointment stands. Absent says that the youth was not there, not why.
const (
	Planned   State = "planned"
	Held      State = "held"
	Absent    State = "absent"
	Cancelled State = "cancelled"
	Moved     State = "moved"
)

// Answers lists how an appointment may have gone.
var Answers = []State{Held, Absent, Cancelled, Moved}

// Meeting is an appointment.
type Meeting struct {
	ID        id.Meeting
	Youth     id.Youth
	Enrolment id.Enrolment
	Staff     id.Staff // whose calendar it stands in
	Kind      Kind
	Title     string
	Place     string
	StartsAt  time.Time
	AllDay    bool // a day without a time
	Minutes   int
	State     State
	Contact   *id.Contact // the entry that says how it went
	Placement *id.Placement
	Visit     string // of a stay: which, by its code in the catalogue
	Version   int
}

const (
	mostTitle    = 200
	usualMinutes = 60
	longestAhead = 24 // months: what lies further ahead is a slip of the finger
)

// Wish is an appointment as typed.
type Wish struct {
	At    string
	Kind  Kind
	Title string
	Place string
}

// Read understands a wish; its broken rules stand at next. Without a word there is
// no appointment, and ok is false.
func (w Wish) Read(now time.Time) (m Meeting, ok bool, broken rule.Violations) {
	m = Meeting{Kind: w.Kind, Title: rule.Line(w.Title), Place: rule.Line(w.Place), Minutes: usualMinutes}
	if m.Kind == "" {
		m.Kind = Talk
	}
	if !slices.Contains(Kinds, m.Kind) {
		broken.Add("meeting_kind", "unknown")
	}
	broken.Longest("title", m.Title, mostTitle)
	broken.Longest("meeting_place", m.Place, mostTitle)
	typed := rule.Line(w.At)
	if typed == "" {
		return m, false, broken
	}
	at, hasTime, err := when.ParseMoment(typed, now, when.Future)
	m.StartsAt, m.AllDay = at, !hasTime
	today := when.Of(now)
	switch {
	case err != nil:
		broken.Add("next", codeOf(err))
	case when.Of(at).Before(today), hasTime && at.Before(now):
		broken.Add("next", "in_the_past")
	case when.Of(at).After(today.AddMonths(longestAhead)):
		broken.Add("next", "too_far_ahead", longestAhead)
	}
	return m, true, broken
}

// codeOf is the rule that unreadable text breaks.
func codeOf(err error) string {
	if e, ok := errors.AsType[*when.Error](err); ok && e.Code == "time" {
		return "time"
	}
	return "moment"
}

// Save keeps a new appointment inside the transaction of the act it was made in.
func Save(ctx context.Context, tx pgx.Tx, m Meeting, by id.Staff) (id.Meeting, error) {
	n, err := db.Value[id.Meeting](ctx, tx, `
		INSERT INTO meetings (youth_id, enrolment_id, staff_id, kind, title, place, starts_at, all_day, minutes, placement_id, visit, by_id)
		VALUES (@youth, @enrolment, @staff, @kind, @title, @place, @starts, @all_day, @minutes, @placement, @visit, @by) RETURNING id`,
		db.Args{
			"youth": m.Youth, "enrolment": m.Enrolment, "staff": m.Staff, "kind": m.Kind, "title": m.Title, "place": m.Place,
			"starts": m.StartsAt, "all_day": m.AllDay, "minutes": m.Minutes, "placement": m.Placement, "visit": m.Visit, "by": by,
		})
	if err != nil {
		return 0, fmt.Errorf("saving a meeting: %w", err)
	}
	return n, nil
}

// Answer is how one appointment of a youth went. Contact is the entry that tells
// of it, 0 where there is none.
type Answer struct {
	Youth   id.Youth
	Meeting id.Meeting
	State   State
	Contact id.Contact
}

// Settle answers a planned appointment inside the transaction of somebody who may.
// One that was answered already keeps its answer.
func Settle(ctx context.Context, tx pgx.Tx, a Answer) error {
	if !slices.Contains(Answers, a.State) {
		return rule.Violation("meeting_state", "unknown")
	}
	args := db.Args{"id": a.Meeting, "youth": a.Youth}
	state, err := db.Value[State](ctx, tx, `SELECT state FROM meetings WHERE id = @id AND youth_id = @youth FOR UPDATE`, args)
	if err != nil {
		return fmt.Errorf("meeting %d: %w", a.Meeting, err)
	}
	if state != Planned {
		return nil
	}
	args["state"], args["contact"] = a.State, a.Contact
	if _, err := tx.Exec(ctx, `
		UPDATE meetings SET state = @state, contact_id = nullif(@contact::bigint, 0), version = version + 1
		WHERE id = @id AND youth_id = @youth`, args); err != nil {
		return fmt.Errorf("answering meeting %d: %w", a.Meeting, err)
	}
	return nil
}

// Service is the use cases of appointments.
type Service struct {
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(trail *audit.Trail, now func() time.Time) *Service {
	return &Service{trail: trail, now: now}
}

// Plan makes an appointment with a youth, in the calendar of the one who plans it.
func (s *Service) Plan(ctx context.Context, by access.Actor, youth id.Youth, w Wish, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.PlanMeeting, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.PlanMeeting, youth, s.now())
		if err != nil {
			return err
		}
		m, given, broken := w.Read(s.now())
		if !given {
			broken.Add("next", "required")
		}
		if scope.Enrolment == 0 {
			broken.Add("", "no_course")
		}
		if len(broken) > 0 {
			return broken
		}
		m.Youth, m.Enrolment, m.Staff = youth, scope.Enrolment, by.Staff
		number, err := Save(ctx, tx, m, by.Staff)
		event.Team, event.Subject = scope.Team, int64(number)
		return err
	})
}

// Answer says how an appointment of the youth went, without an entry about it.
func (s *Service) Answer(ctx context.Context, by access.Actor, a Answer, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.PlanMeeting, Youth: a.Youth, Subject: int64(a.Meeting), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.PlanMeeting, a.Youth, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Detail = scope.Team, map[string]any{"state": a.State}
		a.Contact = 0
		return Settle(ctx, tx, a)
	})
}

// Reopen makes the appointments that an entry answered planned again, because the
// entry is withdrawn.
func Reopen(ctx context.Context, tx pgx.Tx, contact id.Contact) error {
	if _, err := tx.Exec(ctx, `UPDATE meetings SET state = 'planned', contact_id = NULL, version = version + 1 WHERE contact_id = @contact`,
		db.Args{"contact": contact}); err != nil {
		return fmt.Errorf("reopening the meetings of contact %d: %w", contact, err)
	}
	return nil
}

// Carried is a course whose planned meetings go along in a move. Those of the owner
// until now are the new owner's; those of others stay theirs.
type Carried struct {
	From, To id.Enrolment
	Was, Now id.Staff
	At       time.Time
}

// CarryOver takes the meetings to come along to the course that follows in a move, in
// its transaction.
func CarryOver(ctx context.Context, tx pgx.Tx, c Carried) error {
	if _, err := tx.Exec(ctx, `
		UPDATE meetings SET enrolment_id = @to, staff_id = CASE WHEN staff_id = @was THEN @now ELSE staff_id END, version = version + 1
		WHERE enrolment_id = @from AND state = 'planned' AND starts_at >= @at`,
		db.Args{"from": c.From, "to": c.To, "was": c.Was, "now": c.Now, "at": c.At}); err != nil {
		return fmt.Errorf("carrying the meetings of enrolment %d over: %w", c.From, err)
	}
	return nil
}
