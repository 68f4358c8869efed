package letter

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Unprintable lists what a letter cannot print of a text, each run of such characters
// once, in order: emoji, letters written from right to left. The letter says in words
// that something stood there; whoever sends it is told before.
func Unprintable(text string) ([]string, error) {
	both, err := faces()
	if err != nil {
		return nil, err
	}
	_, runs := both[0].printable(text, "")
	return runs, nil
}

// printable is a text as the face can show it, and the runs it cannot, which instead
// stands for. Signs that steer text and show nothing are dropped; a character the face
// lacks is written by its plainer forms if it has any (full width ｋ as k).
func (f face) printable(text, instead string) (shown string, runs []string) {
	var out, run strings.Builder
	end := func() {
		if run.Len() == 0 {
			return
		}
		lost := strings.TrimSpace(run.String())
		if !slices.Contains(runs, lost) {
			runs = append(runs, lost)
		}
		spaces := run.String()[len(strings.TrimRight(run.String(), " ")):]
		out.WriteString(instead + spaces)
		run.Reset()
	}
	for _, c := range norm.NFC.String(strings.ToValidUTF8(text, "")) {
		plain, known := f.plain(c)
		switch {
		case known && plain == "": // shows nothing, and parts no run
		case known && (plain != " " || run.Len() == 0):
			end()
			out.WriteString(plain)
		case known: // a space between two lost words is of the run
			run.WriteString(plain)
		default:
			run.WriteRune(c)
		}
	}
	end()
	return out.String(), runs
}

// plain is how a character is printed; known is false if nothing like it can be.
func (f face) plain(c rune) (string, bool) {
	switch {
	case c == '\n' || c == softHyphen:
		return string(c), true
	case c == '\u2028' || c == '\u2029':
		return "\n", true
	case c == '\u00a0' || c == '\u202f':
		return "\u00a0", true
	case unicode.IsSpace(c):
		return " ", true
	case unicode.IsControl(c), unicode.Is(unicode.Cf, c), c >= 0xfe00 && c <= 0xfe0f:
		return "", true // shows nothing: NUL, marks of direction, joiners
	case f.widths[c] > 0:
		return string(c), true
	}
	var out strings.Builder
	for _, d := range norm.NFKD.String(string(c)) {
		if unicode.Is(unicode.Mn, d) {
			continue
		}
		if f.widths[d] == 0 {
			return "", false
		}
		out.WriteRune(d)
	}
	return out.String(), out.Len() > 0 || unicode.Is(unicode.Mn, c)
}

const softHyphen = '\u00ad'
