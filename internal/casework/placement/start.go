package placement

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/company"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Words says in the youth's language what is granted, where nobody wrote it.
type Words func(p Placement, kind programme.StayType, purpose programme.Entry) string

// Start registers a stay, and with it whatever the wish holds: a company that is new,
// what it may know, the decision that grants the stay, and the visits that follow. All
// of it is kept, or nothing is. A *Warned tells which rules it goes against.
func (s *Service) Start(ctx context.Context, by access.Actor, youth id.Youth, w Wish, words Words, form audit.Form) (id.Placement, error) {
	w = w.clean()
	event := &audit.Event{By: by, Action: access.Place, Youth: youth, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.Place, youth, s.now())
		if err != nil {
			return err
		}
		b := beginning{Service: s, tx: tx, by: by, scope: scope, youth: youth, wish: w, words: words}
		if b.rules, err = programme.PlacementRulesOn(ctx, tx, s.ruled(w)); err != nil {
			return err
		}
		if err := b.check(ctx); err != nil {
			return err
		}
		detail, err := b.save(ctx)
		event.Team, event.Subject, event.Detail = scope.Team, int64(b.stay.ID), detail
		return err
	})
	return id.Placement(event.Subject), err
}

// ruled is the day whose rules a stay is measured by: the one it begins on.
func (s *Service) ruled(w Wish) when.Date {
	if w.From.IsZero() {
		return s.today()
	}
	return w.From
}

// beginning is a stay that is about to be registered, in its transaction.
type beginning struct {
	*Service
	tx    pgx.Tx
	by    access.Actor
	scope access.Scope
	youth id.Youth
	wish  Wish
	words Words
	rules programme.PlacementRules
	kind  programme.StayType
	stay  Placement
}

// check says everything that is wrong with the wish at once, whichever room's rule it is.
func (b *beginning) check(ctx context.Context) error {
	if err := b.last(ctx); err != nil {
		return err
	}
	broken := b.wish.check(b.rules, b.today())
	switch {
	case b.scope.Enrolment == 0:
		broken.Add("", "no_course")
	case b.scope.Closed:
		broken.Add("", "course_closed")
	}
	if g := b.wish.Grant; g != nil {
		broken.Required("decision_view", rule.Text(g.View))
		if g.Demanded {
			broken.Required("decision_why", rule.Text(g.Why))
		}
	}
	if c := b.wish.Consent; c != nil {
		bounds, err := b.people.ConsentBounds(ctx, b.tx, b.youth)
		if err != nil {
			return err
		}
		to := *c
		to.Company = 1 // which one is not known yet; that it is one is
		broken = append(broken, to.Tidy(b.today()).Check(bounds)...)
	}
	return broken.Err()
}

// last fills in the last days that nobody wrote: a stay lasts as long as the rules grant
// it for, and a consent as long as the stay.
func (b *beginning) last(ctx context.Context) error {
	w := &b.wish
	if w.To.IsZero() && !w.From.IsZero() && b.scope.Enrolment != 0 {
		category, err := categoryIn(ctx, b.tx, b.scope.Enrolment)
		if err != nil {
			return err
		}
		if row, ok := b.rules.Length(w.Type, category); ok {
			w.To = w.From.AddDays(row.Weeks*daysOfWeek - 1)
		}
	}
	if w.Consent != nil && w.Consent.To.IsZero() {
		consent := *w.Consent
		consent.To, w.Consent = w.To, &consent
	}
	return nil
}

const daysOfWeek = 7

// save keeps all of it. The company comes first, because all the rest is about it.
func (b *beginning) save(ctx context.Context) (detail map[string]any, err error) {
	detail = map[string]any{"type": b.wish.Type, "new_company": b.wish.New != nil}
	if err := b.compose(ctx); err != nil {
		return nil, err
	}
	warnings, err := b.judge(ctx, b.tx, &b.stay, b.rules)
	if err != nil {
		return nil, err
	}
	overrides, err := settle(warnings, b.wish.Overrides)
	if err != nil {
		return nil, err
	}
	if b.wish.Consent != nil {
		w := *b.wish.Consent
		w.Company = b.stay.Company.ID
		if detail["consent"], err = b.people.Give(ctx, b.tx, b.by, b.youth, b.scope.Enrolment, w); err != nil {
			return nil, err
		}
	}
	if err := b.grant(ctx, detail); err != nil {
		return nil, err
	}
	if b.stay.ID, err = insert(ctx, b.tx, b.stay); err != nil {
		return nil, err
	}
	if err := saveOverrides(ctx, b.tx, b.stay.ID, overrides, b.by.Staff, b.now()); err != nil {
		return nil, err
	}
	detail["company"] = b.stay.Company.ID
	return detail, b.planVisits(ctx, b.tx, b.stay, b.rules, b.scope.Owner, b.by.Staff)
}

// compose is the stay as the wish and the rules make it.
func (b *beginning) compose(ctx context.Context) error {
	w := b.wish
	b.kind, _ = b.rules.Type(w.Type)
	p := Placement{
		Youth: b.youth, Enrolment: b.scope.Enrolment, Type: w.Type, Row: &b.kind.Entry, From: w.From, To: w.To, Terms: w.Terms,
		Agreement: agreementOf(b.kind.PlacementTraits), VITASRef: w.VITASRef, LongWhy: w.LongWhy, By: b.by.Staff, CreatedAt: b.now(),
	}
	if p.Agreement != NoAgreement && w.AgreementState != AgreementOpen {
		today := b.today()
		p.AgreementState, p.AgreementOn = w.AgreementState, &today
	}
	if w.Match != 0 {
		p.Match = &w.Match
	}
	b.stay = p
	if err := b.meet(ctx); err != nil {
		return err
	}
	return b.matched(ctx)
}

// matched refuses a match that is not one of the youth with this company.
func (b *beginning) matched(ctx context.Context) error {
	if b.wish.Match == 0 {
		return nil
	}
	theirs, err := db.Value[bool](ctx, b.tx, `SELECT EXISTS (SELECT FROM company_matches WHERE id = @match AND youth_id = @youth AND company_id = @company)`,
		db.Args{"match": b.wish.Match, "youth": b.youth, "company": b.stay.Company.ID})
	if err != nil {
		return fmt.Errorf("match %d: %w", b.wish.Match, err)
	}
	if !theirs {
		return rule.Violation("match", "unknown")
	}
	return nil
}

// meet finds the company of the stay with the workplace, or writes them down.
func (b *beginning) meet(ctx context.Context) error {
	p, w := &b.stay, b.wish
	if w.New != nil {
		return b.introduce(ctx)
	}
	firm, err := company.Find(ctx, b.tx, w.Company)
	if err == nil && firm.MergedInto != 0 {
		firm, err = company.Find(ctx, b.tx, firm.MergedInto)
	}
	if errors.Is(err, db.ErrNotFound) {
		return rule.Violation("company", "unknown")
	}
	if err != nil {
		return err
	}
	p.Company = firm
	places, err := company.Workplaces(ctx, b.tx, firm.ID)
	if err != nil {
		return err
	}
	for _, place := range places {
		if place.ID == w.Workplace || w.Workplace == 0 {
			p.Workplace, p.WorkplaceName = place.ID, place.Address()
			if !place.Open(p.From) {
				return rule.Violation("workplace", "workplace_closed", place.ClosedOn)
			}
			return nil
		}
	}
	return rule.Violation("workplace", "unknown")
}

// introduce writes a new company down, unless it is one of those that are known.
func (b *beginning) introduce(ctx context.Context) error {
	p, w := &b.stay, b.wish
	if err := company.HoldNew(ctx, b.tx); err != nil {
		return err
	}
	if !w.NewAnyway {
		known, err := company.Duplicates(ctx, b.tx, *w.New)
		if err != nil {
			return err
		}
		if len(known) > 0 {
			return rule.Violation("company", "company_known")
		}
	}
	firm, workplace, person, err := company.Create(ctx, b.tx, b.by, *w.New, b.now())
	if err != nil {
		return err
	}
	if p.Company, err = company.Find(ctx, b.tx, firm); err != nil {
		return err
	}
	p.Workplace, p.WorkplaceName = workplace, strings.Trim(w.New.Street+", "+w.New.Zip+" "+w.New.Town, ", ")
	if person != 0 {
		p.Contact = &person
	}
	return nil
}

// grant makes the decision that grants the stay, where the wish holds one.
func (b *beginning) grant(ctx context.Context, detail map[string]any) error {
	g := b.wish.Grant
	if g == nil {
		return nil
	}
	if b.kind.Decision == "" {
		return rule.Violation("decision", "no_decision_type")
	}
	t, err := programme.DecisionTypeOn(ctx, b.tx, b.kind.Decision, b.today())
	if errors.Is(err, db.ErrNotFound) {
		return rule.Violation("decision", "no_decision_type")
	}
	if err != nil {
		return err
	}
	granted, err := b.decisions.Grant(ctx, b.tx, b.by, b.scope, decision.Granting{
		Youth: b.youth, Code: b.kind.Decision, Wish: decision.Wish{Content: b.content(t)}, Decide: !g.Demanded,
	})
	if broken, ok := errors.AsType[rule.Violations](err); ok {
		return onForm(broken)
	}
	if err != nil {
		return err
	}
	b.stay.Decision = &granted.ID
	detail["decision"], detail["state"] = granted.ID, granted.State
	return nil
}

// content is what the decision says: what follows from the stay, and what was written.
func (b *beginning) content(t programme.DecisionType) decision.Content {
	g := b.wish.Grant
	c := decision.Template(t, b.today())
	c.Weighs, c.Plain, c.View, c.Considerations = g.Demanded, g.Plain, g.View, g.Why
	if !g.Demanded {
		c.Hearing = ""
	}
	if rule.Text(c.Plain) == "" {
		var purpose programme.Entry
		for _, e := range b.rules.Purposes {
			if e.Code == b.stay.Purpose {
				purpose = e
			}
		}
		c.Plain = b.words(b.stay, b.kind, purpose)
	}
	if !b.stay.From.Before(b.today()) {
		c.EffectFrom = &b.stay.From
	}
	if !b.stay.To.IsZero() {
		c.EffectTo = &b.stay.To
	}
	return c
}

// onForm puts what a decision lacks at the fields that the form of a stay has for it.
func onForm(broken rule.Violations) rule.Violations {
	fields := map[string]string{"plain": "decision_plain", "view": "decision_view", "considerations": "decision_why"}
	for i, b := range broken {
		field, ok := fields[b.Field]
		if !ok {
			field = "decision"
		}
		broken[i].Field = field
	}
	return broken
}
