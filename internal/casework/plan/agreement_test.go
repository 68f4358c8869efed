package plan_test

import (
	"errors"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/network"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
)

func (s *saying) agree(w plan.Wish) (id.Agreement, error) {
	s.Helper()
	return s.Plans.Agree(s.Context(), s.anna, s.mads, w, audit.Form{})
}

// A promise says who keeps it, and nobody who left is promised for.
func TestKeeper(t *testing.T) {
	s := newSaying(t)
	today := s.Today()
	since := today.AddDays(-60)
	mother, err := s.Network.Add(t.Context(), s.anna, s.mads, network.Wish{Name: "Mona Holm", Relation: "mother", From: &since}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	aunt, err := s.Network.Add(t.Context(), s.anna, s.mads, network.Wish{Name: "Ane", Relation: "other", From: &since}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Network.End(t.Context(), s.anna, s.mads, aunt, network.Ending{Last: today.AddDays(-1), Version: 1}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	s.Exec(`UPDATE staff SET left_on = @day WHERE id = @kim`, db.Args{"day": today.AddDays(-1), "kim": s.kim.Staff})
	goal := s.goal(plan.GoalWish{Text: "Stå op"})
	ida := s.Youth(s.anna, "Ida Bro")
	theirs, err := s.Plans.SetGoal(t.Context(), s.anna, ida, plan.GoalWish{Text: "Noget"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	theirMother, err := s.Network.Add(t.Context(), s.anna, ida, network.Wish{Name: "Else", Relation: "mother", From: &since}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		wish plan.Wish
		want string
		who  plan.Who
		says string
	}{
		{"nobody by name", plan.Wish{Text: "Ringer"}, "", plan.Us, ""},
		{"one of us", plan.Wish{Text: "Ringer", Who: plan.TheYouth, Keeper: plan.KeptByStaff(s.bo.Staff), Goal: goal}, "", plan.Us, "Bo"},
		{"of the network", plan.Wish{Text: "Vækker", Keeper: plan.KeptByPerson(mother)}, "", plan.Other, "Mona Holm"},
		{"on no list", plan.Wish{Text: "Svarer", Name: "Lægen"}, "", plan.Other, "Lægen"},
		{"one who left us", plan.Wish{Text: "Ringer", Keeper: plan.KeptByStaff(s.kim.Staff)}, "agreement_keeper keeper_left", "", ""},
		{"one of another team", plan.Wish{Text: "Ringer", Keeper: plan.KeptByStaff(s.sten.Staff)}, "agreement_keeper unknown", "", ""},
		{"one who left the network", plan.Wish{Text: "Ringer", Keeper: plan.KeptByPerson(aunt)}, "agreement_keeper keeper_left", "", ""},
		{"somebody of another youth", plan.Wish{Text: "Ringer", Keeper: plan.KeptByPerson(theirMother)}, "agreement_keeper unknown", "", ""},
		{"nobody at all", plan.Wish{Text: "Ringer", Keeper: "staff.x"}, "agreement_keeper unknown", "", ""},
		{"a goal of another youth", plan.Wish{Text: "Ringer", Goal: theirs}, "agreement_goal unknown", "", ""},
		{"nothing", plan.Wish{}, "agreement required", "", ""},
	}
	for _, tt := range tests {
		n, err := s.agree(tt.wish)
		if got := brokenAt(err); got != tt.want {
			t.Errorf("%s: %s, not %s", tt.name, got, tt.want)
		}
		if tt.want != "" {
			continue
		}
		for _, p := range s.plan().Promises {
			if p.ID == n && (p.Who != tt.who || p.Name != tt.says) {
				t.Errorf("%s: %+v", tt.name, p)
			}
		}
	}
	if n := len(s.plan().Promises); n != 4 {
		t.Errorf("%d agreements", n)
	}
}

// What is changed or dropped says why, and what is changed can be followed by another that
// leads to the same goal.
func TestSettle(t *testing.T) {
	s := newSaying(t)
	goal := s.goal(plan.GoalWish{Text: "Stå op"})
	first, err := s.agree(plan.Wish{Text: "Bo ringer kl. 7", Goal: goal})
	if err != nil {
		t.Fatal(err)
	}
	settle := func(by access.Actor, w plan.Settlement) error {
		return s.Plans.Settle(t.Context(), by, s.mads, first, w, audit.Form{})
	}
	for _, tt := range []struct {
		by   access.Actor
		w    plan.Settlement
		want string
	}{
		{s.anna, plan.Settlement{}, "agreement_outcome choose"},
		{s.anna, plan.Settlement{Outcome: plan.Changed}, "agreement_why required"},
		{s.anna, plan.Settlement{Outcome: plan.Dropped, Reason: "  "}, "agreement_why required"},
		{s.anna, plan.Settlement{Outcome: plan.Changed, Reason: "For tidligt", Instead: plan.Wish{Text: "Bo ringer kl. 8", Due: "1.1.2020"}}, "agreement_due in_the_past"},
		{s.anna, plan.Settlement{Outcome: plan.Changed, Reason: "For tidligt", Instead: plan.Wish{Text: "Sten ringer", Keeper: plan.KeptByStaff(s.sten.Staff)}}, "agreement_keeper unknown"},
	} {
		if got := brokenAt(settle(tt.by, tt.w)); got != tt.want {
			t.Errorf("%+v: %s, not %s", tt.w, got, tt.want)
		}
	}
	if err := settle(s.kim, plan.Settlement{Outcome: plan.Kept}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague: %v", err)
	}
	if err := settle(s.anna, plan.Settlement{Outcome: plan.Changed, Reason: "For tidligt", Instead: plan.Wish{Text: "Bo ringer kl. 8"}}); err != nil {
		t.Fatal(err)
	}
	if err := settle(s.bo, plan.Settlement{Outcome: plan.Kept}); err != nil {
		t.Fatal(err)
	}
	if got := brokenAt(settle(s.bo, plan.Settlement{Outcome: plan.Dropped, Reason: "Bo er syg"})); got != "agreement_ended" {
		t.Errorf("words for an agreement that ended: %s", got)
	}
	p := s.plan()
	open, done := p.Open(plan.Us), p.Done()
	if len(open) != 1 || open[0].Text != "Bo ringer kl. 8" || *open[0].Goal != goal || len(done) != 1 || done[0].Outcome != plan.Changed || *done[0].Instead != open[0].ID || done[0].Ended != "Anna" {
		t.Errorf("open %+v, done %+v", open, done)
	}
}

// What we promised and did not do is seen first.
func TestOverdueFirst(t *testing.T) {
	s := newSaying(t)
	for _, w := range []plan.Wish{{Text: "a", Due: "i dag", Who: plan.TheYouth}, {Text: "b", Due: "i dag"}, {Text: "c"}, {Text: "d", Due: "i morgen"}} {
		if _, err := s.agree(w); err != nil {
			t.Fatal(err)
		}
	}
	s.Later(24 * 3 * 60 * 60 * 1e9)
	var order string
	for _, p := range s.plan().Promises {
		order += p.Text
	}
	if order != "bdac" {
		t.Errorf("the order is %s", order)
	}
}

// Who does what is kept in all its versions, and somebody always answers for it.
func TestIntervention(t *testing.T) {
	s := newSaying(t)
	keep := func(n id.Intervention, w plan.InterventionWish) error {
		return s.Plans.KeepIntervention(t.Context(), s.anna, s.mads, n, w, audit.Form{})
	}
	for _, tt := range []struct {
		w    plan.InterventionWish
		want string
	}{
		{plan.InterventionWish{Unit: "Jobcenter"}, "intervention required"},
		{plan.InterventionWish{What: "Mentor"}, "unit somebody_answers"},
		{plan.InterventionWish{What: "Mentor", Unit: "Jobcenter", From: "1.3.2026", To: "1.2.2026"}, "to before_from"},
		{plan.InterventionWish{What: "Mentor", Unit: "Jobcenter", Status: "done"}, "intervention_status unknown"},
		{plan.InterventionWish{What: "Mentor", Unit: "Jobcenter", Phone: "12"}, "phone phone"},
		{plan.InterventionWish{What: "Mentor", Unit: "Jobcenter", Area: "romance"}, "goal_area unknown"},
	} {
		if got := brokenAt(keep(0, tt.w)); got != tt.want {
			t.Errorf("%+v: %s", tt.w, got)
		}
	}
	if err := keep(0, plan.InterventionWish{What: "Mentor", Unit: "Jobcenter", Area: "work"}); err != nil {
		t.Fatal(err)
	}
	i := s.plan().Interventions[0]
	if i.Status != plan.Running || i.AreaDa != "Uddannelse og job" || i.By != "Anna" {
		t.Errorf("%+v", i)
	}
	if err := keep(i.ID, plan.InterventionWish{What: "Mentor", Unit: "Jobcenter", Status: plan.Ended, Version: 1}); err != nil {
		t.Fatal(err)
	}
	if _, is := errors.AsType[*plan.InterventionStale](keep(i.ID, plan.InterventionWish{What: "Mentor", Unit: "Jobcenter", Version: 1})); !is {
		t.Error("an old page wrote over it")
	}
	ida := s.Youth(s.anna, "Ida Bro")
	if err := s.Plans.KeepIntervention(t.Context(), s.anna, ida, i.ID, plan.InterventionWish{What: "x", Unit: "y", Version: 2}, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another youth's: %v", err)
	}
}
