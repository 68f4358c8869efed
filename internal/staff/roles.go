package staff

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Roles is what a person does, in each team and for the whole house.
type Roles struct {
	House []access.Role
	Teams map[id.Team][]access.Role
}

func (r Roles) check(broken *rule.Violations) {
	known := true
	some := len(r.House) > 0
	for _, role := range r.House {
		known = known && slices.Contains(access.HouseRoles, role)
	}
	for _, roles := range r.Teams {
		some = some || len(roles) > 0
		for _, role := range roles {
			known = known && slices.Contains(access.TeamRoles, role)
		}
	}
	switch {
	case !known:
		broken.Add("roles", "unknown")
	case !some:
		broken.Add("roles", "choose")
	}
}

// house is the roles of the house, never null.
func (r Roles) house() []access.Role { return append([]access.Role{}, r.House...) }

// list writes the roles for the trail: leader@3, administrator.
func (r Roles) list() []string {
	words := []string{}
	for _, team := range slices.Sorted(maps.Keys(r.Teams)) {
		for _, role := range r.Teams[team] {
			words = append(words, fmt.Sprintf("%s@%d", role, team))
		}
	}
	for _, role := range r.House {
		words = append(words, string(role))
	}
	return words
}

// Equal reports whether both say the same, in whatever order.
func (r Roles) Equal(o Roles) bool {
	a, b := r.list(), o.list()
	slices.SortFunc(a, cmp.Compare[string])
	slices.SortFunc(b, cmp.Compare[string])
	return slices.Equal(a, b)
}

// SetRoles gives a person these roles and no others.
func (s *Service) SetRoles(ctx context.Context, by access.Actor, staff id.Staff, roles Roles, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.ManageStaff, Subject: int64(staff), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		now, err := s.hold(ctx, tx, by, staff)
		if err != nil {
			return err
		}
		var broken rule.Violations
		if roles.check(&broken); broken != nil {
			return broken
		}
		if err := s.mayBecome(ctx, tx, now, roles); err != nil {
			return err
		}
		event.Detail = map[string]any{"roles": roles.list()}
		if _, err := tx.Exec(ctx, `UPDATE staff SET house_roles = @house, version = version + 1 WHERE id = @id`,
			db.Args{"id": staff, "house": roles.house()}); err != nil {
			return fmt.Errorf("roles of staff %d: %w", staff, err)
		}
		return saveRoles(ctx, tx, staff, roles)
	})
}

// mayBecome refuses roles that would leave a youth with an owner who does not work
// in the team, or the house without an administrator.
func (s *Service) mayBecome(ctx context.Context, tx pgx.Tx, now Person, roles Roles) error {
	keeps := []id.Team{}
	for team, in := range roles.Teams {
		if slices.Contains(in, access.Caseworker) {
			keeps = append(keeps, team)
		}
	}
	if err := s.ownsNone(ctx, tx, now.ID, keeps, "roles"); err != nil {
		return err
	}
	if !slices.Contains(roles.House, access.Administrator) {
		return s.notLastAdministrator(ctx, tx, now, "roles")
	}
	return nil
}

// ownsNone refuses when the person owns open courses outside the teams.
func (s *Service) ownsNone(ctx context.Context, tx pgx.Tx, staff id.Staff, outside []id.Team, field string) error {
	// The locked membership keeps a handover to this person waiting until we are done.
	if _, err := tx.Exec(ctx, `SELECT FROM memberships WHERE staff_id = @staff ORDER BY team_id FOR UPDATE`, db.Args{"staff": staff}); err != nil {
		return fmt.Errorf("holding the memberships of staff %d: %w", staff, err)
	}
	n, err := db.Value[int](ctx, tx, `
		SELECT count(*) FROM enrolments WHERE owner_id = @staff AND closed_on IS NULL AND NOT team_id = ANY(@outside)`,
		db.Args{"staff": staff, "outside": outside})
	if err != nil {
		return fmt.Errorf("counting the courses of staff %d: %w", staff, err)
	}
	if n > 0 {
		return rule.Violation(field, "owns_youths", n)
	}
	return nil
}

// notLastAdministrator refuses when now is the only administrator who can sign in.
func (s *Service) notLastAdministrator(ctx context.Context, tx pgx.Tx, now Person, field string) error {
	if !slices.Contains(now.Roles.House, access.Administrator) || !now.SignedUp {
		return nil
	}
	others, err := db.Value[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM staff WHERE 'administrator' = ANY(house_roles) AND password_hash IS NOT NULL
		               AND left_on IS NULL AND id <> @id)`, db.Args{"id": now.ID})
	if err != nil {
		return fmt.Errorf("looking for another administrator: %w", err)
	}
	if !others {
		return rule.Violation(field, "last_administrator")
	}
	return nil
}

// saveRoles writes the roles of teams. A membership that ended stays without
// roles, because courses name it.
func saveRoles(ctx context.Context, tx pgx.Tx, staff id.Staff, roles Roles) error {
	if _, err := tx.Exec(ctx, `UPDATE memberships SET roles = '{}' WHERE staff_id = @staff AND roles <> '{}'`, db.Args{"staff": staff}); err != nil {
		return fmt.Errorf("ending the memberships of staff %d: %w", staff, err)
	}
	for _, team := range slices.Sorted(maps.Keys(roles.Teams)) {
		if len(roles.Teams[team]) == 0 {
			continue
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO memberships (staff_id, team_id, roles) VALUES (@staff, @team, @roles)
			ON CONFLICT (staff_id, team_id) DO UPDATE SET roles = excluded.roles`,
			db.Args{"staff": staff, "team": team, "roles": roles.Teams[team]})
		if db.Violates(err, "memberships_team_id_fkey") {
			return rule.Violation("roles", "unknown")
		}
		if err != nil {
			return fmt.Errorf("roles of staff %d in team %d: %w", staff, team, err)
		}
	}
	return nil
}
