package caseload

import (
	"context"
	"fmt"
	"slices"

	"kasket/internal/access"
	"kasket/internal/casework/intake"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Choosing is who can be chosen for a youth, with what one chooses by.
type Choosing struct {
	Candidates []Candidate // the fittest first
	Pairs      Pairs
}

// Competences lists what the candidates can, each word once, in order of the alphabet.
func (c Choosing) Competences() []string {
	var all []string
	for _, k := range c.Candidates {
		all = append(all, k.Competences...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Known keeps of the words asked for those that somebody can.
func (c Choosing) Known(needs []string) []string {
	can := c.Competences()
	return slices.DeleteFunc(slices.Clone(needs), func(n string) bool { return !slices.Contains(can, n) })
}

// First is the first of the ranking who can be chosen; nobody is false.
func (c Choosing) First() (Candidate, bool) {
	if len(c.Candidates) == 0 || c.Candidates[0].Blocked != intake.Free {
		return Candidate{}, false // who is blocked comes last
	}
	return c.Candidates[0], true
}

// Candidates says who can be chosen for a youth of a team. do is the act somebody is
// chosen for (assign, hand over, choose buddy) and scope how the youth stands; both
// are asked of the policy. Somebody who has left is no candidate; who is blocked is
// shown last.
func (s *Service) Candidates(ctx context.Context, by access.Actor, do access.Action, scope access.Scope, newcomer Newcomer) (Choosing, error) {
	if err := access.Check(by, do, scope); err != nil {
		return Choosing{}, err
	}
	return s.candidates(ctx, s.read, scope.Team, newcomer)
}

func (s *Service) candidates(ctx context.Context, q db.Reader, team id.Team, newcomer Newcomer) (Choosing, error) {
	loads, err := s.loads(ctx, q, team, newcomer)
	if err != nil {
		return Choosing{}, err
	}
	pairs, err := pairsOf(ctx, q, loads)
	if err != nil {
		return Choosing{}, err
	}
	return Choosing{Candidates: Rank(loads, newcomer.Needs, when.Of(s.now())), Pairs: pairs}, nil
}

// Ranking answers intake, inside the transaction that assigns. The caller has asked
// the policy.
func (s *Service) Ranking(ctx context.Context, q db.Reader, w intake.Wanted) ([]intake.Ranked, error) {
	c, err := s.candidates(ctx, q, w.Team, Newcomer{Youth: w.Youth, NeedsGroup: w.NeedsGroup, Needs: w.Needs})
	if err != nil {
		return nil, err
	}
	list := make([]intake.Ranked, len(c.Candidates))
	for i, k := range c.Candidates {
		list[i] = k.ranked(c.Pairs)
	}
	return list, nil
}

func (c Candidate) ranked(pairs Pairs) intake.Ranked {
	r := intake.Ranked{
		Staff: c.Staff, Name: c.Name, Blocked: c.Blocked, Pairs: map[id.Staff]int{},
		Parts: intake.Parts{
			Here: c.Here, Fits: c.Fits, Has: c.Has, New: c.New, Weighted: c.Weighted, Weight: c.WeightOfOne,
			Norm: c.Norm(), Placements: c.Placements,
		},
	}
	if len(c.Knew) > 0 {
		r.Parts.Knew = &c.Knew[0]
	}
	for _, p := range pairs.Of(c.Staff) {
		r.Pairs[p.Staff] = p.Times
	}
	return r
}

// pastOf are the periods in which the staff member s had @youth as owner or buddy,
// the latest first.
var pastOf = `(SELECT coalesce(json_agg(json_build_object('as', k.part, 'from', k.from_on, 'to', coalesce(k.to_on::text, ''))
	                ORDER BY coalesce(k.to_on, 'infinity') DESC, k.from_on DESC), '[]')
	 FROM (SELECT 'owner' AS part, ` + heldFrom + ` AS from_on, ` + heldTo("handovers") + ` AS to_on
	       FROM enrolments e JOIN handovers h ON h.enrolment_id = e.id WHERE e.youth_id = @youth AND h.to_id = s.id
	       UNION ALL
	       SELECT 'buddy', ` + heldFrom + `, ` + heldTo("buddy_changes") + `
	       FROM enrolments e JOIN buddy_changes h ON h.enrolment_id = e.id WHERE e.youth_id = @youth AND h.to_id = s.id) k)`

// Pairs says how often two have shared a youth, one as owner and the other as buddy.
type Pairs map[id.Staff][]Partner

// Partner is somebody one has shared youths with.
type Partner struct {
	Staff id.Staff
	Name  string
	Times int
}

// Of lists with whom somebody has shared youths, the most often first.
func (p Pairs) Of(who id.Staff) []Partner { return p[who] }

// Times is how many youths two have shared.
func (p Pairs) Times(a, b id.Staff) int {
	for _, partner := range p[a] {
		if partner.Staff == b {
			return partner.Times
		}
	}
	return 0
}

// pairsOf counts the courses in which two of the people were owner and buddy at the
// same time, whichever of them was which.
func pairsOf(ctx context.Context, q db.Reader, people []Load) (Pairs, error) {
	names, numbers := map[id.Staff]string{}, make([]id.Staff, len(people))
	for i, l := range people {
		names[l.Staff], numbers[i] = l.Name, l.Staff
	}
	rows, err := db.All[struct {
		One, Other id.Staff
		Times      int
	}](ctx, q, `
		WITH owned AS (
			SELECT h.enrolment_id, h.to_id AS staff, h.at,
			       coalesce((SELECT n.at FROM handovers n WHERE n.enrolment_id = h.enrolment_id AND n.id > h.id ORDER BY n.id LIMIT 1), 'infinity') AS until
			FROM handovers h WHERE h.to_id = ANY(@people)),
		paired AS (
			SELECT b.enrolment_id, b.to_id AS staff, b.at,
			       coalesce((SELECT n.at FROM buddy_changes n WHERE n.enrolment_id = b.enrolment_id AND n.id > b.id ORDER BY n.id LIMIT 1), 'infinity') AS until
			FROM buddy_changes b WHERE b.to_id = ANY(@people))
		SELECT least(o.staff, p.staff) AS one, greatest(o.staff, p.staff) AS other, count(DISTINCT o.enrolment_id) AS times
		FROM owned o JOIN paired p ON p.enrolment_id = o.enrolment_id AND p.staff <> o.staff AND o.at < p.until AND p.at < o.until
		GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`, db.Args{"people": numbers})
	if err != nil {
		return nil, fmt.Errorf("who has shared youths: %w", err)
	}
	pairs := Pairs{}
	for _, r := range rows {
		pairs[r.One] = append(pairs[r.One], Partner{Staff: r.Other, Name: names[r.Other], Times: r.Times})
		pairs[r.Other] = append(pairs[r.Other], Partner{Staff: r.One, Name: names[r.One], Times: r.Times})
	}
	return pairs, nil
}
