package placement_test

import (
	"errors"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/company"
	"kasket/internal/casework/network"
	"kasket/internal/casework/placement"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// house is a team with a youth and a garage.
type house struct {
	*casetest.World
	anna, bo access.Actor // the owner; a colleague
	youth    id.Youth
	garage   id.Company
}

func open(t *testing.T) *house {
	w := casetest.New(t)
	team := w.Team("Nord")
	h := &house{World: w, anna: w.Person(team, "Anna", access.Caseworker), bo: w.Person(team, "Bo", access.Caseworker)}
	h.youth = w.Youth(h.anna, "Mads Holm", w.Started(100))
	h.garage = w.Company("Hobro Auto")
	return h
}

func (h *house) day(n int) when.Date { return h.Today().AddDays(n) }

// wish is an internship that begins on Monday in a week, with all that belongs to it.
func (h *house) wish() placement.Wish {
	return placement.Wish{
		Company: h.garage, Type: "vp", From: h.day(9), To: h.day(9 + 27), Terms: placement.Terms{Hours: 15, Purpose: "clarify", JobGoal: "Automekaniker"},
		Consent: &network.ConsentWish{Purpose: "Praktik", To: h.day(36), Form: network.Spoken, Items: []string{"first_name"}},
		Grant:   &placement.GrantWish{View: "Mads vil gerne prøve det"},
	}
}

func words(p placement.Placement, kind programme.StayType, purpose programme.Entry) string {
	return "Du kan komme i " + kind.NameDa + " hos " + p.Company.Name + ". " + purpose.NameDa
}

func (h *house) start(w placement.Wish) (id.Placement, error) {
	return h.Placements.Start(h.Context(), h.anna, h.youth, w, words, audit.Form{})
}

// kept counts what was saved.
func (h *house) kept() string {
	return casetest.One[string](h.World, `SELECT concat_ws(' ', (SELECT count(*) FROM placements), (SELECT count(*) FROM consents), (SELECT count(*) FROM decisions),
		(SELECT count(*) FROM meetings WHERE placement_id IS NOT NULL), (SELECT count(*) FROM companies), (SELECT count(*) FROM placement_overrides))`, nil)
}

func TestStart(t *testing.T) {
	h := open(t)
	n, err := h.start(h.wish())
	if err != nil {
		t.Fatal(err)
	}
	if got := h.kept(); got != "1 1 1 3 1 0" {
		t.Errorf("kept %s: stays, consents, decisions, visits, companies, overrides", got)
	}
	x, err := h.Placements.Seek(t.Context(), n)
	if err != nil || x.Youth() != h.youth {
		t.Fatalf("sought %v, %v", x.Youth(), err)
	}
	o, err := h.Placements.Within(h.anna, access.Scope{Owner: h.anna.Staff, Team: 1, Enrolment: 1}, x)
	if err != nil {
		t.Fatal(err)
	}
	if o.StateOn(h.Today()) != placement.Planned || o.Agreement != placement.VITAS || o.Decision == nil || o.Row.Code != "vp" || o.Company.Name != "Hobro Auto" || o.ByName != "Anna" {
		t.Errorf("the stay is %+v", o.Placement)
	}
	decided := casetest.One[string](h.World, `SELECT concat_ws('|', state, plain, effect_to - effect_from) FROM decisions`, nil)
	if decided != "decided|Du kan komme i Virksomhedspraktik hos Hobro Auto. Afklare job- eller uddannelsesmål|27" {
		t.Errorf("decided: %s", decided)
	}
	visits := casetest.One[string](h.World, `SELECT string_agg(concat_ws(' ', visit, ((starts_at AT TIME ZONE 'Europe/Copenhagen')::date - @from::date), staff_id = @anna), ', ' ORDER BY starts_at) FROM meetings`,
		db.Args{"from": h.day(9), "anna": h.anna.Staff})
	if visits != "first 7 t, midway 11 t, final 18 t" {
		t.Errorf("visits: %s", visits)
	}
	seen := casetest.One[string](h.World, `SELECT detail::text FROM audit_events WHERE action = 'place'`, nil)
	if !strings.Contains(seen, `"decision"`) || !strings.Contains(seen, `"consent"`) {
		t.Errorf("the trail says %s", seen)
	}
}

// TestNothingOrAll breaks one part of a whole wish at a time: nothing of it is kept.
func TestNothingOrAll(t *testing.T) {
	h := open(t)
	elsewhere := casetest.One[id.Match](h.World, `INSERT INTO company_matches (youth_id, enrolment_id, company_id, sentence, by_id, at)
		SELECT @y, e.id, @c, 'Små hold', @by, @now FROM enrolments e WHERE e.youth_id = @y RETURNING id`,
		db.Args{"y": h.youth, "c": h.Company("Bageren"), "by": h.anna.Staff, "now": h.Now()})
	before := h.kept()
	for name, tt := range map[string]struct {
		change func(*placement.Wish)
		want   string // field and rule
	}{
		"no company":            {func(w *placement.Wish) { w.Company = 0 }, "company: required"},
		"a company nobody has":  {func(w *placement.Wish) { w.Company = 99 }, "company: unknown"},
		"no type":               {func(w *placement.Wish) { w.Type = "" }, "type: required"},
		"a type that ended":     {func(w *placement.Wish) { w.Type = "egu_old" }, "type: unknown"},
		"no day":                {func(w *placement.Wish) { w.From = when.Date{} }, "from: required"},
		"the period reversed":   {func(w *placement.Wish) { w.To = w.From.AddDays(-1) }, "to: before_from"},
		"no purpose":            {func(w *placement.Wish) { w.Purpose = "" }, "purpose: choose"},
		"an unlawful purpose":   {func(w *placement.Wish) { w.Purpose = "labour" }, "purpose: choose"},
		"hours nobody can keep": {func(w *placement.Wish) { w.Hours = 0.04 }, "hours: hours"},
		"hours over the week":   {func(w *placement.Wish) { w.Hours = 61 }, "hours: hours"},
		"no view of the youth":  {func(w *placement.Wish) { w.Grant.View = " " }, "decision_view: required"},
		"a consent to nothing":  {func(w *placement.Wish) { w.Consent.Items = nil }, "consent_items: choose"},
		"demanded without why":  {func(w *placement.Wish) { w.Grant.Demanded = true }, "decision_why: required"},
		"nothing grants it":     {func(w *placement.Wish) { w.Type, w.Purpose = "fritidsjob", "" }, "decision: no_decision_type"},
		"another's workplace":   {func(w *placement.Wish) { w.Workplace = 77 }, "workplace: unknown"},
		"a person of nobody":    {func(w *placement.Wish) { n := id.CompanyPerson(5); w.Contact = &n }, "contact: unknown"},
		"another youth's match": {func(w *placement.Wish) { w.Match = 5 }, "match: unknown"},
		"a match elsewhere":     {func(w *placement.Wish) { w.Match = elsewhere }, "match: unknown"},
		"a new one with a wrong number": {func(w *placement.Wish) {
			w.Company, w.New = 0, &company.New{Name: "Ny", CVR: "00000000"}
		}, "cvr: cvr"},
		"a new one that is known": {func(w *placement.Wish) {
			w.Company, w.New = 0, &company.New{Name: "hobro auto"}
		}, "company: company_known"},
	} {
		w := h.wish()
		tt.change(&w)
		_, err := h.start(w)
		broken, _ := errors.AsType[rule.Violations](err)
		if err == nil || !strings.Contains(broken.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
		if got := h.kept(); got != before {
			t.Fatalf("%s: something was kept: %s, before %s", name, got, before)
		}
	}
	if _, err := h.Placements.Start(t.Context(), h.bo, h.youth, h.wish(), words, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague: %v", err)
	}
}

// What weighs is heard first: the stay is registered with a draft.
func TestDemanded(t *testing.T) {
	h := open(t)
	w := h.wish()
	w.Grant.Demanded, w.Grant.Why = true, "Det er det rette skridt nu"
	if _, err := h.start(w); err != nil {
		t.Fatal(err)
	}
	if got := casetest.One[string](h.World, `SELECT concat_ws(' ', state, weighs, hearing) FROM decisions`, nil); got != "draft t " {
		t.Errorf("the decision is %s", got)
	}
}

func TestStartAtNewCompany(t *testing.T) {
	h := open(t)
	w := h.wish()
	w.Company, w.New = 0, &company.New{Name: "Bageren ved broen", CVR: "13 74 81 36", Person: "Karen Møller", Phone: "98 12 34 56"}
	if _, err := h.start(w); err != nil {
		t.Fatal(err)
	}
	if got := casetest.One[string](h.World, `SELECT concat_ws(' ', c.cvr, p.name, x.contact_id = p.id) FROM placements x JOIN companies c ON c.id = x.company_id JOIN company_people p ON p.company_id = c.id`, nil); got != "13748136 Karen Møller t" {
		t.Errorf("kept %s", got)
	}
}

// Without a last day a stay lasts as long as the rules grant it for.
func TestLengthFollowsRule(t *testing.T) {
	h := open(t)
	for category, weeks := range map[string]int{"jobparat": 4, "aktivitetsparat": 13} {
		h.Exec(`UPDATE enrolments SET category = @c`, db.Args{"c": category})
		w := h.wish()
		w.To = when.Date{}
		n, err := h.start(w)
		if err != nil {
			t.Fatal(err)
		}
		if got := casetest.One[int](h.World, `SELECT (to_on - from_on + 1) / 7 FROM placements WHERE id = @n`, db.Args{"n": n}); got != weeks {
			t.Errorf("%s: %d weeks, want %d", category, got, weeks)
		}
		h.Exec(`UPDATE placements SET result = 'completed', ended_on = from_on`, nil)
	}
}
