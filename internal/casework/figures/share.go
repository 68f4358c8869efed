// Package figures counts: how it went, for how many of how many, by which definition
// and until when. It joins other features' tables and only reads them (ADR 0015).
package figures

import "math"

// z is the 97.5th percentile of the normal distribution: 95 of 100 lie within.
const z = 1.959963984540054

// Share is so many of so many.
type Share struct {
	Num int `json:"num"`
	Of  int `json:"of"`
}

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
	return s.Num < LeastCount || s.Of-s.Num < LeastCount || s.Of < LeastOf
}

// Interval is between what the share may be by chance (Wilson, 95 %): of few cases
// little is known, and the page says so. Between 0 and 1; 0 and 0 of none.
// The formula is Wilson's (J. Amer. Statist. Assoc. 22, 1927, p. 209), as Newcombe
// writes it (Statistics in Medicine 17, 1998, p. 857, method 3).
func (s Share) Interval() (low, high float64) {
	if s.Of == 0 {
		return 0, 0
	}
	n, p := float64(s.Of), s.Value()
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}
