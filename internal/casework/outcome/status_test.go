package outcome_test

import (
	"errors"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/outcome"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// house is a team with an owner, a buddy, a leader and a youth who began 100 days ago.
type house struct {
	*casetest.World
	team           id.Team
	anna, bo, lise access.Actor
	youth          id.Youth
}

func newHouse(t *testing.T) house {
	w := casetest.New(t)
	h := house{World: w, team: w.Team("Nord")}
	h.anna, h.bo = w.Person(h.team, "Anna Holm", access.Caseworker), w.Person(h.team, "Bo Lind", access.Caseworker)
	h.lise = w.Person(h.team, "Lise Bak", access.Leader)
	h.youth = w.Youth(h.anna, "Mads Øst", w.Started(100), casetest.WithBuddy(h.bo))
	return h
}

func (h house) scope(a access.Actor) access.Scope {
	h.Helper()
	opened, err := h.Youths.Open(h.Context(), a, h.youth)
	if err != nil {
		h.Fatal(err)
	}
	return opened.Scope
}

func (h house) day(ago int) when.Date { return h.Today().AddDays(-ago) }

func is(err error, want rule.Violations) bool {
	got, ok := errors.AsType[rule.Violations](err)
	if !ok || len(got) != len(want) {
		return false
	}
	for i := range want {
		if got[i].Field != want[i].Field || got[i].Code != want[i].Code {
			return false
		}
	}
	return true
}

// What a status may say, and what is refused at which field.
func TestStatusRules(t *testing.T) {
	h := newHouse(t)
	hours := func(n float64) *float64 { return &n }
	tests := []struct {
		name string
		s    outcome.Status
		want rule.Violations
	}{
		{"a change today", outcome.Status{Moment: outcome.Change, On: h.day(0), Code: "education", Level: "vocational", Place: "Tech"}, nil},
		{"before, without a day", outcome.Status{Moment: outcome.Before, Code: "none"}, nil},
		{"at the start, without a day", outcome.Status{Moment: outcome.AtStart, Code: "none"}, nil},
		{"before, on a day after the start", outcome.Status{Moment: outcome.Before, On: h.day(99), Code: "none"}, rule.Violation("on", "after_start")},
		{"at the start, on another day", outcome.Status{Moment: outcome.AtStart, On: h.day(99), Code: "none"}, rule.Violation("on", "not_start")},
		{"a change before the start", outcome.Status{Moment: outcome.Change, On: h.day(101), Code: "job"}, rule.Violation("on", "before_start")},
		{"a change tomorrow", outcome.Status{Moment: outcome.Change, On: h.day(-1), Code: "job"}, rule.Violation("on", "in_the_future")},
		{"a change without a day", outcome.Status{Moment: outcome.Change, Code: "job"}, nil},
		{"nothing chosen", outcome.Status{Moment: outcome.Change, On: h.day(0)}, rule.Violation("status", "required")},
		{"a status there is none of", outcome.Status{Moment: outcome.Change, On: h.day(0), Code: "astronaut"}, rule.Violation("status", "unknown")},
		{"a level of a job", outcome.Status{Moment: outcome.Change, On: h.day(0), Code: "job", Level: "upper"}, rule.Violation("level", "level_of_education")},
		{"a level there is none of", outcome.Status{Moment: outcome.Change, On: h.day(0), Code: "education", Level: "moon"}, rule.Violation("level", "unknown")},
		{"a benefit there is none of", outcome.Status{Moment: outcome.Change, On: h.day(0), Code: "job", Benefit: "sold"}, rule.Violation("benefit", "unknown")},
		{"more hours than a week has", outcome.Status{Moment: outcome.Change, On: h.day(0), Code: "job", Hours: hours(81)}, rule.Violation("hours", "between")},
		{"at an exit, by hand", outcome.Status{Moment: outcome.AtExit, On: h.day(0), Code: "job"}, rule.Violation("moment", "choose")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := h.Outcomes.KeepStatus(t.Context(), h.bo, h.youth, tt.s, audit.Form{})
			if tt.want == nil && err != nil || tt.want != nil && !is(err, tt.want) {
				t.Errorf("answers %v, want %v", err, tt.want)
			}
		})
	}
	if n := casetest.One[int](h.World, `SELECT count(*) FROM statuses`, nil); n != 4 {
		t.Errorf("%d statuses stand, want 4", n)
	}
}

// Before and now are read from what was not taken back, the newest of a day.
func TestStatusBeforeAndNow(t *testing.T) {
	h := newHouse(t)
	keep := func(m outcome.Moment, ago int, code string) {
		t.Helper()
		if err := h.Outcomes.KeepStatus(t.Context(), h.anna, h.youth, outcome.Status{Moment: m, On: h.day(ago), Code: code}, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	keep(outcome.Before, 150, "job")
	keep(outcome.Before, 110, "none")
	keep(outcome.Change, 10, "prep")
	keep(outcome.Change, 5, "education")
	keep(outcome.Change, 5, "job")
	story, err := h.Outcomes.Story(t.Context(), h.anna, h.scope(h.anna))
	if err != nil {
		t.Fatal(err)
	}
	if was := outcome.BeforeCourse(story.Statuses, story.Course.Enrolment); was == nil || was.Code != "none" {
		t.Errorf("before is %+v, want none", was)
	}
	if now := story.Now(); now == nil || now.Code != "job" || now.ByName != "Anna Holm" {
		t.Fatalf("now is %+v, want job", now)
	}
	last := story.Now().ID
	if err := h.Outcomes.WithdrawStatus(t.Context(), h.bo, h.youth, last, audit.Form{}); !is(err, rule.Violation("", "status_stays")) {
		t.Errorf("somebody else takes it back: %v", err)
	}
	if err := h.Outcomes.WithdrawStatus(t.Context(), h.anna, h.youth, last, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := h.Outcomes.WithdrawStatus(t.Context(), h.anna, h.youth, last, audit.Form{}); !is(err, rule.Violation("", "status_stays")) {
		t.Errorf("twice: %v", err)
	}
	if story, err = h.Outcomes.Story(t.Context(), h.anna, h.scope(h.anna)); err != nil || story.Now().Code != "education" {
		t.Errorf("after it was taken back now is %+v, %v", story.Now(), err)
	}
	h.Later(outcome.WithdrawFor)
	if err := h.Outcomes.WithdrawStatus(t.Context(), h.anna, h.youth, story.Now().ID, audit.Form{}); !is(err, rule.Violation("", "status_stays")) {
		t.Errorf("after two hours: %v", err)
	}
	o, err := h.Caseload.Overview(t.Context(), h.anna, h.youth, story.Course.Enrolment)
	if err != nil || o.Stands == nil || o.Stands.Code != "education" || o.Stands.Since != h.day(5) || o.Stood == nil || o.Stood.Code != "none" {
		t.Errorf("the overview says %+v and %+v, %v", o.Stands, o.Stood, err)
	}
	if err := h.Outcomes.KeepStatus(t.Context(), h.Person(h.team, "Carl Dam", access.Caseworker), h.youth, outcome.Status{Moment: outcome.Before, Code: "job"}, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague writes: %v", err)
	}
	if _, err := h.DB.Write.Exec(t.Context(), `UPDATE statuses SET code = 'job' WHERE false`, db.Args{}); err != nil {
		t.Fatal(err)
	}
}
