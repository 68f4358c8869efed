package caseload

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"kasket/internal/access"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// LoadSort is an order of a team's caseloads. There are two, and none by how it went: the
// page is for sharing work out, not for ranking people (domain 8.3).
type LoadSort string

// The orders: by name, or who has room first.
const (
	ByName LoadSort = "name"
	ByRoom LoadSort = "room"
)

// LoadSorts lists the orders, the usual one first.
var LoadSorts = []LoadSort{ByName, ByRoom}

// closingDays is how near the longest stay a course is that soon ends.
const closingDays = 60

// trendMonths is how many ends of months the trend shows, before today.
const trendMonths = 12

// Caseload is what a contact person carries, with what comes and goes. It holds no
// outcome, and none is to be added: a few courses say nothing of a person.
type Caseload struct {
	Load
	Closing   int   // ready to go on, or within sixty days of the longest stay or past it
	Uncovered int   // within two weeks, without anybody in their place
	Overdue   int   // not seen in time; for the leader
	Trend     []int // open courses of the team at each of the days
}

// Caseloads are a team's, as it shares its work out.
type Caseloads struct {
	Team   id.Team
	Leader bool        // whoever looks leads the team, and sees what is overdue
	Days   []when.Date // ends of the last twelve months, and today
	People []Caseload
	Trend  []int // of the whole team, with those who have left
}

// monthEnds are the last days of the twelve months before the one of today, and today.
func monthEnds(today when.Date) []when.Date {
	first := today.AddDays(1 - today.Day())
	var days []when.Date
	for n := trendMonths - 1; n >= 0; n-- {
		days = append(days, first.AddMonths(-n).AddDays(-1))
	}
	return append(days, today)
}

// monthOpen is how many courses somebody had at the end of a day.
type monthOpen struct {
	Day   when.Date
	Staff id.Staff
	Open  int
}

// trend reads how many open courses of a team each had at the end of the days, from the
// chain of owners; before the chain begins (a course that was read in from a file) the
// first in it had the course. A course that ended on the day is not open at its end.
func (s *Service) trend(ctx context.Context, team id.Team, days []when.Date) ([]monthOpen, error) {
	list, err := db.All[monthOpen](ctx, s.read, `
		WITH e AS (
			SELECT id, started_on, closed_on FROM enrolments WHERE team_id = @team AND closed_on IS NULL
			UNION ALL
			SELECT id, started_on, closed_on FROM enrolments WHERE team_id = @team AND closed_on IS NOT NULL AND closed_on > @first)
		SELECT m.day, o.to_id AS staff, count(*)::int AS open
		FROM e CROSS JOIN unnest(@days::date[]) AS m(day)
		CROSS JOIN LATERAL (SELECT coalesce(
			(SELECT h.to_id FROM handovers h WHERE h.enrolment_id = e.id AND h.at < (m.day + 1)::timestamp AT TIME ZONE 'Europe/Copenhagen' ORDER BY h.id DESC LIMIT 1),
			(SELECT h.to_id FROM handovers h WHERE h.enrolment_id = e.id ORDER BY h.id LIMIT 1)) AS to_id) o
		WHERE e.started_on <= m.day AND (e.closed_on IS NULL OR e.closed_on > m.day)
		GROUP BY m.day, o.to_id`, db.Args{"team": team, "first": days[0], "days": days})
	if err != nil {
		return nil, fmt.Errorf("trend of team %d: %w", team, err)
	}
	return list, nil
}

// soonOver is what soon ends or stands without cover, for an owner.
type soonOver struct {
	Staff     id.Staff
	Closing   int
	Uncovered int
}

func (s *Service) soonOver(ctx context.Context, by access.Actor, team id.Team) ([]soonOver, error) {
	list, err := db.All[soonOver](ctx, s.read, `
		SELECT m.staff_id AS staff,
		       (SELECT count(*) FROM enrolments e LEFT JOIN programme_rules r ON r.programme_id = e.programme_id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
		        WHERE e.owner_id = m.staff_id AND e.closed_on IS NULL AND e.team_id = m.team_id
		          AND (e.ready_on <= @today OR e.started_on + make_interval(months => r.longest_months) <= @near::date))::int AS closing,
		       (SELECT count(*) FROM enrolments e `+withGaps+` WHERE e.owner_id = m.staff_id AND e.team_id = m.team_id AND `+awayOwners+`)::int AS uncovered
		FROM memberships m WHERE m.team_id = @team`,
		s.gapArgs(by, db.Args{"team": team, "near": when.Of(s.now()).AddDays(closingDays)}))
	if err != nil {
		return nil, fmt.Errorf("what ends in team %d: %w", team, err)
	}
	return list, nil
}

// Caseloads reads what everybody in a team carries. A coordinator sees what the work is
// shared out by; the leader sees also what is overdue.
func (s *Service) Caseloads(ctx context.Context, by access.Actor, team id.Team, sort LoadSort) (Caseloads, error) {
	loads, err := s.Capacity(ctx, by, team)
	if err != nil {
		return Caseloads{}, err
	}
	today := when.Of(s.now())
	c := Caseloads{Team: team, Leader: access.May(by, access.ViewTeam, access.InTeam(team)), Days: monthEnds(today)}
	var rows []Row
	if c.Leader {
		if rows, err = s.rows(ctx, by.Staff, Filter{Team: team}); err != nil {
			return Caseloads{}, err
		}
	}
	ends, err := s.soonOver(ctx, by, team)
	if err != nil {
		return Caseloads{}, err
	}
	months, err := s.trend(ctx, team, c.Days)
	if err != nil {
		return Caseloads{}, err
	}
	c.gather(loads, rows, ends, months, today)
	if sort == ByRoom {
		slices.SortStableFunc(c.People, func(a, b Caseload) int { return cmp.Compare(b.Room(), a.Room()) })
	}
	return c, nil
}

// gather puts together what was read, in order of name.
func (c *Caseloads) gather(loads []Load, rows []Row, ends []soonOver, months []monthOpen, today when.Date) {
	at := map[id.Staff]int{}
	for i, l := range loads {
		at[l.Staff] = i
		c.People = append(c.People, Caseload{Load: l, Trend: make([]int, len(c.Days))})
	}
	for _, e := range ends {
		if i, is := at[e.Staff]; is {
			c.People[i].Closing, c.People[i].Uncovered = e.Closing, e.Uncovered
		}
	}
	for _, r := range rows {
		if i, is := at[r.Owner]; is && r.Pulse(today).State(today).Urgency == contact.Overdue {
			c.People[i].Overdue++
		}
	}
	c.Trend = make([]int, len(c.Days))
	for _, m := range months {
		d := slices.Index(c.Days, m.Day)
		c.Trend[d] += m.Open
		if i, is := at[m.Staff]; is {
			c.People[i].Trend[d] += m.Open
		}
	}
}
