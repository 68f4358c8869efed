package plan

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
	"kasket/internal/when"
)

// MadeIn says that what an entry agreed on was agreed in the meeting that the entry tells
// of, in the transaction of the entry. Where it tells of several the first keeps it.
func MadeIn(ctx context.Context, tx pgx.Tx, contact id.Contact, meeting id.Meeting) error {
	if _, err := tx.Exec(ctx, `
		UPDATE agreements a SET meeting_id = m.id FROM meetings m
		WHERE a.contact_id = @contact AND a.meeting_id IS NULL AND m.id = @meeting AND m.youth_id = a.youth_id`,
		db.Args{"contact": contact, "meeting": meeting}); err != nil {
		return fmt.Errorf("agreements of meeting %d: %w", meeting, err)
	}
	return nil
}

// AgreeIn writes down an agreement that was made in a meeting that is held, after its entry
// was written. Its broken rules stand as in Wish.Read; a meeting that is not held breaks one.
func (s *Service) AgreeIn(ctx context.Context, by access.Actor, youth id.Youth, meeting id.Meeting, w Wish, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.Agree, Youth: youth, Form: form, Detail: map[string]any{"meeting": meeting}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		now := s.now().UTC().Truncate(time.Microsecond)
		scope, err := standing.Hold(ctx, tx, by, access.Agree, youth, now)
		if err != nil {
			return err
		}
		event.Team = scope.Team
		held, err := db.Value[bool](ctx, tx, `SELECT state = 'held' FROM meetings WHERE id = @id AND youth_id = @youth`, db.Args{"id": meeting, "youth": youth})
		if err != nil {
			return fmt.Errorf("meeting %d: %w", meeting, err)
		}
		a, given, broken := w.Read(when.Of(now))
		if !given {
			broken.Required("agreement", "")
		}
		if !held {
			broken.Add("", "meeting_not_held")
		}
		if scope.Enrolment == 0 {
			broken.Add("", "no_course")
		}
		if len(broken) > 0 {
			return broken
		}
		a.Youth, a.Enrolment, a.MadeBy, a.MadeAt = youth, scope.Enrolment, by.Staff, now
		n, err := Save(ctx, tx, a)
		if err != nil {
			return err
		}
		event.Subject = int64(n)
		if _, err := tx.Exec(ctx, `UPDATE agreements SET meeting_id = @meeting WHERE id = @id`, db.Args{"meeting": meeting, "id": n}); err != nil {
			return fmt.Errorf("agreement %d of meeting %d: %w", n, meeting, err)
		}
		return nil
	})
}
