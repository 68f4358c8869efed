package caseload

import (
	"cmp"
	"slices"
	"strings"

	"kasket/internal/casework/intake"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Candidate is somebody who can be chosen, with what decided their place.
type Candidate struct {
	Load
	Blocked intake.Block // shown, and cannot be chosen as owner
	Here    bool         // here this week and next, and staying
	Fits    bool         // the youth fits under the norm
	Knows   bool         // had the youth before, as owner or as buddy
	Has     []string     // of the competences asked for
}

// Rank puts first who is here, then for whom the youth fits under the norm, then who
// had the youth before, then who has most of the competences asked for, then who
// took fewest in the last seven days, then who has the larger share of the norm left,
// then the order of names. Who cannot be chosen is last; who has left is no candidate.
// The order is a proposal: each part is shown, and the coordinator chooses. It does
// not depend on the order in which people come.
func Rank(loads []Load, needs []string, today when.Date) []Candidate {
	var all []Candidate
	for _, l := range loads {
		if !l.Carries || l.HasLeft(today) {
			continue
		}
		_, away := l.AwaySoon(today)
		c := Candidate{Load: l, Here: !away && !l.LeavesSoon(today), Fits: l.RoomFor(l.WeightOfOne), Knows: len(l.Knew) > 0, Has: l.has(needs)}
		switch {
		case l.Conflict:
			c.Blocked = intake.Conflicted
		case l.LeavesSoon(today):
			c.Blocked = intake.Leaving
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Candidate) int {
		return cmp.Or(
			firstTrue(a.Blocked == intake.Free, b.Blocked == intake.Free), firstTrue(a.Here, b.Here), firstTrue(a.Fits, b.Fits),
			firstTrue(a.Knows, b.Knows), -cmp.Compare(len(a.Has), len(b.Has)), cmp.Compare(a.New, b.New),
			cmp.Compare(a.filled(), b.filled()), byName(a, b),
		)
	})
	return all
}

// BuddyCandidate is somebody who can be the second pair of eyes.
type BuddyCandidate struct {
	Candidate
	Times int // youths shared with the owner
}

// RankBuddies puts first who is here, then who had the youth before, then who has most
// often shared a youth with the owner, then who has the larger share of the norm left.
// The owner is no buddy, and nobody with a conflict of interest is; who stops can be
// until the last day. Before an owner is chosen (0) nobody has shared anything.
func RankBuddies(c Choosing, owner id.Staff) []BuddyCandidate {
	var all []BuddyCandidate
	for _, k := range c.Candidates {
		if k.Staff != owner && !k.Conflict {
			all = append(all, BuddyCandidate{Candidate: k, Times: c.Pairs.Times(owner, k.Staff)})
		}
	}
	slices.SortFunc(all, func(a, b BuddyCandidate) int {
		return cmp.Or(
			firstTrue(a.Here, b.Here), firstTrue(a.Knows, b.Knows), -cmp.Compare(a.Times, b.Times),
			cmp.Compare(a.filled(), b.filled()), byName(a.Candidate, b.Candidate),
		)
	})
	return all
}

// byName is the last word: no two are at the same place. Names are compared letter by
// letter, which the alphabet does too but for æ, ø and å.
func byName(a, b Candidate) int {
	return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.Staff, b.Staff))
}

// has gives which of the words are among the competences, in the order asked for. A
// competence fits when it is the same word, whatever its letters' case.
func (l Load) has(needs []string) []string {
	var found []string
	for _, n := range needs {
		if slices.ContainsFunc(l.Competences, func(c string) bool { return strings.EqualFold(c, n) }) {
			found = append(found, n)
		}
	}
	return found
}

// filled is how much of the norm is used; without a norm, how much they carry for
// their share of full time.
func (c Candidate) filled() float64 {
	if c.NormMax > 0 {
		return c.Weighted / c.Norm()
	}
	return c.Weighted / c.Employment
}
