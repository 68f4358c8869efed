package page

import (
	"context"
	"slices"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// planLink leads to where something is written in the plan, for who may.
func (f Frame) planLink(ctx context.Context, label string, parts ...string) ui.Link {
	if !f.May(access.KeepPlan) {
		return ui.Link{}
	}
	return ui.Link{Href: PlanPath(f.Youth.ID, parts...), Label: i18n.T(ctx, label)}
}

// promiseLink leads to where one says how an agreement ended, for who may.
func (f Frame) promiseLink(p plan.Promise) ui.Link {
	link := ui.Link{Label: p.Text}
	if f.May(access.Agree) && p.DoneAt == nil {
		link.Href = PromisePath(f.Youth.ID, p.ID)
	}
	return link
}

// promiseWho is who is to keep an agreement: by name where there is one.
func promiseWho(ctx context.Context, p plan.Promise, name string) string {
	switch {
	case p.Name != "":
		return p.Name
	case p.Who == plan.TheYouth:
		return name
	}
	return i18n.T(ctx, "agreement.kept_by."+string(p.Who))
}

// promisesOf are the open agreements that lead to a goal.
func promisesOf(all plan.Plan, goal id.Goal) []plan.Promise {
	var list []plan.Promise
	for _, p := range all.Promises {
		if p.DoneAt == nil && p.Goal != nil && *p.Goal == goal {
			list = append(list, p)
		}
	}
	return list
}

func endedGoals(goals []plan.Goal) []plan.Goal {
	var ended []plan.Goal
	for _, g := range goals {
		if !g.Open() {
			ended = append(ended, g)
		}
	}
	return ended
}

// goalEnded is how a goal ended, when and why.
func goalEnded(ctx context.Context, g plan.Goal) string {
	text := i18n.T(ctx, "goal.outcome."+string(g.Outcome))
	if g.ClosedOn != nil {
		text += " " + i18n.DateOf(ctx, *g.ClosedOn)
	}
	if g.Reason != "" {
		text += " · " + g.Reason
	}
	return text
}

func goalID(n id.Goal) string { return "goal-" + id.String(n) }

func interventionTitle(ctx context.Context, v InterventionView) string {
	if v.One.ID == 0 {
		return i18n.T(ctx, "intervention.new_title", v.Name())
	}
	return i18n.T(ctx, "intervention.title", v.Name(), v.One.What)
}

func interventionHeading(ctx context.Context, v InterventionView) string {
	if v.One.ID == 0 {
		return i18n.T(ctx, "plan.new_who")
	}
	return v.One.What
}

func interventionAction(v InterventionView) string {
	if v.One.ID == 0 {
		return PlanPath(v.Youth.ID, "who", "new")
	}
	return InterventionPath(v.Youth.ID, v.One.ID)
}

// settleLink leads from an open agreement to how it ended, for who may say so.
func (f Frame) settleLink(a caseload.Agreement) ui.Link {
	link := ui.Link{Label: a.Text}
	if f.May(access.Agree) {
		link.Href = PromisePath(f.Youth.ID, a.ID)
	}
	return link
}

// withoutAbout are the words but for the summary, which stands apart.
func withoutAbout(said plan.Said) plan.Said {
	return slices.DeleteFunc(slices.Clone(said), func(w plan.OwnWords) bool { return w.Kind == plan.About })
}
