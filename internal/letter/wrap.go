package letter

import "strings"

// ragged is the share of a line that may stay empty before a long word is divided.
const ragged = 0.22

// lineHolds is more letters than any line of a letter holds, so that a word of twenty
// thousand costs no more than a long one.
const lineHolds = 300

// wrap breaks a text into lines no wider than wide millimetres. A long word is divided
// when the line would be left ragged, with a soft hyphen, so that a reader that
// takes the text out of the file puts it together again; what cannot be divided and
// does not fit is broken where it must.
func (f face) wrap(text string, size, wide float64) []string {
	var lines []string
	for _, hard := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.FieldsFunc(hard, func(c rune) bool { return c == ' ' }) {
			for word != "" {
				room, space := wide, ""
				if line != "" {
					space = " "
					room -= f.width(line+space, size)
				}
				plain := strings.ReplaceAll(word, string(softHyphen), "")
				if f.width(plain, size) <= room {
					line, word = line+space+plain, ""
					continue
				}
				head, tail := f.divide(word, size, room, line == "" || room > wide*ragged, line == "")
				if head == "" && line == "" {
					head, tail = f.force(plain, size, wide)
				}
				if head != "" {
					line += space + head
				}
				lines, line, word = append(lines, line), "", tail
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// divide takes as much of a word as fits in room: at a soft hyphen or after - and /,
// and, if the rule of the language may be used, at one of its joints. alone is true
// where nothing else stands on the line.
func (f face) divide(word string, size, room float64, byRule, alone bool) (head, tail string) {
	all := []rune(word)
	letters, rest := all[:min(len(all), lineHolds)], all[min(len(all), lineHolds):]
	best := 0
	var typed bool
	for i, c := range letters[:len(letters)-1] {
		if (c == softHyphen || c == '/' || c == '-') && i > 0 && f.fits(letters[:i+1], size, room) {
			best, typed = i+1, c != softHyphen
		}
	}
	if best > 0 {
		return f.cut(letters, rest, best, !typed)
	}
	if !byRule {
		return "", word
	}
	good := false
	for _, j := range joints(letters) {
		if f.fits(append([]rune{}, append(letters[:j.after:j.after], softHyphen)...), size, room) && (j.good || !good) {
			best, good = j.after, good || j.good
		}
	}
	if best == 0 || !alone && !good && best < 2*shortPiece {
		return "", word
	}
	return f.cut(letters, rest, best, true)
}

func (f face) fits(letters []rune, size, room float64) bool {
	text := strings.TrimRight(string(letters), string(softHyphen))
	hyphen := ""
	if len(text) < len(string(letters)) {
		hyphen = "-"
	}
	return f.width(strings.ReplaceAll(text, string(softHyphen), "")+hyphen, size) <= room
}

func (f face) cut(letters, rest []rune, at int, hyphen bool) (head, tail string) {
	head = strings.ReplaceAll(string(letters[:at]), string(softHyphen), "")
	if hyphen {
		head += string(softHyphen)
	}
	return head, string(letters[at:]) + string(rest)
}

// force takes as many letters as a line holds, at least one.
func (f face) force(word string, size, wide float64) (head, tail string) {
	letters := []rune(word)
	n := 1
	for n < len(letters) && f.width(string(letters[:n+1]), size) <= wide {
		n++
	}
	return string(letters[:n]), string(letters[n:])
}
