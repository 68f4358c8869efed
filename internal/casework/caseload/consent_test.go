package caseload_test

import (
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/db"
)

// A consent to an authority is on the day of the owner two weeks before it ends, and for
// two weeks after it was taken back, unless it was given anew.
func TestConsentsDue(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	anna, bo := w.Person(north, "Anna", access.Caseworker), w.Person(north, "Bo", access.Caseworker)
	y := w.Youth(anna, "Mads", w.Started(200))
	for i, c := range []struct {
		to        string
		from, end int // days from today
		back      int // days ago; -1 is never
	}{
		{"Ender om 14", -30, 14, -1},
		{"Ender i dag", -30, 0, -1},
		{"Ender om 15", -30, 15, -1},
		{"Er ovre", -30, -1, -1},
		{"Taget tilbage i dag", -30, 60, 0},
		{"Taget tilbage for 14 dage siden", -30, 60, 14},
		{"Taget tilbage for længe siden", -30, 60, 15},
		{"Givet igen", -30, 60, 2},
		{"givet IGEN", 0, 60, -1},
		{"Fornyet", -30, 3, -1},
		{"Fornyet", 4, 90, -1},
		{"Først senere", 3, 9, -1},
	} {
		w.Exec(`INSERT INTO consents (youth_id, enrolment_id, recipient, purpose, valid_from, valid_to, form, explained_by, at, withdrawn_at, withdrawn_by)
			SELECT @y, id, @to, 'x', @from, @end, 'spoken', @by, @now, @back, CASE WHEN @back::timestamptz IS NOT NULL THEN @by::bigint END FROM enrolments WHERE youth_id = @y`,
			db.Args{"y": y, "to": c.to, "from": w.Today().AddDays(c.from), "end": w.Today().AddDays(c.end), "by": anna.Staff, "now": w.Now(), "back": nil})
		if c.back >= 0 {
			w.Exec(`UPDATE consents SET withdrawn_at = @at, withdrawn_by = @by WHERE id = @id`, db.Args{"at": w.Now().AddDate(0, 0, -c.back), "by": anna.Staff, "id": i + 1})
		}
	}
	asked := func(as access.Actor) string {
		day, err := w.Caseload.Today(t.Context(), as)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, d := range day.Deadlines {
			if d.Kind == caseload.ConsentDue {
				got += d.Text + " " + string(d.Stay) + ", "
			}
		}
		return got
	}
	want := "Taget tilbage for 14 dage siden withdrawn, Ender i dag consent, Taget tilbage i dag withdrawn, Ender om 14 consent, "
	if got := asked(anna); got != want {
		t.Errorf("asked: %s\nwant:  %s", got, want)
	}
	if got := asked(bo); got != "" {
		t.Errorf("a colleague is asked: %s", got)
	}
}
