package staff_test

import (
	"errors"
	"reflect"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/staff"
	"kasket/internal/when"
)

func TestRegisterAbsence(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	anna := w.Person(north, "Anna", access.Caseworker)
	bo := w.Person(north, "Bo", access.Caseworker)
	cilla := w.Person(north, "Cilla", access.Coordinator)
	lise := w.Person(north, "Lise", access.Leader)
	sten := w.Person(w.Team("Syd"), "Sten", access.Leader)
	admin := w.Person(0, "Ada", access.Administrator)
	day := w.Today().AddDays
	none := when.Date{}
	tests := []struct {
		name     string
		by       access.Actor
		kind     staff.AbsenceKind
		from, to when.Date
		want     error
	}{
		{"her own", anna, staff.Holiday, day(1), day(7), nil},
		{"by the coordinator", cilla, staff.Course, day(10), day(10), nil},
		{"by the leader, sick without an end", lise, staff.Sick, day(20), none, nil},
		{"not by a colleague", bo, staff.Holiday, day(30), day(31), access.ErrForbidden},
		{"not by another team's leader", sten, staff.Holiday, day(30), day(31), access.ErrHidden},
		{"not by the administrator", admin, staff.Holiday, day(30), day(31), access.ErrHidden},
		{"on top of another", anna, staff.Sick, day(7), day(8), rule.Violation("from", "absence_overlaps", day(1).Danish(), day(7).Danish(), id.Absence(1))},
		{"on top of one without an end", anna, staff.Holiday, day(90), day(91), rule.Violation("from", "absence_overlaps_open", day(20).Danish(), id.Absence(3))},
		{"leave without an end", anna, staff.Holiday, day(12), none, rule.Violation("to", "required")},
		{"ends before it begins", anna, staff.Holiday, day(12), day(11), rule.Violation("to", "before_from")},
		{"of years", anna, staff.Holiday, day(-900), day(-300), rule.Violation("to", "absence_too_long", 550)},
		{"of no kind", anna, "party", day(12), day(12), rule.Violation("kind", "choose")},
		{"without a day", anna, staff.Sick, none, none, rule.Violation("from", "required")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.Enrolments.RegisterAbsence(t.Context(), tt.by, anna.Staff, staff.Absence{Kind: tt.kind, From: tt.from, To: tt.to}, audit.Form{})
			if !errors.Is(err, tt.want) && !reflect.DeepEqual(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
	if _, err := w.Enrolments.RegisterAbsence(t.Context(), lise, 9999, staff.Absence{Kind: staff.Sick, From: day(0)}, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("somebody who is not there: %v", err)
	}
	if _, list, err := w.Staff.Absences(t.Context(), lise, anna.Staff); err != nil || len(list) != 3 {
		t.Errorf("%d absences, %v, want 3", len(list), err)
	}
	if _, _, err := w.Staff.Absences(t.Context(), bo, anna.Staff); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague reads them: %v", err)
	}
}

// Back today: what has begun ends yesterday, what has not is taken away, and what
// is over or somebody else's stays.
func TestEndAbsence(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	anna, bo := w.Person(north, "Anna", access.Caseworker), w.Person(north, "Bo", access.Caseworker)
	day := w.Today().AddDays
	for _, a := range []staff.Absence{
		{Kind: staff.Holiday, From: day(-20), To: day(-15)}, {Kind: staff.Sick, From: day(-3)},
	} {
		if _, err := w.Enrolments.RegisterAbsence(t.Context(), anna, anna.Staff, a, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	_, list, err := w.Staff.Absences(t.Context(), anna, anna.Staff)
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	running, over := list[0].ID, list[1].ID
	if err := w.Enrolments.EndAbsence(t.Context(), bo, bo.Staff, running, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("somebody else's as one's own: %v", err)
	}
	if err := w.Enrolments.EndAbsence(t.Context(), anna, anna.Staff, over, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("one that is over: %v", err)
	}
	if err := w.Enrolments.EndAbsence(t.Context(), anna, anna.Staff, running, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, list, _ = w.Staff.Absences(t.Context(), anna, anna.Staff); list[0].To != day(-1) {
		t.Errorf("ended on %v, want yesterday", list[0].To)
	}
	if _, err := w.Enrolments.RegisterAbsence(t.Context(), anna, anna.Staff, staff.Absence{Kind: staff.Course, From: day(0), To: day(0)}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	_, list, _ = w.Staff.Absences(t.Context(), anna, anna.Staff)
	if err := w.Enrolments.EndAbsence(t.Context(), anna, anna.Staff, list[0].ID, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, list, _ = w.Staff.Absences(t.Context(), anna, anna.Staff); len(list) != 2 {
		t.Errorf("%d absences, want 2: the one of today is taken away", len(list))
	}
}
