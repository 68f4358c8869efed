package figures

import (
	"slices"

	"kasket/internal/id"
	"kasket/internal/when"
)

// Cohort is whom a figure is of.
type Cohort string

// The cohorts.
const (
	Leavers      Cohort = "leavers"      // whose course ended in the period
	Starters     Cohort = "starters"     // who began so long before that they have had their time when the period ends
	Participants Cohort = "participants" // in a course on any day of the period, or of the window up to the cut-off
	Enrolled     Cohort = "enrolled"     // in a course on the cut-off day
	Population   Cohort = "population"   // counted outside the team
)

// Measure is what is asked about each of them.
type Measure string

// The measures.
const (
	ExitMeasure       Measure = "exit"        // how the course ended
	ReadyMeasure      Measure = "ready"       // ready within so many months of the start
	GotStartedMeasure Measure = "got_started" // by exit, or by a dated status after the start
	StatusMeasure     Measure = "status"      // where they stand on the cut-off day, and stood before
	HeldMeasure       Measure = "held"        // the follow-up so many months after the exit
	ChangeMeasure     Measure = "change"      // the target group against the same month before
)

// Measures lists the measures, each with the cohorts it can be asked of.
var Measures = []struct {
	Measure Measure
	Cohorts []Cohort
}{
	{ExitMeasure, []Cohort{Leavers}},
	{ReadyMeasure, []Cohort{Starters}},
	{GotStartedMeasure, []Cohort{Participants, Starters}},
	{StatusMeasure, []Cohort{Enrolled}},
	{HeldMeasure, []Cohort{Leavers}},
	{ChangeMeasure, []Cohort{Population}},
}

// Part is one figure of a definition: its name, and the codes that count, each with
// its kind: exit:job_full, status:education, ready:job.
type Part struct {
	Key    string   `json:"key"`
	NameDa string   `json:"name_da"`
	NameEn string   `json:"name_en"`
	Codes  []string `json:"codes"`
}

// counts reports whether a code of a kind counts in the part.
func (p Part) counts(kind, code string) bool {
	return code != "" && slices.Contains(p.Codes, kind+":"+code)
}

// Definition is what a figure means: whom it is of, what counts, within when, and in
// what words. A changed definition is a new version; the old one keeps its results.
type Definition struct {
	ID       id.Definition `json:"id"`
	Key      string        `json:"key"`     // what the command line and addresses call it
	Team     id.Team       `json:"team"`    // whose own it is; 0 is shipped
	Version  int           `json:"version"` // from 1
	From     when.Date     `json:"from"`    // since when this version holds
	Ended    bool          `json:"ended"`   // counted no more
	NameDa   string        `json:"name_da"`
	NameEn   string        `json:"name_en"`
	TextDa   string        `json:"text_da"`
	TextEn   string        `json:"text_en"`
	Cohort   Cohort        `json:"cohort"`
	Measure  Measure       `json:"measure"`
	Excluded []string      `json:"excluded"` // exits that are in no denominator
	Within   int           `json:"within"`   // months; 0 where it is not asked
	Window   int           `json:"window"`   // months back from the cut-off; 0 is the period itself
	Target   int           `json:"target"`   // per cent aimed at; 0 is none
	Source   string        `json:"source"`
	Parts    []Part        `json:"parts"`
}

// Name is what the definition is called in a language.
func (d Definition) Name(lang string) string { return inLang(lang, d.NameDa, d.NameEn) }

// Text is what the definition means, in words for anybody.
func (d Definition) Text(lang string) string { return inLang(lang, d.TextDa, d.TextEn) }

// PartName is what the part of a rate is called in a language; the definition's own
// name where it has one part.
func (d Definition) PartName(key, lang string) string {
	for _, p := range d.Parts {
		if p.Key == key && len(d.Parts) > 1 {
			return inLang(lang, p.NameDa, p.NameEn)
		}
	}
	return d.Name(lang)
}

func inLang(lang, da, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return da
}

// Days are the days that the cohort is found on: the period itself, a window up to its
// end, or the period moved back by the time that must have passed.
func (d Definition) Days(p Period) Period {
	switch {
	case d.Window > 0:
		return Period{From: p.To.AddDays(1).AddMonths(-d.Window), To: p.To}
	case d.Measure == HeldMeasure, d.Cohort == Starters:
		return Period{From: p.From.AddMonths(-d.Within), To: p.To.AddDays(1).AddMonths(-d.Within).AddDays(-1)}
	case d.Cohort == Enrolled:
		return Period{From: p.To, To: p.To}
	}
	return p
}

// Reason is how many were not counted, or not known of, and why.
type Reason struct {
	Code string `json:"code"`
	N    int    `json:"n"`
}

// Rate is a definition's answer for one of its parts: so many of so many, beside how
// many it says nothing of. Of a change, Num is now and Of is then.
type Rate struct {
	Part string `json:"part"` // the part's key
	Share
	Missing  []Reason `json:"missing"`  // in the denominator, and nobody knows
	Excluded []Reason `json:"excluded"` // not in the denominator
	// MissingHidden says that those of whom nobody knows are too few to be shown.
	MissingHidden bool `json:"missing_hidden"`
	Hidden        bool `json:"hidden"` // too few to be shown to whoever asks; then all numbers are 0
}

// MissingN is how many of the denominator nobody knows of.
func (r Rate) MissingN() int { return total(r.Missing) }

// ExcludedN is how many are not in the denominator.
func (r Rate) ExcludedN() int { return total(r.Excluded) }

func total(reasons []Reason) int {
	n := 0
	for _, r := range reasons {
		n += r.N
	}
	return n
}

// hidden is the rate without its numbers.
func (r Rate) hidden() Rate { return Rate{Part: r.Part, Hidden: true} }

// Result is what a definition says of a team, or of all a programme's teams, in a
// period. Rates is one for each part.
type Result struct {
	Definition Definition   `json:"definition"`
	Team       id.Team      `json:"team"` // 0 is all the programme's teams
	Programme  id.Programme `json:"programme"`
	Name       string       `json:"name"` // the team's, or the programme's
	Own        bool         `json:"own"`  // whoever looks leads the team
	Period     Period       `json:"period"`
	CutOff     when.Date    `json:"cut_off"` // nothing after it is counted
	Target     int          `json:"target"`  // per cent this programme aims at; 0 is none
	Rates      []Rate       `json:"rates"`
	Before     []Rate       `json:"before"` // the same of the time before; none where it is not asked
}

// Empty reports that there was nobody to count: no rate says anything.
func (r Result) Empty() bool {
	return !slices.ContainsFunc(r.Rates, func(x Rate) bool { return x.Hidden || x.Of > 0 })
}

// Change is how much more or less there is now than then, of one: -0.17 is 17 % less.
// False where there is nothing to compare with.
func (r Rate) Change() (float64, bool) {
	if r.Of == 0 || len(r.Missing) > 0 {
		return 0, false
	}
	return float64(r.Num-r.Of) / float64(r.Of), true
}
