package enrolment_test

import (
	"slices"

	"kasket/internal/access"
	"kasket/internal/id"
)

// mayInModel says once more, in its own words, who may do what: letters of
// o owner, b buddy, c cover, l leader with a reason, L leader, k coordinator,
// g colleague with a reason, w caseworker of the team. It is not made from the policy.
var mayInModel = map[access.Action]string{
	access.ViewYouth:      "obclg",
	access.LogContact:     "obcl",
	access.RevealCPR:      "obcl",
	access.HandOver:       "oclk",
	access.ChooseBuddy:    "oclk",
	access.ArrangeCover:   "olk",
	access.CloseEnrolment: "ocl",
	access.ViewLookups:    "ol",
	access.BreakGlass:     "w",
	access.OpenAsLeader:   "L",
}

func (v *town) leads(a access.Actor) bool {
	return a.In(v.staff[0].Memberships[0].Team, access.Leader)
}

// relations are the letters of how somebody stands to a youth at this moment.
func (v *town) relations(a access.Actor, y id.Youth) string {
	c, today, letters := v.courses[y], v.Today(), ""
	add := func(is bool, letter string) {
		if is {
			letters += letter
		}
	}
	north := v.staff[0].Memberships[0].Team
	open := c.closed == nil
	until, has := v.opened[pairing{a.Staff, y}]
	reason := has && until.After(v.Now())
	add(c.owner == a.Staff && (open || !today.After(c.closed.AddMonths(12))), "o")
	add(open && c.buddy == a.Staff, "b")
	add(open && v.covers(c, today) == a.Staff, "c")
	add(v.leads(a), "L")
	add(v.leads(a) && reason, "l")
	add(a.In(north, access.Coordinator), "k")
	add(a.In(north, access.Caseworker), "w")
	add(a.In(north, access.Caseworker) && reason, "g")
	return letters
}

// answer is what the policy should say: nil, forbidden to those of the team, and
// nothing at all to everybody else.
func (v *town) answer(a access.Actor, do access.Action, y id.Youth) error {
	letters := v.relations(a, y)
	for _, may := range mayInModel[do] {
		if may == 'c' && v.reserved[do] {
			continue
		}
		if slices.Contains([]rune(letters), may) {
			return nil
		}
	}
	if slices.Contains(a.Teams(), v.staff[0].Memberships[0].Team) {
		return access.ErrForbidden
	}
	return access.ErrHidden
}
