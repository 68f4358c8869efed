package network

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

const selectConsent = `
	SELECT c.id, c.youth_id AS youth, c.enrolment_id AS enrolment, coalesce(c.company_id, 0) AS company, coalesce(c.person_id, 0) AS person, coalesce(f.name, c.recipient) AS recipient,
	       c.purpose, c.valid_from AS "from", c.valid_to AS "to", c.form, coalesce(c.given_by, 0) AS given_by, coalesce(p.name, '') AS given_name,
	       c.explained_by, e.name AS explained, c.not_about AS "not", c.said, c.document_id AS document, c.at, c.withdrawn_at, coalesce(w.name, '') AS withdrawn_by,
	       c.withdrawn_why AS why, 0::bigint AS replaced,
	       coalesce((SELECT jsonb_agg(jsonb_build_object('item', i.item, 'shows', i.shows, 'name_da', i.name_da, 'name_en', i.name_en, 'text', i.text)
	                                  ORDER BY i.position, i.item) FROM consent_items i WHERE i.consent_id = c.id), '[]') AS items
	FROM consents c
	JOIN staff e ON e.id = c.explained_by
	LEFT JOIN companies f ON f.id = c.company_id
	LEFT JOIN network_people p ON p.id = c.given_by
	LEFT JOIN staff w ON w.id = c.withdrawn_by `

// Consents reads all that a youth has said may be told, the newest first, with which of
// them a newer one has replaced. The caller has asked the policy.
func Consents(ctx context.Context, q db.Reader, youth id.Youth, on when.Date) ([]Consent, error) {
	list, err := db.All[Consent](ctx, q, selectConsent+`WHERE c.youth_id = @youth ORDER BY c.id DESC`, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("consents of youth %d: %w", youth, err)
	}
	replace(list, on)
	return list, nil
}

// ConsentFor is the consent of a youth to a company that counts on a day, or nil: the
// newest that has begun by then, unless it was taken back or is over. The caller has
// asked the policy.
func ConsentFor(ctx context.Context, q db.Reader, youth id.Youth, company id.Company, on when.Date) (*Consent, error) {
	list, err := db.All[Consent](ctx, q, selectConsent+`WHERE c.youth_id = @youth AND c.company_id = @company ORDER BY c.id DESC`,
		db.Args{"youth": youth, "company": company})
	if err != nil {
		return nil, fmt.Errorf("consents of youth %d to company %d: %w", youth, company, err)
	}
	return Current(list, on), nil
}

// ConsentOf reads one consent with whose it is. The caller asks the policy for that
// youth; a number that is nobody's is db.ErrNotFound.
func ConsentOf(ctx context.Context, q db.Reader, consent id.Consent) (Consent, error) {
	c, err := db.One[Consent](ctx, q, selectConsent+`WHERE c.id = @id`, db.Args{"id": consent})
	if err != nil {
		return c, fmt.Errorf("consent %d: %w", consent, err)
	}
	return c, nil
}

// ConsentBounds reads what a consent of a youth is measured against today, and what a
// form offers. The caller has asked the policy.
func (s *Service) ConsentBounds(ctx context.Context, q db.Reader, of id.Youth) (ConsentBounds, error) {
	b := ConsentBounds{Today: when.Of(s.now())}
	rules, err := programme.ConsentRulesOn(ctx, q, b.Today)
	if err != nil {
		return b, err
	}
	b.Items, b.Topics, b.Months = rules.Items, rules.Topics, rules.Months
	people, err := People(ctx, q, of)
	if err != nil {
		return b, err
	}
	born, unsaid, err := s.unsaid(ctx, q, of, people)
	if err != nil {
		return b, err
	}
	b.Unsaid, b.People = unsaid, people
	b.Givers = GiversOf(Parties(Matter{Born: born, On: b.Today}, rules.Ages, people), rules.Ages)
	return b, nil
}

// unsaid opens every address on the record, also of those who ended: they may live
// there still.
func (s *Service) unsaid(ctx context.Context, q db.Reader, of id.Youth, people []Person) (*when.Date, Unsaid, error) {
	var u Unsaid
	row, err := db.One[struct {
		BirthDate  *when.Date
		Address    []byte
		Protection youth.Protection
	}](ctx, q, `SELECT birth_date, address, protection FROM youths WHERE id = @youth`, db.Args{"youth": of})
	if err != nil {
		return nil, u, fmt.Errorf("address of youth %d: %w", of, err)
	}
	u, err = s.UnsaidFrom(of, row.Address, row.Protection, people)
	return row.BirthDate, u, err
}

// UnsaidFrom opens the sealed addresses of a youth and of the people around them, for a
// rule that has to know them. They are shown to nobody by this.
func (s *Service) UnsaidFrom(of id.Youth, address []byte, protection youth.Protection, people []Person) (Unsaid, error) {
	home, err := youth.OpenAddress(s.vault, of, address)
	if err != nil {
		return Unsaid{}, err
	}
	u := Unsaid{Homes: []Home{{Text: home, Hidden: protection != youth.None}}}
	for _, p := range people {
		home, err := s.Address(p)
		if err != nil {
			return Unsaid{}, err
		}
		u.Homes = append(u.Homes, Home{Text: home, Hidden: p.Hidden})
	}
	return u, nil
}

// GiveConsent writes down what a youth said may be told.
func (s *Service) GiveConsent(ctx context.Context, by access.Actor, of id.Youth, w ConsentWish, form audit.Form) (id.Consent, error) {
	event := &audit.Event{By: by, Action: access.KeepConsent, Youth: of, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.KeepConsent, of, s.now())
		if err != nil {
			return err
		}
		consent, err := s.Give(ctx, tx, by, of, scope.Enrolment, w)
		if err != nil {
			return err
		}
		event.Team, event.Subject = scope.Team, int64(consent)
		event.Detail = map[string]any{"given": w.Items, "company": w.Company, "recipient": w.Recipient, "until": w.To}
		return nil
	})
	return id.Consent(event.Subject), err
}

// Give writes down a consent inside the transaction of the one who brings it, as of
// today. It asks who may keep consents by itself; broken rules are rule.Violations at
// the fields of ConsentWish.
func (s *Service) Give(ctx context.Context, tx pgx.Tx, by access.Actor, of id.Youth, enrolment id.Enrolment, w ConsentWish) (id.Consent, error) {
	if _, err := standing.Check(ctx, tx, by, access.KeepConsent, of, s.now()); err != nil {
		return 0, err
	}
	b, err := s.ConsentBounds(ctx, tx, of)
	if err != nil {
		return 0, err
	}
	w = w.Tidy(b.Today)
	if err := w.Check(b).Err(); err != nil {
		return 0, err
	}
	consent, err := db.Value[id.Consent](ctx, tx, `
		INSERT INTO consents (youth_id, enrolment_id, company_id, person_id, not_about, recipient, purpose, valid_from, valid_to, form, given_by, explained_by, said, document_id, at)
		VALUES (@youth, @enrolment, (SELECT coalesce(merged_into, id) FROM companies WHERE id = nullif(@company::bigint, 0)), nullif(@person::bigint, 0), @not, @recipient, @purpose,
		        @from, @to, @form, nullif(@given::bigint, 0), @by, @said, @document, @now)
		RETURNING id`,
		db.Args{
			"youth": of, "enrolment": enrolment, "company": w.Company, "person": w.Person, "not": w.Not, "recipient": w.told(b), "purpose": w.Purpose, "from": w.From, "to": w.To,
			"form": w.Form, "given": w.giver(b.Givers), "by": by.Staff, "said": w.Said, "document": w.Document, "now": s.now(),
		})
	switch {
	case db.Violates(err, "consent_to_somebody"):
		return 0, rule.Violation("consent_recipient", "unknown")
	case db.Violates(err, "consent_document_of_youth"):
		return 0, rule.Violation("consent_document", "unknown")
	case err != nil:
		return 0, fmt.Errorf("keeping a consent of youth %d: %w", of, err)
	}
	for i, item := range w.Agreed(w.Offered(b)) {
		if _, err := tx.Exec(ctx, `
			INSERT INTO consent_items (consent_id, item, position, shows, name_da, name_en, text)
			VALUES (@consent, @item, @position, @shows, @da, @en, @text)`, db.Args{
			"consent": consent, "item": item.Item, "position": i + 1, "shows": item.Shows, "da": item.NameDa, "en": item.NameEn, "text": item.Text,
		}); err != nil {
			return 0, fmt.Errorf("keeping %s of consent %d: %w", item.Item, consent, err)
		}
	}
	return consent, nil
}

// WithdrawConsent takes a consent back, at once, and with it whatever else the youth has
// said to the same that holds or will: a no to somebody is a no. What was given stays to
// be read. A consent that was taken back already is the violation consent_withdrawn.
func (s *Service) WithdrawConsent(ctx context.Context, by access.Actor, consent id.Consent, why string, form audit.Form) error {
	why = rule.Text(why)
	c, err := ConsentOf(ctx, s.read, consent)
	if err != nil {
		return err
	}
	event := &audit.Event{By: by, Action: access.KeepConsent, Youth: c.Youth, Subject: int64(consent), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.KeepConsent, c.Youth, s.now())
		if err != nil {
			return err
		}
		var broken rule.Violations
		broken.Longest("why", why, mostText)
		if err := broken.Err(); err != nil {
			return err
		}
		taken, err := db.Values[id.Consent](ctx, tx, `
			UPDATE consents c SET withdrawn_at = @now, withdrawn_by = @by, withdrawn_why = @why
			FROM consents this
			WHERE this.id = @id AND c.youth_id = this.youth_id AND c.withdrawn_at IS NULL
			  AND (c.id = this.id OR c.valid_to >= @today AND c.company_id IS NOT DISTINCT FROM this.company_id
			       AND c.person_id IS NOT DISTINCT FROM this.person_id AND (c.person_id IS NOT NULL OR lower(c.recipient) = lower(this.recipient)))
			RETURNING c.id`, db.Args{"id": consent, "now": s.now(), "by": by.Staff, "why": why, "today": when.Of(s.now())})
		if err != nil {
			return fmt.Errorf("withdrawing consent %d: %w", consent, err)
		}
		if !slices.Contains(taken, consent) {
			return rule.Violation("", "consent_withdrawn")
		}
		event.Team, event.Detail = scope.Team, map[string]any{"withdrawn": taken}
		return nil
	})
}

// Consents reads what a youth whose record was opened has said may be told.
func (s *Service) Consents(ctx context.Context, youth id.Youth) ([]Consent, error) {
	return Consents(ctx, s.read, youth, when.Of(s.now()))
}

// SeekConsent reads a consent and with it whose it is. Whoever asks opens that record
// before anything of it is shown.
func (s *Service) SeekConsent(ctx context.Context, consent id.Consent) (Consent, error) {
	return ConsentOf(ctx, s.read, consent)
}

// Preview is what somebody would read of a consent that is not given yet. Broken rules
// are rule.Violations, as when it is saved.
func (s *Service) Preview(ctx context.Context, by access.Actor, of id.Youth, about About, w ConsentWish, lang string) ([]Told, error) {
	if _, err := standing.Check(ctx, s.read, by, access.KeepConsent, of, s.now()); err != nil {
		return nil, err
	}
	b, err := s.ConsentBounds(ctx, s.read, of)
	if err != nil {
		return nil, err
	}
	w = w.Tidy(b.Today)
	if err := w.Check(b).Err(); err != nil {
		return nil, err
	}
	return append([]Told{}, Tell(w.Agreed(w.Offered(b)), about, b.Unsaid, b.Today, lang)...), nil
}
