package access_test

import (
	"errors"
	"testing"

	"kasket/internal/access"
	"kasket/internal/id"
)

const (
	north id.Team = 1
	south id.Team = 2
)

func in(staff id.Staff, team id.Team, roles ...access.Role) access.Actor {
	return access.Actor{Staff: staff, Memberships: []access.Membership{{Team: team, Roles: roles}}}
}

// The relations of design 5, one row each: what somebody may with a record whose
// owner is 1, buddy 2 and cover 3, in the team north.
func TestRelations(t *testing.T) {
	open := access.Scope{Youth: 9, Enrolment: 8, Team: north, Owner: 1, Buddy: 2, Covers: []id.Staff{3}}
	closed := access.Scope{Youth: 9, Enrolment: 8, Team: north, Owner: 1, Buddy: 2, Covers: []id.Staff{3}, Closed: true, FollowUp: true}
	over := closed
	over.FollowUp = false
	with := func(change func(*access.Scope)) access.Scope { s := open; change(&s); return s }
	opened := with(func(s *access.Scope) { s.Opened = true })
	house := access.Actor{Staff: 7, House: []access.Role{access.Administrator, access.Insight}}

	tests := []struct {
		name  string
		actor access.Actor
		scope access.Scope
		do    access.Action
		want  error
	}{
		{"owner reads", in(1, north, access.Caseworker), open, access.ViewYouth, nil},
		{"owner hands over", in(1, north, access.Caseworker), open, access.HandOver, nil},
		{"owner closes", in(1, north, access.Caseworker), open, access.CloseEnrolment, nil},
		{"owner sees who looked", in(1, north, access.Caseworker), open, access.ViewLookups, nil},
		{"buddy reads", in(2, north, access.Caseworker), open, access.ViewYouth, nil},
		{"buddy logs", in(2, north, access.Caseworker), open, access.LogContact, nil},
		{"buddy does not hand over", in(2, north, access.Caseworker), open, access.HandOver, access.ErrForbidden},
		{"cover hands over", in(3, north, access.Caseworker), open, access.HandOver, nil},
		{"cover logs", in(3, north, access.Caseworker), open, access.LogContact, nil},
		{"colleague sees who", in(4, north, access.Caseworker), open, access.SeeWho, nil},
		{"colleague does not read", in(4, north, access.Caseworker), open, access.ViewYouth, access.ErrForbidden},
		{"colleague may break the glass", in(4, north, access.Caseworker), open, access.BreakGlass, nil},
		{"the broken glass reads", in(4, north, access.Caseworker), opened, access.ViewYouth, nil},
		{"the broken glass does not log", in(4, north, access.Caseworker), opened, access.LogContact, access.ErrForbidden},
		{"leader gives a reason first", in(5, north, access.Leader), open, access.ViewYouth, access.ErrForbidden},
		{"leader may give one", in(5, north, access.Leader), open, access.OpenAsLeader, nil},
		{"leader with a reason reads", in(5, north, access.Leader), opened, access.ViewYouth, nil},
		{"leader with a reason hands over", in(5, north, access.Leader), opened, access.HandOver, nil},
		{"leader sees the team", in(5, north, access.Leader), access.InTeam(north), access.ViewTeam, nil},
		{"leader of another knows nothing", in(5, south, access.Leader), opened, access.ViewYouth, access.ErrHidden},
		{"leader of another sees no team", in(5, south, access.Leader), access.InTeam(north), access.ViewTeam, access.ErrHidden},
		{"coordinator does not read", in(6, north, access.Coordinator), open, access.ViewYouth, access.ErrForbidden},
		{"coordinator hands over", in(6, north, access.Coordinator), open, access.HandOver, nil},
		{"coordinator assigns", in(6, north, access.Coordinator), access.InTeam(north), access.Assign, nil},
		{"coordinator's reason opens nothing", in(6, north, access.Coordinator), opened, access.ViewYouth, access.ErrForbidden},
		{"adviser of the team knows nothing", in(8, north, access.Adviser), open, access.ViewYouth, access.ErrHidden},
		{"invited adviser reads", in(8, north, access.Adviser), with(func(s *access.Scope) { s.Invited = true }), access.ViewYouth, nil},
		{"invited adviser does not log", in(8, north, access.Adviser), with(func(s *access.Scope) { s.Invited = true }), access.LogContact, access.ErrHidden},
		{"specialist reads", in(8, south, access.Adviser), with(func(s *access.Scope) { s.Specialist = true }), access.ViewYouth, nil},
		{"administrator knows nothing", house, open, access.ViewYouth, access.ErrHidden},
		{"administrator keeps staff", house, access.Scope{}, access.ManageStaff, nil},
		{"insight sees figures", house, access.Scope{}, access.ViewFigures, nil},
		{"caseworker keeps no staff", in(1, north, access.Caseworker), access.Scope{}, access.ManageStaff, access.ErrHidden},
		{"nobody is nobody's owner", access.Actor{}, access.Scope{Team: north}, access.ViewYouth, access.ErrHidden},
		{"last owner reads until the follow-ups end", in(1, north, access.Caseworker), closed, access.ViewYouth, nil},
		{"last owner not after", in(1, north, access.Caseworker), over, access.ViewYouth, access.ErrForbidden},
		{"last buddy not after closing", in(2, north, access.Caseworker), closed, access.ViewYouth, access.ErrForbidden},
		{"last cover not after closing", in(3, north, access.Caseworker), closed, access.ViewYouth, access.ErrForbidden},
		{"an action nobody wrote down is nobody's", in(1, north, access.Caseworker), open, "fly", access.ErrForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := access.Check(tt.actor, tt.do, tt.scope); !errors.Is(got, tt.want) {
				t.Errorf("%s: %v, want %v", tt.do, got, tt.want)
			}
		})
	}
}
