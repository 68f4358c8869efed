package programme

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

// GoalRule is after how many days of a course a programme asks for a goal, with its period.
// Rute 42 says that a goal may wait, and no seed says how long: without a row none is asked
// for, and a municipality chooses.
type GoalRule struct {
	AfterDays int       `json:"after_days"`
	From      when.Date `json:"from"`
	To        when.Date `json:"to"` // last day; none while it holds
	Source    string    `json:"source"`
}

// mostGoalDays is two years, longer than which no rule makes sense.
const mostGoalDays = 730

// check says which rules it breaks.
func (g GoalRule) check() rule.Violations {
	var v rule.Violations
	between(&v, "after_days", g.AfterDays, 1, mostGoalDays)
	day(&v, "from", g.From)
	v.Longest("source", g.Source, 200)
	return v
}

func goalRules(programme id.Programme) timeline {
	return timeline{"programme_goals", "programme_id = @programme", db.Args{"programme": programme}}
}

// SetGoalRule sets after how many days a goal is asked for, from g.From on.
func (s *Service) SetGoalRule(ctx context.Context, by access.Actor, programme id.Programme, g GoalRule, form audit.Form) error {
	g.Source, g.To = rule.Line(g.Source), when.Date{}
	event := acting(by, form, map[string]any{"goal_rule": g})
	return s.edit(ctx, programme, event, g.check(), func(tx pgx.Tx) error {
		same, err := goalRules(programme).makeRoom(ctx, tx, g.From)
		if err != nil {
			return err
		}
		sql := `INSERT INTO programme_goals (programme_id, after_days, valid_from, source) VALUES (@programme, @days, @from, @source)`
		if same {
			sql = `UPDATE programme_goals SET after_days = @days, source = @source WHERE programme_id = @programme AND valid_from = @from`
		}
		if _, err = tx.Exec(ctx, sql, db.Args{"programme": programme, "days": g.AfterDays, "from": g.From, "source": g.Source}); err != nil {
			return overlap(fmt.Errorf("saving a goal rule: %w", err), "one_goal_rule_at_a_time")
		}
		return nil
	})
}

// EndGoalRule makes last the last day on which a goal is asked for.
func (s *Service) EndGoalRule(ctx context.Context, by access.Actor, programme id.Programme, last when.Date, form audit.Form) error {
	var broken rule.Violations
	day(&broken, "last", last)
	event := acting(by, form, map[string]any{"goal_rule_ends": last})
	return s.edit(ctx, programme, event, broken, func(tx pgx.Tx) error {
		return goalRules(programme).end(ctx, tx, last)
	})
}
