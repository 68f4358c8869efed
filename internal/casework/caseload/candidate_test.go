package caseload_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/intake"
	"kasket/internal/db"
)

// What one chooses by is read from what happened: who had the youth and when, who has
// shared youths with whom, and which placements run.
func TestCandidates(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna, bo, cilla := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker), w.Person(team, "Cilla", access.Caseworker)
	dora := w.Person(team, "Dora", access.Caseworker)
	kim := w.Person(team, "Kim", access.Coordinator)
	w.At(casetest.Noon.AddDate(-2, 0, 0))
	y := w.Youth(anna, "Mads Holm", casetest.WithBuddy(bo))
	w.Later(30 * 24 * time.Hour)
	if err := w.Enrolments.HandOver(t.Context(), anna, y, cilla.Staff, "Barsel", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	w.Later(30 * 24 * time.Hour)
	if err := w.Enrolments.ChooseBuddy(t.Context(), cilla, y, anna.Staff, "Tilbage", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	w.Later(10 * 24 * time.Hour)
	if err := w.Enrolments.ChooseBuddy(t.Context(), cilla, y, dora.Staff, "Ferie", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	closed := w.Today().AddDays(40)
	w.Exec(`UPDATE enrolments SET closed_on = @on WHERE youth_id = @y`, db.Args{"y": y, "on": closed})
	w.At(casetest.Noon)
	other := w.Youth(bo, "Ida Lund", casetest.WithBuddy(anna))
	w.Company("Bageriet")
	w.Exec(`
		INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, from_on, to_on, by_id)
		SELECT @y, e.id, c.company_id, c.id, 'vp', d.from_on, d.to_on, @by FROM company_workplaces c, enrolments e, (VALUES (@today::date - 3, NULL::date), (@today::date - 30, @today::date - 1), (@today::date + 3, NULL)) d(from_on, to_on)
		WHERE e.youth_id = @y`, db.Args{"y": other, "by": bo.Staff, "today": w.Today()})

	c, err := w.Caseload.Candidates(t.Context(), kim, access.Assign, access.InTeam(team), caseload.Newcomer{Youth: y})
	if err != nil {
		t.Fatal(err)
	}
	start := closed.AddDays(-110)
	want := map[string][]intake.Past{
		"Anna":  {{As: "buddy", From: start.AddDays(60), To: start.AddDays(70)}, {As: "owner", From: start, To: start.AddDays(30)}},
		"Bo":    {{As: "buddy", From: start, To: start.AddDays(60)}},
		"Dora":  {{As: "buddy", From: start.AddDays(70), To: closed}},
		"Cilla": {{As: "owner", From: start.AddDays(30), To: closed}},
	}
	for _, k := range c.Candidates {
		if !reflect.DeepEqual(k.Knew, want[k.Name]) {
			t.Errorf("%s knew the youth %v, want %v", k.Name, k.Knew, want[k.Name])
		}
		if want := map[bool]int{true: 1}[k.Name == "Bo"]; k.Placements != want {
			t.Errorf("%s has %d placements running, want %d", k.Name, k.Placements, want)
		}
	}
	for _, tt := range []struct {
		a, b access.Actor
		want int
	}{{anna, bo, 2}, {bo, anna, 2}, {anna, cilla, 1}, {bo, cilla, 1}, {cilla, dora, 1}, {anna, dora, 0}, {bo, dora, 0}} {
		if got := c.Pairs.Times(tt.a.Staff, tt.b.Staff); got != tt.want {
			t.Errorf("%d and %d have shared %d youths, want %d", tt.a.Staff, tt.b.Staff, got, tt.want)
		}
	}
	if _, err := w.Caseload.Candidates(t.Context(), anna, access.Assign, access.InTeam(team), caseload.Newcomer{Youth: y}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a contact person reads who can be chosen: %v", err)
	}
}
