package figures_test

import (
	"math"
	"testing"

	"kasket/internal/casework/figures"
)

// The worked examples of the seeds (72 % is 36 of 50, 42 % is 95 of 226), and those of
// Newcombe: Two-sided confidence intervals for the single proportion, Statistics in
// Medicine 17 (1998), table I, method 3.
func TestShare(t *testing.T) {
	tests := []struct {
		num, of          int
		value, low, high float64
	}{
		{36, 50, 0.72, 0.5833, 0.8253},
		{95, 226, 0.4204, 0.3578, 0.4855},
		{81, 263, 0.3080, 0.2553, 0.3662},
		{15, 148, 0.1014, 0.0624, 0.1605},
		{0, 20, 0, 0, 0.1611},
		{1, 29, 0.0345, 0.0061, 0.1718},
		{10, 10, 1, 0.7225, 1},
		{0, 0, 0, 0, 0},
	}
	for _, tt := range tests {
		s := figures.Share{Num: tt.num, Of: tt.of}
		low, high := s.Interval()
		for _, v := range [][2]float64{{s.Value(), tt.value}, {low, tt.low}, {high, tt.high}} {
			if math.IsNaN(v[0]) || math.Abs(v[0]-v[1]) > .00006 {
				t.Errorf("%d of %d: %.4f (%.4f–%.4f), want %.4f (%.4f–%.4f)", tt.num, tt.of, s.Value(), low, high, tt.value, tt.low, tt.high)
				break
			}
		}
	}
}
