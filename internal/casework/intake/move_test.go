package intake_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/figures"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/outcome"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Another team takes over: the old team has the youth until an owner is chosen, then
// one course ends and the next begins, with what goes on.
func TestMove(t *testing.T) {
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	anna, bo := w.Person(north, "Anna", access.Caseworker), w.Person(north, "Bo", access.Caseworker)
	sten, kaj := w.Person(south, "Sten", access.Caseworker), w.Person(south, "Kaj", access.Coordinator)
	y := w.Youth(anna, "Mads Holm", casetest.WithBuddy(bo), w.Started(60))
	args := db.Args{"y": y, "by": anna.Staff, "now": w.Now()}
	w.Exec(`INSERT INTO agreements (youth_id, enrolment_id, text, made_by, made_at) SELECT @y, id, 'Ringer', @by, @now FROM enrolments WHERE youth_id = @y`, args)
	w.Exec(`INSERT INTO meetings (youth_id, enrolment_id, staff_id, starts_at, by_id)
		SELECT @y, id, @by, @now::timestamptz + interval '2 days', @by FROM enrolments WHERE youth_id = @y`, args)

	ask := func(by access.Actor, m intake.Move) (id.Referral, error) {
		return w.Intake.AskMove(t.Context(), by, y, m, audit.Form{})
	}
	for _, tt := range []struct {
		name string
		by   access.Actor
		m    intake.Move
		want error
	}{
		{"the buddy may not", bo, intake.Move{Team: south, Reason: "Flyttet adresse"}, access.ErrForbidden},
		{"a stranger may not know", sten, intake.Move{Team: south, Reason: "Flyttet adresse"}, access.ErrHidden},
		{"to the same team", anna, intake.Move{Team: north, Reason: "x"}, rule.Violation("team", "same_team")},
		{"to nowhere", anna, intake.Move{Team: 987654, Reason: "x"}, rule.Violation("team", "unknown")},
		{"without a reason", anna, intake.Move{Team: south, Reason: " \n"}, rule.Violation("reason", "required")},
	} {
		if _, err := ask(tt.by, tt.m); !errors.Is(err, tt.want) && !reflect.DeepEqual(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	r, err := ask(anna, intake.Move{Team: south, Reason: "Flyttet til Syd", Wish: "Jeg vil gerne blive ved med hestene"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ask(anna, intake.Move{Team: south, Reason: "Igen"}); !reflect.DeepEqual(err, rule.Violation("", "move_asked_already")) {
		t.Errorf("asking twice: %v", err)
	}
	if err := w.Outcomes.Close(t.Context(), anna, y, outcome.Exit{Code: "job_full", On: w.Today()}, audit.Form{}); !reflect.DeepEqual(err, rule.Violation("", "move_waits", "Syd")) {
		t.Errorf("closing meanwhile: %v", err)
	}
	if err := w.Intake.Assign(t.Context(), kaj, r, intake.Assignment{Owner: sten.Staff, Reason: "Plads"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	type course struct {
		Team       id.Team
		Open       bool
		Agreements int
		Meetings   int
	}
	got, err := db.All[course](t.Context(), w.DB.Read, `
		SELECT team_id AS team, closed_on IS NULL AS open, (SELECT count(*) FROM agreements a WHERE a.enrolment_id = e.id) AS agreements,
		       (SELECT count(*) FROM meetings m WHERE m.enrolment_id = e.id AND m.staff_id = e.owner_id) AS meetings
		FROM enrolments e WHERE youth_id = @y ORDER BY id`, db.Args{"y": y})
	want := []course{{Team: north}, {Team: south, Open: true, Agreements: 1, Meetings: 1}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("courses %+v (%v), want %+v", got, err, want)
	}
	today := w.Today()
	f, err := w.Figures.Console(t.Context(), "left_to_education_or_job", "", figures.Period{From: today.AddDays(-400), To: today})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range f.Results {
		if x := r.Rates[0]; x.Of+x.ExcludedN() != 0 {
			t.Errorf("the move is counted among the exits: %+v", x)
		}
	}
}

// The wish is taken back, or declined: the old team goes on as if nobody had asked.
func TestMoveTakenBack(t *testing.T) {
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	anna, kaj := w.Person(north, "Anna", access.Caseworker), w.Person(south, "Kaj", access.Coordinator)
	y := w.Youth(anna, "Mads Holm")
	ask := func() id.Referral {
		r, err := w.Intake.AskMove(t.Context(), anna, y, intake.Move{Team: south, Reason: "Flyttet"}, audit.Form{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	ask()
	if err := w.Intake.WithdrawMove(t.Context(), anna, y, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Intake.WithdrawMove(t.Context(), anna, y, audit.Form{}); !reflect.DeepEqual(err, rule.Violation("", "move_decided")) {
		t.Errorf("twice: %v", err)
	}
	if err := w.Intake.Decline(t.Context(), kaj, ask(), "Vi har ikke plads", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	told := func() (texts []string) {
		day, err := w.Caseload.Today(t.Context(), anna)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range day.Declined {
			texts = append(texts, m.Name+", "+m.Team+": "+m.Text)
		}
		return texts
	}
	if got, want := told(), []string{"Mads Holm, Syd: Vi har ikke plads"}; !reflect.DeepEqual(got, want) {
		t.Errorf("the owner's day tells %q, want %q", got, want)
	}
	people, err := w.Caseload.People(t.Context(), y, casetest.One[id.Enrolment](w, `SELECT id FROM enrolments WHERE youth_id = @y`, db.Args{"y": y}))
	if err != nil || len(people.Moves) != 2 || !people.Moves[0].Refused() || people.Moves[1].Refused() || !people.Moves[1].Withdrawn {
		t.Errorf("moves %+v (%v), want one declined and one taken back", people.Moves, err)
	}
	for range 2 {
		if err := w.Intake.NoteMove(t.Context(), anna, y, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := told(); len(got) != 0 {
		t.Errorf("after taking note the day tells %q", got)
	}
	if err := w.Outcomes.Close(t.Context(), anna, y, outcome.Exit{Code: "job_full", On: w.Today()}, audit.Form{}); err != nil {
		t.Errorf("closing after it was declined: %v", err)
	}
}

// Assigning a move, closing, handing over and taking it back at once: the youth has
// exactly one open course, or was closed once, and every course one chain.
func TestConcurrentMoves(t *testing.T) {
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	anna, bo := w.Person(north, "Anna", access.Caseworker, access.Coordinator), w.Person(north, "Bo", access.Caseworker)
	sten, kaj := w.Person(south, "Sten", access.Caseworker), w.Person(south, "Kaj", access.Coordinator)
	names := []string{"Mads", "Ida", "Aya", "Omar", "Liv", "Noah", "Ella", "Emil"}
	youths, referrals := make([]id.Youth, len(names)), make([]id.Referral, len(names))
	for i, name := range names {
		youths[i] = w.Youth(anna, name+" Holm")
		var err error
		if referrals[i], err = w.Intake.AskMove(t.Context(), anna, youths[i], intake.Move{Team: south, Reason: "Flyttet"}, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	var group sync.WaitGroup
	for i := range 80 {
		group.Go(func() {
			n := i % len(names)
			var err error
			switch (i / len(names)) % 4 {
			case 0:
				err = w.Intake.Assign(t.Context(), kaj, referrals[n], intake.Assignment{Owner: sten.Staff, Reason: "Plads"}, audit.Form{})
			case 1:
				err = w.Enrolments.HandOver(t.Context(), anna, youths[n], bo.Staff, "Plads", audit.Form{})
			case 2:
				err = w.Outcomes.Close(t.Context(), anna, youths[n], outcome.Exit{Code: "job_full", On: w.Today()}, audit.Form{})
			default:
				err = w.Intake.WithdrawMove(t.Context(), anna, youths[n], audit.Form{})
			}
			_, forPeople := errors.AsType[rule.Violations](err)
			if err != nil && !forPeople && !errors.Is(err, access.ErrHidden) && !errors.Is(err, access.ErrForbidden) {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	group.Wait()
	wrong := casetest.One[int](w, `
		SELECT count(*) FROM youths y WHERE (SELECT count(*) FROM enrolments e WHERE e.youth_id = y.id AND e.closed_on IS NULL) <>
		       CASE WHEN EXISTS (SELECT FROM exits x JOIN enrolments e ON e.id = x.enrolment_id WHERE e.youth_id = y.id AND x.code <> 'moved_team') THEN 0 ELSE 1 END`, nil)
	if wrong != 0 {
		t.Errorf("%d youths have not exactly the course they should have", wrong)
	}
	moved := casetest.One[int](w, `SELECT count(*) FROM exits WHERE code = 'moved_team'`, nil)
	t.Logf("80 acts at once on %d youths: %d moved", len(names), moved)
}
