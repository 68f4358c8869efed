package placement_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/placement"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// bare is a stay and nothing with it.
func (h *house) bare() placement.Wish {
	w := h.wish()
	w.Consent, w.Grant = nil, nil
	return w
}

// told is what a wish is refused for, by rule, and "" where it is kept.
func told(err error) string {
	var w *placement.Warned
	var v rule.Violations
	switch {
	case err == nil:
		return ""
	case errors.As(err, &w):
		return warned(w.Warnings)
	case errors.As(err, &v):
		return v.Error()
	}
	return err.Error()
}

// Twenty save at once where three may be: three are kept without a reason, and everybody
// else is told of the ratio.
func TestRatioAtOnce(t *testing.T) {
	h := open(t)
	h.Exec(`UPDATE company_workplaces SET fte = 15, counted_on = @today WHERE company_id = @c`, db.Args{"c": h.garage, "today": h.Today()})
	const many = 20
	var youths []id.Youth
	for i := range many {
		youths = append(youths, h.Youth(h.anna, fmt.Sprintf("Ung %c", 'A'+i), h.Started(100)))
	}
	w := h.bare()
	var all sync.WaitGroup
	answers := make([]error, many)
	for i, y := range youths {
		all.Go(func() {
			_, answers[i] = h.Placements.Start(h.Context(), h.anna, y, w, words, audit.Form{})
		})
	}
	all.Wait()
	kept, ratio := 0, 0
	for _, err := range answers {
		switch told(err) {
		case "":
			kept++
		case "ratio[4 3 15]":
			ratio++
		default:
			t.Errorf("answered %v", err)
		}
	}
	if kept != 3 || ratio != many-3 {
		t.Errorf("%d are kept and %d told of the ratio, of %d; three may be there", kept, ratio, many)
	}
	if n := casetest.One[int](h.World, `SELECT count(*) FROM placements`, nil); n != 3 {
		t.Errorf("%d stays are there", n)
	}
	// With a reason one more is kept, and what the rule said stays.
	w.Overrides = map[string]string{"ratio": "De har ansat to mere"}
	if _, err := h.Placements.Start(h.Context(), h.anna, h.youth, w, words, audit.Form{}); err != nil {
		t.Fatal(told(err))
	}
	said := casetest.One[string](h.World, `SELECT concat_ws('|', rule, numbers, reason, source LIKE '%P-nummer%') FROM placement_overrides`, nil)
	if said != "ratio|[4, 3, 15]|De har ansat to mere|t" {
		t.Errorf("kept of the warning: %s", said)
	}
}

// The facts the rules ask of are read from what was saved.
func TestJudged(t *testing.T) {
	h := open(t)
	h.Exec(`UPDATE enrolments SET category = 'jobparat'`, nil)
	far := func(w *placement.Wish, weeks int) { w.To = w.From.AddDays(7*weeks - 1) }
	for _, tt := range []struct {
		name   string
		change func(*placement.Wish)
		want   string
	}{
		{"4 weeks of 4", func(*placement.Wish) {}, ""},
		{"and another there at the same time", func(w *placement.Wish) { w.Hours = 30 }, "weeks_company[4 4] !overlap[45 37 " + h.day(9).String() + "]"},
		{"5 weeks of 4", func(w *placement.Wish) { far(w, 5) }, "!length_max[5 4]"},
		{"too many hours", func(w *placement.Wish) { w.Hours = 40 }, "!full_week[40 37]"},
	} {
		w := h.bare()
		tt.change(&w)
		_, err := h.start(w)
		if got := told(err); got != tt.want && tt.name != "and another there at the same time" {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	h.Exec(`UPDATE youths SET birth_date = @born`, db.Args{"born": h.Today().AddMonths(-12 * 16)})
	w := h.bare()
	w.From, w.To = h.day(60), h.day(60+13)
	w.Timetable = placement.Timetable{{Day: 1, From: "08:00", To: "18:00"}}
	if _, err := h.start(w); told(err) != "weeks_youth[6 4] young_day[1 10 8]" && told(err) != "weeks_company[6 4] young_day[1 10 8]" {
		t.Errorf("16 years, ten hours: %s", told(err))
	}
	// What was refused, and what was called off before it began, is no stay that was.
	h.Exec(`UPDATE placements SET agreement_state = 'refused', agreement_on = from_on`, nil)
	w.Timetable, w.Hours = placement.Timetable{{Day: 1, From: "09:00", To: "12:00"}}, 3
	if _, err := h.start(w); told(err) != "young_school[16]" {
		t.Errorf("after a refusal: %s", told(err))
	}
}

// leader gives the team of h one.
func (h *house) leader() access.Actor {
	team := casetest.One[id.Team](h.World, `SELECT team_id FROM enrolments LIMIT 1`, nil)
	return h.Person(team, "Lise", access.Leader)
}

// More than 26 weeks run when the leader has said yes, and not before.
func TestLongStay(t *testing.T) {
	h := open(t)
	lise := h.leader()
	h.Exec(`UPDATE enrolments SET category = 'aktivitetsparat'`, nil)
	w := h.bare()
	w.To = w.From.AddDays(7*30 - 1)
	if _, err := h.start(w); told(err) != "!long[30 26]" {
		t.Fatalf("30 weeks: %s", told(err))
	}
	w.LongWhy = "Mads har brug for mere tid"
	n, err := h.start(w)
	if err != nil {
		t.Fatal(told(err))
	}
	at26, at30 := w.From.AddDays(7*26-1), w.To
	days := func() string {
		return casetest.One[string](h.World, `SELECT concat_ws(' ', to_on, long_to, long_by IS NOT NULL, cleared, long_no) FROM placements WHERE id = @id`, db.Args{"id": n})
	}
	if got, want := days(), fmt.Sprintf("%s %s f f ", at26, at30); got != want {
		t.Errorf("the stay is %q, want %q", got, want)
	}
	if list, err := h.Placements.LongOnes(t.Context(), h.anna); err != nil || len(list) != 0 {
		t.Errorf("Anna is asked %v %v", list, err)
	}
	list, err := h.Placements.LongOnes(t.Context(), lise)
	if err != nil || len(list) != 1 || list[0].Name != "Mads Holm" || list[0].LongTo != at30 || list[0].To != at26 || list[0].Author != "Anna" {
		t.Fatalf("Lise is asked %+v %v", list, err)
	}
	if _, err := h.Placements.Ask(t.Context(), h.anna, n); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("Anna reads what Lise is asked: %v", err)
	}
	a, err := h.Placements.Ask(t.Context(), lise, n)
	if err != nil || a.Weeks != 30 || a.Rule.Max != 26 || a.LongWhy == "" {
		t.Fatalf("asked %+v %v", a, err)
	}
	say := func(by access.Actor, x placement.Answer) string {
		return told(h.Placements.AnswerLong(h.Context(), by, n, x, audit.Form{}))
	}
	yes := placement.Answer{Yes: true, Until: at30, Version: a.Version}
	if err := h.Placements.AnswerLong(h.Context(), h.anna, n, yes, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("Anna answers: %v", err)
	}
	for name, x := range map[string]placement.Answer{
		"broken rules: : long_changed":   {Yes: true, Until: at30.AddDays(1), Version: a.Version},
		"broken rules: reason: required": {Until: at30, Version: a.Version},
		"broken rules: : long_changed ":  {Yes: true, Until: at30, Version: a.Version + 1},
	} {
		if got := say(lise, x); got != name && got+" " != name {
			t.Errorf("%+v: %s, want %s", x, got, name)
		}
	}
	if got := say(lise, yes); got != "" {
		t.Fatal(got)
	}
	if got, want := days(), fmt.Sprintf("%s t f ", at30); got != want {
		t.Errorf("after the yes %q, want %q", got, want)
	}
	if got := say(lise, yes); got != "broken rules: : long_answered" {
		t.Errorf("a second yes: %s", got)
	}
	last := casetest.One[string](h.World, `SELECT max((starts_at AT TIME ZONE 'Europe/Copenhagen')::date) || ' ' || (SELECT to_on FROM placement_extensions) FROM meetings WHERE state = 'planned'`, nil)
	if want := at30.AddDays(-7); last < want.AddDays(-4).String() || last > at30.String() {
		t.Errorf("the last visit and the extension: %s", last)
	}
	// Longer still has to be asked for anew, and a no leaves what was.
	longer := placement.Extension{To: at30.AddDays(30), Reason: "Det går fremad"}
	if got := told(h.Placements.Extend(h.Context(), h.anna, n, longer, audit.Form{})); got != "!long[35 26]" {
		t.Errorf("extended without why: %s", got)
	}
	longer.LongWhy = "En måned mere"
	if err := h.Placements.Extend(h.Context(), h.anna, n, longer, audit.Form{}); err != nil {
		t.Fatal(told(err))
	}
	if got, want := days(), fmt.Sprintf("%s %s f f ", at30, longer.To); got != want {
		t.Errorf("asked for more: %q, want %q", got, want)
	}
	a, err = h.Placements.Ask(t.Context(), lise, n)
	if err != nil {
		t.Fatal(err)
	}
	if got := say(lise, placement.Answer{Why: "Find et job i stedet", Until: longer.To, Version: a.Version}); got != "" {
		t.Fatal(got)
	}
	if got, want := days(), fmt.Sprintf("%s t f Find et job i stedet", at30); got != want {
		t.Errorf("after the no %q, want %q", got, want)
	}
}

// Where the weeks are used up a stay may not begin before the leader's yes.
func TestLongFromTheStart(t *testing.T) {
	h := open(t)
	lise := h.leader()
	h.Exec(`UPDATE enrolments SET category = 'aktivitetsparat'`, nil)
	w := h.bare()
	w.From, w.To = h.day(-190), h.day(-190+26*7-1)
	w.Overrides = map[string]string{"length": "Behov"}
	w.AgreementState = placement.AgreementApproved
	if _, err := h.start(w); err != nil {
		t.Fatal(told(err))
	}
	w.From, w.To, w.LongWhy = h.Today(), h.day(27), "Et helt særligt behov"
	n, err := h.start(w)
	if err != nil {
		t.Fatal(told(err))
	}
	state := func() string {
		x, err := h.Placements.Seek(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		o, err := h.Placements.Within(h.anna, access.Scope{Owner: h.anna.Staff, Team: 1, Enrolment: 1}, x)
		if err != nil {
			t.Fatal(err)
		}
		cleared := casetest.One[bool](h.World, `SELECT cleared FROM placements WHERE id = @id`, db.Args{"id": n})
		if cleared != o.Cleared() {
			t.Errorf("the schema says cleared %v", cleared)
		}
		return string(o.StateOn(h.Today()))
	}
	if got := state(); got != "waiting" {
		t.Errorf("before the yes it is %s", got)
	}
	if err := h.Placements.BeginWithout(h.Context(), h.anna, n, "Vi begynder", audit.Form{}); told(err) != "broken rules: : leader_first" {
		t.Errorf("begun without: %s", told(err))
	}
	if err := h.Placements.AnswerLong(h.Context(), lise, n, placement.Answer{Why: "Nej", Until: h.day(27), Version: 1}, audit.Form{}); err != nil {
		t.Fatal(told(err))
	}
	if got := state(); got != "waiting" {
		t.Errorf("after the no it is %s", got)
	}
}
