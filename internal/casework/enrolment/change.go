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
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Edit is what may be changed of a running course besides its people.
type Edit struct {
	NeedsGroup *int
	Benefit    string
	Category   string
	Wish       string
	Summary    string
	ReadyFor   ReadyFor
	ReadyOn    *when.Date // since when
	Version    int        // the version that was read
}

// Change saves an edit. A stale one is a *Stale with what somebody else saved.
func (s *Service) Change(ctx context.Context, by access.Actor, youth id.Youth, edit Edit, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.EditEnrolment, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := s.hold(ctx, tx, by, access.EditEnrolment, youth)
		if err != nil {
			return err
		}
		event.Team, event.Subject = scope.Team, int64(e.ID)
		edit = edit.clean()
		if edit.Version != e.Version {
			return s.stale(ctx, e)
		}
		if err := edit.check(ctx, tx, e, s.today()); err != nil {
			return err
		}
		event.Detail = map[string]any{"version": e.Version + 1}
		return saveEdit(ctx, tx, e.ID, edit)
	})
}

// Stale is answered when somebody saved since the page was read: what stands now,
// and who wrote it when, to be shown beside what was typed.
type Stale struct {
	Theirs Enrolment
	By     string
	At     time.Time
}

// Error says that the page was old.
func (s *Stale) Error() string {
	return fmt.Sprintf("enrolment %d was changed meanwhile", s.Theirs.ID)
}

func (s *Service) stale(ctx context.Context, now Enrolment) error {
	stale := &Stale{Theirs: now}
	line, err := s.trail.Last(ctx, now.Youth, access.EditEnrolment)
	if err == nil && line.Name != nil {
		stale.By, stale.At = *line.Name, line.At
	}
	return stale
}

func (e Edit) clean() Edit {
	e.Wish, e.Summary = rule.Text(e.Wish), rule.Text(e.Summary)
	e.Benefit, e.Category = rule.Line(e.Benefit), rule.Line(e.Category)
	return e
}

// check says which rules the edit breaks. A code that stands already may stay,
// also when the catalogue no longer offers it.
func (e Edit) check(ctx context.Context, q db.Reader, now Enrolment, today when.Date) error {
	var broken rule.Violations
	broken.Longest("wish", e.Wish, mostWish)
	broken.Longest("summary", e.Summary, mostSummary)
	if e.NeedsGroup != nil && (*e.NeedsGroup < 1 || *e.NeedsGroup > programme.NeedsGroups) {
		broken.Add("needs_group", "unknown")
	}
	broken = append(broken, CheckReady(e.ReadyFor, e.ReadyOn, now.StartedOn, today)...)
	for _, c := range []struct {
		field     string
		kind      programme.Kind
		code, was string
	}{{"benefit", programme.Benefit, e.Benefit, now.Benefit}, {"category", programme.Category, e.Category, now.Category}} {
		if c.code == "" || c.code == c.was {
			continue
		}
		offered, err := programme.Offered(ctx, q, c.kind, c.code, today)
		if err != nil {
			return err
		}
		if !offered {
			broken.Add(c.field, "unknown")
		}
	}
	return broken.Err()
}

// CheckReady says which rules it breaks that a youth is ready for something since a day: it
// may lie before the exit, never before the start, and not after last, the newest day there
// is to tell of.
func CheckReady(what ReadyFor, since *when.Date, started, last when.Date) rule.Violations {
	var broken rule.Violations
	if what != ReadyForNothing && what != ReadyForEducation && what != ReadyForJob {
		broken.Add("ready_for", "unknown")
	}
	switch {
	case since == nil && what != ReadyForNothing:
		broken.Add("ready_on", "required")
	case since == nil:
	case since.Before(started):
		broken.Add("ready_on", "before_start")
	case since.After(last):
		broken.Add("ready_on", "in_the_future")
	}
	return broken
}

func saveEdit(ctx context.Context, tx pgx.Tx, enrolment id.Enrolment, e Edit) error {
	_, err := tx.Exec(ctx, `
		UPDATE enrolments SET needs_group = @needs, benefit = @benefit, category = @category, wish = @wish, summary = @summary,
		       ready_for = @ready_for, ready_on = @ready, version = version + 1
		WHERE id = @id`,
		db.Args{
			"id": enrolment, "needs": e.NeedsGroup, "benefit": e.Benefit, "category": e.Category, "wish": e.Wish,
			"summary": e.Summary, "ready_for": e.ReadyFor, "ready": e.ReadyOn,
		})
	if err != nil {
		return fmt.Errorf("saving enrolment %d: %w", enrolment, err)
	}
	return nil
}
