package programme_test

import (
	"testing"

	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/programme"
)

// The ages are those of the act, and those an administrator wrote from their day on.
func TestPartyAges(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	set := func(text string) error {
		e := programme.Entry{Kind: programme.PartyAge, Code: "own_rights_elsewhere", NameDa: "En alder", NameEn: "An age", Rule: text, From: day(t, "2027-01-01")}
		return s.SetEntry(t.Context(), admin, e, audit.Form{})
	}
	for _, text := range []string{"", "0", "-1", "100", "15.0", "015", "femten"} {
		broke(t, set(text), "rule rule_of_age")
	}
	broke(t, set("12"), "")
	for on, want := range map[string]programme.PartyAges{
		"1999-12-31": {},
		"2023-12-31": {Elsewhere: 15, Majority: 18}, // barnets lov is of 2024
		"2026-12-31": {OwnRights: 10, Elsewhere: 15, Majority: 18},
		"2027-01-01": {OwnRights: 10, Elsewhere: 12, Majority: 18},
	} {
		if got, err := programme.PartyAgesOn(t.Context(), d.Read, day(t, on)); err != nil || got != want {
			t.Errorf("%s: %+v %v, want %+v", on, got, err, want)
		}
		labels, err := s.Labels(t.Context(), day(t, on))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := labels.PartyAges(day(t, on)); err != nil || got != want {
			t.Errorf("%s by the labels: %+v %v, want %+v", on, got, err, want)
		}
	}
	_, err := d.Write.Exec(t.Context(), `UPDATE catalogue SET rule = '' WHERE code = 'majority'`)
	if !db.Violates(err, "rule_of_kind") {
		t.Errorf("the schema takes %v", err)
	}
}
