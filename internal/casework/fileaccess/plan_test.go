package fileaccess_test

import (
	"testing"

	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/casework/measure"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/internal/when"
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

// How a goal and an agreement ended, and each answer of a measurement, are part of the file.
func TestProgressIsOfTheFile(t *testing.T) {
	c := newCast(t)
	goal, err := c.Plans.SetGoal(t.Context(), c.anna, c.youth, plan.GoalWish{Text: "Et job ude"}, audit.Form{})
	if err == nil {
		err = c.Plans.EndGoal(t.Context(), c.anna, c.youth, goal, plan.GoalEnding{Outcome: plan.Reached, Version: 1}, audit.Form{})
	}
	if err != nil {
		t.Fatal(err)
	}
	promise, err := c.Plans.Agree(t.Context(), c.anna, c.youth, plan.Wish{Text: "Ringe til gartneren", Who: plan.Us}, audit.Form{})
	if err == nil {
		err = c.Plans.Settle(t.Context(), c.anna, c.youth, promise, plan.Settlement{Outcome: plan.Kept}, audit.Form{})
	}
	if err != nil {
		t.Fatal(err)
	}
	survey := casetest.One[id.Instrument](c.World, `SELECT id FROM instruments WHERE code = 'survey'`, nil)
	answers := map[int]string{1: "5", 2: "4", 3: "3", 4: "5", 5: "Flere ture"}
	if _, err := c.Measures.Save(t.Context(), c.anna, c.youth, survey, measure.Answering{Respondent: measure.ByYouth, Answers: answers}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	day := c.Now().In(when.Copenhagen).Format("2.1.2006")
	want := map[fileaccess.Part]bool{
		{Name: "goal_reached", Text: day}: true, {Name: "agreement_kept", Text: day}: true,
		{Name: "answer", Text: "Jeg ved, hvem jeg kan ringe til: 4"}:                  true,
		{Name: "answer", Text: "Hvad skal vi gøre mere eller mindre af?: Flere ture"}: true,
	}
	for _, i := range c.items(t, c.asked(t)) {
		for _, p := range i.Parts {
			delete(want, p)
		}
	}
	if len(want) > 0 {
		t.Errorf("the file lacks %v", want)
	}
}
