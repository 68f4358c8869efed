package caseload_test

import (
	"fmt"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/db"
	"kasket/internal/id"
)

// What stays ask stands on the page of today, in the order of its days.
func TestStaysDue(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	today := w.Today()
	stay := func(name string, from, to int, rest string) id.Youth {
		y := w.Youth(anna, name, w.Started(200))
		w.Exec(`
			INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, row, from_on, to_on, agreement, agreement_state, agreement_on, by_id)
			SELECT @y, e.id, f.company_id, f.id, 'vp', '{}', @today::date + @from::int, @today::date + @to::int, 'vitas', `+rest+`, @today, @by
			FROM enrolments e, company_workplaces f WHERE e.youth_id = @y AND f.company_id = @c`,
			db.Args{"y": y, "c": w.Company("Firma " + name), "today": today, "from": from, "to": to, "by": anna.Staff})
		return y
	}
	stay("Over", -30, -1, "'approved'")
	stay("Last day", -30, 0, "'approved'")
	stay("Soon", 3, 20, "'sent'")
	stay("Later", 4, 20, "'sent'")
	stay("Waits", -2, 20, "'sent'")
	stay("Refused", 1, 20, "'refused'")
	stay("Approved", 1, 20, "'approved'")
	told := stay("Told", -20, 60, "'approved'")
	longer := stay("Told longer", -20, 60, "'approved'")
	for y, days := range map[id.Youth]int{told: 14, longer: 15} {
		w.Exec(`INSERT INTO consents (youth_id, enrolment_id, company_id, purpose, valid_from, valid_to, form, explained_by, at)
			SELECT p.youth_id, p.enrolment_id, p.company_id, 'Praktik', @today, @today::date + @days::int, 'spoken', @by, @now FROM placements p WHERE p.youth_id = @y`,
			db.Args{"y": y, "today": today, "days": days, "by": anna.Staff, "now": w.Now()})
	}
	got := ""
	day, err := w.Caseload.Today(t.Context(), anna)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range day.Deadlines {
		if d.Kind == caseload.StayDue {
			got += fmt.Sprintf("%s %s %d, ", d.Text, d.Stay, d.On.Sub(today))
		}
	}
	if want := "Firma Waits waiting -2, Firma Over over -1, Firma Soon waiting 3, Firma Told consent 14, "; got != want {
		t.Errorf("today asks %q, want %q", got, want)
	}
}
