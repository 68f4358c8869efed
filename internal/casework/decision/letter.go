package decision

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Writing is what a letter about a decision is made of beside the decision: by which
// template, to whom, from whom, when and how it leaves.
type Writing struct {
	Template programme.LetterTemplate
	To       Addressee
	From     Signature
	On       when.Date
	Channel  programme.Channel // empty where nobody has chosen: no address is printed
	Hearing  *Hearing          // of a hearing letter

	Complaint *Complaint // of a letter to who complained: it is written to them
}

// Addressee is who gets a letter. The youth's address stands in a letter to the youth
// and in no other.
type Addressee struct {
	Person  id.Person // 0 is the youth
	Name    string    // the legal one
	Youth   string    // the youth's legal name
	Custody bool      // has custody of the youth; else, where it is a person, represents the youth
	Home    string    // the addressee's own; lines
	Hidden  bool      // it is protected, and stands in no letter
}

// Signature is who writes, and for which team.
type Signature struct {
	Name, Title, Phone string
	Team, TeamPhone    string
}

// lines are the addressee's in the window of an envelope: a protected address is on no
// letter, and no address on what is handed over or sent to an inbox.
func (a Addressee) lines(by programme.Channel) []string {
	if !by.OnPaper() || a.Hidden {
		return []string{a.Name}
	}
	return append([]string{a.Name}, strings.Split(a.Home, "\n")...)
}

// copied says why somebody gets a letter that is written to the youth.
func (w Writing) copied(lang string) []letter.Block {
	a := w.To
	if a.Person == 0 || w.Complaint != nil {
		return nil
	}
	text := fmt.Sprintf("Du får brevet, fordi du er partsrepræsentant for %s. Det er skrevet til %s.", a.Youth, a.Youth)
	switch {
	case lang == letter.English && a.Custody:
		text = fmt.Sprintf("You get this letter because you have custody of %s. It is written to %s.", a.Youth, a.Youth)
	case lang == letter.English:
		text = fmt.Sprintf("You get this letter because you represent %s. It is written to %s.", a.Youth, a.Youth)
	case a.Custody:
		text = fmt.Sprintf("Du får brevet, fordi du har forældremyndigheden over %s. Det er skrevet til %s.", a.Youth, a.Youth)
	}
	return []letter.Block{{Kind: letter.Paragraph, Text: text}}
}

// signed is how a letter ends: name, title and team, phone.
func (s Signature) signed(lang string) string {
	lines := []string{s.Name}
	if place := joined(", ", s.Title, s.Team); place != "" {
		lines = append(lines, place)
	}
	if s.Phone != "" {
		lines = append(lines, phoneLine(lang, s.Phone))
	}
	return strings.Join(lines, "\n")
}

// head is what stands at the head of a letter.
func (s Signature) head(lang string) []string {
	lines := []string{s.Team}
	if s.TeamPhone != "" {
		lines = append(lines, phoneLine(lang, s.TeamPhone))
	}
	return lines
}

// Compose makes the letter about a decision: the words of the template, what was
// decided in them, and how to complain wherever the template leaves it
// (programme.DecisionType.Needs). The same decision and Writing give the same letter.
func (d Decision) Compose(w Writing) letter.Letter {
	lang := w.Template.Lang
	var need []letter.Required
	if w.Template.Kind == programme.DecisionLetter && d.Mode != programme.Recommends {
		need = d.Type.Needs(lang, d.Weighs)
	}
	words := letter.Template{Title: w.Template.Title, Body: w.Template.Body}
	if lang == letter.Danish && strings.HasPrefix(d.Type.PlainDa, "at ") { // a decision on a mentor, but one on, that …
		comma := strings.NewReplacer("om {afgørelse}", "om, {afgørelse}")
		words.Title, words.Body = comma.Replace(words.Title), comma.Replace(words.Body)
	}
	title, body := letter.Compose(words, d.letterValues(w), need...)
	return w.letter(title, body, number(lang, d.ID))
}

// letter puts a composed text on its sheet.
func (w Writing) letter(title string, body []letter.Block, refs ...string) letter.Letter {
	lang := w.Template.Lang
	return letter.Letter{
		Lang: lang, Title: title, Sender: w.From.head(lang), To: w.To.lines(w.Channel), Date: w.On, Refs: refs,
		Body: append(w.copied(lang), body...), Made: w.On.At(when.Clock{Hour: 12}),
	}
}

// letterValues are what the fields of a template say (programme.LetterFields).
func (d Decision) letterValues(w Writing) map[string]string {
	lang := w.Template.Lang
	values := map[string]string{
		"navn": w.To.Youth, "afsender": w.From.signed(lang), "dato": letter.DateText(lang, w.On), "lov": d.lawText(),
		"afgørelse": d.Type.Plain(lang), "besluttet": d.Plain, "mening": d.View, "hovedhensyn": d.Considerations, "muligheder": d.CanDo,
		"gælder": d.period(lang), "oplysninger": factList(lang, d.Facts),
	}
	if c := w.Complaint; c != nil {
		values["navn"] = w.To.Name
		maps.Copy(values, c.letterValues(lang, d))
	}
	if h := w.Hearing; h != nil {
		values["oplysninger"], values["høringsfrist"] = h.PutForward, letter.DateText(lang, h.Until)
	}
	return values
}

// lawText is the basis as it stands after "under", without the full stop of its own.
func (d Decision) lawText() string {
	basis := rule.Line(d.Basis)
	if basis == "" {
		basis = d.Type.Basis()
	}
	return strings.TrimRight(basis, ".")
}

// period says from when and until when it has effect.
func (d Decision) period(lang string) string {
	if d.EffectFrom == nil {
		return ""
	}
	from := letter.DateText(lang, *d.EffectFrom)
	switch {
	case d.EffectTo == nil && lang == letter.English:
		return fmt.Sprintf("It holds from %s.", from)
	case d.EffectTo == nil:
		return fmt.Sprintf("Det gælder fra den %s.", from)
	case lang == letter.English:
		return fmt.Sprintf("It holds from %s to %s.", from, letter.DateText(lang, *d.EffectTo))
	}
	return fmt.Sprintf("Det gælder fra den %s til den %s.", from, letter.DateText(lang, *d.EffectTo))
}

// factList is what a decision rests on, one item each, with where it comes from.
func factList(lang string, facts []Fact) string {
	var items []string
	for _, f := range facts {
		item := "- " + rule.Line(f.Text)
		if from := f.letterSource(lang); from != "" {
			item += " (" + from + ")"
		}
		items = append(items, item)
	}
	return strings.Join(items, "\n")
}

// letterSource is where a fact comes from, in the words of a letter.
func (f Fact) letterSource(lang string) string {
	on := letter.DateText(lang, f.From.On)
	english := lang == letter.English
	switch {
	case f.Contact != nil && english:
		return "from our contact on " + on
	case f.Contact != nil:
		return "fra vores kontakt den " + on
	case f.Document != nil && english:
		return joined(" ", "from a document of "+on, f.From.Name)
	case f.Document != nil:
		return joined(" ", "fra et dokument af "+on, f.From.Name)
	case f.Person != nil && english:
		return "from " + f.From.Name
	case f.Person != nil:
		return "fra " + f.From.Name
	}
	return f.Source
}

// number is what somebody who calls about the letter can say.
func number(lang string, decision id.Decision) string {
	if lang == letter.English {
		return "Decision no. " + id.String(decision)
	}
	return "Afgørelse nr. " + id.String(decision)
}

func phoneLine(lang, number string) string {
	if lang == letter.English {
		return "Phone " + number
	}
	return "Telefon " + number
}

// joined puts what there is of some words together.
func joined(by string, parts ...string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, by)
}

// SentLetter is a letter as it left, byte for byte.
type SentLetter struct {
	ID       id.Letter
	Youth    id.Youth
	Decision *id.Decision
	Kind     programme.LetterKind
	Lang     string
	Person   *id.Person // nil is the youth
	Name     string
	Title    string
	Text     string
	PDF      []byte
	Hash     []byte
	ByName   string
	At       time.Time
}

// LetterLine is a letter that left, in a list.
type LetterLine struct {
	ID      id.Letter            `json:"id"`
	Kind    programme.LetterKind `json:"kind"`
	Name    string               `json:"name"`
	Title   string               `json:"title"`
	Hearing *id.Hearing          `json:"hearing"`
	At      time.Time            `json:"at"`
}
