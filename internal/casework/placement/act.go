package placement

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
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

// Stale is answered when a stay was changed since the page was read.
type Stale struct {
	Theirs Placement
	By     string
	At     time.Time
}

// Error says that the page was old.
func (s *Stale) Error() string { return fmt.Sprintf("placement %d was changed meanwhile", s.Theirs.ID) }

// Edit is what one agreed on anew.
type Edit struct {
	Terms
	VITASRef  string
	Overrides map[string]string
	Version   int
}

// Correct writes down what was agreed on anew. The rules are asked again.
func (s *Service) Correct(ctx context.Context, by access.Actor, placement id.Placement, e Edit, form audit.Form) error {
	w := Wish{Terms: e.Terms, VITASRef: e.VITASRef}.clean()
	return s.change(ctx, by, Correct, placement, form, func(tx pgx.Tx, p *Placement, event *audit.Event) error {
		if p.Version != e.Version {
			return s.stale(ctx, tx, *p)
		}
		rules, err := programme.PlacementRulesOn(ctx, tx, p.From)
		if err != nil {
			return err
		}
		var broken rule.Violations
		checkHours(&broken, w.Hours)
		if w.Purpose != p.Purpose && !slices.ContainsFunc(rules.Purposes, func(e programme.Entry) bool { return e.Code == w.Purpose }) {
			broken.Add("purpose", "choose")
		}
		w.checkTexts(&broken)
		if err := broken.Err(); err != nil {
			return err
		}
		before := *p
		p.Terms, p.VITASRef = w.Terms, w.VITASRef
		return s.rejudge(ctx, tx, before, p, rules, e.Overrides, by, event)
	})
}

// rejudge asks the rules about a stay that is about to be changed, and keeps why somebody
// went on against one that nobody has answered before.
func (s *Service) rejudge(ctx context.Context, tx pgx.Tx, before Placement, p *Placement, rules programme.PlacementRules, reasons map[string]string, by access.Actor, event *audit.Event) error {
	warnings, err := s.judgeAnew(ctx, tx, before, p, rules)
	if err != nil {
		return err
	}
	answered, err := db.Values[string](ctx, tx, `SELECT rule || ' ' || numbers::text FROM placement_overrides WHERE placement_id = @id`, db.Args{"id": p.ID})
	if err != nil {
		return fmt.Errorf("overrides of placement %d: %w", p.ID, err)
	}
	fresh, err := unanswered(ctx, tx, warnings, answered)
	if err != nil {
		return err
	}
	kept, err := settle(fresh, reasons)
	if err != nil {
		return err
	}
	if len(kept) > 0 {
		event.Detail.(map[string]any)["overrides"] = len(kept)
	}
	return saveOverrides(ctx, tx, p.ID, kept, by.Staff, s.now())
}

// unanswered are the warnings that nobody has given a reason against with the same
// numbers; they are compared as the database writes them.
func unanswered(ctx context.Context, tx pgx.Tx, warnings []Warning, answered []string) ([]Warning, error) {
	var fresh []Warning
	for _, w := range warnings {
		numbers := w.Numbers
		if numbers == nil {
			numbers = []any{}
		}
		key, err := db.Value[string](ctx, tx, `SELECT @rule || ' ' || @numbers::jsonb::text`, db.Args{"rule": w.Rule, "numbers": numbers})
		if err != nil {
			return nil, fmt.Errorf("warning %s: %w", w.Rule, err)
		}
		if !slices.Contains(answered, key) {
			fresh = append(fresh, w)
		}
	}
	return fresh, nil
}

// stale says who changed a stay since the page was read.
func (s *Service) stale(ctx context.Context, q db.Reader, p Placement) error {
	row, err := db.One[struct {
		Name string
		At   time.Time
	}](ctx, q, `SELECT s.name, v.at FROM placement_versions v JOIN staff s ON s.id = v.by_id WHERE v.placement_id = @id ORDER BY v.version DESC LIMIT 1`, db.Args{"id": p.ID})
	if errors.Is(err, db.ErrNotFound) { // nobody has: the form says a version that never was
		return &Stale{Theirs: p, By: p.ByName, At: p.CreatedAt}
	}
	if err != nil {
		return fmt.Errorf("who changed placement %d: %w", p.ID, err)
	}
	return &Stale{Theirs: p, By: row.Name, At: row.At}
}

// Agreement is how the agreement of a stay stands.
type Agreement struct {
	State    string
	On       when.Date
	VITASRef string
}

// Agree writes down how the agreement stands. The formalities have to be in place before
// a stay begins, for the insurance and for the law (domain 3.4).
func (s *Service) Agree(ctx context.Context, by access.Actor, placement id.Placement, a Agreement, form audit.Form) error {
	a.VITASRef = rule.Line(a.VITASRef)
	return s.change(ctx, by, Agree, placement, form, func(_ pgx.Tx, p *Placement, e *audit.Event) error {
		var broken rule.Violations
		if !slices.Contains(AgreementStates, a.State) {
			broken.Add("agreement_state", "choose")
		}
		switch {
		case a.On.IsZero():
			broken.Add("agreement_on", "required")
		case a.On.After(s.today()):
			broken.Add("agreement_on", "future")
		case a.On.Before(p.From.AddMonths(-mostAgo)):
			broken.Add("agreement_on", "too_far_back", mostAgo)
		}
		broken.Longest("vitas_ref", a.VITASRef, mostLine)
		e.Detail.(map[string]any)["agreement"] = a.State
		p.AgreementState, p.AgreementOn, p.VITASRef = a.State, &a.On, a.VITASRef
		return broken.Err()
	})
}

// BeginWithout lets a stay run though its agreement is not approved, with a reason.
func (s *Service) BeginWithout(ctx context.Context, by access.Actor, placement id.Placement, why string, form audit.Form) error {
	return s.change(ctx, by, Begin, placement, form, func(_ pgx.Tx, p *Placement, e *audit.Event) error {
		p.BegunWhy, p.BegunBy = rule.Text(why), &by.Staff
		e.Reason = p.BegunWhy
		var broken rule.Violations
		broken.Required("reason", p.BegunWhy)
		broken.Longest("reason", p.BegunWhy, mostReason)
		return broken.Err()
	})
}

// Extension is a later last day.
type Extension struct {
	To        when.Date
	Reason    string
	LongWhy   string // where it becomes longer than may be granted without the leader
	Overrides map[string]string
}

// reasons are why it goes on against a rule. That it becomes longer than it was granted
// for is what the reason of the extension says already (LAB § 61: a concrete assessment).
func (x Extension) reasons() map[string]string {
	all := maps.Clone(x.Overrides)
	if all == nil {
		all = map[string]string{}
	}
	for _, rule := range []string{"length", "weeks_company"} {
		if all[rule] == "" {
			all[rule] = x.Reason
		}
	}
	return all
}

// Extend gives a stay a later last day. The rules are asked again, and the visits that
// are ahead are planned anew.
func (s *Service) Extend(ctx context.Context, by access.Actor, placement id.Placement, x Extension, form audit.Form) error {
	x.Reason, x.LongWhy = rule.Text(x.Reason), rule.Text(x.LongWhy)
	return s.change(ctx, by, Extend, placement, form, func(tx pgx.Tx, p *Placement, e *audit.Event) error {
		var broken rule.Violations
		broken.Required("reason", x.Reason)
		broken.Longest("reason", x.Reason, mostReason)
		broken.Longest("long_why", x.LongWhy, mostText)
		switch {
		case x.To.IsZero():
			broken.Add("to", "required")
		case p.To.IsZero() || !x.To.After(p.To):
			broken.Add("to", "not_longer", p.To)
		case x.To.After(p.From.AddMonths(longest)):
			broken.Add("to", "too_far_ahead", longest)
		}
		if err := broken.Err(); err != nil {
			return err
		}
		before := *p
		p.To, p.LongWhy = x.To, x.LongWhy
		rules, err := programme.PlacementRulesOn(ctx, tx, s.today())
		if err != nil {
			return err
		}
		e.Reason = x.Reason
		if err := s.rejudge(ctx, tx, before, p, rules, x.reasons(), by, e); err != nil {
			return err
		}
		if p.To == before.To {
			return nil // the leader is asked for all of it
		}
		_, err = tx.Exec(ctx, `INSERT INTO placement_extensions (placement_id, was_to, to_on, reason, by_id, at) VALUES (@id, @was, @to, @reason, @by, @at)`,
			db.Args{"id": p.ID, "was": before.To, "to": p.To, "reason": x.Reason, "by": by.Staff, "at": s.now()})
		if err != nil {
			return fmt.Errorf("extending placement %d: %w", p.ID, err)
		}
		owner, err := db.Value[id.Staff](ctx, tx, `SELECT owner_id FROM enrolments WHERE id = @id`, db.Args{"id": p.Enrolment})
		if err != nil {
			return fmt.Errorf("owner of course %d: %w", p.Enrolment, err)
		}
		return s.moveVisits(ctx, tx, *p, rules, owner, by.Staff)
	})
}
