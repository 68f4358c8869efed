package plan

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

// planning is one act on the plan of a youth that somebody may do.
type planning struct {
	tx    pgx.Tx
	by    id.Staff
	youth id.Youth
	scope access.Scope
	at    time.Time
	event *audit.Event
}

func (p planning) today() when.Date { return when.Of(p.at) }

// keep does an act on the plan of a youth in a course: it is asked who may, and written
// down.
func (s *Service) keep(ctx context.Context, by access.Actor, youth id.Youth, form audit.Form, act func(planning) error) (*audit.Event, error) {
	event := &audit.Event{By: by, Action: access.KeepPlan, Youth: youth, Form: form}
	return event, s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		at := s.now().UTC().Truncate(time.Microsecond)
		scope, err := standing.Hold(ctx, tx, by, access.KeepPlan, youth, at)
		if err != nil {
			return err
		}
		event.Team = scope.Team
		if scope.Enrolment == 0 {
			return rule.Violation("", "no_course")
		}
		return act(planning{tx: tx, by: by.Staff, youth: youth, scope: scope, at: at, event: event})
	})
}

// areasOn are the codes of the areas of life that may be chosen on a day.
func areasOn(ctx context.Context, q db.Reader, day when.Date) ([]string, error) {
	codes, err := db.Values[string](ctx, q, `
		SELECT code FROM catalogue WHERE kind = 'life_area' AND daterange(valid_from, valid_to, '[]') @> @day::date ORDER BY position`, db.Args{"day": day})
	if err != nil {
		return nil, fmt.Errorf("areas of life on %s: %w", day, err)
	}
	return codes, nil
}

// SetGoal writes down a goal of the youth, with where the youth stands today if that is
// said. Its broken rules stand at goal_text, goal_area, goal_seen, goal_wanted, goal_now,
// goal_follow and goal_parent.
func (s *Service) SetGoal(ctx context.Context, by access.Actor, youth id.Youth, w GoalWish, form audit.Form) (id.Goal, error) {
	event, err := s.keep(ctx, by, youth, form, func(p planning) error {
		areas, err := areasOn(ctx, p.tx, p.today())
		if err != nil {
			return err
		}
		goal, broken := w.read(p.today(), areas, GoalText{})
		now := readScale("goal_now", w.Now, &broken)
		if w.Parent != 0 {
			if err := p.parent(ctx, w.Parent, &broken); err != nil {
				return err
			}
		}
		if len(broken) > 0 {
			return broken
		}
		number, err := p.insertGoal(ctx, goal, w.Parent)
		if err != nil {
			return err
		}
		p.event.Subject, p.event.Detail = int64(number), map[string]any{"goal": "set"}
		if now == nil {
			return nil
		}
		said := Scale{On: p.today(), Value: *now, SaidBy: w.NowBy}
		if said.SaidBy != ByWorker {
			said.SaidBy = ByYouth
		}
		return p.rate(ctx, number, said)
	})
	return id.Goal(event.Subject), err
}

// parent asks whether a goal can stand below another: it is the youth's own, open, and
// below none itself.
func (p planning) parent(ctx context.Context, parent id.Goal, broken *rule.Violations) error {
	tops, err := db.Values[bool](ctx, p.tx, `SELECT parent_id IS NULL FROM goals WHERE id = @id AND youth_id = @youth AND outcome = '' FOR UPDATE`,
		db.Args{"id": parent, "youth": p.youth})
	if err != nil {
		return fmt.Errorf("goal %d of youth %d: %w", parent, p.youth, err)
	}
	switch {
	case len(tops) == 0:
		broken.Add("goal_parent", "unknown")
	case !tops[0]:
		broken.Add("goal_parent", "goal_one_level")
	}
	return nil
}

func (p planning) insertGoal(ctx context.Context, g GoalText, parent id.Goal) (id.Goal, error) {
	n, err := db.Value[id.Goal](ctx, p.tx, `
		INSERT INTO goals (youth_id, enrolment_id, parent_id, text, area, seen, wanted, follow_on, made_at, by_id, at)
		VALUES (@youth, @course, nullif(@parent::bigint, 0), @text, @area, @seen, @wanted, @follow, @at, @by, @at) RETURNING id`,
		db.Args{
			"youth": p.youth, "course": p.scope.Enrolment, "parent": parent, "text": g.Text, "area": g.Area, "seen": g.Seen,
			"wanted": g.Wanted, "follow": g.FollowOn, "at": p.at, "by": p.by,
		})
	if err != nil {
		return 0, fmt.Errorf("a goal of youth %d: %w", p.youth, err)
	}
	return n, p.keepVersion(ctx, n)
}

// keepVersion keeps what the goal says now beside what it said before.
func (p planning) keepVersion(ctx context.Context, goal id.Goal) error {
	if _, err := p.tx.Exec(ctx, `
		INSERT INTO goal_versions (goal_id, version, text, area, seen, wanted, follow_on, outcome, reason, by_id, at)
		SELECT id, version, text, area, seen, wanted, follow_on, outcome, reason, by_id, at FROM goals WHERE id = @id`, db.Args{"id": goal}); err != nil {
		return fmt.Errorf("keeping a version of goal %d: %w", goal, err)
	}
	return nil
}

// lock finds a goal of the youth and holds it until the transaction ends. What is not the
// youth's own is db.ErrNotFound, whoever's it is.
func (p planning) lock(ctx context.Context, goal id.Goal) (GoalVersion, error) {
	g, err := db.One[GoalVersion](ctx, p.tx, `
		SELECT g.text, g.area, g.seen, g.wanted, g.follow_on, g.outcome, g.reason, g.version, s.name AS by, g.at
		FROM goals g JOIN staff s ON s.id = g.by_id WHERE g.id = @id AND g.youth_id = @youth FOR UPDATE OF g`,
		db.Args{"id": goal, "youth": p.youth})
	if err != nil {
		return g, fmt.Errorf("goal %d of youth %d: %w", goal, p.youth, err)
	}
	return g, nil
}

// lockOpen is lock of a goal that nobody has ended, at the version that the page knew.
func (p planning) lockOpen(ctx context.Context, goal id.Goal, version int) (GoalVersion, error) {
	g, err := p.lock(ctx, goal)
	switch {
	case err != nil:
		return g, err
	case g.Version != version:
		return g, &GoalStale{Theirs: g}
	case g.Outcome != "":
		return g, rule.Violation("", "goal_closed")
	}
	return g, nil
}

// ChangeGoal writes a goal in other words; what it said is kept. A page that is old is
// answered with *GoalStale, and nothing is overwritten.
func (s *Service) ChangeGoal(ctx context.Context, by access.Actor, youth id.Youth, goal id.Goal, w GoalWish, form audit.Form) error {
	_, err := s.keep(ctx, by, youth, form, func(p planning) error {
		p.event.Subject, p.event.Detail = int64(goal), map[string]any{"goal": "changed"}
		was, err := p.lockOpen(ctx, goal, w.Version)
		if err != nil {
			return err
		}
		areas, err := areasOn(ctx, p.tx, p.today())
		if err != nil {
			return err
		}
		g, broken := w.read(p.today(), areas, was.GoalText)
		if len(broken) > 0 {
			return broken
		}
		if _, err := p.tx.Exec(ctx, `
			UPDATE goals SET text = @text, area = @area, seen = @seen, wanted = @wanted, follow_on = @follow, by_id = @by, at = @at, version = version + 1
			WHERE id = @id`, db.Args{
			"id": goal, "text": g.Text, "area": g.Area, "seen": g.Seen, "wanted": g.Wanted, "follow": g.FollowOn, "by": p.by, "at": p.at,
		}); err != nil {
			return fmt.Errorf("changing goal %d: %w", goal, err)
		}
		return p.keepVersion(ctx, goal)
	})
	return err
}

// Rate says where on the scale of a goal the youth stands. What was said before is kept.
func (s *Service) Rate(ctx context.Context, by access.Actor, youth id.Youth, goal id.Goal, r Rating, form audit.Form) error {
	_, err := s.keep(ctx, by, youth, form, func(p planning) error {
		p.event.Subject, p.event.Detail = int64(goal), map[string]any{"goal": "rated"}
		g, err := p.lock(ctx, goal)
		if err != nil {
			return err
		}
		said, broken := r.read(p.today())
		if g.Outcome != "" {
			broken.Add("", "goal_closed")
		}
		if born, err := p.born(ctx); err != nil {
			return err
		} else if born != nil && said.On.Before(*born) {
			broken.Add("scale_on", "before_birth")
		}
		if len(broken) > 0 {
			return broken
		}
		return p.rate(ctx, goal, said)
	})
	return err
}

// born is the youth's day of birth; nil where it is not known.
func (p planning) born(ctx context.Context) (*when.Date, error) {
	born, err := db.Value[*when.Date](ctx, p.tx, `SELECT birth_date FROM youths WHERE id = @youth`, db.Args{"youth": p.youth})
	if err != nil {
		return nil, fmt.Errorf("birth date of youth %d: %w", p.youth, err)
	}
	return born, nil
}

func (p planning) rate(ctx context.Context, goal id.Goal, s Scale) error {
	if _, err := p.tx.Exec(ctx, `
		INSERT INTO goal_scales (youth_id, goal_id, on_day, value, said_by, by_id, at) VALUES (@youth, @goal, @on, @value, @said, @by, @at)`,
		db.Args{"youth": p.youth, "goal": goal, "on": s.On, "value": s.Value, "said": s.SaidBy, "by": p.by, "at": p.at}); err != nil {
		return fmt.Errorf("rating goal %d: %w", goal, err)
	}
	return nil
}

// EndGoal says how a goal ended, and with it the smaller ones below it that are open. Its
// broken rules stand at goal_outcome and goal_reason.
func (s *Service) EndGoal(ctx context.Context, by access.Actor, youth id.Youth, goal id.Goal, e GoalEnding, form audit.Form) error {
	e.Reason = rule.Text(e.Reason)
	_, err := s.keep(ctx, by, youth, form, func(p planning) error {
		p.event.Subject, p.event.Reason, p.event.Detail = int64(goal), e.Reason, map[string]any{"goal": e.Outcome}
		if _, err := p.lockOpen(ctx, goal, e.Version); err != nil {
			return err
		}
		if broken := e.check(); len(broken) > 0 {
			return broken
		}
		ended, err := db.Values[id.Goal](ctx, p.tx, `
			UPDATE goals SET outcome = @outcome, reason = @reason, closed_at = @at, by_id = @by, at = @at, version = version + 1
			WHERE (id = @id OR parent_id = @id) AND outcome = '' RETURNING id`,
			db.Args{"id": goal, "outcome": e.Outcome, "reason": e.Reason, "at": p.at, "by": p.by})
		if err != nil {
			return fmt.Errorf("ending goal %d: %w", goal, err)
		}
		for _, n := range ended {
			if err := p.keepVersion(ctx, n); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}
