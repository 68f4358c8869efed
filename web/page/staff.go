package page

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"kasket/internal/access"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/staff"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// PersonPath is the administrator's page of a person; parts lead to a page below it.
func PersonPath(n id.Staff, parts ...string) string { return below(StaffPath, id.String(n), parts) }

// TeamPage is the administrator's page of a team; parts lead to a page below it.
func TeamPage(n id.Team, parts ...string) string { return below(TeamsPath, id.String(n), parts) }

// InvitationPath is where a one-time link leads.
func InvitationPath(token string) string { return "/invitations/" + token }

func below(path, number string, parts []string) string {
	return strings.Join(append([]string{path, number}, parts...), "/")
}

// rolesIn writes what somebody does: in each team, and for the house.
func rolesIn(ctx context.Context, teams map[id.Team]string, roles staff.Roles) []string {
	var lines []string
	for _, team := range byName(teams) {
		if len(roles.Teams[team]) > 0 {
			lines = append(lines, teams[team]+": "+roleNames(ctx, roles.Teams[team]))
		}
	}
	if len(roles.House) > 0 {
		lines = append(lines, roleNames(ctx, roles.House))
	}
	return lines
}

func roleNames(ctx context.Context, roles []access.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = i18n.T(ctx, "staff.role."+string(r))
	}
	return strings.Join(names, ", ")
}

func roleOptions(ctx context.Context, roles []access.Role) []ui.Option {
	options := make([]ui.Option, len(roles))
	for i, r := range roles {
		options[i] = ui.Option{Value: string(r), Label: i18n.T(ctx, "staff.role."+string(r))}
	}
	return options
}

func teamsToPick(teams []staff.Team) []ui.Option {
	var options []ui.Option
	for _, t := range teams {
		if t.ClosedOn.IsZero() {
			options = append(options, ui.Option{Value: id.String(t.ID), Label: t.Name})
		}
	}
	return options
}

func programmeOptions(programmes []programme.Programme) []ui.Option {
	options := make([]ui.Option, len(programmes))
	for i, p := range programmes {
		options[i] = ui.Option{Value: id.String(p.ID), Label: p.Name}
	}
	return options
}

// stateOf is the flag of a person who is not simply at work.
func stateOf(ctx context.Context, p staff.Person, today when.Date) []ui.FlagProps {
	switch {
	case p.Left(today):
		return []ui.FlagProps{{Kind: ui.Plain, Text: i18n.T(ctx, "staff.left", i18n.DateOf(ctx, p.LeftOn))}}
	case !p.LeftOn.IsZero():
		return []ui.FlagProps{{Kind: ui.Soon, Text: i18n.T(ctx, "staff.leaves", i18n.DateOf(ctx, p.LeftOn))}}
	case !p.SignedUp && p.InvitedUntil.IsZero():
		return []ui.FlagProps{{Kind: ui.Soon, Text: i18n.T(ctx, "staff.link_old")}}
	case !p.SignedUp:
		return []ui.FlagProps{{Kind: ui.Plain, Text: i18n.T(ctx, "staff.invited", i18n.DateOf(ctx, when.Of(p.InvitedUntil)))}}
	}
	return nil
}

// PersonValues are a person's details as the form shows them.
func PersonValues(d staff.Details) url.Values {
	v := url.Values{
		"name": {d.Name}, "email": {d.Email}, "title": {d.Title}, "phone": {i18n.Phone(d.Phone)},
		"percent": {strconv.Itoa(d.Percent)}, "competences": {strings.Join(d.Competences, "\n")},
	}
	for _, r := range d.Roles.House {
		v.Add("house", string(r))
	}
	for team, roles := range d.Roles.Teams {
		for _, r := range roles {
			v.Add(RolesField(team), string(r))
		}
	}
	return v
}

// RolesField is the name of the boxes for the roles in a team.
func RolesField(team id.Team) string { return "team." + id.String(team) }

// PersonFacts are what stands of a person where it differs from what was typed.
func PersonFacts(ctx context.Context, theirs staff.Person, mine staff.Details) []ui.Fact {
	var facts []ui.Fact
	add := func(field, theirs, mine string) {
		if theirs != mine {
			facts = append(facts, ui.Fact{Label: i18n.T(ctx, "field."+field), Value: theirs})
		}
	}
	add("name", theirs.Name, mine.Name)
	add("email", theirs.Email, mine.Email)
	add("title", theirs.Title, mine.Title)
	add("phone", i18n.Phone(theirs.Phone), i18n.Phone(mine.Phone))
	add("percent", strconv.Itoa(theirs.Percent), strconv.Itoa(mine.Percent))
	add("competences", strings.Join(theirs.Competences, ", "), strings.Join(mine.Competences, ", "))
	if !theirs.Roles.Equal(mine.Roles) {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "field.roles"), Value: strings.Join(rolesIn(ctx, theirs.TeamName, theirs.Roles), " · ")})
	}
	return facts
}

// StaffFilter is the list of staff narrowed, as an address has it.
func StaffFilter(f staff.Filter) string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("name", f.Name)
	set("team", id.String(f.Team))
	set("role", string(f.Role))
	set("state", string(f.State))
	set("after", id.String(f.After))
	if len(v) == 0 {
		return StaffPath
	}
	return StaffPath + "?" + v.Encode()
}

// byName orders teams by what they are called, so that a page shows them alike each
// time.
func byName(teams map[id.Team]string) []id.Team {
	numbers := make([]id.Team, 0, len(teams))
	for n := range teams {
		numbers = append(numbers, n)
	}
	sortBy(numbers, func(n id.Team) string { return teams[n] })
	return numbers
}
