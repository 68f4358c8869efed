package caseload_test

import (
	"slices"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/decision"
	"kasket/internal/programme"
)

// What a decision asks stands on the owner's day before it is due, and not on the buddy's.
func TestDecisionsAskOnTime(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Rute 42")
	anna, bo := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	mads := w.Youth(anna, "Mads", casetest.WithBuddy(bo))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	today := w.Today()
	wish := decision.Wish{Content: decision.Content{Weighs: true, BeganOn: today, Plain: "Vi har besluttet …", View: "Du siger …", Basis: "§ 1", Hearing: decision.HearingNeeded}}
	heard, err := w.Decisions.Begin(t.Context(), anna, mads, "UDD-PAL", nil, wish, audit.Form{})
	must(err)
	until := today.AddDays(16) // a Monday
	must(w.Decisions.SendHearing(t.Context(), anna, heard, decision.HearingWish{PutForward: "Du sagde nej.", Channel: decision.Spoken, SentOn: today, Until: until}, audit.Form{}))

	duties := func(of access.Actor) []decision.DutyKind {
		t.Helper()
		day, err := w.Caseload.Today(t.Context(), of)
		must(err)
		var kinds []decision.DutyKind
		for _, d := range day.Deadlines {
			if d.Kind == caseload.DecisionDue && d.Decision == heard {
				kinds = append(kinds, d.Duty)
			}
		}
		return kinds
	}
	if got := duties(anna); len(got) != 0 {
		t.Errorf("sixteen days ahead: %v", got)
	}
	w.Later(9 * 24 * time.Hour)
	if got := duties(anna); !slices.Equal(got, []decision.DutyKind{decision.DutyHearing}) {
		t.Errorf("seven days ahead: %v", got)
	}
	if got := duties(bo); len(got) != 0 {
		t.Errorf("the buddy's day: %v", got)
	}
	w.Later(8 * 24 * time.Hour)
	if got := duties(anna); !slices.Equal(got, []decision.DutyKind{decision.DutyConclude}) {
		t.Errorf("the day after: %v", got)
	}
}

// What was made and not told stands on the owner's day, and what was told in the history.
func TestDecisionsAreTold(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Rute 42"), "Anna", access.Caseworker)
	mads := w.Youth(anna, "Mads")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	wish := decision.Wish{Content: decision.Content{BeganOn: w.Today(), Plain: "Vi har besluttet …", View: "Du siger …", Basis: "§ 1"}}
	told, err := w.Decisions.Begin(t.Context(), anna, mads, "MENTOR", nil, wish, audit.Form{})
	must(err)
	must(w.Decisions.Decide(t.Context(), anna, told, 1, audit.Form{}))
	day, err := w.Caseload.Today(t.Context(), anna)
	must(err)
	if !slices.ContainsFunc(day.Deadlines, func(d caseload.Deadline) bool { return d.Decision == told && d.Duty == decision.DutyTell }) {
		t.Errorf("made and not told: %+v", day.Deadlines)
	}
	must(w.Decisions.Notify(t.Context(), anna, told, decision.Telling{Channel: programme.HandedOver, SentOn: w.Today()}, audit.Form{}))
	history, _, err := w.Caseload.Timeline(t.Context(), anna, mads, caseload.TimelineFilter{Sort: caseload.DecisionEntry, Limit: 10})
	must(err)
	var acts []string
	for _, e := range history {
		acts = append(acts, e.Title)
	}
	slices.Sort(acts)
	if !slices.Equal(acts, []string{"decide", "notify"}) {
		t.Errorf("the history tells %v", acts)
	}
}
