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
	"kasket/internal/programme"
	"kasket/internal/rule"
)

// mostCheckEvidence is how many pieces of evidence a point can have.
const mostCheckEvidence = 20

// checksOf reads the answers, with what the gate has to know of what they rest on.
const checksOf = `(SELECT coalesce(json_agg(json_build_object('item', k.item, 'met', k.met, 'text', k.text, 'choice', k.choice, 'by', k.by_id, 'name', s.name, 'at', k.at,
	        'evidence', (SELECT coalesce(json_agg(json_build_object('contact', e.contact_id, 'document', e.document_id, 'kind', coalesce(c.kind, x.type, ''),
	                            'name', coalesce(x.party, ''), 'on', coalesce((c.occurred_at AT TIME ZONE 'Europe/Copenhagen')::date, x.dated_on),
	                            'outcome', coalesce(c.outcome, ''), 'direction', coalesce(c.direction, ''), 'with', coalesce(c.counterpart, ''),
	                            'withdrawn', coalesce(c.withdrawn_at, x.withdrawn_at) IS NOT NULL) ORDER BY e.position), '[]')
	                     FROM decision_check_evidence e LEFT JOIN contacts c ON c.id = e.contact_id LEFT JOIN documents x ON x.id = e.document_id
	                     WHERE e.decision_id = k.decision_id AND e.item = k.item))), '[]')
	 FROM decision_checks k JOIN staff s ON s.id = k.by_id WHERE k.decision_id = d.id) AS checks`

// Answer is what was answered to a point; an empty one where nobody has.
func (d Decision) Answer(item string) Check { return answer(d.Checks, item) }

// Keys names what the answer rests on, as Evidence.Key.
func (c Check) Keys() []string {
	var keys []string
	for _, e := range c.Evidence {
		keys = append(keys, Fact{Contact: e.Contact, Document: e.Document}.Key())
	}
	return keys
}

// Rest reads what an answer rests on out of a form: the key of an entry or a document.
func (c *Check) Rest(key string) error {
	var f Fact
	if err := f.FromKey(key); err != nil || key == "" {
		return err
	}
	if f.Person != nil {
		return id.ErrNotNumber
	}
	if !slices.Contains(c.Keys(), key) {
		c.Evidence = append(c.Evidence, CheckEvidence{Contact: f.Contact, Document: f.Document})
	}
	return nil
}

// empty reports whether nothing was answered.
func (c Check) empty() bool {
	return c.Met == nil && c.Text == "" && c.Choice == "" && len(c.Evidence) == 0
}

// same reports whether two answers say the same.
func (c Check) same(other Check) bool {
	met := c.Met == other.Met || c.Met != nil && other.Met != nil && *c.Met == *other.Met
	return met && c.Text == other.Text && c.Choice == other.Choice && slices.Equal(c.Keys(), other.Keys())
}

// readChecks tidies answers and says which rules they break: what can only be a slip.
func readChecks(checks []Check) ([]Check, rule.Violations) {
	var tidy []Check
	var v rule.Violations
	for _, c := range checks {
		c.Text, c.Choice = rule.Text(c.Text), rule.Line(c.Choice)
		v.Longest(CheckField(c.Item), c.Text, mostFact)
		if len(c.Evidence) > mostCheckEvidence {
			v.Add(CheckField(c.Item), "too_many_facts", mostCheckEvidence)
		}
		if !c.empty() {
			tidy = append(tidy, c)
		}
	}
	return tidy, v
}

// WriteChecks writes down what is answered to the checklist of a draft: it is writing
// in the draft, and so an approval is asked for anew. Nothing answered is nothing kept.
func (s *Service) WriteChecks(ctx context.Context, by access.Actor, decision id.Decision, checks []Check, version int, form audit.Form) error {
	checks, broken := readChecks(checks)
	return s.change(ctx, by, Edit, decision, form, func(tx pgx.Tx, d *Decision, e *audit.Event) (string, error) {
		if d.Version != version {
			return "", s.stale(ctx, tx, *d)
		}
		if err := broken.Err(); err != nil {
			return "", err
		}
		if err := keepVersion(ctx, tx, *d, by.Staff, s.now()); err != nil {
			return "", err
		}
		if err := d.renew(ctx, tx, s.today()); err != nil {
			return "", err
		}
		if err := d.known(ctx, tx, checks); err != nil {
			return "", err
		}
		e.Detail = map[string]any{"act": Edit, "part": "checklist", "type": d.Type.Code}
		at := s.now()
		for i, c := range checks {
			if old := d.Answer(c.Item); c.same(old) && !old.empty() {
				checks[i] = old
				continue
			}
			checks[i].By, checks[i].Name, checks[i].At = by.Staff, by.Name, at
		}
		d.Checks = checks
		if err := saveChecks(ctx, tx, *d); err != nil {
			return "", err
		}
		d.writtenBy(by.Staff)
		fresh, err := find(ctx, tx, d.ID) // what the evidence is
		d.Checks = fresh.Checks
		return "", err
	})
}

// known refuses answers to points that the list does not have, and categories that the
// catalogue does not have.
func (d Decision) known(ctx context.Context, q db.Reader, checks []Check) error {
	for _, c := range checks {
		i := slices.IndexFunc(d.Checklist, func(i programme.ChecklistItem) bool { return i.Code == c.Item })
		switch {
		case i < 0 || !d.Checklist[i].Rule.Answered():
			return rule.Violation("", "check_unknown")
		case c.Choice == "":
			continue
		}
		there, err := db.Value[bool](ctx, q, `SELECT EXISTS (SELECT FROM catalogue WHERE kind = 'category' AND code = @code)`, db.Args{"code": c.Choice})
		if err != nil {
			return fmt.Errorf("category of decision %d: %w", d.ID, err)
		}
		if !there || d.Checklist[i].Rule != programme.Visitated {
			return rule.Violation(CheckField(c.Item), "unknown")
		}
	}
	return nil
}

// saveChecks writes the answers anew.
func saveChecks(ctx context.Context, tx pgx.Tx, d Decision) error {
	for _, table := range []string{"decision_check_evidence", "decision_checks"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE decision_id = @id`, db.Args{"id": d.ID}); err != nil {
			return fmt.Errorf("checks of decision %d: %w", d.ID, err)
		}
	}
	for _, c := range d.Checks {
		_, err := tx.Exec(ctx, `
			INSERT INTO decision_checks (decision_id, item, met, text, choice, by_id, at) VALUES (@decision, @item, @met, @text, @choice, @by, @at)`,
			db.Args{"decision": d.ID, "item": c.Item, "met": c.Met, "text": c.Text, "choice": c.Choice, "by": c.By, "at": c.At})
		if err != nil {
			return fmt.Errorf("check %s of decision %d: %w", c.Item, d.ID, err)
		}
		for i, e := range c.Evidence {
			_, err := tx.Exec(ctx, `
				INSERT INTO decision_check_evidence (decision_id, item, position, contact_id, document_id) VALUES (@decision, @item, @position, @contact, @document)`,
				db.Args{"decision": d.ID, "item": c.Item, "position": i, "contact": e.Contact, "document": e.Document})
			if db.Violates(err, "check_evidence_is_theirs") {
				return rule.Violation(CheckField(c.Item), "check_evidence_unknown")
			}
			if err != nil {
				return fmt.Errorf("evidence of check %s of decision %d: %w", c.Item, d.ID, err)
			}
		}
	}
	return nil
}
