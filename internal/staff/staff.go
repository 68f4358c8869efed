// Package staff keeps who works here: people, their teams and roles, how they
// sign in, and when they are away. Staff are never deleted; they leave.
package staff

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/sync/semaphore"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Service is the use cases of staff.
type Service struct {
	db    *db.DB
	trail *audit.Trail
	now   func() time.Time
	slots *semaphore.Weighted                         // how many passwords are weighed at once
	scale func(password, stored string) (bool, error) // weighs one; a test listens

	console bool // the command line asks; see Console
}

// NewService makes the service; now is the clock.
func NewService(d *db.DB, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{db: d, trail: trail, now: now, slots: semaphore.NewWeighted(hashesAtOnce), scale: matches}
}

// Signed is the person behind a request: the actor the policy knows, and how they
// like their pages.
type Signed struct {
	access.Actor
	Email    string
	Language string
	Theme    string
	LastHats []string
	TeamName map[id.Team]string
	Demo     bool
	EndsAt   time.Time // when the session is over however much it is used
}

// person is a row of staff with the memberships as JSON, so that the one query of
// the session brings everything.
type person struct {
	ID          id.Staff
	Name        string
	Email       string
	Language    string
	Theme       string
	LastHats    []string
	HouseRoles  []access.Role
	Demo        bool
	LeftOn      *when.Date
	Memberships json.RawMessage
}

const personColumns = `
	s.id, s.name, s.email, s.language, s.theme, s.last_hats, s.house_roles, s.demo, s.left_on,
	(SELECT coalesce(json_agg(json_build_object('team', m.team_id, 'name', t.name, 'roles', m.roles) ORDER BY m.team_id), '[]')
	 FROM memberships m JOIN teams t ON t.id = m.team_id
	 WHERE m.staff_id = s.id AND m.roles <> '{}') AS memberships`

func (p person) signed() (Signed, error) {
	var teams []struct {
		Team  id.Team
		Name  string
		Roles []access.Role
	}
	if err := json.Unmarshal(p.Memberships, &teams); err != nil {
		return Signed{}, fmt.Errorf("memberships of staff %d: %w", p.ID, err)
	}
	s := Signed{
		Actor: access.Actor{Staff: p.ID, Name: p.Name, House: p.HouseRoles},
		Email: p.Email, Language: p.Language, Theme: p.Theme, LastHats: p.LastHats, Demo: p.Demo,
		TeamName: map[id.Team]string{},
	}
	for _, t := range teams {
		s.Memberships = append(s.Memberships, access.Membership{Team: t.Team, Roles: t.Roles})
		s.TeamName[t.Team] = t.Name
	}
	return s, nil
}

// Actor is the person with a number as the policy knows them, for the command line
// and for work that the system does for somebody.
func (s *Service) Actor(ctx context.Context, staff id.Staff) (access.Actor, error) {
	p, err := db.One[person](ctx, s.db.Read, `SELECT `+personColumns+` FROM staff s WHERE s.id = @id`, db.Args{"id": staff})
	if err != nil {
		return access.Actor{}, fmt.Errorf("staff %d: %w", staff, err)
	}
	signed, err := p.signed()
	return signed.Actor, err
}

// ByEmail is Actor for an e-mail address, whatever its capitals.
func (s *Service) ByEmail(ctx context.Context, email string) (access.Actor, error) {
	p, err := db.One[person](ctx, s.db.Read, `SELECT `+personColumns+` FROM staff s WHERE lower(s.email) = lower(@email)`, db.Args{"email": email})
	if err != nil {
		return access.Actor{}, fmt.Errorf("staff by e-mail: %w", err)
	}
	signed, err := p.signed()
	return signed.Actor, err
}
