package caseload_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/db"
	"kasket/internal/id"
)

// The ends of the last twelve months and today, counted from the chain of owners by
// hand: Anna has Mads from 1 June and gives him to Bo on 15 September; Sara began on
// 31 August and left on 31 October; Emil was read in today with a start in July.
func TestCaseloads(t *testing.T) {
	w := casetest.New(t) // 21 November 2026
	team := w.Team("Nord")
	anna, bo := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	leader := w.Person(team, "Lise", access.Leader)
	from := func(day string, owner access.Actor, name string) id.Youth {
		now := w.Now()
		begun, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		w.At(begun.Add(10 * time.Hour))
		y := w.Youth(owner, name)
		w.At(now)
		return y
	}
	mads, sara := from("2026-06-01", anna, "Mads Holm"), from("2026-08-31", anna, "Sara Lund")
	w.Youth(bo, "Emil Krag", w.Started(140)) // 4 July
	w.Write(leader, access.HandOver, func(tx pgx.Tx) error {
		_, err := tx.Exec(w.Context(), `INSERT INTO handovers (enrolment_id, from_id, to_id, by_id, reason, at) SELECT id, owner_id, @bo, @bo, 'Plads', '2026-09-15 10:00+02' FROM enrolments WHERE youth_id = @y`, db.Args{"bo": bo.Staff, "y": mads})
		if err != nil {
			return err
		}
		_, err = tx.Exec(w.Context(), `UPDATE enrolments SET owner_id = @bo WHERE youth_id = @y`, db.Args{"bo": bo.Staff, "y": mads})
		return err
	})
	w.Exec(`UPDATE enrolments SET closed_on = '2026-10-31' WHERE youth_id = @y`, db.Args{"y": sara})
	w.Exec(`UPDATE enrolments SET ready_on = '2026-11-20' WHERE youth_id = @y`, db.Args{"y": mads})

	c, err := w.Caseload.Caseloads(w.Context(), leader, team, caseload.ByName)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Days) != 13 || c.Days[0].String() != "2025-11-30" || c.Days[11].String() != "2026-10-31" || c.Days[12] != w.Today() {
		t.Errorf("days: %v", c.Days)
	}
	// The ends of November to May, June, July, August, September, October; today.
	want := map[string][]int{
		"Anna": {0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 1, 0, 0},
		"Bo":   {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2},
	}
	for _, p := range c.People {
		if !slices.Equal(p.Trend, want[p.Name]) {
			t.Errorf("%s: %v, want %v", p.Name, p.Trend, want[p.Name])
		}
	}
	if !slices.Equal(c.Trend, []int{0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 2, 2}) {
		t.Errorf("the team: %v", c.Trend)
	}
	if p := c.People[1]; p.Closing != 1 || p.Open != 2 || !c.Leader {
		t.Errorf("Bo: %d closing of %d", p.Closing, p.Open)
	}
}

// A coordinator and a leader see a team's caseloads by name or by room, and by nothing
// else, whatever the address asks for: there is no ranking.
func TestCaseloadsAreNotRanked(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna, bo := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	leader, coordinator := w.Person(team, "Lise", access.Leader), w.Person(team, "Kim", access.Coordinator)
	w.Youth(bo, "Mads Holm")
	w.Youth(bo, "Sara Lund")
	names := func(by access.Actor, sort caseload.LoadSort) []string {
		c, err := w.Caseload.Caseloads(w.Context(), by, team, sort)
		if err != nil {
			t.Fatal(err)
		}
		if c.Leader != (by.Staff == leader.Staff) {
			t.Errorf("%v is the leader: %t", by.Staff, c.Leader)
		}
		var all []string
		for _, p := range c.People {
			all = append(all, p.Name)
		}
		return all
	}
	w.Exec(`UPDATE staff SET employment = 0.5 WHERE id = @id`, db.Args{"id": anna.Staff}) // room for 9; Bo for 16
	if got := names(coordinator, caseload.ByRoom); !slices.Equal(got, []string{"Bo", "Anna"}) {
		t.Errorf("by room: %v", got)
	}
	for _, other := range []caseload.LoadSort{"", "overdue", "closing", "good"} {
		if got := names(leader, other); !slices.Equal(got, []string{"Anna", "Bo"}) {
			t.Errorf("sorted by %q: %v; there is no ranking", other, got)
		}
	}
	if _, err := w.Caseload.Caseloads(w.Context(), anna, team, caseload.ByName); err == nil {
		t.Error("a caseworker sees everybody's")
	}
}

// Whatever becomes of the youths, the page of a team's caseloads is the same for each
// contact person: no outcome is in it, of few or of many.
func TestCaseloadsHoldNoOutcome(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna, leader := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Lise", access.Leader)
	for range 12 {
		y := w.Youth(anna, "Ung Hansen", w.Started(300))
		w.Exec(`WITH e AS (UPDATE enrolments SET closed_on = current_date WHERE youth_id = @y RETURNING id, owner_id)
			INSERT INTO exits (enrolment_id, code, counts, exit_on, by_id) SELECT id, 'job_full', 'good', current_date, owner_id FROM e`, db.Args{"y": y})
	}
	read := func() caseload.Caseload {
		c, err := w.Caseload.Caseloads(w.Context(), leader, team, caseload.ByName)
		if err != nil {
			t.Fatal(err)
		}
		return c.People[0]
	}
	good := read()
	w.Exec(`UPDATE exits SET code = 'lost', counts = 'other'`, nil)
	if bad := read(); !slices.Equal(good.Trend, bad.Trend) || good.Closing != bad.Closing || good.Overdue != bad.Overdue || good.Weighted != bad.Weighted {
		t.Errorf("%+v became %+v", good, bad)
	}
}
