package sheet

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Unpacked, a workbook may be this many times its file, and hold parts of this
// size in memory; larger parts go through a temporary file.
const (
	unpackTimes  = 30
	unpackMemory = 16 << 20
)

// lastLine is the last that a workbook can have.
const lastLine = 1_048_576

// readXLSX reads the first visible sheet of a workbook as text.
func readXLSX(data []byte, b *builder) (err error) {
	defer func() {
		// A damaged workbook is met by many an unchecked index in the library:
		// that is the file's fault, and no reason to take the import down.
		if recover() != nil {
			err = &Error{Code: NotATable}
		}
	}()
	limit := max(unpackTimes*b.limits.Bytes, unpackMemory)
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: limit, UnzipXMLSizeLimit: unpackMemory,
	})
	if err != nil {
		if strings.Contains(err.Error(), "unzip size exceeds") {
			return &Error{Code: TooLarge}
		}
		return &Error{Code: NotATable}
	}
	defer func() { _ = book.Close() }() // only removes temporary files
	if err := plainFormats(book); err != nil {
		return &Error{Code: NotATable}
	}
	name, ok := firstVisible(book)
	if !ok {
		return &Error{Code: NoRows}
	}
	return readRows(book, name, b)
}

func firstVisible(book *excelize.File) (string, bool) {
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err == nil && visible {
			return name, true
		}
	}
	return "", false
}

// readRows streams the rows of a sheet into b.
func readRows(book *excelize.File, name string, b *builder) error {
	rows, err := book.Rows(name)
	if err != nil {
		return &Error{Code: NotATable}
	}
	defer func() { _ = rows.Close() }()
	for line := 1; rows.Next(); line++ {
		if line > lastLine {
			return &Error{Code: TooManyRows, Line: line}
		}
		cells, err := rows.Columns()
		if err != nil {
			return &Error{Code: NotATable, Line: line}
		}
		for i := range cells {
			cells[i] = lineBreaks.Replace(cells[i])
		}
		if err := b.add(line, cells); err != nil {
			return err
		}
	}
	if rows.Error() != nil {
		return &Error{Code: NotATable}
	}
	return nil
}

// plainFormats changes how the opened workbook shows its numbers, before any is
// read: days and times as ISO 8601, whatever the author's country and taste,
// and all other numbers bare, so that no thousands separator, currency or
// exponent comes between us and a CPR number. A format of only noughts and
// hyphens stays: it is what holds the first 0 of a CPR number kept as a number.
func plainFormats(book *excelize.File) error {
	if book.Styles == nil { // loaded on demand; asking for any style does it
		_, _ = book.GetStyle(0)
	}
	if book.Styles == nil || book.Styles.CellXfs == nil {
		return nil // no styles: every cell is shown as it is
	}
	codes := map[int]string{}
	if book.Styles.NumFmts != nil {
		for _, format := range book.Styles.NumFmts.NumFmt {
			codes[format.NumFmtID] = format.FormatCode
		}
	}
	count := len(book.Styles.CellXfs.Xf)
	shown := map[string]*int{}
	for _, code := range []string{"yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm", "0"} {
		style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			return err
		}
		shown[code] = book.Styles.CellXfs.Xf[style].NumFmtID
	}
	general := 0
	for i := range count {
		xf := &book.Styles.CellXfs.Xf[i]
		if xf.NumFmtID == nil {
			continue
		}
		switch code, plain := plainFormat(*xf.NumFmtID, codes); {
		case plain != "":
			xf.NumFmtID = shown[plain]
		case !onlyNoughts.MatchString(code):
			xf.NumFmtID = &general
		}
	}
	return nil
}

var (
	// onlyNoughts is a format that pads a number to a length: 0000000000, or
	// 000000\-0000.
	onlyNoughts = regexp.MustCompile(`^0[0\\\-" ]+$`)
	// notShown is what a format code holds besides its letters: quoted and
	// escaped text, and colours and countries in brackets.
	notShown = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*[^hms\]][^\]]*\]`)
)

// plainFormat returns the code of a number format, and the ISO form for it if
// it shows a day or a time.
func plainFormat(id int, codes map[int]string) (code, plain string) {
	code, custom := codes[id]
	switch {
	case custom:
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return "", "yyyy-mm-dd" // the built-in days
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47:
		return "", "hh:mm" // the built-in times
	case id == 22:
		return "", "yyyy-mm-dd hh:mm"
	default:
		return "", ""
	}
	first, _, _ := strings.Cut(code, ";")
	letters := strings.ToLower(notShown.ReplaceAllString(first, ""))
	if strings.Contains(letters, "general") {
		return code, ""
	}
	clock := strings.ContainsAny(letters, "hs")
	day := strings.ContainsAny(letters, "yd") || (strings.Contains(letters, "m") && !clock)
	switch {
	case day && clock:
		return code, "yyyy-mm-dd hh:mm"
	case day:
		return code, "yyyy-mm-dd"
	case clock:
		return code, "hh:mm"
	}
	return code, ""
}
