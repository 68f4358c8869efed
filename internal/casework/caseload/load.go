package caseload

import (
	"context"
	"encoding/json"
	"fmt"

	"kasket/internal/casework/intake"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Load is what one contact person carries, against the norm of the team.
type Load struct {
	Staff       id.Staff
	Name        string
	Title       string
	Phone       string
	Employment  float64 // share of full time
	Competences []string
	LeftOn      *when.Date // last day of work
	Team        id.Team
	NormMax     int // of the programme, for full time; 0 is no rule
	NormMin     int
	Open        int     // youths they own, in every team
	Elsewhere   int     // of these, in other teams
	Weighted    float64 // the same, weighted by needs group
	New         int     // begun or taken over in the last seven days
	Covering    int     // youths they act for today
	Placements  int     // stays in a company that go on, of the youths they own
	Away        json.RawMessage
	Carries     bool          // still a contact person of the team
	WeightOfOne float64       // what the youth to be placed weighs
	Knew        []intake.Past // when they had the youth before, the latest first; for choosing only
	Conflict    bool          // a conflict of interest with the youth was declared; for choosing only
}

// Absence is a period in which somebody is away. Why is nobody's business here.
type Absence struct {
	From when.Date `json:"from"`
	To   when.Date `json:"to"` // zero while nobody knows
}

// Absences are the periods that run or begin within the month, in order.
func (l Load) Absences() []Absence {
	var all []Absence
	if err := json.Unmarshal(l.Away, &all); err != nil {
		return nil // the query builds it; there is nothing to say about a broken one
	}
	return all
}

// Norm is how much they can carry: the programme's, by their share of full time.
func (l Load) Norm() float64 { return float64(l.NormMax) * l.Employment }

// Over reports whether they carry more than the norm. Without a rule nobody does.
func (l Load) Over() bool { return l.NormMax > 0 && l.Weighted > l.Norm() }

// Room is how much they can still take before the norm is passed.
func (l Load) Room() float64 { return l.Norm() - l.Weighted }

// RoomFor reports whether a youth of the given weight fits under the norm.
func (l Load) RoomFor(weight float64) bool { return l.NormMax == 0 || l.Room() >= weight }

// AwaySoon is the absence that runs today or begins within a week.
func (l Load) AwaySoon(today when.Date) (Absence, bool) {
	for _, a := range l.Absences() {
		if (a.To.IsZero() || !a.To.Before(today)) && a.From.Sub(today) <= 7 {
			return a, true
		}
	}
	return Absence{}, false
}

// LeavesSoon reports whether their last day of work is known.
func (l Load) LeavesSoon(today when.Date) bool { return l.LeftOn != nil && !l.LeftOn.Before(today) }

// HasLeft reports whether their last day of work is over.
func (l Load) HasLeft(today when.Date) bool { return l.LeftOn != nil && l.LeftOn.Before(today) }

// Newcomer is the youth somebody is to be chosen for; the zero one is nobody.
type Newcomer struct {
	Youth      id.Youth
	NeedsGroup *int
	Needs      []string // competences the coordinator asked for
}

// loads lists what everybody in a team carries, in order of name; with them those
// who are no longer there and still own youths. The caller has asked the policy.
func (s *Service) loads(ctx context.Context, q db.Reader, team id.Team, newcomer Newcomer) ([]Load, error) {
	list, err := db.All[Load](ctx, q, `
		SELECT s.id AS staff, s.name, s.title, s.phone, s.employment::float8 AS employment, s.competences, s.left_on,
		       m.team_id AS team, coalesce(r.norm_max, 0) AS norm_max, coalesce(r.norm_min, 0) AS norm_min,
		       'caseworker' = ANY(m.roles) AND (s.left_on IS NULL OR s.left_on >= @today) AS carries,
		       coalesce((SELECT weight FROM programme_weights WHERE programme_id = t.programme_id AND needs_group = @needs), 1)::float8 AS weight_of_one,
		       own.open, own.elsewhere, own.weighted,
		       (SELECT count(*) FROM handovers h JOIN enrolments e ON e.id = h.enrolment_id
		        WHERE h.to_id = s.id AND h.at >= @week AND e.owner_id = s.id AND e.closed_on IS NULL) AS new,
		       (SELECT count(*) FROM covers v JOIN enrolments e ON e.id = v.enrolment_id
		        WHERE v.staff_id = s.id AND v.for_id = e.owner_id AND e.closed_on IS NULL AND daterange(v.from_on, v.to_on, '[]') @> @today::date) AS covering,
		       (SELECT coalesce(json_agg(json_build_object('from', a.from_on, 'to', coalesce(a.to_on::text, '')) ORDER BY a.from_on), '[]')
		        FROM absences a WHERE a.staff_id = s.id AND (a.to_on IS NULL OR a.to_on >= @today) AND a.from_on <= @today::date + 31) AS away,
		       (SELECT count(*) FROM enrolments e JOIN placements x ON x.enrolment_id = e.id
		        WHERE e.owner_id = s.id AND e.closed_on IS NULL AND x.cleared AND x.result = '' AND x.from_on <= @today AND (x.to_on IS NULL OR x.to_on >= @today)) AS placements,
		       `+pastOf+` AS knew, NOT `+standing.NoConflict("s.id", "@youth")+` AS conflict
		FROM memberships m
		JOIN staff s ON s.id = m.staff_id
		JOIN teams t ON t.id = m.team_id
		LEFT JOIN programme_rules r ON r.programme_id = t.programme_id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
		CROSS JOIN LATERAL (
			SELECT count(*) AS open, count(*) FILTER (WHERE e.team_id <> m.team_id) AS elsewhere,
			       coalesce(sum(coalesce(w.weight, 1)), 0)::float8 AS weighted, count(*) FILTER (WHERE e.team_id = m.team_id) AS here
			FROM enrolments e LEFT JOIN programme_weights w ON w.programme_id = e.programme_id AND w.needs_group = e.needs_group
			WHERE e.owner_id = s.id AND e.closed_on IS NULL) own
		WHERE m.team_id = @team
		  AND ('caseworker' = ANY(m.roles) AND (s.left_on IS NULL OR s.left_on >= @today) OR own.here > 0)
		ORDER BY s.name COLLATE "da-x-icu", s.id`,
		db.Args{"team": team, "youth": newcomer.Youth, "needs": newcomer.NeedsGroup, "today": when.Of(s.now()), "week": s.now().AddDate(0, 0, -7)})
	if err != nil {
		return nil, fmt.Errorf("loads of team %d: %w", team, err)
	}
	return list, nil
}
