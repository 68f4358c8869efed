package placement_test

import (
	"errors"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/placement"
	"kasket/internal/db"
)

// What happens while a stay runs is written down once it may run, by those who follow it.
func TestNote(t *testing.T) {
	h := open(t)
	w := h.bare()
	w.From, w.To, w.AgreementState = h.day(-3), h.day(24), placement.AgreementApproved
	n, err := h.start(w)
	if err != nil {
		t.Fatal(told(err))
	}
	note := func(e placement.Event) string {
		return told(h.Placements.Note(h.Context(), h.anna, n, e, audit.Form{}))
	}
	absent := placement.Event{Kind: placement.Absence, ToldBy: "company"}
	for _, tt := range []struct {
		name   string
		change func(*placement.Event)
		want   string
	}{
		{"today", func(*placement.Event) {}, ""},
		{"nobody told", func(e *placement.Event) { e.ToldBy = "" }, "broken rules: told_by: choose"},
		{"two days ahead", func(e *placement.Event) { e.From, e.To = h.day(1), h.day(2) }, ""},
		{"reversed", func(e *placement.Event) { e.From, e.To = h.day(2), h.day(1) }, "broken rules: absent_to: before_from"},
		{"before it began", func(e *placement.Event) { e.From, e.To = h.day(-4), h.day(1) }, "broken rules: absent_from: before_from"},
		{"60 days", func(e *placement.Event) { e.From, e.To = h.day(0), h.day(59) }, ""},
		{"61 days", func(e *placement.Event) { e.From, e.To = h.day(0), h.day(60) }, "broken rules: absent_to: too_far_ahead_days"},
		{"no such kind", func(e *placement.Event) { e.Kind = "party" }, "broken rules: kind: unknown"},
		{"something happened", func(e *placement.Event) { *e = placement.Event{Kind: placement.Acute, FirstAct: "call_youth"} }, ""},
		{"something happened and nothing is done", func(e *placement.Event) { *e = placement.Event{Kind: placement.Acute} }, "broken rules: first_act: choose"},
	} {
		e := absent
		tt.change(&e)
		if got := note(e); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	kept := casetest.One[string](h.World, `SELECT string_agg(concat_ws(' ', kind, from_on - @today::date, to_on - @today::date, told_by, first_act), ', ' ORDER BY id) FROM placement_events`,
		db.Args{"today": h.Today()})
	if kept != "absence 0 0 company , absence 1 2 company , absence 0 59 company , acute 0 0  call_youth" {
		t.Errorf("kept %s", kept)
	}
	if err := h.Placements.Note(h.Context(), h.bo, n, absent, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague: %v", err)
	}
	if v := casetest.One[int](h.World, `SELECT version FROM placements`, nil); v != 1 {
		t.Errorf("the terms are of version %d", v)
	}
	w.From, w.To = h.day(30), h.day(40)
	if n, err = h.start(w); err != nil {
		t.Fatal(told(err))
	}
	if got := note(absent); got != "broken rules: : placement_state, absent_from: before_from" {
		t.Errorf("one that has not begun: %s", got)
	}
}
