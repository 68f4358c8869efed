package enrolment

import (
	"context"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/id"
	"kasket/internal/staff"
)

// RegisterAbsence notes that who is away and lets the buddies of their youths step
// in for exactly that time, in one transaction.
func (s *Service) RegisterAbsence(ctx context.Context, by access.Actor, who id.Staff, a staff.Absence, form audit.Form) (id.Absence, error) {
	event := &audit.Event{By: by, Action: access.RegisterAbsence, Form: form}
	err := s.away(ctx, event, who, func(tx pgx.Tx) error {
		number, err := staff.AddAbsence(ctx, tx, by, who, a)
		event.Subject = int64(number)
		event.Detail = map[string]any{"staff": who, "from": a.From.String(), "to": a.To.String()}
		return err
	})
	return id.Absence(event.Subject), err
}

// ChangeAbsence gives an absence other days: an end that was not known, or a new
// one. The covers follow from today on.
func (s *Service) ChangeAbsence(ctx context.Context, by access.Actor, who id.Staff, absence id.Absence, a staff.Absence, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.RegisterAbsence, Subject: int64(absence), Form: form}
	return s.away(ctx, event, who, func(tx pgx.Tx) error {
		event.Detail = map[string]any{"staff": who, "from": a.From.String(), "to": a.To.String()}
		return staff.ChangeAbsence(ctx, tx, by, who, absence, a, s.today())
	})
}

// EndAbsence notes that who is back today: yesterday was the last day away, and of
// the covers. An absence that has not begun by then is taken away.
func (s *Service) EndAbsence(ctx context.Context, by access.Actor, who id.Staff, absence id.Absence, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.RegisterAbsence, Subject: int64(absence), Form: form, Detail: map[string]any{"staff": who, "ended": true}}
	return s.away(ctx, event, who, func(tx pgx.Tx) error {
		return staff.EndAbsence(ctx, tx, by, who, absence, s.today())
	})
}

// away changes when somebody is away, and then the covers of every course that has
// to do with them. The courses are held before the person, as everywhere, and once
// more after: who made them owner or buddy meanwhile has committed by then, and
// whoever does it later waits for us (see available).
func (s *Service) away(ctx context.Context, event *audit.Event, who id.Staff, change func(pgx.Tx) error) error {
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := staff.MayPlan(ctx, tx, event.By, who); err != nil {
			return err
		}
		if _, err := touching(ctx, tx, who, s.today()); err != nil {
			return err
		}
		if err := staff.HoldAbsences(ctx, tx, who); err != nil {
			return err
		}
		courses, err := touching(ctx, tx, who, s.today())
		if err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		event.Also, err = settleCovers(ctx, tx, courses, event.By.Staff, s.now())
		return err
	})
}
