package caseload

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/staff"
	"kasket/internal/when"
)

// Gap is days on which the owner is away and nobody covers. To is zero while nobody
// knows when the owner is back.
type Gap struct {
	From when.Date `json:"from"`
	To   when.Date `json:"to"`
}

// Uncovered is a youth whose owner is or will be away, or is disqualified from the
// matter, without anybody in their place.
type Uncovered struct {
	Youth     id.Youth
	Name      string
	Team      id.Team
	Owner     id.Staff
	OwnerName string
	BuddyName string // "" where there is none
	Conflict  bool   // the owner is disqualified
	Gaps      []Gap  // the first first
}

// uncoveredDays is how far ahead a gap begins that is shown, in days.
const uncoveredDays = 14

// withGaps is the one rule of who is uncovered: the days from today on on which the
// owner is away or disqualified (Forvaltningsloven § 3), less the days on which somebody covers who is there themself and works
// here. e is the course; @today is the day.
const withGaps = `
	CROSS JOIN LATERAL (
		SELECT (SELECT range_agg(a.days) FROM (
		            SELECT daterange(from_on, to_on, '[]') AS days FROM absences WHERE staff_id = e.owner_id AND (to_on IS NULL OR to_on >= @today)
		            UNION ALL SELECT daterange(@today, NULL) FROM conflicts WHERE staff_id = e.owner_id AND youth_id = e.youth_id AND ended_at IS NULL) a)
		       * datemultirange(daterange(@today, NULL))
		       - coalesce((SELECT range_agg(there.days) FROM covers v JOIN staff s ON s.id = v.staff_id
		                   CROSS JOIN LATERAL unnest(datemultirange(daterange(v.from_on, v.to_on, '[]'))
		                       - coalesce((SELECT range_agg(daterange(b.from_on, b.to_on, '[]')) FROM absences b WHERE b.staff_id = v.staff_id), '{}')
		                       - CASE WHEN s.left_on IS NULL THEN '{}' ELSE datemultirange(daterange(s.left_on, NULL, '(]')) END) there(days)
		                   WHERE v.enrolment_id = e.id AND v.for_id = e.owner_id AND (v.to_on IS NULL OR v.to_on >= @today)), '{}') AS days) gap`

// awayOwners narrows courses to those of owners who are away within the days shown, or
// disqualified: few, found by the range of their absences and by what they declared.
// Who declared a conflict with the youth themself is not told.
var awayOwners = `
	e.closed_on IS NULL AND (e.owner_id IN (SELECT staff_id FROM absences WHERE daterange(from_on, to_on, '[]') && daterange(@today, @until, '[]'))
	    OR (e.owner_id, e.youth_id) IN (SELECT staff_id, youth_id FROM conflicts WHERE ended_at IS NULL))
	AND ` + standing.NoConflict("@staff", "e.youth_id") + `
	AND NOT isempty(gap.days) AND lower(gap.days) <= @until`

// gapsOf are the spans of the gap as JSON.
const gapsOf = `(SELECT coalesce(json_agg(json_build_object('from', lower(g), 'to', upper(g) - 1) ORDER BY lower(g)), '[]') FROM unnest(gap.days) g)`

func (s *Service) gapArgs(by access.Actor, more db.Args) db.Args {
	today := when.Of(s.now())
	more["staff"] = by.Staff
	more["today"], more["until"] = today, today.AddDays(uncoveredDays)
	return more
}

// Uncovered lists the youths of a team who are without cover today or within two
// weeks, the first gap first.
func (s *Service) Uncovered(ctx context.Context, by access.Actor, team id.Team) ([]Uncovered, error) {
	if err := access.Check(by, access.ViewLoad, access.InTeam(team)); err != nil {
		return nil, err
	}
	list, err := db.All[Uncovered](ctx, s.read, `
		SELECT y.id AS youth, `+nameOf+` AS name, e.team_id AS team, e.owner_id AS owner, o.name AS owner_name, coalesce(b.name, '') AS buddy_name,
		       NOT `+standing.NoConflict("e.owner_id", "e.youth_id")+` AS conflict, `+gapsOf+` AS gaps
		FROM enrolments e JOIN youths y ON y.id = e.youth_id JOIN staff o ON o.id = e.owner_id LEFT JOIN staff b ON b.id = e.buddy_id `+withGaps+`
		WHERE e.team_id = @team AND `+awayOwners+`
		ORDER BY lower(gap.days), o.name COLLATE "da-x-icu", `+nameOf+` COLLATE "da-x-icu", y.id`, s.gapArgs(by, db.Args{"team": team}))
	if err != nil {
		return nil, fmt.Errorf("uncovered youths of team %d: %w", team, err)
	}
	return list, nil
}

// CountUncovered counts the youths without cover in the teams whose load one may see.
func (s *Service) CountUncovered(ctx context.Context, by access.Actor) (int, error) {
	n, err := db.Value[int](ctx, s.read, `SELECT count(*) FROM enrolments e `+withGaps+` WHERE e.team_id = ANY(@teams) AND `+awayOwners,
		s.gapArgs(by, db.Args{"teams": by.TeamsWhere(access.ViewLoad)}))
	if err != nil {
		return 0, fmt.Errorf("counting uncovered youths: %w", err)
	}
	return n, nil
}

// Standby is who takes a youth's owner's place while they are away, and when nobody
// does.
type Standby struct {
	Youth  id.Youth
	Name   string
	Team   id.Team
	Covers []StandbyCover
	Gaps   []Gap
}

// StandbyCover is one who covers.
type StandbyCover struct {
	Staff string    `json:"staff"`
	From  when.Date `json:"from"`
	To    when.Date `json:"to"`
}

// Standbys tells of each youth of somebody who is away, from today to the end of the
// absence, who covers. Who is away sees all; who plans in a team, those of the team. The
// caller has asked whether by may know of the absence.
func (s *Service) Standbys(ctx context.Context, by access.Actor, a staff.Absence, who id.Staff) ([]Standby, error) {
	list, err := db.All[Standby](ctx, s.read, `
		SELECT y.id AS youth, `+nameOf+` AS name, e.team_id AS team,
		       (SELECT coalesce(json_agg(json_build_object('staff', c.name, 'from', v.from_on, 'to', v.to_on) ORDER BY v.from_on), '[]')
		        FROM covers v JOIN staff c ON c.id = v.staff_id
		        WHERE v.enrolment_id = e.id AND v.for_id = e.owner_id AND daterange(v.from_on, v.to_on, '[]') && daterange(greatest(@from, @today), @to, '[]')) AS covers,
		       (SELECT coalesce(json_agg(json_build_object('from', lower(g), 'to', upper(g) - 1) ORDER BY lower(g)), '[]')
		        FROM unnest(gap.days * datemultirange(daterange(@from, @to, '[]'))) g) AS gaps
		FROM enrolments e JOIN youths y ON y.id = e.youth_id `+withGaps+`
		WHERE e.owner_id = @who AND e.closed_on IS NULL AND (@who = @by OR e.team_id = ANY(@teams))
		ORDER BY `+nameOf+` COLLATE "da-x-icu", y.id`,
		db.Args{
			"today": when.Of(s.now()), "from": a.From, "to": a.To, "who": who, "by": by.Staff,
			"teams": by.TeamsWhere(access.RegisterAbsence),
		})
	if err != nil {
		return nil, fmt.Errorf("who covers for staff %d: %w", who, err)
	}
	return list, nil
}
