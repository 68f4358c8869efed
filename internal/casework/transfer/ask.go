package transfer

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
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Wish is a request as somebody wishes to make it.
type Wish struct {
	To         id.Staff
	Reason     string
	Summary    string // what the youth would say themselves
	WantedOn   when.Date
	StaysBuddy bool
	Items      map[string]Ticked // by Item.Name: what the form showed
	Unseen     bool              // who asks may not read the record: all goes with, unseen
}

// tidy makes the text fit to be checked and stored.
func (w Wish) tidy() Wish {
	w.Reason, w.Summary = rule.Text(w.Reason), rule.Text(w.Summary)
	return w
}

// check holds a wish of by against the course it is about.
func (w Wish) check(e enrolment.Enrolment, by id.Staff, today when.Date) error {
	var broken rule.Violations
	switch w.To {
	case 0:
		broken.Add("to", "required")
	case e.Owner:
		broken.Add("to", "already_owner")
	case by: // who may hand over and wants the youth takes over at once
		broken.Add("to", "ask_oneself")
	}
	broken.Required("reason", w.Reason)
	broken.Longest("reason", w.Reason, mostReason)
	broken.Required("summary", w.Summary)
	broken.Longest("summary", w.Summary, mostSummary)
	switch {
	case w.WantedOn.IsZero():
	case w.WantedOn.Before(today):
		broken.Add("wanted_on", "in_the_past")
	case w.WantedOn.After(today.AddMonths(longestAhead)):
		broken.Add("wanted_on", "too_far_ahead", longestAhead)
	}
	return broken.Err()
}

// Ask asks a colleague of the team to take over a youth. The owner stays until they
// accept.
func (s *Service) Ask(ctx context.Context, by access.Actor, youth id.Youth, wish Wish, form audit.Form) (id.Transfer, error) {
	wish = wish.tidy()
	event := &audit.Event{By: by, Action: access.AskTransfer, Youth: youth, Reason: wish.Reason, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := enrolment.Hold(ctx, tx, by, access.AskTransfer, youth, s.now())
		if err != nil {
			return err
		}
		wish.Unseen = !access.May(by, access.ViewYouth, scope)
		if err := wish.check(e, by.Staff, s.today()); err != nil {
			return err
		}
		if err := noneOpen(ctx, tx, e.ID); err != nil {
			return err
		}
		if err := enrolment.MayOwn(ctx, tx, "to", wish.To, e); err != nil {
			return err
		}
		items, err := itemsOf(ctx, tx, youth, e.ID, by.Staff, s.today())
		if err != nil {
			return err
		}
		if items, err = wish.ticked(items); err != nil {
			return err
		}
		number, err := save(ctx, tx, by.Staff, e, wish, s.now())
		event.Team, event.Subject = e.Team, int64(number)
		event.Detail = map[string]any{"from": e.Owner, "to": wish.To, "items": len(items)}
		return errors.Join(err, saveItems(ctx, tx, number, items))
	})
	return id.Transfer(event.Subject), err
}

// noneOpen refuses a second request while one is open, and says who was asked.
func noneOpen(ctx context.Context, tx pgx.Tx, enrolment id.Enrolment) error {
	asked, err := db.Value[string](ctx, tx, `
		SELECT s.name FROM transfers t JOIN staff s ON s.id = t.to_id WHERE t.enrolment_id = @id AND t.state = 'open'`, db.Args{"id": enrolment})
	switch {
	case errors.Is(err, db.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("open transfer of enrolment %d: %w", enrolment, err)
	}
	return rule.Violation("", "transfer_open", asked)
}

func save(ctx context.Context, tx pgx.Tx, by id.Staff, e enrolment.Enrolment, w Wish, at time.Time) (id.Transfer, error) {
	number, err := db.Value[id.Transfer](ctx, tx, `
		INSERT INTO transfers (youth_id, enrolment_id, from_id, to_id, asked_by, asked_at, reason, summary, wanted_on, stays_buddy)
		VALUES (@youth, @enrolment, @from, @to, @by, @at, @reason, @summary, @wanted, @stays) RETURNING id`,
		db.Args{
			"youth": e.Youth, "enrolment": e.ID, "from": e.Owner, "to": w.To, "by": by, "at": at,
			"reason": w.Reason, "summary": w.Summary, "wanted": w.WantedOn, "stays": w.StaysBuddy,
		})
	if err != nil {
		return 0, fmt.Errorf("asking to take over enrolment %d: %w", e.ID, err)
	}
	return number, nil
}

// Sheet is what lies ready for who is about to ask: who can be asked, what goes with
// the youth, and the words that stand on the course.
type Sheet struct {
	Takers  []Taker
	Items   []Item // none for who may not read the record
	Wish    string // in the youth's own words
	Summary string
	Barred  []id.Staff // who declared a conflict with the youth
	Weight  float64    // what the youth counts in a caseload
	Running *Asked     // the request that is open already
}

// Asked is who was asked, and when.
type Asked struct {
	ID       id.Transfer `json:"id"`
	Receiver string      `json:"receiver"`
	At       time.Time   `json:"at"`
}

// Prepare reads what lies ready for the request; scope is that of by, who opened the
// page of the youth.
func (s *Service) Prepare(ctx context.Context, by access.Actor, scope access.Scope) (Sheet, error) {
	if err := access.Check(by, access.AskTransfer, scope); err != nil {
		return Sheet{}, err
	}
	sheet, err := db.One[Sheet](ctx, s.read, `
		SELECT e.wish, e.summary, coalesce(w.weight, 1)::float8 AS weight,
		       `+takersOf+` AS takers, ARRAY(SELECT k.staff_id FROM conflicts k WHERE k.youth_id = e.youth_id AND k.ended_at IS NULL) AS barred,
		       (SELECT json_build_object('id', t.id, 'receiver', r.name, 'at', t.asked_at) FROM transfers t JOIN staff r ON r.id = t.to_id
		        WHERE t.enrolment_id = e.id AND t.state = 'open') AS running, '[]'::json AS items
		FROM enrolments e LEFT JOIN programme_weights w ON w.programme_id = e.programme_id AND w.needs_group = e.needs_group
		WHERE e.id = @enrolment`,
		db.Args{"enrolment": scope.Enrolment, "team": scope.Team, "today": s.today()})
	if err != nil {
		return sheet, fmt.Errorf("what lies ready to hand over enrolment %d: %w", scope.Enrolment, err)
	}
	if !access.May(by, access.ViewYouth, scope) {
		sheet.Wish, sheet.Summary = "", ""
		return sheet, nil
	}
	sheet.Items, err = itemsOf(ctx, s.read, scope.Youth, scope.Enrolment, by.Staff, s.today())
	return sheet, err
}
