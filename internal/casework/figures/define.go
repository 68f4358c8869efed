package figures

import (
	"slices"
	"strconv"
	"strings"

	"kasket/internal/id"
	"kasket/internal/rule"
)

// Wish is a figure of a team's own as its leader would have it: whom it is of follows
// from what is asked. What does not belong to the measure is not read.
type Wish struct {
	Team           id.Team
	NameDa, NameEn string // no English: the Danish stands there too
	TextDa, TextEn string
	Measure        Measure
	Exits          []string // the codes that count
	Statuses       []string
	Ready          []string
	Excluded       []string // exits that are in no denominator
	Within         int      // months, of ready and held
	Window         int      // months back from the cut-off, of got started; 0 is the period itself
	Target         int      // per cent; 0 is none
	Source         string
	Ended          bool // counted no more
}

// Choices are the codes that a figure can count, as the catalogue has them.
type Choices struct {
	Exits    []Word
	Statuses []Word
	Months   []int // after the exit, in which a follow-up asks
}

// ReadyKinds are what somebody can be ready for.
var ReadyKinds = []string{"education", "job"}

// OwnMeasures are what a team's own figure can ask; the target group is the programme's,
// counted outside the team.
var OwnMeasures = []Measure{ExitMeasure, ReadyMeasure, GotStartedMeasure, StatusMeasure, HeldMeasure}

// The bounds of what makes sense to type; the schema has the months'.
const (
	mostName   = 120
	mostText   = 1000
	mostSource = 200
	mostWithin = 60
	mostWindow = 120
)

// Definition makes of a wish what can be counted, or says what is wrong with it, each at
// its field: a code that nobody knows, nothing that counts, an exit that counts and is
// left out, and months in which nobody is asked.
func (w Wish) Definition(c Choices) (Definition, rule.Violations) {
	d := Definition{
		Team: w.Team, Measure: w.Measure, Ended: w.Ended, Target: w.Target, Source: rule.Line(w.Source),
		NameDa: rule.Line(w.NameDa), NameEn: rule.Line(w.NameEn), TextDa: rule.Text(w.TextDa), TextEn: rule.Text(w.TextEn),
	}
	v := d.checkWords()
	if !slices.Contains(OwnMeasures, w.Measure) {
		v.Add("measure", "choose")
		return Definition{}, v
	}
	for _, m := range Measures {
		if m.Measure == w.Measure {
			d.Cohort = m.Cohorts[0]
		}
	}
	v = append(v, w.codes(&d, c)...)
	v = append(v, w.months(&d, c)...)
	if w.Target < 0 || w.Target > 100 {
		v.Add("target", "between", 1, 100)
	}
	if len(v) > 0 {
		return Definition{}, v
	}
	return d, nil
}

// checkWords checks what people read, and lets the Danish stand where there is no
// English.
func (d *Definition) checkWords() rule.Violations {
	var v rule.Violations
	v.Required("name_da", d.NameDa)
	v.Longest("name_da", d.NameDa, mostName)
	v.Longest("name_en", d.NameEn, mostName)
	v.Required("meaning_da", d.TextDa)
	v.Longest("meaning_da", d.TextDa, mostText)
	v.Longest("meaning_en", d.TextEn, mostText)
	v.Longest("source", d.Source, mostSource)
	if d.NameEn == "" {
		d.NameEn = d.NameDa
	}
	if d.TextEn == "" {
		d.TextEn = d.TextDa
	}
	return v
}

// codes takes the codes that belong to the measure: of exits, of statuses, of what
// somebody is ready for.
func (w Wish) codes(d *Definition, c Choices) rule.Violations {
	var v rule.Violations
	part := Part{Key: "all", NameDa: d.NameDa, NameEn: d.NameEn, Codes: []string{}}
	take := func(field, kind string, chosen, known []string) {
		for _, code := range slices.Compact(slices.Sorted(slices.Values(chosen))) {
			if !slices.Contains(known, code) {
				v.Add(field, "unknown")
				return
			}
			part.Codes = append(part.Codes, kind+":"+code)
		}
	}
	least := "statuses"
	switch w.Measure {
	case ExitMeasure, GotStartedMeasure:
		least = "exits"
		take("exits", "exit", w.Exits, codesOf(c.Exits))
	case ReadyMeasure:
		least = "ready"
		take("ready", "ready", w.Ready, ReadyKinds)
	}
	if slices.Contains([]Measure{GotStartedMeasure, StatusMeasure, HeldMeasure}, w.Measure) {
		take("statuses", "status", w.Statuses, codesOf(c.Statuses))
	}
	if len(part.Codes) == 0 && len(v) == 0 {
		v.Add(least, "required")
	}
	d.Parts, d.Excluded = []Part{part}, []string{}
	if w.Measure == StatusMeasure { // who is here has no exit
		return v
	}
	for _, code := range slices.Compact(slices.Sorted(slices.Values(w.Excluded))) {
		switch {
		case !slices.Contains(codesOf(c.Exits), code):
			v.Add("excluded", "unknown")
			return v
		case part.counts("exit", code):
			v.Add("excluded", "counts_and_left_out")
			return v
		}
		d.Excluded = append(d.Excluded, code)
	}
	return v
}

// months takes the months that the measure asks for.
func (w Wish) months(d *Definition, c Choices) rule.Violations {
	var v rule.Violations
	switch {
	case w.Measure == GotStartedMeasure:
		if d.Window = w.Window; w.Window < 0 || w.Window > mostWindow {
			v.Add("window", "between", 1, mostWindow)
		}
		return v
	case w.Measure != ReadyMeasure && w.Measure != HeldMeasure:
		return nil
	}
	d.Within = w.Within
	if w.Within < 1 || w.Within > mostWithin {
		v.Add("within", "between", 1, mostWithin)
	} else if w.Measure == HeldMeasure && !slices.Contains(c.Months, w.Within) {
		asked := make([]string, len(c.Months))
		for i, m := range c.Months {
			asked[i] = strconv.Itoa(m)
		}
		v.Add("within", "month_not_asked", strings.Join(asked, ", "))
	}
	return v
}

func codesOf(words []Word) []string {
	codes := make([]string, len(words))
	for i, w := range words {
		codes[i] = w.Code
	}
	return codes
}

// Counted are the codes of a kind that count in any part: exit, status or ready.
func (d Definition) Counted(kind string) []string {
	var codes []string
	for _, p := range d.Parts {
		for _, c := range p.Codes {
			if code, is := strings.CutPrefix(c, kind+":"); is {
				codes = append(codes, code)
			}
		}
	}
	return codes
}
