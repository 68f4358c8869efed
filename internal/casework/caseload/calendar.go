package caseload

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// CalendarWeeks is how many weeks of one's calendar stand on a page.
const CalendarWeeks = 2

// Calendar is one's own appointments for some weeks, and those that are over without
// anybody having said how they went, whenever they were.
type Calendar struct {
	From  when.Date // a Monday
	Days  []CalendarDay
	Asked []CalendarMeeting // the latest first, at most mostUnanswered of AskedAll
	All   int
	Feed  bool // a link to the calendar works
}

// CalendarDay is a day with something in it.
type CalendarDay struct {
	On       when.Date
	Meetings []CalendarMeeting
}

// CalendarMeeting is an appointment in one's calendar.
type CalendarMeeting struct {
	ID       id.Meeting `json:"id"`
	Youth    id.Youth   `json:"youth"`
	Name     string     `json:"name"`
	Kind     string     `json:"kind"`
	Title    string     `json:"title"`
	Place    string     `json:"place"`
	State    string     `json:"state"`
	StartsAt time.Time  `json:"starts_at"`
	AllDay   bool       `json:"all_day"`
	Minutes  int        `json:"minutes"`
}

const mostUnanswered = 50

// unanswered are appointments m of a course e in the calendar of @staff that are over
// without a word of how they went, of youths in a team one still works in.
var unanswered = `m.staff_id = @staff AND m.state = 'planned' AND e.closed_on IS NULL
	AND CASE WHEN m.all_day THEN (m.starts_at AT TIME ZONE 'Europe/Copenhagen')::date < @today::date ELSE m.starts_at + m.minutes * interval '1 minute' <= @now END
	AND ` + inTheirTeam

var inTheirTeam = `EXISTS (SELECT FROM memberships w WHERE w.staff_id = @staff AND w.team_id = e.team_id) AND ` + standing.NoConflict("@staff", "m.youth_id")

var selectCalendar = `
	WITH own AS (SELECT m.id, m.youth_id, m.enrolment_id, m.kind, m.title, m.place, m.state, m.starts_at, m.all_day, m.minutes FROM meetings m JOIN enrolments e ON e.id = m.enrolment_id
	             WHERE m.staff_id = @staff AND m.starts_at >= @from AND m.starts_at < @until AND m.state IN ('planned', 'held', 'absent') AND ` + inTheirTeam + `),
	asked AS (SELECT m.id, m.youth_id, m.enrolment_id, m.kind, m.title, m.place, m.state, m.starts_at, m.all_day, m.minutes FROM meetings m JOIN enrolments e ON e.id = m.enrolment_id
	          WHERE ` + unanswered + `)
	SELECT coalesce((SELECT json_agg(x ORDER BY x.starts_at, x.id) FROM (
	           SELECT m.id, m.youth_id AS youth, ` + nameOf + ` AS name, m.kind, m.title, m.place, m.state, m.starts_at, m.all_day, m.minutes
	           FROM own m JOIN youths y ON y.id = m.youth_id) x), '[]') AS own,
	       coalesce((SELECT json_agg(x ORDER BY x.starts_at DESC, x.id) FROM (
	           SELECT m.id, m.youth_id AS youth, ` + nameOf + ` AS name, m.kind, m.title, m.place, m.state, m.starts_at, m.all_day, m.minutes
	           FROM asked m JOIN youths y ON y.id = m.youth_id ORDER BY m.starts_at DESC LIMIT @most) x), '[]') AS asked,
	       (SELECT count(*) FROM asked) AS number,
	       EXISTS (SELECT FROM calendar_feeds WHERE staff_id = @staff AND revoked_at IS NULL) AS feed`

// Calendar reads one's own appointments in the weeks from the one a day is in. They are
// one's own, so that it is no look-up.
func (s *Service) Calendar(ctx context.Context, by access.Actor, day when.Date) (Calendar, error) {
	if err := access.Check(by, access.OwnCalendar, access.Own()); err != nil {
		return Calendar{}, err
	}
	today := when.Of(s.now())
	if day.IsZero() {
		day = today
	}
	from := day.AddDays(-(int(day.Weekday()) + 6) % 7)
	row, err := db.One[struct {
		Own, Asked []CalendarMeeting
		Number     int
		Feed       bool
	}](ctx, s.read, selectCalendar, db.Args{
		"staff": by.Staff, "today": today, "now": s.now(), "from": from.Start(), "until": from.AddDays(7 * CalendarWeeks).Start(), "most": mostUnanswered,
	})
	if err != nil {
		return Calendar{}, fmt.Errorf("calendar of staff %d: %w", by.Staff, err)
	}
	c := Calendar{From: from, Asked: row.Asked, All: row.Number, Feed: row.Feed}
	for _, m := range row.Own {
		on := when.Of(m.StartsAt)
		if n := len(c.Days); n == 0 || c.Days[n-1].On != on {
			c.Days = append(c.Days, CalendarDay{On: on})
		}
		last := &c.Days[len(c.Days)-1]
		last.Meetings = append(last.Meetings, m)
	}
	return c, nil
}

// MilestoneDay reads a milestone of a course's programme, and which days are open, for who
// is about to plan it in a record they have opened. One that is not there has no code.
func (s *Service) MilestoneDay(ctx context.Context, course id.Enrolment, code string) (programme.Milestone, when.Calendar, error) {
	list, err := db.All[programme.Milestone](ctx, s.read, `
		SELECT m.code, m.name_da, m.name_en, m.age_months, m.announce_days AS announce, m.window_days AS "window", m.confirmed, m.source, m.valid_from AS "from", m.valid_to AS "to"
		FROM programme_milestones m JOIN enrolments e ON e.programme_id = m.programme_id
		WHERE e.id = @course AND m.code = @code AND daterange(m.valid_from, m.valid_to, '[]') @> @today::date`,
		db.Args{"course": course, "code": code, "today": when.Of(s.now())})
	if err != nil {
		return programme.Milestone{}, nil, fmt.Errorf("milestone %s of enrolment %d: %w", code, course, err)
	}
	days, err := programme.DaysOf(ctx, s.read)
	if err != nil || len(list) == 0 {
		return programme.Milestone{}, days.Calendar, err
	}
	return list[0], days.Calendar, nil
}
