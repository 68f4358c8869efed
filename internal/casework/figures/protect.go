package figures

import (
	"cmp"
	"slices"
)

// Cell is one figure that could be shown: who is in its denominator and who in its
// numerator. Cells of one family ask the same of everybody, in different teams and
// periods. Whether it is shown depends on which others are. Round is when it can first
// be seen: what one could see last year cannot be hidden now. Of those of one round the
// coarse (Rank) comes first, so that the whole is shown before its parts.
type Cell struct {
	Family      int
	Round, Rank int
	Of, Num     Set
	Missing     Set // of the denominator, whom nobody knows of; shown only where that is safe too
}

// Shown says of a cell what may be told.
type Shown struct{ Rate, Missing bool }

// Protect says which cells may be shown to who does not lead the team, all together:
// no rate of fewer than ten or with under five on either side, and none with which, and
// the others that are shown, such a one can be worked out:
//
//   - by taking one figure from another that holds it, and from what is left the next: a
//     part from its whole, all shown parts from their whole, one period from the next;
//   - by taking a number of people from another that holds them, whatever it is of;
//   - by any sum of what is shown, each taken as often as one likes, for those cells that
//     have a name (Cell): see span.
func Protect(cells []Cell) []Shown {
	order := make([]int, len(cells))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(cells[a].Round, cells[b].Round), cmp.Compare(cells[a].Rank, cells[b].Rank))
	})
	g := guard{span: spanOf(cells)}
	shown := make([]Shown, len(cells))
	for _, i := range order {
		c := cells[i]
		if (Share{c.Num.Len(), c.Of.Len()}).TooFew() || !g.apart(c) || !g.tell(c.Of, c.Num, c.Of.without(c.Num)) {
			continue
		}
		shown[i].Rate = true
		g.rates = append(g.rates, c)
		if n := c.Missing.Len(); n == 0 {
			shown[i].Missing = true
		} else if n >= LeastCount {
			shown[i].Missing = g.tell(c.Missing, c.Of.without(c.Missing), c.Of.without(c.Num).without(c.Missing))
		}
	}
	return shown
}

// guard keeps what is shown so far.
type guard struct {
	rates []Cell
	sets  []Set
	span  *span
}

// apart reports whether no rate of too few is left when a cell is taken from one that is
// shown, or shown ones from it.
func (g *guard) apart(c Cell) bool {
	family := []Cell{}
	for _, x := range g.rates {
		if x.Family == c.Family {
			family = append(family, x)
		}
	}
	if !leaves(c, family) {
		return false
	}
	for _, x := range family {
		if rest, ok := x.minus(c); ok && (!rest.enough() || !leaves(rest, family)) {
			return false
		}
	}
	return true
}

// mostTries bounds how many ways of taking parts from a whole are looked at; a cell
// with more is hidden.
const mostTries = 20_000

// leaves reports whether nothing too small is left of a cell, whichever of its parts are
// taken away.
func leaves(c Cell, parts []Cell) bool {
	tries := mostTries
	var from func(rest Cell, parts []Cell) bool
	from = func(rest Cell, parts []Cell) bool {
		for i, x := range parts {
			next, ok := rest.minus(x)
			if !ok {
				continue
			}
			if tries--; tries < 0 || !next.enough() {
				return false
			}
			if next.Of.Len() > 0 && !from(next, parts[i+1:]) {
				return false
			}
		}
		return true
	}
	return from(c, parts)
}

// minus takes a cell from one that holds it; ok is false where it does not.
func (c Cell) minus(part Cell) (rest Cell, ok bool) {
	if !part.Of.within(c.Of) || !part.Num.within(c.Num) {
		return Cell{}, false
	}
	return Cell{Family: c.Family, Of: c.Of.without(part.Of), Num: c.Num.without(part.Num)}, true
}

// enough reports whether a rate that can be worked out may be known: it is of nobody, or
// of enough.
func (c Cell) enough() bool {
	share := Share{c.Num.Len(), c.Of.Len()}
	return share.Of == 0 && share.Num == 0 || !share.TooFew()
}

// tell lets the sizes of some sets be known, unless the size of too few would be with
// them; then nothing is told.
func (g *guard) tell(sets ...Set) bool {
	before := len(g.sets)
	for _, s := range sets {
		if !g.learn(s) {
			g.sets = g.sets[:before]
			return false
		}
	}
	if !g.span.tell(sets) {
		g.sets = g.sets[:before]
		return false
	}
	return true
}

// learn adds a set to those whose size is known, unless it is too few that are in one of
// them and not in the other.
func (g *guard) learn(s Set) bool {
	if few(s.Len()) {
		return false
	}
	for _, x := range g.sets {
		if s.within(x) && few(x.Len()-s.Len()) || x.within(s) && few(s.Len()-x.Len()) {
			return false
		}
	}
	g.sets = append(g.sets, s)
	return true
}

// few reports whether that many people are too few to be known of.
func few(n int) bool { return n > 0 && n < LeastCount }
