package programme_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// administrator makes the actor that edits, and one who may not.
func actors(t *testing.T, d *db.DB) (administrator, caseworker access.Actor) {
	t.Helper()
	var staff id.Staff
	err := d.Write.QueryRow(t.Context(), `INSERT INTO staff (name, email) VALUES ('Ada', 'ada@kasket.test') RETURNING id`).Scan(&staff)
	if err != nil {
		t.Fatal(err)
	}
	return access.Actor{Staff: staff, House: []access.Role{access.Administrator}},
		access.Actor{Staff: staff, Memberships: []access.Membership{{Team: 1, Roles: []access.Role{access.Leader}}}}
}

// broke says whether err is the wanted broken rule: "field code", or "" for none.
func broke(t *testing.T, err error, want string) {
	t.Helper()
	got := ""
	if v, ok := errors.AsType[rule.Violations](err); ok {
		got = v[0].Field + " " + v[0].Code
	} else if err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("answered %q, want %q", got, want)
	}
}

func TestSetRules(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	p, err := s.ByKey(t.Context(), "rute42")
	if err != nil {
		t.Fatal(err)
	}
	rules := func(from string, norm int) programme.Rules {
		return programme.Rules{From: day(t, from), OwnerWordDa: " kontakt\nperson ", OwnerWordEn: "contact person", NormMax: norm}
	}
	steps := []struct {
		name string
		r    programme.Rules
		want string
	}{
		{"from a day to come", rules("2027-01-01", 20), ""},
		{"corrected the same day", rules("2027-01-01", 21), ""},
		{"before those", rules("2026-12-01", 5), "from overlaps"},
		{"before all of them", rules("2001-01-01", 5), "from overlaps"},
		{"broken", rules("2027-02-01", -1), "norm_max range"},
	}
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			broke(t, s.SetRules(t.Context(), admin, p.ID, step.r, audit.Form{}), step.want)
		})
	}
	all, err := s.RulesOf(t.Context(), p.ID)
	if err != nil || len(all) != 2 {
		t.Fatalf("rules %+v %v, want two", all, err)
	}
	if all[0].NormMax != 21 || all[0].AgeMax != 0 || all[0].OwnerWordDa != "kontakt person" || all[0].Buddy != programme.BuddyOptional {
		t.Errorf("new rules %+v", all[0])
	}
	if all[1].To != day(t, "2026-12-31") || all[1].NormMax != 18 {
		t.Errorf("old rules %+v, want an end on 2026-12-31", all[1])
	}
	for on, norm := range map[string]int{"2026-12-31": 18, "2027-01-01": 21, "2012-12-31": 0} {
		m, err := s.On(t.Context(), p.ID, day(t, on))
		if err != nil || m.Rules.NormMax != norm || m.Rules.Given() != (norm > 0) {
			t.Errorf("on %s: %+v %v, want norm %d", on, m.Rules, err, norm)
		}
	}
}

func TestSetCadence(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	p, err := s.ByKey(t.Context(), "rute42")
	if err != nil {
		t.Fatal(err)
	}
	set := func(phase programme.Phase, days int, from string) error {
		return s.SetCadence(t.Context(), admin, p.ID, programme.Pace{Phase: phase, EveryDays: days, From: day(t, from)}, audit.Form{})
	}
	end := func(phase programme.Phase, last string) error {
		return s.EndCadence(t.Context(), admin, p.ID, phase, day(t, last), audit.Form{})
	}
	broke(t, set(programme.Regular, 14, "2026-01-01"), "")
	broke(t, set(programme.FirstMonth, 5, "2026-01-01"), "")
	broke(t, set(programme.FirstMonth, 6, "2025-01-01"), "from overlaps")
	broke(t, end(programme.Regular, "2026-06-30"), "")
	broke(t, end(programme.Regular, "2026-07-01"), "last none_runs")
	broke(t, end(programme.Placement, "2026-07-01"), "last none_runs")
	broke(t, end("later", "2026-07-01"), "phase unknown")
	for on, want := range map[string]programme.Cadence{
		"2025-12-31": {programme.FirstMonth: 7},
		"2026-06-30": {programme.FirstMonth: 5, programme.Regular: 14},
		"2026-07-01": {programme.FirstMonth: 5},
	} {
		m, err := s.On(t.Context(), p.ID, day(t, on))
		if err != nil || !same(m.Cadence, want) {
			t.Errorf("cadence on %s: %v %v, want %v", on, m.Cadence, err, want)
		}
	}
	paces, err := s.PacesOf(t.Context(), p.ID)
	if err != nil || len(paces) != 3 || paces[0].EveryDays != 5 || paces[2].Phase != programme.Regular {
		t.Errorf("paces %+v %v", paces, err)
	}
}

func TestSetSecondEyes(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	p, err := s.ByKey(t.Context(), "rute42")
	if err != nil {
		t.Fatal(err)
	}
	set := func(days int, from string) error {
		return s.SetSecondEyes(t.Context(), admin, p.ID, programme.SecondEyes{EveryDays: days, From: day(t, from)}, audit.Form{})
	}
	periods := func() string {
		m, err := s.On(t.Context(), p.ID, day(t, "2026-05-01"))
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, e := range m.SecondEyes {
			text += fmt.Sprintf("%d %s-%s ", e.EveryDays, e.From, e.To)
		}
		return strings.TrimSpace(text)
	}
	if got := periods(); got != "" {
		t.Errorf("a seed has the rule %s", got)
	}
	broke(t, s.EndSecondEyes(t.Context(), admin, p.ID, day(t, "2026-01-01"), audit.Form{}), "last none_runs")
	broke(t, set(60, "2026-01-01"), "")
	broke(t, set(0, "2026-02-01"), "every_days range")
	broke(t, set(367, "2026-02-01"), "every_days range")
	broke(t, set(45, "2025-12-31"), "from overlaps")
	broke(t, set(45, "2026-03-01"), "")
	broke(t, set(40, "2026-03-01"), "") // the same day is corrected
	broke(t, s.EndSecondEyes(t.Context(), admin, p.ID, day(t, "2026-06-30"), audit.Form{}), "")
	if got, want := periods(), "40 2026-03-01-2026-06-30 60 2026-01-01-2026-02-28"; got != want {
		t.Errorf("periods %s, want %s", got, want)
	}
}

// A goal is asked for where a municipality says from when: no seed does.
func TestSetGoalRule(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	p, err := s.ByKey(t.Context(), "rute42")
	if err != nil {
		t.Fatal(err)
	}
	set := func(days int, from string) error {
		return s.SetGoalRule(t.Context(), admin, p.ID, programme.GoalRule{AfterDays: days, From: day(t, from)}, audit.Form{})
	}
	models, err := s.Models(t.Context(), day(t, "2026-05-01"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		if len(m.GoalRules) != 0 {
			t.Errorf("%s has the rule %+v from its seed", m.Key, m.GoalRules)
		}
	}
	broke(t, s.EndGoalRule(t.Context(), admin, p.ID, day(t, "2026-01-01"), audit.Form{}), "last none_runs")
	broke(t, set(0, "2026-02-01"), "after_days range")
	broke(t, set(731, "2026-02-01"), "after_days range")
	broke(t, set(90, "2026-01-01"), "")
	broke(t, set(60, "2026-03-01"), "")
	broke(t, s.EndGoalRule(t.Context(), admin, p.ID, day(t, "2026-06-30"), audit.Form{}), "")
	m, err := s.On(t.Context(), p.ID, day(t, "2026-05-01"))
	if err != nil || len(m.GoalRules) != 2 || m.GoalRules[0].AfterDays != 60 || m.GoalRules[1].To != day(t, "2026-02-28") {
		t.Errorf("%+v, %v", m.GoalRules, err)
	}
}

func TestSetHatsMilestonesWeightsExits(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	p, err := s.ByKey(t.Context(), "samarbejdsmodellen")
	if err != nil {
		t.Fatal(err)
	}
	hat := programme.Hat{Code: "authority", NameDa: "Myndighed", NameEn: "Authority", Slot: "a", To: day(t, "2026-06-30")}
	guide := programme.Hat{Code: "guide", NameDa: "Vejleder", NameEn: "Guide", Slot: "f", Position: 2}
	for _, h := range []programme.Hat{hat, guide} {
		broke(t, s.SetHat(t.Context(), admin, p.ID, h, audit.Form{}), "")
	}
	broke(t, s.SetMilestone(t.Context(), admin, p.ID, programme.Milestone{
		Code: "age_15", NameDa: "Møde ved 15 år",
		NameEn: "Meeting at 15", AgeMonths: 180, From: day(t, "2026-07-01"),
	}, audit.Form{}), "")
	broke(t, s.SetWeight(t.Context(), admin, p.ID, 4, 1.25, audit.Form{}), "")
	exit := programme.Exit{Code: "prep", Counts: programme.Good, From: day(t, "2026-07-01")}
	broke(t, s.SetExitCounts(t.Context(), admin, p.ID, exit, audit.Form{}), "")
	broke(t, s.SetExitCounts(t.Context(), admin, p.ID, programme.Exit{Code: "edu_upper", Counts: programme.Other, From: day(t, "2026-07-01")}, audit.Form{}), "")
	broke(t, s.SetExitCounts(t.Context(), admin, p.ID, programme.Exit{Code: "edu_upper", Counts: programme.Other, From: day(t, "2026-01-01")}, audit.Form{}), "from overlaps")
	broke(t, s.SetExitCounts(t.Context(), admin, p.ID, programme.Exit{Code: "yacht", Counts: programme.Good, From: day(t, "2026-07-01")}, audit.Form{}), "code unknown")

	before, err := s.On(t.Context(), p.ID, day(t, "2026-06-30"))
	if err != nil {
		t.Fatal(err)
	}
	after, err := s.On(t.Context(), p.ID, day(t, "2026-07-01"))
	if err != nil {
		t.Fatal(err)
	}
	if len(before.Hats) != 2 || len(after.Hats) != 1 || after.Hats[0] != guide {
		t.Errorf("hats %+v, then %+v", before.Hats, after.Hats)
	}
	if _, ok := after.Hat("authority"); ok {
		t.Error("a hat is on offer after its last day")
	}
	if len(before.Milestones) != 3 || len(after.Milestones) != 4 || after.Milestones[0].AgeMonths != 180 {
		t.Errorf("milestones %+v, then %+v", before.Milestones, after.Milestones)
	}
	if after.Weights.Of(4) != 1.25 {
		t.Errorf("weights %v", after.Weights)
	}
	was, _ := before.Exits.Of("edu_upper")
	is, _ := after.Exits.Of("edu_upper")
	if _, defined := after.Exits.Of("prep"); was != programme.Good || is != programme.Other || !defined {
		t.Errorf("edu_upper %s, then %s; prep defined %v", was, is, defined)
	}
	hats, err := s.HatsOf(t.Context(), p.ID)
	if err != nil || len(hats) != 2 {
		t.Errorf("all hats %+v %v", hats, err)
	}
}

func TestCatalogueEdits(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	law := programme.Entry{
		Kind: programme.Category, Code: "jobparat", NameDa: "Jobparat (ny lov)", NameEn: "Ready for work",
		From: day(t, "2027-01-01"), Confirmed: true,
	}
	broke(t, s.SetEntry(t.Context(), admin, law, audit.Form{}), "")
	earlier := law
	earlier.From = day(t, "2026-12-01")
	broke(t, s.SetEntry(t.Context(), admin, earlier, audit.Form{}), "from overlaps")

	old, err := s.EntryOn(t.Context(), programme.Category, "jobparat", day(t, "2026-12-31"))
	if err != nil || old.NameDa != "Jobparat" || old.To != day(t, "2026-12-31") {
		t.Errorf("old row %+v %v", old, err)
	}
	for on, want := range map[string]string{"2026-12-31": "Jobparat", "2027-01-01": law.NameDa} {
		labels, err := s.Labels(t.Context(), day(t, on))
		if got := labels.Name(programme.Category, "jobparat", "da"); err != nil || got != want {
			t.Errorf("label on %s: %q %v, want %q", on, got, err, want)
		}
	}
	e, err := s.EntryOn(t.Context(), programme.Category, "jobparat", day(t, "2027-01-01"))
	if err != nil || e.NameDa != law.NameDa || e.Confirmed {
		t.Fatalf("new row %+v %v, want it unconfirmed", e, err)
	}
	broke(t, s.Confirm(t.Context(), admin, e.ID, " ", audit.Form{}), "source required")
	broke(t, s.Confirm(t.Context(), admin, e.ID, "LAB § 6", audit.Form{}), "")
	if e, err = s.Entry(t.Context(), e.ID); err != nil || !e.Confirmed || e.Source != "LAB § 6" {
		t.Errorf("confirmed row %+v %v", e, err)
	}
	broke(t, s.SetEntry(t.Context(), admin, law, audit.Form{}), "")
	if e, err = s.Entry(t.Context(), e.ID); err != nil || e.Confirmed {
		t.Errorf("a row written anew %+v %v, want it unconfirmed", e, err)
	}
	broke(t, s.EndEntry(t.Context(), admin, old.ID, day(t, "2027-01-01"), audit.Form{}), "last overlaps")
	broke(t, s.EndEntry(t.Context(), admin, e.ID, day(t, "2026-12-31"), audit.Form{}), "last before_from")
	broke(t, s.EndEntry(t.Context(), admin, e.ID, day(t, "2027-12-31"), audit.Form{}), "")
	if _, err := s.EntryOn(t.Context(), programme.Category, "jobparat", day(t, "2028-01-01")); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("after its last day: %v, want not found", err)
	}
	if err := s.EndEntry(t.Context(), admin, 99999, day(t, "2027-12-31"), audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("an entry that is not there: %v", err)
	}
	rows, err := s.EntriesOf(t.Context(), programme.Category)
	if err != nil || !slices.ContainsFunc(rows, func(r programme.Entry) bool { return r.To == day(t, "2027-12-31") }) {
		t.Errorf("all rows %+v %v", rows, err)
	}
}

// Only an administrator edits; what is edited is in the trail, once for a form
// that comes twice, and not at all when a rule was broken.
func TestEditsAreAllowedAndRecorded(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, leader := actors(t, d)
	p, err := s.ByKey(t.Context(), "rute42")
	if err != nil {
		t.Fatal(err)
	}
	edits := everyEdit(t, s, day(t, "2026-11-21"))
	events := func() int {
		n, err := db.Value[int](t.Context(), d.Read, `SELECT count(*) FROM audit_events WHERE action = 'manage programmes'`, nil)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for name, edit := range edits {
		if err := edit(leader, p.ID); !errors.Is(err, access.ErrHidden) && !errors.Is(err, access.ErrForbidden) {
			t.Errorf("%s by a leader: %v, want it refused", name, err)
		}
		if err := edit(admin, 99999); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s of no programme: %v, want not found", name, err)
		}
	}
	if err := s.Confirm(t.Context(), leader, 1, "x", audit.Form{}); err == nil {
		t.Error("a leader confirmed a law")
	}
	if n := events(); n != 0 {
		t.Fatalf("%d events of refused edits, want none", n)
	}
	for name, edit := range edits {
		if err := edit(admin, p.ID); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	form := audit.Form{Key: "7b0ec8a5-1b9c-4c59-b1a5-6f53a1c3a001", Digest: audit.DigestOf("hat")}
	for range 2 {
		err := s.SetHat(t.Context(), admin, p.ID, programme.Hat{Code: "again", NameDa: "I", NameEn: "A", Slot: "f"}, form)
		if err != nil {
			t.Fatal(err)
		}
	}
	if n, want := events(), len(edits)+1; n != want {
		t.Errorf("%d events, want %d", n, want)
	}
}

// everyEdit lists all that can be done to a programme, once each.
func everyEdit(t *testing.T, s *programme.Service, on when.Date) map[string]func(access.Actor, id.Programme) error {
	rules := programme.Rules{From: on, OwnerWordDa: "x", OwnerWordEn: "x"}
	return map[string]func(access.Actor, id.Programme) error{
		"rules": func(a access.Actor, p id.Programme) error { return s.SetRules(t.Context(), a, p, rules, audit.Form{}) },
		"cadence": func(a access.Actor, p id.Programme) error {
			return s.SetCadence(t.Context(), a, p, programme.Pace{Phase: programme.Regular, EveryDays: 14, From: on}, audit.Form{})
		},
		"second eyes": func(a access.Actor, p id.Programme) error {
			return s.SetSecondEyes(t.Context(), a, p, programme.SecondEyes{EveryDays: 45, From: on}, audit.Form{})
		},
		"goals": func(a access.Actor, p id.Programme) error {
			return s.SetGoalRule(t.Context(), a, p, programme.GoalRule{AfterDays: 90, From: on}, audit.Form{})
		},
		"pause": func(a access.Actor, p id.Programme) error {
			return s.EndCadence(t.Context(), a, p, programme.FirstMonth, on, audit.Form{})
		},
		"hat": func(a access.Actor, p id.Programme) error {
			return s.SetHat(t.Context(), a, p, programme.Hat{Code: "guide", NameDa: "V", NameEn: "G", Slot: "f"}, audit.Form{})
		},
		"milestone": func(a access.Actor, p id.Programme) error {
			return s.SetMilestone(t.Context(), a, p, programme.Milestone{Code: "m", NameDa: "m", NameEn: "m", AgeMonths: 1, From: on}, audit.Form{})
		},
		"reserved": func(a access.Actor, p id.Programme) error {
			return s.Reserve(t.Context(), a, p, programme.Reserved{Action: access.ChooseBuddy, From: on}, audit.Form{})
		},
		"weight": func(a access.Actor, p id.Programme) error { return s.SetWeight(t.Context(), a, p, 1, 2, audit.Form{}) },
		"exit": func(a access.Actor, p id.Programme) error {
			return s.SetExitCounts(t.Context(), a, p, programme.Exit{Code: "stu", Counts: programme.Good, From: on}, audit.Form{})
		},
	}
}
