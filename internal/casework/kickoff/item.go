package kickoff

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Item is a piece of knowledge that a department hands over, and what is to be done
// with it. A task becomes an agreement when the meeting is held.
type Item struct {
	ID         id.KickoffItem `json:"id"`
	Department string         `json:"department"`
	ToldBy     string         `json:"told_by"`
	Text       string         `json:"text"`
	Task       string         `json:"task"`
	Who        plan.Who       `json:"who"` // nobody where there is no task
	Due        when.Date      `json:"due"`
	Agreement  id.Agreement   `json:"agreement"`
	Version    int            `json:"version"`
	By         string         `json:"by"` // who wrote it down last
	At         time.Time      `json:"at"`
}

// ItemTyped is an item as it was typed.
type ItemTyped struct {
	Department, ToldBy, Text string
	Task, Due                string
	Who                      plan.Who
	Version                  int
}

// Read understands an item. Its broken rules stand at department, told_by, text,
// and as in plan.Wish at agreement, agreement_due and agreement_who.
func (t ItemTyped) Read(today when.Date) (Item, rule.Violations) {
	i := Item{Department: rule.Line(t.Department), ToldBy: rule.Line(t.ToldBy), Text: rule.Text(t.Text)}
	var broken rule.Violations
	broken.Required("department", i.Department)
	broken.Longest("department", i.Department, mostLine)
	broken.Longest("told_by", i.ToldBy, mostLine)
	broken.Required("text", i.Text)
	broken.Longest("text", i.Text, mostText)
	task, given, wrong := plan.Wish{Text: t.Task, Due: t.Due, Who: t.Who}.Read(today)
	broken = append(broken, wrong...)
	if given {
		i.Task, i.Who = task.Text, task.Who
		if task.DueOn != nil {
			i.Due = *task.DueOn
		}
	}
	return i, broken
}

// Hand adds an item.
func (s *Service) Hand(ctx context.Context, by access.Actor, youth id.Youth, t ItemTyped, form audit.Form) error {
	event := &audit.Event{By: by, Youth: youth, Form: form, Detail: map[string]any{"item": "added"}}
	return s.change(ctx, event, func(tx pgx.Tx, k Kickoff) error {
		event.Subject = int64(k.ID)
		i, broken := t.Read(when.Of(s.now()))
		if len(k.Items) >= mostItems {
			broken.Add("text", "too_many", mostItems)
		}
		if len(broken) > 0 {
			return broken
		}
		args := i.args(k, by.Staff, s.now())
		delete(args, "id")
		if _, err := tx.Exec(ctx, `
			INSERT INTO kickoff_items (kickoff_id, department, told_by, text, task, who, due_on, by_id, at)
			VALUES (@kickoff, @department, @told_by, @text, @task, @who, @due, @by, @now)`, args); err != nil {
			return fmt.Errorf("adding to kickoff %d: %w", k.ID, err)
		}
		return nil
	})
}

func (i Item) args(k Kickoff, by id.Staff, now time.Time) db.Args {
	return db.Args{
		"kickoff": k.ID, "id": i.ID, "department": i.Department, "told_by": i.ToldBy, "text": i.Text, "task": i.Task,
		"who": i.Who, "due": i.Due, "by": by, "now": now,
	}
}

// ChangeItem corrects an item while the meeting is not held. A stale change is
// answered with *Stale, and nothing is overwritten.
func (s *Service) ChangeItem(ctx context.Context, by access.Actor, youth id.Youth, n id.KickoffItem, t ItemTyped, form audit.Form) error {
	event := &audit.Event{By: by, Youth: youth, Form: form, Detail: map[string]any{"item": n}}
	return s.change(ctx, event, func(tx pgx.Tx, k Kickoff) error {
		event.Subject = int64(k.ID)
		before, err := k.Item(n)
		if err != nil {
			return err
		}
		if before.Version != t.Version {
			return &Stale{Item: &before, By: before.By, At: before.At}
		}
		i, broken := t.Read(when.Of(s.now()))
		if i.Due == before.Due && !i.Due.IsZero() { // a day that was to come when it was agreed
			broken = slices.DeleteFunc(broken, func(b rule.Broken) bool { return b.Code == "in_the_past" })
		}
		if len(broken) > 0 {
			return broken
		}
		i.ID = n
		if _, err := tx.Exec(ctx, `
			UPDATE kickoff_items SET department = @department, told_by = @told_by, text = @text, task = @task, who = @who, due_on = @due,
			       by_id = @by, at = @now, version = version + 1
			WHERE id = @id AND kickoff_id = @kickoff`, i.args(k, by.Staff, s.now())); err != nil {
			return fmt.Errorf("changing item %d: %w", n, err)
		}
		return nil
	})
}

// DropItem takes an item away while the meeting is not held. One that is gone stays gone.
func (s *Service) DropItem(ctx context.Context, by access.Actor, youth id.Youth, n id.KickoffItem, form audit.Form) error {
	event := &audit.Event{By: by, Youth: youth, Form: form, Detail: map[string]any{"dropped": n}}
	return s.change(ctx, event, func(tx pgx.Tx, k Kickoff) error {
		event.Subject = int64(k.ID)
		if _, err := tx.Exec(ctx, `DELETE FROM kickoff_items WHERE id = @id AND kickoff_id = @kickoff`, db.Args{"id": n, "kickoff": k.ID}); err != nil {
			return fmt.Errorf("dropping item %d: %w", n, err)
		}
		return nil
	})
}

// Item finds an item; db.ErrNotFound for a number of another record.
func (k Kickoff) Item(n id.KickoffItem) (Item, error) {
	at := slices.IndexFunc(k.Items, func(i Item) bool { return i.ID == n })
	if at < 0 {
		return Item{}, none("item", int64(n))
	}
	return k.Items[at], nil
}

// agree makes an agreement of each task, as a part of the entry that tells of the
// meeting.
func (k Kickoff) agree(ctx context.Context, tx pgx.Tx, contact id.Contact, by id.Staff, now time.Time) error {
	for _, i := range k.Items {
		if i.Task == "" {
			continue
		}
		a := plan.Agreement{Youth: k.Youth, Enrolment: k.Enrolment, Contact: &contact, Text: i.Task, Who: i.Who, MadeBy: by, MadeAt: now}
		if !i.Due.IsZero() {
			a.DueOn = &i.Due
		}
		number, err := plan.Save(ctx, tx, a)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE kickoff_items SET agreement_id = @agreement WHERE id = @id`,
			db.Args{"agreement": number, "id": i.ID}); err != nil {
			return fmt.Errorf("agreement of item %d: %w", i.ID, err)
		}
	}
	return nil
}
