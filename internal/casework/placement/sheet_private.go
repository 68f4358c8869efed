package placement

import (
	"strings"
	"unicode"
)

// The codes that hold a text back beside those of network.Unsaid.
const (
	saysName  = "says_name"
	saysReach = "says_reach"
)

// in answers why a text of ours cannot stand on a sheet, or nothing: it tells of the
// youth what open, the lines that are agreed, does not tell as well. A name counts where
// it is written with a capital, so that Bo is a name and bo is not.
func (p Private) in(text, open string) string {
	if code := p.Unsaid.In(text); code != "" {
		return code
	}
	agreed := wordsOf(open)
	for _, whole := range p.Names {
		for name := range wordsOf(whole) {
			if len(name) < 2 || agreed[name] {
				continue
			}
			for word := range wordsOf(text) {
				if word == name || strings.TrimSuffix(word, "s") == name {
					return saysName
				}
			}
		}
	}
	said, told := digitsOf(text), digitsOf(open)
	for _, number := range p.Phones {
		if d := lastEight(digitsOf(number)); d != "" && strings.Contains(said, d) && !strings.Contains(told, d) {
			return saysReach
		}
	}
	for _, mail := range p.Mails {
		if mail != "" && strings.Contains(strings.ToLower(text), strings.ToLower(mail)) && !strings.Contains(strings.ToLower(open), strings.ToLower(mail)) {
			return saysReach
		}
	}
	return ""
}

// wordsOf are the words of a text that begin with a capital, in small letters.
func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		if first := []rune(w)[0]; unicode.IsUpper(first) || !unicode.IsLower(first) {
			words[strings.ToLower(w)] = true
		}
	}
	return words
}

// digitsOf is a text with spaces and signs between digits gone, as far as numbers are
// concerned: 20 30 40 50 and 20304050 are one.
func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case unicode.IsLetter(r) || r == ',' || r == ';' || r == '\n':
			return '|'
		}
		return -1
	}, text)
}

// lastEight is a Danish number without its country; a shorter one is none.
func lastEight(digits string) string {
	if len(digits) < 8 || strings.Contains(digits, "|") {
		return ""
	}
	return digits[len(digits)-8:]
}
