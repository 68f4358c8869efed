package group_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/group"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

func TestWish(t *testing.T) {
	today := when.Of(casetest.Noon)
	for name, tt := range map[string]struct {
		change func(*group.Wish)
		want   string
	}{
		"nothing wrong":      {func(*group.Wish) {}, ""},
		"no name":            {func(w *group.Wish) { w.Name = " " }, "name: required"},
		"a long name":        {func(w *group.Wish) { w.Name = strings.Repeat("æ", 121) }, "name: too_long"},
		"unknown activity":   {func(w *group.Wish) { w.Activity = "dans" }, "activity: choose"},
		"no day":             {func(w *group.Wish) { w.From = "snart" }, "from: date"},
		"ends before":        {func(w *group.Wish) { w.From, w.To = "1.12.2026", "30.11.2026" }, "to: before_from"},
		"a day":              {func(w *group.Wish) { w.From, w.To = "1.12.2026", "1.12.2026" }, ""},
		"too far ahead":      {func(w *group.Wish) { w.To = "1.12.2036" }, "to: too_far_ahead"},
		"an open end is one": {func(w *group.Wish) { w.To = "" }, ""},
	} {
		w := group.Wish{Name: "Madlavning", Activity: "group_course", From: "21.11.2026", To: "21.12.2026"}
		tt.change(&w)
		_, broken := w.Read([]string{"group_course"}, today)
		if got := broken.Error(); len(broken) > 0 != (tt.want != "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %v, want %q", name, broken, tt.want)
		}
	}
}

func TestPlanned(t *testing.T) {
	from, to := when.Of(casetest.Noon).AddDays(-20), when.Of(casetest.Noon).AddDays(29)
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	c := group.Course{ID: 3, From: from, To: &to}
	for name, tt := range map[string]struct {
		p    group.Planned
		want string
	}{
		"nothing wrong":       {group.Planned{At: "24.11.2026 kl. 10", Minutes: "90", Theme: "Suppe"}, ""},
		"one that was":        {group.Planned{At: "3.11.2026 kl. 10"}, ""},
		"no time":             {group.Planned{}, "at: required"},
		"no time of day":      {group.Planned{At: "24.11.2026"}, "at: time_of_day"},
		"before the course":   {group.Planned{At: "31.10.2026 kl. 10"}, "at: outside_course"},
		"after the course":    {group.Planned{At: "21.12.2026 kl. 10"}, "at: outside_course"},
		"no number":           {group.Planned{At: "24.11.2026 kl. 10", Minutes: "mange"}, "minutes: between"},
		"too short":           {group.Planned{At: "24.11.2026 kl. 10", Minutes: "4"}, "minutes: between"},
		"too long":            {group.Planned{At: "24.11.2026 kl. 10", Minutes: "1441"}, "minutes: between"},
		"names one of them":   {group.Planned{At: "24.11.2026 kl. 10", Theme: "Mads laver suppe"}, "theme: names_youth"},
		"a theme that is one": {group.Planned{At: "24.11.2026 kl. 10", Theme: strings.Repeat("s", 501)}, "theme: too_long"},
	} {
		_, broken := tt.p.Read(c, []string{"Mads Holm"}, now)
		if got := broken.Error(); len(broken) > 0 != (tt.want != "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %v, want %q", name, broken, tt.want)
		}
	}
}

// kitchen is a team with a course in which two owners have a youth each.
type kitchen struct {
	*casetest.World
	groups         *group.Service
	anna, bo, elna access.Actor // elna is of another team
	mads, sofie    id.Youth
	group          id.Group
}

func open(t *testing.T) *kitchen {
	t.Helper()
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	k := &kitchen{World: w, groups: w.Groups}
	k.anna, k.bo = w.Person(north, "Anna Kjær", access.Caseworker), w.Person(north, "Bo Friis", access.Caseworker)
	k.elna = w.Person(south, "Elna Beck", access.Caseworker)
	k.mads, k.sofie = w.Youth(k.anna, "Mads Holm"), w.Youth(k.bo, "Sofie Lind")
	var err error
	if k.group, err = k.groups.Create(t.Context(), k.anna, north, group.Wish{Name: "Madlavning", Activity: "group_course", From: k.Today().AddDays(-20).Danish()}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	k.ok(k.groups.Join(t.Context(), k.anna, k.group, k.mads, audit.Form{}))
	k.ok(k.groups.Join(t.Context(), k.bo, k.group, k.sofie, audit.Form{}))
	k.Exec(`UPDATE group_members SET from_on = from_on - 10`, nil)
	return k
}

func (k *kitchen) ok(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

func (k *kitchen) broke(err error, want string) {
	k.Helper()
	if broken, _ := errors.AsType[rule.Violations](err); !strings.Contains(broken.Error(), want) {
		k.Errorf("%v, want %s", err, want)
	}
}

// session is one that was two days ago.
func (k *kitchen) session() id.GroupSession {
	k.Helper()
	k.ok(k.groups.AddSession(k.Context(), k.anna, k.group, group.Planned{At: k.Today().AddDays(-2).Danish() + " kl. 10", Theme: "Suppe"}, audit.Form{}))
	return casetest.One[id.GroupSession](k.World, `SELECT max(id) FROM group_sessions`, nil)
}

func TestJoin(t *testing.T) {
	k := open(t)
	k.broke(k.groups.Join(t.Context(), k.anna, k.group, k.mads, audit.Form{}), "youth: in_group")
	if err := k.groups.Join(t.Context(), k.anna, k.group, k.sofie, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague's youth: %v", err)
	}
	karla := k.Youth(k.elna, "Karla Dam")
	if err := k.groups.Join(t.Context(), k.elna, k.group, karla, audit.Form{}); !errors.Is(err, access.ErrHidden) {
		t.Errorf("another team's course: %v", err)
	}
	k.ok(k.groups.Leave(t.Context(), k.anna, k.group, k.mads, audit.Form{}))
	k.broke(k.groups.Leave(t.Context(), k.anna, k.group, k.mads, audit.Form{}), "youth: not_in_group")
	k.ok(k.groups.Join(t.Context(), k.anna, k.group, k.mads, audit.Form{}))
	k.ok(k.groups.Leave(t.Context(), k.anna, k.group, k.mads, audit.Form{})) // put in by mistake, today
	k.ok(k.groups.Join(t.Context(), k.anna, k.group, k.mads, audit.Form{}))
	k.Exec(`UPDATE group_courses SET to_on = @day`, db.Args{"day": k.Today().AddDays(-1)})
	freja := k.Youth(k.anna, "Freja Holst")
	k.broke(k.groups.Join(t.Context(), k.anna, k.group, freja, audit.Form{}), "youth: group_over")
}

func TestAttend(t *testing.T) {
	k := open(t)
	x := k.session()
	k.broke(k.groups.Attend(t.Context(), k.anna, x, []group.Mark{{Youth: k.mads, Came: "måske"}}, audit.Form{}), "came."+id.String(k.mads)+": choose")
	k.broke(k.groups.Attend(t.Context(), k.anna, x, []group.Mark{{Youth: k.mads, Came: group.WasThere, Note: "Godt sammen med Sofie"}}, audit.Form{}), "note."+id.String(k.mads)+": names_youth")
	k.broke(k.groups.Attend(t.Context(), k.anna, x, []group.Mark{{Youth: 9999, Came: group.WasThere}}, audit.Form{}), "not_in_group")
	k.ok(k.groups.Attend(t.Context(), k.anna, x, []group.Mark{{Youth: k.mads, Came: group.WasThere, Note: "Han lavede suppen"}, {Youth: k.sofie, Came: group.Excused}}, audit.Form{}))
	k.broke(k.groups.Attend(t.Context(), k.bo, x, []group.Mark{{Youth: k.sofie, Came: group.WasAway}}, audit.Form{}), "came."+id.String(k.sofie)+": marked_meanwhile")
	k.ok(k.groups.Attend(t.Context(), k.bo, x, []group.Mark{{Youth: k.mads}, {Youth: k.sofie, Came: group.WasThere, Shown: group.Excused}}[1:], audit.Form{}))
	k.ok(k.groups.Attend(t.Context(), k.anna, x, []group.Mark{{Youth: k.sofie, Came: group.Excused, Shown: group.Excused}}, audit.Form{})) // as the page showed: nothing of hers
	rows := casetest.One[string](k.World, `SELECT string_agg(concat_ws(' ', youth_id = @mads, came, note), ', ' ORDER BY id) FROM group_attendance`, db.Args{"mads": k.mads})
	if rows != "t came Han lavede suppen, f excused , f came " {
		t.Errorf("rows: %q", rows)
	}
	at, err := k.groups.Sit(t.Context(), k.bo, x)
	k.ok(err)
	if len(at.Members) != 2 || !at.Members[0].Noted || at.Members[1].Came != group.WasThere {
		t.Errorf("members: %+v", at.Members)
	}
	if _, err := k.groups.Sit(t.Context(), k.elna, x); !errors.Is(err, access.ErrHidden) {
		t.Errorf("another team: %v", err)
	}
	if _, err := k.groups.Open(t.Context(), k.elna, k.group); !errors.Is(err, access.ErrHidden) {
		t.Errorf("another team: %v", err)
	}
	k.ok(k.groups.Attend(t.Context(), k.bo, x, []group.Mark{{Youth: k.mads, Came: group.WasAway, Shown: group.WasThere}}, audit.Form{}))
	if by := casetest.One[string](k.World, `SELECT s.name FROM group_attendance a JOIN staff s ON s.id = coalesce(a.note_by, a.by_id) WHERE a.note <> '' ORDER BY a.id DESC LIMIT 1`, nil); by != "Anna Kjær" {
		t.Errorf("the note of a mark that Bo changed is by %s", by)
	}
	k.ok(k.groups.AddSession(t.Context(), k.anna, k.group, group.Planned{At: k.Today().AddDays(1).Danish() + " kl. 10"}, audit.Form{}))
	ahead := casetest.One[id.GroupSession](k.World, `SELECT max(id) FROM group_sessions`, nil)
	k.broke(k.groups.Attend(t.Context(), k.anna, ahead, []group.Mark{{Youth: k.mads, Came: group.WasThere}}, audit.Form{}), "session_ahead")
}

// What stands on everybody's record names nobody who is or ever was in the course.
func TestNamesNobody(t *testing.T) {
	k := open(t)
	k.ok(k.groups.Leave(t.Context(), k.anna, k.group, k.mads, audit.Form{}))
	k.broke(k.groups.AddSession(t.Context(), k.anna, k.group, group.Planned{At: k.Today().AddDays(-20).Danish() + " kl. 10", Theme: "Mads fylder år"}, audit.Form{}), "theme: names_youth")
}

// Whoever's course ends is in no group of the team after its last day.
func TestEndsWithTheCourse(t *testing.T) {
	k := open(t)
	x := k.session()
	k.Exec(`UPDATE enrolments SET started_on = @day::date - 30, closed_on = @day::date - 1 WHERE youth_id = @mads`, db.Args{"day": k.Today().AddDays(-2), "mads": k.mads})
	o, err := k.groups.Open(t.Context(), k.bo, k.group)
	k.ok(err)
	if len(o.Members) != 1 || o.Members[0].Youth != k.sofie {
		t.Errorf("members: %+v", o.Members)
	}
	k.broke(k.groups.Attend(t.Context(), k.bo, x, []group.Mark{{Youth: k.mads, Came: group.WasThere}}, audit.Form{}), "not_in_group")
}

// Whom one is disqualified from has no name there, and is not one's to mark.
func TestConflicted(t *testing.T) {
	k := open(t)
	x := k.session()
	k.Exec(`INSERT INTO conflicts (staff_id, youth_id, name, reason, declared_at, by_id) VALUES (@bo, @mads, 'Mads Holm', 'Nabo', @now, @bo)`,
		db.Args{"bo": k.bo.Staff, "mads": k.mads, "now": k.Now()})
	o, err := k.groups.Open(t.Context(), k.bo, k.group)
	k.ok(err)
	if len(o.Members) != 2 {
		t.Fatalf("%d members, want 2", len(o.Members))
	}
	for _, m := range o.Members {
		if strings.Contains(m.Name, "Mads") || m.Closed != (m.Youth == k.mads) {
			t.Errorf("member: %+v", m)
		}
	}
	k.ok(k.groups.Attend(t.Context(), k.bo, x, []group.Mark{{Youth: k.mads, Came: group.WasAway}}, audit.Form{}))
	if n := casetest.One[int](k.World, `SELECT count(*) FROM group_attendance`, nil); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}

// Twice at once is once: of ten who mark the same, one row stands.
func TestAttendAtOnce(t *testing.T) {
	k := open(t)
	x := k.session()
	var all sync.WaitGroup
	errs := make([]error, 10)
	for i := range errs {
		all.Go(func() {
			errs[i] = k.groups.Attend(t.Context(), k.anna, x, []group.Mark{{Youth: k.mads, Came: group.WasThere}}, audit.Form{})
		})
	}
	all.Wait()
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		t.Error(errs[i])
	}
	if n := casetest.One[int](k.World, `SELECT count(*) FROM group_attendance`, nil); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}
