package placement

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/casework/company"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// facts are what the rules ask about a stay beside the stay itself.
type facts struct {
	youth YouthFacts
	past  []Past
	place PlaceFacts
}

// was leaves out what was refused, and what was called off before it began.
const was = `NOT (p.agreement_state = 'refused' AND p.begun_why = '') AND NOT (p.result = 'interrupted' AND p.ended_on IS NULL AND p.closed_at < p.from_on)`

// factsOf reads what the rules ask about a stay. It holds the workplace, so that two who
// place somebody there at once count each other.
func factsOf(ctx context.Context, tx pgx.Tx, p Placement, rules programme.PlacementRules) (facts, error) {
	var f facts
	err := hold(ctx, tx, p.Workplace)
	if err != nil {
		return f, err
	}
	f.youth, err = db.One[YouthFacts](ctx, tx, `
		SELECT y.birth_date AS birth, coalesce(e.category, '') AS category, '' AS school
		FROM youths y JOIN enrolments e ON e.youth_id = y.id WHERE e.id = @enrolment`, db.Args{"enrolment": p.Enrolment})
	if err != nil {
		return f, fmt.Errorf("what the rules ask of youth %d: %w", p.Youth, err)
	}
	if f.past, err = pastOf(ctx, tx, p.Youth, rules); err != nil {
		return f, err
	}
	places, err := company.Workplaces(ctx, tx, p.Company.ID)
	if err != nil {
		return f, err
	}
	for _, w := range places {
		if w.ID == p.Workplace {
			f.place.Workplace = w
		}
	}
	f.place.Others, err = occupants(ctx, tx, p, rules)
	return f, err
}

// pastOf reads all the stays of a youth.
func pastOf(ctx context.Context, q db.Reader, youth id.Youth, rules programme.PlacementRules) ([]Past, error) {
	rows, err := db.All[struct {
		ID          id.Placement
		Company     id.Company
		CompanyName string
		Type        string
		Rule        string
		From, Last  when.Date
		Hours       float64
		Result      Result
	}](ctx, q, `
		SELECT p.id, p.company_id AS company, c.name AS company_name, p.type, coalesce(p.row->>'rule', '') AS rule, p.from_on AS "from",
		       coalesce(p.ended_on, p.to_on) AS last, coalesce(p.hours, 0)::float8 AS hours, p.result
		FROM placements p JOIN companies c ON c.id = p.company_id WHERE p.youth_id = @youth AND `+was+` ORDER BY p.from_on, p.id`, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("stays of youth %d: %w", youth, err)
	}
	list := make([]Past, len(rows))
	for i, r := range rows {
		list[i] = Past{ID: r.ID, Company: r.Company, CompanyName: r.CompanyName, Type: r.Type, From: r.From, Last: r.Last, Hours: r.Hours, Result: r.Result}
		if kind, ok := rules.Type(r.Type); ok {
			list[i].Traits = kind.PlacementTraits
		} else if t, err := programme.ParsePlacementTraits(r.Rule); err == nil {
			list[i].Traits = t // of a type that is no longer chosen, as it was then
		}
	}
	return list, nil
}

// occupants reads the stays at the workplace that count in the ratio and have a day in
// common with p.
func occupants(ctx context.Context, q db.Reader, p Placement, rules programme.PlacementRules) ([]Occupant, error) {
	var counted []string
	for _, t := range rules.Types {
		if t.Ratio {
			counted = append(counted, t.Code)
		}
	}
	list, err := db.All[Occupant](ctx, q, `
		SELECT p.youth_id AS youth, p.from_on AS "from", coalesce(p.ended_on, p.to_on) AS last FROM placements p
		WHERE p.workplace_id = @workplace AND p.id <> @id AND p.type = ANY(@types) AND `+was+`
		  AND daterange(p.from_on, coalesce(p.ended_on, p.to_on), '[]') && daterange(@from::date, @to::date, '[]')`,
		db.Args{"workplace": p.Workplace, "id": p.ID, "types": counted, "from": p.From, "to": p.To})
	if err != nil {
		return nil, fmt.Errorf("stays at workplace %d: %w", p.Workplace, err)
	}
	return list, nil
}

// judge is what the rules say of a stay that is about to be registered. What the leader
// has to grant is asked for: until they have, the stay lasts as long as anybody may grant.
func (s *Service) judge(ctx context.Context, tx pgx.Tx, p *Placement, rules programme.PlacementRules) ([]Warning, error) {
	f, err := factsOf(ctx, tx, *p, rules)
	if err != nil {
		return nil, err
	}
	list := append(openFor(p.Company, s.today()), Warnings(*p, f.youth, f.past, f.place, rules)...)
	return append(list, ask(p, f, rules, when.Date{})...), nil
}

// judgeAnew is what the rules say of a stay that is about to be changed from what it was:
// only what they did not say of it before.
func (s *Service) judgeAnew(ctx context.Context, tx pgx.Tx, before Placement, p *Placement, rules programme.PlacementRules) ([]Warning, error) {
	f, err := factsOf(ctx, tx, *p, rules)
	if err != nil {
		return nil, err
	}
	var list []Warning
	if p.To != before.To {
		list = openFor(p.Company, s.today())
	}
	said := Warnings(before, f.youth, f.past, f.place, rules)
	for _, w := range Warnings(*p, f.youth, f.past, f.place, rules) {
		if !slices.ContainsFunc(said, w.same) {
			list = append(list, w)
		}
	}
	if p.To != before.To {
		list = append(list, ask(p, f, rules, before.To)...)
	}
	return list, nil
}

// same reports whether two warnings say the same with the same numbers.
func (w Warning) same(other Warning) bool {
	mine, err := json.Marshal(w.Numbers)
	theirs, err2 := json.Marshal(other.Numbers)
	return err == nil && err2 == nil && w.Rule == other.Rule && string(mine) == string(theirs)
}

// ask makes of a stay that is longer than anybody may grant alone one that is not, with
// the day it is asked for beside it. had is the last day it has already.
func ask(p *Placement, f facts, rules programme.PlacementRules, had when.Date) []Warning {
	until, longer := GrantedUntil(*p, f.youth, f.past, rules)
	if !longer {
		return nil
	}
	wanted := p.To
	if until.Before(had) {
		until = had
	}
	p.LongTo, p.LongBy, p.LongAt, p.LongNo = &wanted, nil, nil, ""
	if !until.Before(p.From) {
		p.To = until
	}
	row, _ := rules.Length(p.Type, f.youth.Category)
	if beyond := weeksOf(wanted.Sub(until)); row.Step > 0 && beyond > row.Step {
		return []Warning{{Rule: "length_step", Field: "to", Numbers: []any{beyond, row.Step}, Source: row.Source, MayOverride: true}}
	}
	return nil
}
