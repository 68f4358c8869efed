package plan_test

import (
	"strings"
	"testing"

	"kasket/internal/casetest"
	"kasket/internal/casework/network"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/when"
)

func aPlan(today when.Date) plan.Plan {
	eight, goal, due, done := 8, id.Goal(1), today.AddDays(3), today.At(when.Clock{Hour: 8})
	return plan.Plan{
		Words: plan.Said{{Kind: plan.Works, Text: "Turene med hunden"}},
		Goals: []plan.Goal{
			{ID: 1, GoalText: plan.GoalText{Text: "Et job ude", Seen: "Jeg står op", Wanted: &eight}, Scales: []plan.Scale{{Value: 2}, {Value: 3}}},
			{ID: 2, Parent: &goal, GoalText: plan.GoalText{Text: "Stille uret"}},
			{ID: 3, GoalText: plan.GoalText{Text: "Lagt væk", Outcome: plan.GoalDropped}},
		},
		Promises: []plan.Promise{
			{Agreement: plan.Agreement{Text: "ringer til skolen", Who: plan.Us, Goal: &goal, DueOn: &due}, Name: "Anna Bech"},
			{Agreement: plan.Agreement{Text: "skriver til Anna", Who: plan.TheYouth}},
			{Agreement: plan.Agreement{Text: "er gjort", Who: plan.Us, DoneAt: &done}},
		},
		Interventions: []plan.Intervention{
			{What: "Mentor", Unit: "Jobcenter", Person: "Mette Lund", Phone: "+4598123456", Purpose: "At komme op", Status: plan.Paused},
			{What: "Forbi", Unit: "Jobcenter", Status: plan.Ended},
		},
	}
}

// The sheets say what stands and nothing that is over, in words for the youth.
func TestSheets(t *testing.T) {
	today := casetest.New(t).Today()
	p := plan.Paper{Lang: letter.Danish, Name: "Mads", On: today}
	goals, who := p.GoalSheet(aPlan(today)).Text(), p.WhoSheet(aPlan(today)).Text()
	for _, want := range []string{"Det virker allerede: Turene med hunden", "Mål: Et job ude", "Sådan kan vi se det: Jeg står op", "er du på 3. Du vil gerne hen på 8.", "På vejen: Stille uret", "ringer til skolen (Anna Bech, senest ", "skriver til Anna (du gør det)"} {
		if !strings.Contains(goals, want) {
			t.Errorf("the goals lack %q:\n%s", want, goals)
		}
	}
	for _, over := range []string{"Lagt væk", "er gjort"} {
		if strings.Contains(goals, over) {
			t.Errorf("the goals say %q, which is over", over)
		}
	}
	if !strings.Contains(who, "Mentor (på pause)") || !strings.Contains(who, "Spørg: Mette Lund, Jobcenter, 98 12 34 56") || strings.Contains(who, "Forbi") {
		t.Errorf("who does what:\n%s", who)
	}
	if score, ok := letter.LIX(goals); ok && score >= letter.Easy {
		t.Errorf("the goals read as LIX %d", score)
	}
	p.Lang = letter.English
	if text := p.GoalSheet(plan.Plan{}).Text(); !strings.Contains(text, "no goals and no agreements yet") {
		t.Errorf("an empty plan says:\n%s", text)
	}
}

// No paper says where somebody lives, or a personal number.
func TestWithout(t *testing.T) {
	unsaid := network.Unsaid{Homes: []network.Home{{Text: "Skovvej 12\n9000 Aalborg"}}}
	l := letter.Letter{Body: []letter.Block{
		{Kind: letter.Heading, Text: "Aftaler"},
		{Kind: letter.Bullets, Text: "Anna: henter på Skovvej 12\nMads: stiller uret"},
		{Kind: letter.Heading, Text: "Næste gang"},
		{Kind: letter.Paragraph, Text: "Tirsdag, skovvej nr. 12."},
		{Kind: letter.Heading, Text: "Nummer"},
		{Kind: letter.Paragraph, Text: "610190-1234"},
		{Kind: letter.FinePrint, Text: "Sig til."},
	}}
	got, held := plan.Without(l, unsaid)
	if text := got.Text(); held != 3 || strings.Contains(strings.ToLower(text), "skovvej") || strings.Contains(text, "610190") || strings.Contains(text, "Næste gang") || !strings.Contains(text, "Mads: stiller uret") || !strings.Contains(text, "Sig til.") {
		t.Errorf("%d held back, and the paper says:\n%s", held, text)
	}
}
