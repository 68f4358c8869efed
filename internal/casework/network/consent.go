package network

import (
	"slices"
	"strings"
	"time"

	"kasket/internal/id"
	"kasket/internal/when"
)

// ConsentForm is how a consent was given.
type ConsentForm string

// The forms. What is said counts as much as what is written; it is noted who explained
// it.
const (
	Spoken  ConsentForm = "spoken"
	Written ConsentForm = "written"
)

// ConsentForms lists the forms, the usual first.
var ConsentForms = []ConsentForm{Spoken, Written}

// Shows is what a line of a consent lets the other side know. An address is not among
// them, whatever is agreed.
type Shows string

// What can be shown: a field of the record, or the words that were agreed on.
const (
	ShowsName      Shows = "name"
	ShowsFirstName Shows = "first_name"
	ShowsPhone     Shows = "phone"
	ShowsAge       Shows = "age"
	ShowsWords     Shows = "words"
	ShowsTopic     Shows = "topic" // of what others are told; words narrow it down
)

// ConsentItem is one line of a consent, as it was called on the day it was given: a row
// that is written otherwise later shows nothing more than what was agreed.
type ConsentItem struct {
	Item   string `json:"item"` // code of the catalogue (disclosure)
	Shows  Shows  `json:"shows"`
	NameDa string `json:"name_da"`
	NameEn string `json:"name_en"`
	Text   string `json:"text"` // the words agreed on, where it shows words
}

// Name is what the line is called in a language.
func (i ConsentItem) Name(lang string) string {
	if lang == "en" {
		return i.NameEn
	}
	return i.NameDa
}

// Consent is what a youth said may be told to somebody, and until when. It is voluntary,
// specific and informed, and can be taken back (forvaltningsloven § 28, domain 5.6); it
// is never changed.
type Consent struct {
	ID          id.Consent
	Youth       id.Youth
	Enrolment   id.Enrolment
	Company     id.Company // 0 where it is to somebody else
	Person      id.Person  // somebody around the youth; 0 where it is to nobody of them
	Recipient   string     // whoever that is; of a company its name
	Purpose     string
	From        when.Date
	To          when.Date // last day
	Form        ConsentForm
	GivenBy     id.Person // who has custody; 0 is the youth
	GivenName   string    // of that person
	ExplainedBy id.Staff
	Explained   string // name of that one
	Not         string // what is not to be told
	Said        string // how the youth wants it told; for us, and on no sheet
	Document    *id.Document
	At          time.Time
	Items       []ConsentItem
	WithdrawnAt *time.Time
	WithdrawnBy string // name of who wrote it down
	Why         string // of the withdrawal
	Replaced    id.Consent
}

// Holds reports whether the consent can be used on a day: it has begun, is not over and
// was not taken back. One that was replaced is used by nobody (ConsentFor).
func (c Consent) Holds(on when.Date) bool {
	return c.WithdrawnAt == nil && !on.Before(c.From) && !on.After(c.To)
}

// Has reports whether a line is among what may be told.
func (c Consent) Has(item string) bool {
	return slices.ContainsFunc(c.Items, func(i ConsentItem) bool { return i.Item == item })
}

// ConsentState is how a consent stands on a day.
type ConsentState string

// The states.
const (
	ConsentPlanned   ConsentState = "planned"   // its first day is ahead
	ConsentHolds     ConsentState = "holds"     //
	ConsentReplaced  ConsentState = "replaced"  // a newer one to the same took its place
	ConsentOver      ConsentState = "over"      // its last day has passed
	ConsentWithdrawn ConsentState = "withdrawn" // taken back
)

// State says how the consent stands on a day.
func (c Consent) State(on when.Date) ConsentState {
	switch {
	case c.WithdrawnAt != nil:
		return ConsentWithdrawn
	case on.After(c.To):
		return ConsentOver
	case c.Replaced != 0:
		return ConsentReplaced
	case on.Before(c.From):
		return ConsentPlanned
	}
	return ConsentHolds
}

// Current picks the consent that counts on a day among those to one and the same: the
// newest that has begun by then, if it holds. Where that one was taken back or is over,
// none does: an older one never comes back to life.
func Current(consents []Consent, on when.Date) *Consent {
	var newest *Consent
	for i, c := range consents {
		if !on.Before(c.From) && (newest == nil || c.ID > newest.ID) {
			newest = &consents[i]
		}
	}
	if newest == nil || !newest.Holds(on) {
		return nil
	}
	return newest
}

// replace notes on each consent which one took its place on a day.
func replace(consents []Consent, on when.Date) {
	for i := range consents {
		for _, newer := range consents {
			if newer.ID > consents[i].ID && newer.to() == consents[i].to() && !on.Before(newer.From) {
				consents[i].Replaced = max(consents[i].Replaced, newer.ID)
			}
		}
	}
}

// to tells apart to whom consents are given.
func (c Consent) to() string {
	if c.Company != 0 {
		return "company " + id.String(c.Company)
	}
	if c.Person != 0 {
		return "person " + id.String(c.Person)
	}
	return strings.ToLower(c.Recipient)
}

// EndsSoon is how many days before its last day a consent is said to end: time enough
// for a talk (an own rule).
const EndsSoon = 14
