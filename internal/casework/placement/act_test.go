package placement_test

import (
	"errors"
	"strings"
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

// running registers a stay that began a week ago and waits for its agreement.
func (h *house) running() id.Placement {
	h.Helper()
	w := h.wish()
	w.From, w.To, w.Grant = h.day(-7), h.day(20), nil
	n, err := h.start(w)
	if err != nil {
		h.Fatal(err)
	}
	return n
}

// row reads columns of the stay.
func (h *house) row(n id.Placement, columns string) string {
	h.Helper()
	return casetest.One[string](h.World, `SELECT concat_ws('|', `+columns+`) FROM placements WHERE id = @n`, db.Args{"n": n})
}

// broke asks for an error that holds a rule, or for none.
func (h *house) broke(err error, want string) {
	h.Helper()
	broken, _ := errors.AsType[rule.Violations](err)
	switch {
	case want == "" && err != nil:
		h.Errorf("refused: %v", err)
	case want != "" && !strings.Contains(broken.Error(), want):
		h.Errorf("%v, want %s", err, want)
	}
}

func TestAgreement(t *testing.T) {
	h := open(t)
	n := h.running()
	if got := h.row(n, "cleared"); got != "f" {
		t.Errorf("without an agreement it may run: %s", got)
	}
	today := h.Today()
	for want, a := range map[string]placement.Agreement{
		"agreement_state: choose":    {State: "maybe", On: today},
		"agreement_on: required":     {State: "approved"},
		"agreement_on: future":       {State: "approved", On: h.day(1)},
		"agreement_on: too_far_back": {State: "approved", On: h.day(-900)},
	} {
		h.broke(h.Placements.Agree(t.Context(), h.anna, n, a, audit.Form{}), want)
	}
	h.broke(h.Placements.Agree(t.Context(), h.anna, n, placement.Agreement{State: "approved", On: today, VITASRef: " V-1 "}, audit.Form{}), "")
	if got := h.row(n, "cleared, vitas_ref, version"); got != "t|V-1|2" {
		t.Errorf("approved: %s", got)
	}
	h.broke(h.Placements.BeginWithout(t.Context(), h.anna, n, "hast", audit.Form{}), "placement_state")
	if err := h.Placements.Agree(t.Context(), h.bo, n, placement.Agreement{State: "refused", On: today}, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague: %v", err)
	}
}

func TestBeginWithout(t *testing.T) {
	h := open(t)
	n := h.running()
	h.broke(h.Placements.BeginWithout(t.Context(), h.anna, n, "  ", audit.Form{}), "reason: required")
	h.broke(h.Placements.BeginWithout(t.Context(), h.anna, n, "VITAS er nede i dag", audit.Form{}), "")
	if got := h.row(n, "cleared, begun_why, begun_by = by_id"); got != "t|VITAS er nede i dag|t" {
		t.Errorf("begun: %s", got)
	}
}

func TestExtend(t *testing.T) {
	h := open(t)
	h.Exec(`UPDATE enrolments SET category = 'aktivitetsparat'`, nil) // for whom 8 weeks are granted
	n := h.running()
	for want, x := range map[string]placement.Extension{
		"to: required":      {Reason: "Det går godt"},
		"reason: required":  {To: h.day(30)},
		"to: not_longer":    {To: h.day(20), Reason: "Det går godt"},
		"to: too_far_ahead": {To: h.day(20000), Reason: "Det går godt"},
	} {
		h.broke(h.Placements.Extend(t.Context(), h.anna, n, x, audit.Form{}), want)
	}
	h.broke(h.Placements.Extend(t.Context(), h.anna, n, placement.Extension{To: h.day(48), Reason: "Det går godt"}, audit.Form{}), "")
	if got := h.row(n, "to_on - from_on, (SELECT string_agg(was_to || ' ' || to_on, ',') FROM placement_extensions)"); got != "55|2026-12-11 2027-01-08" {
		t.Errorf("extended: %s", got)
	}
	visits := casetest.One[string](h.World, `SELECT string_agg(visit || ' ' || state, ', ' ORDER BY starts_at, visit) FROM meetings WHERE placement_id IS NOT NULL`, nil)
	if strings.Count(visits, "final planned") != 1 || strings.Count(visits, "final cancelled") != 1 {
		t.Errorf("visits: %s", visits)
	}
}

func TestConclude(t *testing.T) {
	h := open(t)
	past := h.day(-1)
	early, late, hours := h.day(-30), h.day(1), 61.0
	for want, x := range map[string]placement.Ending{
		"result: choose":             {Result: "fired"},
		"ended_by: choose":           {Result: placement.Interrupted, Reason: "health"},
		"ended_reason: choose":       {Result: placement.Interrupted, By: "youth", Reason: "lazy"},
		"ended_by: only_interrupted": {Result: placement.Completed, By: "youth"},
		"ended_on: future":           {Result: placement.Completed, On: &late},
		"ended_on: before_from":      {Result: placement.Completed, On: &early},
		"hours_won: hours":           {Result: placement.Hired, HoursWon: &hours},
		"learned: too_long":          {Result: placement.Completed, Learned: strings.Repeat("æ", 4001)},
	} {
		h.broke(h.Placements.Conclude(t.Context(), h.anna, h.fresh(t), x, audit.Form{}), want)
	}
	over, after := h.fresh(t), h.day(-1)
	h.Exec(`UPDATE placements SET to_on = @last WHERE id = @id`, db.Args{"last": h.day(-2), "id": over})
	h.broke(h.Placements.Conclude(t.Context(), h.anna, over, placement.Ending{Result: placement.Completed, On: &after}, audit.Form{}), "ended_on: after_last")
	cut := h.fresh(t)
	h.broke(h.Placements.Conclude(t.Context(), h.anna, cut, placement.Ending{Result: placement.Hired}, audit.Form{}), "")
	if got := h.row(cut, "to_char(ended_on, 'YYYY-MM-DD')"); got != h.Today().String() {
		t.Errorf("ended before its last day, and the last day there was is %q", got)
	}
	n, won := h.fresh(t), 12.0
	x := placement.Ending{Result: placement.Interrupted, On: &past, By: "company", Reason: "tasks", HoursWon: &won, YouthWords: "Jeg lærte at svejse"}
	h.broke(h.Placements.Conclude(t.Context(), h.anna, n, x, audit.Form{}), "")
	if got := h.row(n, "result, to_char(ended_on, 'YYYY-MM-DD'), ended_by, ended_reason, hours_won, youth_words"); got != "interrupted|"+past.String()+"|company|tasks|12.0|Jeg lærte at svejse" {
		t.Errorf("interrupted: %s", got)
	}
}

// fresh is a running stay, and no other beside it.
func (h *house) fresh(t *testing.T) id.Placement {
	t.Helper()
	h.Exec(`UPDATE placements SET result = 'completed', from_on = from_on - 100, to_on = from_on - 100 WHERE result = ''`, nil)
	return h.running()
}

// What never began is given up without a day.
func TestGivenUp(t *testing.T) {
	h := open(t)
	n, err := h.start(h.wish())
	if err != nil {
		t.Fatal(err)
	}
	h.broke(h.Placements.Conclude(t.Context(), h.anna, n, placement.Ending{Result: placement.Completed}, audit.Form{}), "result: not_begun")
	h.broke(h.Placements.Conclude(t.Context(), h.anna, n, placement.Ending{Result: placement.Interrupted, By: "youth", Reason: "other_way"}, audit.Form{}), "")
	if got := h.row(n, "result, ended_on IS NULL"); got != "interrupted|t" {
		t.Errorf("given up: %s", got)
	}
	if got := casetest.One[int](h.World, `SELECT count(*) FROM meetings WHERE state = 'planned' AND placement_id IS NOT NULL`, nil); got != 0 {
		t.Errorf("%d visits are still planned", got)
	}
	h.broke(h.Placements.Agree(t.Context(), h.anna, n, placement.Agreement{State: "approved", On: h.Today()}, audit.Form{}), "placement_state")
}

func TestCorrect(t *testing.T) {
	h := open(t)
	n := h.running()
	terms := placement.Terms{Hours: 20, Purpose: "skills", Tasks: "Dækskifte", Timetable: placement.Timetable{{Day: 2, From: "08:00", To: "12:00"}, {Day: 1, From: "08:00", To: "16:00"}}}
	h.broke(h.Placements.Correct(t.Context(), h.anna, n, placement.Edit{Terms: terms, Version: 1}, audit.Form{}), "")
	if got := h.row(n, "hours, purpose, tasks, timetable -> 0 ->> 'day', version"); got != "20.0|skills|Dækskifte|1|2" {
		t.Errorf("corrected: %s", got)
	}
	_, stale := errors.AsType[*placement.Stale](h.Placements.Correct(t.Context(), h.anna, n, placement.Edit{Terms: terms, Version: 1}, audit.Form{}))
	if !stale {
		t.Error("an old form was carried out")
	}
	terms.Hours = 40
	h.broke(h.Placements.Correct(t.Context(), h.anna, n, placement.Edit{Terms: terms, Version: 2}, audit.Form{}), "full_week")
	terms.Hours, terms.Purpose = 20, "labour"
	h.broke(h.Placements.Correct(t.Context(), h.anna, n, placement.Edit{Terms: terms, Version: 2}, audit.Form{}), "purpose: choose")
	if got := casetest.One[int](h.World, `SELECT count(*) FROM placement_versions`, nil); got != 1 {
		t.Errorf("%d versions", got)
	}
}

// A form sent twice registers one stay; twenty endings at once end it once.
func TestOnceOnly(t *testing.T) {
	h := open(t)
	form := audit.Form{Key: "6f1f7a5e-70f4-4bb9-9d8a-0a4f4b0f0001", Digest: []byte("a")}
	for range 2 {
		if _, err := h.Placements.Start(t.Context(), h.anna, h.youth, h.wish(), words, form); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.kept(); !strings.HasPrefix(got, "1 1 1 ") {
		t.Errorf("kept %s", got)
	}
	n := h.fresh(t)
	var wait sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 20 {
		wait.Go(func() {
			if h.Placements.Conclude(t.Context(), h.anna, n, placement.Ending{Result: placement.Completed}, audit.Form{}) == nil {
				mu.Lock()
				done++
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if done != 1 {
		t.Errorf("ended %d times", done)
	}
}

// The schema computes what may run as the code does.
func TestClearedIsTheSame(t *testing.T) {
	h := open(t)
	n := h.running()
	for _, agreement := range []string{"none", "own", "vitas"} {
		for _, state := range append([]string{""}, placement.AgreementStates...) {
			for _, why := range []string{"", "hast"} {
				p := placement.Placement{Agreement: agreement, AgreementState: state, BegunWhy: why, From: h.Today(), To: when.Date{}}
				h.Exec(`UPDATE placements SET agreement = @a, agreement_state = @s, agreement_on = current_date, begun_why = @w, begun_by = CASE WHEN @w = '' THEN NULL ELSE by_id END WHERE id = @n`,
					db.Args{"a": agreement, "s": state, "w": why, "n": n})
				if got := h.row(n, "cleared"); (got == "t") != p.Cleared() {
					t.Errorf("%s %q %q: the schema says %s, the code %v", agreement, state, why, got, p.Cleared())
				}
			}
		}
	}
}

// A stay that goes against a rule, and was visited, is corrected and made longer like any
// other: the reason that was given stands, and a visit that was held is not planned again.
func TestAnsweredBefore(t *testing.T) {
	h := open(t)
	h.Exec(`UPDATE enrolments SET category = 'aktivitetsparat'`, nil)
	h.running()
	w := h.bare()
	w.From, w.To, w.Hours = h.day(-6), h.day(13), 0
	w.Overrides = map[string]string{"overlap_unknown": "Timerne aftales fra uge til uge"}
	n, err := h.start(w)
	if err != nil {
		t.Fatal(told(err))
	}
	h.Exec(`UPDATE meetings SET state = 'held' WHERE placement_id = @n AND visit = 'midway'`, db.Args{"n": n})
	terms := w.Terms
	terms.Tasks = "Dækskifte"
	h.broke(h.Placements.Correct(t.Context(), h.anna, n, placement.Edit{Terms: terms, Version: 1}, audit.Form{}), "")
	h.broke(h.Placements.Extend(t.Context(), h.anna, n, placement.Extension{To: h.day(20), Reason: "Det går godt"}, audit.Form{}), "")
	if got := h.row(n, "tasks, version, (SELECT count(*) FROM placement_overrides), (SELECT count(*) FROM meetings WHERE placement_id = @n AND visit = 'midway')"); got != "Dækskifte|3|1|1" {
		t.Errorf("changed: %s", got)
	}
}
