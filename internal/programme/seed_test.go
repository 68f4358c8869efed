package programme_test

import (
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/migrations"
)

func day(t *testing.T, s string) when.Date {
	t.Helper()
	var d when.Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return d
}

// service is the one under test, at a fixed time.
func service(d *db.DB) *programme.Service {
	now := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	sign := func(line []byte) []byte { sum := sha256.Sum256(line); return sum[:] }
	return programme.NewService(d.Read, audit.New(d, sign, now))
}

// facts are what a description says of its model; 0 is no rule.
type facts struct {
	Owner, OwnerEn, Norm string
	AgeMin, AgeMax       int
	Longest, Target      int
	Buddy                programme.BuddyRule
	FirstMonth           int // days; 0 is no rule
	Hats                 []string
	Milestones           []int
}

func factsOf(m programme.Model) facts {
	r := m.Rules
	got := facts{
		r.OwnerWord("da"), r.OwnerWord("en"), r.NormText(), r.AgeMin, r.AgeMax, r.LongestMonths, r.TargetPercent,
		r.Buddy, 0, nil, nil,
	}
	got.FirstMonth, _ = m.Cadence.Every(programme.FirstMonth)
	for _, h := range m.Hats {
		got.Hats = append(got.Hats, h.Code)
	}
	for _, x := range m.Milestones {
		got.Milestones = append(got.Milestones, x.AgeMonths)
	}
	return got
}

// The shipped models say what their descriptions say, and nothing more.
func TestSeededModels(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	tests := []struct {
		key, name, on string
		want          facts
	}{
		// A: 18 sager, under 30, kontakt en gang om ugen, 75 % af dem der forlader; C: inden for 1½ år.
		{"rute42", "Rute 42", "2026-11-21", facts{
			"kontaktperson", "contact person", "18", 0, 29, 18, 75,
			programme.BuddyOptional, 7,
			[]string{"authority", "mentor", "company_consultant"},
			nil,
		}},
		// B: 10-15 sager, makker, fem funktioner; ingen rytme, alder, varighed eller mål.
		{"borgerkonsulent", "Borgerkonsulenter", "2026-11-21", facts{
			"borgerkonsulent", "citizen consultant", "10–15", 0, 0, 0, 0,
			programme.BuddyExpected, 0,
			[]string{"mentor", "employment_adviser", "social_caseworker", "support_person", "company_consultant"},
			nil,
		}},
		// D: 35 sager i gennemsnit, 18-25 år; efter første år også 15-17.
		{"mod-til-uddannelse", "Mod til Uddannelse", "2017-06-01", facts{
			"rådgiver", "adviser", "35", 18, 25, 0, 0,
			programme.BuddyOptional, 0,
			[]string{"authority", "mentor"},
			nil,
		}},
		{"mod-til-uddannelse", "Mod til Uddannelse", "2026-11-21", facts{
			"rådgiver", "adviser", "35", 15, 25, 0, 0,
			programme.BuddyOptional, 0,
			[]string{"authority", "mentor"},
			nil,
		}},
		// E: 15-23 år, møder ved 16, 17½ og 18½ år; intet sagstal.
		{"samarbejdsmodellen", "Samarbejdsmodellen", "2026-11-21", facts{
			"myndighedskoordinator", "authority coordinator", "", 15, 23, 0, 0,
			programme.BuddyOptional, 0,
			[]string{"authority"},
			[]int{192, 210, 222},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.key+" "+tt.on, func(t *testing.T) {
			p, err := s.ByKey(t.Context(), tt.key)
			if err != nil {
				t.Fatal(err)
			}
			m, err := s.On(t.Context(), p.ID, day(t, tt.on))
			if err != nil {
				t.Fatal(err)
			}
			got := factsOf(m)
			if m.Programme != p || m.Name != tt.name {
				t.Errorf("programme %+v, want %s", m.Programme, tt.name)
			}
			if !same(got, tt.want) {
				t.Errorf("facts %+v, want %+v", got, tt.want)
			}
			if len(m.Cadence) > 1 || m.Weights.Of(1)+m.Weights.Of(4) != 2 || len(m.Weights) != 4 {
				t.Errorf("cadence %v, weights %v", m.Cadence, m.Weights)
			}
			if m.Rules.TargetMonths != 0 || m.Rules.Source == "" {
				t.Errorf("target within %d months, source %q", m.Rules.TargetMonths, m.Rules.Source)
			}
		})
	}
}

// The seed can be taken back and laid again, and is not taken from a team.
func TestSeedIsReversible(t *testing.T) {
	d := dbtest.New(t)
	conn := stdlib.OpenDBFromPool(d.Write)
	defer conn.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, conn, migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	count := func() (n int) {
		err := d.Read.QueryRow(t.Context(), `
			SELECT (SELECT count(*) FROM programmes) + (SELECT count(*) FROM programme_exits) + (SELECT count(*) FROM catalogue)`).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	shipped := count()
	if _, err := provider.DownTo(t.Context(), 11); err != nil || count() != 0 {
		t.Fatalf("down: %v, %d rows left", err, count())
	}
	if _, err := provider.Up(t.Context()); err != nil || count() != shipped {
		t.Fatalf("up again: %v, %d rows, want %d", err, count(), shipped)
	}
	if _, err := d.Write.Exec(t.Context(), `INSERT INTO teams (name, programme_id) SELECT 'Nord', min(id) FROM programmes`); err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 12); err != nil {
		t.Fatal(err)
	}
	kept := count() // what later migrations laid is gone
	if _, err := provider.DownTo(t.Context(), 11); err == nil || count() != kept {
		t.Errorf("down under a team: %v, %d rows, want %d", err, count(), kept)
	}
}

func same(a, b any) bool { return string(audit.DigestOf(a)) == string(audit.DigestOf(b)) }

// Definition A75 counts education, work and what leads to education among those
// who leave; the moved, the dead and the wrongly referred are not in it.
func TestSeededExits(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	models := map[string]programme.Model{}
	all, err := s.Models(t.Context(), day(t, "2026-11-21"))
	if err != nil {
		t.Fatal(err)
	}
	for programmeID, m := range all {
		if m.ID != programmeID {
			t.Errorf("model %d under %d", m.ID, programmeID)
		}
		models[m.Key] = m
	}
	tests := []struct {
		key, code string
		want      programme.Counts
		defined   bool
	}{
		{"rute42", "edu_upper", programme.Good, true},
		{"rute42", "prep", programme.Good, true},
		{"rute42", "fgu_agu", programme.Good, true},
		{"rute42", "job_part", programme.Good, true},
		{"rute42", "other_offer", programme.Other, true},
		{"rute42", "fleksjob", programme.Other, true},
		{"rute42", "lost", programme.Other, true},
		{"rute42", "moved", programme.LeftOut, true},
		{"rute42", "death", programme.LeftOut, true},
		{"rute42", "wrong_group", programme.LeftOut, true},
		{"rute42", "stu", programme.Other, false},
		{"rute42", "prison", programme.Other, false},
		{"borgerkonsulent", "edu_upper", programme.Other, false},
		{"mod-til-uddannelse", "fgu_egu", programme.Good, true},
		{"mod-til-uddannelse", "prep", programme.Other, false},
		{"samarbejdsmodellen", "job_full", programme.Good, true},
		{"samarbejdsmodellen", "moved", programme.Other, false},
	}
	for _, tt := range tests {
		if got, defined := models[tt.key].Exits.Of(tt.code); got != tt.want || defined != tt.defined {
			t.Errorf("%s %s: %s %v, want %s %v", tt.key, tt.code, got, defined, tt.want, tt.defined)
		}
	}
}

func TestSeededCatalogue(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	tests := []struct {
		kind programme.Kind
		code string
		on   string
		name string // "" when it cannot be chosen that day
	}{
		{programme.Benefit, "uddannelseshjaelp", "2025-06-30", "Uddannelseshjælp"},
		{programme.Benefit, "uddannelseshjaelp", "2025-07-01", ""},
		{programme.Benefit, "kontanthjaelp", "2013-02-01", "Kontanthjælp"},
		{programme.Benefit, "kontanthjaelp", "2025-07-01", "Kontanthjælp"},
		{programme.Benefit, "ressourceforloebsydelse", "2026-02-01", ""},
		{programme.Benefit, "none", "2026-11-21", "Ingen ydelse"},
		{programme.Category, "aktivitetsparat", "2026-11-21", "Aktivitetsparat"},
		{programme.ExitKind, "fgu_egu", "2018-01-01", "EGU (erhvervsgrunduddannelse)"},
		{programme.ExitKind, "fgu_egu", "2026-11-21", "FGU, egu"},
		{programme.ExitKind, "res", "2026-02-01", ""},
		{programme.PlacementType, "vp", "2026-11-21", "Virksomhedspraktik"},
		{programme.PlacementType, "besoeg", "2016-10-24", "Virksomhedsbesøg"},
	}
	for _, tt := range tests {
		rows, err := s.Catalogue(t.Context(), tt.kind, day(t, tt.on))
		if err != nil {
			t.Fatal(err)
		}
		name := ""
		for _, e := range rows {
			if e.Code == tt.code {
				name += programme.Name(e, "da")
			}
			if e.NameEn == "" || tt.kind != programme.ExitKind && e.Grouping != "" ||
				tt.kind == programme.ExitKind && !slices.Contains(programme.Groupings, e.Grouping) {
				t.Errorf("%+v lacks a name or a group", e)
			}
		}
		if name != tt.name {
			t.Errorf("%s %s on %s: %q, want %q", tt.kind, tt.code, tt.on, name, tt.name)
		}
	}
	labels, err := s.Labels(t.Context(), day(t, "2026-11-21"))
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{"uddannelseshjaelp": "Education assistance", "su": "Student grant", "x": "x"} {
		if got := labels.Name(programme.Benefit, code, "en"); got != want {
			t.Errorf("label of %s: %q, want %q", code, got, want)
		}
	}
	if got := labels.Name(programme.ExitKind, "fgu_egu", "da"); got != "FGU, egu" {
		t.Errorf("label of a code with two rows: %q", got)
	}
	for code := range labels[programme.ExitKind] {
		if code == "still" {
			t.Error("a course that goes on is no exit")
		}
	}
}
