package caseload_test

import (
	"fmt"
	"slices"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// stayAt puts a youth into a company, days from today, with the state of its agreement.
func stayAt(w *casetest.World, by access.Actor, y id.Youth, at id.Company, from, to int, state string) {
	w.Exec(`
		INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, row, from_on, to_on, agreement, agreement_state, agreement_on, by_id)
		SELECT @y, e.id, f.company_id, f.id, 'vp', '{}', @from, @to, 'vitas', @state, @today, @by
		FROM enrolments e, company_workplaces f WHERE e.youth_id = @y AND f.company_id = @c`,
		db.Args{"y": y, "c": at, "today": w.Today(), "from": w.Today().AddDays(from), "to": w.Today().AddDays(to), "state": state, "by": by.Staff})
}

// consentTo lets the company of a youth's stay know something until a day.
func consentTo(w *casetest.World, by access.Actor, y id.Youth, until when.Date) {
	w.Exec(`INSERT INTO consents (youth_id, enrolment_id, company_id, purpose, valid_from, valid_to, form, explained_by, at)
		SELECT p.youth_id, p.enrolment_id, p.company_id, 'Praktik', least(@today::date, @until::date), @until, 'spoken', @by, @now FROM placements p WHERE p.youth_id = @y`,
		db.Args{"y": y, "today": w.Today(), "until": until, "by": by.Staff, "now": w.Now()})
}

// What stays ask stands on the page of today, in the order of its days.
func TestStaysDue(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	today := w.Today()
	stay := func(name string, from, to int, state string) id.Youth {
		y := w.Youth(anna, name, w.Started(200))
		stayAt(w, anna, y, w.Company("Firma "+name), from, to, state)
		return y
	}
	stay("Over", -30, -1, "approved")
	stay("Last day", -30, 0, "approved")
	stay("Soon", 3, 20, "sent")
	stay("Later", 4, 20, "sent")
	stay("Waits", -2, 20, "sent")
	stay("Refused", 1, 20, "refused")
	stay("Approved", 1, 20, "approved")
	told := stay("Told", -20, 60, "approved")
	longer := stay("Told longer", -20, 60, "approved")
	ends, back := stay("Ends with it", -20, 10, "approved"), stay("Taken back", -20, 60, "approved")
	w.Exec(`UPDATE placements SET row = NULL WHERE youth_id = @y`, db.Args{"y": stay("From a file", -30, -2, "approved")})
	for y, days := range map[id.Youth]int{told: 14, longer: 15, ends: 10, back: 10} {
		consentTo(w, anna, y, today.AddDays(days))
	}
	w.Exec(`UPDATE consents SET withdrawn_at = @now, withdrawn_by = @by WHERE youth_id = @y`, db.Args{"y": back, "now": w.Now(), "by": anna.Staff})
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
	if want := "Firma Waits waiting -2, Firma Over over -1, Firma Taken back withdrawn 0, Firma Soon waiting 3, Firma Told consent 14, "; got != want {
		t.Errorf("today asks %q, want %q", got, want)
	}
}

// Who took back what a company may know has it talked about: on the day, and for two
// weeks, unless they agreed anew or the stay is over.
func TestStayWithdrawn(t *testing.T) {
	for _, c := range []struct {
		name      string
		from, to  int    // of the stay, from today
		withdrawn int    // days ago; -1 is never
		until     int    // last day of that consent, from today
		agreement string // of the stay
		newer     bool   // another was given since
		asks      bool
	}{
		{"today", -10, 20, 0, 60, "approved", false, true},
		{"before the stay", 5, 20, 1, 60, "approved", false, true},
		{"on the last day of the stay", -10, 0, 3, 60, "approved", false, true},
		{"two weeks ago", -30, 20, 14, 60, "approved", false, true},
		{"longer ago", -30, 20, 15, 60, "approved", false, false},
		{"never", -10, 20, -1, 60, "approved", false, false},
		{"agreed anew", -10, 20, 2, 60, "approved", true, false},
		{"it was over by then", -30, 20, 2, -3, "approved", false, false},
		{"the stay is over", -30, -1, 2, 60, "approved", false, false},
		{"the stay will not be", 5, 20, 2, 60, "refused", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := casetest.New(t)
			anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
			y := w.Youth(anna, "Mads", w.Started(200))
			stayAt(w, anna, y, w.Company("Værkstedet"), c.from, c.to, c.agreement)
			consentTo(w, anna, y, w.Today().AddDays(c.until))
			if c.withdrawn >= 0 {
				w.Exec(`UPDATE consents SET withdrawn_at = @at, withdrawn_by = @by WHERE youth_id = @y`,
					db.Args{"at": w.Now().AddDate(0, 0, -c.withdrawn), "by": anna.Staff, "y": y})
			}
			if c.newer {
				consentTo(w, anna, y, w.Today().AddDays(60))
			}
			day, err := w.Caseload.Today(t.Context(), anna)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(day.Deadlines, func(d caseload.Deadline) bool { return d.Stay == caseload.StayWithdrawn })
			switch {
			case c.asks != (i >= 0):
				t.Errorf("today asks: %v, want %v: %+v", i >= 0, c.asks, day.Deadlines)
			case i >= 0 && day.Deadlines[i].On != w.Today().AddDays(-c.withdrawn):
				t.Errorf("since %s, want %d days ago", day.Deadlines[i].On, c.withdrawn)
			}
		})
	}
}
