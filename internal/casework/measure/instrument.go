// Package measure keeps how a youth is, in numbers they gave themselves or somebody gave
// with them in mind: WHO-5, scales, the team's own indicators, the youth survey. What is
// asked is an instrument, a row with a version that is never edited; what was answered is
// a measurement, which is never changed. A number says nothing by itself: a low one
// prompts a talk (domain 6).
package measure

import (
	"math"
	"slices"

	"kasket/internal/id"
	"kasket/internal/when"
)

// Respondent is who answers.
type Respondent string

// The youth answers of themselves; the worker as they see it. Both is an instrument that
// either may answer, never together.
const (
	ByYouth  Respondent = "youth"
	ByWorker Respondent = "worker"
	ByBoth   Respondent = "both"
)

// Respondents lists who may be asked by an instrument.
var Respondents = []Respondent{ByYouth, ByWorker, ByBoth}

// Formula is how answers become a score.
type Formula string

// The formulas: WHO-5's sum times four, which is 0-100 (domain 6.1); the mean of the
// answers, to one decimal; and none, where the answers stand for themselves.
const (
	SumTimesFour Formula = "sum*4"
	Mean         Formula = "mean"
	NoScore      Formula = "none"
)

// Formulas lists the formulas.
var Formulas = []Formula{SumTimesFour, Mean, NoScore}

// ItemKind is how an item is answered.
type ItemKind string

// On the scale, or in words; words are never asked for.
const (
	OnScale ItemKind = "scale"
	InWords ItemKind = "words"
)

// Item is one question.
type Item struct {
	Position    int
	Kind        ItemKind
	DimensionDa string
	DimensionEn string
	TextDa      string
	TextEn      string
}

// Dimension is what the item belongs to, in a language; empty where nothing is said.
func (t Item) Dimension(lang string) string { return named(lang, t.DimensionDa, t.DimensionEn) }

// Text is the question in a language.
func (t Item) Text(lang string) string { return named(lang, t.TextDa, t.TextEn) }

// Anchor is what a value of the scale is called.
type Anchor struct {
	Value  int
	NameDa string
	NameEn string
}

// Name is what the value is called in a language.
func (a Anchor) Name(lang string) string { return named(lang, a.NameDa, a.NameEn) }

// Band is scores that say the same, both ends included.
type Band struct {
	From    int
	To      int
	NameDa  string
	NameEn  string
	Prompts bool // a talk about it, and nothing by itself
}

// Name is what the scores say, in a language.
func (b Band) Name(lang string) string { return named(lang, b.NameDa, b.NameEn) }

// Instrument is one version of what is asked.
type Instrument struct {
	ID            id.Instrument
	Code          string
	Version       int
	NameDa        string
	NameEn        string
	AboutDa       string // above the questions
	AboutEn       string
	Owner         string // whose words they are
	LicenceNote   string
	Respondent    Respondent
	ScaleMin      int
	ScaleMax      int
	Formula       Formula
	LowerIsBetter bool
	Position      int
	From          when.Date
	To            *when.Date // last day; nil is open
	Confirmed     bool       // somebody held the wording against its source
	Source        string
	Items         []Item
	Anchors       []Anchor
	Bands         []Band // the lowest first
}

func named(lang, da, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return da
}

// Name is what the instrument is called in a language.
func (i Instrument) Name(lang string) string { return named(lang, i.NameDa, i.NameEn) }

// About is what stands above the questions, in a language.
func (i Instrument) About(lang string) string { return named(lang, i.AboutDa, i.AboutEn) }

// Asks reports whether r may answer it.
func (i Instrument) Asks(r Respondent) bool {
	return (r == ByYouth || r == ByWorker) && (i.Respondent == ByBoth || i.Respondent == r)
}

// HoldsOn reports whether it may be used on a day.
func (i Instrument) HoldsOn(on when.Date) bool {
	return !on.Before(i.From) && (i.To == nil || !on.After(*i.To))
}

// Item finds a question by its position.
func (i Instrument) Item(position int) (Item, bool) {
	at := slices.IndexFunc(i.Items, func(t Item) bool { return t.Position == position })
	if at < 0 {
		return Item{}, false
	}
	return i.Items[at], true
}

// Anchor is what a value is called; the zero Anchor where it has no name.
func (i Instrument) Anchor(value int) Anchor {
	for _, a := range i.Anchors {
		if a.Value == value {
			return a
		}
	}
	return Anchor{Value: value}
}

// scaled are the questions on the scale.
func (i Instrument) scaled() int {
	n := 0
	for _, t := range i.Items {
		if t.Kind == OnScale {
			n++
		}
	}
	return n
}

// ScoreMin and ScoreMax are the ends of the score.
func (i Instrument) ScoreMin() int { return i.end(i.ScaleMin) }

// ScoreMax is the highest score there is.
func (i Instrument) ScoreMax() int { return i.end(i.ScaleMax) }

func (i Instrument) end(value int) int {
	if i.Formula == SumTimesFour {
		return 4 * value * i.scaled()
	}
	return value
}

// Score is the score of answers, by the position of their question. A question on the
// scale without an answer means no score: what is missing is missing, and not nought
// (domain 6.1). Values are not looked at; see Answering.
func (i Instrument) Score(values map[int]int) (float64, bool) {
	if i.Formula == NoScore || i.scaled() == 0 {
		return 0, false
	}
	sum := 0
	for _, t := range i.Items {
		value, answered := values[t.Position]
		if t.Kind == OnScale && !answered {
			return 0, false
		}
		sum += value
	}
	if i.Formula == SumTimesFour {
		return float64(4 * sum), true
	}
	return math.Round(10*float64(sum)/float64(i.scaled())) / 10, true
}

// Band is what a score says; false where the instrument says nothing of it. A score
// between two bands is of the lower one: 35.5 has not reached 36.
func (i Instrument) Band(score float64) (Band, bool) {
	for _, b := range slices.Backward(i.Bands) {
		if score >= float64(b.From) {
			return b, score < float64(b.To)+1
		}
	}
	return Band{}, false
}

// Prompts reports whether a score prompts a talk.
func (i Instrument) Prompts(score *float64) bool {
	if score == nil {
		return false
	}
	b, said := i.Band(*score)
	return said && b.Prompts
}

// Better reports whether a is better than b.
func (i Instrument) Better(a, b float64) bool {
	if i.LowerIsBetter {
		return a < b
	}
	return a > b
}
