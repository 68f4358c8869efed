package access

import "slices"

// Relation is how a person stands to a record.
type Relation string

// The relations of design 5. A person may stand in several at once.
const (
	Owner          Relation = "owner"
	Buddy          Relation = "buddy"
	Cover          Relation = "cover"
	Invited        Relation = "invited adviser"
	SpecialistOf   Relation = "specialist"
	LeaderOpened   Relation = "leader, with a reason"
	LeaderUnopened Relation = "leader"
	CoordinatorOf  Relation = "coordinator"
	AdminOf        Relation = "administrator"
	InsightOf      Relation = "insight"
	GlassBroken    Relation = "colleague, with a reason"
	Colleague      Relation = "colleague"
	CaseworkerOf   Relation = "caseworker"
	Self           Relation = "self"
	AnyStaff       Relation = "staff"
	AnyCoordinator Relation = "coordinator of a team"
	AnyLeader      Relation = "leader of a team"
	AnyCaseworker  Relation = "caseworker of a team"
)

// Relations lists how a stands to a record of scope s.
func Relations(a Actor, s Scope) []Relation {
	rs := []Relation{AnyStaff}
	add := func(is bool, r Relation) {
		if is {
			rs = append(rs, r)
		}
	}
	open := !s.Closed && !s.Waiting
	lastOwner := s.Closed && s.FollowUp // after closing: the last owner until the follow-ups end
	add(s.Owner == a.Staff && (open || lastOwner), Owner)
	add(s.Buddy == a.Staff && open, Buddy)
	add(open && slices.Contains(s.Covers, a.Staff), Cover)
	add(s.Invited, Invited)
	add(s.Specialist, SpecialistOf)
	add(s.Mine, Self)

	leads := s.Team != 0 && a.In(s.Team, Leader)
	add(leads, LeaderUnopened)
	add(leads && s.Opened, LeaderOpened)
	add(s.Team != 0 && a.In(s.Team, Coordinator), CoordinatorOf)
	colleague := s.Team != 0 && (a.In(s.Team, Caseworker) || a.In(s.Team, Coordinator) || a.In(s.Team, Leader))
	add(colleague, Colleague)
	caseworker := s.Team != 0 && a.In(s.Team, Caseworker)
	add(caseworker, CaseworkerOf)
	add(caseworker && s.Opened, GlassBroken)

	add(a.Has(Administrator), AdminOf)
	add(a.Has(Insight), InsightOf)
	add(a.Has(Coordinator), AnyCoordinator)
	add(a.Has(Leader), AnyLeader)
	add(a.Has(Caseworker), AnyCaseworker)
	return rs
}
