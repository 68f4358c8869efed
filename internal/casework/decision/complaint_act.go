package decision

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// mostName is how many characters the name of a complaint body may have.
const mostName = 120

// answered locks the decision of a complaint, asks the policy, and lets fn make of the
// complaint what the act makes of it; what comes out is saved with the step.
func (s *Service) answered(ctx context.Context, by access.Actor, do ComplaintAct, complaint id.Complaint, form audit.Form, fn func(d Decision, c *Complaint) (ComplaintStep, error)) error {
	sought, err := s.SeekComplaint(ctx, complaint)
	if err != nil {
		return err
	}
	event := &audit.Event{By: by, Action: do.NeedsFor(), Youth: sought.Youth(), Subject: int64(complaint), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		d, scope, err := hold(ctx, tx, by, sought.Youth(), sought.decision.ID, s.now())
		if err != nil {
			return err
		}
		if err := access.Check(by, do.NeedsFor(), scope); err != nil {
			return err
		}
		c, ok := d.Complaint(complaint)
		if !ok {
			return fmt.Errorf("complaint %d: %w", complaint, db.ErrNotFound)
		}
		was := c.State
		step, err := fn(d, &c)
		if err != nil {
			return err
		}
		event.Team, event.Reason = scope.Team, step.Text
		event.Detail = map[string]any{"act": do, "decision": d.ID, "state": c.State}
		if err := saveComplaint(ctx, tx, c, s.now()); err != nil {
			return err
		}
		step.Act, step.Was, step.State, step.At = do, was, c.State, s.now()
		return saveComplaintStep(ctx, tx, c.ID, step, by.Staff)
	})
}

// Reassessment is what came of looking at a decision again.
type Reassessment struct {
	Outcome ComplaintState // Upheld, Changed or Partly
	Reasons string         // what who complained is told, and what goes with it to the complaint body
	NewOne  id.Decision    // the decision made in its place; 0 is none
}

// ReassessComplaint writes down what came of looking at the decision again
// (retssikkerhedsloven § 66). What is changed is changed by a decision: a new one in its
// place, or that it was revoked.
func (s *Service) ReassessComplaint(ctx context.Context, by access.Actor, complaint id.Complaint, r Reassessment, form audit.Form) error {
	r.Reasons = rule.Text(r.Reasons)
	return s.answered(ctx, by, Reassess, complaint, form, func(d Decision, c *Complaint) (ComplaintStep, error) {
		if broken := r.check(d, *c); len(broken) > 0 {
			return ComplaintStep{}, broken
		}
		c.State = r.Outcome
		if r.Outcome != Upheld && r.NewOne != 0 {
			c.ReplacedBy = &r.NewOne
		}
		return ComplaintStep{On: s.today(), Text: r.Reasons}, nil
	})
}

// check holds a reassessment against the complaint and what was decided since.
func (r Reassessment) check(d Decision, c Complaint) rule.Violations {
	v := c.goes(Reassess, r.Outcome, "outcome")
	v.Required("reasons", r.Reasons)
	v.Longest("reasons", r.Reasons, mostText)
	since := d.Since(c)
	known := slices.ContainsFunc(since, func(n Correction) bool { return n.ID == r.NewOne })
	revoked := d.State == Revoked && r.Outcome == Changed
	switch {
	case r.Outcome != Changed && r.Outcome != Partly:
	case r.NewOne == 0 && revoked:
	case len(since) == 0 && r.Outcome == Partly:
		v.Add("outcome", "needs_new_decision")
	case len(since) == 0:
		v.Add("outcome", "needs_new_decision_or_revoked")
	case !known:
		v.Add("new_one", "choose")
	}
	return v
}

// Since lists the decisions made in its place after a complaint came.
func (d Decision) Since(c Complaint) []Correction {
	return slices.DeleteFunc(slices.Clone(d.Corrections), func(n Correction) bool { return n.On.Before(c.ReceivedOn) })
}

// Dispatching is a complaint that is sent on.
type Dispatching struct {
	On     when.Date
	To     string // the complaint body
	Reason string // why after our deadline
}

// DispatchComplaint writes down that a complaint was sent on to the complaint body, with
// the decision, what it rests on and what came of looking at it again. After our own
// deadline that takes a reason, and is done all the same.
func (s *Service) DispatchComplaint(ctx context.Context, by access.Actor, complaint id.Complaint, w Dispatching, form audit.Form) error {
	w.To, w.Reason = rule.Line(w.To), rule.Text(w.Reason)
	return s.answered(ctx, by, Dispatch, complaint, form, func(_ Decision, c *Complaint) (ComplaintStep, error) {
		if broken := w.check(*c, s.today()); len(broken) > 0 {
			return ComplaintStep{}, broken
		}
		c.State, c.SentOn, c.SentTo = SentOn, &w.On, w.To
		if w.late(*c) {
			c.LateReason = w.Reason
		}
		return ComplaintStep{On: w.On, Text: c.LateReason}, nil
	})
}

func (w Dispatching) late(c Complaint) bool {
	return c.ReassessBy != nil && w.On.After(*c.ReassessBy)
}

func (w Dispatching) check(c Complaint, today when.Date) rule.Violations {
	v := c.goes(Dispatch, SentOn, "")
	v.Required("sent_to", w.To)
	v.Longest("sent_to", w.To, mostName)
	v.Longest("late_reason", w.Reason, mostReason)
	first := c.ReceivedOn
	if last := c.last(Reassess); last != nil {
		first = last.On
	}
	switch {
	case w.On.IsZero():
		v.Add("sent_on", "required")
	case w.On.After(today):
		v.Add("sent_on", "future")
	case w.On.Before(first):
		v.Add("sent_on", "before_day", first)
	case w.late(c) && w.Reason == "":
		v.Add("late_reason", "sent_late", *c.ReassessBy)
	}
	return v
}

// last is the latest step of an act; nil where there was none.
func (c Complaint) last(do ComplaintAct) *ComplaintStep {
	for i := len(c.Steps) - 1; i >= 0; i-- {
		if c.Steps[i].Act == do {
			return &c.Steps[i]
		}
	}
	return nil
}

// Ruling is what the complaint body said.
type Ruling struct {
	Outcome ComplaintState // Affirmed, Altered, Remitted, Annulled or Dismissed
	On      when.Date
	Text    string // what it means for the youth; may be empty
}

// RecordResult writes down what the complaint body said.
func (s *Service) RecordResult(ctx context.Context, by access.Actor, complaint id.Complaint, r Ruling, form audit.Form) error {
	r.Text = rule.Text(r.Text)
	return s.answered(ctx, by, Result, complaint, form, func(_ Decision, c *Complaint) (ComplaintStep, error) {
		v := c.goes(Result, r.Outcome, "outcome")
		v.Longest("text", r.Text, mostText)
		switch {
		case r.On.IsZero():
			v.Add("result_on", "required")
		case r.On.After(s.today()):
			v.Add("result_on", "future")
		case c.SentOn != nil && r.On.Before(*c.SentOn):
			v.Add("result_on", "before_day", *c.SentOn)
		}
		c.State = r.Outcome
		return ComplaintStep{On: r.On, Text: r.Text}, v.Err()
	})
}

// WithdrawComplaint writes down that who complained does so no longer, or that it was
// written down by mistake; with how we know.
func (s *Service) WithdrawComplaint(ctx context.Context, by access.Actor, complaint id.Complaint, reason string, form audit.Form) error {
	reason = rule.Text(reason)
	return s.answered(ctx, by, Withdraw, complaint, form, func(_ Decision, c *Complaint) (ComplaintStep, error) {
		v := c.goes(Withdraw, Withdrawn, "")
		v.Required("reason", reason)
		v.Longest("reason", reason, mostReason)
		c.State = Withdrawn
		return ComplaintStep{On: s.today(), Text: reason}, v.Err()
	})
}
