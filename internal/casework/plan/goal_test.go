package plan_test

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// goal writes down a goal of Mads with a word.
func (s *saying) goal(w plan.GoalWish) id.Goal {
	s.Helper()
	n, err := s.Plans.SetGoal(s.Context(), s.anna, s.mads, w, audit.Form{})
	if err != nil {
		s.Fatal(err)
	}
	return n
}

func (s *saying) plan() plan.Plan {
	s.Helper()
	p, err := plan.Of(s.Context(), s.DB.Read, s.mads, s.Today())
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// brokenAt is the first broken rule as "field code", or the error.
func brokenAt(err error) string {
	if v, ok := errors.AsType[rule.Violations](err); ok {
		return strings.TrimSpace(v[0].Field + " " + v[0].Code)
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// A goal keeps what it said, where the youth stood, and what it came to; the smaller one
// below it ends with it.
func TestGoal(t *testing.T) {
	s := newSaying(t)
	top := s.goal(plan.GoalWish{Text: " Blive mekaniker ", Area: "work", Seen: "Jeg har et værksted at komme på", Wanted: "8", Now: "3"})
	below := s.goal(plan.GoalWish{Text: "Stå op kl. 7", Parent: top})
	if err := s.Plans.Rate(t.Context(), s.bo, s.mads, top, plan.Rating{Value: "5", SaidBy: plan.ByWorker}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Plans.ChangeGoal(t.Context(), s.anna, s.mads, top, plan.GoalWish{Text: "Blive automekaniker", Wanted: "9", Version: 1}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	stale, is := errors.AsType[*plan.GoalStale](s.Plans.ChangeGoal(t.Context(), s.bo, s.mads, top, plan.GoalWish{Text: "Kok", Version: 1}, audit.Form{}))
	if !is || stale.Theirs.Text != "Blive automekaniker" || stale.Theirs.By != "Anna" {
		t.Errorf("an old page: %+v", stale)
	}
	g := s.plan().Goals[0]
	if now, _ := g.Now(); g.Text != "Blive automekaniker" || *g.Wanted != 9 || len(g.Scales) != 2 || now.Value != 5 || now.SaidBy != plan.ByWorker || g.Scales[0].Value != 3 {
		t.Errorf("the goal is %+v", g)
	}
	if got := brokenAt(s.Plans.EndGoal(t.Context(), s.anna, s.mads, top, plan.GoalEnding{Outcome: plan.GoalDropped, Version: 2}, audit.Form{})); got != "goal_reason required" {
		t.Errorf("dropped without a reason: %s", got)
	}
	if err := s.Plans.EndGoal(t.Context(), s.anna, s.mads, top, plan.GoalEnding{Outcome: plan.Reached, Version: 2}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for _, g := range s.plan().Goals {
		if g.Outcome != plan.Reached || g.ClosedOn == nil {
			t.Errorf("goal %d (%s) is %+v", g.ID, g.Text, g)
		}
	}
	if got := brokenAt(s.Plans.Rate(t.Context(), s.anna, s.mads, below, plan.Rating{Value: "5"}, audit.Form{})); got != "goal_closed" {
		t.Errorf("rating a goal that ended: %s", got)
	}
	said, err := plan.GoalOf(t.Context(), s.DB.Read, s.mads, top)
	if err != nil || len(said.Versions) != 3 || said.Versions[2].Text != "Blive mekaniker" {
		t.Errorf("%d versions, %v", len(said.Versions), err)
	}
}

func TestGoalRefused(t *testing.T) {
	s := newSaying(t)
	ida := s.Youth(s.anna, "Ida Bro")
	theirs, err := s.Plans.SetGoal(t.Context(), s.anna, ida, plan.GoalWish{Text: "Noget"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	top := s.goal(plan.GoalWish{Text: "Stort"})
	below := s.goal(plan.GoalWish{Text: "Lille", Parent: top})
	tests := []struct {
		name string
		wish plan.GoalWish
		want string
	}{
		{"nothing said", plan.GoalWish{Text: " "}, "goal_text required"},
		{"too long", plan.GoalWish{Text: strings.Repeat("a", plan.MostGoal+1)}, "goal_text too_long"},
		{"no such area", plan.GoalWish{Text: "x", Area: "romance"}, "goal_area unknown"},
		{"over the scale", plan.GoalWish{Text: "x", Wanted: "11"}, "goal_wanted range"},
		{"under the scale", plan.GoalWish{Text: "x", Now: "-1"}, "goal_now range"},
		{"no figure", plan.GoalWish{Text: "x", Wanted: "lidt"}, "goal_wanted number"},
		{"half a figure", plan.GoalWish{Text: "x", Wanted: "4,5"}, "goal_wanted number"},
		{"yesterday", plan.GoalWish{Text: "x", FollowOn: "1.1.2020"}, "goal_follow in_the_past"},
		{"no day", plan.GoalWish{Text: "x", FollowOn: "engang"}, "goal_follow date"},
		{"a third level", plan.GoalWish{Text: "x", Parent: below}, "goal_parent goal_one_level"},
		{"below another's", plan.GoalWish{Text: "x", Parent: theirs}, "goal_parent unknown"},
	}
	for _, tt := range tests {
		if _, err := s.Plans.SetGoal(t.Context(), s.anna, s.mads, tt.wish, audit.Form{}); brokenAt(err) != tt.want {
			t.Errorf("%s: %v, not %s", tt.name, err, tt.want)
		}
	}
	s.Exec(`UPDATE youths SET birth_date = '2000-01-01' WHERE id = @y`, db.Args{"y": s.mads})
	for _, r := range []struct {
		rating plan.Rating
		want   string
	}{
		{plan.Rating{}, "scale_value required"},
		{plan.Rating{Value: "11"}, "scale_value range"},
		{plan.Rating{Value: "3", SaidBy: "mother"}, "scale_by unknown"},
		{plan.Rating{Value: "3", On: "31.12.2099"}, "scale_on in_the_future"},
		{plan.Rating{Value: "3", On: "31.12.1999"}, "scale_on before_birth"},
	} {
		if got := brokenAt(s.Plans.Rate(t.Context(), s.anna, s.mads, top, r.rating, audit.Form{})); got != r.want {
			t.Errorf("%+v: %s, not %s", r.rating, got, r.want)
		}
	}
	if err := s.Plans.Rate(t.Context(), s.anna, s.mads, theirs, plan.Rating{Value: "3"}, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a figure on a goal of another youth: %v", err)
	}
	if _, err := s.Plans.SetGoal(t.Context(), s.kim, s.mads, plan.GoalWish{Text: "x"}, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague: %v", err)
	}
	if _, err := s.Plans.SetGoal(t.Context(), s.sten, s.mads, plan.GoalWish{Text: "x"}, audit.Form{}); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a stranger: %v", err)
	}
	if n := len(s.plan().Goals); n != 2 {
		t.Errorf("%d goals after all that was refused", n)
	}
}

// Of several who write at once one is heard, and the others are told what stands.
func TestGoalAtOnce(t *testing.T) {
	s := newSaying(t)
	goal := s.goal(plan.GoalWish{Text: "Først"})
	var wg sync.WaitGroup
	kept, told := make(chan int, 8), make(chan int, 8)
	for i := range 8 {
		wg.Go(func() {
			err := s.Plans.ChangeGoal(t.Context(), s.anna, s.mads, goal, plan.GoalWish{Text: "Nr. " + strconv.Itoa(i), Version: 1}, audit.Form{})
			if stale, is := errors.AsType[*plan.GoalStale](err); is && stale.Theirs.Version == 2 {
				told <- i
			} else if err == nil {
				kept <- i
			} else {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(kept) != 1 || len(told) != 7 || s.plan().Goals[0].Text != "Nr. "+strconv.Itoa(<-kept) {
		t.Errorf("%d kept, %d told", len(kept), len(told))
	}
}

// The schema holds what the rules hold.
func TestGoalSchema(t *testing.T) {
	s := newSaying(t)
	ida := s.Youth(s.anna, "Ida Bro")
	top := s.goal(plan.GoalWish{Text: "Stort"})
	below := s.goal(plan.GoalWish{Text: "Lille", Parent: top})
	args := db.Args{"mads": s.mads, "ida": ida, "top": top, "below": below, "anna": s.anna.Staff}
	for constraint, sql := range map[string]string{
		"scale_from_0_to_10":       `INSERT INTO goal_scales (youth_id, goal_id, on_day, value, said_by, by_id, at) VALUES (@mads, @top, '2026-01-01', 11, 'youth', @anna, now())`,
		"scale_of_youths_goal":     `INSERT INTO goal_scales (youth_id, goal_id, on_day, value, said_by, by_id, at) VALUES (@ida, @top, '2026-01-01', 1, 'youth', @anna, now())`,
		"goal_one_level":           `INSERT INTO goals (youth_id, enrolment_id, parent_id, text, made_at, by_id, at) SELECT youth_id, enrolment_id, @below, 'x', now(), @anna, now() FROM goals WHERE id = @top`,
		"goal_has_reason":          `UPDATE goals SET outcome = 'dropped', closed_at = now() WHERE id = @top`,
		"agreement_of_youths_goal": `INSERT INTO agreements (youth_id, enrolment_id, goal_id, text, made_by, made_at) SELECT @ida, enrolment_id, @top, 'x', @anna, now() FROM goals WHERE id = @top`,
		"keeper_of_us":             `INSERT INTO agreements (youth_id, enrolment_id, who, staff_id, text, made_by, made_at) SELECT @mads, enrolment_id, 'youth', @anna, 'x', @anna, now() FROM goals WHERE id = @top`,
	} {
		if err := s.try(sql, args); !db.Violates(err, constraint) {
			t.Errorf("%s: %v", constraint, err)
		}
	}
	for _, table := range []string{"goal_versions", "goal_scales", "intervention_versions"} {
		if err := s.try(`DELETE FROM `+table, nil); err == nil {
			t.Errorf("%s can be deleted from", table)
		}
	}
}

// A goal is asked for when the programme says so, and never before.
func TestGoalAsked(t *testing.T) {
	w := casetest.New(t)
	today := w.Today()
	open, reached, dropped := plan.Goal{}, plan.Goal{GoalText: plan.GoalText{Outcome: plan.Reached}}, plan.Goal{GoalText: plan.GoalText{Outcome: plan.GoalDropped}}
	for _, tt := range []struct {
		name    string
		goals   []plan.Goal
		started int // days ago
		after   int
		want    bool
	}{
		{"no rule", nil, 400, 0, false},
		{"the day before", nil, 29, 30, false},
		{"on the day", nil, 30, 30, true},
		{"long after", nil, 300, 30, true},
		{"one stands", []plan.Goal{dropped, open}, 300, 30, false},
		{"one was reached", []plan.Goal{reached}, 300, 30, false},
		{"one was dropped", []plan.Goal{dropped}, 300, 30, true},
	} {
		started := today.AddDays(-tt.started)
		if due, asked := plan.GoalAsked(tt.goals, &started, tt.after, today); asked != tt.want || asked && due != started.AddDays(tt.after) {
			t.Errorf("%s: %v, %v", tt.name, due, asked)
		}
	}
	if _, asked := plan.GoalAsked(nil, nil, 30, today); asked {
		t.Error("asked for outside of a course")
	}
}

// try is a statement that goes by the rules.
func (s *saying) try(sql string, args db.Args) error {
	_, err := s.DB.Write.Exec(s.Context(), sql, pgx.NamedArgs(args))
	return err
}
