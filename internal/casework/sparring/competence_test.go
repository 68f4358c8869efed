package sparring_test

import (
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/sparring"
)

func TestAngles(t *testing.T) {
	c := newCast(t)
	q := c.ask(t, c.anna, c.bo)
	add := func(by access.Actor, text string) error {
		return c.Sparring.AddAngle(t.Context(), by, q, text, audit.Form{})
	}
	if err := add(c.anna, "Jeg svarer selv"); err == nil || !strings.Contains(err.Error(), "ask_oneself") {
		t.Errorf("the asker: %v", err)
	}
	if err := add(c.bo, "  "); err == nil || !strings.Contains(err.Error(), "angle: required") {
		t.Errorf("nothing: %v", err)
	}
	if err := add(c.cilla, "Prøv igen"); !is(err, access.ErrForbidden) {
		t.Errorf("a coordinator: %v", err)
	}
	if err := add(c.far, "Prøv igen"); !is(err, access.ErrHidden) {
		t.Errorf("somebody of another team: %v", err)
	}
	if err := add(c.bo, "Spørg onklen"); err == nil || !strings.Contains(err.Error(), "answer_before_angle") {
		t.Errorf("who is asked, before the answer: %v", err)
	}
	if err := c.Sparring.Answer(t.Context(), c.bo, q, "Tag det roligt", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Spørg onklen", "Vent til fredag"} {
		if err := add(c.bo, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Sparring.TakeNote(t.Context(), c.anna, q, "Vi spørger onklen", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := add(c.bo, "En til"); err == nil {
		t.Error("an angle on a question that is closed")
	}
	o, err := c.Sparring.Open(t.Context(), c.anna, q)
	if err != nil {
		t.Fatal(err)
	}
	if o.Decided != "Vi spørger onklen" || len(o.Angles) != 2 || o.Angles[1].Text != "Vent til fredag" || o.MayAngle {
		t.Errorf("closed: %+v", o)
	}
}

func TestCompetences(t *testing.T) {
	c := newCast(t)
	keep := func(by access.Actor, claim sparring.Claim) error {
		return c.Sparring.KeepCompetence(t.Context(), by, claim, audit.Form{})
	}
	for name, tt := range map[string]struct {
		by    access.Actor
		claim sparring.Claim
		want  string
	}{
		"unknown field":                {c.anna, sparring.Claim{Area: "astrologi", Knows: true}, "area: choose"},
		"an adviser has no youths":     {c.finn, sparring.Claim{Area: "housing", Knows: true}, "may"},
		"knows":                        {c.anna, sparring.Claim{Area: "housing", Knows: true}, ""},
		"keeps up to date, of another": {c.bo, sparring.Claim{Area: "housing", Knows: true, Responsible: true}, ""},
	} {
		if err := keep(tt.by, tt.claim); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	if err := c.Sparring.TellNews(t.Context(), c.bo, "housing", "Mads Holms nye bolig", audit.Form{}); err == nil || !strings.Contains(err.Error(), "names_a_youth") {
		t.Errorf("news that name a youth: %v", err)
	}
	if err := c.Sparring.TellNews(t.Context(), c.bo, "housing", "Nye ungdomsboliger fra maj", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	field := func() sparring.Field {
		t.Helper()
		list, err := c.Sparring.Fields(t.Context(), c.anna)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			if f.Code == "housing" {
				return f
			}
		}
		t.Fatal("no field")
		return sparring.Field{}
	}
	if f := field(); len(f.Experts) != 2 || f.Experts[0].Name != "Bo" || !f.Experts[0].Responsible || len(f.News) != 1 {
		t.Errorf("field: %+v", f)
	}
	if err := keep(c.bo, sparring.Claim{Area: "housing"}); err != nil {
		t.Fatal(err)
	}
	if f := field(); len(f.Experts) != 1 || f.Experts[0].Name != "Anna" {
		t.Errorf("after Bo's end: %+v", f)
	}
	other := c.Person(c.Team("Øst"), "Else", access.Caseworker)
	list, err := c.Sparring.Fields(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if len(f.Experts) > 0 {
			t.Errorf("somebody of another team sees %+v", f.Experts)
		}
	}
	if n := casetest.One[int](c.World, `SELECT count(*) FROM staff_competences`, nil); n != 2 {
		t.Errorf("%d rows, and what was said is kept", n)
	}
}
