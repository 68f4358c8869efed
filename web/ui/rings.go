package ui

import (
	"fmt"
	"math"
	"unicode/utf8"
)

// RingMark is somebody on a map of rings.
type RingMark struct {
	Number int    // the same as in the table beside the map
	Name   string // short: it stands under the mark where there is room
	Star   bool   // the one who was chosen
	Dashed bool   // not to be called
}

// RingsProps is a map of people in rings around somebody, parted into sectors.
type RingsProps struct {
	Title   string
	Text    string // what the map says, for who does not see it
	Centre  string // who stands in the middle
	Sectors []string
	Marks   [3][][]RingMark // by ring, the closest first, and by sector
}

// The measures of the map, in units of its own: the edges of the rings, where in a ring
// its people stand, and how many of a cell have room with a name and without.
const (
	ringHalf  = 632.0 // half of the drawing
	ringBand  = 596.0 // the names of the sectors run along here
	wideMark  = 124.0 // a mark with its name
	smallMark = 68.0
)

var (
	ringEdges = [4]float64{92, 300, 430, 560}
	ringNamed = [3]int{3, 3, 4}
	ringMost  = [3]int{5, 8, 12}
)

// ringSpot is a mark with its place, or how many more there are.
type ringSpot struct {
	point
	RingMark
	More  int // others of the cell whom there is no room for
	Named bool
}

func polar(r, angle float64) point {
	return point{round(r * math.Cos(angle)), round(r * math.Sin(angle))}
}

// angles are the middle and the width of a sector; the first stands on top.
func (p RingsProps) angles(sector int) (middle, width float64) {
	width = 2 * math.Pi / float64(max(len(p.Sectors), 1))
	return -math.Pi/2 + width*float64(sector), width
}

// spots lays all marks out, each cell by itself.
func (p RingsProps) spots() []ringSpot {
	var spots []ringSpot
	for ring := range p.Marks {
		for sector, marks := range p.Marks[ring] {
			middle, width := p.angles(sector)
			spots = append(spots, cellSpots(ring, marks, middle, width)...)
		}
	}
	return spots
}

// cellSpots lays out the people of one cell: in one row with their names, or closer in
// two rows with numbers alone. Who has no room is counted.
func cellSpots(ring int, marks []RingMark, middle, width float64) []ringSpot {
	named := len(marks) <= ringNamed[ring]
	shown := marks
	if most := ringMost[ring]; len(marks) > most {
		shown = marks[:most-1]
	}
	places := len(shown)
	if places < len(marks) {
		places++
	}
	spots := make([]ringSpot, places)
	for i := range spots {
		spots[i] = ringSpot{point: cellPlace(ring, i, places, named, middle, width), Named: named}
		if i < len(shown) {
			spots[i].RingMark = shown[i]
		} else {
			spots[i].More = len(marks) - len(shown)
		}
	}
	return spots
}

// cellPlace is where the i-th of so many in a cell stands.
func cellPlace(ring, i, of int, named bool, middle, width float64) point {
	inner, outer := ringEdges[ring], ringEdges[ring+1]
	r, room := (inner+outer)/2, wideMark
	switch {
	case ring == 0 && named && of == 3 && i == 2: // the third of the closest stands inside the two
		return polar(inner+58, middle)
	case ring == 0 && named:
		r, of = outer-60, min(of, 2)
	case !named:
		rows := [2]int{(of + 1) / 2, of / 2} // more on the outer, longer one
		r, room = outer-34, smallMark
		if i >= rows[0] {
			r, i, of = inner+34, i-rows[0], rows[1]
			if ring == 0 {
				r = inner + 90
			}
		} else {
			of = rows[0]
		}
	}
	step := min(room/r, width/float64(max(of, 1)))
	return polar(r, middle+step*(float64(i)-float64(of-1)/2))
}

// Star is the mark of the chosen one by itself, around the middle of a drawing.
func Star() string { return star(point{}, 44) }

// star writes the five points of a star around a place.
func star(at point, size float64) string {
	points := make([]point, 10)
	for i := range points {
		r := size
		if i%2 == 1 {
			r *= 0.62
		}
		p := polar(r, -math.Pi/2+float64(i)*math.Pi/5)
		points[i] = point{round(at.x + p.x), round(at.y + p.y)}
	}
	return polyline(points)
}

// bow is the arc that the name of a sector runs along, turned so that it reads from
// left to right.
func (p RingsProps) bow(sector int) string {
	middle, width := p.angles(sector)
	from, to, sweep, r := middle-width/2, middle+width/2, 1, ringBand-14
	if math.Sin(middle) > 0.01 {
		from, to, sweep, r = to, from, 0, ringBand+16
	}
	a, b := polar(r, from), polar(r, to)
	return fmt.Sprintf("M%s %sA%s %s 0 0 %d %s %s", textOf(a.x), textOf(a.y), textOf(r), textOf(r), sweep, textOf(b.x), textOf(b.y))
}

// spoke is the line before a sector.
func (p RingsProps) spoke(sector int) string {
	middle, width := p.angles(sector)
	a, b := polar(ringEdges[0], middle-width/2), polar(ringEdges[3], middle-width/2)
	return fmt.Sprintf("M%s %sL%s %s", textOf(a.x), textOf(a.y), textOf(b.x), textOf(b.y))
}

// brief cuts a name to what has room under a mark.
func brief(name string, most int) string {
	if utf8.RuneCountInString(name) <= most {
		return name
	}
	return string([]rune(name)[:most-1]) + "…"
}
