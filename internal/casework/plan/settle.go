package plan

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

// Ending is how one agreement of a youth ended, and who says so.
type Ending struct {
	Youth     id.Youth
	Agreement id.Agreement
	Outcome   Outcome
	Reason    string // asked for where it is changed or dropped
	Instead   *id.Agreement
	By        id.Staff
	At        time.Time
}

// check says which rules the ending breaks, at agreement_outcome and agreement_why. A
// promise that is taken back is told why (domain 7.2: done, not done, changed with a
// reason).
func (e Ending) check() rule.Violations {
	var broken rule.Violations
	if !slices.Contains(Outcomes, e.Outcome) {
		broken.Add("agreement_outcome", "choose")
	}
	if e.Outcome == Changed || e.Outcome == Dropped {
		broken.Required("agreement_why", e.Reason)
	}
	broken.Longest("agreement_why", e.Reason, mostReason)
	return broken
}

// Settle ends an open agreement inside the transaction of somebody who may. One
// that has ended already keeps its end: two who tick it off at once do no harm.
func Settle(ctx context.Context, tx pgx.Tx, e Ending) error {
	e.Reason = rule.Text(e.Reason)
	if broken := e.check(); len(broken) > 0 {
		return broken
	}
	_, err := settle(ctx, tx, e)
	return err
}

// settle ends an agreement whose ending was checked; ended is false where it had ended
// before.
func settle(ctx context.Context, tx pgx.Tx, e Ending) (ended bool, err error) {
	args := db.Args{"id": e.Agreement, "youth": e.Youth}
	open, err := db.Value[bool](ctx, tx, `SELECT done_at IS NULL FROM agreements WHERE id = @id AND youth_id = @youth FOR UPDATE`, args)
	if err != nil {
		return false, fmt.Errorf("agreement %d: %w", e.Agreement, err)
	}
	if !open {
		return false, nil
	}
	args["outcome"], args["reason"], args["by"], args["at"] = e.Outcome, e.Reason, e.By, e.At
	if _, err := tx.Exec(ctx, `UPDATE agreements SET outcome = @outcome, reason = @reason, done_by = @by, done_at = @at WHERE id = @id AND youth_id = @youth`, args); err != nil {
		return false, fmt.Errorf("settling agreement %d: %w", e.Agreement, err)
	}
	return true, nil
}

// Settlement is how an agreement ended, as typed, and what stands in its place where it
// was changed.
type Settlement struct {
	Outcome Outcome
	Reason  string
	Instead Wish
}

// Settle says how an agreement of the youth ended. One that was changed may be followed by
// another, which leads to the same goal.
func (s *Service) Settle(ctx context.Context, by access.Actor, youth id.Youth, agreement id.Agreement, w Settlement, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.Agree, Youth: youth, Subject: int64(agreement), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		now := s.now().UTC().Truncate(time.Microsecond)
		scope, err := standing.Hold(ctx, tx, by, access.Agree, youth, now)
		if err != nil {
			return err
		}
		event.Team, event.Detail = scope.Team, map[string]any{"outcome": w.Outcome}
		e := Ending{Youth: youth, Agreement: agreement, Outcome: w.Outcome, Reason: rule.Text(w.Reason), By: by.Staff, At: now}
		broken := e.check()
		instead, given, wrong := w.Instead.Read(when.Of(now))
		if w.Outcome == Changed && given {
			broken = append(broken, wrong...)
		}
		if len(broken) > 0 {
			return broken
		}
		ended, err := settle(ctx, tx, e)
		if err == nil && !ended && (e.Reason != "" || given) {
			return rule.Violation("", "agreement_ended") // what was typed has nowhere to go, and is not lost in silence
		}
		if err != nil || !ended || w.Outcome != Changed || !given {
			return err
		}
		return replace(ctx, tx, e, instead, scope.Enrolment)
	})
}

// replace puts another agreement in the place of one that was changed.
func replace(ctx context.Context, tx pgx.Tx, e Ending, instead Agreement, course id.Enrolment) error {
	if course == 0 {
		return rule.Violation("", "no_course")
	}
	goals, err := db.Values[id.Goal](ctx, tx, `SELECT g.id FROM goals g JOIN agreements a ON a.goal_id = g.id WHERE a.id = @id AND g.outcome = ''`, db.Args{"id": e.Agreement})
	if err != nil {
		return fmt.Errorf("the goal of agreement %d: %w", e.Agreement, err)
	}
	if len(goals) > 0 {
		instead.Goal = &goals[0]
	}
	instead.Youth, instead.Enrolment, instead.MadeBy, instead.MadeAt = e.Youth, course, e.By, e.At
	n, err := Save(ctx, tx, instead)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE agreements SET replaced_by = @by WHERE id = @id AND youth_id = @youth`,
		db.Args{"by": n, "id": e.Agreement, "youth": e.Youth}); err != nil {
		return fmt.Errorf("replacing agreement %d: %w", e.Agreement, err)
	}
	return nil
}

// Agree writes down an agreement that is made outside of an entry of the log. Its broken
// rules stand as in Wish.Read.
func (s *Service) Agree(ctx context.Context, by access.Actor, youth id.Youth, w Wish, form audit.Form) (id.Agreement, error) {
	event := &audit.Event{By: by, Action: access.Agree, Youth: youth, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		now := s.now().UTC().Truncate(time.Microsecond)
		scope, err := standing.Hold(ctx, tx, by, access.Agree, youth, now)
		if err != nil {
			return err
		}
		event.Team = scope.Team
		a, given, broken := w.Read(when.Of(now))
		if !given {
			broken.Required("agreement", "")
		}
		if scope.Enrolment == 0 {
			broken.Add("", "no_course")
		}
		if len(broken) > 0 {
			return broken
		}
		a.Youth, a.Enrolment, a.MadeBy, a.MadeAt = youth, scope.Enrolment, by.Staff, now
		n, err := Save(ctx, tx, a)
		event.Subject = int64(n)
		return err
	})
	return id.Agreement(event.Subject), err
}
