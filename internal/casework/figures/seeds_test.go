package figures_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/figures"
	"kasket/internal/fileimport"
	"kasket/internal/id"
)

// noQueue stands for the queue: the test runs what it starts.
type noQueue struct{}

func (noQueue) Import(context.Context, pgx.Tx, id.ImportRun) error { return nil }

// readIn reads youths in from a file, as a coordinator does, and wants every row made.
func readIn(w *casetest.World, by access.Actor, team id.Team, file string) {
	w.Helper()
	run, err := w.Imports.Try(w.Context(), by, fileimport.Upload{Kind: fileimport.Youths, Team: team, Name: "unge.csv", File: strings.NewReader(file)}, audit.Form{})
	if err != nil {
		w.Fatal(err)
	}
	if err := w.Imports.Start(w.Context(), by, run, noQueue{}, audit.Form{}); err != nil {
		w.Fatal(err)
	}
	if err := w.Imports.Run(w.Context(), run); err != nil {
		w.Fatal(err)
	}
	r, err := w.Imports.Find(w.Context(), by, run)
	if err != nil || r.Failed != 0 || r.Made != r.Rows {
		w.Fatalf("made %d of %d rows, %d failed: %v", r.Made, r.Rows, r.Failed, err)
	}
}

// seedTeam is a team with a contact person and a coordinator.
func seedTeam(w *casetest.World, programme, name string) (team id.Team, mail string, coordinator access.Actor) {
	team = w.TeamOf(programme, name)
	owner := w.Person(team, "Anna Krogh", access.Caseworker)
	return team, w.EmailOf(owner), w.Person(team, "Kim Bro", access.Coordinator)
}

// number is a test number that can be nobody's: a day of birth over 60.
func number(n int) string { return fmt.Sprintf("%02d0108-4%03d", 61+n%28, n) }

func year(t testing.TB, y int) figures.Period {
	t.Helper()
	return figures.Year(y)
}

// counted is a definition's rates of a team, from the console.
func counted(w *casetest.World, key, team string, p figures.Period) figures.Result {
	w.Helper()
	f, err := w.Figures.Console(w.Context(), key, team, p)
	if err != nil {
		w.Fatal(err)
	}
	if len(f.Results) != 1 {
		w.Fatalf("%s of %q: %d results, want 1", key, team, len(f.Results))
	}
	return f.Results[0]
}

// Seed C: 226 youths took part in three years, 95 got started: 42.0 %. Of the same
// people by seed A's definition it is another figure, and both are right.
func TestTwoHundredAndTwentySix(t *testing.T) {
	w := casetest.New(t)
	w.At(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	team, mail, coordinator := seedTeam(w, "rute42", "Rute 42")
	ends := []struct {
		exit string
		n    int
	}{{"edu_upper", 31}, {"fgu_agu", 12}, {"prep", 14}, {"job_full", 16}, {"job_part", 9}, {"other_offer", 13}, {"moved", 11}, {"lost", 34}, {"declined", 9}, {"wrong_group", 4}, {"", 73}}
	var file strings.Builder
	file.WriteString("cpr;given_name;team;owner_email;started_on;closed_on;exit_code\n")
	n := 0
	for _, e := range ends {
		for i := range e.n {
			closed := ""
			if e.exit != "" {
				closed = figures.Year(2023).From.AddDays(30 + 7*i).String()
			}
			fmt.Fprintf(&file, "%s;Ung;Rute 42;%s;%s;%s;%s\n", number(n), mail, figures.Year(2022).From.AddDays(n).String(), closed, e.exit)
			n++
		}
	}
	if n != 226 {
		t.Fatalf("the file has %d youths", n)
	}
	readIn(w, coordinator, team, file.String())

	three := year(t, 2025) // the window is the three years up to its end
	r := counted(w, "got_started", "Rute 42", three).Rates[0]
	low, high := r.Interval()
	t.Logf("got started: %d of %d = %.1f %% (%.1f–%.1f), unknown %v, left out %v", r.Num, r.Of, 100*r.Value(), 100*low, 100*high, r.Missing, r.Excluded)
	if r.Num != 95 || r.Of != 226 || fmt.Sprintf("%.1f", 100*r.Value()) != "42.0" {
		t.Errorf("%d of %d, want 95 of 226", r.Num, r.Of)
	}
	if r.MissingN() != 73 || r.ExcludedN() != 0 {
		t.Errorf("nobody knows of %d, %d left out; want 73 and 0", r.MissingN(), r.ExcludedN())
	}
	all := figures.Period{From: figures.Year(2023).From, To: three.To}
	a := counted(w, "left_to_education_or_job", "Rute 42", all).Rates[0]
	t.Logf("left to education or a job: %d of %d = %.1f %%, left out %v", a.Num, a.Of, 100*a.Value(), a.Excluded)
	if a.Num != 82 || a.Of != 138 || a.ExcludedN() != 15 {
		t.Errorf("by the other definition %d of %d and %d left out, want 82 of 138 and 15", a.Num, a.Of, a.ExcludedN())
	}
	if e := counted(w, "left_to_education_or_job", "Rute 42", figures.Year(2015)); !e.Empty() || e.Rates[0].Value() != 0 {
		t.Errorf("a year without anybody says %+v", e.Rates)
	}
}

// Seed E: of 100 youths in a course 64 are in education and 18 have a job. What stands
// beside it of the time before is our own example: the seed gives none.
func TestSixtyFourAndEighteen(t *testing.T) {
	w := casetest.New(t)
	w.At(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	team, mail, coordinator := seedTeam(w, "rute42", "Rute 42")
	var file strings.Builder
	file.WriteString("cpr;given_name;team;owner_email;started_on;status_before;status_now;status_on\n")
	n := 0
	for _, x := range []struct {
		before, now string
		n           int
	}{
		{"education", "education", 9}, {"none", "education", 35}, {"prep", "education", 6}, {"none", "I lære", 14}, // 64
		{"Job med støtte", "job", 3}, {"none", "job", 8}, {"job", "job", 4}, {"unknown", "job", 3}, // 18
		{"education", "none", 2}, {"none", "prep", 7}, {"none", "unknown", 3}, {"unknown", "Hverken uddannelse eller job", 1}, {"none", "", 5},
	} {
		for range x.n {
			on := ""
			if x.now != "" {
				on = figures.Year(2025).From.AddDays(3 * n).String()
			}
			fmt.Fprintf(&file, "%s;Ung;Rute 42;%s;%s;%s;%s;%s\n", number(n), mail, figures.Year(2024).From.AddDays(n).String(), x.before, x.now, on)
			n++
		}
	}
	if n != 100 {
		t.Fatalf("the file has %d youths", n)
	}
	readIn(w, coordinator, team, file.String())

	r := counted(w, "status_now", "Rute 42", year(t, 2025))
	type said struct{ num, of, missing int }
	of := func(x figures.Rate) said { return said{x.Num, x.Of, x.MissingN()} }
	for i, want := range []struct{ now, before said }{{said{64, 100, 8}, said{11, 100, 4}}, {said{18, 100, 8}, said{4, 100, 4}}} {
		now, before := of(r.Rates[i]), of(r.Before[i])
		t.Logf("%s: now %+v, before %+v", r.Rates[i].Part, now, before)
		if now != want.now || before != want.before {
			t.Errorf("%s: now %+v before %+v, want %+v", r.Rates[i].Part, now, before, want)
		}
	}
	if r.CutOff != figures.Year(2025).To {
		t.Errorf("cut off on %s", r.CutOff)
	}
}

// The aim of 75 % is the programme's that set it, and nobody else's.
func TestTarget(t *testing.T) {
	w := casetest.New(t)
	w.At(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	seedTeam(w, "rute42", "Rute 42")
	seedTeam(w, "borgerkonsulent", "Halsnæs")
	for team, want := range map[string]int{"Rute 42": 75, "Halsnæs": 0} {
		if r := counted(w, "left_to_education_or_job", team, figures.Year(2025)); r.Target != want {
			t.Errorf("%s aims at %d %%, want %d", team, r.Target, want)
		}
	}
	if r := counted(w, "target_group_change", "Rute 42", figures.Year(2025)); len(r.Rates[0].Missing) != 1 || r.Rates[0].Missing[0].N != 2 {
		t.Errorf("months that nobody counted: %+v", r.Rates)
	}
}
