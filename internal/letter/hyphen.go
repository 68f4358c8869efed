package letter

import (
	"strings"
	"unicode"
)

// Words are divided that have this many letters, into pieces of three at least.
const (
	longWord   = 12
	longest    = 80 // what is longer is no word
	shortPiece = 3
)

// joint is a place where a word may be divided, after so many letters.
type joint struct {
	after int
	good  bool // between two words of a compound, rather than two syllables of one
}

// joints finds where a Danish word may be divided (Retskrivningsordbogen § 15-17):
// compounds between their parts, which a joining s after -ing, -hed, -else, -tion, -skab,
// -dom or -tet gives away; else before the last consonant between two vowels.
// Soft hyphens that somebody typed stand before all of it.
func joints(word []rune) []joint {
	if len(word) < longWord || len(word) > longest {
		return nil
	}
	var found []joint
	for i := shortPiece; i <= len(word)-shortPiece; i++ {
		switch {
		case !unicode.IsLetter(word[i-1]) || !unicode.IsLetter(word[i]):
			continue
		case endsPart(word[:i]) && word[i] != 's':
			found = append(found, joint{i, true})
		case syllable(word, i):
			found = append(found, joint{i, false})
		}
	}
	return found
}

// partEnds are ends of a compound's part that its joining s gives away.
var partEnds = []string{"ings", "heds", "elses", "tions", "skabs", "doms", "tets", "mands", "kontakt", "uddannelses", "arbejds", "unge"}

func endsPart(part []rune) bool {
	text := strings.ToLower(string(part))
	for _, end := range partEnds {
		if strings.HasSuffix(text, end) && len(part) >= shortPiece+1 {
			return true
		}
	}
	return false
}

// syllable reports whether a word may be divided before its letter i: that is the
// last consonant before a vowel, and there is a vowel before.
func syllable(word []rune, i int) bool {
	return !vowel(word[i]) && i+1 < len(word) && vowel(word[i+1]) && (vowel(word[i-1]) || i > 1 && vowelIn(word[:i-1])) && vowelIn(word[:i])
}

func vowel(c rune) bool { return strings.ContainsRune("aeiouyæøåéüöä", unicode.ToLower(c)) }

func vowelIn(word []rune) bool { return strings.ContainsFunc(string(word), vowel) }
