package transfer

import (
	"cmp"
	"slices"

	"kasket/internal/id"
)

// Suggestion is who is proposed for a row, and by which part of the rule.
type Suggestion struct {
	To  id.Staff
	Why Why
}

// Why is the part of the rule that a suggestion comes from.
type Why string

// The parts of the rule, in the order they are asked.
const (
	KnowsYouth Why = "buddy" // the buddy knows the youth, and has room
	MostRoom   Why = "room"  // uses least of the norm, with what was proposed before
)

// Suggest proposes somebody for each row, so that nobody is given all: first the
// youth's buddy, as long as the youth fits under the norm and the buddy got no more
// than an even share; else who would use least of their norm, counting what was
// proposed for the rows before. Whoever is away within a week is proposed only when
// everybody is. A buddy or a cover is proposed in turn, whoever got fewest. It is a
// proposal: each row is a choice. Design 5, issue 3 item 5.
func Suggest(rows []Row, takers []Taker, leaver id.Staff) map[string]Suggestion {
	s := newSpread(rows, takers, leaver)
	for _, r := range rows {
		if len(s.takers) == 0 {
			break
		}
		switch r.Part {
		case OwnerPart:
			s.owner(r)
		default:
			s.helper(r)
		}
	}
	return s.found
}

// spread is the takers while the rows are given out.
type spread struct {
	takers []Taker
	given  map[id.Staff]int // youths proposed to own
	helps  map[id.Staff]int // youths proposed to be buddy or cover of
	share  int              // an even share, rounded up
	found  map[string]Suggestion
}

func newSpread(rows []Row, takers []Taker, leaver id.Staff) *spread {
	s := &spread{given: map[id.Staff]int{}, helps: map[id.Staff]int{}, found: map[string]Suggestion{}}
	here := func(away bool) []Taker {
		return slices.DeleteFunc(slices.Clone(takers), func(t Taker) bool { return t.Staff == leaver || t.Away && !away })
	}
	if s.takers = here(false); len(s.takers) == 0 {
		s.takers = here(true)
	}
	owned := 0
	for _, r := range rows {
		if r.Part == OwnerPart {
			owned++
		}
	}
	if n := len(s.takers); n > 0 {
		s.share = (owned + n - 1) / n
	}
	return s
}

func (s *spread) owner(r Row) {
	at := slices.IndexFunc(s.takers, func(t Taker) bool {
		return t.Staff == r.Buddy && !r.bars(t) && !t.Over(r.Weight) && s.given[t.Staff] < s.share
	})
	why := KnowsYouth
	if at < 0 {
		why = MostRoom
		at = s.least(func(a, b Taker) int { return cmp.Compare(a.with(r.Weight).filled(), b.with(r.Weight).filled()) }, r.bars)
	}
	if at < 0 {
		return
	}
	t := s.takers[at]
	s.takers[at] = t.with(r.Weight)
	s.given[t.Staff]++
	s.found[r.Key()] = Suggestion{t.Staff, why}
}

func (s *spread) helper(r Row) {
	at := -1
	if r.Part == CoverPart {
		at = slices.IndexFunc(s.takers, func(t Taker) bool { return t.Staff == r.Buddy && !r.bars(t) })
	}
	why := KnowsYouth
	if at < 0 {
		why = MostRoom
		at = s.least(func(a, b Taker) int {
			return cmp.Or(cmp.Compare(s.helps[a.Staff], s.helps[b.Staff]), cmp.Compare(a.filled(), b.filled()))
		}, func(t Taker) bool { return t.Staff == r.Owner || r.bars(t) })
	}
	if at < 0 { // the owner is alone in the team
		return
	}
	t := s.takers[at]
	s.helps[t.Staff]++
	s.found[r.Key()] = Suggestion{t.Staff, why}
}

// least is the place of the first taker before whom none comes, among those not
// left out; -1 where there is none.
func (s *spread) least(compare func(a, b Taker) int, out func(Taker) bool) int {
	best := -1
	for i, t := range s.takers {
		if out != nil && out(t) {
			continue
		}
		if best < 0 || compare(t, s.takers[best]) < 0 {
			best = i
		}
	}
	return best
}

// bars reports whether somebody may have nothing to do with the youth.
func (r Row) bars(t Taker) bool { return slices.Contains(r.Barred, t.Staff) }

// with is the taker with one more youth of the given weight.
func (t Taker) with(weight float64) Taker {
	t.Open++
	t.Weighted += weight
	return t
}
