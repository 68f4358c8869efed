package youth

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// SafetyNote is what one must know to be safe: factual, with a source and an end.
type SafetyNote struct {
	ID        id.SafetyNote
	Text      string
	Source    string
	BansPlace string // a place of the contact log that is not to be used; "" is none
	From      when.Date
	To        when.Date // last day
	By        id.Staff
	At        time.Time
	EndedBy   *id.Staff // who ended it before its time
}

// Places are the places of the contact log that a note can ban.
var Places = []string{"home", "office", "town", "company", "other"}

// longestSafety is how many days a note may last before somebody looks again.
const longestSafety = 366

// NoteSafety adds a note about a youth.
func (s *Service) NoteSafety(ctx context.Context, by access.Actor, youth id.Youth, n SafetyNote, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.NoteSafety, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Check(ctx, tx, by, access.NoteSafety, youth, s.now())
		if err != nil {
			return err
		}
		if n, err = n.clean(when.Of(s.now())); err != nil {
			return err
		}
		note, err := db.Value[int64](ctx, tx, `
			INSERT INTO safety_notes (youth_id, text, source, bans_place, from_on, to_on, by_id, created_at)
			VALUES (@youth, @text, @source, @place, @from, @to, @by, @now) RETURNING id`,
			db.Args{
				"youth": youth, "text": n.Text, "source": n.Source, "place": n.BansPlace, "from": n.From, "to": n.To,
				"by": by.Staff, "now": s.now(),
			})
		if err != nil {
			return fmt.Errorf("safety note of youth %d: %w", youth, err)
		}
		event.Team, event.Subject = scope.Team, note
		return nil
	})
}

func (n SafetyNote) clean(today when.Date) (SafetyNote, error) {
	n.Text, n.Source, n.BansPlace = rule.Text(n.Text), rule.Line(n.Source), rule.Line(n.BansPlace)
	if n.From.IsZero() {
		n.From = today
	}
	var broken rule.Violations
	broken.Required("text", n.Text)
	broken.Longest("text", n.Text, mostAddress)
	broken.Required("source", n.Source)
	broken.Longest("source", n.Source, mostName)
	if n.BansPlace != "" && !slices.Contains(Places, n.BansPlace) {
		broken.Add("bans_place", "unknown")
	}
	if n.From.After(today) {
		broken.Add("from", "in_the_future")
	}
	switch {
	case n.To.IsZero():
		broken.Add("to", "required")
	case n.To.Before(n.From):
		broken.Add("to", "before_from")
	case n.To.Before(today):
		broken.Add("to", "in_the_past")
	case n.To.Sub(today) > longestSafety:
		broken.Add("to", "safety_too_long")
	}
	return n, broken.Err()
}

// EndSafety ends a note with yesterday; one that began today is over at once.
func (s *Service) EndSafety(ctx context.Context, by access.Actor, youth id.Youth, note id.SafetyNote, form audit.Form) error {
	event := &audit.Event{
		By: by, Action: access.NoteSafety, Youth: youth, Subject: int64(note), Form: form,
		Detail: map[string]any{"ended": true},
	}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Check(ctx, tx, by, access.NoteSafety, youth, s.now())
		if err != nil {
			return err
		}
		event.Team = scope.Team
		tag, err := tx.Exec(ctx, `
			UPDATE safety_notes SET to_on = @today::date - 1, from_on = least(from_on, @today::date - 1), ended_by = @by
			WHERE id = @id AND youth_id = @youth AND to_on >= @today`,
			db.Args{"id": note, "youth": youth, "by": by.Staff, "today": when.Of(s.now())})
		if err != nil {
			return fmt.Errorf("ending safety note %d: %w", note, err)
		}
		if tag.RowsAffected() == 0 {
			return fmt.Errorf("safety note %d: %w", note, db.ErrNotFound)
		}
		return nil
	})
}
