package decision

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Stale is answered when a draft was written anew since the page was read.
type Stale struct {
	Theirs Decision
	By     string
	At     time.Time
}

// Error says that the page was old.
func (s *Stale) Error() string {
	return fmt.Sprintf("decision %d was written meanwhile", s.Theirs.ID)
}

// Wish is a draft as somebody wants it.
type Wish struct {
	Content
	Facts []Fact
}

// factField names the field of one of the facts of a form.
func factField(name string, i int) string { return name + "." + strconv.Itoa(i) }

// read tidies a wish and says which rules it breaks.
func (w Wish) read(today when.Date) (Wish, rule.Violations) {
	w.Content = w.clean()
	facts, broken := cleanFacts(w.Facts)
	w.Facts = facts
	return w, append(w.check(today), broken...)
}

// Template is what a new draft of a type begins with on a day.
func Template(t programme.DecisionType, today when.Date) Content {
	c := Content{Weighs: weighsBy(t, t.Burdensome != programme.Favours), BeganOn: today, Basis: t.Basis()}
	if t.Hearing {
		c.Hearing = HearingNeeded
	}
	return c
}

// Begin makes a draft under the row of a type that holds today. corrects is the
// decision in whose place it is made, none for a new one.
func (s *Service) Begin(ctx context.Context, by access.Actor, youth id.Youth, code string, corrects *id.Decision, wish Wish, form audit.Form) (id.Decision, error) {
	event := &audit.Event{By: by, Action: access.DraftDecision, Youth: youth, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.DraftDecision, youth, s.now())
		if err != nil {
			return err
		}
		d, err := s.begin(ctx, tx, by, Decision{Youth: youth, Enrolment: scope.Enrolment, Corrects: corrects}, code, wish)
		event.Subject, event.Team, event.Detail = int64(d.ID), scope.Team, map[string]any{"act": "begin", "type": d.Type.Code}
		return err
	})
	return id.Decision(event.Subject), err
}

// begin makes a draft of a wish in the course of d, whose transaction holds it.
func (s *Service) begin(ctx context.Context, tx pgx.Tx, by access.Actor, d Decision, code string, wish Wish) (Decision, error) {
	wish, broken := wish.read(s.today())
	t, err := typeOn(ctx, tx, code, s.today())
	if err != nil {
		return d, err
	}
	if err := broken.Err(); err != nil {
		return d, err
	}
	d.Author, d.Writers, d.Type, d.TypeID, d.State = by.Staff, []id.Staff{by.Staff}, t, t.ID, Draft
	d.Content, d.Facts, d.CreatedAt, d.ChangedAt = wish.Content, wish.Facts, s.now(), s.now()
	d.Weighs = weighsBy(t, wish.Weighs)
	if err := d.furnish(ctx, tx, s.today()); err != nil {
		return d, err
	}
	if err := mayCorrect(ctx, tx, d, s.today()); err != nil {
		return d, err
	}
	d.settle(s.today())
	if d.ID, err = insert(ctx, tx, d); err != nil {
		return d, err
	}
	if err := saveFacts(ctx, tx, d); err != nil {
		return d, err
	}
	return d, saveStep(ctx, tx, Step{Decision: d.ID, Act: "begin", Was: d.State, State: d.State, By: by.Staff, At: s.now()})
}

// typeOn is the row of a code on a day; one that does not hold any more says since
// when.
func typeOn(ctx context.Context, tx pgx.Tx, code string, today when.Date) (programme.DecisionType, error) {
	t, err := programme.DecisionTypeOn(ctx, tx, code, today)
	if !isNotFound(err) {
		return t, err
	}
	t, err = programme.LastDecisionType(ctx, tx, code)
	switch {
	case isNotFound(err):
		return t, rule.Violation("type", "unknown")
	case err != nil:
		return t, err
	}
	return t, t.MayDecide(today).Err()
}

// mayCorrect refuses to put a draft in the place of what is not decided, or is
// another youth's.
func mayCorrect(ctx context.Context, tx pgx.Tx, d Decision, today when.Date) error {
	if d.Corrects == nil {
		return nil
	}
	old, err := find(ctx, tx, *d.Corrects)
	if err != nil {
		return err
	}
	if old.Youth != d.Youth {
		return fmt.Errorf("decision %d is another youth's: %w", old.ID, db.ErrNotFound)
	}
	_, broken := old.Can(Correct, today)
	return broken.Err()
}

// Write writes a draft anew. What was approved is to be approved anew, and whoever
// writes is a writer. What stood there is kept as a version.
func (s *Service) Write(ctx context.Context, by access.Actor, decision id.Decision, wish Wish, version int, form audit.Form) error {
	wish, broken := wish.read(s.today())
	return s.change(ctx, by, Edit, decision, form, func(tx pgx.Tx, d *Decision, _ *audit.Event) (string, error) {
		if d.Version != version {
			return "", s.stale(ctx, tx, *d)
		}
		if err := broken.Err(); err != nil {
			return "", err
		}
		if err := keepVersion(ctx, tx, *d, by.Staff, s.now()); err != nil {
			return "", err
		}
		d.Content, d.Facts = wish.Content, wish.Facts
		if err := d.renew(ctx, tx, s.today()); err != nil {
			return "", err
		}
		d.Weighs = weighsBy(d.Type, wish.Weighs)
		d.writtenBy(by.Staff)
		return "", saveFacts(ctx, tx, *d)
	})
}

// stale says who wrote a draft since the page was read.
func (s *Service) stale(ctx context.Context, q db.Reader, d Decision) error {
	who, err := lastWriter(ctx, q, d.ID)
	if err != nil {
		return err
	}
	return &Stale{Theirs: d, By: who, At: d.ChangedAt}
}

// settle makes a draft ready when nothing is missing.
func (d *Decision) settle(today when.Date) {
	if d.State == Draft && len(d.Lacks(today)) == 0 {
		d.State = Ready
	}
}

// renew makes a draft anew under the row that holds today. Where none does, the old
// one stays, and with it that it has ended.
func (d *Decision) renew(ctx context.Context, tx pgx.Tx, today when.Date) error {
	t, err := programme.DecisionTypeOn(ctx, tx, d.Type.Code, today)
	if isNotFound(err) {
		t, err = programme.LastDecisionType(ctx, tx, d.Type.Code)
	}
	if err != nil {
		return err
	}
	d.Type, d.TypeID = t, t.ID
	return d.furnish(ctx, tx, today)
}

// furnish gives a draft what follows from its type on a day: the points that have to be
// answered, and whether the team decides or recommends.
func (d *Decision) furnish(ctx context.Context, tx pgx.Tx, today when.Date) error {
	model, err := db.Value[id.Programme](ctx, tx, `SELECT programme_id FROM enrolments WHERE id = @id`, db.Args{"id": d.Enrolment})
	if err != nil {
		return fmt.Errorf("programme of course %d: %w", d.Enrolment, err)
	}
	if d.Mode, err = programme.ModeOn(ctx, tx, model, d.Type, today); err != nil {
		return err
	}
	d.Checklist, err = programme.ChecklistOn(ctx, tx, d.Type.Checklist, today)
	if isNotFound(err) {
		return rule.Violation("type", "checklist_empty", d.Type.Checklist)
	}
	return err
}

// writtenBy makes somebody a writer; what they wrote is to be approved anew.
func (d *Decision) writtenBy(staff id.Staff) {
	d.approvalGone()
	if !d.wrote(staff) {
		d.Writers = append(slices.Clone(d.Writers), staff)
	}
}

// approvalGone takes back that anybody asked for or gave an approval.
func (d *Decision) approvalGone() {
	d.ApprovalBy, d.ApprovalAt, d.ApprovedBy, d.ApprovedAt = nil, nil, nil, nil
}

// Drop ends the case without a decision, with a reason.
func (s *Service) Drop(ctx context.Context, by access.Actor, decision id.Decision, reason string, form audit.Form) error {
	return s.change(ctx, by, Drop, decision, form, func(tx pgx.Tx, d *Decision, e *audit.Event) (string, error) {
		d.approvalGone()
		return reasoned(e, reason)
	})
}

// reasoned is a reason that an act must have, put on the event as well.
func reasoned(e *audit.Event, reason string) (string, error) {
	reason = rule.Text(reason)
	var broken rule.Violations
	broken.Required("reason", reason)
	broken.Longest("reason", reason, mostReason)
	e.Reason = reason
	return reason, broken.Err()
}
