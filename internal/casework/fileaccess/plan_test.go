package fileaccess_test

import (
	"testing"

	"kasket/internal/audit"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/casework/plan"
)

// What a youth says, their goals with every figure, and who does what are part of the file.
func TestPlanIsOfTheFile(t *testing.T) {
	c := newCast(t)
	if err := c.Plans.Say(t.Context(), c.anna, c.youth, plan.Saying{Texts: map[plan.WordKind]string{plan.Hope: "Et sted at være"}}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Plans.SetGoal(t.Context(), c.anna, c.youth, plan.GoalWish{Text: "Et job ude", Now: "3"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := c.Plans.KeepIntervention(t.Context(), c.anna, c.youth, 0, plan.InterventionWish{What: "Mentor", Unit: "Jobcentret"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	list := c.items(t, c.asked(t))
	want := map[fileaccess.Kind]int{fileaccess.OwnWords: 1, fileaccess.AGoal: 2, fileaccess.AnEffort: 1} // pieces of text of each
	for _, i := range list {
		if n, is := want[i.Kind]; is && len(i.Parts) == n {
			delete(want, i.Kind)
		}
	}
	if len(want) > 0 {
		t.Errorf("the file lacks %v: %+v", want, list)
	}
}
