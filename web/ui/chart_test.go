package ui

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"kasket/web/i18n"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
)

// The scale of a drawing holds its values and zero, and its steps are numbers one can read.
func TestScale(t *testing.T) {
	for _, c := range []struct {
		values    []float64
		low, high float64
		ticks     int
	}{
		{nil, 0, 1, 6},
		{[]float64{math.NaN()}, 0, 1, 6},
		{[]float64{.72}, 0, .8, 5},
		{[]float64{1}, 0, 1, 6},
		{[]float64{212, 176}, 0, 250, 6},
		{[]float64{-400000, 1800000}, -500000, 2000000, 6},
		{[]float64{7}, 0, 8, 5},
	} {
		low, high, ticks := scale(c.values)
		if math.Abs(low-c.low) > 1e-9 || math.Abs(high-c.high) > 1e-9 || len(ticks) != c.ticks {
			t.Errorf("scale(%v) = %v, %v, %v; want %v, %v, %d", c.values, low, high, ticks, c.low, c.high, c.ticks)
		}
	}
}

// Names at the ends of lines lie neither on each other nor outside the drawing.
func TestEndsHaveRoom(t *testing.T) {
	for _, ys := range [][]float64{{100, 100, 100, 100}, {14, 15, 16}, {174, 174, 173, 172}, {14, 174}, {90, 20, 91}} {
		labels := make([]endLabel, len(ys))
		for i, y := range ys {
			labels[i] = endLabel{y, strconv.Itoa(i), i}
		}
		got := apart(labels, 14, 174)
		for i, a := range got {
			if a.y < 14 || a.y > 174 {
				t.Errorf("%v: a name at %v", ys, a.y)
			}
			for j, b := range got {
				if i < j && math.Abs(a.y-b.y) < 12.9 {
					t.Errorf("%v: names at %v and %v", ys, a.y, b.y)
				}
				if ys[i] < ys[j] && a.y > b.y {
					t.Errorf("%v: names have changed places", ys)
				}
			}
		}
	}
}

// charts are one of each kind, with gaps.
func charts() map[string]templ.Component {
	c := Chart{ID: "c", Title: "Titel", About: "Siger det samme"}
	gap := []float64{3, Missing(), 5, 6}
	places := []string{"jan.", "feb.", "mar.", "apr."}
	return map[string]templ.Component{
		"lines":     Lines(LinesProps{Chart: c, Place: "Måned", Places: places, Series: []Series{{"A", gap}, {"B", []float64{1, 2, 3, 4}}}, Target: 4}),
		"bars":      Bars(BarsProps{Chart: c, Place: "Team", Value: "nu", Beside: "før", Bars: []Bar{{Name: "A", Value: 3, Beside: -1}, {Name: "B", Value: Missing(), Beside: Missing()}}}),
		"curves":    Curves(CurvesProps{Chart: c, Time: "Måneder", Until: 12, Ticks: []float64{0, 6, 12}, Risk: "Under vejs", Curves: []Curve{{Name: "A", Start: 1, Steps: []CurveStep{{2, .8, .6, 1}, {13, .1, 0, .2}}, Marks: []float64{4}, AtRisk: []int{9, 4, 1}}}}),
		"multiples": Multiples(MultiplesProps{Chart: c, Place: "Måned", Places: places, Series: []Series{{"A", gap}, {"B", []float64{Missing()}}}}),
		"nothing":   Lines(LinesProps{Chart: c, Place: "Måned"}),
	}
}

// Every picture says what it is and has the same values in a table; no gap becomes a number.
func TestChartsHaveTables(t *testing.T) {
	for name, c := range charts() {
		doc := draw(t, i18n.With(t.Context(), i18n.Da), c)
		html, _ := doc.Html()
		if strings.Contains(html, "NaN") || strings.Contains(html, "Inf") {
			t.Errorf("%s: a gap became a number", name)
		}
		if doc.Find("figure figcaption").Text() != "Titel" || doc.Find("figure table caption").Text() != "Titel" {
			t.Errorf("%s: no title, or no table", name)
		}
		doc.Find("svg").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("aria-hidden", "") == "" && (s.Find("title").Text() != "Titel" || s.Find("desc").Text() != "Siger det samme") {
				t.Errorf("%s: a drawing without words", name)
			}
		})
	}
}

// What is drawn and what the table says are the same.
func TestChartTables(t *testing.T) {
	for name, want := range map[string]string{
		"lines":     "Måned A B|jan. 3 1|feb. – 2|mar. 5 3|apr. 6 4",
		"bars":      "Team nu før|A 3 -1|B – –",
		"curves":    "Måneder A Under vejs|0 1 9|6 0,8 4|12 0,8 1",
		"multiples": "Måned A B|jan. 3 –|feb. – –|mar. 5 –|apr. 6 –",
		"nothing":   "Måned",
	} {
		doc := draw(t, i18n.With(t.Context(), i18n.Da), charts()[name])
		var rows []string
		doc.Find("table tr").Each(func(_ int, tr *goquery.Selection) {
			rows = append(rows, strings.Join(tr.Find("th, td").Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) }), " "))
		})
		if got := strings.ReplaceAll(strings.Join(rows, "|"), "−", "-"); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// Lines are told apart without colour: each has a mark and a dash of its own.
func TestToldApart(t *testing.T) {
	seen := map[string]bool{}
	for n := range 4 {
		if key := dot(n, point{10, 10}); seen[key] {
			t.Errorf("line %d has the mark of another", n)
		} else {
			seen[key] = true
		}
	}
	doc := draw(t, i18n.With(t.Context(), i18n.Da), charts()["lines"])
	if n := doc.Find("polyline.s1").Length(); n != 2 {
		t.Errorf("a line with a gap is drawn in %d pieces, want 2 (one of them a point)", n)
	}
	if ends := doc.Find("text.end").Map(func(_ int, s *goquery.Selection) string { return s.Text() }); strings.Join(ends, "|") != "mål 4|A|B" {
		t.Errorf("names at the ends: %v", ends)
	}
}
