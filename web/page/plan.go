package page

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// PlanPath is the plan of a youth; parts lead to a page below it.
func PlanPath(y id.Youth, parts ...string) string {
	return YouthPath(y, append([]string{"plan"}, parts...)...)
}

// GoalPath is a goal of a youth; parts lead to what is done with it.
func GoalPath(y id.Youth, n id.Goal, parts ...string) string {
	return PlanPath(y, append([]string{"goals", id.String(n)}, parts...)...)
}

// PromisePath is where one says how an agreement of a youth ended.
func PromisePath(y id.Youth, n id.Agreement) string {
	return PlanPath(y, "agreements", id.String(n))
}

// InterventionPath is a line of who does what for a youth.
func InterventionPath(y id.Youth, n id.Intervention) string {
	return PlanPath(y, "who", id.String(n))
}

// NewGoalPath writes down a goal, below another where parent is one.
func NewGoalPath(y id.Youth, parent id.Goal) string {
	return PlanPath(y, "goals", "new") + query(url.Values{"goal_parent": {id.String(parent)}})
}

// NewPromisePath writes down an agreement, for a goal where there is one.
func NewPromisePath(y id.Youth, goal id.Goal) string {
	return PlanPath(y, "agreements", "new") + query(url.Values{"agreement_goal": {id.String(goal)}})
}

// PlanView is the plan of a youth as its page shows it.
type PlanView struct {
	Frame
	Plan plan.Plan
}

// GoalView is one goal with the forms that change it.
type GoalView struct {
	Frame
	Goal            plan.GoalStory
	Plan            plan.Plan
	Edit, Rate, End Typed
}

// PromiseView is an agreement to write down, or one that is to be settled.
type PromiseView struct {
	Frame
	Plan    plan.Plan
	Promise plan.Promise // to be settled
	Typed
}

// InterventionView is a line of who does what, new where its number is 0.
type InterventionView struct {
	Frame
	Plan plan.Plan
	One  plan.Intervention
	Typed
}

// GoalValues are a goal as its form shows it.
func GoalValues(g plan.GoalText) url.Values {
	v := url.Values{"goal_text": {g.Text}, "goal_area": {g.Area}, "goal_seen": {g.Seen}, "goal_follow": {typedDay(g.FollowOn)}}
	if g.Wanted != nil {
		v.Set("goal_wanted", strconv.Itoa(*g.Wanted))
	}
	return v
}

// InterventionValues are a line of who does what as its form shows it.
func InterventionValues(i plan.Intervention) url.Values {
	return url.Values{
		"intervention": {i.What}, "goal_area": {i.Area}, "law": {i.Law}, "unit": {i.Unit}, "who_asks": {i.Person}, "phone": {i.Phone}, "provider": {i.Provider},
		"from": {typedDay(i.From)}, "to": {typedDay(i.To)}, "purpose_text": {i.Purpose}, "intervention_status": {string(i.Status)},
	}
}

// GoalFacts are what a goal says, for somebody whose page was old.
func GoalFacts(ctx context.Context, g plan.GoalText) []ui.Fact {
	facts := []ui.Fact{{Label: i18n.T(ctx, "field.goal_text"), Value: g.Text}, {Label: i18n.T(ctx, "field.goal_seen"), Value: g.Seen}}
	if g.Wanted != nil {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "field.goal_wanted"), Value: i18n.Count(ctx, *g.Wanted)})
	}
	return facts
}

// InterventionFacts are what a line says, for somebody whose page was old.
func InterventionFacts(ctx context.Context, i plan.Intervention) []ui.Fact {
	return []ui.Fact{
		{Label: i18n.T(ctx, "field.what"), Value: i.What},
		{Label: i18n.T(ctx, "field.unit"), Value: i.Unit},
		{Label: i18n.T(ctx, "field.who_asks"), Value: i.Person},
		{Label: i18n.T(ctx, "field.intervention_status"), Value: i18n.T(ctx, "intervention.status."+string(i.Status))},
		{Label: i18n.T(ctx, "field.purpose_text"), Value: i.Purpose},
	}
}

// areaOptions are the areas of life that may be chosen, and the one that stands.
func areaOptions(ctx context.Context, areas []plan.Area, code, da, en string) []ui.Option {
	var list []ui.Option
	there := code == ""
	for _, a := range areas {
		list = append(list, ui.Option{Value: a.Code, Label: nameIn(ctx, a.Da, a.En)})
		there = there || a.Code == code
	}
	if !there {
		list = append(list, ui.Option{Value: code, Label: nameIn(ctx, da, en)})
	}
	return list
}

// scaleOptions are the figures of the scale.
func scaleOptions() []ui.Option {
	var list []ui.Option
	for n := plan.ScaleLeast; n <= plan.ScaleMost; n++ {
		list = append(list, ui.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n)})
	}
	return list
}

// planKeepers are who can be promised for by name.
func planKeepers(k plan.Keepers) []ui.Option {
	var list []ui.Option
	for _, s := range k.Staff {
		list = append(list, ui.Option{Value: string(plan.KeptByStaff(id.Staff(s.ID))), Label: s.Name})
	}
	for _, p := range k.People {
		list = append(list, ui.Option{Value: string(plan.KeptByPerson(id.Person(p.ID))), Label: p.Name})
	}
	return list
}

// openGoals are the goals that an agreement can lead to.
func openGoals(goals []plan.Goal) []ui.Option {
	var list []ui.Option
	for _, g := range goals {
		if g.Open() {
			list = append(list, ui.Option{Value: id.String(g.ID), Label: g.Text})
		}
	}
	return list
}

// promiseFlags say by when; late is only what we have promised.
func (f Frame) promiseFlags(ctx context.Context, p plan.Promise) []ui.FlagProps {
	if p.DueOn == nil {
		return nil
	}
	return f.dueFlag(ctx, *p.DueOn, p.Who == plan.Us)
}

// endedSays is how an agreement ended, when, and why.
func endedSays(ctx context.Context, p plan.Promise) string {
	text := i18n.T(ctx, "agreement.outcome."+string(p.Outcome))
	if p.DoneAt != nil {
		text += " " + i18n.DateOf(ctx, when.Of(*p.DoneAt))
	}
	if p.Reason != "" {
		text += " · " + p.Reason
	}
	return text
}

// scaleSays is the scale in words: where the youth is, who says so, and where to.
func scaleSays(ctx context.Context, g plan.Goal) string {
	var parts []string
	if now, said := g.Now(); said {
		parts = append(parts, i18n.T(ctx, "goal.now."+string(now.SaidBy), now.Value, i18n.DateOf(ctx, now.On)))
	}
	if g.Wanted != nil {
		parts = append(parts, i18n.T(ctx, "goal.wants", *g.Wanted))
	}
	return strings.Join(parts, " · ")
}

// asks is who answers for something, in one line.
func asks(i plan.Intervention) string {
	var parts []string
	for _, s := range []string{i.Person, i.Unit} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// spanOf is from when to when something goes on; empty where nobody said.
func spanOf(ctx context.Context, from, to *when.Date) string {
	switch {
	case from != nil && to != nil:
		return i18n.T(ctx, "overview.period", i18n.DateOf(ctx, *from), i18n.DateOf(ctx, *to))
	case from != nil:
		return i18n.T(ctx, "overview.since", i18n.DateOf(ctx, *from))
	case to != nil:
		return i18n.T(ctx, "plan.until", i18n.DateOf(ctx, *to))
	}
	return ""
}
