package plan_test

import (
	"errors"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
)

// An agreement can be added to a meeting that was held, by who may agree with the youth;
// not to one that is to come, nor to a meeting of another youth.
func TestAgreeIn(t *testing.T) {
	s := newSaying(t)
	ida := s.Youth(s.anna, "Ida Bro")
	meet := func(youth id.Youth, state string) id.Meeting {
		t.Helper()
		return casetest.One[id.Meeting](s.World, `INSERT INTO meetings (youth_id, enrolment_id, staff_id, starts_at, kind, state, by_id, created_at)
			SELECT @y, e.id, @s, @now, 'talk', @state, @s, @now FROM enrolments e WHERE e.youth_id = @y RETURNING id`,
			db.Args{"y": youth, "s": s.anna.Staff, "state": state, "now": s.Now()})
	}
	held, planned, theirs := meet(s.mads, "held"), meet(s.mads, "planned"), meet(ida, "held")
	wish := plan.Wish{Text: "Ringe til skolen", Who: plan.Us}
	if err := s.Plans.AgreeIn(t.Context(), s.anna, s.mads, held, wish, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if got := brokenAt(s.Plans.AgreeIn(t.Context(), s.anna, s.mads, planned, wish, audit.Form{})); got != "meeting_not_held" {
		t.Errorf("to come: %q", got)
	}
	if got := brokenAt(s.Plans.AgreeIn(t.Context(), s.anna, s.mads, held, plan.Wish{}, audit.Form{})); got != "agreement required" {
		t.Errorf("nothing agreed: %q", got)
	}
	if err := s.Plans.AgreeIn(t.Context(), s.anna, s.mads, theirs, wish, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another's meeting: %v", err)
	}
	if err := s.Plans.AgreeIn(t.Context(), s.kim, s.mads, held, wish, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague: %v", err)
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM agreements WHERE meeting_id = @m AND youth_id = @y`, db.Args{"m": held, "y": s.mads}); n != 1 {
		t.Errorf("%d agreements of the meeting", n)
	}
}
