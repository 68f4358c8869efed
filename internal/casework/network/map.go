package network

import (
	"cmp"
	"slices"

	"kasket/internal/when"
)

// Placed is somebody on the network map, with the number by which drawing and table know
// them.
type Placed struct {
	Number int
	Person
}

// Map is who is around a youth on a day, by sector and ring. Everybody is in All, in the
// order of their numbers; who has no ring or no sector yet is drawn nowhere.
type Map struct {
	Sectors []string // codes, in the order around the youth
	Cells   [3][][]Placed
	All     []Placed
	Loose   int // people who are drawn nowhere, the last of All
}

// MapOf places people by ring and sector. Sectors that nobody offers any more are added
// where somebody stands in one, so that nobody falls off the map.
func MapOf(people []Person, sectors []string, on when.Date) Map {
	m := Map{Sectors: slices.Clone(sectors)}
	for _, p := range people {
		if !p.On(on) {
			continue
		}
		if p.Sector != "" && p.Ring != NoRing && !slices.Contains(m.Sectors, p.Sector) {
			m.Sectors = append(m.Sectors, p.Sector)
		}
		m.All = append(m.All, Placed{Person: p})
	}
	slices.SortStableFunc(m.All, func(a, b Placed) int {
		return cmp.Or(cmp.Compare(m.at(a), m.at(b)), compareBool(b.Chosen, a.Chosen), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	for ring := range m.Cells {
		m.Cells[ring] = make([][]Placed, len(m.Sectors))
	}
	for i := range m.All {
		m.All[i].Number = i + 1
		p := m.All[i]
		ring, sector := slices.Index(Rings, p.Ring), slices.Index(m.Sectors, p.Sector)
		if ring < 0 || sector < 0 {
			m.Loose++
			continue
		}
		m.Cells[ring][sector] = append(m.Cells[ring][sector], p)
	}
	return m
}

// at orders the cells: around by sector, and in each from the youth outwards. Who has
// none comes last.
func (m Map) at(p Placed) int {
	ring, sector := slices.Index(Rings, p.Ring), slices.Index(m.Sectors, p.Sector)
	if ring < 0 || sector < 0 {
		return len(m.Sectors) * len(Rings)
	}
	return sector*len(Rings) + ring
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
