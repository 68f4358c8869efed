package enrolment

import (
	"slices"

	"kasket/internal/when"
)

// span is days in a row: both ends count, and without a last day it goes on.
type span struct {
	From when.Date `json:"from"`
	To   when.Date `json:"to"`
}

// endsBefore reports whether the span is over before the day.
func (s span) endsBefore(d when.Date) bool { return !s.To.IsZero() && s.To.Before(d) }

// meet is the days that are in both; false where there are none.
func (s span) meet(o span) (span, bool) {
	if s.endsBefore(o.From) || o.endsBefore(s.From) {
		return span{}, false
	}
	m := s
	if o.From.After(m.From) {
		m.From = o.From
	}
	if m.To.IsZero() || !o.To.IsZero() && o.To.Before(m.To) {
		m.To = o.To
	}
	return m, true
}

// days are spans.
type days []span

// from is the days of d on and after a day.
func (d days) from(first when.Date) days { return d.within(span{From: first}) }

// within is the days of d that are in o, too.
func (d days) within(o span) days {
	var in days
	for _, s := range d {
		if m, ok := s.meet(o); ok {
			in = append(in, m)
		}
	}
	return in
}

// minus is the days of d that are in none of the others, in order.
func (d days) minus(others days) days {
	left := slices.Clone(d)
	for _, o := range others {
		var next days
		for _, s := range left {
			next = append(next, s.without(o)...)
		}
		left = next
	}
	slices.SortFunc(left, func(a, b span) int { return a.From.Compare(b.From) })
	return left
}

// without is what is left of s before and after o.
func (s span) without(o span) days {
	if _, ok := s.meet(o); !ok {
		return days{s}
	}
	var left days
	if s.From.Before(o.From) {
		left = append(left, span{s.From, o.From.AddDays(-1)})
	}
	if !o.To.IsZero() && !s.endsBefore(o.To.AddDays(1)) {
		left = append(left, span{o.To.AddDays(1), s.To})
	}
	return left
}
