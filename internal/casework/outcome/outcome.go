// Package outcome keeps how a course ended: the exit, with how the programme
// counted it on that very day, so that a later change of rules rewrites no figure.
package outcome

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Exit is how a course ended.
type Exit struct {
	Code string    // of the catalogue
	On   when.Date // last day of the course
	Note string
}

// mostNote is how long a note may be, in characters.
const mostNote = 2000

// Service is the use cases of endings.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

// Close ends the open course of a youth with an exit. Agreements and meetings stay
// as they are: they tell what was going on.
func (s *Service) Close(ctx context.Context, by access.Actor, youth id.Youth, x Exit, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.CloseEnrolment, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := enrolment.Hold(ctx, tx, by, access.CloseEnrolment, youth, s.now())
		if err != nil {
			return err
		}
		if err := noMove(ctx, tx, e.ID); err != nil {
			return err
		}
		today := when.Of(s.now())
		if x, err = x.clean(ctx, tx, e.StartedOn, today); err != nil {
			return err
		}
		counts, err := programme.CountsOn(ctx, tx, e.Programme, x.Code, x.On)
		if err != nil {
			return err
		}
		if err := enrolment.End(ctx, tx, e, x.On, today); err != nil {
			return err
		}
		event.Team, event.Subject = scope.Team, int64(e.ID)
		event.Detail = map[string]any{"code": x.Code, "counts": counts, "on": x.On}
		return save(ctx, tx, e.ID, x, counts, by.Staff, s.now())
	})
}

// clean tidies the exit and says which rules it breaks, all at once.
func (x Exit) clean(ctx context.Context, tx pgx.Tx, started, today when.Date) (Exit, error) {
	x.Note = rule.Text(x.Note)
	var broken rule.Violations
	on := x.On
	switch {
	case x.On.IsZero():
		broken.Add("on", "required")
		on = today
	case x.On.Before(started):
		broken.Add("on", "before_start")
	case x.On.After(today):
		broken.Add("on", "in_the_future")
	}
	broken.Required("code", x.Code)
	broken.Longest("note", x.Note, mostNote)
	if x.Code != "" {
		is, err := programme.Offered(ctx, tx, programme.ExitKind, rule.Line(x.Code), on)
		if err != nil {
			return x, err
		}
		if !is || x.Code == MovedTeam {
			broken.Add("code", "unknown")
		}
	}
	return x, broken.Err()
}

func save(ctx context.Context, tx pgx.Tx, course id.Enrolment, x Exit, counts programme.Counts, by id.Staff, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO exits (enrolment_id, code, counts, exit_on, note, by_id, at)
		VALUES (@enrolment, @code, @counts, @on, @note, @by, @at)`,
		db.Args{"enrolment": course, "code": x.Code, "counts": counts, "on": x.On, "note": x.Note, "by": by, "at": at})
	if err != nil {
		return fmt.Errorf("exit of enrolment %d: %w", course, err)
	}
	return nil
}

// Moved is the code of a youth who moved to another municipality, which may be given a
// handover package.
const Moved = "moved"

// MovedTeam is the code of a course that ended because another team took over. It is no
// exit: it is counted in no figure of exits, and no form offers it.
const MovedTeam = "moved_team"

// RecordMove writes that a course ended in a move, inside the transaction of who
// assigns.
func RecordMove(ctx context.Context, tx pgx.Tx, by access.Actor, course id.Enrolment, on when.Date, reason string, at time.Time) error {
	return save(ctx, tx, course, Exit{Code: MovedTeam, On: on, Note: reason}, programme.LeftOut, by.Staff, at)
}

// noMove refuses to end a course that another team was asked to take over: who asked
// takes it back first.
func noMove(ctx context.Context, q db.Reader, course id.Enrolment) error {
	team, err := db.Value[string](ctx, q, `
		SELECT t.name FROM referrals r JOIN teams t ON t.id = r.team_id WHERE r.from_enrolment = @course AND r.state NOT IN ('assigned', 'declined')`,
		db.Args{"course": course})
	switch {
	case errors.Is(err, db.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("a move from enrolment %d: %w", course, err)
	}
	return rule.Violation("", "move_waits", team)
}
