package ui

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// However many stand in a cell, no two marks lie on each other and none outside its
// ring, and who has no room is counted.
func TestRingsHaveRoom(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 4, 5, 6, 9, 13, 17, 300} {
		p := RingsProps{Title: "Kort", Text: "Tekst", Centre: "Mads", Sectors: []string{"Familie", "Venner", "Skole og arbejde", "Fritid", "På nettet", "Fagpersoner"}}
		for ring := range p.Marks {
			p.Marks[ring] = make([][]RingMark, len(p.Sectors))
			for s := range p.Sectors {
				for i := range n {
					p.Marks[ring][s] = append(p.Marks[ring][s], RingMark{Number: i + 1, Name: "Birgitte"})
				}
			}
		}
		spots := p.spots()
		people := 0
		for i, a := range spots {
			people++
			if a.More > 0 {
				people += a.More - 1
			}
			if r := math.Hypot(a.x, a.y); r < ringEdges[0]+26 || r > ringEdges[3] {
				t.Errorf("%d: a mark at %.0f from the middle", n, r)
			}
			for _, b := range spots[:i] {
				if d := math.Hypot(a.x-b.x, a.y-b.y); d < 54 {
					t.Fatalf("%d: two marks %.0f from each other at %v and %v", n, d, a.point, b.point)
				}
			}
		}
		if want := n * 3 * len(p.Sectors); people != want {
			t.Errorf("%d people are shown or counted, want %d", people, want)
		}
		doc := draw(t, t.Context(), Rings(p))
		if marks := doc.Find(".mark").Length() + doc.Find(".more").Length(); marks != len(spots) {
			t.Errorf("%d marks of %d", marks, len(spots))
		}
		if n == 300 && !strings.HasPrefix(doc.Find(".more").First().Text(), "+") {
			t.Error("nobody is counted")
		}
		if named := doc.Find(".name").Length(); (named > 0) != (n >= 1 && n <= 4) {
			t.Error(strconv.Itoa(n) + ": names " + strconv.Itoa(named))
		}
	}
}
