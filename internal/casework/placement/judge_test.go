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
	"kasket/internal/when"
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

// asked is a stay of 30 weeks that Lise is asked about.
type asked struct {
	*house
	lise       access.Actor
	n          id.Placement
	at26, at30 when.Date
}

func openLong(t *testing.T) asked {
	h := open(t)
	l := asked{house: h, lise: h.leader()}
	h.Exec(`UPDATE enrolments SET category = 'aktivitetsparat'`, nil)
	w := h.bare()
	w.To = w.From.AddDays(7*30 - 1)
	l.at26, l.at30 = w.From.AddDays(7*26-1), w.To
	if _, err := h.start(w); told(err) != "!long[30 26]" {
		t.Fatalf("30 weeks: %s", told(err))
	}
	w.LongWhy = "Mads har brug for mere tid"
	var err error
	if l.n, err = h.start(w); err != nil {
		t.Fatal(told(err))
	}
	return l
}

// is what stands of the stay: last day, the day asked for, whether it is answered, whether
// it may run, and why not.
func (l asked) is() string {
	return casetest.One[string](l.World, `SELECT concat_ws(' ', to_on, long_to, long_by IS NOT NULL, cleared, long_no) FROM placements WHERE id = @id`, db.Args{"id": l.n})
}

func (l asked) say(x placement.Answer) string {
	return told(l.Placements.AnswerLong(l.Context(), l.lise, l.n, x, audit.Form{}))
}

func (l asked) ask(t *testing.T) placement.Asked {
	a, err := l.Placements.Ask(t.Context(), l.lise, l.n)
	if err != nil {
		t.Fatal(told(err))
	}
	return a
}

// More than 26 weeks run when the leader has said yes, and not before.
func TestLongStay(t *testing.T) {
	l := openLong(t)
	if got, want := l.is(), fmt.Sprintf("%s %s f f ", l.at26, l.at30); got != want {
		t.Errorf("the stay is %q, want %q", got, want)
	}
	a := l.ask(t)
	if a.Weeks != 30 || a.Rule.Max != 26 || a.LongWhy == "" || a.Name != "Mads Holm" {
		t.Errorf("asked %+v", a)
	}
	yes := placement.Answer{Yes: true, Until: l.at30, Version: a.Version}
	for _, tt := range []struct {
		change func(*placement.Answer)
		want   string
	}{
		{func(x *placement.Answer) { x.Until = l.at30.AddDays(1) }, "broken rules: : long_changed"},
		{func(x *placement.Answer) { x.Version++ }, "broken rules: : long_changed"},
		{func(x *placement.Answer) { x.Yes = false }, "broken rules: reason: required"},
		{func(*placement.Answer) {}, ""},
		{func(*placement.Answer) {}, "broken rules: : long_answered"},
	} {
		x := yes
		tt.change(&x)
		if got := l.say(x); got != tt.want {
			t.Errorf("%+v: %q, want %q", x, got, tt.want)
		}
	}
	if got, want := l.is(), fmt.Sprintf("%s t f ", l.at30); got != want {
		t.Errorf("after the yes %q, want %q", got, want)
	}
	last := casetest.One[when.Date](l.World, `SELECT max((starts_at AT TIME ZONE 'Europe/Copenhagen')::date) FROM meetings WHERE state = 'planned'`, nil)
	if days := l.at30.Sub(last); days < 7 || days > 11 {
		t.Errorf("the last visit is %d days before the end", days)
	}
	if got := casetest.One[when.Date](l.World, `SELECT to_on FROM placement_extensions`, nil); got != l.at30 {
		t.Errorf("extended to %s", got)
	}
}

// Whoever is asked is the leader of the team, and nobody else reads it that way.
func TestWhoIsAsked(t *testing.T) {
	l := openLong(t)
	if list, err := l.Placements.LongOnes(t.Context(), l.anna); err != nil || len(list) != 0 {
		t.Errorf("Anna is asked %v %v", list, err)
	}
	list, err := l.Placements.LongOnes(t.Context(), l.lise)
	if err != nil || len(list) != 1 || list[0].Name != "Mads Holm" || list[0].LongTo != l.at30 || list[0].To != l.at26 || list[0].Author != "Anna" {
		t.Errorf("Lise is asked %+v %v", list, err)
	}
	if _, err := l.Placements.Ask(t.Context(), l.anna, l.n); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("Anna reads what Lise is asked: %v", err)
	}
	yes := placement.Answer{Yes: true, Until: l.at30, Version: 1}
	if err := l.Placements.AnswerLong(l.Context(), l.anna, l.n, yes, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("Anna answers: %v", err)
	}
}

// Longer still has to be asked for anew, and a no leaves what was.
func TestLongerStill(t *testing.T) {
	l := openLong(t)
	if got := l.say(placement.Answer{Yes: true, Until: l.at30, Version: 1}); got != "" {
		t.Fatal(got)
	}
	longer := placement.Extension{To: l.at30.AddDays(30), Reason: "Det går fremad"}
	extend := func() string {
		return told(l.Placements.Extend(l.Context(), l.anna, l.n, longer, audit.Form{}))
	}
	if got := extend(); got != "!long[35 26]" {
		t.Errorf("extended without why: %s", got)
	}
	longer.LongWhy = "En måned mere"
	if got := extend(); got != "" {
		t.Fatal(got)
	}
	if got, want := l.is(), fmt.Sprintf("%s %s f t ", l.at30, longer.To); got[:21] != want[:21] {
		t.Errorf("asked for more: %q, want %q", got, want)
	}
	if got := l.say(placement.Answer{Why: "Find et job i stedet", Until: longer.To, Version: l.ask(t).Version}); got != "" {
		t.Fatal(got)
	}
	if got, want := l.is(), fmt.Sprintf("%s t f Find et job i stedet", l.at30); got != want {
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
