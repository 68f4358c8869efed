package transfer

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Part is what somebody who leaves is to a youth.
type Part string

// The parts.
const (
	OwnerPart Part = "owner"
	BuddyPart Part = "buddy"
	CoverPart Part = "cover"
)

// Row is one thing that somebody who leaves must pass on: no case content, only what
// a coordinator may know of a caseload (design 5).
type Row struct {
	Part        Part
	Number      int64 // of the youth; of the cover where it is one
	Youth       id.Youth
	Enrolment   id.Enrolment
	Name        string
	NeedsGroup  *int
	Weight      float64
	NextMeeting *time.Time
	Placed      bool       // a stay in a company runs
	PlacedTo    *when.Date // its last day, where there is one
	Owner       id.Staff
	OwnerName   string
	Buddy       id.Staff // 0 is nobody
	BuddyName   string
	From, To    *when.Date // of a cover
	Barred      []id.Staff // who declared a conflict with the youth
}

// Key tells a row from the others of a form.
func (r Row) Key() string { return string(r.Part) + "." + id.String(r.Number) }

// Caseload is all that somebody has to pass on in a team, and who can take it.
type Caseload struct {
	Staff     id.Staff
	Name      string
	LeftOn    *when.Date
	Rows      []Row
	Takers    []Taker
	Suggested map[string]Suggestion // by Row.Key
}

// Caseload reads what staff has in a team, for who may move it, with a proposal for
// each row. Somebody who is not of the team is db.ErrNotFound.
func (s *Service) Caseload(ctx context.Context, by access.Actor, staff id.Staff, team id.Team) (Caseload, error) {
	if err := access.Check(by, access.MoveCaseload, access.InTeam(team)); err != nil {
		return Caseload{}, err
	}
	c, err := caseloadOf(ctx, s.read, staff, team, s.now())
	if err != nil {
		return c, err
	}
	if c.Rows, err = rowsOf(ctx, s.read, by.Staff, staff, team, s.now()); err != nil {
		return c, err
	}
	c.Suggested = Suggest(c.Rows, c.Takers, staff)
	look := audit.Event{By: by, Action: access.MoveCaseload, Team: team, Subject: int64(staff), Detail: map[string]any{"rows": len(c.Rows)}}
	return c, s.trail.Look(ctx, look)
}

// caseloadOf is who somebody of a team is, and who of the others can take over.
func caseloadOf(ctx context.Context, q db.Reader, staff id.Staff, team id.Team, now time.Time) (Caseload, error) {
	c, err := db.One[struct {
		Staff  id.Staff
		Name   string
		LeftOn *when.Date
		Takers []Taker
	}](ctx, q, `
		SELECT p.id AS staff, p.name, p.left_on, `+takersOf+` AS takers
		FROM staff p JOIN memberships n ON n.staff_id = p.id WHERE p.id = @staff AND n.team_id = @team`,
		db.Args{"staff": staff, "team": team, "today": when.Of(now)})
	if err != nil {
		return Caseload{}, fmt.Errorf("staff %d in team %d: %w", staff, team, err)
	}
	return Caseload{Staff: c.Staff, Name: c.Name, LeftOn: c.LeftOn, Takers: c.Takers}, nil
}

// rowsOf lists what staff has in a team: the youths they own, those they are buddy
// of, and the covers arranged by hand that have not ended. A cover that the rule made
// follows the buddy. A youth with whom by declared a conflict is not there for them.
func rowsOf(ctx context.Context, q db.Reader, by, staff id.Staff, team id.Team, now time.Time) ([]Row, error) {
	rows, err := db.All[Row](ctx, q, `
		WITH parts AS (
			SELECT 'owner' AS part, 1 AS place, youth_id AS number, id, NULL::date AS from_on, NULL::date AS to_on
			FROM enrolments WHERE owner_id = @staff AND closed_on IS NULL
			UNION ALL SELECT 'buddy', 2, youth_id, id, NULL, NULL FROM enrolments WHERE buddy_id = @staff AND closed_on IS NULL
			UNION ALL SELECT 'cover', 3, v.id, v.enrolment_id, v.from_on, v.to_on
			FROM covers v JOIN enrolments c ON c.id = v.enrolment_id AND c.owner_id = v.for_id AND c.closed_on IS NULL
			WHERE v.staff_id = @staff AND NOT v.by_rule AND (v.to_on IS NULL OR v.to_on >= @today))
		SELECT p.part, p.number, e.youth_id AS youth, e.id AS enrolment, `+nameOf+` AS name, e.needs_group, coalesce(w.weight, 1)::float8 AS weight,
		       (SELECT min(m.starts_at) FROM meetings m WHERE m.enrolment_id = e.id AND m.state = 'planned' AND m.starts_at >= @now) AS next_meeting,
		       x.id IS NOT NULL AS placed, x.to_on AS placed_to, e.owner_id AS owner, o.name AS owner_name,
		       coalesce(e.buddy_id, 0) AS buddy, coalesce(b.name, '') AS buddy_name, p.from_on AS "from", p.to_on AS "to",
		       ARRAY(SELECT k.staff_id FROM conflicts k WHERE k.youth_id = e.youth_id AND k.ended_at IS NULL) AS barred
		FROM parts p JOIN enrolments e ON e.id = p.id AND e.team_id = @team
		JOIN youths y ON y.id = e.youth_id JOIN staff o ON o.id = e.owner_id LEFT JOIN staff b ON b.id = e.buddy_id
		LEFT JOIN programme_weights w ON w.programme_id = e.programme_id AND w.needs_group = e.needs_group
		LEFT JOIN LATERAL (SELECT id, to_on FROM placements WHERE enrolment_id = e.id AND result = '' AND from_on <= @today
		                   AND (to_on IS NULL OR to_on >= @today) ORDER BY id LIMIT 1) x ON true
		WHERE NOT EXISTS (SELECT FROM conflicts k WHERE k.youth_id = e.youth_id AND k.staff_id = @by AND k.ended_at IS NULL)
		ORDER BY p.place, `+nameOf+` COLLATE "da-x-icu", p.number`,
		db.Args{"by": by, "staff": staff, "team": team, "now": now, "today": when.Of(now)})
	if err != nil {
		return nil, fmt.Errorf("what staff %d has in team %d: %w", staff, team, err)
	}
	return rows, nil
}
