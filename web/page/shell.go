package page

import (
	"strings"

	"kasket/internal/access"
	"kasket/web/ui"
)

// place is a page that can stand in the navigation of those who may go there.
type place struct {
	href, key, icon string
	may             func(access.Actor) bool
	foot            bool // also at the foot of a phone
}

func has(roles ...access.Role) func(access.Actor) bool {
	return func(a access.Actor) bool {
		for _, r := range roles {
			if a.Has(r) {
				return true
			}
		}
		return false
	}
}

// mayVisit reports whether somebody may see companies.
func mayVisit(a access.Actor) bool { return access.May(a, access.ViewCompanies, access.Scope{}) }

// mayGather reports whether somebody keeps group courses in a team of theirs.
func mayGather(a access.Actor) bool { return len(a.TeamsWhere(access.KeepGroups)) > 0 }

// places are in the order they stand in the top bar; each person sees their first five.
var places = []place{
	{TodayPath, "nav.today", "calendar", has(access.Caseworker), true},
	{YouthsPath, "nav.youths", "people", has(access.Caseworker), true},
	{IntakePath, "nav.intake", "inbox", has(access.Coordinator), true},
	{CapacityPath, "nav.capacity", "chart", has(access.Coordinator), true},
	{TeamPath, "nav.team", "people", has(access.Leader), true},
	{CompaniesPath, "nav.companies", "building", mayVisit, true},
	{GroupsPath, "nav.groups", "people", mayGather, false},
	{ApprovalsPath, "nav.approvals", "authority", has(access.Leader), true},
	{QuestionsPath, "nav.questions", "inbox", has(access.Adviser), true},
	{FiguresPath, "nav.figures", "chart", has(access.Insight, access.Leader), true},
	{StaffPath, "nav.staff", "people", has(access.Administrator), true},
	{TeamsPath, "nav.teams", "inbox", has(access.Administrator), false},
	{ProgrammePath, "nav.programmes", "chart", has(access.Administrator), true},
	{DecisionTypesPath, "nav.decision_types", "authority", has(access.Administrator), true},
	{LetterTemplatesPath, "nav.letter_templates", "letter", has(access.Administrator), false},
	{CataloguePath, "nav.catalogue", "calendar", has(access.Administrator), true},
	{ImportsPath, "nav.imports", "inbox", has(access.Coordinator), false},
}

// ShellFor is the frame of a page for a person: where they can go from here.
func ShellFor(a access.Actor, path string) ui.Shell {
	s := ui.Shell{Path: path, Search: access.May(a, access.Search, access.Own())}
	for _, p := range places {
		if !p.may(a) {
			continue
		}
		item := ui.NavItem{Href: p.href, Key: p.key, Icon: p.icon, Current: path == p.href || strings.HasPrefix(path, p.href+"/") || p.href == IntakePath && strings.HasPrefix(path, ReferralsPath)}
		s.Nav = append(s.Nav, item)
		if p.foot {
			s.Foot = append(s.Foot, item)
		}
	}
	if a.Has(access.Caseworker) {
		s.Foot = append(s.Foot[:min(2, len(s.Foot))],
			ui.NavItem{Href: NewContact, Key: "nav.new_contact", Icon: "pen", Current: path == NewContact},
			ui.NavItem{Href: ui.SearchPath, Key: "nav.search", Icon: "search", Current: path == ui.SearchPath})
	}
	if !a.Has(access.Adviser) { // for whom it is the first place
		s.Links = append(s.Links, ui.NavItem{Href: QuestionsPath, Key: "nav.questions"})
	}
	if a.Has(access.Caseworker) {
		s.Links = append(s.Links, ui.NavItem{Href: MeetingsPath, Key: "nav.meetings"})
	}
	if len(a.TeamsWhere(access.ViewTeamMeetings)) > 0 {
		s.Links = append(s.Links, ui.NavItem{Href: TeamMeetingsPath, Key: "nav.team_meetings"})
	}
	if access.May(a, access.KeepLeaderMeeting, access.Scope{}) {
		s.Links = append(s.Links, ui.NavItem{Href: LeaderMeetingsPath, Key: "nav.leader_meetings"})
	}
	if a.Has(access.Administrator) {
		s.Links = append(s.Links, ui.NavItem{Href: InstrumentsPath, Key: "nav.instruments"})
	}
	s.Links = append(s.Links, ui.NavItem{Href: AccountPath, Key: "nav.account"}, ui.NavItem{Href: ui.SessionPath, Key: "nav.sessions"})
	return s
}

// HomeFor is the page a person begins their day on.
func HomeFor(a access.Actor) string {
	for _, p := range places {
		if p.may(a) {
			return p.href
		}
	}
	return AccountPath
}
