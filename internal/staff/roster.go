package staff

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Roster is everybody and every team at once, for work that meets the same names in
// thousands of rows.
type Roster struct {
	Teams  []RosterTeam
	people map[string]RosterPerson // by e-mail in small letters
}

// RosterTeam is a team and the programme it works by.
type RosterTeam struct {
	ID           id.Team
	Name         string
	Programme    id.Programme
	ProgrammeKey string
	Title        string // of the programme
	ClosedOn     *when.Date
}

// RosterPerson is somebody with the teams they work or have worked in.
type RosterPerson struct {
	Staff  id.Staff
	LeftOn *when.Date
	teams  map[id.Team][]access.Role
}

// In reports whether the person works in the team with the role, and has not left
// by the day.
func (p RosterPerson) In(team id.Team, role access.Role, day when.Date) bool {
	return slices.Contains(p.teams[team], role) && (p.LeftOn == nil || !p.LeftOn.Before(day))
}

// WasIn reports whether the person works or has worked in the team.
func (p RosterPerson) WasIn(team id.Team) bool {
	_, is := p.teams[team]
	return is
}

// ByEmail finds a person, whatever the capitals.
func (r Roster) ByEmail(email string) (RosterPerson, bool) {
	p, ok := r.people[strings.ToLower(email)]
	return p, ok
}

// Team finds a team by its name, whatever the capitals.
func (r Roster) Team(name string) (RosterTeam, bool) {
	i := slices.IndexFunc(r.Teams, func(t RosterTeam) bool { return strings.EqualFold(t.Name, name) })
	if i < 0 {
		return RosterTeam{}, false
	}
	return r.Teams[i], true
}

// TeamOf finds a team by its number.
func (r Roster) TeamOf(team id.Team) (RosterTeam, bool) {
	i := slices.IndexFunc(r.Teams, func(t RosterTeam) bool { return t.ID == team })
	if i < 0 {
		return RosterTeam{}, false
	}
	return r.Teams[i], true
}

// Roster reads everybody and every team, in two queries.
func (s *Service) Roster(ctx context.Context) (Roster, error) {
	var r Roster
	var err error
	if r.Teams, err = db.All[RosterTeam](ctx, s.db.Read, `
		SELECT t.id, t.name, t.programme_id AS programme, p.key AS programme_key, p.name AS title, t.closed_on
		FROM teams t JOIN programmes p ON p.id = t.programme_id ORDER BY t.id`, nil); err != nil {
		return r, fmt.Errorf("reading the teams: %w", err)
	}
	people, err := db.All[struct {
		ID     id.Staff
		Email  string
		LeftOn *when.Date
		Teams  json.RawMessage
	}](ctx, s.db.Read, `
		SELECT s.id, lower(s.email) AS email, s.left_on,
		       (SELECT coalesce(json_object_agg(m.team_id, m.roles), '{}') FROM memberships m WHERE m.staff_id = s.id) AS teams
		FROM staff s`, nil)
	if err != nil {
		return r, fmt.Errorf("reading everybody: %w", err)
	}
	r.people = make(map[string]RosterPerson, len(people))
	for _, p := range people {
		person := RosterPerson{Staff: p.ID, LeftOn: p.LeftOn}
		if err := json.Unmarshal(p.Teams, &person.teams); err != nil {
			return r, fmt.Errorf("teams of staff %d: %w", p.ID, err)
		}
		r.people[p.Email] = person
	}
	return r, nil
}
