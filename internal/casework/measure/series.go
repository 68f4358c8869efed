package measure

import (
	"cmp"
	"math"
	"slices"
	"time"

	"kasket/internal/id"
	"kasket/internal/when"
)

// Answer is what was said to one question: a value, or words.
type Answer struct {
	Position int
	Value    *int
	Words    string
}

// Measurement is one set of answers.
type Measurement struct {
	ID         id.Measurement
	Enrolment  id.Enrolment
	Instrument id.Instrument
	On         when.Date
	Respondent Respondent
	Score      *float64 // nil: something has no answer, or the instrument has no score
	Comment    string
	Occasion   Occasion
	ByLink     bool
	ByID       id.Staff
	By         string // who asked
	At         time.Time
	Answers    []Answer
}

// Value is what was answered on the scale to a question.
func (m Measurement) Value(position int) (int, bool) {
	for _, a := range m.Answers {
		if a.Position == position && a.Value != nil {
			return *a.Value, true
		}
	}
	return 0, false
}

// Words are what was answered in words to a question.
func (m Measurement) Words(position int) string {
	for _, a := range m.Answers {
		if a.Position == position {
			return a.Words
		}
	}
	return ""
}

// Withdrawable reports whether somebody may take the measurement back: who asked, as long
// as they may an entry of the log.
func (m Measurement) Withdrawable(by id.Staff, now time.Time) bool {
	return m.ByID == by && now.Sub(m.At) <= withdrawFor
}

// Series is what may be compared: measurements by one version of one instrument, answered
// by one respondent (domain 6.2), in order of their days.
type Series struct {
	Instrument Instrument
	Respondent Respondent
	All        []Measurement
}

// Scored are those that have a score.
func (s Series) Scored() []Measurement {
	var scored []Measurement
	for _, m := range s.All {
		if m.Score != nil {
			scored = append(scored, m)
		}
	}
	return scored
}

// FewestPoints is how many scores make a course of anything: under it there are too few.
const FewestPoints = 2

// Enough reports whether there are enough scores to compare.
func (s Series) Enough() bool { return len(s.Scored()) >= FewestPoints }

// Start, Latest and Best are what one looks for in a course; false where nothing has a
// score.
func (s Series) Start() (Measurement, bool) { return at(s.Scored(), 0) }

// Latest is the newest that has a score.
func (s Series) Latest() (Measurement, bool) {
	scored := s.Scored()
	return at(scored, len(scored)-1)
}

// Previous is the score before the newest.
func (s Series) Previous() (Measurement, bool) {
	scored := s.Scored()
	return at(scored, len(scored)-2)
}

// Best is the best there was, and the first of several as good.
func (s Series) Best() (Measurement, bool) {
	scored := s.Scored()
	best, found := at(scored, 0)
	for _, m := range scored {
		if s.Instrument.Better(*m.Score, *best.Score) {
			best = m
		}
	}
	return best, found
}

// Newest is the newest measurement, with a score or without.
func (s Series) Newest() (Measurement, bool) { return at(s.All, len(s.All)-1) }

func at(list []Measurement, i int) (Measurement, bool) {
	if i < 0 || i >= len(list) {
		return Measurement{}, false
	}
	return list[i], true
}

// DimensionMean is the mean of what belongs together in a measurement.
type DimensionMean struct {
	NameDa string
	NameEn string
	Mean   *float64 // nil: something in it has no answer
}

// Name is the dimension in a language.
func (d DimensionMean) Name(lang string) string { return named(lang, d.NameDa, d.NameEn) }

// Dimensions are the means of a measurement's dimensions, in order; none where the
// instrument has none. As with a score, what is missing is missing.
func (i Instrument) Dimensions(m Measurement) []DimensionMean {
	var list []DimensionMean
	for at, t := range i.Items {
		if t.DimensionDa == "" || at > 0 && slices.ContainsFunc(list, func(d DimensionMean) bool { return d.NameDa == t.DimensionDa }) {
			continue
		}
		d := DimensionMean{NameDa: t.DimensionDa, NameEn: t.DimensionEn}
		sum, n, whole := 0, 0, true
		for _, u := range i.Items {
			if u.DimensionDa != t.DimensionDa || u.Kind != OnScale {
				continue
			}
			value, answered := m.Value(u.Position)
			sum, n, whole = sum+value, n+1, whole && answered
		}
		if whole && n > 0 {
			mean := math.Round(10*float64(sum)/float64(n)) / 10
			d.Mean = &mean
		}
		list = append(list, d)
	}
	return list
}

// Compare parts measurements into what may be compared: the instruments in their order,
// the newest version first, and the youth before the worker.
func Compare(instruments []Instrument, all []Measurement) []Series {
	var list []Series
	for _, i := range instruments {
		for _, r := range []Respondent{ByYouth, ByWorker} {
			s := Series{Instrument: i, Respondent: r}
			for _, m := range all {
				if m.Instrument == i.ID && m.Respondent == r {
					s.All = append(s.All, m)
				}
			}
			if len(s.All) == 0 {
				continue
			}
			slices.SortStableFunc(s.All, func(a, b Measurement) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.ID, b.ID)) })
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b Series) int {
		return cmp.Or(cmp.Compare(a.Instrument.Position, b.Instrument.Position), cmp.Compare(a.Instrument.Code, b.Instrument.Code),
			-cmp.Compare(a.Instrument.Version, b.Instrument.Version))
	})
	return list
}
