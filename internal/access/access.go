// Package access holds the one table of who may do what. Features ask it inside
// their use cases; pages ask it which buttons to show. No role is compared
// anywhere else.
package access

import (
	"errors"
	"fmt"
	"slices"

	"kasket/internal/id"
)

// Role is what a staff member does in a team, or for the whole house.
type Role string

// The roles. Insight and Administrator belong to no team.
const (
	Caseworker    Role = "caseworker"
	Coordinator   Role = "coordinator"
	Leader        Role = "leader"
	Adviser       Role = "adviser"
	Insight       Role = "insight"
	Administrator Role = "administrator"
)

// TeamRoles are the roles one has in a team; HouseRoles belong to no team.
var (
	TeamRoles  = []Role{Caseworker, Coordinator, Leader, Adviser}
	HouseRoles = []Role{Insight, Administrator}
)

// Membership is the roles of a staff member in one team.
type Membership struct {
	Team  id.Team
	Roles []Role
}

// Actor is the person who asks, as the database knew them at this request.
type Actor struct {
	Staff       id.Staff
	Name        string
	Memberships []Membership
	House       []Role // roles for the whole house
}

// In reports whether the actor has the role in the team.
func (a Actor) In(team id.Team, role Role) bool {
	for _, m := range a.Memberships {
		if m.Team == team && slices.Contains(m.Roles, role) {
			return true
		}
	}
	return false
}

// Has reports whether the actor has the role anywhere.
func (a Actor) Has(role Role) bool {
	if slices.Contains(a.House, role) {
		return true
	}
	return slices.ContainsFunc(a.Memberships, func(m Membership) bool { return slices.Contains(m.Roles, role) })
}

// Teams lists the teams in which the actor has one of the roles; with no role
// named, every team the actor works in.
func (a Actor) Teams(roles ...Role) []id.Team {
	teams := []id.Team{}
	for _, m := range a.Memberships {
		has := len(roles) == 0 && len(m.Roles) > 0
		for _, r := range roles {
			has = has || slices.Contains(m.Roles, r)
		}
		if has {
			teams = append(teams, m.Team)
		}
	}
	return teams
}

// TeamsWhere lists the teams in which the policy lets the actor do something that
// belongs to a team: a list, a board, a load.
func (a Actor) TeamsWhere(do Action) []id.Team {
	teams := []id.Team{}
	for _, m := range a.Memberships {
		if May(a, do, InTeam(m.Team)) {
			teams = append(teams, m.Team)
		}
	}
	return teams
}

// Scope is what the policy has to know of a record: who stands in which relation
// to it at this moment. The absent is 0. It is read for one actor: Invited,
// Opened and Specialist say what is true of that actor now.
type Scope struct {
	Youth      id.Youth
	Enrolment  id.Enrolment
	Team       id.Team
	Owner      id.Staff
	Buddy      id.Staff
	Covers     []id.Staff // who acts for the owner today
	Reserved   []Action   // what the programme keeps for the owner: a cover may not
	Closed     bool       // the course has ended
	FollowUp   bool       // it has ended, and the follow-ups have not
	Waiting    bool       // proposed to the team, nobody assigned yet
	Invited    bool       // the actor is an invited adviser, and it lasts
	Opened     bool       // the actor gave a reason that holds today
	Specialist bool       // the programme grants the actor standing access
	Mine       bool       // the record is the actor's own (a draft, an absence, a question put to them)
	Conflict   bool       // the actor is disqualified from the matter of this youth (forvaltningsloven §§ 3-6)
}

// InTeam is the scope of a list or a page that belongs to a team.
func InTeam(team id.Team) Scope { return Scope{Team: team} }

// Own is the scope of what is the actor's own.
func Own() Scope { return Scope{Mine: true} }

// The two ways to say no. ErrForbidden is answered inside the team, where one
// may know who has the youth; ErrHidden must look like a record that is not there.
var (
	ErrForbidden = errors.New("may not")
	ErrHidden    = errors.New("may not know of it")
)

// ErrReserved is the ErrForbidden of who covers, where the programme keeps an act for
// the owner.
var ErrReserved = fmt.Errorf("kept for the owner: %w", ErrForbidden)

// Reservable is what a programme can keep for the owner (programme_reserved).
var Reservable = []Action{HandOver, ChooseBuddy, EditEnrolment, CloseEnrolment, Decide}

// keptAs is the act under which a programme keeps another for the owner: asking a
// colleague to take over is handing over.
func keptAs(do Action) Action {
	if do == AskTransfer || do == EndTransfer {
		return HandOver
	}
	return do
}

// Check is nil when a may do the action on a record of scope s.
func Check(a Actor, do Action, s Scope) error {
	if a.Staff == 0 { // absent numbers are 0: nobody is nobody's owner
		return fmt.Errorf("%s by nobody: %w", do, ErrHidden)
	}
	if s.Conflict { // whatever else they are: the record is not there for them
		return fmt.Errorf("%s by staff %d, who declared a conflict: %w", do, a.Staff, ErrHidden)
	}
	relations := Relations(a, s)
	reserved := false
	for _, r := range allowed[do] {
		switch {
		case !slices.Contains(relations, r):
		case r == Cover && slices.Contains(s.Reserved, keptAs(do)):
			reserved = true
		default:
			return nil
		}
	}
	if reserved {
		return fmt.Errorf("%s by staff %d: %w", do, a.Staff, ErrReserved)
	}
	if slices.Contains(relations, Colleague) || slices.Contains(relations, LeaderUnopened) {
		return fmt.Errorf("%s by staff %d: %w", do, a.Staff, ErrForbidden)
	}
	return fmt.Errorf("%s by staff %d: %w", do, a.Staff, ErrHidden)
}

// May is Check for those who only want yes or no.
func May(a Actor, do Action, s Scope) bool { return Check(a, do, s) == nil }
