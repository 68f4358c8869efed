package caseload_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

func TestContinuity(t *testing.T) {
	day, _ := when.On(2024, time.March, 1)
	span := func(part string, who id.Staff, from, to int) caseload.Span {
		s := caseload.Span{Part: part, Staff: who, From: day.AddDays(from)}
		if to != 0 {
			s.To = day.AddDays(to)
		}
		return s
	}
	tests := []struct {
		name  string
		spans []caseload.Span
		want  caseload.Continuity
	}{
		{"nobody yet", nil, caseload.Continuity{}},
		{"one owner", []caseload.Span{span("owner", 1, 0, 0)}, caseload.Continuity{Owners: 1, Since: day}},
		{"a change", []caseload.Span{span("owner", 2, 50, 0), span("owner", 1, 0, 50)}, caseload.Continuity{Owners: 2, Changes: 1, Since: day}},
		{"there and back again is two owners and two changes", []caseload.Span{span("owner", 1, 90, 0), span("owner", 2, 50, 90), span("owner", 1, 0, 50)}, caseload.Continuity{Owners: 2, Changes: 2, Since: day}},
		{"the same owner in a new course is no change", []caseload.Span{span("owner", 1, 300, 0), span("owner", 1, 0, 200)}, caseload.Continuity{Owners: 1, Since: day}},
		{"another owner in a new course is one", []caseload.Span{span("owner", 2, 300, 0), span("owner", 1, 0, 200)}, caseload.Continuity{Owners: 2, Changes: 1, Since: day}},
		{"twice on one day", []caseload.Span{span("owner", 3, 50, 0), span("owner", 2, 50, 50), span("owner", 1, 0, 50)}, caseload.Continuity{Owners: 3, Changes: 2, Since: day}},
		{"buddies and covers are no owners", []caseload.Span{span("buddy", 2, -9, 0), span("cover", 3, 4, 9), span("owner", 1, 0, 0)}, caseload.Continuity{Owners: 1, Since: day}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range uint64(20) {
				r := rand.New(rand.NewPCG(seed, 1))
				r.Shuffle(len(tt.spans), func(i, j int) { tt.spans[i], tt.spans[j] = tt.spans[j], tt.spans[i] })
				if got := caseload.ContinuityOf(tt.spans); got != tt.want {
					t.Fatalf("got %+v, want %+v from %v", got, tt.want, tt.spans)
				}
			}
		})
	}
}

// Who has had which youth is told on the youth's page and, to the leader, on the
// staff member's; what went on in another team is not the leader's.
func TestWhoHasHad(t *testing.T) {
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	anna, bo := w.Person(north, "Anna", access.Caseworker), w.Person(north, "Bo", access.Caseworker)
	lise, sten := w.Person(north, "Lise", access.Leader), w.Person(south, "Sten", access.Leader, access.Caseworker)
	w.Exec(`INSERT INTO memberships (staff_id, team_id, roles) VALUES (@a, @t, '{caseworker}')`, db.Args{"a": anna.Staff, "t": south})
	w.At(casetest.Noon.AddDate(0, 0, -100))
	y := w.Youth(anna, "Signe Lund", casetest.WithBuddy(bo))
	w.Youth(sten, "Ida Holm", casetest.WithBuddy(anna))
	w.Later(40 * 24 * time.Hour)
	if err := w.Enrolments.HandOver(t.Context(), anna, y, bo.Staff, "Barsel", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	w.At(casetest.Noon)
	c := enrolment.Cover{Staff: anna.Staff, From: w.Today(), To: w.Today().AddDays(5)}
	if err := w.Enrolments.ArrangeCover(t.Context(), bo, y, c, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	write := func(spans []caseload.Span) string {
		var lines []string
		for _, s := range spans {
			to := "-"
			if !s.To.IsZero() {
				to = fmt.Sprint(s.To.Sub(w.Today()))
			}
			lines = append(lines, fmt.Sprintf("%s %s %s %d..%s", s.Name, s.Part, s.Of, s.From.Sub(w.Today()), to))
		}
		return strings.Join(lines, ", ")
	}
	people, err := w.Caseload.People(t.Context(), y, casetest.One[id.Enrolment](w, `SELECT id FROM enrolments WHERE youth_id = @y`, db.Args{"y": y}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := write(people.Spans), "Bo owner Signe Lund -60..-, Anna cover Signe Lund 0..5, Anna owner Signe Lund -100..-60, Bo buddy Signe Lund -100..-60"; got != want {
		t.Errorf("the youth's page says\n%s, want\n%s", got, want)
	}
	if people.View == nil || people.View.Kind != caseload.HandoverView || people.View.By != "Bo" {
		t.Errorf("the last second view is %+v, want the change of owner", people.View)
	}
	name, spans, err := w.Caseload.Had(t.Context(), lise, north, anna.Staff)
	if got, want := write(spans), "Anna cover Signe Lund 0..5, Anna owner Signe Lund -100..-60"; err != nil || name != "Anna" || got != want {
		t.Errorf("the leader reads of %s\n%s %v, want\n%s", name, got, err, want)
	}
	for _, refused := range []struct {
		by   access.Actor
		team id.Team
		who  id.Staff
		want error
	}{
		{anna, north, bo.Staff, access.ErrForbidden},
		{sten, north, anna.Staff, access.ErrHidden},
		{lise, north, sten.Staff, db.ErrNotFound},
		{lise, north, 999, db.ErrNotFound},
	} {
		if _, _, err := w.Caseload.Had(t.Context(), refused.by, refused.team, refused.who); !errors.Is(err, refused.want) {
			t.Errorf("staff %d reads of %d in team %d: %v, want %v", refused.by.Staff, refused.who, refused.team, err, refused.want)
		}
	}
	w.Exec(`INSERT INTO conflicts (staff_id, youth_id, declared_at, by_id) VALUES (@l, @y, @now, @l)`, db.Args{"l": lise.Staff, "y": y, "now": w.Now()})
	if _, spans, err := w.Caseload.Had(t.Context(), lise, north, anna.Staff); err != nil || len(spans) != 0 {
		t.Errorf("the leader reads of somebody close to them: %v %v", spans, err)
	}
	if n := casetest.One[int](w, `SELECT count(*) FROM audit_events WHERE action = 'view team' AND staff_id = @l`, db.Args{"l": lise.Staff}); n != 2 {
		t.Errorf("%d look-ups in the trail, want 2", n)
	}
}
