package caseload_test

import (
	"slices"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
)

// A goal is asked for on Today from the day the programme says, calmly, until one stands;
// where no programme says anything, never.
func TestGoalDue(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna, bo := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	young := w.Youth(anna, "Ny Ung", w.Started(29))
	old := w.Youth(anna, "Mads Holm", w.Started(30), casetest.WithBuddy(bo))
	asked := func(by access.Actor) []caseload.Deadline {
		t.Helper()
		day, err := w.Caseload.Today(t.Context(), by)
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(day.Deadlines, func(d caseload.Deadline) bool { return d.Kind != caseload.GoalDue })
	}
	if n := len(asked(anna)); n != 0 {
		t.Errorf("%d asked for without a rule", n)
	}
	w.Exec(`INSERT INTO programme_goals (programme_id, after_days, valid_from) SELECT programme_id, 30, '2020-01-01' FROM teams WHERE id = @team`, db.Args{"team": team})
	if list := asked(anna); len(list) != 1 || list[0].Youth != old || list[0].On != w.Today() {
		t.Errorf("asked for: %+v, not of %d", list, young)
	}
	if n := len(asked(bo)); n != 0 {
		t.Errorf("the buddy is asked for %d", n)
	}
	if _, err := w.Plans.SetGoal(t.Context(), anna, old, plan.GoalWish{Text: "Et job"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if n := len(asked(anna)); n != 0 {
		t.Errorf("%d asked for though a goal stands", n)
	}
	// What the buddy promised by name stands with the buddy, whenever it is due.
	if _, err := w.Plans.Agree(t.Context(), anna, old, plan.Wish{Text: "Bo ringer", Due: "i dag", Keeper: plan.KeptByStaff(bo.Staff)}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	day, err := w.Caseload.Today(t.Context(), bo)
	if err != nil || !slices.ContainsFunc(day.Deadlines, func(d caseload.Deadline) bool { return d.Kind == caseload.PromiseDue && d.Text == "Bo ringer" }) {
		t.Errorf("the buddy's day: %+v, %v", day.Deadlines, err)
	}
}
