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
	By        id.Staff // who arranged it
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
		c.Enrolment, c.For, c.Reason, c.By = e.ID, e.Owner, rule.Text(c.Reason), by.Staff
		list, err := duties(ctx, tx, []id.Enrolment{e.ID}, s.today())
		if err != nil {
			return err
		}
		d := list[0]
		c.Absence = d.absenceOf(c)
		if err := c.check(s.today()); err != nil {
			return err
		}
		if err := available(ctx, tx, "staff", c.Staff, scope, c.To); err != nil {
			return err
		}
		if err := c.there(ctx, tx); err != nil {
			return err
		}
		if d.taken(c) {
			return rule.Violation("from", "cover_overlaps")
		}
		event.Team, event.Subject, event.Reason = scope.Team, int64(e.ID), c.Reason
		event.Detail = map[string]any{"staff": c.Staff, "from": c.From.String(), "to": c.To.String()}
		d.Covers = append(d.Covers, c.standIn())
		batch := &pgx.Batch{}
		d.settle(s.today()).queue(batch, d, by.Staff, s.now())
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return fmt.Errorf("arranging cover in enrolment %d: %w", e.ID, err)
		}
		return nil
	})
}

// standIn is the cover as the rule sees it, about to be arranged.
func (c Cover) standIn() standIn {
	return standIn{Staff: c.Staff, From: c.From, To: c.To, Absence: c.Absence, Reason: c.Reason, By: c.By}
}

// absenceOf is the absence of the owner that a cover lies in: it ends with it. A
// cover that goes beyond is for something else.
func (d duty) absenceOf(c Cover) id.Absence {
	for _, a := range d.Away {
		away := span{a.From, a.To}
		if m, ok := away.meet(span{c.From, c.To}); ok && m == (span{c.From, c.To}) {
			return a.ID
		}
	}
	return 0
}

// taken reports whether something was arranged by hand for part of the days already.
// What the rule made gives way.
func (d duty) taken(c Cover) bool {
	for _, other := range d.Covers {
		if _, both := (span{other.From, other.To}).meet(span{c.From, c.To}); both && !other.ByRule {
			return true
		}
	}
	return false
}

// there refuses somebody who is away on some of the days, and says when.
func (c Cover) there(ctx context.Context, tx pgx.Tx) error {
	away, err := db.All[span](ctx, tx, `
		SELECT from_on AS "from", to_on AS "to" FROM absences
		WHERE staff_id = @staff AND daterange(from_on, to_on, '[]') && daterange(@from, @to, '[]') ORDER BY from_on LIMIT 1`,
		db.Args{"staff": c.Staff, "from": c.From, "to": c.To})
	switch {
	case err != nil:
		return fmt.Errorf("when staff %d is away: %w", c.Staff, err)
	case len(away) == 0:
		return nil
	case away[0].To.IsZero():
		return rule.Violation("staff", "cover_is_away_open", away[0].From.Danish())
	}
	return rule.Violation("staff", "cover_is_away", away[0].From.Danish(), away[0].To.Danish())
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
	case c.To.IsZero() && c.Absence == 0:
		broken.Add("to", "cover_needs_end")
	case c.To.IsZero():
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
		if err := endCover(ctx, tx, e.ID, cover, s.today()); err != nil {
			return err
		}
		_, err = settleCovers(ctx, tx, []id.Enrolment{e.ID}, by.Staff, s.now()) // the buddy steps in
		return err
	})
}

// PassCover lets staff (0: nobody) act in place of who acts under a cover that was
// arranged by hand, for what is left of it, inside the transaction of a use case that
// holds the course e and has asked the policy.
func PassCover(ctx context.Context, tx pgx.Tx, e Enrolment, cover id.Cover, staff, by id.Staff, at time.Time) error {
	today := when.Of(at)
	c, err := db.One[Cover](ctx, tx, `
		SELECT id, enrolment_id AS enrolment, staff_id AS staff, for_id AS "for", from_on AS "from", to_on AS "to",
		       coalesce(absence_id, 0) AS absence, by_rule, reason, by_id AS by
		FROM covers WHERE id = @id`, db.Args{"id": cover})
	if err != nil {
		return fmt.Errorf("cover %d: %w", cover, err)
	}
	if err := endCover(ctx, tx, e.ID, cover, today); err != nil {
		return err
	}
	if staff == 0 {
		_, err := settleCovers(ctx, tx, []id.Enrolment{e.ID}, by, at) // the buddy steps in
		return err
	}
	c.Staff, c.By = staff, by
	if c.From.Before(today) {
		c.From = today
	}
	if err := c.check(today); err != nil {
		return err
	}
	if err := available(ctx, tx, "staff", staff, e.place(), c.To); err != nil {
		return err
	}
	if err := c.there(ctx, tx); err != nil {
		return err
	}
	list, err := duties(ctx, tx, []id.Enrolment{e.ID}, today)
	if err != nil {
		return err
	}
	d := list[0]
	d.Covers = append(d.Covers, c.standIn())
	batch := &pgx.Batch{}
	d.settle(today).queue(batch, d, by, at)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("passing cover %d on: %w", cover, err)
	}
	return nil
}

func endCover(ctx context.Context, tx pgx.Tx, enrolment id.Enrolment, cover id.Cover, today when.Date) error {
	byRule, err := db.Value[bool](ctx, tx, `SELECT by_rule FROM covers WHERE id = @id AND enrolment_id = @enrolment`, db.Args{"id": cover, "enrolment": enrolment})
	if err != nil {
		return fmt.Errorf("cover %d: %w", cover, err)
	}
	if byRule { // it would be there again at once
		return rule.Violation("", "cover_follows_absence")
	}
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

// endCovers ends what was arranged or made for an owner who no longer is: today is the
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
