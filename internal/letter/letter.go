package letter

import (
	"strconv"
	"strings"
	"time"

	"kasket/internal/when"
)

// The languages of a letter.
const (
	Danish  = "da"
	English = "en"
)

// Letter is all that stands in one letter.
type Letter struct {
	Lang   string    // Danish or English: of the letter, not of who writes it
	Title  string    // its heading, and the title of the document
	Sender []string  // who writes, line by line; the first is the author of the document
	To     []string  // name and address in the window of the envelope, line by line; nothing is printed there if empty
	Date   when.Date // on the letter
	Refs   []string  // "Sag 42", "Kontaktperson: Anna Holm": at the date
	Body   []Block
	Made   time.Time // when the document was made, for its metadata
}

// Kind is what a block of the body is.
type Kind string

// The kinds of blocks.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph" // lines of its text stay lines
	Bullets   Kind = "bullets"   // one item a line
	FinePrint Kind = "fine"      // the law, under a rule at the end: same size, last read
)

// Block is a part of the body.
type Block struct {
	Kind Kind
	Text string
}

// Lines gives a block's lines: the items of a list, the lines of a paragraph.
func (b Block) Lines() []string { return strings.Split(b.Text, "\n") }

// DateText is a day as it stands in a letter: 22. november 2026, 22 November 2026.
func DateText(lang string, d when.Date) string {
	if d.IsZero() {
		return ""
	}
	words, dot := months[Danish], ". "
	if lang == English {
		words, dot = months[English], " "
	}
	return strconv.Itoa(d.Day()) + dot + words[d.Month()-1] + " " + strconv.Itoa(d.Year())
}

// Text is the letter as plain text, for a search, a reader that has no PDF, and the
// figure of LIX: the address is not in it.
func (l Letter) Text() string {
	parts := []string{l.Title}
	for _, b := range l.Body {
		text := b.Text
		if b.Kind == Bullets {
			text = "- " + strings.Join(b.Lines(), "\n- ")
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n\n")
}

// words are what a letter says by itself, in its language.
func (l Letter) words() set {
	if l.Lang == English {
		return set{page: "Page %d of %d", unprintable: "(characters that cannot be printed)"}
	}
	return set{page: "Side %d af %d", unprintable: "(tegn, der ikke kan trykkes)"}
}

type set struct{ page, unprintable string }

var months = map[string][12]string{
	Danish:  {"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"},
	English: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}
