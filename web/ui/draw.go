package ui

import (
	"math"
	"strings"
)

// round keeps two figures after the point, enough for any drawing.
func round(v float64) float64 { return math.Round(v*100) / 100 }

// point is a place in a drawing.
type point struct{ x, y float64 }

// curve lays values from low to high evenly over a box, the first at the left.
func curve(values []float64, low, high, x, y, width, height float64) []point {
	if high <= low {
		high = low + 1
	}
	points := make([]point, len(values))
	for i, v := range values {
		at := x
		if len(values) > 1 {
			at = x + width*float64(i)/float64(len(values)-1)
		}
		v = min(max(v, low), high)
		points[i] = point{round(at), round(y + height*(high-v)/(high-low))}
	}
	return points
}

// polyline writes points as the points attribute wants them.
func polyline(points []point) string {
	parts := make([]string, len(points))
	for i, p := range points {
		parts[i] = textOf(p.x) + "," + textOf(p.y)
	}
	return strings.Join(parts, " ")
}

func extent(values []float64) (low, high float64) {
	if len(values) == 0 {
		return 0, 1
	}
	low, high = values[0], values[0]
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}
