package caseload_test

import (
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/db"
	"kasket/internal/id"
)

// The query reads a list of youths by each of its conditions, in Danish order.
func TestRowsByFilter(t *testing.T) {
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	anna, bo := w.Person(north, "Anna", access.Caseworker), w.Person(north, "Bo", access.Caseworker)
	cilla, dan := w.Person(north, "Cilla", access.Caseworker), w.Person(south, "Dan", access.Caseworker)
	aase, mads := w.Youth(anna, "Åse Holm", casetest.WithBuddy(bo)), w.Youth(anna, "Mads Lund")
	w.Youth(bo, "Ahmad Alm", casetest.WithBuddy(anna))
	gone := w.Youth(dan, "Ida Ny")
	w.Exec(`UPDATE enrolments SET closed_on = started_on WHERE youth_id = @y`, db.Args{"y": gone})
	cover(w, mads, cilla, 0, 0)
	cover(w, aase, cilla, 1, 9)

	tests := []struct {
		name string
		f    caseload.Filter
		want string
	}{
		{"a forgotten filter shows nothing", caseload.Filter{}, ""},
		{"a page alone shows nothing", caseload.Filter{After: mads, Limit: 5}, ""},
		{"of an owner, å last", caseload.Filter{Owner: anna.Staff}, "Mads Lund, Åse Holm"},
		{"of a buddy", caseload.Filter{Buddy: anna.Staff}, "Ahmad Alm"},
		{"covered today", caseload.Filter{Covering: cilla.Staff}, "Mads Lund"},
		{"all somebody has to do with", caseload.Filter{Mine: anna.Staff}, "Ahmad Alm, Mads Lund, Åse Holm"},
		{"all a cover has to do with today", caseload.Filter{Mine: cilla.Staff}, "Mads Lund"},
		{"of a team, closed ones away", caseload.Filter{Team: south}, ""},
		{"of a team and an owner", caseload.Filter{Team: north, Owner: bo.Staff}, "Ahmad Alm"},
		{"a page of a team", caseload.Filter{Team: north, Limit: 2}, "Ahmad Alm, Mads Lund"},
		{"and the next", caseload.Filter{Team: north, After: mads, Limit: 2}, "Åse Holm"},
		{"some youths", caseload.Filter{Youths: []id.Youth{aase, gone}}, "Åse Holm"},
		{"no youths", caseload.Filter{Youths: []id.Youth{}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := caseload.Rows(w.Caseload, t.Context(), 0, tt.f)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, r := range rows {
				names = append(names, r.Name)
			}
			if got := strings.Join(names, ", "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A row says what is next, and from the rules of the programme what is late.
func TestRow(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna, bo := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	y := w.Youth(anna, "Mads Lund", w.Started(40))
	cover(w, y, bo, -1, 0)
	args := db.Args{"y": y, "anna": anna.Staff, "today": w.Today()}
	w.Exec(`INSERT INTO agreements (youth_id, enrolment_id, text, due_on, made_by, made_at)
		SELECT @y, e.id, a.text, @today::date + a.days, @anna, now() FROM enrolments e, (VALUES ('Ringe til FGU', 3), ('Buskort', 2)) a(text, days) WHERE youth_id = @y`, args)
	w.Exec(`INSERT INTO meetings (youth_id, enrolment_id, staff_id, starts_at, place, by_id)
		SELECT @y, e.id, @anna, @today::date + m.days, m.place, @anna FROM enrolments e, (VALUES (-1, 'Før'), (4, 'Kontoret'), (9, 'Senere')) m(days, place) WHERE youth_id = @y`, args)
	rows, err := caseload.Rows(w.Caseload, t.Context(), 0, caseload.Filter{Owner: anna.Staff})
	if err != nil || len(rows) != 1 {
		t.Fatalf("rows: %d, %v", len(rows), err)
	}
	r := rows[0]
	if *r.Agreement != "Buskort" || r.NextPlace != "Kontoret" || r.CoverName == nil || *r.CoverName != "Bo" || len(r.Cadence) == 0 {
		t.Errorf("the row says %+v", r)
	}
	if r.Phase(w.Today()) != "regular" || r.InPlacement {
		t.Errorf("phase %q, in placement %v", r.Phase(w.Today()), r.InPlacement)
	}
}

// cover lets by act for the owner of y, from and to so many days from today.
func cover(w *casetest.World, y id.Youth, by access.Actor, from, to int) {
	w.Helper()
	w.Exec(`INSERT INTO covers (enrolment_id, staff_id, for_id, from_on, to_on, by_id)
		SELECT id, @by, owner_id, @from, @to, owner_id FROM enrolments WHERE youth_id = @y`,
		db.Args{"y": y, "by": by.Staff, "from": w.Today().AddDays(from), "to": w.Today().AddDays(to)})
}
