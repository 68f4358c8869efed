package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Move is a wish that another team of the municipality takes a youth over.
type Move struct {
	Team   id.Team
	Reason string
	Wish   string // what the youth says themselves
}

// AskMove asks another team to take over the youth of an open course. The youth stands
// on that team's board and stays owned where they are until an owner is chosen there.
func (s *Service) AskMove(ctx context.Context, by access.Actor, youth id.Youth, m Move, form audit.Form) (id.Referral, error) {
	m.Reason, m.Wish = rule.Text(m.Reason), rule.Text(m.Wish)
	event := &audit.Event{By: by, Action: access.AskMove, Youth: youth, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := enrolment.Hold(ctx, tx, by, access.AskMove, youth, s.now())
		if err != nil {
			return err
		}
		if err := m.check(ctx, tx, scope.Team); err != nil {
			return err
		}
		event.Team, event.Reason, event.Detail = scope.Team, m.Reason, map[string]any{"to_team": m.Team}
		event.Subject, err = db.Value[int64](ctx, tx, `
			INSERT INTO referrals (team_id, youth_id, referred_on, referred_by, reason, wish, needs_group, benefit, category, state, by_id, from_enrolment)
			SELECT @team, @youth, @today, t.name, @reason, @wish, e.needs_group, e.benefit, e.category, 'waiting', @by, e.id
			FROM enrolments e JOIN teams t ON t.id = e.team_id WHERE e.id = @from RETURNING id`,
			db.Args{"team": m.Team, "youth": youth, "today": s.today(), "reason": m.Reason, "wish": m.Wish, "by": by.Staff, "from": e.ID})
		switch {
		case db.Violates(err, "one_waiting_referral"), db.Violates(err, "one_open_referral"):
			return rule.Violation("", "move_asked_already")
		case err != nil:
			return fmt.Errorf("asking to move youth %d: %w", youth, err)
		}
		return nil
	})
	return id.Referral(event.Subject), err
}

// Target is a team that can be asked to take a youth over.
type Target struct {
	ID        id.Team
	Name      string
	Programme string
}

// Targets lists the teams that can be asked by who may move a youth of a team.
func (s *Service) Targets(ctx context.Context, from id.Team) ([]Target, error) {
	list, err := db.All[Target](ctx, s.read, `
		SELECT t.id, t.name, p.name AS programme FROM teams t JOIN programmes p ON p.id = t.programme_id
		WHERE t.id <> @from AND t.closed_on IS NULL ORDER BY t.name COLLATE "da-x-icu"`, db.Args{"from": from})
	if err != nil {
		return nil, fmt.Errorf("teams to move to: %w", err)
	}
	return list, nil
}

func (m Move) check(ctx context.Context, q db.Reader, from id.Team) error {
	var broken rule.Violations
	switch {
	case m.Team == 0:
		broken.Add("team", "required")
	case m.Team == from:
		broken.Add("team", "same_team")
	default:
		runs, err := db.Value[bool](ctx, q, `SELECT EXISTS (SELECT FROM teams WHERE id = @team AND closed_on IS NULL)`, db.Args{"team": m.Team})
		if err != nil {
			return fmt.Errorf("team %d: %w", m.Team, err)
		}
		if !runs {
			broken.Add("team", "unknown")
		}
	}
	broken.Required("reason", m.Reason)
	broken.Longest("reason", m.Reason, mostReason)
	broken.Longest("wish", m.Wish, mostText)
	return broken.Err()
}

// WithdrawMove takes the wish back while nobody has decided.
func (s *Service) WithdrawMove(ctx context.Context, by access.Actor, youth id.Youth, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.AskMove, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		_, scope, err := enrolment.Hold(ctx, tx, by, access.AskMove, youth, s.now())
		if err != nil {
			return err
		}
		// Who assigns holds the referral first and waits for the course: not waiting for
		// them here, the one of the two who comes last finds it decided.
		number, err := db.Value[id.Referral](ctx, tx, `
			SELECT id FROM referrals WHERE from_enrolment = @from AND state NOT IN ('assigned', 'declined') FOR UPDATE NOWAIT`,
			db.Args{"from": scope.Enrolment})
		if errors.Is(err, db.ErrNotFound) || db.Busy(err) {
			return rule.Violation("", "move_decided")
		}
		if err != nil {
			return fmt.Errorf("the move of youth %d: %w", youth, err)
		}
		event.Team, event.Subject, event.Detail = scope.Team, int64(number), map[string]any{"withdrawn": true}
		if err := decide(ctx, tx, number, decision{State: Declined, Reason: "Trukket tilbage", By: by.Staff, At: s.now()}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE referrals SET withdrawn = true WHERE id = @id`, db.Args{"id": number}); err != nil {
			return fmt.Errorf("taking move %d back: %w", number, err)
		}
		return nil
	})
}

// NoteMove lets the line about another team's no go from the owner's day. Taking note
// twice is taking note; of who is not the owner it is nothing.
func (s *Service) NoteMove(ctx context.Context, by access.Actor, youth id.Youth, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.AskMove, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		_, scope, err := enrolment.Hold(ctx, tx, by, access.AskMove, youth, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Detail = scope.Team, map[string]any{"noted": true}
		_, err = tx.Exec(ctx, `
			UPDATE referrals r SET noted_at = @now FROM enrolments e
			WHERE e.id = @course AND e.owner_id = @by AND r.from_enrolment = e.id AND r.state = 'declined' AND NOT r.withdrawn AND r.noted_at IS NULL`,
			db.Args{"now": s.now(), "course": scope.Enrolment, "by": by.Staff})
		if err != nil {
			return fmt.Errorf("taking note of the move of youth %d: %w", youth, err)
		}
		return nil
	})
}

// from is the course a referral comes from, held until the transaction ends; none is
// nil. Any other open course refuses it, with who has the youth.
func (s *Service) from(ctx context.Context, tx pgx.Tx, r Referral) (*enrolment.Enrolment, error) {
	if r.FromEnrolment == nil {
		return nil, noCourse(ctx, tx, r.Youth, "")
	}
	if err := enrolment.HoldAll(ctx, tx, []id.Youth{r.Youth}); err != nil {
		return nil, err
	}
	courses, err := enrolment.OfYouths(ctx, tx, []id.Youth{r.Youth})
	if err != nil {
		return nil, err
	}
	for _, e := range courses[r.Youth] {
		if e.ID == *r.FromEnrolment && e.Open() {
			return &e, nil
		}
	}
	return nil, noCourse(ctx, tx, r.Youth, "") // it ended meanwhile: the youth begins anew
}

// leave ends the course a youth moves from, on the day the next begins.
func (s *Service) leave(ctx context.Context, tx pgx.Tx, by access.Actor, from *enrolment.Enrolment, reason string) error {
	if from == nil {
		return nil
	}
	if err := enrolment.EndForMove(ctx, tx, *from, s.today()); err != nil {
		return err
	}
	return outcome.RecordMove(ctx, tx, by, from.ID, s.today(), reason, s.now())
}

// Along takes to the course that follows in a move what lies in rooms younger than this
// one, inside the transaction that moves: running stays in companies.
type Along func(ctx context.Context, tx pgx.Tx, from, to id.Enrolment, today when.Date) error

// carry takes along what goes on: what is promised and planned, and running stays in
// companies. What was written and what is over stays in the course it belongs to.
func (s *Service) carry(ctx context.Context, tx pgx.Tx, from *enrolment.Enrolment, to id.Enrolment, owner id.Staff) error {
	if from == nil {
		return nil
	}
	if err := plan.CarryOver(ctx, tx, from.ID, to); err != nil {
		return err
	}
	if err := meeting.CarryOver(ctx, tx, meeting.Carried{From: from.ID, To: to, Was: from.Owner, Now: owner, At: s.now()}); err != nil {
		return err
	}
	return s.along(ctx, tx, from.ID, to, s.today())
}
