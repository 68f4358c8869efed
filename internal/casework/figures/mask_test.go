package figures_test

import (
	"slices"
	"testing"

	"kasket/internal/casework/figures"
)

func TestMaskCounts(t *testing.T) {
	tests := []struct {
		name   string
		counts []int
		want   []bool
	}{
		{"all large enough", []int{5, 12, 40}, []bool{false, false, false}},
		{"one small hides the next with it", []int{3, 12, 40}, []bool{true, true, false}},
		{"two small that sum to five are enough", []int{2, 3, 40}, []bool{true, true, false}},
		{"two small that sum to less are not", []int{1, 3, 40}, []bool{true, true, true}},
		{"none is under five too", []int{0, 12, 40}, []bool{true, true, false}},
		{"one alone has nobody to hide behind", []int{4}, []bool{true}},
		{"nothing", nil, []bool{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := figures.MaskCounts(tt.counts)
			if !slices.Equal(got, tt.want) {
				t.Errorf("hidden %v, want %v", got, tt.want)
			}
			worked(t, tt.counts, got)
		})
	}
}

// worked tries to work the hidden counts out from the sum of all.
func worked(t *testing.T, counts []int, hidden []bool) {
	t.Helper()
	number, sum := 0, 0
	for i, n := range counts {
		if hidden[i] {
			number, sum = number+1, sum+n
		}
	}
	if all := !slices.Contains(hidden, false); !all && number > 0 && (number == 1 || sum < 5) {
		t.Errorf("%d hidden counts of %d in all can be worked out", number, sum)
	}
}
