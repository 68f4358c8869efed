package intake_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/intake"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// referred makes a referral that waits in a team.
func referred(w *casetest.World, team id.Team, by access.Actor, y id.Youth) id.Referral {
	w.Helper()
	return casetest.One[id.Referral](w, `INSERT INTO referrals (team_id, youth_id, referred_on, needs_group, by_id) VALUES (@team, @y, @on, 3, @by) RETURNING id`,
		db.Args{"team": team, "y": y, "on": w.Today(), "by": by.Staff})
}

func TestAssign(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	anna, bo := w.Person(north, "Anna", access.Caseworker), w.Person(north, "Bo", access.Caseworker)
	kim, lise := w.Person(north, "Kim", access.Coordinator), w.Person(north, "Lise", access.Leader)
	gone := w.Person(north, "Gert", access.Caseworker)
	w.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": w.Today().AddDays(-1), "id": gone.Staff})
	last := w.Person(north, "Lone", access.Caseworker)
	w.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": w.Today(), "id": last.Staff})
	kaj := w.Person(w.Team("Syd"), "Kaj", access.Coordinator, access.Caseworker)

	tests := []struct {
		name string
		by   access.Actor
		a    intake.Assignment
		want error
	}{
		{"a coordinator assigns", kim, intake.Assignment{Owner: anna.Staff, Buddy: bo.Staff, Reason: "Plads"}, nil},
		{"without a buddy", kim, intake.Assignment{Owner: anna.Staff, Reason: "Plads"}, nil},
		{"a colleague may not", anna, intake.Assignment{Owner: anna.Staff, Reason: "Plads"}, access.ErrForbidden},
		{"the leader may not", lise, intake.Assignment{Owner: anna.Staff, Reason: "Plads"}, access.ErrForbidden},
		{"another team's coordinator may not know", kaj, intake.Assignment{Owner: anna.Staff, Reason: "Plads"}, access.ErrHidden},
		{"to nobody", kim, intake.Assignment{Reason: "Plads"}, rule.Violation("owner", "required")},
		{"another than the first without a reason", kim, intake.Assignment{Owner: anna.Staff, Reason: " \r\n\t\x00"}, rule.Violation("reason", "leaves_ranking", "Anna", "Bo")},
		{"the first without a reason", kim, intake.Assignment{Owner: bo.Staff}, nil},
		{"who works for the last day", kim, intake.Assignment{Owner: last.Staff, Reason: "Plads"}, rule.Violation("owner", "has_left")},
		{"to who has left", kim, intake.Assignment{Owner: gone.Staff, Reason: "Plads"}, rule.Violation("owner", "has_left")},
		{"out of the team", kim, intake.Assignment{Owner: kaj.Staff, Reason: "Plads"}, rule.Violation("owner", "not_in_team")},
		{"to who carries no youths", kim, intake.Assignment{Owner: kim.Staff, Reason: "Plads"}, rule.Violation("owner", "not_in_team")},
		{"to somebody unknown", kim, intake.Assignment{Owner: 987654, Reason: "Plads"}, rule.Violation("owner", "not_in_team")},
		{"the owner as buddy", kim, intake.Assignment{Owner: anna.Staff, Buddy: anna.Staff, Reason: "Plads"}, rule.Violation("buddy", "buddy_is_owner")},
		{"a buddy who has left", kim, intake.Assignment{Owner: anna.Staff, Buddy: gone.Staff, Reason: "Plads"}, rule.Violation("buddy", "has_left")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := referred(w, north, kim, w.Registered("Mads Holm"))
			err := w.Intake.Assign(t.Context(), tt.by, r, tt.a, audit.Form{})
			if !errors.Is(err, tt.want) && !reflect.DeepEqual(err, tt.want) {
				t.Fatalf("Assign: %v, want %v", err, tt.want)
			}
			state := casetest.One[string](w, `SELECT state FROM referrals WHERE id = @r`, db.Args{"r": r})
			if want := map[bool]string{true: "assigned", false: "received"}[tt.want == nil]; state != want {
				t.Errorf("the referral is %s, want %s", state, want)
			}
		})
	}
}

// What was decided is not decided again, and says who has the youth.
func TestAssignDecided(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	anna, kim := w.Person(north, "Anna Krogh", access.Caseworker), w.Person(north, "Kim", access.Coordinator)
	assigned, declined := referred(w, north, kim, w.Registered("Mads Holm")), referred(w, north, kim, w.Registered("Ida Lund"))
	a := intake.Assignment{Owner: anna.Staff, Reason: "Plads"}
	if err := w.Intake.Assign(t.Context(), kim, assigned, a, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Intake.Decline(t.Context(), kim, declined, " ", audit.Form{}); !reflect.DeepEqual(err, rule.Violation("reason", "required")) {
		t.Errorf("declining without a reason: %v", err)
	}
	if err := w.Intake.Decline(t.Context(), kim, declined, "Bor i en anden kommune", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		referral id.Referral
		want     rule.Violations
	}{
		{assigned, rule.Violation("", "already_assigned", "Mads", "Anna Krogh")},
		{declined, rule.Violation("", "already_declined", "Ida")},
	} {
		if err := w.Intake.Assign(t.Context(), kim, tt.referral, a, audit.Form{}); !reflect.DeepEqual(err, tt.want) {
			t.Errorf("assigning again: %v, want %v", err, tt.want)
		}
		if err := w.Intake.Decline(t.Context(), kim, tt.referral, "Nej", audit.Form{}); !reflect.DeepEqual(err, tt.want) {
			t.Errorf("declining after: %v, want %v", err, tt.want)
		}
	}
}

// A youth who got a course elsewhere meanwhile is refused, with who has them.
func TestAssignWithCourseElsewhere(t *testing.T) {
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	kim, anna := w.Person(north, "Kim", access.Coordinator), w.Person(north, "Anna", access.Caseworker)
	y := w.Youth(w.Person(south, "Sten Falk", access.Caseworker), "Mads Holm")
	err := w.Intake.Assign(t.Context(), kim, referred(w, north, kim, y), intake.Assignment{Owner: anna.Staff, Reason: "Plads"}, audit.Form{})
	if want := rule.Violation("", "has_course_with", "Sten Falk", "Syd", "+4512345678"); !reflect.DeepEqual(err, want) {
		t.Errorf("Assign: %v, want %v", err, want)
	}
}

// Two hundred assignments of the same twenty referrals at once: each youth gets one
// owner, and everybody else is told who has them. Without the lock in hold this fails.
func TestConcurrentAssignments(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	var staff []access.Actor
	for _, name := range []string{"Anna", "Bo", "Cilla", "Dan", "Eva"} {
		staff = append(staff, w.Person(team, name, access.Caseworker, access.Coordinator))
	}
	var referrals []id.Referral
	for _, name := range []string{"Mads", "Ida", "Aya", "Omar", "Liv", "Noah", "Ella", "Emil", "Saga", "Viggo", "Karla", "Bo", "Alma", "Otto", "Vera", "Carl", "Nora", "Elias", "Luna", "Malik"} {
		referrals = append(referrals, referred(w, team, staff[0], w.Registered(name+" Holm")))
	}
	var group sync.WaitGroup
	var mu sync.Mutex
	won, told := 0, 0
	for i := range 200 {
		group.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 42))
			by, owner := staff[r.IntN(len(staff))], staff[r.IntN(len(staff))]
			err := w.Intake.Assign(t.Context(), by, referrals[i/10], intake.Assignment{Owner: owner.Staff, Reason: "Plads"}, audit.Form{})
			mu.Lock()
			defer mu.Unlock()
			broken, forPeople := errors.AsType[rule.Violations](err)
			switch {
			case err == nil:
				won++
			case forPeople && broken.Has("already_assigned"):
				told++
			default:
				t.Errorf("act %d: %v, want word of who has the youth", i, err)
			}
		})
	}
	group.Wait()
	if won != len(referrals) || told != 200-len(referrals) {
		t.Errorf("%d assigned and %d were told, want %d and %d", won, told, len(referrals), 200-len(referrals))
	}
	courses := casetest.One[int](w, `SELECT count(*) FROM enrolments e JOIN handovers h ON h.enrolment_id = e.id AND h.to_id = e.owner_id AND h.from_id IS NULL`, nil)
	if courses != len(referrals) {
		t.Errorf("%d courses with their first owner, want %d", courses, len(referrals))
	}
	t.Logf("200 assignments at once of %d referrals: %d courses, %d told who has the youth", len(referrals), won, told)
}
