package placement

import (
	"strconv"
	"strings"

	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/phone"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Caller is somebody of ours whom a company can call.
type Caller struct{ Name, Phone string }

// Person is somebody of the company as its sheet names them.
type Person struct{ Name, Title, Phone string }

// SheetFacts is all that a company's sheet is made from beside the consent. Of the
// youth it holds what a consent can open, and what has to be known to keep it shut.
type SheetFacts struct {
	Stay    Placement
	Kind    *programme.Entry // row of the catalogue, of a stay that a file brought
	Purpose *programme.Entry // row of the catalogue
	Mentor  *Person
	Owner   Caller // who has the youth
	Cover   *Caller
	Buddy   *Caller
	Team    Caller
	About   network.About
	Private Private
}

// Private is what a text of our own about a stay must not let slip.
type Private struct {
	Unsaid network.Unsaid
	Names  []string // of the youth: given, called, family
	Phones []string
	Mails  []string
}

// SheetText is one of the stay's own texts on a sheet, or one that was held back.
type SheetText struct {
	Field string // tasks, absence_how, safety
	Text  string
	Held  string // why it is not on the sheet; a code under "sheet.held."
}

// Sheet is what a company gets to read about a stay: the stay's own facts, whom to call,
// and of the youth what a consent that holds says, line by line, and nothing else.
type Sheet struct {
	Lang    string // letter.Danish or letter.English
	On      when.Date
	Consent id.Consent // 0 where none holds: then nothing of the youth stands on it
	Until   when.Date  // last day of the consent
	Told    []network.Told
	Texts   []SheetText
	facts   SheetFacts
}

// MakeSheet makes the sheet of a stay for a day. It is the one place that decides what a
// company reads. A consent that does not hold on the day, or is to somebody else, opens
// nothing; a text of the stay that tells what is not agreed, an address of the record or
// a personal number is held back whole.
func MakeSheet(f SheetFacts, consent *network.Consent, on when.Date, lang string) Sheet {
	s := Sheet{Lang: lang, On: on, facts: f}
	if consent != nil && consent.Holds(on) && consent.Company == f.Stay.Company.ID && consent.Youth == f.Stay.Youth {
		s.Consent, s.Until = consent.ID, consent.To
		s.Told = network.Tell(consent.Items, f.About, f.Private.Unsaid, on, lang)
	}
	open := strings.Builder{}
	for _, t := range s.Told {
		open.WriteString(t.Text + "\n")
	}
	for _, t := range []SheetText{{Field: "tasks", Text: f.Stay.Tasks}, {Field: "absence_how", Text: f.Stay.AbsenceHow}, {Field: "safety", Text: f.Stay.Safety}} {
		if t.Text == "" {
			continue
		}
		if t.Held = f.Private.in(t.Text, open.String()); t.Held != "" {
			t.Text = ""
		}
		s.Texts = append(s.Texts, t)
	}
	return s
}

// Stay is the stay the sheet is about, for who opened the record.
func (s Sheet) Stay() Placement { return s.facts.Stay }

// Held lists the texts that are kept off the sheet.
func (s Sheet) Held() []SheetText {
	var held []SheetText
	for _, t := range s.Texts {
		if t.Held != "" {
			held = append(held, t)
		}
	}
	return held
}

// Letter is the sheet as it is printed and as a page shows it: the same words.
func (s Sheet) Letter(made when.Date) letter.Letter {
	w, f := wordsIn(s.Lang), s.facts
	l := letter.Letter{
		Lang: s.Lang, Title: w.title + f.Stay.Company.Name, Date: s.On, Made: made.At(when.Clock{Hour: 12}),
		Sender: lines(f.Team.Name, phone.Format(f.Team.Phone)), To: lines(f.Stay.Company.Name, f.Stay.WorkplaceName),
	}
	l.Body = append(l.Body, letter.Block{Kind: letter.Heading, Text: w.stay}, letter.Block{Kind: letter.Bullets, Text: strings.Join(s.own(w), "\n")})
	for _, t := range s.Texts {
		if t.Text != "" {
			l.Body = append(l.Body, letter.Block{Kind: letter.Heading, Text: w.texts[t.Field]}, letter.Block{Kind: letter.Paragraph, Text: t.Text})
		}
	}
	if len(s.Told) > 0 {
		l.Body = append(l.Body, letter.Block{Kind: letter.Heading, Text: w.told})
		for _, t := range s.Told {
			l.Body = append(l.Body, letter.Block{Kind: letter.Paragraph, Text: t.Label + between(t.Text) + t.Text})
		}
	}
	l.Body = append(l.Body, letter.Block{Kind: letter.Heading, Text: w.call}, letter.Block{Kind: letter.Bullets, Text: strings.Join(s.callers(w), "\n")})
	if len(s.Told) > 0 {
		l.Body = append(l.Body, letter.Block{Kind: letter.FinePrint, Text: w.care + letter.DateText(s.Lang, s.Until) + "."})
	}
	return l
}

// own are the facts of the stay itself.
func (s Sheet) own(w sheetWords) []string {
	p := s.facts.Stay
	var facts []string
	add := func(label, text string) {
		if text = rule.Line(text); text != "" {
			facts = append(facts, label+": "+text)
		}
	}
	switch {
	case p.Row != nil:
		add(w.kind, programme.Name(*p.Row, s.Lang))
	case s.facts.Kind != nil:
		add(w.kind, programme.Name(*s.facts.Kind, s.Lang))
	}
	add(w.from, letter.DateText(s.Lang, p.From))
	add(w.to, letter.DateText(s.Lang, p.To))
	if p.Hours > 0 {
		hours := strconv.FormatFloat(p.Hours, 'f', -1, 64)
		if s.Lang == letter.Danish {
			hours = strings.ReplaceAll(hours, ".", ",")
		}
		add(w.hours, hours)
	}
	for _, shift := range p.Timetable {
		add(w.days[(shift.Day+6)%7], shift.String())
	}
	if s.facts.Purpose != nil {
		add(w.purpose, programme.Name(*s.facts.Purpose, s.Lang))
	}
	if m := s.facts.Mentor; m != nil {
		add(w.mentor, joinedBy(", ", m.Name, m.Title, phone.Format(m.Phone)))
	}
	return facts
}

// callers are whom to call here: who covers comes first while the owner is away.
func (s Sheet) callers(w sheetWords) []string {
	var list []string
	add := func(label string, c Caller) {
		if c.Name != "" {
			list = append(list, label+": "+joinedBy(", ", rule.Line(c.Name), phone.Format(c.Phone)))
		}
	}
	if c := s.facts.Cover; c != nil {
		add(w.cover, *c)
	}
	add(w.owner, s.facts.Owner)
	if b := s.facts.Buddy; b != nil {
		add(w.buddy, *b)
	}
	if s.facts.Team.Phone != "" {
		add(w.team, s.facts.Team)
	}
	return list
}

// between parts a line's name from what it says: short words stand beside it.
func between(text string) string {
	if len(text) > 40 || strings.Contains(text, "\n") {
		return ":\n"
	}
	return ": "
}

func joinedBy(by string, parts ...string) string { return strings.Join(lines(parts...), by) }

// lines are the parts that are not empty.
func lines(parts ...string) []string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return kept
}
