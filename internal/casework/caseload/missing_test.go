package caseload_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
)

// TestMissing holds what is asked for and what is not: each gap is told of once, and a
// gap that was closed, a youth who died and another leader's team are not.
func TestMissing(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Rute 42 Øst")
	anna, leader := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Lene", access.Leader)
	other := w.Person(w.Team("Rute 42 Vest"), "Else", access.Leader)
	course := func(y id.Youth) int64 {
		return casetest.One[int64](w, `SELECT id FROM enrolments WHERE youth_id = @y`, db.Args{"y": y})
	}
	status := func(y id.Youth, moment string) {
		w.Exec(`INSERT INTO statuses (youth_id, enrolment_id, moment, on_day, code, by_id, at) VALUES (@y, @e, @m, @today, 'none', @by, @now)`,
			db.Args{"y": y, "e": course(y), "m": moment, "today": w.Today(), "by": anna.Staff, "now": w.Now()})
	}
	leave := func(y id.Youth, daysAgo int, code, words, receiver string) {
		on := w.Today().AddDays(-daysAgo)
		w.Exec(`UPDATE enrolments SET closed_on = @on, followup_ends_on = @on::date + 365 WHERE id = @e`, db.Args{"on": on, "e": course(y)})
		w.Exec(`INSERT INTO exits (enrolment_id, code, counts, exit_on, words, receiver, by_id, at) VALUES (@e, @code, 'good', @on, @words, @receiver, @by, @now)`,
			db.Args{"e": course(y), "code": code, "on": on, "words": words, "receiver": receiver, "by": anna.Staff, "now": w.Now()})
	}
	mads, ida := w.Youth(anna, "Mads Østergaard", w.Started(400)), w.Youth(anna, "Ida Lund", w.Started(30))
	w.Exec(`UPDATE enrolments SET needs_group = 2 WHERE youth_id = @y`, db.Args{"y": ida})
	status(ida, "start") // says both where she stood and where she stands
	status(mads, "before")
	gone, dead, moved := w.Youth(anna, "Freja Holm", w.Started(400)), w.Youth(anna, "Karl Bak", w.Started(400)), w.Youth(anna, "Nora Friis", w.Started(400))
	leave(gone, 100, "edu_upper", "", "EUC Nord") // asked for after one month and after three
	leave(dead, 100, "death", "", "")
	leave(moved, 100, "moved_team", "", "")
	w.Exec(`INSERT INTO followups (enrolment_id, youth_id, exit_on, months, on_day, code, verified_by, by_id, at) VALUES (@e, @y, @on, 1, @today, 'unknown', 'unknown', @by, @now)`,
		db.Args{"e": course(gone), "y": gone, "on": w.Today().AddDays(-100), "today": w.Today(), "by": anna.Staff, "now": w.Now()})

	lists, err := w.Caseload.Missing(t.Context(), leader)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lists {
		for _, r := range l.Rows {
			got = append(got, fmt.Sprintf("%s: %s", l.Kind, strings.Fields(r.Name)[0]))
		}
		if l.N != len(l.Rows) {
			t.Errorf("%s: %d of %d", l.Kind, len(l.Rows), l.N)
		}
	}
	want := []string{"needs_group: Mads", "status_now: Mads", "followup: Freja", "followup_unknown: Freja", "exit_words: Freja"}
	if !slices.Equal(got, want) {
		t.Errorf("missing %q, want %q", got, want)
	}
	if lists, err := w.Caseload.Missing(t.Context(), other); err != nil || len(lists) > 0 {
		t.Errorf("another team's leader: %v, %v", lists, err)
	}
	if _, err := w.Caseload.Missing(t.Context(), anna); !errors.Is(err, access.ErrHidden) && !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a caseworker: %v", err)
	}
}
