package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// planPages are the plan of an opened youth: goals, agreements, and who does what.
type planPages struct{ responder }

func (p planPages) routes(r chi.Router) {
	r.Get("/plan", p.page(p.plan))
	r.Get("/plan/goals/new", p.page(p.askGoal))
	r.Post("/plan/goals/new", p.page(p.setGoal))
	r.Get("/plan/goals/{goal}", p.page(p.goal))
	r.Post("/plan/goals/{goal}", p.page(p.changeGoal))
	r.Post("/plan/goals/{goal}/scale", p.page(p.rate))
	r.Post("/plan/goals/{goal}/end", p.page(p.endGoal))
	r.Get("/plan/agreements/new", p.page(p.askPromise))
	r.Post("/plan/agreements/new", p.page(p.promise))
	r.Get("/plan/agreements/{agreement}", p.page(p.askSettle))
	r.Post("/plan/agreements/{agreement}", p.page(p.settle))
	r.Get("/plan/who/new", p.page(p.askWho))
	r.Post("/plan/who/new", p.page(p.keepWho))
	r.Get("/plan/who/{intervention}", p.page(p.askWho))
	r.Post("/plan/who/{intervention}", p.page(p.keepWho))
}

// planOf reads the plan of the opened youth.
func (s responder) planOf(r *http.Request) (plan.Plan, error) {
	return plan.Of(r.Context(), s.deps.DB.Read, recordOf(r).ID, s.today())
}

func (p planPages) plan(w http.ResponseWriter, r *http.Request) error {
	all, err := p.planOf(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.PlanPage(page.PlanView{Frame: p.frame(r, "plan"), Plan: all}))
}

// on leads back to the plan.
func (p planPages) on(w http.ResponseWriter, r *http.Request, flash string) error {
	return p.done(w, r, page.PlanPath(recordOf(r).ID), flash)
}

func (p planPages) askGoal(w http.ResponseWriter, r *http.Request) error {
	return p.newGoal(w, r, http.StatusOK, fresh(url.Values{"goal_parent": {r.URL.Query().Get("goal_parent")}}, 0))
}

func (p planPages) newGoal(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	if _, err := p.acting(r, access.KeepPlan); err != nil {
		return err
	}
	all, err := p.planOf(r)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.NewGoal(page.GoalView{Frame: p.frame(r, "plan"), Plan: all, Edit: t}))
}

// goalWish reads a goal as it was typed.
func goalWish(f *fields) plan.GoalWish {
	return plan.GoalWish{
		Text: f.text("goal_text"), Area: f.text("goal_area"), Seen: f.text("goal_seen"), Wanted: f.text("goal_wanted"), FollowOn: f.text("goal_follow"),
		Parent: one[id.Goal](f, "goal_parent"), Now: f.text("goal_now"), Version: f.version(),
	}
}

func (p planPages) setGoal(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish, err := goalWish(f), f.broken.Err()
	if err == nil {
		_, err = p.deps.Plans.SetGoal(r.Context(), actor(r), recordOf(r).ID, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.newGoal(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.on(w, r, "goal.saved")
}

// goalOf reads the goal of the path with fresh forms for what is done with it.
func (p planPages) goalOf(r *http.Request) (page.GoalView, error) {
	v := page.GoalView{Frame: p.frame(r, "plan")}
	number, err := id.Parse[id.Goal](chi.URLParam(r, "goal"))
	if err != nil {
		return v, err
	}
	if v.Goal, err = plan.GoalOf(r.Context(), p.deps.DB.Read, recordOf(r).ID, number); err != nil {
		return v, err
	}
	if v.Plan, err = p.planOf(r); err != nil {
		return v, err
	}
	v.Edit, v.Rate, v.End = fresh(page.GoalValues(v.Goal.GoalText), v.Goal.Version), fresh(nil, 0), fresh(nil, v.Goal.Version)
	return v, nil
}

func (p planPages) goal(w http.ResponseWriter, r *http.Request) error {
	v, err := p.goalOf(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.GoalPage(v))
}

// goalAgain shows the goal once more, with what was typed in the form that was sent; on an
// old page with what stands now.
func (p planPages) goalAgain(w http.ResponseWriter, r *http.Request, wrong error, form func(*page.GoalView) *page.Typed) error {
	old, isOld := errors.AsType[*plan.GoalStale](wrong)
	b, isBroken := broken(wrong)
	if !isOld && !isBroken {
		return wrong
	}
	if _, err := p.acting(r, access.KeepPlan); err != nil {
		return err
	}
	v, err := p.goalOf(r)
	if err != nil {
		return err
	}
	if isOld {
		t := stale(r, old.Theirs.Version)
		t.Theirs = page.GoalFacts(r.Context(), old.Theirs.GoalText)
		*form(&v) = t
		return p.show(w, r, http.StatusConflict, page.GoalPage(v))
	}
	*form(&v) = typedAgain(r, wrong, b)
	return p.show(w, r, http.StatusUnprocessableEntity, page.GoalPage(v))
}

// goalActs does something with the goal of the path.
func (p planPages) goalActs(w http.ResponseWriter, r *http.Request, form func(*page.GoalView) *page.Typed, act func(id.Goal, *fields) error) error {
	number, err := id.Parse[id.Goal](chi.URLParam(r, "goal"))
	if err != nil {
		return err
	}
	f := p.fields(r)
	if err := act(number, f); err != nil {
		return p.goalAgain(w, r, err, form)
	}
	return p.done(w, r, page.GoalPath(recordOf(r).ID, number), "goal.saved")
}

func (p planPages) changeGoal(w http.ResponseWriter, r *http.Request) error {
	return p.goalActs(w, r, func(v *page.GoalView) *page.Typed { return &v.Edit }, func(n id.Goal, f *fields) error {
		return p.deps.Plans.ChangeGoal(r.Context(), actor(r), recordOf(r).ID, n, goalWish(f), formOf(r))
	})
}

func (p planPages) rate(w http.ResponseWriter, r *http.Request) error {
	return p.goalActs(w, r, func(v *page.GoalView) *page.Typed { return &v.Rate }, func(n id.Goal, f *fields) error {
		rating := plan.Rating{Value: f.text("scale_value"), SaidBy: plan.SaidBy(f.text("scale_by")), On: f.text("scale_on")}
		return p.deps.Plans.Rate(r.Context(), actor(r), recordOf(r).ID, n, rating, formOf(r))
	})
}

func (p planPages) endGoal(w http.ResponseWriter, r *http.Request) error {
	return p.goalActs(w, r, func(v *page.GoalView) *page.Typed { return &v.End }, func(n id.Goal, f *fields) error {
		e := plan.GoalEnding{Outcome: plan.GoalOutcome(f.text("goal_outcome")), Reason: f.text("goal_reason"), Version: f.version()}
		return p.deps.Plans.EndGoal(r.Context(), actor(r), recordOf(r).ID, n, e, formOf(r))
	})
}

// wishOf reads an agreement as it was typed.
func wishOf(f *fields) plan.Wish {
	return plan.Wish{
		Text: f.text("agreement"), Due: f.text("agreement_due"), Who: plan.Who(f.text("agreement_who")), Keeper: plan.Keeper(f.text("agreement_keeper")),
		Name: f.text("agreement_name"), Goal: one[id.Goal](f, "agreement_goal"),
	}
}

func (p planPages) askPromise(w http.ResponseWriter, r *http.Request) error {
	return p.newPromise(w, r, http.StatusOK, fresh(url.Values{"agreement_goal": {r.URL.Query().Get("agreement_goal")}}, 0))
}

func (p planPages) newPromise(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	if _, err := p.acting(r, access.Agree); err != nil {
		return err
	}
	all, err := p.planOf(r)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.NewPromise(page.PromiseView{Frame: p.frame(r, "plan"), Plan: all, Typed: t}))
}

func (p planPages) promise(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish, err := wishOf(f), f.broken.Err()
	if err == nil {
		_, err = p.deps.Plans.Agree(r.Context(), actor(r), recordOf(r).ID, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.newPromise(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.on(w, r, "agreement.saved")
}

func (p planPages) askSettle(w http.ResponseWriter, r *http.Request) error {
	return p.showSettle(w, r, http.StatusOK, fresh(nil, 0))
}

func (p planPages) showSettle(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	if _, err := p.acting(r, access.Agree); err != nil {
		return err
	}
	number, err := id.Parse[id.Agreement](chi.URLParam(r, "agreement"))
	if err != nil {
		return err
	}
	v := page.PromiseView{Frame: p.frame(r, "plan"), Typed: t}
	if v.Plan, err = p.planOf(r); err != nil {
		return err
	}
	for _, promise := range v.Plan.Promises {
		if promise.ID == number {
			v.Promise = promise
			return p.show(w, r, status, page.SettlePromise(v))
		}
	}
	return fmt.Errorf("agreement %d of youth %d: %w", number, recordOf(r).ID, db.ErrNotFound)
}

func (p planPages) settle(w http.ResponseWriter, r *http.Request) error {
	number, err := id.Parse[id.Agreement](chi.URLParam(r, "agreement"))
	if err != nil {
		return err
	}
	f := p.fields(r)
	w2 := plan.Settlement{Outcome: plan.Outcome(f.text("agreement_outcome")), Reason: f.text("agreement_why"), Instead: wishOf(f)}
	if err = f.broken.Err(); err == nil {
		err = p.deps.Plans.Settle(r.Context(), actor(r), recordOf(r).ID, number, w2, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showSettle(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.on(w, r, "agreement.settled")
}
