package standing

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Service keeps the openings.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

// Who answers "who has this youth", and records that it was asked.
func (s *Service) Who(ctx context.Context, by access.Actor, youth id.Youth) (Holder, error) {
	scope, err := Of(ctx, s.read, by, youth, s.now())
	if err != nil {
		return Holder{}, err
	}
	return s.WhoIn(ctx, by, scope)
}

// WhoIn is Who where the scope of the actor was read already.
func (s *Service) WhoIn(ctx context.Context, by access.Actor, scope access.Scope) (Holder, error) {
	h, err := whoIn(ctx, s.read, by, scope, s.now())
	if err != nil {
		return Holder{}, err
	}
	return h, s.trail.Look(ctx, audit.Event{By: by, Action: access.SeeWho, Youth: scope.Youth})
}

// Kind is how a record was opened with a reason.
type Kind string

// A leader opens for the day; a colleague breaks the glass, and the leader is told.
const (
	Glass    Kind = "glass"
	AsLeader Kind = "leader"
)

// mostReason is how long a written reason may be, in characters.
const mostReason = 1000

// MayOpen reports whether a reason would let a read the record, which they may not
// read as they stand.
func MayOpen(a access.Actor, s access.Scope) bool {
	if access.May(a, access.ViewYouth, s) {
		return false
	}
	return access.May(a, access.OpenAsLeader, s) || access.May(a, access.BreakGlass, s)
}

// Open lets by read the record of a youth for the rest of the day, for a written
// reason (domain 5.2). Who leads the team opens as leader, anybody else in it
// breaks the glass.
func (s *Service) Open(ctx context.Context, by access.Actor, youth id.Youth, reason string, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.BreakGlass, Youth: youth, Reason: rule.Text(reason), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := Of(ctx, tx, by, youth, s.now())
		if err != nil {
			return err
		}
		kind := Glass
		if access.May(by, access.OpenAsLeader, scope) {
			kind, event.Action = AsLeader, access.OpenAsLeader
		}
		if err := access.Check(by, event.Action, scope); err != nil {
			return err
		}
		if err := checkReason(event.Reason); err != nil {
			return err
		}
		event.Team = scope.Team
		_, err = tx.Exec(ctx, `
			INSERT INTO openings (staff_id, youth_id, team_id, kind, reason, at, until)
			VALUES (@staff, @youth, @team, @kind, @reason, @now, @until)`,
			db.Args{
				"staff": by.Staff, "youth": youth, "team": scope.Team, "kind": kind,
				"reason": event.Reason, "now": s.now(), "until": when.Of(s.now()).AddDays(1).Start(),
			})
		if err != nil {
			return fmt.Errorf("opening youth %d: %w", youth, err)
		}
		return nil
	})
}

func checkReason(reason string) error {
	var broken rule.Violations
	broken.Required("reason", reason)
	broken.Longest("reason", reason, mostReason)
	return broken.Err()
}

// Opening is a record that was opened with a reason.
type Opening struct {
	ID     int64
	At     time.Time
	Kind   Kind
	Staff  string
	Youth  id.Youth
	Name   string
	Reason string
	SeenAt *time.Time
}

// Openings lists what was opened in a team, newest first: the leader is told of
// every broken glass until they have taken note.
func (s *Service) Openings(ctx context.Context, by access.Actor, team id.Team, before int64, limit int) ([]Opening, error) {
	if err := access.Check(by, access.ViewOpenings, access.InTeam(team)); err != nil {
		return nil, err
	}
	return db.All[Opening](ctx, s.read, `
		SELECT o.id, o.at, o.kind, s.name AS staff, o.youth_id AS youth, o.reason, o.seen_at,
		       concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')) AS name
		FROM openings o JOIN staff s ON s.id = o.staff_id JOIN youths y ON y.id = o.youth_id
		WHERE o.team_id = @team AND (@before = 0 OR o.id < @before) AND `+NoConflict("@staff", "o.youth_id")+`
		ORDER BY o.id DESC LIMIT @limit`,
		db.Args{"staff": by.Staff, "team": team, "before": before, "limit": limit})
}

// TakeNote marks an opening as seen by the leader of its team, which it answers.
func (s *Service) TakeNote(ctx context.Context, by access.Actor, opening int64, form audit.Form) (id.Team, error) {
	event := &audit.Event{By: by, Action: access.ViewOpenings, Subject: opening, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		team, err := db.Value[id.Team](ctx, tx, `SELECT team_id FROM openings o WHERE o.id = @id AND `+NoConflict("@staff", "o.youth_id")+` FOR UPDATE`, db.Args{"id": opening, "staff": by.Staff})
		if err != nil {
			return fmt.Errorf("opening %d: %w", opening, err)
		}
		event.Team = team
		if err := access.Check(by, access.ViewOpenings, access.InTeam(team)); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE openings SET seen_by = @staff, seen_at = @now WHERE id = @id AND seen_at IS NULL`,
			db.Args{"staff": by.Staff, "now": s.now(), "id": opening})
		if err != nil {
			return fmt.Errorf("taking note of opening %d: %w", opening, err)
		}
		return nil
	})
	return event.Team, err
}
