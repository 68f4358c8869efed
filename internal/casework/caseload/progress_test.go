package caseload_test

import (
	"slices"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/measure"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
)

// What a youth wants and how it goes stands in the history: a goal each time it was
// written, each figure on its scale, each measurement, and how an agreement ended and why.
// A measurement that was withdrawn is gone, and nothing of another youth is there.
func TestProgressInHistory(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	mads, ida := w.Youth(anna, "Mads Holm"), w.Youth(anna, "Ida Bro")
	progress(w, anna, mads)

	history := func(youth id.Youth, f caseload.TimelineFilter) (lines []string) {
		t.Helper()
		f.Limit = 50
		entries, _, err := w.Caseload.Timeline(t.Context(), anna, youth, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			line := string(e.Sort) + " " + e.Facts.State + ": " + e.Title + " " + e.Text
			if e.Facts.Score != nil {
				line += " " + time.Duration(*e.Facts.Score).String()
			}
			if e.By != "Anna" {
				t.Errorf("%s: by %q", line, e.By)
			}
			lines = append(lines, line+e.Facts.Instead)
		}
		return lines
	}
	goals := []string{"goal reached: Et job i en have ", "scale : Et job i en have  6ns", "goal reworded: Et job i en have ", "scale : Et job i en have  3ns", "goal set: Et job ude "}
	if got := history(mads, caseload.TimelineFilter{Sort: caseload.GoalEntry}); !slices.Equal(got, goals) {
		t.Errorf("goals: %q\nwant %q", got, goals)
	}
	if got := history(mads, caseload.TimelineFilter{Sort: caseload.MeasureEntry}); !slices.Equal(got, []string{"measure sum*4: who5 En god uge 44ns"}) {
		t.Errorf("measurements: %q", got)
	}
	if got := history(mads, caseload.TimelineFilter{Sort: caseload.AgreementEntry}); !slices.Contains(got, "done changed: Ringe til gartneren Der er ferielukketSkrive til gartneren") {
		t.Errorf("agreements: %q", got)
	}
	all := history(mads, caseload.TimelineFilter{})
	for _, line := range goals {
		if !slices.Contains(all, line) {
			t.Errorf("not in the whole history: %s", line)
		}
	}
	for _, line := range history(ida, caseload.TimelineFilter{}) {
		if line[:4] == "goal" || line[:5] == "scale" || line[:4] == "done" {
			t.Errorf("in another's history: %s", line)
		}
	}
	if !slices.Equal(access.Allowed(access.ViewMeasures), access.Allowed(access.ViewYouth)) {
		t.Error("the history shows measurements to whoever reads the record; the policy parts the two")
	}
}

// progress is a goal from its first word to its end, an agreement that was changed, and a
// measurement beside one that was withdrawn.
func progress(w *casetest.World, anna access.Actor, mads id.Youth) {
	w.Helper()
	t := w
	must := func(err error) {
		w.Helper()
		if err != nil {
			w.Fatal(err)
		}
		w.Later(time.Minute)
	}
	goal, err := w.Plans.SetGoal(t.Context(), anna, mads, plan.GoalWish{Text: "Et job ude", Seen: "Jeg står op", Now: "3"}, audit.Form{})
	must(err)
	must(w.Plans.ChangeGoal(t.Context(), anna, mads, goal, plan.GoalWish{Text: "Et job i en have", Version: 1}, audit.Form{}))
	must(w.Plans.Rate(t.Context(), anna, mads, goal, plan.Rating{Value: "6", SaidBy: plan.ByWorker}, audit.Form{}))
	must(w.Plans.EndGoal(t.Context(), anna, mads, goal, plan.GoalEnding{Outcome: plan.Reached, Version: 2}, audit.Form{}))
	promise, err := w.Plans.Agree(t.Context(), anna, mads, plan.Wish{Text: "Ringe til gartneren", Who: plan.Us}, audit.Form{})
	must(err)
	must(w.Plans.Settle(t.Context(), anna, mads, promise, plan.Settlement{Outcome: plan.Changed, Reason: "Der er ferielukket", Instead: plan.Wish{Text: "Skrive til gartneren", Who: plan.Us}}, audit.Form{}))
	who5 := casetest.One[id.Instrument](w, `SELECT id FROM instruments WHERE code = 'who5'`, nil)
	five := map[int]string{1: "2", 2: "2", 3: "2", 4: "2", 5: "3"}
	_, err = w.Measures.Save(t.Context(), anna, mads, who5, measure.Answering{Respondent: measure.ByYouth, Answers: five, Comment: "En god uge"}, audit.Form{})
	must(err)
	mistake, err := w.Measures.Save(t.Context(), anna, mads, who5, measure.Answering{Respondent: measure.ByYouth, Answers: five, Comment: "Forkert"}, audit.Form{})
	must(err)
	must(w.Measures.Withdraw(t.Context(), anna, mads, mistake, audit.Form{}))
}
