package caseload

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Span is a period in which somebody had to do with a youth.
type Span struct {
	Part  string    `json:"part"` // owner, buddy or cover
	Staff id.Staff  `json:"staff"`
	Name  string    `json:"name"` // of the staff member
	Youth id.Youth  `json:"youth"`
	Of    string    `json:"of"` // the youth's name
	Team  string    `json:"team"`
	From  when.Date `json:"from"`
	To    when.Date `json:"to"` // zero while it goes on, and while nobody knows
}

// Continuity is how many owners a youth has had in all their courses, and how often
// the owner changed. Somebody who had the youth twice is one owner and two changes.
type Continuity struct {
	Owners  int
	Changes int
	Since   when.Date // the first day anybody had the youth
}

// ContinuityOf counts it from the spans, whatever their order.
func ContinuityOf(spans []Span) Continuity {
	owned := slices.DeleteFunc(slices.Clone(spans), func(s Span) bool { return s.Part != "owner" })
	slices.SortStableFunc(owned, func(a, b Span) int { return cmp.Or(a.From.Compare(b.From), a.ends().Compare(b.ends())) })
	var c Continuity
	seen := map[id.Staff]bool{}
	for i, s := range owned {
		seen[s.Staff] = true
		if i > 0 && owned[i-1].Staff != s.Staff {
			c.Changes++
		}
	}
	if c.Owners = len(seen); c.Owners > 0 {
		c.Since = owned[0].From
	}
	return c
}

// ends is the last day of a span, after every other while it goes on.
func (s Span) ends() when.Date {
	if s.To.IsZero() {
		return s.From.AddDays(36500)
	}
	return s.To
}

// Chosen is how the owner of a course was chosen, as it was kept then.
type Chosen struct {
	Place    int           `json:"place"`
	Of       int           `json:"of"`
	First    string        `json:"first"` // name of who stood first
	Followed bool          `json:"followed"`
	OverNorm bool          `json:"over_norm"`
	Reason   string        `json:"reason"`
	Parts    intake.Parts  `json:"parts"`
	Buddy    *intake.Parts `json:"buddy"`
}

// choiceOf is how the owner of @enrolment was chosen; nothing where a file brought it.
const choiceOf = `(SELECT json_build_object('place', c.place, 'of', c.candidates, 'first', coalesce(f.name, ''), 'followed', c.followed,
		'over_norm', c.over_norm, 'reason', c.reason, 'parts', c.parts, 'buddy', c.buddy_parts)
	FROM assignment_choices c LEFT JOIN staff f ON f.id = c.first_id WHERE c.enrolment_id = @enrolment)`

// heldFrom and heldTo are the days of a link h in a chain of the course e. The chain
// that begins with the course begins on its first day, also where a file brought it
// later; what has no link after it ends with the course.
const heldFrom = `CASE WHEN h.at = (SELECT min(f.at) FROM handovers f WHERE f.enrolment_id = e.id) THEN e.started_on
	ELSE (h.at AT TIME ZONE 'Europe/Copenhagen')::date END`

func heldTo(chain string) string {
	return `coalesce((SELECT (n.at AT TIME ZONE 'Europe/Copenhagen')::date FROM ` + chain + ` n
		WHERE n.enrolment_id = h.enrolment_id AND n.id > h.id ORDER BY n.id LIMIT 1), e.closed_on)`
}

// spansWhere lists spans as owner, buddy and cover; owner, buddy and cover are the
// conditions on each, which differ so that each is found by its own index.
func spansWhere(owner, buddy, cover string) string {
	columns := `s.name, e.youth_id AS youth, ` + nameOf + ` AS of, t.name AS team, `
	joins := ` JOIN youths y ON y.id = e.youth_id JOIN teams t ON t.id = e.team_id `
	return `SELECT 'owner' AS part, h.to_id AS staff, ` + columns + heldFrom + ` AS from_on, ` + heldTo("handovers") + ` AS to_on
		FROM handovers h JOIN enrolments e ON e.id = h.enrolment_id JOIN staff s ON s.id = h.to_id` + joins + `WHERE ` + owner + `
		UNION ALL SELECT 'buddy', h.to_id, ` + columns + heldFrom + `, ` + heldTo("buddy_changes") + `
		FROM buddy_changes h JOIN enrolments e ON e.id = h.enrolment_id JOIN staff s ON s.id = h.to_id` + joins + `WHERE ` + buddy + `
		UNION ALL SELECT 'cover', v.staff_id, ` + columns + `v.from_on, v.to_on
		FROM covers v JOIN enrolments e ON e.id = v.enrolment_id JOIN staff s ON s.id = v.staff_id` + joins + `WHERE ` + cover
}

// spansOf are all who have had @youth, the latest first, as Spans.
var spansOf = `(SELECT coalesce(json_agg(json_build_object('part', x.part, 'staff', x.staff, 'name', x.name, 'youth', x.youth, 'of', x.of, 'team', x.team,
		'from', x.from_on, 'to', coalesce(x.to_on::text, '')) ORDER BY coalesce(x.to_on, 'infinity') DESC, x.from_on DESC, x.part DESC), '[]')
	FROM (` + spansWhere(`e.youth_id = @youth`, `e.youth_id = @youth AND h.to_id IS NOT NULL`, `e.youth_id = @youth`) + `) x)`

// Had lists which youths of a team somebody has had as owner, buddy or cover, the
// latest 300 first, for the team's leader. A youth with whom
// the leader has a conflict of interest is not in it. The list is recorded with its
// criterion.
func (s *Service) Had(ctx context.Context, by access.Actor, team id.Team, who id.Staff) (name string, spans []Span, err error) {
	if err := access.Check(by, access.ViewTeam, access.InTeam(team)); err != nil {
		return "", nil, err
	}
	name, err = db.Value[string](ctx, s.read, `SELECT s.name FROM staff s JOIN memberships m ON m.staff_id = s.id WHERE s.id = @who AND m.team_id = @team`,
		db.Args{"who": who, "team": team})
	if err != nil {
		return "", nil, fmt.Errorf("staff %d in team %d: %w", who, team, err)
	}
	err = s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewTeam, Team: team, Detail: map[string]any{"list": "youths somebody has had", "staff": who}})
	if err != nil {
		return "", nil, err
	}
	open := `e.team_id = @team AND ` + standing.NoConflict("@me", "e.youth_id")
	spans, err = db.All[Span](ctx, s.read, `
		SELECT part, staff, name, youth, of, team, from_on AS "from", to_on AS "to"
		FROM (`+spansWhere(`h.to_id = @who AND `+open, `h.to_id = @who AND `+open, `v.staff_id = @who AND `+open)+`) x
		ORDER BY coalesce(to_on, 'infinity') DESC, from_on DESC, youth, part DESC LIMIT 300`, db.Args{"who": who, "team": team, "me": by.Staff})
	if err != nil {
		return "", nil, fmt.Errorf("youths that staff %d has had: %w", who, err)
	}
	return name, spans, nil
}
