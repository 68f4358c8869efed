package review

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
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Service is the use cases of reviews.
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

// Start begins a review of a colleague's caseload in a team, for a written reason.
func (s *Service) Start(ctx context.Context, by access.Actor, team id.Team, colleague id.Staff, reason string, form audit.Form) (id.Review, error) {
	event := &audit.Event{By: by, Action: access.ReviewCaseload, Team: team, Form: form, Detail: map[string]any{"staff": colleague}}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.ReviewCaseload, access.InTeam(team)); err != nil {
			return err
		}
		reason = rule.Text(reason)
		event.Reason = reason
		var broken rule.Violations
		switch colleague {
		case 0:
			broken.Add("colleague", "required")
		case by.Staff:
			broken.Add("colleague", "ask_oneself")
		default:
			if err := s.checkColleague(ctx, tx, &broken, team, colleague); err != nil {
				return err
			}
		}
		broken.Required("reason", reason)
		broken.Longest("reason", reason, mostReason)
		if err := broken.Err(); err != nil {
			return err
		}
		number, err := db.Value[id.Review](ctx, tx, `INSERT INTO reviews (team_id, staff_id, by_id, reason, started_at) VALUES (@team, @staff, @by, @reason, @at) RETURNING id`,
			db.Args{"team": team, "staff": colleague, "by": by.Staff, "reason": reason, "at": s.now()})
		event.Subject = int64(number)
		switch {
		case db.Violates(err, "one_review_at_a_time"):
			return rule.Violation("colleague", "review_running")
		case err != nil:
			return fmt.Errorf("review of staff %d: %w", colleague, err)
		}
		return nil
	})
	return id.Review(event.Subject), err
}

// checkColleague refuses somebody who has no youths of the team to go through.
func (s *Service) checkColleague(ctx context.Context, q db.Reader, broken *rule.Violations, team id.Team, colleague id.Staff) error {
	works, err := db.Value[bool](ctx, q, `SELECT EXISTS (SELECT FROM memberships WHERE staff_id = @staff AND team_id = @team AND 'caseworker' = ANY(roles))`,
		db.Args{"staff": colleague, "team": team})
	if err != nil {
		return fmt.Errorf("looking for staff %d in the team: %w", colleague, err)
	}
	if !works {
		broken.Add("colleague", "not_in_team")
	}
	return nil
}

// End ends a review; its notes stay until both have closed them. Ending twice is ended.
func (s *Service) End(ctx context.Context, by access.Actor, review id.Review, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.ReviewCaseload, Subject: int64(review), Form: form, Detail: map[string]any{"ended": true}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := s.led(ctx, tx, by, review, `FOR UPDATE OF r`)
		if err != nil {
			return err
		}
		event.Team = r.Team
		if _, err := tx.Exec(ctx, `UPDATE reviews SET ended_at = coalesce(ended_at, @at) WHERE id = @id`, db.Args{"id": review, "at": s.now()}); err != nil {
			return fmt.Errorf("ending review %d: %w", review, err)
		}
		return nil
	})
}

// Note writes a note of a youth that the colleague of a running review has.
func (s *Service) Note(ctx context.Context, by access.Actor, review id.Review, wish Wish, form audit.Form) (id.ReviewNote, error) {
	event := &audit.Event{By: by, Action: access.ReviewCaseload, Youth: wish.Youth, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := s.led(ctx, tx, by, review, `FOR UPDATE OF r`)
		if err != nil {
			return err
		}
		if r.EndedAt != nil {
			return rule.Violation("", "review_ended")
		}
		if wish.Youth == 0 {
			return rule.Violation("", "review_not_theirs")
		}
		scope, err := standing.Hold(ctx, tx, by, access.ReviewCaseload, wish.Youth, s.now())
		if err != nil {
			return err
		}
		event.Team = scope.Team
		if scope.Owner != r.Staff || scope.Team != r.Team || scope.Closed {
			return rule.Violation("", "review_not_theirs")
		}
		if err := wish.check(); err != nil {
			return err
		}
		if err := checkContact(ctx, tx, by, wish); err != nil {
			return err
		}
		number, err := db.Value[id.ReviewNote](ctx, tx, `
			INSERT INTO review_notes (review_id, youth_id, enrolment_id, contact_id, kind, text, by_id, at, leader_closed_at)
			VALUES (@review, @youth, @enrolment, nullif(@contact::bigint, 0), @kind::text, @text, @by, @at::timestamptz, CASE WHEN @kind = 'seen' THEN @at::timestamptz END)
			RETURNING id`, db.Args{
			"review": review, "youth": wish.Youth, "enrolment": scope.Enrolment, "contact": wish.Contact, "kind": wish.Kind, "text": wish.Text,
			"by": by.Staff, "at": s.now(),
		})
		if err != nil {
			return fmt.Errorf("note of review %d about youth %d: %w", review, wish.Youth, err)
		}
		event.Subject, event.Detail = int64(number), map[string]any{"review": review, "kind": wish.Kind}
		return nil
	})
	return id.ReviewNote(event.Subject), err
}

// Answer writes the colleague's answer to a question, or that of who has the youth now.
func (s *Service) Answer(ctx context.Context, by access.Actor, note id.ReviewNote, text string, form audit.Form) error {
	return s.change(ctx, by, note, form, func(n *Note) error {
		if by.Staff == n.By {
			return rule.Violation("", "review_own_question")
		}
		return n.answer(text, by.Staff, s.now())
	})
}

// Close closes a note for who was asked, or for who has the youth now.
func (s *Service) Close(ctx context.Context, by access.Actor, note id.ReviewNote, form audit.Form) error {
	return s.change(ctx, by, note, form, func(n *Note) error {
		if by.Staff == n.By {
			return rule.Violation("", "review_own_question")
		}
		return n.closeFor(&n.OwnerClosedAt, s.now())
	})
}

// change locks a note, asks the policy about its youth, and saves what fn makes of it.
func (s *Service) change(ctx context.Context, by access.Actor, note id.ReviewNote, form audit.Form, fn func(*Note) error) error {
	event := &audit.Event{By: by, Action: access.AnswerReview, Subject: int64(note), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		n, err := lock(ctx, tx, note)
		if err != nil {
			return err
		}
		scope, err := standing.Of(ctx, tx, by, n.Youth, s.now())
		if err != nil {
			return err
		}
		scope.Mine = n.Staff == by.Staff
		if err := access.Check(by, access.AnswerReview, scope); err != nil {
			return err
		}
		event.Youth, event.Team = n.Youth, scope.Team
		if err := fn(&n); err != nil {
			return err
		}
		return save(ctx, tx, n)
	})
}

// CloseAsLeader closes a note for those who lead the team of its review.
func (s *Service) CloseAsLeader(ctx context.Context, by access.Actor, note id.ReviewNote, form audit.Form) (id.Review, error) {
	event := &audit.Event{By: by, Action: access.ReviewCaseload, Subject: int64(note), Form: form, Detail: map[string]any{"closed": true}}
	var review id.Review
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		n, err := lock(ctx, tx, note)
		if err != nil {
			return err
		}
		scope := access.InTeam(n.Team)
		conflicts, err := standing.Conflicts(ctx, tx, by.Staff, []id.Youth{n.Youth})
		if err != nil {
			return err
		}
		scope.Conflict = conflicts[n.Youth]
		if err := access.Check(by, access.ReviewCaseload, scope); err != nil {
			return err
		}
		event.Youth, event.Team, review = n.Youth, n.Team, n.Review
		if err := n.closeFor(&n.LeaderClosedAt, s.now()); err != nil {
			return err
		}
		return save(ctx, tx, n)
	})
	return review, err
}

// led finds a review for somebody who leads its team.
func (s *Service) led(ctx context.Context, q db.Reader, by access.Actor, review id.Review, lock string) (Review, error) {
	r, err := db.One[Review](ctx, q, `SELECT `+reviewColumns+reviewTables+`WHERE r.id = @id `+lock, db.Args{"id": review, "staff": by.Staff})
	if err != nil {
		return r, fmt.Errorf("review %d: %w", review, err)
	}
	return r, access.Check(by, access.ReviewCaseload, access.InTeam(r.Team))
}

// checkContact refuses an entry that is not this youth's, that was withdrawn, or that
// who asks may not know of.
func checkContact(ctx context.Context, q db.Reader, by access.Actor, w Wish) error {
	if w.Contact == 0 {
		return nil
	}
	theirs, err := db.Value[bool](ctx, q, `
		SELECT EXISTS (SELECT FROM contact_youths y JOIN contacts c ON c.id = y.contact_id
		               WHERE y.youth_id = @youth AND y.contact_id = @contact AND c.withdrawn_at IS NULL AND `+standing.NoConflictInEntry("@staff", "c.id")+`)`,
		db.Args{"youth": w.Youth, "contact": w.Contact, "staff": by.Staff})
	switch {
	case err != nil:
		return fmt.Errorf("entry %d of youth %d: %w", w.Contact, w.Youth, err)
	case !theirs:
		return rule.Violation("entry", "unknown")
	}
	return nil
}
