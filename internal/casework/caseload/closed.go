package caseload

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/figures"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Periods are what the list of those who left is of, where nothing else is asked.
type Periods struct {
	Today              when.Date
	ExitsFrom, ExitsTo when.Date // twelve whole months
}

// PeriodsOn are the periods of a day.
func PeriodsOn(today when.Date) Periods {
	p := figures.LastTwelve(today)
	return Periods{Today: today, ExitsFrom: p.From, ExitsTo: p.To}
}

// ClosedFilter narrows a team's list of courses that ended.
type ClosedFilter struct {
	From, To when.Date          // the first and the last day of leaving
	Counts   programme.Counts   // "" is all
	Grouping programme.Grouping // "" is all
	After    id.Enrolment       // the last of the page before
}

// Check says what is wrong with the period.
func (f ClosedFilter) Check() rule.Violations {
	var v rule.Violations
	if f.To.Before(f.From) {
		v.Add("to", "before_from")
	}
	return v
}

// ClosedCourse is a course that ended, as its team's leader sees it in a list.
type ClosedCourse struct {
	Enrolment id.Enrolment
	Youth     id.Youth
	Name      string
	Owner     string // the last one
	StartedOn when.Date
	ExitOn    when.Date
	ExitDa    string // the catalogue's words on that day
	ExitEn    string
	Counts    programme.Counts
}

// ClosedList is a page of the courses that ended, and how they count in all: the
// figure that the list is behind.
type ClosedList struct {
	Rows     []ClosedCourse
	Good     figures.Share // of those that count
	LeftOut  int           // those that do not
	Matching int
	Next     id.Enrolment
}

type closedRow struct {
	ClosedCourse
	GoodOnes, Counted, Matching int
}

// Closed lists the courses of a team that ended in a period, the latest first, for
// who leads the team. The list is recorded with
// its criterion.
func (s *Service) Closed(ctx context.Context, by access.Actor, team id.Team, f ClosedFilter) (ClosedList, error) {
	if err := access.Check(by, access.ViewTeam, access.InTeam(team)); err != nil {
		return ClosedList{}, err
	}
	criterion := map[string]any{"list": "closed courses", "from": f.From, "to": f.To}
	if f.Counts != "" {
		criterion["counts"] = f.Counts
	}
	if f.Grouping != "" {
		criterion["grouping"] = f.Grouping
	}
	if err := s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewTeam, Team: team, Detail: criterion}); err != nil {
		return ClosedList{}, err
	}
	rows, err := db.All[closedRow](ctx, s.read, `
		WITH ended AS (
			SELECT e.id AS enrolment, e.youth_id, e.owner_id, e.started_on, x.exit_on, x.counts,
			       coalesce(k.name_da, x.code) AS exit_da, coalesce(k.name_en, x.code) AS exit_en,
			       count(*) FILTER (WHERE x.counts = 'good') OVER () AS good_ones, count(*) FILTER (WHERE x.counts <> 'left_out') OVER () AS counted,
			       count(*) OVER () AS matching
			FROM enrolments e CROSS JOIN LATERAL (SELECT * FROM exits WHERE enrolment_id = e.id OFFSET 0) x -- by key: a team's, not everybody's
			LEFT JOIN catalogue k ON k.kind = 'exit' AND k.code = x.code AND daterange(k.valid_from, k.valid_to, '[]') @> x.exit_on
			WHERE e.team_id = @team AND e.closed_on IS NOT NULL AND x.exit_on BETWEEN @from AND @to AND x.code <> @moved AND `+standing.NoConflict("@staff", "e.youth_id")+`
			  AND (@counts = '' OR x.counts = @counts) AND (@grouping = '' OR k.grouping = @grouping))
		SELECT w.enrolment, y.id AS youth, `+nameOf+` AS name, o.name AS owner, w.started_on, w.exit_on, w.exit_da, w.exit_en, w.counts,
		       w.good_ones, w.counted, w.matching
		FROM ended w JOIN youths y ON y.id = w.youth_id JOIN staff o ON o.id = w.owner_id
		WHERE @after::bigint = 0 OR (w.exit_on, w.enrolment) < (SELECT exit_on, enrolment_id FROM exits WHERE enrolment_id = @after)
		ORDER BY w.exit_on DESC, w.enrolment DESC LIMIT @limit`,
		db.Args{"staff": by.Staff, "moved": outcome.MovedTeam, "team": team, "from": f.From, "to": f.To, "counts": f.Counts, "grouping": f.Grouping, "after": f.After, "limit": teamPage + 1})
	if err != nil {
		return ClosedList{}, fmt.Errorf("closed courses of team %d: %w", team, err)
	}
	return closedPage(rows), nil
}

func closedPage(rows []closedRow) ClosedList {
	var l ClosedList
	for i, r := range rows {
		if i == teamPage {
			l.Next = rows[i-1].Enrolment
			break
		}
		l.Rows = append(l.Rows, r.ClosedCourse)
		l.Good, l.LeftOut, l.Matching = figures.Share{Num: r.GoodOnes, Of: r.Counted}, r.Matching-r.Counted, r.Matching
	}
	return l
}
