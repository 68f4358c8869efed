package enrolment_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

func TestHandOver(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Nord")
	anna := w.Person(north, "Anna", access.Caseworker)
	bo := w.Person(north, "Bo", access.Caseworker)
	cilla := w.Person(north, "Cilla", access.Coordinator)
	lise := w.Person(north, "Lise", access.Leader)
	gone := w.Person(north, "Gert", access.Caseworker)
	w.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": w.Today().AddDays(-1), "id": gone.Staff})
	sten := w.Person(w.Team("Syd"), "Sten", access.Leader, access.Caseworker)

	tests := []struct {
		name   string
		by     access.Actor
		to     id.Staff
		reason string
		want   error
	}{
		{"owner hands over", anna, bo.Staff, "Barsel", nil},
		{"coordinator hands over", cilla, bo.Staff, "Sygdom", nil},
		{"colleague may not", bo, bo.Staff, "Barsel", access.ErrForbidden},
		{"leader may not before giving a reason", lise, bo.Staff, "Barsel", access.ErrForbidden},
		{"leader of another team may not know", sten, bo.Staff, "Barsel", access.ErrHidden},
		{"not to the owner again", anna, anna.Staff, "Barsel", rule.Violation("to", "already_owner")},
		{"not out of the team", anna, sten.Staff, "Barsel", rule.Violation("to", "not_in_team")},
		{"not to somebody who left", anna, gone.Staff, "Barsel", rule.Violation("to", "has_left")},
		{"not to nobody", anna, 0, "Barsel", rule.Violation("to", "required")},
		{"not without a reason", anna, bo.Staff, " \n", rule.Violation("reason", "required")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			y := w.Youth(anna, "Mads Holm", casetest.WithBuddy(bo))
			err := w.Enrolments.HandOver(t.Context(), tt.by, y, tt.to, tt.reason, audit.Form{})
			if !errors.Is(err, tt.want) && !reflect.DeepEqual(err, tt.want) {
				t.Fatalf("HandOver: %v, want %v", err, tt.want)
			}
			owner, buddy := ownerOf(w, y)
			if tt.want != nil {
				if owner != anna.Staff || buddy != bo.Staff {
					t.Errorf("owner %d and buddy %d, want them unchanged", owner, buddy)
				}
				return
			}
			if owner != tt.to || buddy != 0 {
				t.Errorf("owner %d, buddy %d, want %d and a buddy who stepped up", owner, buddy, tt.to)
			}
			if n := casetest.One[int](w, `SELECT count(*) FROM audit_events WHERE youth_id = @y AND action = 'hand over'`, db.Args{"y": y}); n != 1 {
				t.Errorf("%d lines in the trail, want 1", n)
			}
		})
	}
}

func ownerOf(w *casetest.World, y id.Youth) (owner, buddy id.Staff) {
	w.Helper()
	args := db.Args{"y": y}
	return casetest.One[id.Staff](w, `SELECT owner_id FROM enrolments WHERE youth_id = @y`, args),
		casetest.One[id.Staff](w, `SELECT coalesce(buddy_id, 0) FROM enrolments WHERE youth_id = @y`, args)
}

// An owner changed beside the chain does not commit, whoever writes the SQL.
func TestOwnerChangesOnlyWithHandover(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna, bo := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	y := w.Youth(anna, "Mads Holm")
	_, err := w.DB.Write.Exec(t.Context(), `UPDATE enrolments SET owner_id = @bo WHERE youth_id = @y`, db.Args{"bo": bo.Staff, "y": y})
	if !db.Violates(err, "owner_is_last_handover") {
		t.Fatalf("changing the owner alone: %v, want owner_is_last_handover", err)
	}
}

// Two hundred acts on the same youths at once leave one owner each and a chain
// without a gap, and nobody gets a message that is not for people. Without the
// lock in standing.Hold this fails.
func TestConcurrentHandovers(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	staff := make([]access.Actor, 6)
	for i, name := range []string{"Anna", "Bo", "Cilla", "Dan", "Eva", "Finn"} {
		staff[i] = w.Person(team, name, access.Caseworker, access.Coordinator)
	}
	youths := []id.Youth{w.Youth(staff[0], "Mads Holm"), w.Youth(staff[1], "Ida Lund"), w.Youth(staff[2], "Aya Friis")}

	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 42))
			y, by, to := youths[r.IntN(len(youths))], staff[r.IntN(len(staff))], staff[r.IntN(len(staff))]
			var err error
			if i%4 == 0 {
				err = w.Enrolments.ChooseBuddy(t.Context(), by, y, to.Staff, "Ferie", audit.Form{})
			} else {
				err = w.Enrolments.HandOver(t.Context(), by, y, to.Staff, "Ferie", audit.Form{})
			}
			if _, forPeople := errors.AsType[rule.Violations](err); err != nil && !forPeople {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	group.Wait()
	for _, y := range youths {
		if gaps := chainGaps(w, y); gaps != 0 {
			t.Errorf("youth %d: %d gaps in the chain of owners", y, gaps)
		}
	}
	n := casetest.One[int](w, `SELECT count(*) FROM handovers`, nil)
	t.Logf("200 acts at once on %d youths: %d links in the chains, no gap", len(youths), n)
}

// chainGaps counts where a handover does not go on from the owner before it, and
// whether the present owner is the last link.
func chainGaps(w *casetest.World, y id.Youth) int {
	w.Helper()
	return casetest.One[int](w, `
		SELECT count(*) FROM (
			SELECT h.from_id, lag(h.to_id) OVER (ORDER BY h.id) AS before, h.to_id, e.owner_id,
			       lead(h.id) OVER (ORDER BY h.id) IS NULL AS last
			FROM handovers h JOIN enrolments e ON e.id = h.enrolment_id WHERE e.youth_id = @y) c
		WHERE c.from_id IS DISTINCT FROM c.before OR (c.last AND c.to_id <> c.owner_id)`, db.Args{"y": y})
}
