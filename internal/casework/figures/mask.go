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
