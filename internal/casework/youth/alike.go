package youth

import (
	"slices"
	"strings"
	"unicode"
)

// FoldName is the words of a name as they sound, each once and in order of the
// alphabet, so that names that are one are equal however they are spelled: Bjørn and
// Bjoern, Åse and Aase, Christian and Kristian, Mikkel and Mikel, given name before or
// after the family's. It is for comparing, never for showing.
func FoldName(name string) []string {
	var words []string
	for _, w := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' }) {
		if s := sound(w); s != "" && !slices.Contains(words, s) {
			words = append(words, s)
		}
	}
	slices.Sort(words)
	return words
}

// letters are written in several ways and sound one: the Danish letters as they are
// spelled where a keyboard has none, and letters with marks.
var letters = strings.NewReplacer(
	"æ", "e", "ä", "e", "ae", "e", "é", "e", "è", "e", "ê", "e", "ë", "e", "ę", "e",
	"ø", "o", "ö", "o", "oe", "o", "ó", "o", "ò", "o", "ô", "o", "õ", "o", "ő", "o", "ð", "d",
	"å", "a", "aa", "a", "á", "a", "à", "a", "â", "a", "ã", "a", "ą", "a",
	"ü", "y", "ue", "y", "ú", "u", "ù", "u", "û", "u", "ů", "u",
	"í", "i", "ì", "i", "î", "i", "ï", "i", "ı", "i", "ý", "y", "ÿ", "y",
	"ñ", "n", "ń", "n", "ň", "n", "ł", "l", "ś", "s", "š", "s", "ş", "s", "ß", "s", "ž", "s", "ź", "s", "ż", "s",
	"č", "k", "ć", "k", "ç", "s", "ğ", "g", "ř", "r", "ť", "t", "þ", "t",
	"ph", "f", "th", "t", "dh", "d", "ch", "k", "ck", "k", "qu", "k", "c", "k", "q", "k", "w", "v", "z", "s", "x", "ks", "hj", "j", "hv", "v",
)

// sound is one word as it sounds: one letter for those that sound alike, and no letter
// twice in a row.
func sound(word string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range letters.Replace(word) {
		if unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == last {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// likeness is how much of two names' trigrams are shared before they are worth a
// question, of 1.
const likeness = 0.45

// Alike reports whether two names may be one person's, given that both were born on
// the same day: two words of them sound alike, or the only word of one does, or the
// whole has much the same letters. It is symmetric.
func Alike(a, b string) bool {
	x, y := FoldName(a), FoldName(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	shared := 0
	for _, w := range x {
		if slices.ContainsFunc(y, func(v string) bool { return near(w, v) }) {
			shared++
		}
	}
	if least := min(len(x), len(y)); shared >= min(2, least) && oneWayBack(x, y) >= min(2, least) {
		return true
	}
	return trigrams(x, y) >= likeness
}

// oneWayBack counts the words of y that x has, so that one word of one name is not
// counted for two of the other.
func oneWayBack(x, y []string) int {
	n := 0
	for _, v := range y {
		if slices.ContainsFunc(x, func(w string) bool { return near(w, v) }) {
			n++
		}
	}
	return n
}

// near reports whether two words are one, or a slip of the finger from it: a letter
// too many, too few or another, in a word of five letters or more.
func near(a, b string) bool {
	if a == b {
		return true
	}
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 5 || len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) == len(y) {
		return string(x[i+1:]) == string(y[i+1:]) || i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
	}
	return string(x[i:]) == string(y[i+1:])
}

// trigrams is the share of three letters in a row that two names have in common, as
// pg_trgm counts: each word with two blanks before it and one behind.
func trigrams(x, y []string) float64 {
	a, b := trigramsOf(x), trigramsOf(y)
	both := 0
	for t := range a {
		if b[t] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

func trigramsOf(words []string) map[string]bool {
	all := map[string]bool{}
	for _, w := range words {
		letters := []rune("  " + w + " ")
		for i := range len(letters) - 2 {
			all[string(letters[i:i+3])] = true
		}
	}
	return all
}
