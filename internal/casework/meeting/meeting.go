// Package meeting keeps appointments in time. What was promised is an agreement
// (see plan), and how an appointment went is told by an entry of the log.
package meeting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Kind is what one meets for.
type Kind string

// Kinds lists what one can choose to meet for, the usual first. The beginning of a
// course (kickoff, intro, team_meeting) is planned on its own page.
var Kinds = []Kind{Talk, "visit", Company, Accompaniment, "network", Statutory, "followup", "handover", "closing", "other"}

// The kinds that a rule mentions. Talk is the usual one. AtAge is the meeting of a
// milestone of the programme; Statutory is the conversation a law prescribes, as often as
// the programme's row says (domain 2.7).
const (
	Talk          Kind = "talk"
	Company       Kind = "company"
	Accompaniment Kind = "accompaniment"
	Statutory     Kind = "statutory"
	AtAge         Kind = "milestone"
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
	Milestone string // of a meeting at an age: which, by its code in the programme
	Agenda    string // one point on each line; "" is the programme's own
	Wants     string // what the youth wants said
	Reason    string // why it was cancelled, or held late
	Version   int
}

// Ends is when an appointment is over: one of a whole day with the day.
func (m Meeting) Ends() time.Time {
	if m.AllDay {
		return when.Of(m.StartsAt).AddDays(1).Start()
	}
	return m.StartsAt.Add(time.Duration(m.Minutes) * time.Minute)
}

// Passed reports whether it is over and nobody has said how it went.
func (m Meeting) Passed(now time.Time) bool { return m.State == Planned && !m.Ends().After(now) }

// Columns are those of an appointment m.
const Columns = `m.id, m.youth_id AS youth, m.enrolment_id AS enrolment, m.staff_id AS staff, m.kind, m.title, m.place, m.starts_at, m.all_day, m.minutes,
	m.state, m.contact_id AS contact, m.placement_id AS placement, m.visit, m.milestone, m.agenda, m.wants, m.reason, m.version`

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
	Wants string // what the youth wants said there, where it is known already

	Milestone string // code of the age it is for
	Anyway    string // for what time one was warned and goes on (see Mark)
}

// Read understands a wish; its broken rules stand at next. Without a word there is
// no appointment, and ok is false.
func (w Wish) Read(now time.Time) (m Meeting, ok bool, broken rule.Violations) {
	m = Meeting{Kind: w.Kind, Title: rule.Line(w.Title), Place: rule.Line(w.Place), Wants: rule.Text(w.Wants), Minutes: usualMinutes}
	if m.Kind == "" {
		m.Kind = Talk
	}
	if m.Milestone = rule.Line(w.Milestone); m.Milestone != "" {
		m.Kind = AtAge
	}
	if !slices.Contains(Kinds, m.Kind) && m.Milestone == "" {
		broken.Add("meeting_kind", "unknown")
	}
	broken.Longest("title", m.Title, mostTitle)
	broken.Longest("meeting_place", m.Place, mostTitle)
	broken.Longest("wants", m.Wants, mostAgenda)
	typed := rule.Line(w.At)
	if typed == "" {
		return m, false, broken
	}
	at, hasTime, err := when.ParseMoment(typed, now, when.Future)
	m.StartsAt, m.AllDay = at, !hasTime
	today := when.Of(now)
	switch {
	case err != nil:
		broken.Add("next", when.Broken(err))
	case when.Of(at).Before(today), hasTime && at.Before(now):
		broken.Add("next", "in_the_past")
	case when.Of(at).After(today.AddMonths(longestAhead)):
		broken.Add("next", "too_far_ahead", longestAhead)
	}
	return m, true, broken
}

// Save keeps a new appointment inside the transaction of the act it was made in.
func Save(ctx context.Context, tx pgx.Tx, m Meeting, by id.Staff) (id.Meeting, error) {
	if err := youth.Alive(ctx, tx, m.Youth); err != nil {
		return 0, err
	}
	n, err := db.Value[id.Meeting](ctx, tx, `
		INSERT INTO meetings (youth_id, enrolment_id, staff_id, kind, title, place, starts_at, all_day, minutes, placement_id, visit, milestone, wants, by_id)
		VALUES (@youth, @enrolment, @staff, @kind, @title, @place, @starts, @all_day, @minutes, @placement, @visit, @milestone, @wants, @by) RETURNING id`,
		db.Args{
			"youth": m.Youth, "enrolment": m.Enrolment, "staff": m.Staff, "kind": m.Kind, "title": m.Title, "place": m.Place,
			"starts": m.StartsAt, "all_day": m.AllDay, "minutes": m.Minutes, "placement": m.Placement, "visit": m.Visit, "milestone": m.Milestone, "wants": m.Wants, "by": by,
		})
	if db.Violates(err, "one_meeting_a_milestone") {
		return 0, rule.Violation("next", "milestone_planned")
	}
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
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

// Plan makes an appointment with a youth, in the calendar of the one who plans it. A time
// that goes against the calendar is refused once, with Warned.
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
		if err := knownAge(ctx, tx, m); err != nil {
			return err
		}
		if err := warn(ctx, tx, m, w.Anyway); err != nil {
			return err
		}
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
// entry is withdrawn. One at an age for which another stands by now stays out of the way.
func Reopen(ctx context.Context, tx pgx.Tx, contact id.Contact) error {
	// Who came is told by the entry, and goes with it.
	if _, err := tx.Exec(ctx, `DELETE FROM meeting_people WHERE the_youth AND meeting_id IN (SELECT id FROM meetings WHERE contact_id = @contact)`, db.Args{"contact": contact}); err != nil {
		return fmt.Errorf("who came to the meetings of contact %d: %w", contact, err)
	}
	if _, err := tx.Exec(ctx, `UPDATE meeting_people SET came = DEFAULT WHERE meeting_id IN (SELECT id FROM meetings WHERE contact_id = @contact)`, db.Args{"contact": contact}); err != nil {
		return fmt.Errorf("who came to the meetings of contact %d: %w", contact, err)
	}
	if _, err := tx.Exec(ctx, `
		UPDATE meetings m SET contact_id = NULL, version = version + 1,
		       state = CASE WHEN m.milestone <> '' AND EXISTS (SELECT FROM meetings x WHERE x.enrolment_id = m.enrolment_id AND x.milestone = m.milestone
		                    AND x.id <> m.id AND x.state IN ('planned', 'held')) THEN 'moved' ELSE 'planned' END
		WHERE contact_id = @contact`,
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
