package caseload

import (
	"strings"
	"unicode"

	"kasket/internal/casework/youth"
	"kasket/internal/rule"
)

// Query is what somebody typed into the one box, read as what it most likely is.
type Query struct {
	Text  string    // tidied
	Words []string  // of a name or a note
	Phone string    // digits of a number, or of its beginning
	CPR   youth.CPR // a whole number
}

// Kind says what was searched for, for the trail, which never holds the words.
func (q Query) Kind() string {
	switch {
	case q.CPR != "":
		return "cpr"
	case q.Phone != "":
		return "phone"
	}
	return "text"
}

// Empty reports whether there is too little to search for.
func (q Query) Empty() bool { return q.CPR == "" && q.Phone == "" && len(q.Words) == 0 }

// How much of a query is looked at, in characters and words.
const (
	mostQuery     = 200
	mostWords     = 8
	shortestQuery = 2
	shortestPhone = 4
	shortestWhole = 8 // of a number that is no beginning: a telephone, a CVR number
)

// ParseQuery reads the box. Ten digits are a CPR number where they can be one, fewer
// a telephone number; anything with a letter is words.
func ParseQuery(typed string, testCPRs bool) Query {
	text := []rune(rule.Line(typed))
	if len(text) > mostQuery {
		text = text[:mostQuery]
	}
	q := Query{Text: strings.TrimSpace(string(text))}
	if number, err := youth.ParseCPR(q.Text, testCPRs); err == nil {
		q.CPR = number
		return q
	}
	if digits, ok := phoneDigits(q.Text); ok {
		q.Phone = digits
		return q
	}
	if len([]rune(q.Text)) < shortestQuery {
		return q
	}
	for _, word := range strings.FieldsFunc(q.Text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }) {
		if len(q.Words) < mostWords {
			q.Words = append(q.Words, word)
		}
	}
	return q
}

// phoneDigits is a number as it is stored, without its country where that is ours.
func phoneDigits(text string) (digits string, ok bool) {
	digits = strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r):
			return unicode.ReplacementChar
		}
		return -1
	}, text)
	if strings.ContainsRune(digits, unicode.ReplacementChar) {
		return "", false
	}
	abroad := strings.HasPrefix(text, "+")
	digits = strings.TrimPrefix(digits, "00")
	if len(digits) > 8 || abroad {
		digits = strings.TrimPrefix(digits, "45")
	}
	return digits, len(digits) >= shortestPhone && len(digits) <= 15
}
