package figures

// What may be shown outside the team's own leader (design 6): no count under five,
// no share of fewer than ten, and nothing from which such a one can be worked out.
const (
	LeastCount = 5  // people
	LeastOf    = 10 // people in a denominator
)

// MaskCounts says which of some counts are not shown beside their sum. One hidden
// alone is the sum without the others, so the smallest of the others is hidden with
// it, until those hidden are too many and too large together to tell of anybody.
func MaskCounts(counts []int) []bool {
	hidden := make([]bool, len(counts))
	for i, n := range counts {
		hidden[i] = n < LeastCount
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
		if number == 0 || smallest < 0 || number > 1 && sum >= LeastCount {
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
