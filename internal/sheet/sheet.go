// Package sheet reads the tables people have, whatever program wrote them: CSV
// in any of the encodings and separators of Danish offices, or XLSX. It writes
// CSV that Excel opens with the right letters and runs nothing of.
package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Table is a sheet with its first line that holds anything as headings.
type Table struct {
	Headings []string // trimmed; one may be empty, none is there twice
	Rows     []Row    // without the empty ones
}

// Row is one line of a table.
type Row struct {
	Line  int      // where it begins in the file, from 1
	Cells []string // as many as there are headings
	// Extra is what stood beyond the last heading. It means a separator
	// inside a text: the columns of this row are not to be trusted.
	Extra []string
}

// Limits bounds what is read; a zero field is the default.
type Limits struct {
	Bytes   int64 // of the file, 10 MB
	Rows    int   // 50,000
	Columns int   // 100
	Cell    int   // characters in a cell, 40,000
}

// Default returns the limits that zero fields stand for.
func Default() Limits { return Limits{Bytes: 10 << 20, Rows: 50_000, Columns: 100, Cell: 40_000} }

func (l Limits) withDefaults() Limits {
	d := Default()
	if l.Bytes > 0 {
		d.Bytes = l.Bytes
	}
	if l.Rows > 0 {
		d.Rows = l.Rows
	}
	if l.Columns > 0 {
		d.Columns = l.Columns
	}
	if l.Cell > 0 {
		d.Cell = l.Cell
	}
	return d
}

// What can be wrong with a file: the Code of an Error.
const (
	TooLarge         = "too_large"
	TooManyRows      = "too_many_rows"
	TooManyColumns   = "too_many_columns"
	CellTooLong      = "cell_too_long"
	NotATable        = "not_a_table"
	NoRows           = "no_rows"
	Encoding         = "encoding"
	Quotes           = "quotes" // a quoted cell that does not end, or goes on after its end
	DuplicateHeading = "duplicate_heading"
)

// Error says why a file was refused. It never holds the content of a row.
type Error struct {
	Code    string
	Line    int    // 0 where it is about the whole file
	Heading string // the one that is there twice
}

// Error names the code and the line; the words for people are the page's.
func (e *Error) Error() string {
	if e.Line == 0 {
		return "sheet: " + e.Code
	}
	return fmt.Sprintf("sheet: line %d: %s", e.Line, e.Code)
}

// Read reads the first table of a file. What kind of file it is shows in the
// content; name, which may be wrong or empty, is not asked for that and only
// stands in errors from reading r.
func Read(name string, r io.Reader, limits Limits) (Table, error) {
	limits = limits.withDefaults()
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	switch {
	case err != nil:
		return Table{}, fmt.Errorf("sheet %q: %w", name, err)
	case int64(len(data)) > limits.Bytes:
		return Table{}, &Error{Code: TooLarge}
	case len(bytes.TrimSpace(data)) == 0:
		return Table{}, &Error{Code: NoRows}
	}
	b := builder{limits: limits}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		err = readXLSX(data, &b)
	} else {
		err = readCSV(data, &b)
	}
	if err != nil {
		return Table{}, err
	}
	if len(b.table.Rows) == 0 {
		return Table{}, &Error{Code: NoRows}
	}
	return b.table, nil
}

// builder puts a table together line by line and holds the limits.
type builder struct {
	limits Limits
	table  Table
}

// add takes the next line, empty or not. It keeps cells.
func (b *builder) add(line int, cells []string) error {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > b.limits.Columns {
		return &Error{Code: TooManyColumns, Line: line}
	}
	for _, cell := range cells {
		if len(cell) > b.limits.Cell && utf8.RuneCountInString(cell) > b.limits.Cell {
			return &Error{Code: CellTooLong, Line: line}
		}
	}
	switch {
	case len(cells) == 0:
		return nil
	case b.table.Headings == nil:
		return b.head(line, cells)
	case len(b.table.Rows) == b.limits.Rows:
		return &Error{Code: TooManyRows, Line: line}
	}
	row := Row{Line: line, Cells: cells}
	if n := len(b.table.Headings); len(cells) > n {
		row.Cells, row.Extra = cells[:n:n], cells[n:]
	} else {
		row.Cells = append(cells, make([]string, n-len(cells))...)
	}
	b.table.Rows = append(b.table.Rows, row)
	return nil
}

// head takes the line of headings.
func (b *builder) head(line int, cells []string) error {
	seen := map[string]bool{}
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
		key := strings.ToLower(cells[i])
		if key != "" && seen[key] {
			return &Error{Code: DuplicateHeading, Line: line, Heading: cells[i]}
		}
		seen[key] = true
	}
	b.table.Headings = cells
	return nil
}
