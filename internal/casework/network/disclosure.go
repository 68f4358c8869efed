package network

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
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Disclosure is that something about a youth was told to somebody outside: by a consent
// that held and covers it, or by a law that is named, with the reason (forvaltningsloven
// § 28, domain 5.6). It is written once.
type Disclosure struct {
	ID        id.Disclosure
	On        when.Date
	Recipient string
	Consent   id.Consent // 0 where a law let us
	LawDa     string     // as the law was called that day
	LawEn     string
	Reason    string
	What      string
	By        string
	At        time.Time
	Items     []ConsentItem // the topics, as they were called
}

// Law is what the law is called in a language.
func (d Disclosure) Law(lang string) string {
	if lang == "en" {
		return d.LawEn
	}
	return d.LawDa
}

// DisclosureWish is a disclosure as somebody wants it written down. Its fields in a form
// are told_on, by_consent, told_to, gateway, reason, topics and what.
type DisclosureWish struct {
	On        when.Date
	Consent   id.Consent // 0 where Law is named
	Recipient string     // who was told, where it was by a law
	Law       string     // code of the catalogue (legal_gateway)
	Reason    string
	What      string
	Topics    []string // codes, as in a consent
}

// DisclosureBounds is what a disclosure is measured against.
type DisclosureBounds struct {
	Today    when.Date
	Born     *when.Date // read when it is written down; nil where it is not known
	Consents []Consent  // all of the youth
	Topics   []programme.Entry
	Laws     []programme.Entry
}

// HeldOn picks a consent that could be used on a day, among all of a youth: it had begun,
// was not over, was not taken back that day or before, and no newer one to the same had
// taken its place. The day it was taken back counts as a day without it.
func HeldOn(consents []Consent, consent id.Consent, on when.Date) (Consent, bool) {
	i := slices.IndexFunc(consents, func(c Consent) bool { return c.ID == consent })
	if i < 0 {
		return Consent{}, false
	}
	c := consents[i]
	if on.Before(c.From) || on.After(c.To) || c.WithdrawnAt != nil && !when.Of(*c.WithdrawnAt).After(on) {
		return c, false
	}
	for _, newer := range consents {
		if newer.ID > c.ID && newer.to() == c.to() && !on.Before(newer.From) {
			return c, false
		}
	}
	return c, true
}

func (w DisclosureWish) tidy() DisclosureWish {
	w.Recipient, w.Reason, w.What = rule.Line(w.Recipient), rule.Text(w.Reason), rule.Text(w.What)
	slices.Sort(w.Topics)
	w.Topics = slices.Compact(w.Topics)
	return w
}

// Check says which rules the wish breaks: nothing is told without a consent that held and
// covers it, or a law and a reason; never both.
func (w DisclosureWish) Check(b DisclosureBounds) rule.Violations {
	var broken rule.Violations
	switch {
	case w.On.IsZero():
		broken.Add("told_on", "required")
	case w.On.After(b.Today):
		broken.Add("told_on", "in_the_future")
	case b.Born != nil && w.On.Before(*b.Born):
		broken.Add("told_on", "before_birth")
	}
	if len(w.Topics) == 0 {
		broken.Add("topics", "choose")
	}
	if w.Consent != 0 {
		w.checkConsent(&broken, b)
	} else {
		w.checkLaw(&broken, b)
	}
	broken.Longest("told_to", w.Recipient, mostRecipient)
	broken.Longest("reason", w.Reason, mostText)
	broken.Required("what", w.What)
	broken.Longest("what", w.What, mostText)
	return broken
}

func (w DisclosureWish) checkConsent(broken *rule.Violations, b DisclosureBounds) {
	if w.Law != "" {
		broken.Add("gateway", "consent_or_law")
	}
	c, held := HeldOn(b.Consents, w.Consent, w.On)
	switch {
	case c.ID == 0:
		broken.Add("by_consent", "unknown")
		return
	case !held && !w.On.IsZero():
		broken.Add("by_consent", "consent_not_held")
	}
	for _, topic := range w.Topics {
		if !slices.ContainsFunc(c.Items, func(i ConsentItem) bool { return i.Item == topic && i.Shows == ShowsTopic }) {
			broken.Add("topics", "consent_not_covers")
			return
		}
	}
}

func (w DisclosureWish) checkLaw(broken *rule.Violations, b DisclosureBounds) {
	switch {
	case w.Law == "":
		broken.Add("by_consent", "consent_or_law_needed")
	case !slices.ContainsFunc(b.Laws, func(e programme.Entry) bool { return e.Code == w.Law }):
		broken.Add("gateway", "unknown")
	}
	broken.Required("told_to", w.Recipient)
	broken.Required("reason", w.Reason)
	for _, topic := range w.Topics {
		if !slices.ContainsFunc(b.Topics, func(e programme.Entry) bool { return e.Code == topic }) {
			broken.Add("topics", "unknown")
			return
		}
	}
}

// DisclosureBounds reads what a disclosure of a youth is measured against today. The
// caller has asked the policy.
func (s *Service) DisclosureBounds(ctx context.Context, q db.Reader, of id.Youth) (DisclosureBounds, error) {
	b := DisclosureBounds{Today: when.Of(s.now())}
	rules, err := programme.ConsentRulesOn(ctx, q, b.Today)
	if err != nil {
		return b, err
	}
	b.Topics, b.Laws = rules.Topics, rules.Laws
	b.Consents, err = Consents(ctx, q, of, b.Today)
	return b, err
}

// DisclosureOffer is DisclosureBounds for the form, of a record that was opened.
func (s *Service) DisclosureOffer(ctx context.Context, of id.Youth) (DisclosureBounds, error) {
	return s.DisclosureBounds(ctx, s.read, of)
}

// Disclose writes down that something was told. Broken rules are rule.Violations at the
// fields of DisclosureWish.
func (s *Service) Disclose(ctx context.Context, by access.Actor, of id.Youth, w DisclosureWish, form audit.Form) (id.Disclosure, error) {
	w = w.tidy()
	event := &audit.Event{By: by, Action: access.Disclose, Youth: of, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.Disclose, of, s.now())
		if err != nil {
			return err
		}
		b, err := s.DisclosureBounds(ctx, tx, of)
		if err != nil {
			return err
		}
		if b.Born, err = db.Value[*when.Date](ctx, tx, `SELECT birth_date FROM youths WHERE id = @youth`, db.Args{"youth": of}); err != nil {
			return fmt.Errorf("birth date of youth %d: %w", of, err)
		}
		if err := w.Check(b).Err(); err != nil {
			return err
		}
		told, err := s.insertDisclosure(ctx, tx, by, of, scope.Enrolment, w, b)
		if err != nil {
			return fmt.Errorf("disclosure of youth %d: %w", of, err)
		}
		event.Team, event.Subject = scope.Team, int64(told)
		event.Detail = map[string]any{"topics": w.Topics, "consent": w.Consent, "law": w.Law, "on": w.On}
		return nil
	})
	return id.Disclosure(event.Subject), err
}

func (s *Service) insertDisclosure(ctx context.Context, tx pgx.Tx, by access.Actor, of id.Youth, course id.Enrolment, w DisclosureWish, b DisclosureBounds) (id.Disclosure, error) {
	args := db.Args{
		"youth": of, "enrolment": course, "on": w.On, "to": w.Recipient, "consent": w.Consent, "law": w.Law, "da": "", "en": "", "reason": w.Reason, "what": w.What,
		"by": by.Staff, "now": s.now(),
	}
	names := map[string]programme.Entry{}
	for _, e := range b.Topics {
		names[e.Code] = e
	}
	for _, e := range b.Laws {
		if e.Code == w.Law {
			args["da"], args["en"] = e.NameDa, e.NameEn
		}
	}
	if c, held := HeldOn(b.Consents, w.Consent, w.On); held {
		args["to"] = c.Recipient
		for _, i := range c.Items {
			names[i.Item] = programme.Entry{NameDa: i.NameDa, NameEn: i.NameEn}
		}
	}
	told, err := db.Value[id.Disclosure](ctx, tx, `
		INSERT INTO disclosures (youth_id, enrolment_id, told_on, recipient, consent_id, gateway, gateway_da, gateway_en, reason, what, by_id, at)
		VALUES (@youth, @enrolment, @on, @to, nullif(@consent::bigint, 0), @law, @da, @en, @reason, @what, @by, @now) RETURNING id`, args)
	if err != nil {
		return 0, err
	}
	for i, topic := range w.Topics {
		if _, err := tx.Exec(ctx, `INSERT INTO disclosure_items (disclosure_id, item, position, name_da, name_en) VALUES (@id, @item, @position, @da, @en)`,
			db.Args{"id": told, "item": topic, "position": i + 1, "da": names[topic].NameDa, "en": names[topic].NameEn}); err != nil {
			return 0, err
		}
	}
	return told, nil
}

// Disclosures reads what was told about a youth whose record was opened, the latest first.
func (s *Service) Disclosures(ctx context.Context, of id.Youth) ([]Disclosure, error) {
	list, err := db.All[Disclosure](ctx, s.read, `
		SELECT d.id, d.told_on AS "on", d.recipient, coalesce(d.consent_id, 0) AS consent, d.gateway_da AS law_da, d.gateway_en AS law_en, d.reason, d.what,
		       b.name AS by, d.at,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('item', i.item, 'shows', 'topic', 'name_da', i.name_da, 'name_en', i.name_en, 'text', '') ORDER BY i.position), '[]')
		        FROM disclosure_items i WHERE i.disclosure_id = d.id) AS items
		FROM disclosures d JOIN staff b ON b.id = d.by_id WHERE d.youth_id = @youth ORDER BY d.told_on DESC, d.id DESC`, db.Args{"youth": of})
	if err != nil {
		return nil, fmt.Errorf("disclosures of youth %d: %w", of, err)
	}
	return list, nil
}
