package plan

import (
	"slices"
	"strings"
	"unicode"
)

// fillers are words of a question that name no trade: "hvem vil være automekaniker".
var fillers = strings.Fields(`hvem hvad vil vi ville gerne være blive arbejde arbejder job jobbet som med i på en et den det de til og eller der at for af har noget nogen
	who what wants want to be become work works working as with in on a an the of or and would like something somebody job`)

// The shortest ends and beginnings of a word that are looked for: shorter ones are in
// every other word.
const (
	shortestHead  = 5 // the end of a compound says what it is: automekaniker is a mekaniker
	shortestStart = 4 // a word goes on as its inflections do: mekaniker, mekanikere
)

// Wants reports whether what a youth says answers a question in a few words: all of them
// are found. A Danish word is found in its compounds and inflections, the end of a
// compound as what it is, and æ, ø, å as people write them without.
func Wants(said, question string) bool {
	asked := slices.DeleteFunc(wordsOf(question), func(w string) bool { return slices.Contains(fillers, w) })
	if len(asked) == 0 {
		return false
	}
	words := wordsOf(said)
	for _, q := range asked {
		if !slices.ContainsFunc(words, func(w string) bool { return akin(w, folded(q)) }) {
			return false
		}
	}
	return true
}

// akin reports whether a word that was said answers one that was asked for.
func akin(said, asked string) bool {
	said = folded(said)
	switch {
	case said == asked:
		return true
	case len(asked) >= shortestStart && strings.Contains(said, asked):
		return true
	case len(said) >= shortestHead && strings.HasSuffix(asked, said):
		return true
	}
	return len(said) >= shortestStart && len(asked) > len(said) && len(asked)-len(said) <= 3 && strings.HasPrefix(asked, said)
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// folded writes æ, ø and å as people do who have no such keys.
func folded(word string) string { return folder.Replace(word) }

var folder = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa")

// Names reports whether what a youth says names a trade: one of its words, or one that
// begins or ends as it does (automekaniker and autoværksted, kok and kokkeri).
func Names(said, trade string) bool {
	for _, w := range wordsOf(said) {
		if slices.Contains(fillers, w) {
			continue
		}
		for _, t := range wordsOf(trade) {
			if akin(folded(t), folded(w)) || akin(folded(w), folded(t)) || alike(folded(w), folded(t)) {
				return true
			}
		}
	}
	return false
}

// alike reports whether two words begin alike: as long as the shortest start, and neither
// word is shorter than twice that.
func alike(a, b string) bool {
	return len(a) >= 2*shortestStart && len(b) >= 2*shortestStart && a[:shortestStart] == b[:shortestStart]
}
