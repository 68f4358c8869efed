package figures_test

import (
	"math"
	"testing"

	"kasket/internal/casework/figures"
)

// The interval is the one that R's prop.test(x, n, correct = FALSE) prints, to all the
// digits it prints. The figures are not ours:
//   - 25 of 100: https://tutorialspoint.com/how-to-find-95-confidence-interval-for-binomial-data-in-r
//   - 32 of 32 and 0 of 32: the tests of R's package cardx, whose proportion_ci_wilson is
//     prop.test: https://rdrr.io/cran/cardx/f/tests/testthat/_snaps/proportion_ci.md
//   - 6 of 52: R's bug report PR#2794 of April 2003, "prop.test Confidence Intervals", on
//     R-devel; its answer is that the interval is right
func TestIntervalAsRPrintsIt(t *testing.T) {
	tests := []struct {
		num, of   int
		low, high float64
	}{
		{25, 100, 0.1754521, 0.3430446},
		{32, 32, 0.8928208, 1},
		{0, 32, 0, 0.1071792},
		{6, 52, 0.05396969, 0.22971664},
	}
	for _, tt := range tests {
		low, high := figures.Share{Num: tt.num, Of: tt.of}.Interval()
		t.Logf("%d of %d: %.8f–%.8f, R prints %g–%g", tt.num, tt.of, low, high, tt.low, tt.high)
		if math.Abs(low-tt.low) > 5.1e-8 || math.Abs(high-tt.high) > 5.1e-8 {
			t.Errorf("%d of %d: %.8f–%.8f, R prints %g–%g", tt.num, tt.of, low, high, tt.low, tt.high)
		}
	}
}
