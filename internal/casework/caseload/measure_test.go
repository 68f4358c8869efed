package caseload_test

import (
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/measure"
	"kasket/internal/casework/outcome"
	"kasket/internal/db"
	"kasket/internal/id"
)

// A low score stands on the day of who answers for the youth, until somebody has talked
// with them after it; and what the programme wants measured stands there from its day.
func TestTodayMeasures(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna, bo := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	ada := w.Person(0, "Ada", access.Administrator)
	mads := w.Youth(anna, "Mads Holm", casetest.WithBuddy(bo), w.Started(20))
	who5 := casetest.One[id.Instrument](w, `SELECT id FROM instruments WHERE code = 'who5'`, nil)
	day := func(by access.Actor) (lows, due int) {
		t.Helper()
		today, err := w.Caseload.Today(t.Context(), by)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range today.Deadlines {
			if d.Kind == caseload.LowScore && d.Youth == mads && d.NameEn == "WHO-5 well-being" {
				lows++
			}
		}
		return lows, len(today.Measures)
	}
	expect := func(what string, lows, due int) {
		t.Helper()
		if l, d := day(anna); l != lows || d != due {
			t.Errorf("%s: %d low and %d due, want %d and %d", what, l, d, lows, due)
		}
	}
	expect("nothing", 0, 0)
	rute := casetest.One[id.Programme](w, `SELECT id FROM programmes WHERE key = 'rute42'`, nil)
	if err := w.Measures.SetRule(t.Context(), ada, rute, measure.Rule{Code: "who5", FirstDays: 14, EveryDays: 90}, "", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	expect("the programme wants one", 0, 1)
	score := func(answer string) {
		t.Helper()
		if _, err := w.Measures.Save(t.Context(), anna, mads, who5, measure.Answering{Respondent: measure.ByYouth, Answers: map[int]string{1: answer, 2: answer, 3: answer, 4: answer, 5: answer}}, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	score("1")
	expect("a low one", 1, 0)
	if l, _ := day(bo); l != 0 {
		t.Error("the buddy is told, too")
	}
	talk := func(outcome string) { t.Helper(); talked(w, anna, mads, outcome) }
	talk("not_reached")
	expect("nobody answered", 1, 0)
	talk("talked")
	expect("talked about", 0, 0)
	w.Later(time.Hour)
	score("1")
	expect("low once more", 1, 0)
	score("4")
	expect("and up", 0, 0)
	w.Later(91 * 24 * time.Hour)
	expect("three months later", 0, 1)
}

// The survey of the youths is asked for three months after the start, and at the end of
// whoever had them last, for three months; never of a youth who died.
func TestTodaySurvey(t *testing.T) {
	for _, tt := range []struct {
		what    string
		started int // days ago
		exit    string
		ago     int // days since the end
		want    string
	}{
		{"a course of a month", 30, "", 0, ""},
		{"a course of a hundred days", 100, "", 0, "months3"},
		{"one that ended", 200, "job_full", 5, "exit"},
		{"one that ended long ago", 300, "job_full", 100, ""},
		{"somebody who died", 200, "death", 5, ""},
	} {
		w := casetest.New(t)
		anna, ada := w.Person(w.Team("Nord"), "Anna", access.Caseworker), w.Person(0, "Ada", access.Administrator)
		mads := w.Youth(anna, "Mads Holm", w.Started(tt.started))
		rute := casetest.One[id.Programme](w, `SELECT id FROM programmes WHERE key = 'rute42'`, nil)
		for _, o := range []measure.Occasion{measure.AtMonths3, measure.AtExit} {
			if err := w.Measures.SetRule(t.Context(), ada, rute, measure.Rule{Code: "survey", Occasion: o}, "", audit.Form{}); err != nil {
				t.Fatal(err)
			}
		}
		if tt.exit != "" {
			if err := w.Outcomes.Close(t.Context(), anna, mads, outcome.Exit{Code: tt.exit, On: w.Today().AddDays(-tt.ago)}, audit.Form{}); err != nil {
				t.Fatal(err)
			}
		}
		today, err := w.Caseload.Today(t.Context(), anna)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, d := range today.Measures {
			got += d.Text
		}
		if got != tt.want {
			t.Errorf("%s: asked for %q, want %q", tt.what, got, tt.want)
		}
	}
}

// talked writes an entry of the log an hour later.
func talked(w *casetest.World, by access.Actor, youth id.Youth, outcome string) {
	w.Helper()
	w.Later(time.Hour)
	n := casetest.One[id.Contact](w, `INSERT INTO contacts (author_id, kind, outcome, hats, occurred_at, recorded_at, account) VALUES (@by, 'phone', @outcome, '{mentor}', @at, @at, '') RETURNING id`,
		db.Args{"by": by.Staff, "outcome": outcome, "at": w.Now()})
	w.Exec(`INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at) SELECT @c, @y, id, @at FROM enrolments WHERE youth_id = @y`,
		db.Args{"c": n, "y": youth, "at": w.Now()})
}
