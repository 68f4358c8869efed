package caseload_test

import (
	"strconv"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

func TestEyes(t *testing.T) {
	today, _ := when.On(2026, time.November, 21)
	start := today.AddDays(-100)
	seen := func(days int) *caseload.View {
		return &caseload.View{Kind: caseload.SparringView, At: today.AddDays(-days).Start().Add(10 * time.Hour), By: "Bo"}
	}
	tests := []struct {
		name  string
		eyes  caseload.Eyes
		alone bool
		want  caseload.EyesState
	}{
		{"no rule asks for nothing", caseload.Eyes{Rule: programme.BuddyOptional, StartedOn: start}, false, caseload.EyesState{Since: 100}},
		{"a buddy that is expected and missing", caseload.Eyes{Rule: programme.BuddyExpected, StartedOn: start}, true, caseload.EyesState{NoBuddy: true, Since: 100}},
		{"a buddy that is expected and there", caseload.Eyes{Buddy: true, Rule: programme.BuddyExpected, StartedOn: start}, false, caseload.EyesState{Since: 100}},
		{"never a second view", caseload.Eyes{Buddy: true, Every: 30, StartedOn: start}, true, caseload.EyesState{Due: start.AddDays(30), Over: true, Since: 100}},
		{"a new course has its time", caseload.Eyes{Every: 30, StartedOn: today.AddDays(-30)}, false, caseload.EyesState{Due: today, Since: 30}},
		{"the day after, not", caseload.Eyes{Every: 30, StartedOn: today.AddDays(-31)}, true, caseload.EyesState{Due: today.AddDays(-1), Over: true, Since: 31}},
		{"seen just in time", caseload.Eyes{Every: 30, StartedOn: start, Last: seen(30)}, false, caseload.EyesState{Due: today, Since: 30}},
		{"seen a day too long ago", caseload.Eyes{Every: 30, StartedOn: start, Last: seen(31)}, true, caseload.EyesState{Due: today.AddDays(-1), Over: true, Since: 31}},
		{"seen today", caseload.Eyes{Every: 30, StartedOn: start, Last: seen(0)}, false, caseload.EyesState{Due: today.AddDays(30)}},
		{"a view before the start counts from the start", caseload.Eyes{Every: 30, StartedOn: today.AddDays(-5), Last: seen(40)}, false, caseload.EyesState{Due: today.AddDays(25), Since: 5}},
		{"a view dated ahead hides nobody", caseload.Eyes{Every: 30, StartedOn: start, Last: seen(-90)}, false, caseload.EyesState{Due: today.AddDays(30)}},
		{"a course that begins later", caseload.Eyes{Every: 30, StartedOn: today.AddDays(3)}, false, caseload.EyesState{Due: today.AddDays(33)}},
		{"without a programme's buddy rule the view is asked for all the same", caseload.Eyes{Rule: programme.BuddyNone, Every: 10, StartedOn: start, Last: seen(11)}, true, caseload.EyesState{Due: today.AddDays(-1), Over: true, Since: 11}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.eyes.State(today)
			if got != tt.want || got.Alone() != tt.alone {
				t.Errorf("got %+v, alone %t; want %+v, %t", got, got.Alone(), tt.want, tt.alone)
			}
		})
	}
}

// What counts as a second view, and what does not.
func TestSecondViews(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna, bo := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	lise := w.Person(team, "Lise", access.Leader)
	w.Exec(`INSERT INTO programme_second_eyes (programme_id, every_days, valid_from) SELECT programme_id, 30, '2020-01-01' FROM teams WHERE id = @team`, db.Args{"team": team})
	contact := func(by access.Actor, outcome string, daysAgo int, withdrawn bool) string {
		return `WITH c AS (INSERT INTO contacts (author_id, kind, outcome, occurred_at, recorded_at, withdrawn_at, withdrawn_by)
			SELECT ` + id.String(by.Staff) + `, 'phone', '` + outcome + `', @now::timestamptz - make_interval(days => ` + strconv.Itoa(daysAgo) + `), @now, ` + map[bool]string{true: "@now, " + id.String(by.Staff), false: "NULL, NULL"}[withdrawn] + ` RETURNING id, occurred_at)
			INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at) SELECT c.id, e.youth_id, e.id, c.occurred_at FROM c, enrolments e WHERE e.youth_id = @y`
	}
	question := func(from, to access.Actor, answered string) string {
		return `INSERT INTO questions (youth_id, enrolment_id, asked_by, to_id, text, asked_at, until_on, answer, answered_at)
			SELECT e.youth_id, e.id, ` + id.String(from.Staff) + `, ` + id.String(to.Staff) + `, 'Hvad nu?', @now::timestamptz - interval '20 days', @now::date + 3, ` + answered + ` FROM enrolments e WHERE e.youth_id = @y`
	}
	tests := []struct {
		name, sql string
		kind      caseload.ViewKind // "" is none
		by        string
	}{
		{"nothing happened", "", "", ""},
		{"the owner's own talk", contact(anna, "talked", 3, false), "", ""},
		{"somebody else's talk", contact(bo, "talked", 3, false), caseload.ContactView, "Bo"},
		{"somebody else did not reach the youth", contact(bo, "not_reached", 3, false), "", ""},
		{"somebody else's talk, withdrawn", contact(bo, "talked", 3, true), "", ""},
		{"a question without an answer", question(anna, bo, `'', NULL`), "", ""},
		{"a question with an answer", question(anna, bo, `'Prøv en gåtur', @now::timestamptz - interval '5 days'`), caseload.SparringView, "Bo"},
		{"the leader's question that the owner answered", question(lise, anna, `'Det går', @now::timestamptz - interval '5 days'`), caseload.SparringView, "Lise"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			y := w.Youth(anna, "Mads Holm", w.Started(100))
			if tt.sql != "" {
				w.Exec(tt.sql, db.Args{"y": y, "now": w.Now()})
			}
			got, err := w.Caseload.Team(t.Context(), lise, team, caseload.TeamFilter{})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range got.Rows {
				if r.Youth != y {
					continue
				}
				v := r.SecondView
				if (v == nil) != (tt.kind == "") || v != nil && (v.Kind != tt.kind || v.By != tt.by) {
					t.Errorf("the last second view is %+v, want %s by %s", v, tt.kind, tt.by)
				}
				if alone := r.Eyes().State(w.Today()).Alone(); alone != (tt.kind == "") {
					t.Errorf("alone %t", alone)
				}
				return
			}
			t.Fatal("the youth is not in the list")
		})
	}
	y := w.Youth(bo, "Ida Lund", w.Started(100))
	if err := w.Enrolments.HandOver(t.Context(), bo, y, anna.Staff, "Barsel", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	got, err := w.Caseload.Team(t.Context(), lise, team, caseload.TeamFilter{Show: caseload.ShowAlone})
	if err != nil {
		t.Fatal(err)
	}
	if got.Counts[caseload.ShowAlone] != 5 || got.Matching != 5 {
		t.Errorf("%d counted and %d listed with one pair of eyes, want 5: who changed owner today is not", got.Counts[caseload.ShowAlone], got.Matching)
	}
}
