package group

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Service is the use cases of group courses.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

func (s *Service) today() when.Date { return when.Of(s.now()) }

// Create makes a course of a team.
func (s *Service) Create(ctx context.Context, by access.Actor, team id.Team, w Wish, form audit.Form) (id.Group, error) {
	event := &audit.Event{By: by, Action: access.KeepGroups, Team: team, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.KeepGroups, access.InTeam(team)); err != nil {
			return err
		}
		activities, err := db.Values[string](ctx, tx, `
			SELECT code FROM catalogue WHERE kind = @kind AND daterange(valid_from, valid_to, '[]') @> @today::date`,
			db.Args{"kind": programme.Doing, "today": s.today()})
		if err != nil {
			return fmt.Errorf("activities: %w", err)
		}
		c, broken := w.Read(activities, s.today())
		if len(broken) > 0 {
			return broken
		}
		n, err := db.Value[id.Group](ctx, tx, `
			INSERT INTO group_courses (team_id, name, activity, about, place, from_on, to_on, by_id, at)
			VALUES (@team, @name, @activity, @about, @place, @from, @to, @by, @at) RETURNING id`,
			db.Args{"team": team, "name": c.Name, "activity": c.Activity, "about": c.About, "place": c.Place, "from": c.From, "to": c.To, "by": by.Staff, "at": s.now()})
		if err != nil {
			return fmt.Errorf("making a group course: %w", err)
		}
		event.Subject = int64(n)
		return nil
	})
	return id.Group(event.Subject), err
}

// find reads a course and asks whether by may keep it.
func (s *Service) find(ctx context.Context, q db.Reader, by access.Actor, group id.Group) (Course, error) {
	c, err := db.One[Course](ctx, q, `
		SELECT id, team_id AS team, name, activity, about, place, from_on AS "from", to_on AS "to" FROM group_courses WHERE id = @id`, db.Args{"id": group})
	if err != nil {
		return c, fmt.Errorf("group course %d: %w", group, err)
	}
	return c, access.Check(by, access.KeepGroups, access.InTeam(c.Team))
}

// Join puts a youth into a course of their own team from today on, or from the first day
// of one that is to begin.
func (s *Service) Join(ctx context.Context, by access.Actor, group id.Group, youth id.Youth, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepPlan, Youth: youth, Subject: int64(group), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		c, err := s.find(ctx, tx, by, group)
		if err != nil {
			return err
		}
		scope, err := standing.Hold(ctx, tx, by, access.KeepPlan, youth, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Detail = scope.Team, map[string]any{"group": c.Name}
		switch {
		case scope.Enrolment == 0 || scope.Closed:
			return rule.Violation("youth", "no_course")
		case scope.Team != c.Team:
			return rule.Violation("youth", "group_team")
		case c.Over(s.today()):
			return rule.Violation("youth", "group_over")
		}
		from := s.today()
		if c.From.After(from) {
			from = c.From
		}
		_, err = tx.Exec(ctx, `INSERT INTO group_members (group_id, youth_id, enrolment_id, from_on, by_id, at) VALUES (@group, @youth, @course, @from, @by, @at)`,
			db.Args{"group": group, "youth": youth, "course": scope.Enrolment, "from": from, "by": by.Staff, "at": s.now()})
		if db.Violates(err, "one_membership_at_a_time") {
			return rule.Violation("youth", "in_group")
		}
		if err != nil {
			return fmt.Errorf("putting youth %d into group course %d: %w", youth, group, err)
		}
		return nil
	})
}

// Leave ends a youth's part in a course: yesterday was the last day.
func (s *Service) Leave(ctx context.Context, by access.Actor, group id.Group, youth id.Youth, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepPlan, Youth: youth, Subject: int64(group), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		c, err := s.find(ctx, tx, by, group)
		if err != nil {
			return err
		}
		scope, err := standing.Hold(ctx, tx, by, access.KeepPlan, youth, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Detail = scope.Team, map[string]any{"left": c.Name}
		done, err := tx.Exec(ctx, `UPDATE group_members SET to_on = greatest(@today::date - 1, from_on - 1) WHERE group_id = @group AND youth_id = @youth AND to_on IS NULL`,
			db.Args{"group": group, "youth": youth, "today": s.today()})
		if err != nil {
			return fmt.Errorf("taking youth %d out of group course %d: %w", youth, group, err)
		}
		if done.RowsAffected() == 0 {
			return rule.Violation("youth", "not_in_group")
		}
		return nil
	})
}

// AddSession plans a session of a course, or writes down one that was.
func (s *Service) AddSession(ctx context.Context, by access.Actor, group id.Group, p Planned, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepGroups, Subject: int64(group), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		c, err := s.find(ctx, tx, by, group)
		if err != nil {
			return err
		}
		event.Team = c.Team
		names, err := everNamed(ctx, tx, group)
		if err != nil {
			return err
		}
		session, broken := p.Read(c, names, s.now())
		if len(broken) > 0 {
			return broken
		}
		n, err := db.Value[id.GroupSession](ctx, tx, `
			INSERT INTO group_sessions (group_id, starts_at, minutes, theme, by_id, at) VALUES (@group, @starts, @minutes, @theme, @by, @at) RETURNING id`,
			db.Args{"group": group, "starts": session.StartsAt, "minutes": session.Minutes, "theme": session.Theme, "by": by.Staff, "at": s.now()})
		if err != nil {
			return fmt.Errorf("session of group course %d: %w", group, err)
		}
		event.Detail = map[string]any{"session": n}
		return nil
	})
}
