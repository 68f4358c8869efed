package figures

import (
	"math/bits"
	"slices"
)

// Set is a set of people, each a number from 0.
type Set []uint64

// Put adds a person.
func (s *Set) Put(n int) {
	for len(*s) <= n/64 {
		*s = append(*s, 0)
	}
	(*s)[n/64] |= 1 << (n % 64)
}

// Len is how many there are.
func (s Set) Len() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// within reports whether everybody of s is in t.
func (s Set) within(t Set) bool {
	for i, w := range s {
		if i >= len(t) {
			if w != 0 {
				return false
			}
		} else if w&^t[i] != 0 {
			return false
		}
	}
	return true
}

// without are those of s who are not in t.
func (s Set) without(t Set) Set {
	left := slices.Clone(s)
	for i := range min(len(s), len(t)) {
		left[i] &^= t[i]
	}
	return left
}
