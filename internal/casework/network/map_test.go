package network_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Everybody who belongs on the day is on the map once, by a number of their own: in the
// cell of their ring and sector, or counted as not placed. That holds for any network,
// from nobody to three hundred.
func TestMapHoldsEverybody(t *testing.T) {
	today := when.Of(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	sectors := []string{"family", "friends", "professionals"}
	for _, n := range []int{0, 1, 2, 7, 30, 300} {
		rng := rand.New(rand.NewPCG(6, uint64(n)))
		var people []network.Person
		belong := 0
		for i := range n {
			p := network.Person{ID: id.Person(i + 1), Name: fmt.Sprint("P", rng.IntN(40)), From: today.AddDays(-rng.IntN(3))}
			p.Ring = append(network.Rings, network.NoRing)[rng.IntN(4)]
			p.Chosen = rng.IntN(3) == 0
			p.Sector = append(sectors, "", "gone")[rng.IntN(5)]
			if last := today.AddDays(-rng.IntN(5)); rng.IntN(4) == 0 {
				p.To = &last
			}
			if p.On(today) && !p.Mistaken() {
				belong++
			}
			people = append(people, p)
		}
		m := network.MapOf(people, sectors, today)
		seen := map[int]bool{}
		drawn := 0
		for ring, row := range m.Cells {
			if len(row) != len(m.Sectors) {
				t.Fatalf("%d of %d sectors", len(row), len(m.Sectors))
			}
			for sector, cell := range row {
				if !slices.IsSortedFunc(cell, func(a, b network.Placed) int { return rank(b.Chosen) - rank(a.Chosen) }) {
					t.Errorf("%d people: the chosen one is not first in %+v", n, cell)
				}
				for _, p := range cell {
					if p.Ring != network.Rings[ring] || p.Sector != m.Sectors[sector] || seen[p.Number] {
						t.Errorf("%d people: %+v stands in %d, %d", n, p, ring, sector)
					}
					seen[p.Number] = true
					drawn++
				}
			}
		}
		for i, p := range m.All {
			if p.Number != i+1 || i >= drawn != (p.Ring == network.NoRing || p.Sector == "") {
				t.Errorf("%d people: number %d is %+v", n, i+1, p)
			}
		}
		if len(m.All) != belong || drawn+m.Loose != belong {
			t.Errorf("%d people: %d belong, %d are listed, %d drawn, %d not", n, belong, len(m.All), drawn, m.Loose)
		}
	}
}

func rank(chosen bool) int {
	if chosen {
		return 1
	}
	return 0
}
