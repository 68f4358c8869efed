package figures_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
)

// What a leader wants counted is refused at its field where it cannot be.
func TestWish(t *testing.T) {
	c := figures.Choices{
		Exits: []figures.Word{{Code: "job_full"}, {Code: "lost"}, {Code: "moved"}}, Statuses: []figures.Word{{Code: "education"}, {Code: "job"}}, Months: []int{1, 3, 6, 12},
	}
	with := func(m figures.Measure, change func(*figures.Wish)) figures.Wish {
		w := figures.Wish{NameDa: "Job", TextDa: "Af dem, der sluttede", Measure: m}
		change(&w)
		return w
	}
	for name, tt := range map[string]struct {
		w           figures.Wish
		field, code string // none: it stands
	}{
		"exit":        {with("exit", func(w *figures.Wish) { w.Exits, w.Excluded = []string{"job_full"}, []string{"moved"} }), "", ""},
		"ready":       {with("ready", func(w *figures.Wish) { w.Ready, w.Within = []string{"job"}, 6 }), "", ""},
		"got started": {with("got_started", func(w *figures.Wish) { w.Statuses, w.Window = []string{"job"}, 36 }), "", ""},
		"status":      {with("status", func(w *figures.Wish) { w.Statuses, w.Target = []string{"job"}, 100 }), "", ""},
		"held":        {with("held", func(w *figures.Wish) { w.Statuses, w.Within = []string{"job"}, 12 }), "", ""},
		"of another measure": {with("exit", func(w *figures.Wish) {
			w.Exits, w.Statuses, w.Within, w.Window = []string{"lost"}, []string{"nonsense"}, 99, -4
		}), "", ""},
		"no name":           {with("exit", func(w *figures.Wish) { w.NameDa, w.Exits = " ", []string{"lost"} }), "name_da", "required"},
		"no words":          {with("exit", func(w *figures.Wish) { w.TextDa, w.Exits = "", []string{"lost"} }), "meaning_da", "required"},
		"no measure":        {with("", func(*figures.Wish) {}), "measure", "choose"},
		"target group":      {with("change", func(w *figures.Wish) { w.Within = 12 }), "measure", "choose"},
		"unknown exit":      {with("exit", func(w *figures.Wish) { w.Exits = []string{"job_full", "astronaut"} }), "exits", "unknown"},
		"unknown status":    {with("status", func(w *figures.Wish) { w.Statuses = []string{"unknown"} }), "statuses", "unknown"},
		"unknown ready":     {with("ready", func(w *figures.Wish) { w.Ready, w.Within = []string{"mars"}, 6 }), "ready", "unknown"},
		"unknown left out":  {with("exit", func(w *figures.Wish) { w.Exits, w.Excluded = []string{"lost"}, []string{"mars"} }), "excluded", "unknown"},
		"counts and not":    {with("exit", func(w *figures.Wish) { w.Exits, w.Excluded = []string{"lost"}, []string{"lost"} }), "excluded", "counts_and_left_out"},
		"nothing":           {with("exit", func(*figures.Wish) {}), "exits", "required"},
		"nothing held":      {with("held", func(w *figures.Wish) { w.Within = 12 }), "statuses", "required"},
		"no months":         {with("ready", func(w *figures.Wish) { w.Ready = []string{"job"} }), "within", "between"},
		"too many months":   {with("ready", func(w *figures.Wish) { w.Ready, w.Within = []string{"job"}, 61 }), "within", "between"},
		"month not asked":   {with("held", func(w *figures.Wish) { w.Statuses, w.Within = []string{"job"}, 5 }), "within", "month_not_asked"},
		"too long a window": {with("got_started", func(w *figures.Wish) { w.Exits, w.Window = []string{"lost"}, 121 }), "window", "between"},
		"over all":          {with("exit", func(w *figures.Wish) { w.Exits, w.Target = []string{"lost"}, 101 }), "target", "between"},
	} {
		d, v := tt.w.Definition(c)
		b, at := v.On(tt.field)
		if tt.code == "" && (len(v) > 0 || d.NameEn != "Job" || d.TextEn != d.TextDa) || tt.code != "" && (!at || b.Code != tt.code || len(v) != 1) {
			t.Errorf("%s: %v, want %q at %q", name, v, tt.code, tt.field)
		}
		if tt.code == "" && !slices.ContainsFunc(figures.Measures, func(m struct {
			Measure figures.Measure
			Cohorts []figures.Cohort
		},
		) bool {
			return m.Measure == d.Measure && slices.Contains(m.Cohorts, d.Cohort)
		}) {
			t.Errorf("%s is of %s", name, d.Cohort)
		}
	}
}

// A definition that is changed later leaves the old one with its result. It is its own
// team's: another leader and who sees all programmes do not meet it.
func TestOwnDefinition(t *testing.T) {
	w := casetest.New(t)
	w.At(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	team, mail, coordinator := seedTeam(w, "rute42", "Rute 42")
	readIn(w, coordinator, team, "cpr;given_name;team;owner_email;started_on;closed_on;exit_code\n"+
		number(1)+";Anders;Rute 42;"+mail+";01.02.2025;01.10.2025;job_full\n"+
		number(2)+";Bente;Rute 42;"+mail+";01.02.2025;01.10.2025;lost\n"+
		number(3)+";Carl;Rute 42;"+mail+";01.02.2025;01.10.2025;edu_upper\n")
	ctx, leader := t.Context(), w.Person(team, "Lise Leth", access.Leader)
	wish := figures.Wish{Team: team, NameDa: "I fuldt job", TextDa: "Af dem, der sluttede", Measure: figures.ExitMeasure, Exits: []string{"job_full"}}
	key, err := w.Figures.Define(ctx, leader, wish, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	says := func(version int) (int, int) {
		t.Helper()
		o, err := w.Figures.One(ctx, leader, key, version, figures.Year(2025))
		if err != nil || len(o.Results) != 1 {
			t.Fatalf("version %d: %d results, %v", version, len(o.Results), err)
		}
		return o.Results[0].Rates[0].Num, o.Results[0].Rates[0].Of
	}
	wish.Exits, wish.Excluded = []string{"job_full", "edu_upper"}, []string{"lost"}
	if err := w.Figures.Redefine(ctx, leader, key, 1, wish, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for version, want := range map[int][2]int{0: {2, 2}, 1: {1, 3}, 2: {2, 2}} {
		if num, of := says(version); num != want[0] || of != want[1] {
			t.Errorf("version %d says %d of %d, want %d of %d", version, num, of, want[0], want[1])
		}
	}
	if err := w.Figures.Redefine(ctx, leader, key, 1, wish, audit.Form{}); err == nil {
		t.Error("an old page wrote over the new version")
	} else if old, ok := errors.AsType[*figures.Stale](err); !ok || old.Theirs.Version != 2 {
		t.Errorf("an old page: %v", err)
	}
	others(t, w, key, wish)
	wish.Ended = true
	if err := w.Figures.Redefine(ctx, leader, key, 2, wish, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if f, err := w.Figures.Overview(ctx, leader, figures.Year(2025)); err != nil || has(f, key) {
		t.Errorf("what is ended is counted still: %v", err)
	}
	if num, of := says(1); num != 1 || of != 3 {
		t.Errorf("after its end version 1 says %d of %d", num, of)
	}
}

func has(f figures.Figures, key string) bool {
	return slices.ContainsFunc(f.Results, func(r figures.Result) bool { return r.Definition.Key == key })
}

// others are those who may neither see nor change a team's own definition.
func others(t *testing.T, w *casetest.World, key string, wish figures.Wish) {
	t.Helper()
	ctx, insight := t.Context(), w.Person(0, "Ib", access.Insight)
	for _, who := range []access.Actor{insight, w.Person(w.Team("Syd"), "Lars", access.Leader), w.Person(wish.Team, "Anna", access.Caseworker)} {
		if _, err := w.Figures.Own(ctx, who, key); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("staff %d reads it: %v", who.Staff, err)
		}
		if err := w.Figures.Redefine(ctx, who, key, 2, wish, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("staff %d changes it: %v", who.Staff, err)
		}
		if _, err := w.Figures.Define(ctx, who, wish, audit.Form{}); !errors.Is(err, access.ErrForbidden) && !errors.Is(err, access.ErrHidden) {
			t.Errorf("staff %d makes one: %v", who.Staff, err)
		}
		if _, err := w.Figures.One(ctx, who, key, 0, figures.Year(2025)); err == nil {
			t.Errorf("staff %d sees what it says", who.Staff)
		}
	}
	if f, err := w.Figures.Overview(ctx, insight, figures.Year(2025)); err != nil || has(f, key) {
		t.Errorf("insight sees a team's own definition: %v", err)
	}
	leader := w.Person(wish.Team, "Liv", access.Leader)
	if _, err := w.Figures.Own(ctx, leader, "got_started"); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a shipped definition can be changed: %v", err)
	}
	if f, err := w.Figures.Overview(ctx, leader, figures.Year(2025)); err != nil || !has(f, key) {
		t.Errorf("the team's other leader does not see it: %v", err)
	}
}
