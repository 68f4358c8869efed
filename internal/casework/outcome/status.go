package outcome

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Moment is which point of a course a status tells of.
type Moment string

// The moments. Those of the exit and of a follow-up are written with them; the others
// by hand, or by a file.
const (
	Before     Moment = "before" // the course: what Slagelse's 64 of 100 is compared with (domain 8.3, E)
	AtStart    Moment = "start"
	Change     Moment = "change"
	AtExit     Moment = "exit"
	AtFollowup Moment = "followup"
)

// Moments lists those that are written by hand, the usual first.
var Moments = []Moment{Change, Before, AtStart}

// WithdrawFor is how long who wrote a status may take it back, as with an entry of the log.
const WithdrawFor = 2 * time.Hour

// How long the place of a status may be, in characters, and the most hours of a week.
const (
	mostPlace = 200
	mostHours = 80
)

// Unknown is the status, and the way of knowing it, of whom nobody has heard of: an answer,
// shown and never dropped (domain 8.2).
const Unknown = "unknown"

// Status is where a youth stood on a day: one thing at a time, so that shares of it add up
// to the whole (domain 8.3).
type Status struct {
	Moment  Moment
	On      when.Date
	Code    string   // of the catalogue (status)
	Level   string   // of an education (education_level); may be empty
	Place   string   // school or workplace
	Hours   *float64 // a week
	Benefit string   // of the catalogue (benefit)
}

// StatusLine is a status as it stands on a record, with what its codes are called.
type StatusLine struct {
	ID          id.Status          `json:"id"`
	Enrolment   id.Enrolment       `json:"enrolment"`
	Moment      Moment             `json:"moment"`
	On          when.Date          `json:"on"`
	Code        string             `json:"code"`
	Grouping    programme.Grouping `json:"grouping"`
	NameDa      string             `json:"name_da"`
	NameEn      string             `json:"name_en"`
	LevelDa     string             `json:"level_da"`
	LevelEn     string             `json:"level_en"`
	Place       string             `json:"place"`
	Hours       *float64           `json:"hours"`
	BenefitDa   string             `json:"benefit_da"`
	BenefitEn   string             `json:"benefit_en"`
	By          id.Staff           `json:"by"`
	ByName      string             `json:"by_name"`
	At          time.Time          `json:"at"`
	WithdrawnAt *time.Time         `json:"withdrawn_at"`
}

// Withdrawable reports whether staff may take the status back now. One that was written
// with an exit or a follow-up goes with it.
func (l StatusLine) Withdrawable(staff id.Staff, now time.Time) bool {
	return l.By == staff && l.WithdrawnAt == nil && l.Moment != AtExit && l.Moment != AtFollowup && now.Before(l.At.Add(WithdrawFor))
}

// courseDays is what a status is measured against.
type courseDays struct {
	ID        id.Enrolment
	StartedOn when.Date
	ClosedOn  *when.Date
}

// check says which rules the status breaks in a course on a day. grouping is that of its
// code; empty where the catalogue does not offer it.
func (s Status) check(course courseDays, grouping programme.Grouping, today when.Date) rule.Violations {
	var broken rule.Violations
	switch {
	case s.On.IsZero():
		broken.Add("on", "required")
	case s.On.After(today):
		broken.Add("on", "in_the_future")
	case s.Moment == Before && s.On.After(course.StartedOn):
		broken.Add("on", "after_start")
	case s.Moment == AtStart && s.On != course.StartedOn:
		broken.Add("on", "not_start", course.StartedOn.Danish())
	case s.Moment == Change && s.On.Before(course.StartedOn):
		broken.Add("on", "before_start")
	case s.Moment == Change && course.ClosedOn != nil && s.On.After(*course.ClosedOn):
		broken.Add("on", "after_close")
	}
	switch {
	case s.Code == "":
		broken.Add("status", "required")
	case grouping == "":
		broken.Add("status", "unknown")
	case s.Level != "" && grouping != programme.Education:
		broken.Add("level", "level_of_education")
	}
	broken.Longest("place", s.Place, mostPlace)
	if s.Hours != nil && (*s.Hours < 0 || *s.Hours > mostHours) {
		broken.Add("hours", "between", 0, mostHours)
	}
	return broken
}

// clean tidies the status and fills in the day that its moment says by itself: a change is of
// today, where nobody says another day.
func (s Status) clean(course courseDays, today when.Date) Status {
	s.Code, s.Level, s.Place, s.Benefit = rule.Line(s.Code), rule.Line(s.Level), rule.Line(s.Place), rule.Line(s.Benefit)
	if s.On.IsZero() && (s.Moment == Before || s.Moment == AtStart) {
		s.On = course.StartedOn
	}
	if s.On.IsZero() && s.Moment == Change {
		s.On = today
	}
	return s
}

// judge checks the status against the catalogue and the course.
func (s Status) judge(ctx context.Context, tx pgx.Tx, course courseDays, today when.Date) error {
	day := s.On
	if day.IsZero() {
		day = today
	}
	grouping, err := programme.GroupingOn(ctx, tx, programme.StatusKind, s.Code, day)
	if err != nil {
		return err
	}
	broken := s.check(course, grouping, today)
	for _, c := range []struct {
		field string
		kind  programme.Kind
		code  string
	}{{"level", programme.EducationLevel, s.Level}, {"benefit", programme.Benefit, s.Benefit}} {
		if c.code == "" {
			continue
		}
		offered, err := programme.Offered(ctx, tx, c.kind, c.code, day)
		if err != nil {
			return err
		}
		if !offered {
			broken.Add(c.field, "unknown")
		}
	}
	return broken.Err()
}

// KeepStatus writes down where a youth stood on a day of their course, or before it.
func (s *Service) KeepStatus(ctx context.Context, by access.Actor, youth id.Youth, status Status, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepStatus, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.KeepStatus, youth, s.now())
		if err != nil {
			return err
		}
		event.Team = scope.Team
		if scope.Enrolment == 0 {
			return rule.Violation("", "no_course")
		}
		if status.Moment != Before && status.Moment != AtStart && status.Moment != Change {
			return rule.Violation("moment", "choose")
		}
		course, err := daysOf(ctx, tx, scope.Enrolment)
		if err != nil {
			return err
		}
		status = status.clean(course, s.today())
		if err := status.judge(ctx, tx, course, s.today()); err != nil {
			return err
		}
		event.Detail = map[string]any{"moment": status.Moment, "on": status.On, "code": status.Code}
		kept, err := saveStatus(ctx, tx, youth, course.ID, status, by.Staff, s.now())
		event.Subject = int64(kept)
		return err
	})
}

// WithdrawStatus takes back a status within two hours of writing it.
func (s *Service) WithdrawStatus(ctx context.Context, by access.Actor, youth id.Youth, status id.Status, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepStatus, Youth: youth, Subject: int64(status), Form: form, Detail: map[string]any{"withdrawn": true}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.KeepStatus, youth, s.now())
		if err != nil {
			return err
		}
		event.Team = scope.Team
		line, err := db.One[StatusLine](ctx, tx, selectStatus+`WHERE s.id = @id AND s.youth_id = @youth FOR UPDATE OF s`, db.Args{"id": status, "youth": youth})
		if err != nil {
			return fmt.Errorf("status %d of youth %d: %w", status, youth, err)
		}
		if !line.Withdrawable(by.Staff, s.now()) {
			return rule.Violation("", "status_stays")
		}
		_, err = tx.Exec(ctx, `UPDATE statuses SET withdrawn_at = @now, withdrawn_by = @by WHERE id = @id`, db.Args{"id": status, "now": s.now(), "by": by.Staff})
		if err != nil {
			return fmt.Errorf("withdrawing status %d: %w", status, err)
		}
		return nil
	})
}

// selectStatus reads a status with the names its codes had on its day, or have now.
const selectStatus = `
	SELECT s.id, s.enrolment_id AS enrolment, s.moment, s.on_day AS on, s.code, coalesce(k.grouping, '') AS grouping, coalesce(k.name_da, s.code) AS name_da, coalesce(k.name_en, s.code) AS name_en,
	       coalesce(v.name_da, s.level) AS level_da, coalesce(v.name_en, s.level) AS level_en, s.place, s.hours::float8 AS hours,
	       coalesce(b.name_da, s.benefit) AS benefit_da, coalesce(b.name_en, s.benefit) AS benefit_en, s.by_id AS by, a.name AS by_name, s.at, s.withdrawn_at
	FROM statuses s JOIN staff a ON a.id = s.by_id
	LEFT JOIN LATERAL (SELECT grouping, name_da, name_en FROM catalogue WHERE kind = 'status' AND code = s.code ORDER BY valid_from > s.on_day, abs(valid_from - s.on_day) LIMIT 1) k ON true
	LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'education_level' AND code = s.level ORDER BY valid_from > s.on_day, abs(valid_from - s.on_day) LIMIT 1) v ON true
	LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'benefit' AND code = s.benefit ORDER BY valid_from > s.on_day, abs(valid_from - s.on_day) LIMIT 1) b ON true `

func daysOf(ctx context.Context, q db.Reader, course id.Enrolment) (courseDays, error) {
	days, err := db.One[courseDays](ctx, q, `SELECT id, started_on, closed_on FROM enrolments WHERE id = @id`, db.Args{"id": course})
	if err != nil {
		return days, fmt.Errorf("days of enrolment %d: %w", course, err)
	}
	return days, nil
}

func saveStatus(ctx context.Context, tx pgx.Tx, youth id.Youth, course id.Enrolment, s Status, by id.Staff, at time.Time) (id.Status, error) {
	kept, err := db.Value[id.Status](ctx, tx, `
		INSERT INTO statuses (youth_id, enrolment_id, moment, on_day, code, level, place, hours, benefit, by_id, at)
		VALUES (@youth, @course, @moment, @on, @code, @level, @place, @hours, @benefit, @by, @at) RETURNING id`,
		db.Args{
			"youth": youth, "course": course, "moment": s.Moment, "on": s.On, "code": s.Code, "level": s.Level, "place": s.Place,
			"hours": s.Hours, "benefit": s.Benefit, "by": by, "at": at,
		})
	if err != nil {
		return 0, fmt.Errorf("status of youth %d: %w", youth, err)
	}
	return kept, nil
}

func (s *Service) today() when.Date { return when.Of(s.now()) }
