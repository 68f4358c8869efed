package transfer

import (
	"kasket/internal/id"
)

// Taker is somebody of the team who can take over, with what they carry.
type Taker struct {
	Staff      id.Staff `json:"staff"`
	Name       string   `json:"name"`
	Open       int      `json:"open"`       // youths they own, in every team
	Weighted   float64  `json:"weighted"`   // the same, weighted by needs group
	NormMax    int      `json:"norm_max"`   // of the programme, for full time; 0 is no rule
	Employment float64  `json:"employment"` // share of full time
	Away       bool     `json:"away"`       // away today or within a week
}

// Norm is how much they can carry: the programme's, by their share of full time.
func (t Taker) Norm() float64 { return float64(t.NormMax) * t.Employment }

// Over reports whether more of the given weight passes the norm. Without a rule
// nothing does.
func (t Taker) Over(more float64) bool { return t.NormMax > 0 && t.Weighted+more > t.Norm() }

// filled is how much of the norm is used; without a norm, how much they carry for
// their share of full time.
func (t Taker) filled() float64 {
	if t.NormMax > 0 {
		return t.Weighted / t.Norm()
	}
	return t.Weighted / t.Employment
}

// takersOf is who of @team can be made owner, in order of name, as Takers: whoever
// carries youths there and has no last day of work. The day is @today.
const takersOf = `coalesce((
	SELECT json_agg(json_build_object('staff', s.id, 'name', s.name, 'open', own.open, 'weighted', own.weighted,
	                'norm_max', coalesce(r.norm_max, 0), 'employment', s.employment,
	                'away', EXISTS (SELECT FROM absences b WHERE b.staff_id = s.id AND b.from_on <= @today::date + 7 AND (b.to_on IS NULL OR b.to_on >= @today)))
	                ORDER BY s.name COLLATE "da-x-icu", s.id)
	FROM memberships m JOIN staff s ON s.id = m.staff_id JOIN teams t ON t.id = m.team_id
	LEFT JOIN programme_rules r ON r.programme_id = t.programme_id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
	CROSS JOIN LATERAL (
		SELECT count(*) AS open, coalesce(sum(coalesce(w.weight, 1)), 0) AS weighted
		FROM enrolments o LEFT JOIN programme_weights w ON w.programme_id = o.programme_id AND w.needs_group = o.needs_group
		WHERE o.owner_id = s.id AND o.closed_on IS NULL) own
	WHERE m.team_id = @team AND 'caseworker' = ANY(m.roles) AND s.left_on IS NULL), '[]')`
