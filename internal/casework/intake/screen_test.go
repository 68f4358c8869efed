package intake_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/intake"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

func stateOf(w *casetest.World, r id.Referral) intake.State {
	w.Helper()
	return casetest.One[intake.State](w, `SELECT state FROM referrals WHERE id = @r`, db.Args{"r": r})
}

// Who may say what, and what follows from it.
func TestSay(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	anna := w.Person(north, "Anna", access.Caseworker)
	kim, lise := w.Person(north, "Kim", access.Coordinator), w.Person(north, "Lise", access.Leader)
	kaj := w.Person(w.Team("Syd"), "Kaj", access.Coordinator)
	said := intake.View{Party: intake.Team, Verdict: intake.Relevant, Reason: "Passer til os"}
	tests := []struct {
		name  string
		by    access.Actor
		v     intake.View
		want  error
		state intake.State
	}{
		{"the coordinator for the team", kim, said, nil, intake.Waiting},
		{"the leader for the team", lise, said, nil, intake.Waiting},
		{"a colleague may not", anna, said, access.ErrForbidden, intake.Received},
		{"another team's may not know", kaj, said, access.ErrHidden, intake.Received},
		{"the team asks for more", kim, intake.View{Party: intake.Team, Verdict: intake.NeedsMore, Reason: "Hvad siger lægen?"}, nil, intake.MoreInfo},
		{"the team's no declines", lise, intake.View{Party: intake.Team, Verdict: intake.NotRelevant, Reason: "Bor i en anden kommune"}, nil, intake.Declined},
		{"the unit's no does not", kim, intake.View{Party: intake.Unit, Verdict: intake.NotRelevant, Reason: "Er begyndt på hf", SaidBy: "Mette"}, nil, intake.Received},
		{"nobody's", kim, intake.View{Verdict: intake.Relevant, Reason: "x"}, rule.Violation("party", "choose"), intake.Received},
		{"no word", kim, intake.View{Party: intake.Team, Reason: "x"}, rule.Violation("verdict", "choose"), intake.Received},
		{"no reason", kim, intake.View{Party: intake.Team, Verdict: intake.Relevant, Reason: " \x00\n"}, rule.Violation("reason", "required"), intake.Received},
		{"nobody of the unit", kim, intake.View{Party: intake.Unit, Verdict: intake.Relevant, Reason: "x"}, rule.Violation("said_by", "required"), intake.Received},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := referred(w, north, kim, w.Registered("Mads Holm"))
			if err := w.Intake.Say(t.Context(), tt.by, r, tt.v, audit.Form{}); !errors.Is(err, tt.want) && !reflect.DeepEqual(err, tt.want) {
				t.Fatalf("Say: %v, want %v", err, tt.want)
			}
			if got := stateOf(w, r); got != tt.state {
				t.Errorf("the referral is %s, want %s", got, tt.state)
			}
		})
	}
	if _, err := w.DB.Write.Exec(t.Context(), `UPDATE screening_views SET reason = 'x'`); !db.Violates(err, "append_only") {
		t.Errorf("a word can be rewritten: %v", err)
	}
}

// Nobody is assigned while a word is missing: neither by the rule nor past it.
func TestAssignIsFromWaiting(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	anna, kim := w.Person(north, "Anna", access.Caseworker), w.Person(north, "Kim", access.Coordinator)
	r := referred(w, north, kim, w.Registered("Mads Holm"))
	a := intake.Assignment{Owner: anna.Staff, Reason: "Plads"}
	say := func(v intake.View) {
		t.Helper()
		if err := w.Intake.Say(t.Context(), kim, r, v, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	say(intake.View{Party: intake.Team, Verdict: intake.NeedsMore, Reason: "Hvad siger lægen?"})
	if err := w.Intake.Assign(t.Context(), kim, r, a, audit.Form{}); !reflect.DeepEqual(err, rule.Violation("", "not_screened", "Mads")) {
		t.Errorf("assigning while information is missing: %v", err)
	}
	_, err := w.DB.Write.Exec(t.Context(), `UPDATE referrals SET state = 'assigned', enrolment_id = 1 WHERE id = $1`, r)
	if !db.Violates(err, "assigned_from_waiting") {
		t.Errorf("past the rule: %v", err)
	}
	say(intake.View{Party: intake.Unit, Verdict: intake.Relevant, Reason: "Lægen er enig", SaidBy: "Mette"})
	if err := w.Intake.Assign(t.Context(), kim, r, a, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	views, err := w.Intake.Views(t.Context(), r)
	if err != nil || len(views) != 3 || views[0].Party != intake.Team || views[0].Verdict != intake.Relevant || views[0].Reason != "Plads" {
		t.Errorf("choosing is the team's word too: %+v, %v", views, err)
	}
}

// Two coordinators at once: of forty words the state is what the last two add up to,
// and a correction on an old page overwrites nothing.
func TestTwoCoordinatorsAtOnce(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	kim, bo := w.Person(north, "Kim", access.Coordinator), w.Person(north, "Bo", access.Coordinator)
	r := referred(w, north, kim, w.Registered("Mads Holm"))
	var group sync.WaitGroup
	for i := range 40 {
		group.Go(func() {
			v := intake.View{Party: intake.Parties[i%2], Verdict: intake.Verdicts[i/2%2], Reason: "Fordi", SaidBy: "Mette"}
			if err := w.Intake.Say(t.Context(), []access.Actor{kim, bo}[i%2], r, v, audit.Form{}); err != nil {
				t.Errorf("word %d: %v", i, err)
			}
		})
	}
	group.Wait()
	got, err := w.Intake.Open(t.Context(), kim, r)
	if err != nil || got.State != got.Words.State() {
		t.Errorf("the state is %s, and the words %+v add up to %s (%v)", got.State, got.Words, got.Words.State(), err)
	}
	fix := intake.Correction{ReferredOn: got.ReferredOn, Account: got.Account, NeedsGroup: got.NeedsGroup, Version: got.Version}
	fix.Wish = "Noget med dyr"
	if err := w.Intake.Correct(t.Context(), kim, r, fix, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	fix.Wish = "Noget med biler"
	stale, is := errors.AsType[*intake.Stale](w.Intake.Correct(t.Context(), bo, r, fix, audit.Form{}))
	if !is || stale.Theirs.Wish != "Noget med dyr" || stale.By != "Kim" {
		t.Errorf("on an old page: %+v", stale)
	}
}

// The answers are to the programme's own questions, and an old page overwrites none.
func TestScreen(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	kim := w.Person(north, "Kim", access.Coordinator)
	w.Exec(`INSERT INTO programme_criteria (programme_id, code, kind, name_da, name_en, valid_from, valid_to)
		SELECT programme_id, c.code, c.kind, c.code, c.code, '2020-01-01', c.ends::date FROM teams,
		(VALUES ('q_alone', 'question', NULL), ('q_old', 'question', '2021-01-01'), ('q_age', 'age', NULL)) AS c (code, kind, ends) WHERE id = @team`, db.Args{"team": north})
	r := referred(w, north, kim, w.Registered("Mads Holm"))
	ref, err := w.Intake.Open(t.Context(), kim, r)
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.Intake.Screening(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	var question, age id.Criterion
	for _, c := range all {
		switch c.Code {
		case "q_alone":
			question = c.Criterion
		case "q_age":
			age = c.Criterion
		case "q_old":
			t.Error("a criterion that is over is asked")
		}
	}
	screen := func(version int, said ...intake.Said) error {
		return w.Intake.Screen(t.Context(), kim, r, said, version, audit.Form{})
	}
	for name, said := range map[string]intake.Said{
		"the age":            {Criterion: age, Answer: intake.Yes},
		"another's":          {Criterion: 987654, Answer: intake.Yes},
		"no answer there is": {Criterion: question, Answer: "måske"},
	} {
		if err := screen(1, said); !reflect.DeepEqual(err, rule.Violation(intake.AnswerField(said.Criterion), "unknown")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := screen(1, intake.Said{Criterion: question, Answer: intake.Yes, Note: "Siger det selv"}); err != nil {
		t.Fatal(err)
	}
	if _, is := errors.AsType[*intake.Stale](screen(1, intake.Said{Criterion: question, Answer: intake.No})); !is {
		t.Error("an old page overwrote an answer")
	}
	if err := screen(2, intake.Said{Criterion: question}); err != nil {
		t.Fatal(err)
	}
	if n := casetest.One[int](w, `SELECT count(*) FROM screening_answers`, nil); n != 0 {
		t.Errorf("%d answers after it was taken back", n)
	}
}
