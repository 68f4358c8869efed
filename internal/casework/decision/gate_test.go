package decision_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kasket/internal/casework/decision"
	"kasket/internal/dbtest"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

func date(t *testing.T, s string) when.Date {
	t.Helper()
	d, err := when.ParseDate(s, when.Date{}, when.Past)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// gate is a sanction in which every point of the list that ships is answered.
type gate struct {
	items  []programme.ChecklistItem
	checks []decision.Check
	d      decision.Decision
	today  when.Date
}

func newGate(t *testing.T, items []programme.ChecklistItem) *gate {
	g := &gate{items: slices.Clone(items), today: date(t, "23.11.2026")}
	event, yes := date(t, "2.11.2026"), true
	closed := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	g.d = decision.Decision{
		State: decision.Draft,
		Type: programme.DecisionType{
			Burdensome: programme.Burdens, Approver: "leader", CarryOutMonths: 3, ComplaintBody: "Ankestyrelsen", ComplaintWeeks: 4, From: date(t, "1.1.2000"),
		},
		Content: decision.Content{
			Weighs: true, EventOn: &event, EffectFrom: &event, Plain: "Vi har besluttet …", View: "Du siger …", Considerations: "Vi lægger vægt på …",
			Basis: "LAS § 36", Hearing: decision.HearingNeeded,
		},
		Facts:    []decision.Fact{{Text: "Du kom ikke.", Source: "praktikstedet"}},
		Hearings: []decision.Hearing{{ClosedAt: &closed}},
	}
	entry := func(n int64, on, kind string) decision.CheckEvidence {
		c := id.Contact(n)
		return decision.CheckEvidence{Contact: &c, Kind: kind, On: date(t, on), Outcome: "talked", Direction: "out", With: "youth"}
	}
	letter := id.Document(7)
	paper := decision.CheckEvidence{Document: &letter, Kind: "letter", On: date(t, "1.9.2026")}
	said := func(item string, evidence ...decision.CheckEvidence) decision.Check {
		return decision.Check{Item: item, Met: &yes, Text: "Sådan var det.", Evidence: evidence}
	}
	g.checks = []decision.Check{
		said("event", entry(1, "2.11.2026", "phone")), said("lawful"), said("summons", paper), said("guidance", paper),
		{Item: "category", Choice: "aktivitetsparat"},
		said("ground"),
		{Item: "attempts", Evidence: []decision.CheckEvidence{entry(1, "2.11.2026", "phone"), entry(2, "3.11.2026", "text"), entry(3, "5.11.2026", "home")}},
		said("promotes"),
		{Item: "forewarned", Evidence: []decision.CheckEvidence{entry(4, "10.11.2026", "met")}},
		{Item: "reasons", Text: "3 dage × 231 kr. = 693 kr."},
	}
	return g
}

func (g *gate) check(item string) *decision.Check {
	i := slices.IndexFunc(g.checks, func(c decision.Check) bool { return c.Item == item })
	return &g.checks[i]
}

func (g *gate) without(item string) {
	g.checks = slices.DeleteFunc(g.checks, func(c decision.Check) bool { return c.Item == item })
}

func (g *gate) missing() string {
	var list []string
	for _, m := range decision.Gate(g.items, g.checks, g.d, g.today) {
		list = append(list, fmt.Sprintf("%s: %s %s", m.Item, m.Field, m.Code))
	}
	return strings.Join(list, ", ")
}

func shipped(t *testing.T) []programme.ChecklistItem {
	t.Helper()
	items, err := programme.ChecklistOn(t.Context(), dbtest.New(t).Read, "sanction", date(t, "23.11.2026"))
	if err != nil || len(items) != 15 {
		t.Fatalf("%d points ship (%v), want the 15 of domain 2.6", len(items), err)
	}
	return items
}

// Every point of the list, taken away alone, keeps the gate shut; with all of them it
// opens.
func TestGate(t *testing.T) {
	items := shipped(t)
	if got := newGate(t, items).missing(); got != "" {
		t.Fatalf("with everything answered the gate is shut: %s", got)
	}
	for i, tt := range []struct {
		item   string
		remove func(*gate)
		want   string
	}{
		{"event", func(g *gate) { g.without("event") }, "check.event check_open"},
		{"lawful", func(g *gate) { g.without("lawful") }, "check.lawful check_open"},
		{"summons", func(g *gate) { g.without("summons") }, "check.summons check_open"},
		{"guidance", func(g *gate) { g.without("guidance") }, "check.guidance check_open"},
		{"category", func(g *gate) { g.without("category") }, "check.category choose"},
		{"ground", func(g *gate) { g.without("ground") }, "check.ground check_open"},
		{"attempts", func(g *gate) { g.without("attempts") }, "check.attempts check_attempts"},
		{"promotes", func(g *gate) { g.without("promotes") }, "check.promotes check_open"},
		{"forewarned", func(g *gate) { g.without("forewarned") }, "check.forewarned check_talk"},
		{"hearing", func(g *gate) { g.d.Hearings = nil }, "hearing hearing_missing"},
		{"reasons", func(g *gate) { g.without("reasons") }, "check.reasons required"},
		{"deadline", func(g *gate) { g.today = date(t, "1.3.2027") }, "event_on carry_out_passed"},
		{"eyes", func(g *gate) { g.d.Type.Approver = "none" }, "check.eyes check_no_approver"},
		{"plain", func(g *gate) { g.d.Plain = "" }, "plain required"},
		{"complaint", func(g *gate) { g.d.Type.ComplaintBody = "" }, "check.complaint check_no_complaint"},
	} {
		if items[i].Code != tt.item {
			t.Errorf("point %d is %s, want %s", i+1, items[i].Code, tt.item)
		}
		g := newGate(t, items)
		tt.remove(g)
		if got := g.missing(); got != tt.item+": "+tt.want {
			t.Errorf("without %s: %q, want only %q", tt.item, got, tt.want)
		}
		g.d.Checklist, g.d.Checks = g.items, g.checks
		field, code, _ := strings.Cut(tt.want, " ")
		told := g.d.Lacks(g.today)
		if b, ok := told.On(field); !ok || b.Code != code || len(told) != 1 && tt.item != "deadline" { // from when on it has effect follows the deadline
			t.Errorf("without %s it lacks %v", tt.item, g.d.Lacks(g.today))
		}
	}
}

// What is answered and does not suffice keeps the gate shut too; what is not asked
// does not.
func TestGateEdges(t *testing.T) {
	items := shipped(t)
	no := false
	back := func(e *decision.CheckEvidence) { e.Withdrawn = true }
	for _, tt := range []struct {
		name   string
		change func(*gate)
		want   string
	}{
		{"it is not so", func(g *gate) { g.check("lawful").Met = &no }, "lawful: check.lawful check_not_so"},
		{"yes without a word", func(g *gate) { g.check("ground").Text = "" }, "ground: check.ground required"},
		{"no evidence", func(g *gate) { g.check("summons").Evidence = nil }, "summons: check.summons check_evidence"},
		{"evidence that was taken back", func(g *gate) { back(&g.check("summons").Evidence[0]) }, "summons: check.summons check_least"},
		{"guidance half a year old", func(g *gate) { g.check("guidance").Evidence[0].On = date(t, "2.5.2026") }, ""},
		{"guidance a day older", func(g *gate) { g.check("guidance").Evidence[0].On = date(t, "1.5.2026") }, "guidance: check.guidance check_age"},
		{"guidance on the day", func(g *gate) { g.check("guidance").Evidence[0].On = date(t, "2.11.2026") }, ""},
		{"guidance after the event", func(g *gate) { g.check("guidance").Evidence[0].On = date(t, "3.11.2026") }, "guidance: check.guidance check_age"},
		{"two attempts", func(g *gate) { g.check("attempts").Evidence = g.check("attempts").Evidence[:2] }, "attempts: check.attempts check_attempts"},
		{"attempts of one kind", func(g *gate) {
			for i := range g.check("attempts").Evidence {
				g.check("attempts").Evidence[i].Kind = "phone"
			}
		}, "attempts: check.attempts check_attempts"},
		{"the youth called us", func(g *gate) { g.check("attempts").Evidence[0].Direction = "in" }, "attempts: check.attempts check_attempts"},
		{"an attempt at the mother", func(g *gate) { g.check("attempts").Evidence[0].With = "relative" }, "attempts: check.attempts check_attempts"},
		{"an attempt long before", func(g *gate) { g.check("attempts").Evidence[0].On = date(t, "1.10.2026") }, "attempts: check.attempts check_attempts"},
		{"a message is no talk", func(g *gate) { g.check("forewarned").Evidence[0].Outcome = "message" }, "forewarned: check.forewarned check_talk"},
		{"a talk with the mother", func(g *gate) { g.check("forewarned").Evidence[0].With = "relative" }, "forewarned: check.forewarned check_talk"},
		{"ready for work: 7 and 8 are not asked", func(g *gate) {
			g.check("category").Choice = "jobparat"
			g.without("attempts")
			g.without("promotes")
		}, ""},
		{"a type that is not for the category", func(g *gate) { g.d.Type.Categories = []string{"jobparat"} }, "category: check.category check_category"},
		{"nobody asks the category: 7 and 8 are asked", func(g *gate) {
			g.items = slices.DeleteFunc(g.items, func(i programme.ChecklistItem) bool { return i.Code == "category" })
			g.without("attempts")
		}, "attempts: check.attempts check_attempts"},
		{"a hearing that runs", func(g *gate) { g.d.Hearings[0].ClosedAt = nil }, "hearing: hearing hearing_missing"},
		{"nobody is heard, with a reason", func(g *gate) {
			g.d.Hearings, g.d.Hearing, g.d.HearingWhy = nil, decision.HearingNotNeeded, "Du ved det."
		}, "hearing: hearing hearing_missing"},
		{"a calculation without numbers", func(g *gate) { g.check("reasons").Text = "tre dage" }, "reasons: check.reasons check_numbers"},
		{"one number", func(g *gate) { g.check("reasons").Text = "1.231,50 kr." }, "reasons: check.reasons check_numbers"},
		{"no main considerations", func(g *gate) { g.d.Considerations = "" }, "reasons: considerations required"},
		{"no facts", func(g *gate) { g.d.Facts = nil }, "reasons: fact.0 needs_facts"},
		{"the last day", func(g *gate) { g.today = date(t, "28.2.2027") }, ""},
		{"a type without a deadline", func(g *gate) { g.d.Type.CarryOutMonths = 0 }, "deadline: check.deadline check_no_deadline"},
		{"decided without approval", func(g *gate) { g.d.State = decision.Decided }, "eyes: check.eyes needs_approval"},
		{
			"the day is not known", func(g *gate) { g.d.EventOn = nil },
			"event: event_on required, guidance: event_on required, attempts: event_on required, deadline: event_on required",
		},
	} {
		g := newGate(t, items)
		tt.change(g)
		if got := g.missing(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if decision.Gate(nil, nil, decision.Decision{}, when.Date{}) != nil {
		t.Error("no list: something is missing")
	}
}

// Any answers at all: what Gate lets through has every point that applies answered.
func FuzzGate(f *testing.F) {
	f.Add(uint16(0), uint8(0))
	f.Fuzz(func(t *testing.T, taken uint16, category uint8) {
		items := []programme.ChecklistItem{
			{Code: "category", Rule: programme.Visitated},
			{Code: "a", Rule: programme.Said, Evidence: "optional"},
			{Code: "b", Rule: programme.Said, Evidence: "optional", Categories: []string{"x"}},
			{Code: "c", Rule: programme.Said, Evidence: "any"},
		}
		yes, n := true, id.Contact(1)
		choice := []string{"", "x", "y"}[category%3]
		all := []decision.Check{
			{Item: "category", Choice: choice},
			{Item: "a", Met: &yes, Text: "x"},
			{Item: "b", Met: &yes, Text: "x"},
			{Item: "c", Met: &yes, Text: "x", Evidence: []decision.CheckEvidence{{Contact: &n}}},
		}
		var checks []decision.Check
		has := map[string]bool{}
		for i, c := range all {
			if taken>>i&1 == 0 {
				checks, has[c.Item] = append(checks, c), true
			}
		}
		open := has["category"] && choice != "" && has["a"] && has["c"] && (choice != "x" || has["b"])
		if got := decision.Gate(items, checks, decision.Decision{}, when.Date{}); (len(got) == 0) != open {
			t.Errorf("%v with %v (%s): %v", open, has, choice, got)
		}
	})
}

// A list that was named and has no points keeps everything shut.
func TestEmptyChecklist(t *testing.T) {
	h := newHouse(t)
	h.Exec(`UPDATE decision_types SET checklist = 'nothing_here' WHERE code = 'UDD-PAL'`, nil)
	_, err := h.begin("UDD-PAL", nil)
	h.broke(err, "type checklist_empty")
}
