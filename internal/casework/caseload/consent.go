package caseload

import (
	"context"
	"encoding/json"
	"fmt"

	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Recipient is a company that a youth may have something told to: they are or were
// there, or it was thought of for them.
type Recipient struct {
	ID    id.Company `json:"id"`
	Name  string     `json:"name"`
	Until *when.Date `json:"until"` // last day of the latest stay there, where it has one
}

// ConsentOffer is what the form of a consent offers: what may be told, who may give it,
// and to whom.
type ConsentOffer struct {
	Items  []programme.Entry
	Topics []programme.Entry
	Months int
	Givers network.Givers
	To     []Recipient
	People []Named // around the youth today, by number
}

// Bounds are those of the offer as far as a form shows them. What a consent must not
// say is asked when it is saved.
func (o ConsentOffer) Bounds(today when.Date) network.ConsentBounds {
	return network.ConsentBounds{Today: today, Items: o.Items, Topics: o.Topics, Months: o.Months, Givers: o.Givers}
}

// custodians are the people around a youth (y) who have or had custody.
const custodians = `(SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'from', p.from_on, 'to', p.to_on) ORDER BY p.name, p.id), '[]')
	FROM network_people p WHERE p.youth_id = @youth AND p.custody)`

// recipients are the companies of a youth's stays and matches, those of today first.
const recipients = `(SELECT coalesce(json_agg(json_build_object('id', r.id, 'name', r.name, 'until', r.until) ORDER BY r.latest DESC NULLS LAST, r.name), '[]') FROM (
	SELECT c.id, c.name, max(s.to_on) AS until, max(s.from_on) AS latest
	FROM (SELECT company_id, from_on, to_on FROM placements WHERE youth_id = @youth
	      UNION ALL SELECT company_id, at::date, NULL FROM company_matches WHERE youth_id = @youth) s
	JOIN companies c ON c.id = s.company_id GROUP BY c.id) r)`

// aroundToday are the people around a youth today, as Named.
const aroundToday = `(SELECT coalesce(json_agg(json_build_object('code', p.id::text, 'da', p.name, 'en', p.name) ORDER BY p.name, p.id), '[]')
	FROM network_people p WHERE p.youth_id = @youth AND p.from_on <= @today::date AND (p.to_on IS NULL OR p.to_on >= @today::date))`

// ConsentOffer reads what the form of a consent offers, for a youth whose record was
// opened.
func (s *Service) ConsentOffer(ctx context.Context, youth id.Youth, born *when.Date, today when.Date) (ConsentOffer, error) {
	rules, err := programme.ConsentRulesOn(ctx, s.read, today)
	if err != nil {
		return ConsentOffer{}, err
	}
	row, err := db.One[struct{ Custody, Recipients, Nearby json.RawMessage }](ctx, s.read,
		`SELECT `+custodians+` AS custody, `+recipients+` AS recipients, `+aroundToday+` AS nearby`, db.Args{"youth": youth, "today": today})
	if err != nil {
		return ConsentOffer{}, fmt.Errorf("what a consent of youth %d offers: %w", youth, err)
	}
	o := ConsentOffer{Items: rules.Items, Topics: rules.Topics, Months: rules.Months}
	var people []struct {
		ID   id.Person  `json:"id"`
		Name string     `json:"name"`
		From when.Date  `json:"from"`
		To   *when.Date `json:"to"`
	}
	if err := json.Unmarshal(row.Custody, &people); err != nil {
		return o, fmt.Errorf("custody of youth %d: %w", youth, err)
	}
	if err := json.Unmarshal(row.Recipients, &o.To); err != nil {
		return o, fmt.Errorf("companies of youth %d: %w", youth, err)
	}
	if err := json.Unmarshal(row.Nearby, &o.People); err != nil {
		return o, fmt.Errorf("people around youth %d: %w", youth, err)
	}
	var around []network.Person
	for _, p := range people {
		around = append(around, network.Person{ID: p.ID, Name: p.Name, Custody: true, From: p.From, To: p.To})
	}
	o.Givers = network.GiversOf(network.Parties(network.Matter{Born: born, On: today}, rules.Ages, around), rules.Ages)
	return o, nil
}

// consentsDue reads which consents of mine to others than a company end within two weeks,
// or were taken back within two and not given anew. The newest to one and the same counts.
const consentsDue = `
	(SELECT coalesce(json_agg(json_build_object('placement', 0, 'youth', k.youth_id, 'name', k.name, 'company', k.recipient, 'duty', x.duty, 'on', x.on_day) ORDER BY x.on_day, k.id), '[]')
	 FROM (SELECT DISTINCT ON (c.youth_id, c.person_id, lower(c.recipient)) c.id, c.youth_id, m.name, c.recipient, c.valid_from, c.valid_to,
	              (c.withdrawn_at AT TIME ZONE 'Europe/Copenhagen')::date AS back
	       FROM mine m JOIN consents c ON c.youth_id = m.youth_id AND c.company_id IS NULL
	       ORDER BY c.youth_id, c.person_id, lower(c.recipient), c.id DESC) k
	 CROSS JOIN LATERAL (
	   SELECT 'consent' AS duty, k.valid_to AS on_day WHERE k.back IS NULL AND k.valid_from <= @today::date AND k.valid_to BETWEEN @today::date AND @today::date + 14
	   UNION ALL SELECT 'withdrawn', k.back WHERE k.back BETWEEN @today::date - 14 AND k.valid_to) x)`
