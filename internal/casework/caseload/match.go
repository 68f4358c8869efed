package caseload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/company"
	"kasket/internal/casework/placement"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// MatchFilter narrows the companies that are looked at for a youth.
type MatchFilter struct {
	Text string // name, industry, town or how one gets there; all words must be found
	All  bool   // also those that are full or left in peace
}

// Matching is a youth's own words beside the companies that may suit them.
type Matching struct {
	Words     plan.Said
	Matches   []Match // thought of already, the newest first
	Companies []MatchCompany
	More      bool // there are more companies than are shown
}

// Match is a company that was thought of for the youth.
type Match struct {
	ID        id.Match        `json:"id"`
	Company   id.Company      `json:"company"`
	Name      string          `json:"name"`
	Sentence  string          `json:"sentence"`
	By        string          `json:"by"`
	At        time.Time       `json:"at"`
	Answer    placement.Reply `json:"answer"`
	Note      string          `json:"note"`
	Placement id.Placement    `json:"placement"` // the stay it led to, else 0
}

// MatchCompany is a company with what one has to know before choosing it.
type MatchCompany struct {
	company.Hit
	Travel string // how one gets there
	Stays  int    // how many of ours it has had
	Good   int    // of them, those that led on: hired, an apprenticeship, hours
	Suits  []plan.WordKind
}

// mostMatched is how many companies are shown.
const mostMatched = 30

// Matching reads what one looks at to find a company for a youth whose record the actor
// has opened. The companies whose trade the youth has named come first.
func (s *Service) Matching(ctx context.Context, by access.Actor, scope access.Scope, f MatchFilter) (Matching, error) {
	if err := access.Check(by, access.MatchCompany, scope); err != nil {
		return Matching{}, err
	}
	today := when.Of(s.now())
	hits, err := company.List(ctx, s.read, company.Filter{Text: f.Text, Free: !f.All, Limit: mostMatched + 1}, today)
	if err != nil {
		return Matching{}, err
	}
	m := Matching{More: len(hits) > mostMatched}
	hits = hits[:min(len(hits), mostMatched)]
	ids := make([]id.Company, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	row, err := db.One[struct{ Words, Matches, Memory json.RawMessage }](ctx, s.read, selectMatching, db.Args{"youth": scope.Youth, "ids": ids})
	if err != nil {
		return m, fmt.Errorf("matching youth %d: %w", scope.Youth, err)
	}
	memory := map[id.Company]MatchCompany{}
	if err := errors.Join(json.Unmarshal(row.Words, &m.Words), json.Unmarshal(row.Matches, &m.Matches), json.Unmarshal(row.Memory, &memory)); err != nil {
		return m, fmt.Errorf("reading what youth %d is matched by: %w", scope.Youth, err)
	}
	for _, h := range hits {
		c := memory[h.ID]
		c.Hit, c.Suits = h, suits(m.Words, h.Industry)
		m.Companies = append(m.Companies, c)
	}
	slices.SortStableFunc(m.Companies, func(a, b MatchCompany) int { return len(b.Suits) - len(a.Suits) })
	return m, nil
}

// suits are the kinds of a youth's own words that name the trade of a company.
func suits(said plan.Said, industry string) []plan.WordKind {
	var kinds []plan.WordKind
	for _, kind := range []plan.WordKind{plan.Dream, plan.Wanted, plan.Resource} {
		if plan.Names(said.Now(kind).Text, industry) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

const selectMatching = `
	SELECT coalesce((SELECT json_agg(json_build_object('ID', w.id, 'Kind', w.kind, 'Text', w.text, 'SaidOn', w.said_on) ORDER BY w.id DESC)
	                 FROM (SELECT DISTINCT ON (kind) id, kind, text, said_on FROM own_words WHERE youth_id = @youth ORDER BY kind, id DESC) w), '[]') AS words,
	       coalesce((SELECT json_agg(json_build_object('id', m.id, 'company', m.company_id, 'name', c.name, 'sentence', m.sentence, 'by', s.name, 'at', m.at,
	                                 'answer', m.answer, 'note', m.answer_note,
	                                 'placement', coalesce((SELECT max(p.id) FROM placements p WHERE p.match_id = m.id), 0)) ORDER BY m.id DESC)
	                 FROM company_matches m JOIN companies c ON c.id = m.company_id JOIN staff s ON s.id = m.by_id WHERE m.youth_id = @youth), '[]') AS matches,
	       coalesce((SELECT json_object_agg(x.id, json_build_object(
	                     'Travel', coalesce((SELECT travel FROM company_workplaces w WHERE w.company_id = x.id ORDER BY closed_on NULLS FIRST, id LIMIT 1), ''),
	                     'Stays', (SELECT count(*) FROM placements p WHERE p.company_id = x.id),
	                     'Good', (SELECT count(*) FROM placements p WHERE p.company_id = x.id AND (p.result IN ('hired', 'apprenticeship') OR p.hours_won > 0))))
	                 FROM unnest(@ids::bigint[]) AS x (id)), '{}') AS memory`
