// Package enrolment keeps the courses: one stay of a youth in one team under one
// programme. It answers for the one sentence of Kasket: every youth in a course
// has exactly one owner, at every moment. The owner is a column that cannot be
// empty, changed only together with a row in handovers, under a lock on the row.
package enrolment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Enrolment is one stay in one team under one programme.
type Enrolment struct {
	ID           id.Enrolment
	Youth        id.Youth
	Programme    id.Programme
	Team         id.Team
	Owner        id.Staff
	Buddy        *id.Staff
	NeedsGroup   *int
	Benefit      string // codes of the catalogue
	Category     string
	Wish         string // in the youth's own words
	Summary      string
	StatusBefore string
	StatusNow    string
	StatusOn     *when.Date
	ReadyOn      *when.Date
	ReadyFor     ReadyFor
	ReferredOn   *when.Date
	StartedOn    when.Date
	ClosedOn     *when.Date
	LastContact  *time.Time // last time the youth was talked with
	LastAttempt  *time.Time
	Attempts     int // since the last contact
	Version      int
}

// ReadyFor is what a youth is ready for since ReadyOn (domain 8.3, C: ready for education or
// job within a year of the start).
type ReadyFor string

// What one can be ready for; nobody need have said what.
const (
	ReadyForNothing   ReadyFor = ""
	ReadyForEducation ReadyFor = "education"
	ReadyForJob       ReadyFor = "job"
)

// ReadyFors lists them as they are offered.
var ReadyFors = []ReadyFor{ReadyForEducation, ReadyForJob}

// Open reports whether the course goes on.
func (e Enrolment) Open() bool { return e.ClosedOn == nil }

// Service is the use cases of courses.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

// Limits of what one may write, in characters.
const (
	mostReason  = 1000
	mostSummary = 4000
	mostWish    = 2000
)

// start is a course about to begin.
type start struct {
	Enrolment
	Reason string
	At     time.Time
}

// Begin opens a course inside the transaction of the one who assigns: the row, its
// first link in the chain of owners, and the buddy's. It is called by intake and
// by the reader of files, never by a page. A file may bring a course that has ended:
// then ClosedOn is set, and the exit is outcome's to write.
func Begin(ctx context.Context, tx pgx.Tx, by access.Actor, e Enrolment, reason string, at time.Time) (id.Enrolment, error) {
	return Bring(ctx, tx, by, e, reason, at, at)
}

// Bring is Begin for a course that began before it is written down, at now.
func Bring(ctx context.Context, tx pgx.Tx, by access.Actor, e Enrolment, reason string, at, now time.Time) (id.Enrolment, error) {
	s := start{Enrolment: e, Reason: rule.Text(reason), At: at}
	if err := s.check(); err != nil {
		return 0, err
	}
	if e.Open() { // a course of the past may have been that of somebody who left
		if err := s.people(ctx, tx); err != nil {
			return 0, err
		}
	}
	number, err := s.insert(ctx, tx)
	if err != nil {
		return 0, err
	}
	first := Handover{Enrolment: number, To: e.Owner, By: by.Staff, Reason: s.Reason, At: at}
	if err := saveHandover(ctx, tx, first); err != nil {
		return 0, err
	}
	if e.Buddy != nil {
		if err := saveBuddyChange(ctx, tx, BuddyChange{Enrolment: number, To: e.Buddy, By: by.Staff, Reason: s.Reason, At: at}); err != nil {
			return 0, err
		}
	}
	_, err = settleCovers(ctx, tx, []id.Enrolment{number}, by.Staff, now) // an owner may be away already
	return number, err
}

// people checks that owner and buddy work in the team.
func (s start) people(ctx context.Context, tx pgx.Tx) error {
	// Who declares a conflict with the youth waits for us, or we for them.
	if _, err := tx.Exec(ctx, `SELECT FROM youths WHERE id = @youth FOR KEY SHARE`, db.Args{"youth": s.Youth}); err != nil {
		return fmt.Errorf("holding youth %d: %w", s.Youth, err)
	}
	of := access.Scope{Youth: s.Youth, Team: s.Team}
	if err := available(ctx, tx, "owner", s.Owner, of, always); err != nil {
		return err
	}
	if s.Buddy == nil {
		return nil
	}
	return available(ctx, tx, "buddy", *s.Buddy, of, s.StartedOn)
}

func (s start) check() error {
	var broken rule.Violations
	if s.Owner == 0 {
		broken.Add("owner", "required")
	}
	if s.Buddy != nil && *s.Buddy == s.Owner {
		broken.Add("buddy", "buddy_is_owner")
	}
	broken.Required("reason", s.Reason)
	broken.Longest("reason", s.Reason, mostReason)
	if s.ReferredOn != nil && s.ReferredOn.After(s.StartedOn) {
		broken.Add("started_on", "before_referral")
	}
	if s.ClosedOn != nil && s.ClosedOn.Before(s.StartedOn) {
		broken.Add("closed_on", "before_start")
	}
	if s.NeedsGroup != nil && (*s.NeedsGroup < 1 || *s.NeedsGroup > 4) {
		broken.Add("needs_group", "unknown")
	}
	return broken.Err()
}

// followUpEnds is until when the last owner keeps the record of a course that a
// file brings with its end.
func (s start) followUpEnds() *when.Date {
	if s.ClosedOn == nil {
		return nil
	}
	ends := s.ClosedOn.AddMonths(FollowUpMonths)
	return &ends
}

func (s *Service) today() when.Date { return when.Of(s.now()) }
