package letter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Easy is the LIX that a letter to a youth should stay under.
const Easy = 40

// Reading is what a text's LIX is made of (Björnsson 1968: words per sentence, and the
// share of words of more than six letters).
type Reading struct {
	Words     int
	Long      int // more than six letters
	Sentences int
}

// enough is how many words a text needs before its figure says anything.
const enough = 10

// Score is the LIX: under 25 is very easy, under 35 easy, under 45 middling, from 55
// very hard. A text of fewer than ten words has none.
func (r Reading) Score() (score int, ok bool) {
	if r.Words < enough {
		return 0, false
	}
	per := float64(r.Words)/float64(max(r.Sentences, 1)) + 100*float64(r.Long)/float64(r.Words)
	return int(per + 0.5), true
}

// LIX is the figure of a text, ok when it is long enough to have one.
func LIX(text string) (score int, ok bool) { return Read(text).Score() }

// Read counts a text's words and sentences. A sentence ends at . ! ? or : before a
// space, and where a line ends; a full stop after a number or a known short form, or
// before a small letter, ends none. web/static/js/lix.js counts the same way, and a
// test compares the two.
func Read(text string) Reading {
	var r Reading
	for _, line := range strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == '\r' }) {
		words := strings.FieldsFunc(line, unicode.IsSpace)
		open := false
		for i, raw := range words {
			word, ends := bare(raw)
			if word == "" {
				continue
			}
			r.Words++
			open = true
			if letters(word) > 6 {
				r.Long++
			}
			next := ""
			if i+1 < len(words) {
				next, _ = bare(words[i+1])
			}
			if endsSentence(word, ends, next) {
				r.Sentences++
				open = false
			}
		}
		if open {
			r.Sentences++
		}
	}
	return r
}

// bare takes a word out of the signs around it; ends are the signs after it.
func bare(raw string) (word, ends string) {
	inner := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }
	from := strings.IndexFunc(raw, inner)
	if from < 0 {
		return "", raw
	}
	to := strings.LastIndexFunc(raw, inner)
	_, size := utf8.DecodeRuneInString(raw[to:])
	return raw[from : to+size], raw[to+size:]
}

func letters(word string) int {
	n := 0
	for _, c := range word {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			n++
		}
	}
	return n
}

func endsSentence(word, ends, next string) bool {
	if strings.ContainsAny(ends, "!?:") {
		return true
	}
	if !strings.Contains(ends, ".") || short[strings.ToLower(word)] {
		return false
	}
	if next == "" {
		return true
	}
	first := []rune(next)[0]
	return !unicode.IsLower(first) && !(number(word) && unicode.IsDigit(first))
}

func number(word string) bool {
	return strings.IndexFunc(word, func(c rune) bool { return !unicode.IsDigit(c) }) < 0
}

// short are short forms whose full stop ends no sentence.
var short = map[string]bool{
	"kl": true, "stk": true, "nr": true, "jf": true, "ca": true, "pct": true, "kr": true, "afs": true, "pkt": true, "tlf": true,
	"bl.a": true, "bl": true, "dvs": true, "f.eks": true, "evt": true, "hhv": true, "kap": true, "litra": true, "mfl": true,
	"vedr": true, "inkl": true, "ekskl": true, "mv": true, "m.v": true, "osv": true,
}
