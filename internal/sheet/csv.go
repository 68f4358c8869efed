package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readCSV reads separated text in whatever encoding and with whatever
// separator it has.
func readCSV(data []byte, b *builder) error {
	text, err := decode(data)
	if err != nil {
		return err
	}
	s := scanner{text: text, line: 1}
	s.separator = s.findSeparator()
	for s.at < len(s.text) {
		line := s.line
		cells, err := s.record(b.limits.Columns)
		if err != nil {
			return err
		}
		for i := range cells {
			cells[i] = unguard(cells[i])
		}
		if err := b.add(line, cells); err != nil {
			return err
		}
	}
	return nil
}

// decode makes text of bytes: UTF-8 or UTF-16 by their marks, UTF-8 without
// one if it is that, else Windows-1252, which older Danish systems write.
func decode(data []byte) (string, error) {
	utf16 := bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff})
	var err error
	switch {
	case utf16 && len(data)%2 != 0:
		return "", &Error{Code: Encoding}
	case utf16:
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
	case utf8.Valid(data):
		data = bytes.TrimPrefix(data, []byte("\ufeff"))
	case bytes.IndexByte(data, 0) >= 0:
		return "", &Error{Code: NotATable}
	default:
		data, err = charmap.Windows1252.NewDecoder().Bytes(data)
	}
	if err != nil {
		return "", &Error{Code: Encoding}
	}
	for _, r := range string(data) {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
		case r < ' ': // no text has these, while every picture and program does
			return "", &Error{Code: NotATable}
		case r >= 0x7f && r < 0xa0, r == utf8.RuneError, r == '\ufeff':
			return "", &Error{Code: Encoding}
		}
	}
	return string(data), nil
}

// scanner takes separated text apart. encoding/csv either refuses a quotation
// mark inside an unquoted cell (5" skærm) or, told to be lazy, lets an unclosed
// one swallow the rest of the file in silence; people's files need neither.
type scanner struct {
	text      string
	at        int // the next byte
	line      int // the line it is on
	separator byte
}

// findSeparator takes the one of ; , and tab that parts the first line that
// holds anything most often, outside quotes. Excel's own "sep=;" decides, and
// is skipped.
func (s *scanner) findSeparator() byte {
	rest := strings.TrimLeft(s.text, "\r\n")
	line, _, _ := strings.Cut(rest, "\n")
	line = strings.TrimRight(line, "\r")
	if len(line) == 5 && strings.EqualFold(line[:4], "sep=") {
		s.skip(len(s.text) - len(rest) + len(line))
		return line[4]
	}
	counts, quoted := map[byte]int{}, false
	for _, c := range []byte(strings.TrimLeft(s.text, " \t\r\n")) {
		if c == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if c == '\n' || c == '\r' {
			break
		}
		counts[c]++
	}
	best := byte(';')
	for _, c := range []byte("\t,") {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// skip goes on by n bytes, counting the lines they end.
func (s *scanner) skip(n int) {
	passed := s.text[s.at : s.at+n]
	s.line += strings.Count(passed, "\n") + strings.Count(passed, "\r") - strings.Count(passed, "\r\n")
	s.at += n
}

// record reads the cells of one line, which may hold line breaks in quotes.
func (s *scanner) record(columns int) ([]string, error) {
	var cells []string
	for {
		cell, err := s.cell()
		if err != nil {
			return nil, err
		}
		// An endless row of empty cells is cut short here: add does not see
		// what is empty at the end.
		if len(cells) > 20*columns {
			return nil, &Error{Code: TooManyColumns, Line: s.line}
		}
		cells = append(cells, cell)
		switch {
		case s.at == len(s.text):
			return cells, nil
		case s.text[s.at] == s.separator:
			s.at++
		case strings.HasPrefix(s.text[s.at:], "\r\n"):
			s.skip(2)
			return cells, nil
		default:
			s.skip(1)
			return cells, nil
		}
	}
}

// cell reads up to the separator or line break that ends the cell.
func (s *scanner) cell() (string, error) {
	ends := string([]byte{s.separator}) + "\r\n"
	if s.at == len(s.text) || s.text[s.at] != '"' {
		n := strings.IndexAny(s.text[s.at:], ends)
		if n < 0 {
			n = len(s.text) - s.at
		}
		s.at += n
		return s.text[s.at-n : s.at], nil
	}
	start, from := s.line, s.at+1
	s.skip(1)
	for {
		n := strings.IndexByte(s.text[s.at:], '"')
		if n < 0 {
			return "", &Error{Code: Quotes, Line: start}
		}
		s.skip(n + 1)
		if s.at == len(s.text) || s.text[s.at] != '"' {
			break
		}
		s.at++ // two marks are one
	}
	cell := strings.ReplaceAll(s.text[from:s.at-1], `""`, `"`)
	for s.at < len(s.text) && s.text[s.at] == ' ' && s.separator != ' ' {
		s.at++
	}
	if s.at < len(s.text) && !strings.Contains(ends, s.text[s.at:s.at+1]) {
		return "", &Error{Code: Quotes, Line: s.line}
	}
	return lineBreaks.Replace(cell), nil
}

// lineBreaks makes every line break inside a cell the same.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")
