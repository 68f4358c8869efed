package network

import (
	"cmp"
	"slices"

	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Giver is who a form says gave a consent: "youth", or the number of who has custody.
// Empty is nobody, which is the youth where nobody else could.
type Giver string

// ByYouth is the giver who is the youth.
const ByYouth Giver = "youth"

// ConsentWish is a consent as somebody wants it written down. Its fields in a form are
// consent_items, consent_text.<item>, consent_said, consent_purpose, consent_recipient,
// consent_person, consent_not, consent_to, consent_long, consent_form, consent_document and given_by.
type ConsentWish struct {
	Company   id.Company // to whom; 0 where Recipient says it
	Person    id.Person  // or one of the people around the youth
	Recipient string
	Purpose   string
	From      *when.Date // where empty, today
	To        when.Date  // last day
	Long      bool       // we talked about that it holds for so long
	Form      ConsentForm
	GivenBy   Giver
	Items     []string          // codes that are ticked
	Texts     map[string]string // the words of each line, ticked or not
	Not       string            // what is not to be told
	Said      string
	Document  *id.Document
}

// Empty reports whether nothing of a consent was filled in: nobody talked about it.
func (w ConsentWish) Empty() bool {
	for _, text := range w.Texts {
		if rule.Text(text) != "" {
			return false
		}
	}
	return len(w.Items) == 0 && rule.Text(w.Said) == ""
}

// Limits of what one may write, in characters. What a company reads is short.
const (
	mostAgreed    = 600
	mostPurpose   = 300
	mostRecipient = 200
)

// ConsentBounds is what a consent is measured against on a day, and what a form offers.
type ConsentBounds struct {
	Today  when.Date
	Items  []programme.Entry // rows of the catalogue that hold: what a company may be told
	Topics []programme.Entry // and what others may
	People []Person          // around the youth
	Months int               // a longer consent asks for a word; 0 is no rule
	Givers Givers
	Unsaid Unsaid
}

// Givers is who may give a consent on a day, computed from age and custody.
type Givers struct {
	Youth     bool    // the youth may, by age; where it is not known, a person answers
	Custody   []Party // who has custody may
	Unknown   bool    // the age, or the rule of it, is not known
	OldEnough int     // from how many years the youth may alone; 0 is no row
}

// GiversOf says who may give a consent about a youth, from the circle of a matter that
// is not of barnets lov. The age is the municipality's row: no act gives a number
// (domain 2.3).
func GiversOf(c Circle, ages programme.PartyAges) Givers {
	g := Givers{Youth: true, OldEnough: ages.Elsewhere, Unknown: c.Open(BirthDate) || c.Open(AgeRule)}
	for _, p := range c.Parties {
		switch {
		case p.Capacity == Youth && c.Minor:
			g.Youth = p.Rights
		case p.Capacity == Custodian && (p.Rights || g.Unknown):
			g.Custody = append(g.Custody, p)
		}
	}
	return g
}

// Asked reports whether it has to be said who gave it: more than the youth could have.
func (g Givers) Asked() bool { return len(g.Custody) > 0 || !g.Youth }

// Tidy cleans what was typed.
func (w ConsentWish) Tidy(today when.Date) ConsentWish {
	w.Recipient, w.Purpose, w.Said, w.Not = rule.Line(w.Recipient), rule.Line(w.Purpose), rule.Text(w.Said), rule.Text(w.Not)
	texts := map[string]string{}
	for item, text := range w.Texts {
		if text = rule.Text(text); text != "" {
			texts[item] = text
		}
	}
	w.Texts = texts
	if w.Company != 0 {
		w.Person = 0
	}
	if w.Company != 0 || w.Person != 0 {
		w.Recipient = ""
	}
	if w.From == nil || w.From.IsZero() {
		w.From = &today
	}
	return w
}

// Check says which rules the wish breaks; it has been tidied.
func (w ConsentWish) Check(b ConsentBounds) rule.Violations {
	var broken rule.Violations
	switch {
	case w.Person != 0:
		if w.told(b) == "" {
			broken.Add("consent_person", "unknown")
		}
	case w.Company == 0:
		broken.Required("consent_recipient", w.Recipient)
		broken.Longest("consent_recipient", w.Recipient, mostRecipient)
	}
	broken.Required("consent_purpose", w.Purpose)
	broken.Longest("consent_purpose", w.Purpose, mostPurpose)
	w.checkItems(&broken, b)
	broken.Longest("consent_said", w.Said, mostText)
	broken.Longest("consent_not", w.Not, mostText)
	w.checkPeriod(&broken, b)
	switch {
	case w.Form == "":
		broken.Add("consent_form", "choose")
	case !slices.Contains(ConsentForms, w.Form):
		broken.Add("consent_form", "unknown")
	}
	w.checkGiver(&broken, b.Givers)
	return broken
}

// checkItems holds ticks and words together: words without a tick are agreed by nobody
// and lost by nobody, and none of them says what may not be said.
func (w ConsentWish) checkItems(broken *rule.Violations, b ConsentBounds) {
	if len(w.Items) == 0 {
		broken.Add("consent_items", "choose")
	}
	for _, item := range w.Items {
		if !slices.ContainsFunc(w.Offered(b), func(e programme.Entry) bool { return e.Code == item }) {
			broken.Add("consent_items", "unknown")
		}
	}
	for _, e := range w.Offered(b) {
		field, text := "consent_text."+e.Code, w.Texts[e.Code]
		ticked := slices.Contains(w.Items, e.Code)
		switch {
		case Shows(e.Rule) != ShowsWords && Shows(e.Rule) != ShowsTopic:
			continue
		case ticked && Shows(e.Rule) == ShowsTopic:
		case ticked:
			broken.Required(field, text)
		case text != "":
			broken.Add(field, "not_agreed")
		}
		broken.Longest(field, text, mostAgreed)
		if code := b.Unsaid.In(text); code != "" {
			broken.Add(field, code)
		}
	}
}

// checkPeriod: a consent begins today or later, and one that lasts longer than the row
// says was talked about (an own rule, domain 5.6).
func (w ConsentWish) checkPeriod(broken *rule.Violations, b ConsentBounds) {
	if w.From.Before(b.Today) {
		broken.Add("consent_from", "in_the_past")
	}
	switch {
	case w.To.IsZero():
		broken.Add("consent_to", "required")
	case w.To.Before(b.Today):
		broken.Add("consent_to", "in_the_past")
	case w.To.Before(*w.From):
		broken.Add("consent_to", "before_from")
	case b.Months > 0 && !w.Long && w.To.After(w.From.AddMonths(b.Months)):
		broken.Add("consent_to", "consent_long", b.Months)
	}
}

// checkGiver: an adult gives it, nobody else; of a minor it is said who did, and who is
// younger than the row says does not do so alone.
func (w ConsentWish) checkGiver(broken *rule.Violations, g Givers) {
	switch {
	case !g.Asked() && (w.GivenBy == "" || w.GivenBy == ByYouth):
	case !g.Asked():
		broken.Add("given_by", "given_by_youth")
	case !g.Youth && len(g.Custody) == 0:
		broken.Add("given_by", "custody_unknown", g.OldEnough)
	case w.GivenBy == "":
		broken.Add("given_by", "choose")
	case w.GivenBy == ByYouth && !g.Youth:
		broken.Add("given_by", "given_by_custody", g.OldEnough)
	case w.GivenBy != ByYouth && w.giver(g) == 0:
		broken.Add("given_by", "unknown")
	}
}

// giver is the person with custody whom the form names; 0 is none of them.
func (w ConsentWish) giver(g Givers) id.Person {
	for _, p := range g.Custody {
		if Giver(id.String(p.Person)) == w.GivenBy {
			return p.Person
		}
	}
	return 0
}

// Offered are the lines one may agree to: a company is shown fields and words, and
// topics are for others.
func (w ConsentWish) Offered(b ConsentBounds) []programme.Entry {
	if w.Company != 0 {
		return b.Items
	}
	return slices.Concat(b.Items, b.Topics)
}

// told is who is told where it is no company: the name of somebody who belongs to the
// youth's network today, or the words for whoever it is. Empty is nobody known.
func (w ConsentWish) told(b ConsentBounds) string {
	if w.Person == 0 {
		return w.Recipient
	}
	for _, p := range b.People {
		if p.ID == w.Person && p.On(b.Today) {
			return p.Name
		}
	}
	return ""
}

// Agreed are the lines the wish agrees on, in the order of the catalogue.
func (w ConsentWish) Agreed(rows []programme.Entry) []ConsentItem {
	var items []ConsentItem
	for _, e := range slices.SortedStableFunc(slices.Values(rows), func(a, b programme.Entry) int { return cmp.Compare(a.Position, b.Position) }) {
		if !slices.Contains(w.Items, e.Code) {
			continue
		}
		item := ConsentItem{Item: e.Code, Shows: Shows(e.Rule), NameDa: e.NameDa, NameEn: e.NameEn}
		if item.Shows == ShowsWords || item.Shows == ShowsTopic {
			item.Text = w.Texts[e.Code]
		}
		items = append(items, item)
	}
	return items
}
