// Package export is what leaves the house: a report of figures as a page, as a PDF, as a
// workbook and as CSV with its dictionary. All four are made of one stored content, so
// that they say the same, and an old report says what it said. What may not be shown to
// whoever asked is not in the content, and so in no file.
package export

import (
	"kasket/internal/casework/economy"
	"kasket/internal/casework/figures"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Kind is what a report is for.
type Kind string

// The kinds: a report of a programme or a team, and the leader group's pack of all
// programmes, which is made of a half-year (Slagelse: the leader group meets twice a year).
const (
	OneReport Kind = "report"
	GroupPack Kind = "pack"
)

// Line is one figure: so many of so many by one version of a definition, for one team or
// programme. Of a hidden one no number is kept.
type Line struct {
	Programme  id.Programme     `json:"programme"`
	Team       id.Team          `json:"team"` // 0 is all the programme's teams
	Name       string           `json:"name"` // the team's, or the programme's
	Definition string           `json:"definition"`
	Version    int              `json:"version"`
	NameDa     string           `json:"name_da"`
	NameEn     string           `json:"name_en"`
	TextDa     string           `json:"text_da"`
	TextEn     string           `json:"text_en"`
	Source     string           `json:"source"`
	Part       string           `json:"part"` // its key; "" where there is one
	PartDa     string           `json:"part_da"`
	PartEn     string           `json:"part_en"`
	Before     bool             `json:"before"` // the same of the time before
	Change     bool             `json:"change"` // a number against an earlier one, and no share
	Target     int              `json:"target"` // per cent; 0 is none
	Share      figures.Share    `json:"share"`
	Missing    []figures.Reason `json:"missing"`
	Excluded   []figures.Reason `json:"excluded"`
	Hidden     bool             `json:"hidden"`
	// MissingHidden says that it is too few to tell of whom nobody knows, ExcludedHidden
	// that who was left out is not told outside the team: neither is 0.
	MissingHidden  bool `json:"missing_hidden"`
	ExcludedHidden bool `json:"excluded_hidden"`
}

// Calculated is the economy of a programme as it stood when the report was made.
type Calculated struct {
	Name string `json:"name"`
	economy.Parameters
}

// Content is all that a report says. Texts are put to it when it is shown, in the
// language of whoever reads.
type Content struct {
	Kind    Kind           `json:"kind"`
	Name    string         `json:"name"` // of the team or the programme; "" in a pack
	Period  figures.Period `json:"period"`
	CutOff  when.Date      `json:"cut_off"`
	Lines   []Line         `json:"lines"`
	Exits   []figures.Word `json:"exits"` // what exits are called, for what was left out
	Economy []Calculated   `json:"economy"`
}

// Ask is what somebody wants a report of.
type Ask struct {
	Kind      Kind
	Programme id.Programme
	Team      id.Team
	Period    figures.Period
}

// Check says what is wrong with a wish: a period that is none, a pack of no half-year,
// a report of nothing.
func (a Ask) Check(today when.Date) rule.Violations {
	v := a.Period.Check(today)
	switch {
	case a.Kind != OneReport && a.Kind != GroupPack:
		v.Add("of", "choose")
	case a.Kind == OneReport && a.Programme == 0 && a.Team == 0:
		v.Add("of", "choose")
	case a.Kind == GroupPack && len(v) == 0 && !half(a.Period):
		v.Add("from", "half_year")
	}
	return v
}

func half(p figures.Period) bool {
	year := p.From.Year()
	return p == figures.Half(year, 1) || p == figures.Half(year, 2)
}

// keep leaves the lines that a report of a is made of: a team's, a programme's with its
// teams, or in a pack each programme's whole and its teams.
func (a Ask) keep(lines []Line) []Line {
	var kept []Line
	for _, l := range lines {
		switch {
		case a.Kind == GroupPack,
			a.Team != 0 && l.Team == a.Team,
			a.Team == 0 && l.Programme == a.Programme:
			kept = append(kept, l)
		}
	}
	return kept
}

// Kept is a content as it may be kept: of a hidden line no number is in it, whatever
// came with it.
func Kept(c Content) Content {
	lines := make([]Line, len(c.Lines))
	for i, l := range c.Lines {
		if l.Hidden {
			l.Share, l.Missing, l.Excluded = figures.Share{}, nil, nil
		}
		lines[i] = l
	}
	c.Lines = lines
	return c
}

func sum(all []figures.Reason) int {
	n := 0
	for _, r := range all {
		n += r.N
	}
	return n
}
