package caseload

import "math"

// What may be shown outside the team's own leader (design 6): no count under five,
// no share of fewer than ten, and nothing from which such a one can be worked out.
const (
	leastCount = 5
	leastOf    = 10
)

// Share is so many of so many.
type Share struct{ Num, Of int }

// Value is the share, of one; 0 of none.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.Num) / float64(s.Of)
}

// TooFew reports whether the share tells of too few to be shown. The rest counts
// too: who knows that 40 of 41 were seen knows of the one who was not.
func (s Share) TooFew() bool {
	return s.Num < leastCount || s.Of-s.Num < leastCount || s.Of < leastOf
}

// Interval is between what the share may be by chance (Wilson, 95 %): of few cases
// little is known, and the page says so.
func (s Share) Interval() (low, high float64) {
	if s.Of == 0 {
		return 0, 0
	}
	const z = 1.96
	n, p := float64(s.Of), s.Value()
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}

// MaskCounts says which of some counts are not shown beside their sum. One hidden
// alone is the sum without the others, so the smallest of the others is hidden with
// it, until those hidden are too many and too large together to tell of anybody.
func MaskCounts(counts []int) []bool {
	hidden := make([]bool, len(counts))
	for i, n := range counts {
		hidden[i] = n < leastCount
	}
	for {
		number, sum, smallest := 0, 0, -1
		for i, n := range counts {
			switch {
			case hidden[i]:
				number, sum = number+1, sum+n
			case smallest < 0 || n < counts[smallest]:
				smallest = i
			}
		}
		if number == 0 || smallest < 0 || number > 1 && sum >= leastCount {
			return hidden
		}
		hidden[smallest] = true
	}
}

// MaskShares says which of some shares are not shown beside the share of them all:
// those of too few, and as many others as it takes for the hidden ones together
// not to be worked out.
func MaskShares(shares []Share) []bool {
	hidden := make([]bool, len(shares))
	for i, s := range shares {
		hidden[i] = s.TooFew()
	}
	for {
		number, rest, smallest := 0, Share{}, -1
		for i, s := range shares {
			switch {
			case hidden[i]:
				number, rest = number+1, Share{rest.Num + s.Num, rest.Of + s.Of}
			case smallest < 0 || s.Of < shares[smallest].Of:
				smallest = i
			}
		}
		if number == 0 || smallest < 0 || number > 1 && !rest.TooFew() {
			return hidden
		}
		hidden[smallest] = true
	}
}
