package plan

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Keeper names who is to keep an agreement, as a form says it: "staff.7" is one of us and
// "person.7" somebody of the youth's network. The zero Keeper names nobody.
type Keeper string

// KeptByStaff is one of us.
func KeptByStaff(n id.Staff) Keeper { return Keeper("staff." + id.String(n)) }

// KeptByPerson is somebody of the network.
func KeptByPerson(n id.Person) Keeper { return Keeper("person." + id.String(n)) }

// mostName is how long a name on no list may be, in characters.
const mostName = 120

// readKeeper understands who is to keep an agreement. A name from the list says whether it
// is one of us, whatever else is chosen.
func (w Wish) readKeeper(a *Agreement, broken *rule.Violations) {
	a.Keeper = rule.Line(w.Name)
	broken.Longest("agreement_name", a.Keeper, mostName)
	if a.Keeper != "" {
		a.Who = Other
	}
	if w.Keeper == "" {
		return
	}
	sort, number, _ := strings.Cut(string(w.Keeper), ".")
	staff, errStaff := id.Parse[id.Staff](number)
	person, errPerson := id.Parse[id.Person](number)
	switch {
	case sort == "staff" && errStaff == nil:
		a.Who, a.Staff, a.Keeper = Us, &staff, ""
	case sort == "person" && errPerson == nil:
		a.Who, a.Person, a.Keeper = Other, &person, ""
	default:
		broken.Add("agreement_keeper", "unknown")
	}
}

// keeping is what decides whether somebody can keep an agreement.
type keeping struct {
	Known bool       // of the team, or of the youth's network
	Last  *when.Date // last day of work, or in the network
}

// check says which rule a keeper breaks: nobody who left is promised for.
func (k keeping) check(today when.Date) error {
	switch {
	case !k.Known:
		return rule.Violation("agreement_keeper", "unknown")
	case k.Last != nil && k.Last.Before(today):
		return rule.Violation("agreement_keeper", "keeper_left", *k.Last)
	}
	return nil
}

// checkKeeper asks whether who is to keep the agreement is there to keep it.
func (a Agreement) checkKeeper(ctx context.Context, tx pgx.Tx) error {
	var sql string
	var args db.Args
	switch {
	case a.Staff != nil:
		sql = `SELECT true AS known, s.left_on AS last FROM staff s WHERE s.id = @staff
			AND EXISTS (SELECT FROM memberships m JOIN enrolments e ON e.team_id = m.team_id WHERE m.staff_id = s.id AND e.id = @course)
			AND ` + standing.NoConflict("s.id", "@youth")
		args = db.Args{"staff": a.Staff, "course": a.Enrolment, "youth": a.Youth}
	case a.Person != nil:
		sql = `SELECT true AS known, to_on AS last FROM network_people WHERE id = @person AND youth_id = @youth`
		args = db.Args{"person": a.Person, "youth": a.Youth}
	default:
		return nil
	}
	found, err := db.All[keeping](ctx, tx, sql, args)
	if err != nil {
		return fmt.Errorf("who keeps an agreement of youth %d: %w", a.Youth, err)
	}
	if len(found) == 0 {
		return keeping{}.check(when.Of(a.MadeAt))
	}
	return found[0].check(when.Of(a.MadeAt))
}

// checkGoal asks whether the goal that the agreement leads to is the youth's own and stands.
func (a Agreement) checkGoal(ctx context.Context, tx pgx.Tx) error {
	if a.Goal == nil {
		return nil
	}
	found, err := db.Values[bool](ctx, tx, `SELECT outcome = '' FROM goals WHERE id = @goal AND youth_id = @youth`, db.Args{"goal": a.Goal, "youth": a.Youth})
	if err != nil {
		return fmt.Errorf("the goal of an agreement of youth %d: %w", a.Youth, err)
	}
	switch {
	case len(found) == 0:
		return rule.Violation("agreement_goal", "unknown")
	case !found[0]:
		return rule.Violation("agreement_goal", "goal_closed")
	}
	return nil
}
