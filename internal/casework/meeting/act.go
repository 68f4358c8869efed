package meeting

import (
	"context"
	"fmt"
	"strings"
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

const (
	mostAgenda = 4000
	mostReason = 500
	mostName   = 120
	mostPeople = 60
)

const selectOne = `SELECT ` + Columns + ` FROM meetings m WHERE m.id = @id AND m.youth_id = @youth FOR UPDATE`

// lock reads a meeting of a youth and holds it until the transaction ends.
func lock(ctx context.Context, tx pgx.Tx, youth id.Youth, meeting id.Meeting) (Meeting, error) {
	m, err := db.One[Meeting](ctx, tx, selectOne, db.Args{"id": meeting, "youth": youth})
	if err != nil {
		return m, fmt.Errorf("meeting %d: %w", meeting, err)
	}
	return m, nil
}

// change is an act on one meeting of a youth: who may is asked under the lock of the course.
func (s *Service) change(ctx context.Context, event *audit.Event, meeting id.Meeting, fn func(pgx.Tx, Meeting) error) error {
	event.Subject = int64(meeting)
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, event.By, event.Action, event.Youth, s.now())
		if err != nil {
			return err
		}
		event.Team = scope.Team
		m, err := lock(ctx, tx, event.Youth, meeting)
		if err != nil {
			return err
		}
		return fn(tx, m)
	})
}

// Preparation is what one thinks of before a meeting, as typed; Version is that of the
// page it was typed on.
type Preparation struct {
	Agenda  string
	Wants   string // what the youth wants said
	Version int
}

// Prepare keeps what one goes through and what the youth wants said, until it is held.
func (s *Service) Prepare(ctx context.Context, by access.Actor, youth id.Youth, meeting id.Meeting, p Preparation, form audit.Form) error {
	p.Agenda, p.Wants = rule.Text(p.Agenda), rule.Text(p.Wants)
	event := &audit.Event{By: by, Action: access.HoldMeeting, Youth: youth, Form: form, Detail: map[string]any{"prepared": true}}
	return s.change(ctx, event, meeting, func(tx pgx.Tx, m Meeting) error {
		var broken rule.Violations
		broken.Longest("agenda", p.Agenda, mostAgenda)
		broken.Longest("wants", p.Wants, mostAgenda)
		m.open(&broken, p.Version)
		if len(broken) > 0 {
			return broken
		}
		_, err := tx.Exec(ctx, `UPDATE meetings SET agenda = @agenda, wants = @wants, version = version + 1 WHERE id = @id`,
			db.Args{"id": meeting, "agenda": p.Agenda, "wants": p.Wants})
		if err != nil {
			return fmt.Errorf("preparing meeting %d: %w", meeting, err)
		}
		return nil
	})
}

// open says that a meeting is over, or was changed since the page was made; 0 is a form
// that changes nothing somebody may have typed.
func (m Meeting) open(broken *rule.Violations, version int) {
	switch {
	case m.State != Planned:
		broken.Add("", "meeting_over")
	case version != 0 && version != m.Version:
		broken.Add("", "stale")
	}
}

// Guest is who is asked: somebody of the network, of us, or by name.
type Guest struct {
	Person id.Person
	Staff  id.Staff
	Name   string
}

func (g Guest) check() rule.Violations {
	var broken rule.Violations
	given := 0
	for _, is := range []bool{g.Person != 0, g.Staff != 0, g.Name != ""} {
		if is {
			given++
		}
	}
	switch {
	case given == 0:
		broken.Add("guest_name", "somebody")
	case given > 1:
		broken.Add("guest_name", "one_of_them")
	}
	broken.Longest("guest_name", g.Name, mostName)
	return broken
}

// checkColleague refuses a colleague who cannot be asked to a meeting: of another team, who
// left, or who is disqualified from the youth.
func checkColleague(ctx context.Context, tx pgx.Tx, course id.Enrolment, youth id.Youth, who id.Staff, now time.Time) error {
	if who == 0 {
		return nil
	}
	there, err := db.Value[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM staff s JOIN memberships m ON m.staff_id = s.id JOIN enrolments e ON e.team_id = m.team_id
		               WHERE s.id = @who AND e.id = @course AND (s.left_on IS NULL OR s.left_on >= @today))`,
		db.Args{"who": who, "course": course, "today": when.Of(now)})
	if err != nil {
		return fmt.Errorf("colleague %d of course %d: %w", who, course, err)
	}
	if !there {
		return rule.Violation("guest_name", "unknown")
	}
	return standing.Free(ctx, tx, "guest_name", who, youth)
}

// Invite asks somebody to a meeting. One who is asked already stays asked.
func (s *Service) Invite(ctx context.Context, by access.Actor, youth id.Youth, meeting id.Meeting, g Guest, form audit.Form) error {
	g.Name = rule.Line(g.Name)
	event := &audit.Event{By: by, Action: access.HoldMeeting, Youth: youth, Form: form, Detail: map[string]any{"invited": true}}
	return s.change(ctx, event, meeting, func(tx pgx.Tx, m Meeting) error {
		broken := g.check()
		m.open(&broken, 0)
		n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM meeting_people WHERE meeting_id = @id`, db.Args{"id": meeting})
		if err != nil {
			return fmt.Errorf("counting who is asked to meeting %d: %w", meeting, err)
		}
		if n >= mostPeople {
			broken.Add("guest_name", "too_many", mostPeople)
		}
		if len(broken) > 0 {
			return broken
		}
		if err := checkColleague(ctx, tx, m.Enrolment, youth, g.Staff, s.now()); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO meeting_people (meeting_id, youth_id, person_id, staff_id, name, by_id)
			VALUES (@id, @youth, nullif(@person::bigint, 0), nullif(@staff::bigint, 0), @name, @by) ON CONFLICT DO NOTHING`,
			db.Args{"id": meeting, "youth": youth, "person": g.Person, "staff": g.Staff, "name": g.Name, "by": by.Staff})
		if db.Violates(err, "who_meets_is_of_youth") || db.Violates(err, "meeting_people_staff_id_fkey") {
			return rule.Violation("guest_name", "unknown")
		}
		if err != nil {
			return fmt.Errorf("asking somebody to meeting %d: %w", meeting, err)
		}
		return nil
	})
}

// Uninvite takes somebody off the list of a meeting that is not held yet.
func (s *Service) Uninvite(ctx context.Context, by access.Actor, youth id.Youth, meeting id.Meeting, who id.MeetingPerson, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.HoldMeeting, Youth: youth, Form: form, Detail: map[string]any{"uninvited": true}}
	return s.change(ctx, event, meeting, func(tx pgx.Tx, m Meeting) error {
		var broken rule.Violations
		m.open(&broken, 0)
		if len(broken) > 0 {
			return broken
		}
		tag, err := tx.Exec(ctx, `DELETE FROM meeting_people WHERE id = @who AND meeting_id = @id AND NOT the_youth`, db.Args{"who": who, "id": meeting})
		if err != nil {
			return fmt.Errorf("taking somebody off meeting %d: %w", meeting, err)
		}
		if tag.RowsAffected() == 0 {
			return fmt.Errorf("person %d of meeting %d: %w", who, meeting, db.ErrNotFound)
		}
		return nil
	})
}

// Shift is another time for a meeting, as typed.
type Shift struct {
	At     string
	Place  string
	Reason string
	Anyway string // the mark of the time one was warned of
}

// Move gives a meeting another time. It is the same meeting: who is asked, what one goes
// through and what the youth wants said stay with it, and the time it had is kept.
func (s *Service) Move(ctx context.Context, by access.Actor, youth id.Youth, meeting id.Meeting, to Shift, form audit.Form) error {
	to.Reason = rule.Text(to.Reason)
	event := &audit.Event{By: by, Action: access.PlanMeeting, Youth: youth, Reason: to.Reason, Form: form}
	return s.change(ctx, event, meeting, func(tx pgx.Tx, m Meeting) error {
		wish, given, broken := Wish{At: to.At, Place: to.Place}.Read(s.now())
		if !given {
			broken.Add("next", "required")
		}
		broken.Longest("reason", to.Reason, mostReason)
		m.open(&broken, 0)
		if len(broken) > 0 {
			return broken
		}
		was := m
		m.StartsAt, m.AllDay, m.Place = wish.StartsAt, wish.AllDay, wish.Place
		if err := warn(ctx, tx, m, to.Anyway); err != nil {
			return err
		}
		event.Detail = map[string]any{"was": was.StartsAt, "to": m.StartsAt}
		_, err := tx.Exec(ctx, `
			WITH moved AS (INSERT INTO meeting_moves (meeting_id, youth_id, was_at, was_all_day, to_at, to_all_day, reason, by_id, at)
			               VALUES (@id, @youth, @was, @was_day, @to, @to_day, @reason, @by, @now))
			UPDATE meetings SET starts_at = @to, all_day = @to_day, place = @place, version = version + 1 WHERE id = @id`,
			db.Args{
				"id": meeting, "youth": youth, "was": was.StartsAt, "was_day": was.AllDay, "to": m.StartsAt, "to_day": m.AllDay,
				"reason": to.Reason, "by": by.Staff, "now": s.now(), "place": m.Place,
			})
		if err != nil {
			return fmt.Errorf("moving meeting %d: %w", meeting, err)
		}
		return nil
	})
}

// Cancel calls a meeting off, for a reason.
func (s *Service) Cancel(ctx context.Context, by access.Actor, youth id.Youth, meeting id.Meeting, reason string, form audit.Form) error {
	reason = rule.Text(reason)
	event := &audit.Event{By: by, Action: access.PlanMeeting, Youth: youth, Reason: reason, Form: form, Detail: map[string]any{"state": Cancelled}}
	return s.change(ctx, event, meeting, func(tx pgx.Tx, m Meeting) error {
		var broken rule.Violations
		broken.Required("reason", reason)
		broken.Longest("reason", reason, mostReason)
		m.open(&broken, 0)
		if len(broken) > 0 {
			return broken
		}
		_, err := tx.Exec(ctx, `UPDATE meetings SET state = 'cancelled', reason = @reason, version = version + 1 WHERE id = @id`,
			db.Args{"id": meeting, "reason": reason})
		if err != nil {
			return fmt.Errorf("cancelling meeting %d: %w", meeting, err)
		}
		return nil
	})
}

// CancelAll calls off every planned meeting of a youth that has not begun, inside the
// transaction of an act after which nobody is to come.
func CancelAll(ctx context.Context, tx pgx.Tx, youth id.Youth, reason string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE meetings SET state = 'cancelled', reason = @reason, version = version + 1 WHERE youth_id = @youth AND state = 'planned' AND starts_at >= @now`,
		db.Args{"youth": youth, "reason": reason, "now": now})
	if err != nil {
		return fmt.Errorf("cancelling the meetings of youth %d: %w", youth, err)
	}
	return nil
}

// Attendance is who came to a meeting, and why it is held when it is.
type Attendance struct {
	Youth  bool
	Came   map[id.MeetingPerson]bool
	Reason string // why it is late, where it is
}

// Attend notes who came, inside the transaction of the entry that tells of it, and answers
// the meeting with the names of those who came besides the youth. One that is over already
// breaks a rule: it is told of once.
func Attend(ctx context.Context, tx pgx.Tx, by access.Actor, youth id.Youth, meeting id.Meeting, a Attendance) (Meeting, []string, error) {
	m, err := lock(ctx, tx, youth, meeting)
	if err != nil {
		return m, nil, err
	}
	var broken rule.Violations
	m.open(&broken, 0)
	a.Reason = rule.Text(a.Reason)
	broken.Longest("late_reason", a.Reason, mostReason)
	if len(broken) > 0 {
		return m, nil, broken
	}
	var came []int64
	for n, was := range a.Came {
		if was {
			came = append(came, int64(n))
		}
	}
	state := "away"
	if a.Youth {
		state = "came"
	}
	args := db.Args{"id": meeting, "youth": youth, "came": came, "state": state, "by": by.Staff, "reason": a.Reason}
	names, err := db.Values[string](ctx, tx, `
		WITH own AS (INSERT INTO meeting_people (meeting_id, youth_id, the_youth, came, by_id) VALUES (@id, @youth, true, @state, @by)
		             ON CONFLICT (meeting_id) WHERE the_youth DO UPDATE SET came = excluded.came),
		     late AS (UPDATE meetings SET reason = @reason WHERE id = @id),
		     told AS (UPDATE meeting_people SET came = CASE WHEN id = ANY(@came::bigint[]) THEN 'came' ELSE 'away' END
		              WHERE meeting_id = @id AND NOT the_youth RETURNING id, person_id, staff_id, name, came)
		SELECT coalesce(n.name, s.name, t.name) FROM told t LEFT JOIN network_people n ON n.id = t.person_id LEFT JOIN staff s ON s.id = t.staff_id
		WHERE t.came = 'came' ORDER BY t.id`, args)
	if err != nil {
		return m, nil, fmt.Errorf("who came to meeting %d: %w", meeting, err)
	}
	return m, names, nil
}

// Points are the lines of an agenda.
func Points(agenda string) []string {
	var list []string
	for line := range strings.Lines(agenda) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
