package contact_test

import (
	"testing"
	"time"

	"kasket/internal/audit"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
)

// What one did together is kept in the draft, in the entry, in what stood there before a
// correction, and in the history, by the name it had that day.
func TestActivity(t *testing.T) {
	d := newDesk(t)
	typed := walk(func(t *contact.Typed) { t.Activity = "doctor" })
	if _, err := d.Contacts.KeepDraft(t.Context(), d.anna, contact.OfYouth(d.mads), typed, key(900)); err != nil {
		t.Fatal(err)
	}
	draft, err := d.Contacts.Draft(t.Context(), d.anna, key(900))
	if err != nil || draft.Typed.Activity != "doctor" {
		t.Fatalf("the draft says %q (%v)", draft.Typed.Activity, err)
	}
	n, err := d.Contacts.Log(t.Context(), d.anna, d.mads, draft.Typed, key(900))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Contacts.Correct(t.Context(), d.anna, n, walk(func(t *contact.Typed) { t.Activity = "exercise" }), 1, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	d.Exec(`UPDATE catalogue SET valid_to = @today::date WHERE kind = 'activity' AND code = 'exercise'`, db.Args{"today": d.Today()})
	d.Exec(`INSERT INTO catalogue (kind, code, name_da, name_en, valid_from) VALUES ('activity', 'exercise', 'Træning', 'Training', @today::date + 1)`, db.Args{"today": d.Today()})
	d.Later(48 * time.Hour)
	e, err := d.Caseload.Entry(t.Context(), d.anna, n)
	if err != nil || e.Activity != "exercise" || len(e.Versions) != 1 || e.Versions[0].Fields.Activity != "doctor" {
		t.Fatalf("the entry: %+v (%v)", e, err)
	}
	if e.Doings["exercise"].Da != "Motion" || e.Doings["doctor"].Da != "Læge" {
		t.Errorf("called %+v", e.Doings)
	}
	d.mustLog(d.anna, d.mads, walk(nil))
	history, _, err := d.Caseload.Timeline(t.Context(), d.anna, d.mads, caseload.TimelineFilter{Doing: "exercise", Limit: 10})
	if err != nil || len(history) != 1 || history[0].Facts.Da != "Motion" {
		t.Errorf("the history narrowed to it: %+v (%v)", history, err)
	}
	facets, err := d.Caseload.FacetsOf(t.Context(), d.mads, 0)
	if err != nil || len(facets.Doings) != 1 || facets.Doings[0].Code != "exercise" {
		t.Errorf("the facets: %+v (%v)", facets, err)
	}
}

// A row counts on the day of the contact, whenever it is written down; the schema says
// the same.
func TestActivityOfItsDay(t *testing.T) {
	d := newDesk(t)
	d.Exec(`UPDATE catalogue SET valid_to = @day::date WHERE kind = 'activity' AND code = 'exercise'`, db.Args{"day": d.Today().AddDays(-3)})
	on := func(days int) error {
		_, err := d.log(d.anna, d.mads, walk(func(t *contact.Typed) { t.Activity, t.At = "exercise", d.Today().AddDays(-days).Danish() }))
		return err
	}
	if err := on(3); err != nil {
		t.Errorf("its last day: %v", err)
	}
	if err := on(2); !isRule(err, "activity_not_then") {
		t.Errorf("the day after: %v", err)
	}
	_, err := d.DB.Write.Exec(t.Context(), `UPDATE contacts SET activity = 'sailing'`)
	if !db.Violates(err, "activity_of_its_day") {
		t.Errorf("the schema: %v", err)
	}
}

// A company's own entry has no activity: it is a youth's.
func TestActivityIsAYouths(t *testing.T) {
	d := newDesk(t)
	n, err := d.Contacts.LogCompany(t.Context(), d.anna, d.Company("Bageren"), contact.Typed{Kind: "phone", Activity: "company_visit", Text: contact.Text{Account: "Ringede."}}, key(901))
	if err != nil {
		t.Fatal(err)
	}
	if got := d.count(`SELECT count(*)::int FROM contacts WHERE id = @n AND activity = ''`, db.Args{"n": n}); got != 1 {
		t.Error("an activity stands on a company's entry")
	}
}
