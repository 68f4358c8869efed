package conflict_test

import (
	"reflect"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Who declared a person is bound the moment that person is registered, or corrected.
func TestRecognised(t *testing.T) {
	born, _ := when.On(2006, 3, 14)
	other, _ := when.On(2006, 3, 15)
	tests := []struct {
		name  string
		said  conflict.Person
		is    youth.Details
		bound bool
	}{
		{"by number", conflict.Person{CPR: "740308-4039"}, youth.Details{GivenName: "Emil", CPR: "7403084039"}, true},
		{"by name and day", conflict.Person{Name: "Bjørn Aas", BirthDate: &born}, youth.Details{GivenName: "Bjoern", FamilyName: "Aas", BirthDate: &born}, true},
		{"by the name they go by", conflict.Person{Name: "Freja Skov", BirthDate: &born}, youth.Details{GivenName: "Johanne", CalledName: "Freja", FamilyName: "Skov", BirthDate: &born}, true},
		{"another day", conflict.Person{Name: "Bjørn Aas", BirthDate: &other}, youth.Details{GivenName: "Bjørn", FamilyName: "Aas", BirthDate: &born}, false},
		{"another name", conflict.Person{Name: "Yusuf Demir", BirthDate: &born}, youth.Details{GivenName: "Bjørn", FamilyName: "Aas", BirthDate: &born}, false},
		{"two numbers are two people", conflict.Person{Name: "Emil Bo", CPR: "740308-4039"}, youth.Details{GivenName: "Emil", FamilyName: "Bo", CPR: "740308-4047"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			if tt.is.CPR == "" {
				tt.is.NoCPRReason = "Ikke oplyst"
			}
			if err := h.Conflicts.DeclarePerson(t.Context(), h.cilla, tt.said, conflict.Declaration{}, audit.Form{}); err != nil {
				t.Fatal(err)
			}
			p := intake.Proposal{Team: h.north, Youth: tt.is, ReferredOn: h.Today()}
			if _, err := h.Intake.Register(t.Context(), h.karen, p, audit.Form{}); err != nil {
				t.Fatal(err)
			}
			y := casetest.One[id.Youth](h.World, `SELECT max(id) FROM youths`, nil)
			if got := h.scope(h.cilla, y).Conflict; got != tt.bound {
				t.Errorf("bound: %v, want %v", got, tt.bound)
			}
		})
	}
}

// A coordinator does not register whom they declared, known here or not.
func TestOwnReferral(t *testing.T) {
	h := newHouse(t)
	p := intake.Proposal{Team: h.north, ReferredOn: h.Today(), Youth: youth.Details{GivenName: "Emil", CPR: "740308-4039"}}
	if err := h.Conflicts.DeclarePerson(t.Context(), h.karen, conflict.Person{CPR: p.Youth.CPR}, conflict.Declaration{}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	want := rule.Violation("cpr", "conflict")
	if _, err := h.Intake.Register(t.Context(), h.karen, p, audit.Form{}); !reflect.DeepEqual(err, want) {
		t.Errorf("new here: %v", err)
	}
	karl := h.Person(h.north, "Karl", access.Coordinator)
	if _, err := h.Intake.Register(t.Context(), karl, p, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Intake.Register(t.Context(), h.karen, p, audit.Form{}); !reflect.DeepEqual(err, want) {
		t.Errorf("known here: %v", err)
	}
}

// An owner who declared a person is bound when the youth they have turns out to be
// that person, in the transaction that corrects them.
func TestCorrectedYouth(t *testing.T) {
	h := newHouse(t)
	born, _ := when.On(2005, 1, 2)
	if err := h.Conflicts.DeclarePerson(t.Context(), h.anna, conflict.Person{Name: "Mads Holm", BirthDate: &born}, conflict.Declaration{}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if h.scope(h.anna, h.mads).Conflict {
		t.Fatal("bound to somebody of another day of birth")
	}
	edit := youth.Edit{Version: 1, Details: youth.Details{GivenName: "Mads", FamilyName: "Holm", NoCPRReason: "Ikke oplyst", BirthDate: &born}}
	if err := h.Youths.Change(t.Context(), h.bo, h.mads, edit, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	s := h.scope(h.anna, h.mads)
	if !s.Conflict || !reflect.DeepEqual(s.Covers, []id.Staff{h.bo.Staff}) {
		t.Errorf("%+v, want the owner bound and the buddy to act", s)
	}
	// Declared of somebody who is here already: bound at once as well.
	if err := h.Conflicts.DeclarePerson(t.Context(), h.cilla, conflict.Person{Name: "Mads Holm", BirthDate: &born}, conflict.Declaration{}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if !h.scope(h.cilla, h.mads).Conflict {
		t.Error("somebody known here already is not bound")
	}
}
