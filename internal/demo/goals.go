package demo

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"kasket/internal/audit"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
)

var goalForm = regexp.MustCompile(`^([a-z]+) (\d+) (\d+): (.+)$`)

// setGoal is a goal in the youth's words, "area now wanted: words"; the open lines are "seen:
// …" and "below: …", a smaller goal on the way.
func (l *life) setGoal(ctx context.Context, e event) error {
	m := goalForm.FindStringSubmatch(e.rest)
	if m == nil {
		return fmt.Errorf("%q is no goal", e.rest)
	}
	w := plan.GoalWish{Area: m[1], Now: m[2], Wanted: m[3], Text: m[4]}
	var below []string
	for _, line := range e.text {
		switch kind, words := parted(line); kind {
		case "seen":
			w.Seen = words
		case "below":
			below = append(below, words)
		default:
			return fmt.Errorf("%q is nothing of a goal", line)
		}
	}
	top, err := l.plans.SetGoal(ctx, l.owner, l.youth, w, audit.Form{})
	if err != nil {
		return err
	}
	for _, words := range below {
		if _, err := l.plans.SetGoal(ctx, l.owner, l.youth, plan.GoalWish{Text: words, Parent: top}, audit.Form{}); err != nil {
			return err
		}
	}
	return nil
}

// rate is a new figure on the scale of the youth's first goal, as the youth says it; what
// follows a colon is an agreement that leads to it.
func (l *life) rate(ctx context.Context, e event) error {
	figure, agreed := parted(e.rest)
	goal, err := db.Value[id.Goal](ctx, l.db.Read, `SELECT min(id) FROM goals WHERE youth_id = @youth AND outcome = ''`, db.Args{"youth": l.youth})
	if err != nil {
		return err
	}
	if err := l.plans.Rate(ctx, l.owner, l.youth, goal, plan.Rating{Value: figure}, audit.Form{}); err != nil || agreed == "" {
		return err
	}
	_, err = l.plans.Agree(ctx, l.owner, l.youth, plan.Wish{Text: agreed, Goal: goal, Keeper: plan.KeptByStaff(l.owner.Staff)}, audit.Form{})
	return err
}

// does is somebody who does something for the youth, "department, person: what"; the open
// lines are what it is for.
func (l *life) does(ctx context.Context, e event) error {
	who, what := parted(e.rest)
	unit, person, _ := strings.Cut(who, ", ")
	w := plan.InterventionWish{What: what, Unit: unit, Person: person, Purpose: strings.Join(e.text, " "), From: l.date(e.day).Danish()}
	return l.plans.KeepIntervention(ctx, l.owner, l.youth, 0, w, audit.Form{})
}
