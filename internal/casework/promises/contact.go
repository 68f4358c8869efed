package promises

import (
	"math"

	"kasket/internal/programme"
	"kasket/internal/when"
)

// spans are the days of a course that a phase of its cadence rules.
func (c Course) spans(p programme.Phase) []Span {
	first := Span{c.StartedOn, c.StartedOn.AddMonths(1).AddDays(-1)}
	switch p {
	case programme.FirstMonth:
		return []Span{first}
	case programme.Placement:
		return c.Stays
	}
	return []Span{{From: first.To.AddDays(1)}}
}

// cadence counts the whole weeks of a phase (or as many days as the programme says) in
// which the youth was talked with at least once, of all that ended in the window.
// Attempts in vain are counted apart. Example: a course that began on 2 March has the
// weeks from the 2nd, 9th, 16th and 23rd; talks on the 3rd, 5th and 24th make 2 of 4.
func cadence(p programme.Phase) func(Course, Rules, Window) Tally {
	return func(c Course, r Rules, w Window) Tally {
		var t Tally
		for _, s := range c.spans(p) {
			t.weeks(c, r.pace(p, s.From), s, p, w)
		}
		return t
	}
}

func (t *Tally) weeks(c Course, every int, s Span, p programme.Phase, w Window) {
	last := w.Cut()
	if !s.To.IsZero() && s.To.Before(last) {
		last = s.To
	}
	if !c.ClosedOn.IsZero() && c.ClosedOn.Before(last) {
		last = c.ClosedOn
	}
	if last.Before(s.From) || last.Before(w.From) {
		return
	}
	if every == 0 {
		t.NoRule = true
		return
	}
	skip := max(0, w.From.Sub(s.From)/every-1) // whole weeks before the window
	for from := s.From.AddDays(skip * every); ; from = from.AddDays(every) {
		to := from.AddDays(every - 1)
		if to.After(last) {
			return
		}
		if !w.over(to) || p == programme.Regular && (c.inStay(from) || c.inStay(to)) {
			continue
		}
		t.Of++
		held, tried := c.talks(from, to)
		t.Apart += tried
		if held > 0 {
			t.Num++
		}
	}
}

// talks counts the talks with the youth, and the attempts in vain, from a day to another.
func (c Course) talks(from, to when.Date) (held, tried int) {
	for _, e := range c.Contacts {
		on := e.day()
		switch {
		case on.Before(from) || on.After(to):
		case e.held():
			held++
		case e.tried():
			tried++
		}
	}
	return held, tried
}

// sinceTalk is how many days ago the youth was last talked with, of those in a course
// on the window's last day; counted from the start where nobody has talked with them.
// Example: last talked with on 20 March, looked at on the 31st: 11 days.
func sinceTalk(c Course, _ Rules, w Window) Tally {
	if !c.open(w.Cut()) {
		return Tally{}
	}
	from := c.StartedOn
	if !c.LastTalk.IsZero() && when.Of(c.LastTalk).After(from) {
		from = when.Of(c.LastTalk)
	}
	return Tally{Values: []float64{float64(w.Cut().Sub(from))}}
}

// outside counts the meetings face to face that were somewhere else than at our office.
// Calls and messages are no meetings; a meeting with no place is missing.
func outside(c Course, _ Rules, w Window) Tally {
	var t Tally
	for _, e := range c.Contacts {
		if !e.held() || !w.Has(e.day()) {
			continue
		}
		switch {
		case e.Kind != "met" && e.Kind != "walk" && e.Kind != "home" && e.Kind != "accompaniment":
		case e.Place == "" && e.Kind == "met":
			t.Missing++
		case e.Place == "office":
			t.Of++
		default:
			t.Of, t.Num = t.Of+1, t.Num+1
		}
	}
	return t
}

// hatsWorn is how many different hats were worn with a youth in a calendar month, for
// each month with an entry that names one.
func hatsWorn(c Course, _ Rules, w Window) Tally {
	months := map[when.Date]map[string]bool{}
	for _, e := range c.Contacts {
		on := e.day()
		if !w.Has(on) || len(e.Hats) == 0 {
			continue
		}
		month := on.AddDays(1 - on.Day())
		if months[month] == nil {
			months[month] = map[string]bool{}
		}
		for _, h := range e.Hats {
			months[month][h] = true
		}
	}
	var t Tally
	for _, hats := range months {
		t.Values = append(t.Values, float64(len(hats)))
	}
	return t
}

// written is how many hours passed from what happened until it was written down.
// What was imported is not counted: it says nothing of when it was written.
func written(c Course, _ Rules, w Window) Tally {
	var t Tally
	for _, e := range c.Contacts {
		if w.Has(e.day()) && !e.Imported {
			t.Values = append(t.Values, max(0, math.Round(e.Recorded.Sub(e.At).Minutes()/6)/10))
		}
	}
	return t
}

// withinDay counts the entries written within 24 hours of what happened.
func withinDay(c Course, r Rules, w Window) Tally {
	var t Tally
	for _, hours := range written(c, r, w).Values {
		t.Of++
		if hours <= 24 {
			t.Num++
		}
	}
	return t
}

// month is how many days a month has in what is counted for each month.
const month = 30

// talksMonthly is how many times the youth was talked with in thirty days, of those in
// a course for at least thirty days of the window.
func talksMonthly(c Course, _ Rules, w Window) Tally {
	from, to := w.From, w.Cut()
	if c.StartedOn.After(from) {
		from = c.StartedOn
	}
	if !c.ClosedOn.IsZero() && c.ClosedOn.Before(to) {
		to = c.ClosedOn
	}
	days := to.Sub(from) + 1
	if days < month {
		return Tally{}
	}
	held, _ := c.talks(from, to)
	return Tally{Values: []float64{float64(held) * month / float64(days)}}
}

// ownWords counts the talks whose entry has the youth's own view, of those written in
// parts: what is written in one box does not say whose words it holds, and is missing.
func ownWords(c Course, _ Rules, w Window) Tally {
	var t Tally
	for _, e := range c.Contacts {
		switch {
		case !e.held() || !w.Has(e.day()):
		case e.Undivided:
			t.Missing++
		case e.OwnWords:
			t.Of, t.Num = t.Of+1, t.Num+1
		default:
			t.Of++
		}
	}
	return t
}
