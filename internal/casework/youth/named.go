package youth

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// leastAnyhow is how long a name is looked for however it is written; a shorter one only
// where it begins with a capital, so that Bo is a name and bo is not.
const leastAnyhow = 3

// Named is the first piece of the names that a text says, also in the genitive; empty
// where it says none. A letter alone is no name.
func Named(text string, names []string) string {
	words := strings.FieldsFunc(text, noName)
	for _, name := range names {
		for part := range strings.FieldsFuncSeq(name, noName) {
			if slices.ContainsFunc(words, func(word string) bool { return isName(word, part) }) {
				return part
			}
		}
	}
	return ""
}

// NamedInFull is the first of the names that a text says as a whole, also in the genitive;
// empty where it says none.
func NamedInFull(text string, names []string) string {
	words := strings.FieldsFunc(strings.ToLower(text), noName)
	for _, name := range names {
		parts := strings.FieldsFunc(strings.ToLower(name), noName)
		for at := range len(words) - len(parts) + 1 {
			last := at + len(parts) - 1
			if len(parts) > 0 && slices.Equal(words[at:last], parts[:len(parts)-1]) && inGenitive(words[last], parts[len(parts)-1]) {
				return name
			}
		}
	}
	return ""
}

func noName(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }

func isName(word, part string) bool {
	switch n := utf8.RuneCountInString(part); {
	case n < 2 || !inGenitive(strings.ToLower(word), strings.ToLower(part)):
		return false
	case n >= leastAnyhow:
		return true
	}
	first, _ := utf8.DecodeRuneInString(word)
	return !unicode.IsLower(first)
}

func inGenitive(word, name string) bool { return word == name || word == name+"s" }
