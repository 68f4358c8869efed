package ui

import (
	"context"
	"math"
	"strconv"
	"unicode/utf8"

	"kasket/web/i18n"
)

// Chart is what every picture of figures has: its words, how its values are said, and
// the table of the same values that always stands below it. The pictures know no
// feature: they take numbers and strings.
type Chart struct {
	ID    string // alone on its page
	Title string // what it is of
	About string // and what it says, in a sentence, for who does not see it
	Say   func(float64) string
	Open  bool // the table stands open
	Below bool // a table of the same values stands right below: none is made here
}

// Missing is the value of a place where nothing is known: a gap in a line, a dash in the table.
func Missing() float64 { return math.NaN() }

// say writes a value as the chart says it.
func (c Chart) say(ctx context.Context, v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case c.Say != nil:
		return c.Say(v)
	}
	return i18n.Number(ctx, v)
}

// chartTable is the table of a chart: the heads, and rows whose first cell names them.
type chartTable struct {
	heads []string
	rows  [][]string
}

// The measures of a drawing, in units that are about a pixel on a phone; on a desktop
// it grows to half as much again, and its words with it.
const (
	chartWide  = 360.0
	letterWide = 5.9 // the width of a letter of 11 units, on the wide side
	endMost    = 17  // letters of a name at the end of a line
)

func wide(text string) float64 { return letterWide * float64(utf8.RuneCountInString(text)) }

// plot is the box that values are drawn in, with its scale.
type plot struct {
	x, y, w, h float64
	low, high  float64
	ticks      []float64
}

// scale finds round numbers that hold the values, and zero with them: a bar or a line
// that begins elsewhere makes small things large.
func scale(values []float64) (low, high float64, ticks []float64) {
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	if low == high {
		high = 1
	}
	step := roundStep((high - low) / 5)
	low, high = step*math.Floor(low/step+1e-9), step*math.Ceil(high/step-1e-9)
	for i := range int(math.Round((high-low)/step)) + 1 {
		ticks = append(ticks, low+step*float64(i))
	}
	return low, high, ticks
}

// roundStep is the next of 1, 2 and 5 times a power of ten.
func roundStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if v <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// height is where a value lies.
func (p plot) height(v float64) float64 {
	return round(p.y + p.h*(p.high-min(max(v, p.low), p.high))/(p.high-p.low))
}

// upright makes room on the left for the words of the scale.
func (c Chart) upright(ctx context.Context, values []float64, right, top, height float64) plot {
	p := plot{y: top, h: height}
	p.low, p.high, p.ticks = scale(values)
	left := 0.0
	for _, t := range p.ticks {
		left = max(left, wide(c.say(ctx, t)))
	}
	p.x = round(left + 8)
	p.w = chartWide - p.x - right
	return p
}

// endLabel is the name of a line at its end, where it has room.
type endLabel struct {
	y    float64
	text string
	n    int // of the series; -1 is what was aimed at
}

// apart moves labels from each other so that none lies on another, in their order.
func apart(labels []endLabel, top, bottom float64) []endLabel {
	const gap = 13
	order := make([]int, len(labels))
	for i := range order {
		order[i] = i
	}
	for i := range order { // few: the simplest way to sort and keep who is who
		for j := i; j > 0 && labels[order[j]].y < labels[order[j-1]].y; j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	at := top
	for _, i := range order {
		labels[i].y = max(labels[i].y, at)
		at = labels[i].y + gap
	}
	at = bottom
	for k := len(order) - 1; k >= 0; k-- {
		i := order[k]
		labels[i].y = round(min(labels[i].y, at))
		at = labels[i].y - gap
	}
	return labels
}

// series is the class of the n-th line: its colour and its dash.
func series(n int) string { return "s" + strconv.Itoa(n%4+1) }

// dot is the mark of the n-th line around a place: round, square, a triangle, a diamond.
func dot(n int, at point) string {
	const r = 3.4
	switch n % 4 {
	case 1:
		return polyline([]point{{at.x - r, at.y - r}, {at.x + r, at.y - r}, {at.x + r, at.y + r}, {at.x - r, at.y + r}})
	case 2:
		return polyline([]point{{at.x, round(at.y - 4.4)}, {at.x + 4.2, round(at.y + r)}, {at.x - 4.2, round(at.y + r)}})
	case 3:
		return polyline([]point{{at.x, at.y - 4.6}, {at.x + 4.6, at.y}, {at.x, at.y + 4.6}, {at.x - 4.6, at.y}})
	}
	return ""
}

// every says how many words along an axis are passed over, so that those that stand
// have room: the last always stands.
func every(words []string, width float64) int {
	longest := 0.0
	for _, w := range words {
		longest = max(longest, wide(w)+10)
	}
	room := max(int(width/max(longest, 1)), 1)
	return max((len(words)+room-1)/room, 1)
}

// stands reports whether the word of the i-th of n places stands.
func stands(i, n, every int) bool { return (n-1-i)%every == 0 }
