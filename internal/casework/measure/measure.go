package measure

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// withdrawFor is how long who asked may take a measurement back: as long as an entry of
// the log.
const withdrawFor = contact.WithdrawFor

// Service keeps instruments, measurements and links.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

// Save keeps what was answered about a youth, for somebody who writes in their record. A
// question without an answer leaves the measurement without a score. It answers the
// measurement's number.
func (s *Service) Save(ctx context.Context, by access.Actor, youth id.Youth, instrument id.Instrument, w Answering, form audit.Form) (id.Measurement, error) {
	event := &audit.Event{By: by, Action: access.Measure, Youth: youth, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		now := s.now().UTC().Truncate(time.Microsecond)
		scope, err := standing.Hold(ctx, tx, by, access.Measure, youth, now)
		if err != nil {
			return err
		}
		event.Team = scope.Team
		if scope.Enrolment == 0 {
			return rule.Violation("", "no_course")
		}
		i, err := find(ctx, tx, instrument)
		if err != nil {
			return err
		}
		born, err := birthOf(ctx, tx, youth)
		if err != nil {
			return err
		}
		a, broken := w.read(i, born, when.Of(now))
		if len(broken) > 0 {
			return broken
		}
		event.Detail = map[string]any{"instrument": i.Code, "version": i.Version, "respondent": w.Respondent}
		n, err := insert(ctx, tx, measured{youth: youth, course: scope.Enrolment, instrument: i.ID, respondent: w.Respondent, occasion: w.Occasion, by: by.Staff, at: now}, a)
		event.Subject = int64(n)
		return err
	})
	return id.Measurement(event.Subject), err
}

// Withdraw takes back a measurement made by mistake: who asked may, for two hours. It is
// hidden, and kept.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, youth id.Youth, measurement id.Measurement, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.Measure, Youth: youth, Subject: int64(measurement), Detail: map[string]any{"withdrawn": true}, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.Measure, youth, s.now())
		if err != nil {
			return err
		}
		event.Team = scope.Team
		m, err := db.One[struct {
			ByID id.Staff
			At   time.Time
		}](ctx, tx, `SELECT by_id, at FROM measurements WHERE id = @id AND youth_id = @youth AND withdrawn_at IS NULL FOR UPDATE`,
			db.Args{"id": measurement, "youth": youth})
		if err != nil {
			return fmt.Errorf("measurement %d: %w", measurement, err)
		}
		if !(Measurement{ByID: m.ByID, At: m.At}).Withdrawable(by.Staff, s.now()) {
			return rule.Violation("", "measurement_stays")
		}
		if _, err := tx.Exec(ctx, `UPDATE measurements SET withdrawn_at = @now, withdrawn_by = @by WHERE id = @id`,
			db.Args{"now": s.now(), "by": by.Staff, "id": measurement}); err != nil {
			return fmt.Errorf("withdrawing measurement %d: %w", measurement, err)
		}
		return nil
	})
}

// Record is what a youth's page of measurements shows.
type Record struct {
	Instruments  []Instrument // that hold today, or that were used
	Measurements []Measurement
	Links        []Link       // that still open something
	Hours        int          // a new link holds; 0 where the municipality has said nothing
	Enrolment    id.Enrolment // the course; 0 is none
	Rules        []Rule       // of the course's programme
	StartedOn    *when.Date
	KickoffOn    *when.Date
	ClosedOn     *when.Date
}

// Series are the measurements parted into what may be compared.
func (r Record) Series() []Series { return Compare(r.Instruments, r.Measurements) }

// Offered are the instruments that somebody may answer on a day.
func (r Record) Offered(by Respondent, on when.Date) []Instrument {
	var offered []Instrument
	for _, i := range r.Instruments {
		if i.Asks(by) && i.HoldsOn(on) {
			offered = append(offered, i)
		}
	}
	return offered
}

// Instrument finds one of the record's; false where it is none.
func (r Record) Instrument(n id.Instrument) (Instrument, bool) {
	for _, i := range r.Instruments {
		if i.ID == n {
			return i, true
		}
	}
	return Instrument{}, false
}

// Owed are the measurements the programme asks for on a day, the longest due first.
func (r Record) Owed(today when.Date) []Owed {
	if r.StartedOn == nil {
		return nil
	}
	codes := map[id.Instrument]string{}
	for _, i := range r.Instruments {
		codes[i.ID] = i.Code
	}
	var done []Done // in this course: a survey of one before answers nothing for it
	for _, m := range r.Measurements {
		if m.Enrolment == r.Enrolment {
			done = append(done, Done{Code: codes[m.Instrument], Occasion: m.Occasion, On: m.On})
		}
	}
	return OwedOn(r.Rules, CourseDays{StartedOn: *r.StartedOn, KickoffOn: r.KickoffOn, ClosedOn: r.ClosedOn}, done, today)
}

// Of reads a youth's measurements, for somebody whose scope was read: who may see the
// measurements is asked here.
func (s *Service) Of(ctx context.Context, by access.Actor, scope access.Scope) (Record, error) {
	if err := access.Check(by, access.ViewMeasures, scope); err != nil {
		return Record{}, err
	}
	return record(ctx, s.read, scope, s.now())
}

// Usable reads an instrument that somebody may answer, for the page that asks. One that
// ended is read too: whoever was answering it is told by Save, and loses nothing.
func (s *Service) Usable(ctx context.Context, by access.Actor, scope access.Scope, instrument id.Instrument, r Respondent) (Instrument, error) {
	if err := access.Check(by, access.Measure, scope); err != nil {
		return Instrument{}, err
	}
	i, err := find(ctx, s.read, instrument)
	if err == nil && !i.Asks(r) {
		err = db.ErrNotFound
	}
	if err != nil {
		return i, fmt.Errorf("instrument %d for %s: %w", instrument, r, err)
	}
	return i, nil
}
