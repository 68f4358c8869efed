package promises

import "kasket/internal/casework/figures"

// Outside the team's own leader the boards are of a whole programme, and of half-years
// alone. Where quarters and years could be chosen as well, one could be subtracted from
// the other, and the promises are of so many kinds (weeks, meetings, who is in a course on
// a day) that no rule would hold for them all. Half-years do not lie in each other.

// fewer is the number of something there are some of, and fewer than five.
const fewer = -1

// hide hides what tells of too few people. People are counted, not weeks or meetings:
// forty of forty-one weeks may all be one youth's.
func (f *Figure) hide() {
	f.Hidden = !f.Empty() && f.Youths < figures.LeastOf
	switch f.Shape {
	case Portion:
		f.Hidden = f.Hidden || f.Of > 0 && (f.did < figures.LeastCount || f.not < figures.LeastCount)
	case PerYouth:
		f.Hidden = f.Hidden || f.Of > 0 && f.did < figures.LeastCount
	}
	f.Missing, f.Apart = few(f.Missing), few(f.Apart)
	if f.Hidden {
		*f = Figure{Indicator: f.Indicator, Hidden: true, Missing: f.Missing}
	}
}

func few(n int) int {
	if n > 0 && n < figures.LeastCount {
		return fewer
	}
	return n
}

// shield hides on a whole board.
func (b *Board) shield() {
	for i := range b.Sections {
		for j := range b.Sections[i].Figures {
			b.Sections[i].Figures[j].hide()
		}
	}
	if b.Hidden = b.Youths < figures.LeastOf; b.Hidden {
		b.Youths = 0
	}
	counts := make([]int, len(b.Needs))
	sum := 0
	for i, n := range b.Needs {
		counts[i] = n.N
		sum += n.N
	}
	for i, hidden := range figures.MaskCounts(counts) {
		if hidden || sum < figures.LeastOf {
			b.Needs[i].N, b.Needs[i].Hidden = 0, true
		}
	}
}
