package staff

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Team is a group of staff under one programme.
type Team struct {
	ID            id.Team
	Name          string
	Phone         string
	PhoneHours    string // when somebody answers it, in words
	Programme     id.Programme
	ProgrammeName string
	TargetDays    *int // within how many days a youth is to have a contact person; nil is no target
	ClosedOn      when.Date
	Members       int
	Version       int
}

const selectTeam = `
	SELECT t.id, t.name, t.phone, t.phone_hours, t.programme_id AS programme, p.name AS programme_name, t.waiting_target_days AS target_days, t.closed_on, t.version,
	       (SELECT count(*) FROM memberships m JOIN staff s ON s.id = m.staff_id
	        WHERE m.team_id = t.id AND m.roles <> '{}' AND (s.left_on IS NULL OR s.left_on >= @today)) AS members
	FROM teams t JOIN programmes p ON p.id = t.programme_id `

// Teams lists every team, those that work first.
func (s *Service) Teams(ctx context.Context, by access.Actor) ([]Team, error) {
	if err := s.manages(by); err != nil {
		return nil, err
	}
	return db.All[Team](ctx, s.db.Read, selectTeam+`ORDER BY t.closed_on IS NOT NULL, t.name COLLATE "da-x-icu", t.id`, db.Args{"today": s.today()})
}

// Team reads one team.
func (s *Service) Team(ctx context.Context, by access.Actor, team id.Team) (Team, error) {
	if err := s.manages(by); err != nil {
		return Team{}, err
	}
	return s.team(ctx, s.db.Read, team)
}

func (s *Service) team(ctx context.Context, q db.Reader, team id.Team) (Team, error) {
	t, err := db.One[Team](ctx, q, selectTeam+`WHERE t.id = @id`, db.Args{"id": team, "today": s.today()})
	if err != nil {
		return t, fmt.Errorf("team %d: %w", team, err)
	}
	return t, nil
}

// Member is somebody who works in a team, with what they do there.
type Member struct {
	ID    id.Staff
	Name  string
	Title string
	Roles []access.Role
}

// Members lists who works in a team, in order of name.
func (s *Service) Members(ctx context.Context, by access.Actor, team id.Team) ([]Member, error) {
	if err := s.manages(by); err != nil {
		return nil, err
	}
	return db.All[Member](ctx, s.db.Read, `
		SELECT s.id, s.name, s.title, m.roles FROM memberships m JOIN staff s ON s.id = m.staff_id
		WHERE m.team_id = @team AND m.roles <> '{}' AND (s.left_on IS NULL OR s.left_on >= @today)
		ORDER BY s.name COLLATE "da-x-icu", s.id`, db.Args{"team": team, "today": s.today()})
}

// mostHours is how long the words about the telephone may be, in characters: they
// stand on a card.
const mostHours = 80

// mostTarget is the longest target of a team, in days.
const mostTarget = 365

func (t Team) clean() (Team, rule.Violations) {
	t.Name = rule.Line(t.Name)
	var broken rule.Violations
	broken.Required("name", t.Name)
	broken.Longest("name", t.Name, mostName)
	if t.Programme == 0 {
		broken.Add("programme", "choose")
	}
	t.Phone = checkPhone(&broken, t.Phone)
	t.PhoneHours = rule.Line(t.PhoneHours)
	broken.Longest("phone_hours", t.PhoneHours, mostHours)
	if t.TargetDays != nil && (*t.TargetDays < 1 || *t.TargetDays > mostTarget) {
		broken.Add("target_days", "range", 1, mostTarget)
	}
	return t, broken
}

// MakeTeam makes a team of a programme.
func (s *Service) MakeTeam(ctx context.Context, by access.Actor, t Team, form audit.Form) (id.Team, error) {
	t, broken := t.clean()
	event := &audit.Event{By: by, Action: access.ManageStaff, Detail: map[string]any{"team": t.Name}, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := s.manages(by); err != nil {
			return err
		}
		if err := broken.Err(); err != nil {
			return err
		}
		number, err := db.Value[int64](ctx, tx, `INSERT INTO teams (name, programme_id, phone, phone_hours, waiting_target_days) VALUES (@name, @programme, @phone, @hours, @target) RETURNING id`,
			db.Args{"name": t.Name, "programme": t.Programme, "phone": t.Phone, "hours": t.PhoneHours, "target": t.TargetDays})
		event.Subject = number
		return teamRefused(err)
	})
	return id.Team(event.Subject), err
}

func teamRefused(err error) error {
	switch {
	case db.Violates(err, "team_name_unique"):
		return rule.Violation("name", "name_taken")
	case db.Violates(err, "teams_programme_id_fkey"):
		return rule.Violation("programme", "unknown")
	case err != nil:
		return fmt.Errorf("saving a team: %w", err)
	}
	return nil
}

// StaleTeam is answered when somebody saved a team since the page was read.
type StaleTeam struct{ Theirs Team }

// Error says that the page was old.
func (s *StaleTeam) Error() string { return fmt.Sprintf("team %d was changed meanwhile", s.Theirs.ID) }

// ChangeTeam saves a team's name, phone, target and programme. The programme stays once
// the team has had a course: what was promised under it would change with it.
func (s *Service) ChangeTeam(ctx context.Context, by access.Actor, t Team, form audit.Form) error {
	t, broken := t.clean()
	event := &audit.Event{By: by, Action: access.ManageStaff, Subject: int64(t.ID), Detail: map[string]any{"team": t.Name}, Form: form}
	return s.changeTeam(ctx, by, t.ID, event, func(tx pgx.Tx, now Team) error {
		if now.Version != t.Version {
			return &StaleTeam{Theirs: now}
		}
		if err := broken.Err(); err != nil {
			return err
		}
		if t.Programme != now.Programme {
			if err := unused(ctx, tx, t.ID, "programme", "team_in_use", `true`); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `UPDATE teams SET name = @name, programme_id = @programme, phone = @phone, phone_hours = @hours, waiting_target_days = @target, version = version + 1 WHERE id = @id`,
			db.Args{"id": t.ID, "name": t.Name, "programme": t.Programme, "phone": t.Phone, "hours": t.PhoneHours, "target": t.TargetDays})
		return teamRefused(err)
	})
}

// CloseTeam settles a team's last day; no day opens it again. It is refused while
// the team has open courses.
func (s *Service) CloseTeam(ctx context.Context, by access.Actor, team id.Team, last when.Date, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.ManageStaff, Subject: int64(team), Detail: map[string]any{"closed": last.String()}, Form: form}
	return s.changeTeam(ctx, by, team, event, func(tx pgx.Tx, _ Team) error {
		if !last.IsZero() {
			if err := unused(ctx, tx, team, "last", "team_has_courses", `closed_on IS NULL`); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE teams SET closed_on = @last, version = version + 1 WHERE id = @id`,
			db.Args{"id": team, "last": last}); err != nil {
			return fmt.Errorf("closing team %d: %w", team, err)
		}
		return nil
	})
}

func (s *Service) changeTeam(ctx context.Context, by access.Actor, team id.Team, e *audit.Event, fn func(pgx.Tx, Team) error) error {
	return s.trail.Write(ctx, e, func(tx pgx.Tx) error {
		if err := s.manages(by); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT FROM teams WHERE id = @id FOR UPDATE`, db.Args{"id": team}); err != nil {
			return fmt.Errorf("holding team %d: %w", team, err)
		}
		now, err := s.team(ctx, tx, team)
		if err != nil {
			return err
		}
		return fn(tx, now)
	})
}

// unused refuses with the code while the team has courses of which the condition
// is true. The lock on the team keeps new ones waiting.
func unused(ctx context.Context, tx pgx.Tx, team id.Team, field, code, condition string) error {
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM enrolments WHERE team_id = @team AND `+condition, db.Args{"team": team})
	if err != nil {
		return fmt.Errorf("counting the courses of team %d: %w", team, err)
	}
	if n > 0 {
		return rule.Violation(field, code, n)
	}
	return nil
}
