package network

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kasket/internal/casework/youth"
)

// Home is an address on the record of a youth: theirs, or that of somebody around them.
type Home struct {
	Text   string
	Hidden bool // it is protected: then not even the street is told
}

// Unsaid is what no words that leave the house may say, whatever was agreed: where the
// youth or anybody around them lives, and any personal number (domain 4.3 and 4.4).
type Unsaid struct{ Homes []Home }

// The codes that Unsaid answers.
const (
	SaysCPR     = "says_cpr"
	SaysAddress = "says_address"
)

// In answers the code of what the text must not say, or nothing. It looks through
// spelling: case, spaces, hyphens, å and aa, signs that show nothing.
func (u Unsaid) In(text string) string {
	if SaysNumber(text) {
		return SaysCPR
	}
	said := folded(text)
	for _, h := range u.Homes {
		for _, part := range h.parts() {
			if holds(said, part) {
				return SaysAddress
			}
		}
	}
	return ""
}

var (
	house = regexp.MustCompile(`^(\P{Nd}*\p{L}\P{Nd}*)(\p{Nd}+)`)
	town  = regexp.MustCompile(`^\p{Nd}{4}\s+\p{L}`)
)

// leastAlone is how many letters a piece of an address has before it is looked for by
// itself: "st. th." is in many words.
const leastAlone = 6

// parts are the pieces of an address that give it away: street and number, the street
// alone where it is protected, and a first line without a number (a farm, the name on
// the door). The town is none: the company lies in one, too.
func (h Home) parts() []string {
	var parts []string
	for i, line := range strings.FieldsFunc(h.Text, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }) {
		line = norm.NFKC.String(strings.TrimSpace(line))
		m := house.FindStringSubmatch(line)
		switch {
		case town.MatchString(line):
		case m != nil:
			street := folded(m[1])
			parts = append(parts, street+m[2], street+"nr"+m[2])
			if h.Hidden && utf8.RuneCountInString(street) >= leastAlone-2 {
				parts = append(parts, street)
			}
		case i == 0 && utf8.RuneCountInString(folded(line)) >= leastAlone:
			parts = append(parts, folded(line))
		}
	}
	return parts
}

// holds reports whether a part stands in a text, both folded. A number at its end is
// all of the number: 12 is not in 123.
func holds(said, part string) bool {
	for part != "" {
		_, rest, found := strings.Cut(said, part)
		if !found {
			return false
		}
		if !digit(part[len(part)-1]) || rest == "" || !digit(rest[0]) {
			return true
		}
		said = rest
	}
	return false
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

var spelled = strings.NewReplacer("æ", "ae", "ä", "ae", "ø", "o", "ö", "o", "oe", "o", "å", "a", "aa", "a", "ü", "y", "é", "e")

// folded is a text in small letters and digits alone, the Danish ones as they are
// spelled where a keyboard has none.
func folded(text string) string {
	text = spelled.Replace(strings.ToLower(norm.NFKC.String(text)))
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, norm.NFKD.String(text))
}

// SaysNumber reports whether ten digits stand in a text that are a personal number,
// however they are parted. Other numbers of ten digits hold no day.
func SaysNumber(text string) bool {
	var groups []string // of digits with nothing but signs between them
	var digits strings.Builder
	end := func() {
		if digits.Len() > 0 {
			groups = append(groups, digits.String())
			digits.Reset()
		}
	}
	found := false
	settle := func() {
		end()
		found = found || numberAmong(groups)
		groups = nil
	}
	for _, r := range norm.NFKC.String(text) {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case unicode.Is(unicode.Cf, r) || r == 0xad:
		case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune("./_·•\u2212", r):
			end()
		default:
			settle()
		}
	}
	settle()
	return found
}

// numberAmong looks for a personal number made of whole groups that follow each other.
func numberAmong(groups []string) bool {
	for i := range groups {
		all := ""
		for _, g := range groups[i:] {
			if all += g; len(all) >= 10 {
				break
			}
		}
		if _, err := youth.ParseCPR(all, true); err == nil {
			return true
		}
	}
	return false
}
