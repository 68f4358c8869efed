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

// Cover is a dated period in which somebody acts for the owner. It ends by itself:
// who may what is read from the dates, never from a flag.
type Cover struct {
	ID        id.Cover
	Enrolment id.Enrolment
	Staff     id.Staff // who acts
	For       id.Staff // the owner they act for
	From      when.Date
	To        when.Date  // last day; none while nobody knows when the owner is back
	Absence   id.Absence // it is for; 0 is none
	ByRule    bool       // the buddy stepped in; see settle
	Reason    string
}

// longestCover is how many days one cover may last: longer is a change of owner.
const longestCover = 183

// ArrangeCover lets staff act for the owner of a youth from and to the given days.
func (s *Service) ArrangeCover(ctx context.Context, by access.Actor, youth id.Youth, c Cover, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.ArrangeCover, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := s.hold(ctx, tx, by, access.ArrangeCover, youth)
		if err != nil {
			return err
		}
		c.Enrolment, c.For, c.Reason = e.ID, e.Owner, rule.Text(c.Reason)
		if err := c.check(s.today()); err != nil {
			return err
		}
		if err := available(ctx, tx, "staff", c.Staff, scope.Team, c.To); err != nil {
			return err
		}
		event.Team, event.Subject, event.Reason = scope.Team, int64(e.ID), c.Reason
		event.Detail = map[string]any{"staff": c.Staff, "from": c.From.String(), "to": c.To.String()}
		return saveCover(ctx, tx, c, by.Staff, s.now())
	})
}

func (c Cover) check(today when.Date) error {
	var broken rule.Violations
	switch {
	case c.Staff == 0:
		broken.Add("staff", "required")
	case c.Staff == c.For:
		broken.Add("staff", "cover_is_owner")
	}
	switch {
	case c.From.IsZero():
		broken.Add("from", "required")
	case c.From.Before(today):
		broken.Add("from", "in_the_past")
	}
	switch {
	case c.To.IsZero():
		broken.Add("to", "required")
	case c.To.Before(c.From):
		broken.Add("to", "before_from")
	case c.To.Sub(c.From) > longestCover:
		broken.Add("to", "cover_too_long", longestCover)
	}
	broken.Longest("reason", c.Reason, mostReason)
	return broken.Err()
}

// EndCover ends a running cover with yesterday, or takes away one to come.
func (s *Service) EndCover(ctx context.Context, by access.Actor, youth id.Youth, cover id.Cover, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.ArrangeCover, Youth: youth, Subject: int64(cover), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := s.hold(ctx, tx, by, access.ArrangeCover, youth)
		if err != nil {
			return err
		}
		event.Team = scope.Team
		return endCover(ctx, tx, e.ID, cover, s.today())
	})
}

func saveCover(ctx context.Context, tx pgx.Tx, c Cover, by id.Staff, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO covers (enrolment_id, staff_id, for_id, from_on, to_on, reason, by_id, at)
		VALUES (@enrolment, @staff, @for, @from, @to, @reason, @by, @at)`,
		db.Args{"enrolment": c.Enrolment, "staff": c.Staff, "for": c.For, "from": c.From, "to": c.To, "reason": c.Reason, "by": by, "at": at})
	if db.Violates(err, "one_cover_at_a_time") {
		return rule.Violation("from", "cover_overlaps")
	}
	if err != nil {
		return fmt.Errorf("saving cover: %w", err)
	}
	return nil
}

func endCover(ctx context.Context, tx pgx.Tx, enrolment id.Enrolment, cover id.Cover, today when.Date) error {
	args := db.Args{"id": cover, "enrolment": enrolment, "today": today}
	gone, err := tx.Exec(ctx, `DELETE FROM covers WHERE id = @id AND enrolment_id = @enrolment AND from_on >= @today`, args)
	if err != nil {
		return fmt.Errorf("taking away cover %d: %w", cover, err)
	}
	ended, err := tx.Exec(ctx, `UPDATE covers SET to_on = @today::date - 1 WHERE id = @id AND enrolment_id = @enrolment AND from_on < @today AND (to_on IS NULL OR to_on >= @today)`, args)
	if err != nil {
		return fmt.Errorf("ending cover %d: %w", cover, err)
	}
	if gone.RowsAffected()+ended.RowsAffected() == 0 {
		return fmt.Errorf("cover %d: %w", cover, db.ErrNotFound)
	}
	return nil
}

// endCovers ends what was arranged for an owner who no longer is: today is the
// last day of what runs, and what was to come is taken away. Otherwise it would
// be there again, unseen, when the youth came back to that owner.
func endCovers(ctx context.Context, tx pgx.Tx, enrolment id.Enrolment, today when.Date) error {
	args := db.Args{"id": enrolment, "today": today}
	_, err := tx.Exec(ctx, `DELETE FROM covers WHERE enrolment_id = @id AND from_on > @today`, args)
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE covers SET to_on = @today WHERE enrolment_id = @id AND (to_on IS NULL OR to_on > @today)`, args)
	}
	if err != nil {
		return fmt.Errorf("ending the covers of enrolment %d: %w", enrolment, err)
	}
	return nil
}
