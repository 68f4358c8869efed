package caseload

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/placement"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// CompanyStay is a stay as a company remembers it. Of a youth who is not the reader's it
// tells the team, the year and how it went, and nothing more.
type CompanyStay struct {
	Placement id.Placement // 0 where the youth is not the reader's, as is all below it
	Youth     id.Youth
	Name      string
	TypeDa    string
	TypeEn    string
	From      when.Date
	To        when.Date // the last day there was, or is to be; zero while nobody knows
	Workplace id.Workplace

	Team    string
	Year    int // it began
	Running bool
	Result  placement.Result
	Hours   float64 // ordinary hours won a week; 0 is none
}

// selectCompanyStays reads the stays of a company, the latest first, with what tells
// whose the youth is today: owner, buddy and cover of the course that is open.
var selectCompanyStays = `
	SELECT x.id AS placement, x.youth_id AS youth, ` + nameOf + ` AS name, coalesce(k.name_da, '') AS type_da, coalesce(k.name_en, '') AS type_en,
	       x.from_on AS "from", coalesce(x.ended_on, x.to_on) AS "to", x.workplace_id AS workplace, t.name AS team, extract(year FROM x.from_on)::int AS year,
	       x.cleared AND x.result = '' AND x.from_on <= @today AND (x.to_on IS NULL OR x.to_on >= @today) AS running,
	       x.result, coalesce(x.hours_won, 0)::float8 AS hours,
	       EXISTS (SELECT FROM enrolments o WHERE o.youth_id = x.youth_id AND o.closed_on IS NULL
	               AND (@staff IN (o.owner_id, o.buddy_id) OR EXISTS (SELECT FROM covers v WHERE v.enrolment_id = o.id AND v.for_id = o.owner_id
	                    AND v.staff_id = @staff AND daterange(v.from_on, v.to_on, '[]') @> @today::date))) AS mine
	FROM placements x
	JOIN youths y ON y.id = x.youth_id
	JOIN enrolments e ON e.id = x.enrolment_id
	JOIN teams t ON t.id = e.team_id
	LEFT JOIN catalogue k ON k.kind = 'placement' AND k.code = x.type AND daterange(k.valid_from, k.valid_to, '[]') @> x.from_on
	WHERE x.company_id = @company AND ` + standing.NoConflict("@staff", "x.youth_id") + `
	ORDER BY x.from_on DESC, x.id DESC LIMIT 200`

// CompanyStays lists the stays that were and are at a company, for somebody who may see
// companies, each with as much of the youth as the reader may know.
func (s *Service) CompanyStays(ctx context.Context, by access.Actor, company id.Company) ([]CompanyStay, error) {
	if err := access.Check(by, access.ViewCompanies, access.Scope{}); err != nil {
		return nil, err
	}
	rows, err := db.All[struct {
		CompanyStay
		Mine bool
	}](ctx, s.read, selectCompanyStays, db.Args{"company": company, "staff": by.Staff, "today": when.Of(s.now())})
	if err != nil {
		return nil, fmt.Errorf("stays at company %d: %w", company, err)
	}
	list := make([]CompanyStay, len(rows))
	for i, r := range rows {
		list[i] = r.shown(r.Mine)
	}
	return list, nil
}

// shown is what the reader may know of a stay.
func (c CompanyStay) shown(mine bool) CompanyStay {
	if mine {
		return c
	}
	return CompanyStay{Team: c.Team, Year: c.Year, Running: c.Running, Result: c.Result, Workplace: c.Workplace}
}

// CompanyAsked is that somebody of us asked a company: by a talk, or for a youth who was
// matched with it. It names no youth.
type CompanyAsked struct {
	By     string
	At     time.Time
	Match  bool   // for a youth
	Answer string // of a match: asked, yes or no
}

// CompanyAsked lists who asked a company last, the latest first, at most three.
func (s *Service) CompanyAsked(ctx context.Context, by access.Actor, company id.Company) ([]CompanyAsked, error) {
	if err := access.Check(by, access.ViewCompanies, access.Scope{}); err != nil {
		return nil, err
	}
	list, err := db.All[CompanyAsked](ctx, s.read, `
		SELECT s.name AS by, a.at, a.match, a.answer FROM (
			(SELECT author_id AS staff, occurred_at AS at, false AS match, '' AS answer FROM contacts
			 WHERE company_id = @company AND withdrawn_at IS NULL ORDER BY occurred_at DESC LIMIT 3)
			UNION ALL
			(SELECT by_id, coalesce(answered_at, at), true, answer FROM company_matches WHERE company_id = @company AND answer <> ''
			 ORDER BY coalesce(answered_at, at) DESC LIMIT 3)) a
		JOIN staff s ON s.id = a.staff ORDER BY a.at DESC LIMIT 3`, db.Args{"company": company})
	if err != nil {
		return nil, fmt.Errorf("who asked company %d: %w", company, err)
	}
	return list, nil
}
