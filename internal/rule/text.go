package rule

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text cleans what a person typed or pasted: line ends become \n, NUL and
// other control characters go (Postgres refuses NUL, and a pasted one should
// not cost anybody their note), and white space around it goes.
func Text(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) {
			return r
		}
		return -1
	}, s)
	return strings.TrimSpace(s)
}

// Line is Text on one line: a name, a title, a place.
func Line(s string) string {
	return strings.Join(strings.Fields(Text(s)), " ")
}

// Required adds "required" when the text of a field is empty.
func (v *Violations) Required(field, text string) {
	if text == "" {
		v.Add(field, "required")
	}
}

// Longest adds "too_long" when a field holds more than limit characters.
func (v *Violations) Longest(field, text string, limit int) {
	if n := utf8.RuneCountInString(text); n > limit {
		v.Add(field, "too_long", limit, n)
	}
}
