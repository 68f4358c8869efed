package caseload_test

import (
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
)

// The history can be narrowed to each sort that is offered, and to a hat.
func TestHistoryNarrows(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Rute 42"), "Anna", access.Caseworker)
	mads := w.Youth(anna, "Mads")
	filters := []caseload.TimelineFilter{{}, {System: true}, {Hat: "mentor"}, {Doing: "walk"}, {Hat: "mentor", Doing: "walk"}}
	for _, s := range caseload.Sorts {
		filters = append(filters, caseload.TimelineFilter{Sort: s}, caseload.TimelineFilter{Sort: s, System: true})
	}
	for _, f := range filters {
		if _, _, err := w.Caseload.Timeline(t.Context(), anna, mads, f); err != nil {
			t.Errorf("narrowed to %+v: %v", f, err)
		}
	}
}
