package when

import (
	"regexp"
	"strings"
	"time"
	"unicode"
)

// Found is a day that a text names, as an offer to the person who wrote it:
// the text itself is saved as it was written.
type Found struct {
	Date    Date
	At      time.Time // the moment, or the start of the day where no time is named
	HasTime bool
	Phrase  string // the words that name it, exactly as they stand
	Rest    string // the text without them
}

// phraseWords is the most words a date phrase has: "senest tirsdag den 24.
// november 2026 kl. 13.00".
const phraseWords = 8

var deadline = regexp.MustCompile(`^(?:senest|inden|til|by|before|no later than) `)

// FindDate looks for a day, today or later, at the end of an agreement and
// then at its beginning: "Besøg på værkstedet, tirsdag 13.00". It knows fewer
// forms than ParseDate, since in running text "man" and "2-3" are seldom dates.
func FindDate(text string, today Date) (Found, bool) {
	words := wordSpans(text)
	n := min(len(words), phraseWords)
	for i := len(words) - n; i < len(words); i++ {
		from, to := words[i].from, words[len(words)-1].to
		if f, ok := readPhrase(text[from:to], today); ok {
			f.Rest = strings.TrimRightFunc(text[:from], loosePunctuation)
			return f, true
		}
	}
	for i := n - 1; i >= 0; i-- {
		from, to := words[0].from, words[i].to
		if f, ok := readPhrase(text[from:to], today); ok {
			f.Rest = strings.TrimLeftFunc(text[to:], loosePunctuation)
			return f, true
		}
	}
	return Found{}, false
}

// readPhrase reads words that must be a day as a whole.
func readPhrase(phrase string, today Date) (Found, bool) {
	phrase = strings.TrimRight(phrase, ".,;:!)")
	s, err := tidy(phrase, "date")
	if err != nil {
		return Found{}, false
	}
	r := reader{today: today, lean: Future, strict: true}
	d, c, hasTime, code := r.moment(deadline.ReplaceAllString(s, ""))
	if code != "" || d.Before(today) {
		return Found{}, false
	}
	return Found{Date: d, At: d.At(c), HasTime: hasTime, Phrase: phrase}, true
}

type span struct{ from, to int }

// wordSpans says where the words of text begin and end.
func wordSpans(text string) []span {
	var words []span
	start := -1
	for i, r := range text {
		switch {
		case unicode.IsSpace(r) && start >= 0:
			words, start = append(words, span{start, i}), -1
		case !unicode.IsSpace(r) && start < 0:
			start = i
		}
	}
	if start >= 0 {
		words = append(words, span{start, len(text)})
	}
	return words
}

// loosePunctuation is what is left hanging where a phrase was taken away.
func loosePunctuation(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(",;:-–(", r)
}
