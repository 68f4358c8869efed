package figures

import (
	"kasket/internal/id"
	"kasket/internal/when"
)

// Definition is what a figure means: whom it is of, what counts, within when, and in
// what words. A changed definition is a new version; the old one keeps its results.
type Definition struct {
	ID      id.Definition `json:"id"`
	Key     string        `json:"key"`  // what the command line and addresses call it
	Team    id.Team       `json:"team"` // whose own it is; 0 is shipped
	Version int           `json:"version"`
	From    when.Date     `json:"from"` // since when this version holds
	NameDa  string        `json:"name_da"`
	NameEn  string        `json:"name_en"`
	TextDa  string        `json:"text_da"`
	TextEn  string        `json:"text_en"`
	Target  int           `json:"target"` // per cent aimed at; 0 is none
	Source  string        `json:"source"`
}

// Reason is how many were not counted, or not known of, and why.
type Reason struct {
	Code string `json:"code"`
	N    int    `json:"n"`
}

// Rate is a definition's answer for one of its parts: so many of so many, beside how
// many it says nothing of.
type Rate struct {
	Part string `json:"part"` // which part of the definition; "" where it has one
	Share
	Missing  []Reason `json:"missing"`  // in the denominator, and nobody knows
	Excluded []Reason `json:"excluded"` // not in the denominator
	Hidden   bool     `json:"hidden"`   // too few to be shown to whoever asks; then all numbers are 0
}

// Result is what a definition says of a team, or of all a programme's teams, in a
// period. Rates is one for each part.
type Result struct {
	Definition Definition   `json:"definition"`
	Team       id.Team      `json:"team"` // 0 is all the programme's teams
	Programme  id.Programme `json:"programme"`
	Name       string       `json:"name"` // the team's, or the programme's
	Period     Period       `json:"period"`
	CutOff     when.Date    `json:"cut_off"` // nothing after it is counted
	Rates      []Rate       `json:"rates"`
	Before     []Rate       `json:"before"` // the same of the time before; none where it is not asked
}
