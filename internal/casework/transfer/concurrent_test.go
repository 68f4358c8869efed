package transfer_test

import (
	"errors"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/transfer"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Two hundred at once ask, accept, give back, withdraw, hand over, move and close on
// the same youths: exactly one owner each, a chain without a gap, every request ended
// exactly once and an accepted one by its own link in the chain; and nobody gets a
// message that is not for people. Without the lock in enrolment.HoldAll this fails.
func TestConcurrentTransfers(t *testing.T) {
	w := casetest.New(t)
	c := crowd{World: w, team: w.Team("Nord")}
	for _, name := range []string{"Anna", "Bo", "Cilla", "Dan", "Eva", "Karen"} {
		c.staff = append(c.staff, w.Person(c.team, name, access.Caseworker, access.Coordinator))
	}
	for i := range 25 {
		c.youths = append(c.youths, w.Youth(c.staff[0], "Ung "+string(rune('A'+i))))
		n, err := c.Transfers.Ask(t.Context(), c.staff[0], c.youths[i], transfer.Wish{To: c.staff[1].Staff, Reason: "Barsel", Summary: "Jeg vil gerne have ro."}, audit.Form{})
		if err != nil {
			t.Fatal(err)
		}
		c.asked = append(c.asked, n)
	}
	start := make(chan struct{})
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			<-start
			err := c.act(i)
			_, forPeople := errors.AsType[rule.Violations](err)
			if err != nil && !forPeople && !errors.Is(err, access.ErrForbidden) {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	close(start)
	group.Wait()

	count := func(sql string) int { return casetest.One[int](w, sql, nil) }
	for what, sql := range map[string]string{
		"youths without exactly one course": `SELECT count(*) FROM (SELECT youth_id FROM enrolments GROUP BY youth_id HAVING count(*) <> 1) x`,
		"gaps in the chains": `SELECT count(*) FROM (
			SELECT h.from_id, lag(h.to_id) OVER w AS before, h.to_id, e.owner_id, lead(h.id) OVER w IS NULL AS last
			FROM handovers h JOIN enrolments e ON e.id = h.enrolment_id WINDOW w AS (PARTITION BY h.enrolment_id ORDER BY h.id)) c
			WHERE c.from_id IS DISTINCT FROM c.before OR (c.last AND c.to_id <> c.owner_id)`,
		"open requests of somebody who is not the owner": `SELECT count(*) FROM transfers t JOIN enrolments e ON e.id = t.enrolment_id
			WHERE t.state = 'open' AND (t.from_id <> e.owner_id OR e.closed_on IS NOT NULL)`,
		"ends that are not one line of the trail": `SELECT count(*) FROM transfers t WHERE t.state IN ('accepted', 'returned', 'withdrawn')
			AND (SELECT count(*) FROM audit_events a WHERE a.subject = t.id AND a.action IN ('answer transfer', 'end transfer')) <> 1`,
		"accepted requests without their link": `SELECT count(*) FROM transfers t WHERE t.state = 'accepted'
			AND (SELECT count(*) FROM handovers h WHERE h.enrolment_id = t.enrolment_id AND h.from_id = t.from_id AND h.to_id = t.to_id AND h.reason = t.reason) <> 1`,
	} {
		if n := count(sql); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
	t.Logf("200 at once: %d requests (%d accepted, %d returned, %d withdrawn, %d lapsed), %d links", count(`SELECT count(*) FROM transfers`),
		count(`SELECT count(*) FROM transfers WHERE state = 'accepted'`), count(`SELECT count(*) FROM transfers WHERE state = 'returned'`),
		count(`SELECT count(*) FROM transfers WHERE state = 'withdrawn'`), count(`SELECT count(*) FROM transfers WHERE state = 'lapsed'`), count(`SELECT count(*) FROM handovers`))
}

// crowd is everybody who acts at once: Anna has asked Bo to take over each youth.
type crowd struct {
	*casetest.World
	team   id.Team
	staff  []access.Actor
	youths []id.Youth
	asked  []id.Transfer
}

// act is one of eight who reach for the same youth at once.
func (c crowd) act(i int) error {
	anna, bo, cilla, karen := c.staff[0], c.staff[1], c.staff[2], c.staff[5]
	y, n := c.youths[i%len(c.youths)], c.asked[i%len(c.youths)]
	switch which := i / len(c.youths); (which + i) % 8 { // another begins for each youth
	case 0, 1:
		return c.Transfers.Accept(c.Context(), bo, n, audit.Form{})
	case 2:
		return c.Transfers.Return(c.Context(), bo, n, "Fuldt booket", audit.Form{})
	case 3:
		return c.Transfers.Withdraw(c.Context(), anna, n, audit.Form{})
	case 4:
		return c.Enrolments.HandOver(c.Context(), karen, y, cilla.Staff, "Sygdom", audit.Form{})
	case 5:
		m := transfer.Move{Staff: anna.Staff, Team: c.team, Reason: "Anna stopper", Choices: map[string]transfer.Choice{key(transfer.OwnerPart, y): {To: cilla.Staff}}}
		_, err := c.Transfers.Move(c.Context(), karen, m, audit.Form{})
		return err
	case 6:
		_, err := c.Transfers.Ask(c.Context(), karen, y, transfer.Wish{To: c.staff[4].Staff, Reason: "Barsel", Summary: "Jeg vil gerne have ro."}, audit.Form{})
		return err
	}
	return c.Outcomes.Close(c.Context(), anna, y, outcome.Exit{Code: "edu_upper", On: c.Today()}, audit.Form{})
}
