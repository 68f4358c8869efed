package group

import (
	"context"
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

// Member is a youth in a course, as a colleague of the team knows them: by name and by
// who has them.
type Member struct {
	Youth     id.Youth     `json:"youth"`
	Enrolment id.Enrolment `json:"enrolment"`
	Name      string       `json:"name"`
	Owner     string       `json:"owner"`
	Closed    bool         `json:"closed"` // who reads is disqualified from them
	Mine      bool         `json:"mine"`   // who reads has them, or is their buddy
	Came      Came         `json:"came"`   // to the session that is read
	Noted     bool         `json:"noted"`  // something is written of them: it stands on their record alone
}

// nameOf is what a youth y is called.
const nameOf = `concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, ''))`

// membersOf lists who is in a course on a day.
func membersOf(ctx context.Context, q db.Reader, group id.Group, on when.Date) ([]Member, error) {
	list, err := db.All[Member](ctx, q, `
		SELECT m.youth_id AS youth, m.enrolment_id AS enrolment, `+nameOf+` AS name, '' AS owner, false AS closed, false AS mine, '' AS came, false AS noted
		FROM group_members m JOIN youths y ON y.id = m.youth_id
		WHERE m.group_id = @group AND daterange(m.from_on, m.to_on + 1) @> @on::date ORDER BY name, m.youth_id`, db.Args{"group": group, "on": on})
	if err != nil {
		return nil, fmt.Errorf("members of group course %d: %w", group, err)
	}
	return list, nil
}

// everNamed are the names of all who ever were in a course: a text about a session stands
// on the record of each of them.
func everNamed(ctx context.Context, q db.Reader, group id.Group) ([]string, error) {
	names, err := db.Values[string](ctx, q, `
		SELECT DISTINCT `+nameOf+` FROM group_members m JOIN youths y ON y.id = m.youth_id WHERE m.group_id = @group`, db.Args{"group": group})
	if err != nil {
		return nil, fmt.Errorf("names in group course %d: %w", group, err)
	}
	return names, nil
}

// namesOf are the names of all members but one.
func namesOf(list []Member, but id.Youth) []string {
	var names []string
	for _, m := range list {
		if m.Youth != but {
			names = append(names, m.Name)
		}
	}
	return names
}

// Attend writes down who came to a session. Each mark is a row of its own youth; one that
// says the same as the newest is not written again, and one without a note leaves what was
// noted. Those from whom by is disqualified are not by's to mark.
func (s *Service) Attend(ctx context.Context, by access.Actor, session id.GroupSession, marks []Mark, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepGroups, Subject: int64(session), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		at, err := db.One[struct {
			Group    id.Group
			StartsAt time.Time
		}](ctx, tx, `SELECT group_id AS group, starts_at FROM group_sessions WHERE id = @id FOR UPDATE`, db.Args{"id": session})
		if err != nil {
			return fmt.Errorf("group session %d: %w", session, err)
		}
		c, err := s.find(ctx, tx, by, at.Group)
		if err != nil {
			return err
		}
		event.Team = c.Team
		day := when.Of(at.StartsAt)
		if day.After(s.today()) {
			return rule.Violation("", "session_ahead")
		}
		members, err := membersOf(ctx, tx, c.ID, day)
		if err != nil {
			return err
		}
		var broken rule.Violations
		for i := range marks {
			marks[i].Note = rule.Text(marks[i].Note)
			broken = append(broken, marks[i].Check(namesOf(members, marks[i].Youth))...)
		}
		if len(broken) > 0 {
			return broken
		}
		return s.mark(ctx, tx, event, session, members, marks)
	})
}

// mark writes what is new of a session.
func (s *Service) mark(ctx context.Context, tx pgx.Tx, event *audit.Event, session id.GroupSession, members []Member, marks []Mark) error {
	marks, err := untouched(ctx, tx, session, marks)
	if err != nil {
		return err
	}
	for _, m := range marks {
		i := slices.IndexFunc(members, func(x Member) bool { return x.Youth == m.Youth })
		if i < 0 {
			return rule.Violation("", "not_in_group")
		}
		done, err := tx.Exec(ctx, `
			INSERT INTO group_attendance (session_id, youth_id, enrolment_id, came, note, note_by, by_id, at)
			SELECT @session, @youth, @course, @came, coalesce(nullif(@note, ''), w.note, ''),
			       CASE WHEN @note = '' AND w.note <> '' THEN coalesce(w.note_by, w.by_id) END, @by, @at
			FROM (SELECT) one LEFT JOIN LATERAL (SELECT came, note, note_by, by_id FROM group_attendance
			     WHERE session_id = @session AND youth_id = @youth ORDER BY id DESC LIMIT 1) w ON true
			WHERE `+standing.NoConflict("@by", "@youth")+` AND (w.came IS DISTINCT FROM @came OR @note NOT IN ('', w.note))`,
			db.Args{"session": session, "youth": m.Youth, "course": members[i].Enrolment, "came": m.Came, "note": m.Note, "by": event.By.Staff, "at": s.now()})
		if err != nil {
			return fmt.Errorf("attendance of youth %d at group session %d: %w", m.Youth, session, err)
		}
		if done.RowsAffected() > 0 {
			event.Also = append(event.Also, m.Youth)
		}
	}
	return nil
}

// untouched leaves out the marks that stand as they were shown, for a colleague may have
// changed them since, and refuses those that two changed to different things.
func untouched(ctx context.Context, tx pgx.Tx, session id.GroupSession, marks []Mark) ([]Mark, error) {
	list, err := db.All[struct {
		Youth id.Youth
		Came  Came
	}](ctx, tx, `SELECT DISTINCT ON (youth_id) youth_id AS youth, came FROM group_attendance WHERE session_id = @session ORDER BY youth_id, id DESC`,
		db.Args{"session": session})
	if err != nil {
		return nil, fmt.Errorf("marks of group session %d: %w", session, err)
	}
	now := map[id.Youth]Came{}
	for _, x := range list {
		now[x.Youth] = x.Came
	}
	var broken rule.Violations
	var changed []Mark
	for _, m := range marks {
		if m.Came == m.Shown && m.Note == "" {
			continue
		}
		if came := now[m.Youth]; came != m.Shown && came != m.Came {
			broken.Add("came."+id.String(m.Youth), "marked_meanwhile")
		}
		changed = append(changed, m)
	}
	return changed, broken.Err()
}
