package figures

// prime is that of the numbers the sums are made in: 2³¹ − 1. A sum that is one in whole
// numbers is one here too; the other way round it errs, once in two thousand million, to
// the side of hiding.
const prime = 1<<31 - 1

// span is everything that can be worked out by adding and subtracting the numbers that
// are shown. People who are in the same cells are one class; a cell is a row of classes,
// and a number that can be worked out is a row in the span of those shown (Gauss).
type span struct {
	person []int      // one person of each class
	secret [][]uint64 // rows of what must not be known, less what is in the span
	basis  [][]uint64 // rows of what is shown, each with a pivot of 1
	pivot  []int
}

// spanOf begins with nothing shown. Secret are the denominators and numerators of cells
// that are of too few.
func spanOf(cells []Cell) *span {
	s := &span{}
	most := 0
	for _, c := range cells {
		most = max(most, 64*len(c.Of))
	}
	seen := map[string]bool{}
	for n := range most {
		pattern := make([]byte, len(cells))
		in := false
		for i, c := range cells {
			pattern[i] = bit(c.Of, n) | bit(c.Num, n)<<1 | bit(c.Missing, n)<<2
			in = in || pattern[i] != 0
		}
		if in && !seen[string(pattern)] {
			seen[string(pattern)] = true
			s.person = append(s.person, n)
		}
	}
	for _, c := range cells {
		for _, set := range []Set{c.Of, c.Num, c.Of.without(c.Num)} {
			if few(set.Len()) {
				s.secret = append(s.secret, s.row(set))
			}
		}
	}
	return s
}

func bit(s Set, n int) byte {
	if n/64 >= len(s) {
		return 0
	}
	return byte(s[n/64] >> (n % 64) & 1)
}

func (s *span) row(set Set) []uint64 {
	row := make([]uint64, len(s.person))
	for i, n := range s.person {
		row[i] = uint64(bit(set, n))
	}
	return row
}

// tell adds sets to those shown, unless a secret were then in the span.
func (s *span) tell(sets []Set) bool {
	basis, pivot := len(s.basis), len(s.pivot)
	secret := append([][]uint64(nil), s.secret...)
	for _, set := range sets {
		row := s.row(set)
		for i, b := range s.basis {
			row = less(row, b, s.pivot[i])
		}
		at := leading(row)
		if at < 0 {
			continue // known already
		}
		row = scaled(row, inverse(row[at]))
		s.basis, s.pivot = append(s.basis, row), append(s.pivot, at)
		for i, x := range secret {
			if secret[i] = less(x, row, at); leading(secret[i]) < 0 {
				s.basis, s.pivot = s.basis[:basis], s.pivot[:pivot]
				return false
			}
		}
	}
	s.secret = secret
	return true
}

// less is a row less as much of another as makes it 0 at the other's pivot.
func less(row, b []uint64, at int) []uint64 {
	k := row[at]
	if k == 0 {
		return row
	}
	left := make([]uint64, len(row))
	for i, x := range row {
		left[i] = (x + (prime-k)*b[i]) % prime
	}
	return left
}

func scaled(row []uint64, k uint64) []uint64 {
	for i := range row {
		row[i] = row[i] * k % prime
	}
	return row
}

// leading is where a row is not 0; -1 where it is all 0.
func leading(row []uint64) int {
	for i, x := range row {
		if x != 0 {
			return i
		}
	}
	return -1
}

// inverse is what x is multiplied with to be 1 (Fermat).
func inverse(x uint64) uint64 {
	y, n := uint64(1), prime-2
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			y = y * x % prime
		}
		x = x * x % prime
	}
	return y
}
