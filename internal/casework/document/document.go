// Package document keeps the files of the record: what came or was sent, photographed
// or as a file, with what it is, from whom and of which day. A file is stored byte for
// byte with its hash and never changed; its description can be corrected for a day,
// and taken back for two hours, unless a decision has used it.
package document

import (
	"slices"
	"time"

	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Direction is whether a document came or was sent.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Directions lists the directions, the usual first.
var Directions = []Direction{In, Out}

// Underretning is the type by which somebody tells the municipality that a child may
// need support (barnets lov §§ 132-138). The duty is personal.
const Underretning = "underretning"

// Concern is whom an underretning is about.
type Concern string

// The concerns: the youth, while under 18; the youth's own child; one not born yet.
const (
	TheYouth  Concern = "youth"
	TheChild  Concern = "child"
	TheUnborn Concern = "unborn"
)

// Concerns lists whom an underretning can be about.
var Concerns = []Concern{TheYouth, TheChild, TheUnborn}

// underretningUntil is the birthday from which nobody is the child of an underretning
// any more (barnets lov § 2: a child is under 18).
const underretningUntil = 18

// Details is what is said of a document.
type Details struct {
	Type      string    `json:"type"` // code of the catalogue
	Direction Direction `json:"direction"`
	Party     string    `json:"party"` // from whom, or to whom
	DatedOn   when.Date `json:"dated_on"`
	Concerns  Concern   `json:"concerns"` // of an underretning alone
	Note      string    `json:"note"`
}

// Limits of what is written, in characters.
const (
	mostParty = 200
	MostNote  = 4000
)

// Clean tidies what was typed. Whom it concerns is asked of an underretning alone.
func (d Details) Clean() Details {
	d.Party, d.Note = rule.Line(d.Party), rule.Text(d.Note)
	if d.Direction == "" {
		d.Direction = In
	}
	if d.Type != Underretning {
		d.Concerns = ""
	}
	return d
}

// Check says which rules the details break, for a youth born on a day (the zero Date
// where nobody knows it).
func (d Details) Check(born, today when.Date) rule.Violations {
	var v rule.Violations
	if d.Type == "" {
		v.Add("type", "choose")
	}
	if !slices.Contains(Directions, d.Direction) {
		v.Add("way", "unknown")
	}
	v.Required("party", d.Party)
	v.Longest("party", d.Party, mostParty)
	v.Longest("note", d.Note, MostNote)
	switch {
	case d.DatedOn.IsZero():
		v.Add("dated_on", "required")
	case d.DatedOn.After(today):
		v.Add("dated_on", "in_the_future")
	}
	switch {
	case d.Type != Underretning:
	case d.Concerns == "":
		v.Add("concerns", "choose")
	case !slices.Contains(Concerns, d.Concerns):
		v.Add("concerns", "unknown")
	case d.Concerns == TheYouth && !born.IsZero() && !d.DatedOn.IsZero() && born.Years(d.DatedOn) >= underretningUntil:
		v.Add("concerns", "underretning_18")
	}
	return v
}

// Document is a document of the record.
type Document struct {
	ID          id.Document
	Youth       id.Youth
	Enrolment   id.Enrolment
	AddedBy     id.Staff
	For         *id.Staff // the owner it was added for, by a cover or a buddy
	AddedAt     time.Time
	ReceiptOn   *when.Date // the other side has said that it arrived
	UsedAt      *time.Time // used in a decision: it stays as it is
	WithdrawnAt *time.Time
	Version     int
	Details
}

// How long who added a document may change their mind, as with an entry of the log.
const (
	CorrectFor  = 24 * time.Hour
	WithdrawFor = 2 * time.Hour
)

// Correctable reports whether staff may correct what is said of the document now.
func (d Document) Correctable(staff id.Staff, now time.Time) bool {
	return d.own(staff) && now.Before(d.AddedAt.Add(CorrectFor))
}

// Withdrawable reports whether staff may take the document back now.
func (d Document) Withdrawable(staff id.Staff, now time.Time) bool {
	return d.own(staff) && now.Before(d.AddedAt.Add(WithdrawFor))
}

func (d Document) own(staff id.Staff) bool {
	return d.AddedBy == staff && d.UsedAt == nil && d.WithdrawnAt == nil
}

// AwaitsReceipt reports whether the other side has yet to say that it arrived: of what
// was sent, where the rule of its type expects it.
func (d Document) AwaitsReceipt(days int) bool {
	return days > 0 && d.Direction == Out && d.ReceiptOn == nil && d.WithdrawnAt == nil
}

// ReceiptBy is the last day on which a receipt is expected, that many open days after
// the document was sent.
func (d Document) ReceiptBy(days int, c when.Calendar) when.Date {
	return c.OpenAfter(d.DatedOn, days)
}
