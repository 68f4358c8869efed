// Package fileaccess is access to the file (aktindsigt, forvaltningsloven §§ 9-18):
// somebody asks, everything of the file is listed, what names others is looked at, what
// is left out has a ground, and one package is made of the rest. Like caseload it reads
// other features' tables, and writes only its own.
package fileaccess

import (
	"slices"
	"time"

	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Asker is who asks.
type Asker string

// The askers: the youth, somebody of those around the youth who is party, or another.
const (
	TheYouth  Asker = "youth"
	APerson   Asker = "person"
	SomeOther Asker = "other"
)

// Basis is by which rules the file is opened.
type Basis string

// The bases: a party's (forvaltningsloven §§ 9-18), one's own (offentlighedsloven § 8),
// anybody's (offentlighedsloven).
const (
	PartyAccess  Basis = "party"
	OwnAccess    Basis = "own"
	PublicAccess Basis = "public"
)

// Bases lists the bases, the usual first.
var Bases = []Basis{PartyAccess, OwnAccess, PublicAccess}

// Outcome is how a request ended; empty is not yet.
type Outcome string

// The outcomes. Less than everything is a decision of type AKT.
const (
	Given     Outcome = "given"
	Partly    Outcome = "partly"
	Refused   Outcome = "refused"
	Withdrawn Outcome = "withdrawn"
)

// Outcomes lists the outcomes, the usual first.
var Outcomes = []Outcome{Given, Partly, Refused, Withdrawn}

// DecisionCode is the type of decision that access to the file is.
const DecisionCode = "AKT"

// Limits of what is written, in characters.
const (
	mostName   = 200
	MostWish   = 2000
	MostReason = 1000
	MostText   = 20_000
)

// Wish is a request as it is registered.
type Wish struct {
	AskedOn when.Date
	Asker   Asker
	Person  id.Person // of the youth's network
	Name    string    // of another
	Basis   Basis
	Wish    string // what is asked for; empty is everything
}

// clean tidies what was typed; the youth and the people around have their names already.
func (w Wish) clean() Wish {
	w.Name, w.Wish = rule.Line(w.Name), rule.Text(w.Wish)
	if w.Asker != SomeOther {
		w.Name = ""
	}
	if w.Asker != APerson {
		w.Person = 0
	}
	return w
}

// Check says which rules a request breaks, seen from a day.
func (w Wish) Check(today when.Date) rule.Violations {
	var v rule.Violations
	switch {
	case w.AskedOn.IsZero():
		v.Add("asked_on", "required")
	case w.AskedOn.After(today):
		v.Add("asked_on", "in_the_future")
	}
	if !slices.Contains([]Asker{TheYouth, APerson, SomeOther}, w.Asker) || w.Asker == APerson && w.Person == 0 {
		v.Add("asker", "choose")
	}
	if w.Asker == SomeOther {
		v.Required("asker_name", w.Name)
		v.Longest("asker_name", w.Name, mostName)
	}
	if !slices.Contains(Bases, w.Basis) {
		v.Add("access_basis", "choose")
	} else if w.Asker == SomeOther && w.Basis != PublicAccess {
		v.Add("access_basis", "not_party")
	}
	v.Longest("access_wish", w.Wish, MostWish)
	return v
}

// Request is a request for access to a youth's file.
type Request struct {
	ID          id.AccessRequest
	Youth       id.Youth
	AskedOn     when.Date
	Asker       Asker
	Person      *id.Person
	Name        string // of who asks; empty is the youth
	Basis       Basis
	Wish        string
	DueOn       *when.Date // our own deadline, by the row of that day
	ByName      string
	At          time.Time
	Outcome     Outcome
	AnsweredOn  *when.Date
	AnsweredHow string
	Decision    *id.Decision
	ClosedName  string
	ClosedAt    *time.Time
	Version     int
	Delays      []Delay
	Packages    []Package // the latest first
	Decisions   []Decided // on access to this youth's file, the latest first
}

// Decided is a decision on access to the file.
type Decided struct {
	ID id.Decision `json:"id"`
	On when.Date   `json:"on"`
}

// Delay is that who asked was told of a later day, and why (forvaltningsloven § 16).
type Delay struct {
	Until  when.Date `json:"until"`
	Reason string    `json:"reason"`
	ToldOn when.Date `json:"told_on"`
	By     string    `json:"by"`
}

// Package is what was put together to be given.
type Package struct {
	ID      id.AccessPackage `json:"id"`
	Items   int              `json:"items"`
	LeftOut int              `json:"left_out"` // wholly or in part
	Size    int              `json:"size"`     // bytes
	SHA256  string           `json:"sha256"`   // hexadecimal
	By      string           `json:"by"`
	At      time.Time        `json:"at"`
}

// Open reports whether the request waits for its answer.
func (r Request) Open() bool { return r.ClosedAt == nil }

// Due is the day by which it is to be answered, as who asked was last told; false where
// no rule gave one.
func (r Request) Due() (when.Date, bool) {
	if n := len(r.Delays); n > 0 {
		return r.Delays[n-1].Until, true
	}
	if r.DueOn == nil {
		return when.Date{}, false
	}
	return *r.DueOn, true
}

// Answer is how a request ends.
type Answer struct {
	Outcome  Outcome
	On       when.Date
	How      string // handed over, by Digital Post …, in words
	Decision id.Decision
}

// check measures an answer. Whether the decision fits is asked of the database.
func (a Answer) check(r Request, today when.Date) rule.Violations {
	var v rule.Violations
	if !slices.Contains(Outcomes, a.Outcome) {
		v.Add("outcome", "choose")
	}
	switch {
	case a.On.IsZero():
		v.Add("answered_on", "required")
	case a.On.After(today):
		v.Add("answered_on", "in_the_future")
	case a.On.Before(r.AskedOn):
		v.Add("answered_on", "before_asked", r.AskedOn)
	}
	v.Longest("answered_how", a.How, MostReason)
	if (a.Outcome == Given || a.Outcome == Partly) && a.How == "" {
		v.Add("answered_how", "required")
	}
	left := 0
	if len(r.Packages) > 0 {
		left = r.Packages[0].LeftOut
	}
	switch {
	case (a.Outcome == Given || a.Outcome == Partly) && len(r.Packages) == 0:
		v.Add("outcome", "no_package")
	case a.Outcome == Given && left > 0:
		v.Add("outcome", "something_left_out", left)
	case a.Outcome == Partly && left == 0:
		v.Add("outcome", "nothing_left_out")
	case (a.Outcome == Partly || a.Outcome == Refused) && a.Decision == 0:
		v.Add("decision", "less_is_decided")
	}
	return v
}
