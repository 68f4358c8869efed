package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Writer writes CSV as Danish Excel opens it by a double click: UTF-8 with its
// mark, semicolons, CRLF.
//
// A spreadsheet takes a cell that begins with = + - @ or a tab for a formula,
// also one that a youth or a stranger typed. Such a cell is written with an
// apostrophe before it, which makes it text; a cell that already has
// apostrophes there gets one more, so that Read, which takes one away, gives
// back exactly what was written.
type Writer struct {
	w     *bufio.Writer
	begun bool
}

// NewWriter returns a Writer to w. Flush it at the end.
func NewWriter(w io.Writer) *Writer { return &Writer{w: bufio.NewWriter(w)} }

// Write writes one line. An error stays and is returned by Flush too.
func (w *Writer) Write(cells ...string) error {
	if !w.begun {
		w.begun = true
		_, _ = w.w.WriteString("\ufeff")
	}
	for i, cell := range cells {
		if i > 0 {
			_ = w.w.WriteByte(';')
		}
		_, _ = w.w.WriteString(quote(Guard(cell), i == 0))
	}
	_, err := w.w.WriteString("\r\n")
	return err
}

// Flush writes what is held back and returns the first error there was.
func (w *Writer) Flush() error { return w.w.Flush() }

// WriteCSV writes a whole table; Writer says how.
func WriteCSV(w io.Writer, headings []string, rows [][]string) error {
	out := NewWriter(w)
	_ = out.Write(headings...) // the error stays, and Flush returns it
	for _, row := range rows {
		_ = out.Write(row...)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing csv: %w", err)
	}
	return nil
}

// quote puts a cell in quotes where its content would else be taken for
// structure: by us, by Excel, or by a reader that guesses the separator.
func quote(cell string, first bool) string {
	plain := !strings.ContainsAny(cell, ";,\t\"\r\n") && strings.TrimSpace(cell) == cell
	if plain && (!first || !strings.HasPrefix(strings.ToLower(cell), "sep=")) {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}

// Guard makes text of what a spreadsheet would run. WriteCSV does it by itself; whoever
// writes a workbook asks for it.
func Guard(cell string) string {
	if formula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

// unguard takes away the apostrophe that Guard, or Excel's user, put there.
func unguard(cell string) string {
	if bare := strings.TrimLeft(cell, "'"); len(bare) < len(cell) && formula(bare) {
		return cell[1:]
	}
	return cell
}

// formula reports whether a spreadsheet would run the cell. The wide forms
// are those of East Asian keyboards, which Excel takes too.
func formula(cell string) bool {
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(cell, start) {
			return true
		}
	}
	return false
}
