package enrolment_test

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/staff"
)

// crowd is everybody doing everything to the same few youths at once.
type crowd struct {
	*casetest.World
	team    id.Team
	staff   []access.Actor
	had     []id.Youth // in a course from the beginning
	waiting []id.Youth // assigned by whoever comes first
}

// Two hundred assignments, changes of owner and buddy, absences, returns and covers
// over the same youths at once leave one owner each, a chain without a gap, and the
// covers that the rule wants. Without the locks (standing.Hold, available, touching,
// staff.HoldAbsences) this fails.
func TestConcurrentAbsences(t *testing.T) {
	w := casetest.New(t)
	c := &crowd{World: w, team: w.Team("Nord")}
	for _, name := range []string{"Anna", "Bo", "Cilla", "Dan", "Eva"} {
		c.staff = append(c.staff, w.Person(c.team, name, access.Caseworker, access.Coordinator))
	}
	for i, name := range []string{"Mads Holm", "Ida Lund", "Aya Friis"} {
		c.had = append(c.had, w.Youth(c.staff[i], name, casetest.WithBuddy(c.staff[i+1])))
		c.waiting = append(c.waiting, w.Registered("Ny "+name))
	}
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			if err := c.act(i, rand.New(rand.NewPCG(uint64(i), 42))); err != nil {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	group.Wait()
	for _, y := range append(c.had, c.waiting...) {
		if n := casetest.One[int](w, `SELECT count(*) FROM enrolments WHERE youth_id = @y AND closed_on IS NULL`, db.Args{"y": y}); n != 1 {
			t.Errorf("youth %d has %d open courses, want 1", y, n)
		}
		if gaps := chainGaps(w, y); gaps != 0 {
			t.Errorf("youth %d: %d gaps in the chain of owners", y, gaps)
		}
	}
	(&town{World: w}).compareCovers(200)
	if n := casetest.One[int](w, unmet, db.Args{"today": w.Today()}); n != 0 {
		t.Errorf("%d youths whose buddy should cover today and does not", n)
	}
	t.Logf("200 acts at once on %d youths: %d links, %d absences, %d covers", len(c.had)+len(c.waiting),
		casetest.One[int](w, `SELECT count(*) FROM handovers`, nil), casetest.One[int](w, `SELECT count(*) FROM absences`, nil),
		casetest.One[int](w, `SELECT count(*) FROM covers`, nil))
}

// unmet counts the courses whose owner is away today, whose buddy is there, and whom
// nobody covers.
const unmet = `
	SELECT count(*) FROM enrolments e
	WHERE e.closed_on IS NULL AND e.buddy_id IS NOT NULL
	  AND EXISTS (SELECT FROM absences a WHERE a.staff_id = e.owner_id AND daterange(a.from_on, a.to_on, '[]') @> @today::date)
	  AND NOT EXISTS (SELECT FROM absences a WHERE a.staff_id = e.buddy_id AND daterange(a.from_on, a.to_on, '[]') @> @today::date)
	  AND NOT EXISTS (SELECT FROM covers v WHERE v.enrolment_id = e.id AND v.for_id = e.owner_id AND daterange(v.from_on, v.to_on, '[]') @> @today::date)`

// act does one thing; a rule that says no, and an absence that another act ended
// first, are answers for people.
func (c *crowd) act(i int, r *rand.Rand) error {
	by, to, ctx := c.staff[r.IntN(len(c.staff))], c.staff[r.IntN(len(c.staff))], c.Context()
	y := c.had[r.IntN(len(c.had))]
	from := c.Today().AddDays(r.IntN(3))
	var err error
	switch i % 8 {
	case 0, 1:
		a := staff.Absence{Kind: staff.Sick, From: from}
		if r.IntN(2) == 0 {
			a.To = from.AddDays(r.IntN(4))
		}
		_, err = c.Enrolments.RegisterAbsence(ctx, by, to.Staff, a, audit.Form{})
	case 2:
		err = c.comeBack(by, to.Staff)
	case 3:
		err = c.Enrolments.ChooseBuddy(ctx, by, y, to.Staff, "Ferie", audit.Form{})
	case 4:
		p := enrolment.Cover{Staff: to.Staff, From: from, To: from.AddDays(r.IntN(4))}
		err = c.Enrolments.ArrangeCover(ctx, by, y, p, audit.Form{})
	case 5, 6:
		err = c.Enrolments.HandOver(ctx, by, y, to.Staff, "Ferie", audit.Form{})
	default:
		err = c.assign(by, to.Staff, c.waiting[r.IntN(len(c.waiting))])
	}
	if _, forPeople := errors.AsType[rule.Violations](err); forPeople || errors.Is(err, db.ErrNotFound) {
		return nil
	}
	return err
}

func (c *crowd) comeBack(by access.Actor, who id.Staff) error {
	_, list, err := c.Staff.Absences(c.Context(), by, who)
	if err != nil || len(list) == 0 {
		return err
	}
	return c.Enrolments.EndAbsence(c.Context(), by, who, list[0].ID, audit.Form{})
}

func (c *crowd) assign(by access.Actor, to id.Staff, y id.Youth) error {
	e := enrolment.Enrolment{Youth: y, Team: c.team, Owner: to, StartedOn: c.Today(), Programme: 1}
	if to != c.staff[0].Staff {
		e.Buddy = &c.staff[0].Staff
	}
	return c.Trail.Write(c.Context(), &audit.Event{By: by, Action: access.Assign, Youth: y}, func(tx pgx.Tx) error {
		_, err := enrolment.Begin(c.Context(), tx, by, e, "Plads", c.Now())
		return err
	})
}
