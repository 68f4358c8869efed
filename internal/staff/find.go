package staff

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Person is somebody as the administrator sees them.
type Person struct {
	ID id.Staff
	Details
	Version      int
	LeftOn       when.Date
	SignedUp     bool      // has chosen a password
	InvitedUntil time.Time // their link can be used until then; zero when there is none
	TeamName     map[id.Team]string
}

// Left reports whether the person's last day of work is over.
func (p Person) Left(today when.Date) bool { return !p.LeftOn.IsZero() && p.LeftOn.Before(today) }

// personRow is a Person as one query brings it.
type personRow struct {
	ID           id.Staff
	Name         string
	Email        string
	Title        string
	Phone        string
	Percent      int
	Competences  []string
	HouseRoles   []access.Role
	Version      int
	LeftOn       when.Date
	SignedUp     bool
	InvitedUntil *time.Time
	Memberships  json.RawMessage
}

const selectPerson = `
	SELECT s.id, s.name, s.email, s.title, s.phone, round(s.employment * 100)::int AS percent, s.competences, s.house_roles,
	       s.version, s.left_on, s.password_hash IS NOT NULL AS signed_up,
	       (SELECT max(i.expires_at) FROM invitations i WHERE i.staff_id = s.id AND i.used_at IS NULL AND i.expires_at > @now) AS invited_until,
	       (SELECT coalesce(json_agg(json_build_object('team', m.team_id, 'name', t.name, 'roles', m.roles) ORDER BY t.name COLLATE "da-x-icu"), '[]')
	        FROM memberships m JOIN teams t ON t.id = m.team_id
	        WHERE m.staff_id = s.id AND m.roles <> '{}') AS memberships
	FROM staff s `

func (r personRow) person() (Person, error) {
	p := Person{
		ID: r.ID, Version: r.Version, LeftOn: r.LeftOn, SignedUp: r.SignedUp, TeamName: map[id.Team]string{},
		Details: Details{
			Name: r.Name, Email: r.Email, Title: r.Title, Phone: r.Phone, Percent: r.Percent, Competences: r.Competences,
			Roles: Roles{House: r.HouseRoles, Teams: map[id.Team][]access.Role{}},
		},
	}
	if r.InvitedUntil != nil {
		p.InvitedUntil = *r.InvitedUntil
	}
	var teams []struct {
		Team  id.Team
		Name  string
		Roles []access.Role
	}
	if err := json.Unmarshal(r.Memberships, &teams); err != nil {
		return p, fmt.Errorf("memberships of staff %d: %w", r.ID, err)
	}
	for _, t := range teams {
		p.Roles.Teams[t.Team], p.TeamName[t.Team] = t.Roles, t.Name
	}
	return p, nil
}

// find reads a person; the caller has checked who asks.
func (s *Service) find(ctx context.Context, q db.Reader, staff id.Staff) (Person, error) {
	row, err := db.One[personRow](ctx, q, selectPerson+`WHERE s.id = @id`, db.Args{"id": staff, "now": s.now()})
	if err != nil {
		return Person{}, fmt.Errorf("staff %d: %w", staff, err)
	}
	return row.person()
}

// Find reads a person for an administrator.
func (s *Service) Find(ctx context.Context, by access.Actor, staff id.Staff) (Person, error) {
	if err := s.manages(by); err != nil {
		return Person{}, err
	}
	return s.find(ctx, s.db.Read, staff)
}

// State narrows a list of people by where they are between invitation and leaving.
type State string

// The states. Working is who has not left, signed up or not.
const (
	Working State = ""
	Waiting State = "invited" // has a link, and has not used it
	Gone    State = "left"
	Anyone  State = "all"
)

// States are the choices of a filter.
var States = []State{Working, Waiting, Gone, Anyone}

// Filter narrows the list of people.
type Filter struct {
	Name  string // part of a name
	Team  id.Team
	Role  access.Role
	State State
	After id.Staff // the last one of the page before
}

// perPage is how many people stand on a page.
const perPage = 50

// People lists staff in order of name, and whether more follow.
func (s *Service) People(ctx context.Context, by access.Actor, f Filter) (list []Person, more bool, err error) {
	if err := s.manages(by); err != nil {
		return nil, false, err
	}
	if !slices.Contains(States, f.State) {
		f.State = Working
	}
	rows, err := db.All[personRow](ctx, s.db.Read, selectPerson+`
		WHERE (@name::text = '' OR position(fold(@name) IN fold(s.name)) > 0)
		  AND CASE @state::text WHEN '' THEN s.left_on IS NULL OR s.left_on >= @today
		                  WHEN 'invited' THEN s.password_hash IS NULL AND (s.left_on IS NULL OR s.left_on >= @today)
		                  WHEN 'left' THEN s.left_on < @today ELSE true END
		  AND (@team::bigint = 0 AND (@role::text = '' OR @role = ANY(s.house_roles))
		       OR EXISTS (SELECT FROM memberships m WHERE m.staff_id = s.id AND (@team = 0 OR m.team_id = @team)
		                  AND m.roles <> '{}' AND (@role = '' OR @role = ANY(m.roles))))
		  AND (@after::bigint = 0 OR (s.name COLLATE "da-x-icu", s.id) > (SELECT a.name COLLATE "da-x-icu", a.id FROM staff a WHERE a.id = @after))
		ORDER BY s.name COLLATE "da-x-icu", s.id LIMIT @limit`,
		db.Args{"name": f.Name, "state": f.State, "today": s.today(), "team": f.Team, "role": f.Role, "after": f.After, "limit": perPage + 1, "now": s.now()})
	if err != nil {
		return nil, false, fmt.Errorf("listing staff: %w", err)
	}
	for _, r := range rows[:min(len(rows), perPage)] {
		p, err := r.person()
		if err != nil {
			return nil, false, err
		}
		list = append(list, p)
	}
	return list, len(rows) > perPage, nil
}
