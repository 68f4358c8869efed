package staff_test

import (
	"errors"
	"reflect"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/standing"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/staff"
	"kasket/internal/when"
)

func TestTeam(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	admin := w.Person(0, "Ada", access.Administrator)
	anna := w.Person(north, "Anna", access.Caseworker)
	w.Youth(anna, "Mads Holm")
	now, err := w.Staff.Team(t.Context(), admin, north)
	if err != nil {
		t.Fatal(err)
	}
	other := casetest.One[id.Programme](w, `SELECT id FROM programmes WHERE key = 'samarbejdsmodellen'`, nil)
	form := audit.Form{}
	make := func(by access.Actor, team staff.Team) error {
		_, err := w.Staff.MakeTeam(t.Context(), by, team, form)
		return err
	}
	change := func(f func(*staff.Team)) error {
		team := now
		f(&team)
		return w.Staff.ChangeTeam(t.Context(), admin, team, form)
	}
	tests := []struct {
		name      string
		got, want error
	}{
		{"made", make(admin, staff.Team{Name: "Syd", Programme: now.Programme, Phone: "12345678"}), nil},
		{"not by a leader", make(anna, staff.Team{Name: "Vest", Programme: now.Programme}), access.ErrHidden},
		{"the same name", make(admin, staff.Team{Name: "Syd", Programme: now.Programme}), rule.Violation("name", "name_taken")},
		{"no name", make(admin, staff.Team{Name: "\x00", Programme: now.Programme}), rule.Violation("name", "required")},
		{"no programme", make(admin, staff.Team{Name: "Vest"}), rule.Violation("programme", "choose")},
		{"a programme that is not there", make(admin, staff.Team{Name: "Vest", Programme: 999}), rule.Violation("programme", "unknown")},
		{"no telephone", make(admin, staff.Team{Name: "Vest", Programme: now.Programme, Phone: "x"}), rule.Violation("phone", "phone")},
		{"another programme under running courses", change(func(t *staff.Team) { t.Programme = other }), rule.Violation("programme", "team_in_use", 1)},
		{"closed with running courses", w.Staff.CloseTeam(t.Context(), admin, north, w.Today(), form), rule.Violation("last", "team_has_courses", 1)},
		{"a new name", change(func(t *staff.Team) { t.Name = "Nordvest" }), nil},
	}
	for _, tt := range tests {
		if !errors.Is(tt.got, tt.want) && !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	stale, is := errors.AsType[*staff.StaleTeam](change(func(t *staff.Team) { t.Name = "Øst" }))
	if !is || stale.Theirs.Name != "Nordvest" {
		t.Errorf("with an old version: %v, want what stands now", stale)
	}
	if err := w.Staff.ChangeTeam(t.Context(), admin, staff.Team{ID: 999, Name: "X", Programme: other}, form); err == nil {
		t.Error("a team that is not there was changed")
	}
}

// Standing access opens the youths of the programme while it lasts, and no others.
func TestGrantAccess(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	admin := w.Person(0, "Ada", access.Administrator)
	anna := w.Person(north, "Anna", access.Caseworker)
	guide := w.Person(w.Team("Vejledning"), "Uffe", access.Adviser)
	y := w.Youth(anna, "Mads Holm")
	rute := casetest.One[id.Programme](w, `SELECT id FROM programmes WHERE key = 'rute42'`, nil)
	day := w.Today().AddDays
	grant := func(by access.Actor, g staff.Grant) error {
		return w.Staff.GrantAccess(t.Context(), by, guide.Staff, g, audit.Form{})
	}
	sees := func() bool {
		_, err := standing.Check(t.Context(), w.DB.Read, guide, access.ViewYouth, y, w.Now())
		return err == nil
	}
	for _, tt := range []struct {
		name  string
		by    access.Actor
		grant staff.Grant
		want  error
	}{
		{"by a caseworker", anna, staff.Grant{Programme: rute, Title: "UU-vejleder", From: day(0)}, access.ErrHidden},
		{"to no programme", admin, staff.Grant{Title: "UU-vejleder", From: day(0)}, rule.Violation("programme", "choose")},
		{"to one that is not there", admin, staff.Grant{Programme: 999, Title: "UU-vejleder", From: day(0)}, rule.Violation("programme", "unknown")},
		{"as nobody", admin, staff.Grant{Programme: rute, From: day(0)}, rule.Violation("title", "required")},
		{"from no day", admin, staff.Grant{Programme: rute, Title: "UU-vejleder"}, rule.Violation("from", "required")},
		{"backwards", admin, staff.Grant{Programme: rute, Title: "UU-vejleder", From: day(0), To: day(-1)}, rule.Violation("to", "before_from")},
	} {
		if err := grant(tt.by, tt.grant); !errors.Is(err, tt.want) && !reflect.DeepEqual(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if sees() {
		t.Error("the guide sees the youth before any access")
	}
	if err := grant(admin, staff.Grant{Programme: rute, Title: "UU-vejleder", From: day(-1), To: when.Date{}}); err != nil || !sees() {
		t.Errorf("granted: %v, sees %v", err, sees())
	}
	if err := grant(admin, staff.Grant{Programme: rute, Title: "UU-vejleder", From: day(5)}); !reflect.DeepEqual(err, error(rule.Violation("from", "access_overlaps"))) {
		t.Errorf("twice: %v", err)
	}
	if err := w.Staff.EndAccess(t.Context(), admin, guide.Staff, rute, audit.Form{}); err != nil || sees() {
		t.Errorf("ended: %v, sees %v", err, sees())
	}
}
