package caseload

import (
	"cmp"
	"slices"

	"kasket/internal/when"
)

// Candidate is somebody who can be chosen, with what decided their place.
type Candidate struct {
	Load
	Here  bool // here this week and next, and staying
	Fits  bool // the youth fits under the norm
	Knows bool // had the youth before
}

// Rank puts first who is here, then for whom the youth fits under the norm, then
// who had the youth before, then who took fewest in the last seven days, then who
// has the larger share of the norm left. Who has left is no candidate. The order is a
// proposal: each part is shown, and the coordinator chooses.
func Rank(loads []Load, today when.Date) []Candidate {
	var all []Candidate
	for _, l := range loads {
		if !l.Carries || l.HasLeft(today) {
			continue
		}
		_, away := l.AwaySoon(today)
		all = append(all, Candidate{Load: l, Here: !away && !l.LeavesSoon(today), Fits: l.RoomFor(l.WeightOfOne), Knows: l.KnewUntil != nil})
	}
	slices.SortStableFunc(all, func(a, b Candidate) int { // stable: what ties is in order of name
		return cmp.Or(
			first(a.Here, b.Here), first(a.Fits, b.Fits), first(a.Knows, b.Knows),
			cmp.Compare(a.New, b.New), cmp.Compare(a.filled(), b.filled()),
		)
	})
	return all
}

// first puts the one for whom it holds before the other.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// filled is how much of the norm is used; without a norm, how much they carry for
// their share of full time.
func (c Candidate) filled() float64 {
	if c.NormMax > 0 {
		return c.Weighted / c.Norm()
	}
	return c.Weighted / c.Employment
}
