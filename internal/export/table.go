package export

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"

	"kasket/internal/casework/figures"
	"kasket/internal/sheet"
	"kasket/web/i18n"
)

func itoa(n int) string { return strconv.Itoa(n) }

// column is one column of the flat table: its name for machines, what it says, its unit.
// Its words in the dictionary are the texts report.column. and its name.
type column struct {
	name, unit string
	of         func(c Content, l Line) any // string, int or float64; nil is empty
}

// columns are the flat table of a report, the same in CSV and in the workbook.
var columns = []column{
	{"unit", "text", func(_ Content, l Line) any { return l.Name }},
	{"definition", "code", func(_ Content, l Line) any { return l.Definition }},
	{"version", "number", func(_ Content, l Line) any { return l.Version }},
	{"part", "code", func(_ Content, l Line) any { return l.Part }},
	{"time", "code", func(_ Content, l Line) any {
		if l.Before {
			return "before"
		}
		return "now"
	}},
	{"from", "date", func(c Content, _ Line) any { return c.Period.From.String() }},
	{"to", "date", func(c Content, _ Line) any { return c.Period.To.String() }},
	{"cut_off", "date", func(c Content, _ Line) any { return c.CutOff.String() }},
	{"numerator", "people", shown(func(l Line) any { return l.Share.Num })},
	{"denominator", "people", shown(func(l Line) any { return l.Share.Of })},
	{"rate", "share", counted(func(l Line) any {
		if l.Change {
			return l.Share.Value() - 1
		}
		return l.Share.Value()
	})},
	{"low", "share", counted(func(l Line) any {
		if l.Change {
			return nil
		}
		low, _ := l.Share.Interval()
		return low
	})},
	{"high", "share", counted(func(l Line) any {
		if l.Change {
			return nil
		}
		_, high := l.Share.Interval()
		return high
	})},
	{"target", "share", func(_ Content, l Line) any {
		if l.Target == 0 {
			return nil
		}
		return float64(l.Target) / 100
	}},
	{"missing", "people", shown(func(l Line) any { return told(l.Missing, l.MissingHidden) })},
	{"excluded", "people", shown(func(l Line) any { return told(l.Excluded, l.ExcludedHidden) })},
	{"too_few", "yes_no", func(_ Content, l Line) any {
		if l.Hidden {
			return "yes"
		}
		return "no"
	}},
	{"source", "text", func(_ Content, l Line) any { return l.Source }},
}

// told is how many there are of some reasons; empty where that is hidden.
func told(all []figures.Reason, hidden bool) any {
	if hidden {
		return nil
	}
	return sum(all)
}

// shown is empty where the figure is hidden.
func shown(of func(Line) any) func(Content, Line) any {
	return func(_ Content, l Line) any {
		if l.Hidden {
			return nil
		}
		return of(l)
	}
}

// counted is empty where there was nobody to count, too.
func counted(of func(Line) any) func(Content, Line) any {
	return shown(func(l Line) any {
		if l.Share.Of == 0 {
			return nil
		}
		return of(l)
	})
}

// CSV is the flat table of a report: a line for each figure.
func CSV(c Content) ([]byte, error) {
	heads := make([]string, len(columns))
	for i, col := range columns {
		heads[i] = col.name
	}
	var rows [][]string
	for _, l := range c.Lines {
		row := make([]string, len(columns))
		for i, col := range columns {
			row[i] = plain(col.of(c, l))
		}
		rows = append(rows, row)
	}
	return csv(heads, rows)
}

// Dictionary says of each column of the flat table what it means and in which unit.
func Dictionary(ctx context.Context) ([]byte, error) {
	heads, rows := dictionary(ctx)
	return csv(heads, rows)
}

func dictionary(ctx context.Context) (heads []string, rows [][]string) {
	heads = []string{i18n.T(ctx, "report.column"), i18n.T(ctx, "report.meaning"), i18n.T(ctx, "report.unit"), i18n.T(ctx, "report.column_source")}
	for _, col := range columns {
		rows = append(rows, []string{col.name, i18n.T(ctx, "report.column."+col.name), i18n.T(ctx, "report.unit."+col.unit), i18n.T(ctx, "report.kasket")})
	}
	return heads, rows
}

func csv(heads []string, rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	if err := sheet.WriteCSV(&out, heads, rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// plain writes a value for machines, whatever language people read it in.
func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case int:
		return itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', 4, 64)
	}
	return fmt.Sprint(v)
}

// Workbook is a report as an XLSX file: what it is, its sections as one reads them, the
// flat table with numbers as numbers, and the dictionary.
func Workbook(ctx context.Context, r Report) ([]byte, error) {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // only removes temporary files
	d := Words(ctx, r)
	sheets := []struct {
		name string
		rows [][]any
	}{
		{i18n.T(ctx, "report.sheet_report"), reading(d)},
		{i18n.T(ctx, "report.sheet_figures"), flat(r.Content)},
		{i18n.T(ctx, "report.sheet_dictionary"), words(dictionary(ctx))},
	}
	for i, s := range sheets {
		if i == 0 {
			if err := book.SetSheetName("Sheet1", s.name); err != nil {
				return nil, fmt.Errorf("sheet %s: %w", s.name, err)
			}
		} else if _, err := book.NewSheet(s.name); err != nil {
			return nil, fmt.Errorf("sheet %s: %w", s.name, err)
		}
		if err := stream(book, s.name, s.rows); err != nil {
			return nil, err
		}
	}
	if err := book.SetDocProps(&excelize.DocProperties{Title: d.Title, Creator: "Kasket", Language: d.Lang}); err != nil {
		return nil, fmt.Errorf("naming a workbook: %w", err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		return nil, fmt.Errorf("writing a workbook: %w", err)
	}
	return out.Bytes(), nil
}

func stream(book *excelize.File, name string, rows [][]any) error {
	w, err := book.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	if err := w.SetColWidth(1, 1, 44); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	if err := w.SetColWidth(2, len(columns), 18); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	for i, row := range rows {
		for j, v := range row {
			if text, ok := v.(string); ok {
				row[j] = sheet.Guard(text)
			}
		}
		if err := w.SetRow("A"+itoa(i+1), row); err != nil {
			return fmt.Errorf("sheet %s, row %d: %w", name, i+1, err)
		}
	}
	return w.Flush()
}

// reading is a document as rows, one section after the other.
func reading(d Document) [][]any {
	rows := [][]any{{d.Title}, {d.About}, {d.Made}, {}}
	for _, n := range d.Notes {
		rows = append(rows, []any{n})
	}
	for _, s := range d.Sections {
		rows = append(rows, []any{}, []any{s.Title})
		for _, t := range s.Text {
			rows = append(rows, []any{t})
		}
		rows = append(rows, words(s.Table.Heads, s.Table.Rows)...)
	}
	return rows
}

func words(heads []string, rows [][]string) [][]any {
	all := make([][]any, 0, len(rows)+1)
	for _, row := range append([][]string{heads}, rows...) {
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = cell
		}
		all = append(all, cells)
	}
	return all
}

func flat(c Content) [][]any {
	heads := make([]any, len(columns))
	for i, col := range columns {
		heads[i] = col.name
	}
	rows := [][]any{heads}
	for _, l := range c.Lines {
		row := make([]any, len(columns))
		for i, col := range columns {
			row[i] = col.of(c, l)
		}
		rows = append(rows, row)
	}
	return rows
}
