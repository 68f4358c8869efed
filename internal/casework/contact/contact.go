// Package contact keeps the log: what happened with a youth, when, and who wrote
// it down. An entry is an event and is never rewritten: for a day its author may
// correct it, with every version kept; after that one adds to it. What one is
// still writing is a draft, its author's own, and becomes an entry exactly once.
// Whether a youth was seen in time is worked out here from what happened, in one
// place for every page.
package contact

import (
	"slices"
	"strings"
	"time"

	"kasket/internal/id"
	"kasket/internal/when"
)

// Kind is how one was in contact. There are few, so that nobody has to search.
type Kind string

// Kinds lists the kinds, the most used first.
var Kinds = []Kind{Phone, "met", "walk", Home, "text", "video", "accompaniment", "other"}

// The kinds that a rule mentions.
const (
	Phone Kind = "phone"
	Home  Kind = "home"
)

// Outcome is whether one got hold of somebody.
type Outcome string

// Talked is a contact; the others are attempts, and need no words.
const (
	Talked     Outcome = "talked"
	Message    Outcome = "message"
	NotReached Outcome = "not_reached"
)

// Outcomes lists the outcomes, the usual first.
var Outcomes = []Outcome{Talked, Message, NotReached}

// Direction is who sought whom.
type Direction string

// Out is from us; In is from them.
const (
	Out Direction = "out"
	In  Direction = "in"
)

// Directions lists the directions, the usual first.
var Directions = []Direction{Out, In}

// Counterpart is whom one was in contact with. Only the youth makes a youth seen.
type Counterpart string

// TheYouth is the youth's own contact.
const TheYouth Counterpart = "youth"

// WithCompany is a company's contact: with its people, and maybe about no youth at all.
const WithCompany Counterpart = "company"

// Counterparts lists the counterparts, the usual first.
var Counterparts = []Counterpart{TheYouth, "relative", "professional", WithCompany}

// Place is where it was.
type Place string

// Places lists the places; none is a place, too. A safety note may ban one.
var Places = []Place{AtHome, "office", "town", "company", "other"}

// AtHome is where the youth lives.
const AtHome Place = "home"

// Text is what an entry says: in one box an account, which is kept undivided, or
// parted in what happened, what the youth says of it, and what the writer makes of it.
// What matters for a decision stands in a part of its own beside either: one person
// wears all the hats, and what the authority noted (offentlighedsloven § 13) is to be
// told apart from what the mentor heard.
type Text struct {
	Account    string `json:"account,omitempty"`
	Facts      string `json:"facts,omitempty"`
	View       string `json:"view,omitempty"`
	Assessment string `json:"assessment,omitempty"`
	Authority  string `json:"authority,omitempty"`
}

// Parted reports whether the text is in its three parts.
func (t Text) Parted() bool { return t.Facts != "" || t.View != "" || t.Assessment != "" }

// Empty reports whether nothing was written.
func (t Text) Empty() bool { return t.Account == "" && !t.Parted() && t.Authority == "" }

// Parts lists what was written, in the order it is read.
func (t Text) Parts() []string {
	return slices.DeleteFunc([]string{t.Account, t.Facts, t.View, t.Assessment, t.Authority}, func(s string) bool { return s == "" })
}

// told is the text without the part for a decision, in one piece.
func (t Text) told() string {
	t.Authority = ""
	return t.Flat()
}

// Flat is the text in one piece.
func (t Text) Flat() string { return strings.Join(t.Parts(), "\n\n") }

// holds reports whether every part of other can be found in t.
func (t Text) holds(other Text) bool {
	all := t.Flat()
	for _, part := range other.Parts() {
		if !strings.Contains(all, part) {
			return false
		}
	}
	return true
}

// Entry is an event as it is understood.
type Entry struct {
	Kind        Kind
	Outcome     Outcome
	Direction   Direction
	Counterpart Counterpart
	Hats        []string
	Place       Place
	PlaceNote   string
	Others      string // who else was there
	Minutes     *int
	Attended    *bool  // of an appointment
	Activity    string // what one did together: a code of the catalogue that held that day, or none
	OccurredAt  time.Time
	Text

	Company       *id.Company       // on whose side it stands too
	CompanyPerson *id.CompanyPerson // with whom there
	ForCompany    string            // all that is read on its side of an entry about a youth
}

// at is the place for the rule about banned places: a visit at home is at home,
// whether or not somebody says so once more.
func (e Entry) at() Place {
	if e.Place == "" && e.Kind == Home {
		return AtHome
	}
	return e.Place
}

// Contact is an entry of the log.
type Contact struct {
	ID          id.Contact
	Author      id.Staff
	For         *id.Staff // the owner it was written for, by a cover or a buddy
	Youths      []id.Youth
	RecordedAt  time.Time
	UsedAt      *time.Time // used in a decision: locked from then on
	WithdrawnAt *time.Time
	Imported    bool // brought by a file, and locked from the start
	Version     int
	Entry
}

// How long an author may change their mind.
const (
	EditFor     = 24 * time.Hour
	WithdrawFor = 2 * time.Hour
)

// Locks says from when on the entry can only be added to.
func (c Contact) Locks() time.Time {
	if c.Imported {
		return c.RecordedAt
	}
	return c.RecordedAt.Add(EditFor)
}

// NoteWithin is how many open days may pass before what matters for a decision is
// written down without a remark on it. The law says as soon as possible
// (offentlighedsloven § 13), the literature a very few days (domain 2.2); it is a
// remark, and refuses nothing.
const NoteWithin = 2

// mostNoted is how many days NotedAfter looks ahead.
const mostNoted = 400

// NotedAfter is how many open days passed from the day it happened until the day it
// was written down: 0 for the same day. What a file brought was written elsewhere.
func (c Contact) NotedAfter(days when.Calendar) int {
	if c.Imported {
		return 0
	}
	noted, n := when.Of(c.RecordedAt), 0
	for d, i := when.Of(c.OccurredAt).AddDays(1), 0; !d.After(noted) && i < mostNoted; d, i = d.AddDays(1), i+1 {
		if days.Open(d) {
			n++
		}
	}
	return n
}

// Editable reports whether staff may correct the entry now.
func (c Contact) Editable(staff id.Staff, now time.Time) bool {
	return c.own(staff) && now.Before(c.Locks())
}

// Withdrawable reports whether staff may take the entry back now.
func (c Contact) Withdrawable(staff id.Staff, now time.Time) bool {
	return c.own(staff) && now.Before(c.RecordedAt.Add(WithdrawFor))
}

func (c Contact) own(staff id.Staff) bool {
	return c.Author == staff && !c.Imported && c.UsedAt == nil && c.WithdrawnAt == nil
}
