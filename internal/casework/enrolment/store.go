package enrolment

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

const selectEnrolment = `
	SELECT id, youth_id AS youth, programme_id AS programme, team_id AS team, owner_id AS owner, buddy_id AS buddy,
	       needs_group, benefit, category, wish, summary, status_before, status_now, status_on, ready_on, ready_for,
	       referred_on, started_on, closed_on, last_contact_at AS last_contact, last_attempt_at AS last_attempt, attempts, version
	FROM enrolments `

func find(ctx context.Context, q db.Reader, enrolment id.Enrolment) (Enrolment, error) {
	e, err := db.One[Enrolment](ctx, q, selectEnrolment+`WHERE id = @id`, db.Args{"id": enrolment})
	if err != nil {
		return e, fmt.Errorf("enrolment %d: %w", enrolment, err)
	}
	return e, nil
}

// Read reads a course for a younger feature that holds it and has asked the policy.
func Read(ctx context.Context, q db.Reader, enrolment id.Enrolment) (Enrolment, error) {
	return find(ctx, q, enrolment)
}

// Find reads a course for somebody who may view its youth; the caller has opened
// the record.
func (s *Service) Find(ctx context.Context, enrolment id.Enrolment) (Enrolment, error) {
	return find(ctx, s.read, enrolment)
}

func (s start) insert(ctx context.Context, tx pgx.Tx) (id.Enrolment, error) {
	number, err := db.Value[id.Enrolment](ctx, tx, `
		INSERT INTO enrolments (youth_id, programme_id, team_id, owner_id, buddy_id, needs_group, benefit, category, wish, summary,
		                        status_before, status_now, status_on, ready_on, ready_for, referred_on, started_on, closed_on, followup_ends_on)
		VALUES (@youth, @programme, @team, @owner, @buddy, @needs, @benefit, @category, @wish, @summary,
		        @before, @now, @status_on, @ready, @ready_for, @referred, @started, @closed, @follow)
		RETURNING id`,
		db.Args{
			"youth": s.Youth, "programme": s.Programme, "team": s.Team, "owner": s.Owner, "buddy": s.Buddy,
			"needs": s.NeedsGroup, "benefit": s.Benefit, "category": s.Category, "wish": s.Wish, "summary": s.Summary,
			"before": s.StatusBefore, "now": s.StatusNow, "status_on": s.StatusOn, "ready": s.ReadyOn, "ready_for": s.ReadyFor,
			"referred": s.ReferredOn, "started": s.StartedOn, "closed": s.ClosedOn, "follow": s.followUpEnds(),
		})
	if err != nil {
		return 0, translate(err, "owner")
	}
	return number, nil
}

func saveOwner(ctx context.Context, tx pgx.Tx, e Enrolment) error {
	_, err := tx.Exec(ctx, `UPDATE enrolments SET owner_id = @owner, buddy_id = @buddy, version = version + 1 WHERE id = @id`,
		db.Args{"id": e.ID, "owner": e.Owner, "buddy": e.Buddy})
	return translate(err, "to")
}

// translate turns the schema's refusals into words for the field at hand.
func translate(err error, ownerField string) error {
	switch {
	case err == nil:
		return nil
	case db.Violates(err, "owner_in_team"):
		return rule.Violation(ownerField, "not_in_team")
	case db.Violates(err, "buddy_in_team"):
		return rule.Violation("buddy", "not_in_team")
	case db.Violates(err, "buddy_is_not_owner"):
		return rule.Violation("buddy", "buddy_is_owner")
	case db.Violates(err, "one_open_course"):
		return rule.Violation("", "has_open_course")
	}
	return fmt.Errorf("saving enrolment: %w", err)
}

func saveHandover(ctx context.Context, tx pgx.Tx, h Handover) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO handovers (enrolment_id, from_id, to_id, by_id, reason, at)
		VALUES (@enrolment, @from, @to, @by, @reason, @at)`,
		db.Args{"enrolment": h.Enrolment, "from": h.From, "to": h.To, "by": h.By, "reason": h.Reason, "at": h.At})
	if err != nil {
		return fmt.Errorf("saving handover: %w", err)
	}
	return nil
}

func saveBuddyChange(ctx context.Context, tx pgx.Tx, c BuddyChange) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO buddy_changes (enrolment_id, from_id, to_id, by_id, reason, at)
		VALUES (@enrolment, @from, @to, @by, @reason, @at)`,
		db.Args{"enrolment": c.Enrolment, "from": c.From, "to": c.To, "by": c.By, "reason": c.Reason, "at": c.At})
	if err != nil {
		return fmt.Errorf("saving change of buddy: %w", err)
	}
	return nil
}

// Colleague is somebody who can be chosen as owner, buddy or cover.
type Colleague struct {
	ID    id.Staff
	Name  string
	Title string
	Open  int // youths they own now
}

// Colleagues lists who in a youth's team can be chosen, in order of name: those who
// work there and have declared no conflict of interest with the youth.
func (s *Service) Colleagues(ctx context.Context, by access.Actor, team id.Team, youth id.Youth) ([]Colleague, error) {
	if err := access.Check(by, access.SeeWho, access.InTeam(team)); err != nil {
		return nil, err
	}
	return db.All[Colleague](ctx, s.read, `
		SELECT s.id, s.name, s.title, (SELECT count(*) FROM enrolments e WHERE e.owner_id = s.id AND e.closed_on IS NULL) AS open
		FROM memberships m JOIN staff s ON s.id = m.staff_id
		WHERE m.team_id = @team AND 'caseworker' = ANY(m.roles) AND (s.left_on IS NULL OR s.left_on >= @today) AND `+standing.NoConflict("s.id", "@youth")+`
		ORDER BY s.name COLLATE "da-x-icu"`, db.Args{"team": team, "youth": youth, "today": s.today()})
}
