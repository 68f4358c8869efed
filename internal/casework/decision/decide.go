package decision

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/document"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Submit asks whoever the type names to approve the decision.
func (s *Service) Submit(ctx context.Context, by access.Actor, decision id.Decision, form audit.Form) error {
	return s.change(ctx, by, Submit, decision, form, func(_ pgx.Tx, d *Decision, _ *audit.Event) (string, error) {
		at := s.now()
		d.ApprovalBy, d.ApprovalAt = &by.Staff, &at
		return "", d.Lacks(s.today()).Err()
	})
}

// Recall takes the asking back, to write on.
func (s *Service) Recall(ctx context.Context, by access.Actor, decision id.Decision, form audit.Form) error {
	return s.change(ctx, by, Recall, decision, form, func(_ pgx.Tx, d *Decision, _ *audit.Event) (string, error) {
		d.approvalGone()
		return "", nil
	})
}

// Approve is the word of a second pair of eyes: of somebody who has written nothing
// in it, at the version they read (domain 2.6, point 13).
func (s *Service) Approve(ctx context.Context, by access.Actor, decision id.Decision, version int, form audit.Form) error {
	return s.change(ctx, by, Approve, decision, form, func(_ pgx.Tx, d *Decision, _ *audit.Event) (string, error) {
		switch {
		case d.wrote(by.Staff):
			return "", rule.Violation("", "own_decision")
		case d.Version != version:
			return "", rule.Violation("", "decision_changed")
		}
		at := s.now()
		d.ApprovedBy, d.ApprovedAt = &by.Staff, &at
		return "", d.Lacks(s.today()).Err()
	})
}

// Return gives the draft back with a reason: it is not approved.
func (s *Service) Return(ctx context.Context, by access.Actor, decision id.Decision, reason string, form audit.Form) error {
	return s.change(ctx, by, Return, decision, form, func(_ pgx.Tx, d *Decision, e *audit.Event) (string, error) {
		if d.wrote(by.Staff) {
			return "", rule.Violation("", "own_decision")
		}
		d.approvalGone()
		return reasoned(e, reason)
	})
}

// Decide makes the decision: from now on it says what it says, and the entries of the
// log it rests on are locked. version is what was read before deciding.
func (s *Service) Decide(ctx context.Context, by access.Actor, decision id.Decision, version int, form audit.Form) error {
	return s.change(ctx, by, Decide, decision, form, func(tx pgx.Tx, d *Decision, _ *audit.Event) (string, error) {
		if d.Version != version {
			return "", rule.Violation("", "decision_changed")
		}
		approved := *d
		if err := d.renew(ctx, tx, s.today()); err != nil {
			return "", err
		}
		if d.ApprovedAt != nil && !d.sameRows(approved) {
			return "", rule.Violation("", "type_changed")
		}
		return "", s.decided(ctx, tx, by, d)
	})
}

// decided writes down who decided when, once nothing is missing.
func (s *Service) decided(ctx context.Context, tx pgx.Tx, by access.Actor, d *Decision) error {
	if broken := d.Lacks(s.today()); len(broken) > 0 {
		return broken
	}
	at, on := s.now(), s.today()
	d.DecidedBy, d.DecidedAt, d.DecidedOn = &by.Staff, &at, &on
	if d.EffectFrom == nil {
		d.EffectFrom = &on
	}
	return d.lockEvidence(ctx, tx, at)
}

// sameRows reports whether a decision is made under the same rows as another.
func (d Decision) sameRows(was Decision) bool {
	return d.Type.ID == was.Type.ID && d.Type.Version == was.Type.Version && d.Mode == was.Mode &&
		slices.EqualFunc(d.Checklist, was.Checklist, func(a, b programme.ChecklistItem) bool { return a.ID == b.ID && a.Version == b.Version })
}

// lockEvidence locks what the decision rests on: the entries of the log and the
// documents.
func (d Decision) lockEvidence(ctx context.Context, tx pgx.Tx, at time.Time) error {
	var entries []id.Contact
	var documents []id.Document
	for _, f := range d.Facts {
		if f.Contact != nil {
			entries = append(entries, *f.Contact)
		}
		if f.Document != nil {
			documents = append(documents, *f.Document)
		}
	}
	for _, c := range d.Checks {
		for _, e := range c.Evidence {
			if e.Contact != nil {
				entries = append(entries, *e.Contact)
			}
			if e.Document != nil {
				documents = append(documents, *e.Document)
			}
		}
	}
	if err := contact.MarkUsed(ctx, tx, entries, at); err != nil {
		return err
	}
	err := document.MarkUsed(ctx, tx, d.Youth, documents, at)
	if isNotFound(err) {
		return rule.Violation("fact.0", "evidence_withdrawn")
	}
	return err
}

// Revoke takes a decision back, with a reason. What is to hold instead is a new one.
func (s *Service) Revoke(ctx context.Context, by access.Actor, decision id.Decision, reason string, form audit.Form) error {
	return s.change(ctx, by, Revoke, decision, form, func(_ pgx.Tx, d *Decision, e *audit.Event) (string, error) {
		at, err := s.now(), error(nil)
		d.RevokedBy, d.RevokedAt, d.EndedOn = &by.Staff, &at, nil
		d.RevokedReason, err = reasoned(e, reason)
		d.EndReason = ""
		return d.RevokedReason, err
	})
}

// EndEarly ends what was decided before its last day, or writes down what the other
// office answered to a recommendation.
func (s *Service) EndEarly(ctx context.Context, by access.Actor, decision id.Decision, on when.Date, reason string, form audit.Form) error {
	return s.change(ctx, by, End, decision, form, func(_ pgx.Tx, d *Decision, e *audit.Event) (string, error) {
		var broken rule.Violations
		switch {
		case on.IsZero():
			broken.Add("ended_on", "required")
		case on.After(s.today()):
			broken.Add("ended_on", "future")
		case d.DecidedOn != nil && on.Before(*d.DecidedOn):
			broken.Add("ended_on", "earlier_than", *d.DecidedOn)
		}
		if err := broken.Err(); err != nil {
			return "", err
		}
		var err error
		d.EndedOn = &on
		d.EndReason, err = reasoned(e, reason)
		return d.EndReason, err
	})
}
