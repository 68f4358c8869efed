package caseload

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Stranded is a youth whose owner is disqualified from their matter: somebody else has
// to be chosen. Where nobody acts for the owner the youth is uncovered.
type Stranded struct {
	Youth    id.Youth
	Name     string
	Team     id.Team
	TeamName string
	Owner    string
	Cover    *string
}

// Stranded lists who needs another owner in the teams that by coordinates or leads,
// for the page of intake, which records that it was looked at.
func (s *Service) Stranded(ctx context.Context, by access.Actor) ([]Stranded, error) {
	teams := by.TeamsWhere(access.ViewReferral)
	if len(teams) == 0 {
		return nil, access.Check(by, access.ViewReferral, access.Scope{})
	}
	list, err := db.All[Stranded](ctx, s.read, `
		SELECT y.id AS youth, `+nameOf+` AS name, t.id AS team, t.name AS team_name, o.name AS owner,
		       (SELECT c.name FROM covers v JOIN staff c ON c.id = v.staff_id
		        WHERE v.enrolment_id = e.id AND v.for_id = e.owner_id AND daterange(v.from_on, v.to_on, '[]') @> @today::date) AS cover
		FROM conflicts d JOIN enrolments e ON e.youth_id = d.youth_id AND e.owner_id = d.staff_id AND e.closed_on IS NULL
		JOIN youths y ON y.id = e.youth_id JOIN teams t ON t.id = e.team_id JOIN staff o ON o.id = e.owner_id
		WHERE d.ended_at IS NULL AND e.team_id = ANY(@teams) AND `+standing.NoConflict("@staff", "y.id")+`
		GROUP BY y.id, t.id, o.id, e.id
		ORDER BY min(d.declared_at), y.id LIMIT 50`,
		db.Args{"staff": by.Staff, "teams": teams, "today": when.Of(s.now())})
	if err != nil {
		return nil, fmt.Errorf("who needs another owner: %w", err)
	}
	return list, nil
}

// Headless names the teams in which a youth needs another owner, or waits to be
// assigned, and everybody who coordinates or leads is disqualified from the matter: the
// administrator gives somebody the role, and is told no more.
func (s *Service) Headless(ctx context.Context, by access.Actor) ([]string, error) {
	if err := access.Check(by, access.ManageStaff, access.Scope{}); err != nil {
		return nil, err
	}
	teams, err := db.Values[string](ctx, s.read, `
		SELECT DISTINCT t.name FROM (
			SELECT e.team_id, e.youth_id FROM conflicts d JOIN enrolments e ON e.youth_id = d.youth_id AND e.owner_id = d.staff_id AND e.closed_on IS NULL
			WHERE d.ended_at IS NULL
			UNION SELECT f.team_id, f.youth_id FROM referrals f JOIN conflicts d ON d.youth_id = f.youth_id AND d.ended_at IS NULL
			      WHERE f.enrolment_id IS NULL AND f.state <> 'declined') w JOIN teams t ON t.id = w.team_id
		WHERE NOT EXISTS (SELECT FROM memberships m JOIN staff s ON s.id = m.staff_id
		                  WHERE m.team_id = w.team_id AND m.roles && ARRAY['coordinator', 'leader'] AND (s.left_on IS NULL OR s.left_on >= @today)
		                    AND `+standing.NoConflict("s.id", "w.youth_id")+`)
		ORDER BY t.name`, db.Args{"today": when.Of(s.now())})
	if err != nil {
		return nil, fmt.Errorf("teams without anybody who may: %w", err)
	}
	return teams, nil
}
