package placement

import (
	"strings"
	"unicode"

	"kasket/internal/casework/youth"
)

// The codes that hold a text back beside those of network.Unsaid.
const (
	saysName  = "says_name"
	saysReach = "says_reach"
)

// in answers why a text of ours cannot stand on a sheet, or nothing: it tells of the
// youth what open, the lines that are agreed, does not tell as well.
func (p Private) in(text, open string) string {
	if code := p.Unsaid.In(text); code != "" {
		return code
	}
	for _, whole := range p.Names {
		for _, part := range strings.Fields(whole) {
			if youth.Named(text, []string{part}) != "" && youth.Named(open, []string{part}) == "" {
				return saysName
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
