package sheet

import (
	"archive/zip"
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// cell is a value and the number format it is shown in.
type cell struct {
	value  any
	format string
	id     int // a built-in format
}

// workbook saves rows as Excel would, under headings a, b, c …
func workbook(t *testing.T, rows ...[]cell) []byte {
	t.Helper()
	book := excelize.NewFile()
	for r, row := range rows {
		for c, x := range row {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			if x.value == nil {
				continue
			}
			style := &excelize.Style{NumFmt: x.id}
			if x.format != "" {
				style.CustomNumFmt = &x.format
			}
			number, err := book.NewStyle(style)
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetCellValue("Sheet1", at, x.value); err != nil {
				t.Fatal(err)
			}
			if err := book.SetCellStyle("Sheet1", at, at, number); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadCellsOfWorkbook(t *testing.T) {
	at := time.Date(2026, 11, 2, 14, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		cell
		want string
	}{
		"text with a nought":     {cell{value: "0103084039"}, "0103084039"},
		"text that looks a date": {cell{value: "02-11-2026", format: "@"}, "02-11-2026"},
		"letters":                {cell{value: "Søren Åge"}, "Søren Åge"},
		"line break":             {cell{value: "to\r\nlinjer"}, "to\nlinjer"},
		"CPR as number":          {cell{value: 1403084039}, "1403084039"},
		"CPR in scientific":      {cell{value: 1403084039, id: 11}, "1403084039"},
		"CPR in thousands":       {cell{value: 1403084039, id: 3}, "1403084039"},
		"CPR as money":           {cell{value: 1403084039, format: `#,##0.00 "kr."`}, "1403084039"},
		"CPR padded":             {cell{value: 103084039, format: "0000000000"}, "0103084039"},
		"CPR padded, hyphen":     {cell{value: 103084039, format: `000000\-0000`}, "010308-4039"},
		"long number":            {cell{value: 123456789012345}, "123456789012345"},
		"half":                   {cell{value: 18.5, format: "0.0"}, "18.5"},
		"percent":                {cell{value: 0.75, id: 9}, "0.75"},
		"built-in day":           {cell{value: at, id: 14}, "2026-11-02"},
		"Danish day":             {cell{value: at, format: "dd-mm-yyyy"}, "2026-11-02"},
		"American day":           {cell{value: at, format: "mm/dd/yy"}, "2026-11-02"},
		"day with country":       {cell{value: at, format: `[$-406]d. mmmm yyyy;@`}, "2026-11-02"},
		"day and time":           {cell{value: at, format: "dd-mm-yyyy hh:mm"}, "2026-11-02 14:30"},
		"built-in day and time":  {cell{value: at, id: 22}, "2026-11-02 14:30"},
		"time":                   {cell{value: 0.40625, id: 20}, "09:45"},
		"coloured number":        {cell{value: 5, format: "[Red]0"}, "5"},
	} {
		data := workbook(t, []cell{{value: "a"}}, []cell{c.cell})
		table, err := Read("unge.xlsx", bytes.NewReader(data), Limits{})
		if err != nil || table.Rows[0].Cells[0] != c.want {
			t.Errorf("%s: got %v, %v, want %s", name, table.Rows, err, c.want)
		}
	}
}

func TestReadWorkbook(t *testing.T) {
	data := workbook(t,
		nil,
		[]cell{{value: " cpr "}, {value: "navn"}},
		[]cell{{value: "740308-4039"}},
		nil,
		[]cell{{}, {value: "Åse"}, {value: "for meget"}},
	)
	want := Table{Headings: []string{"cpr", "navn"}, Rows: []Row{
		{Line: 3, Cells: []string{"740308-4039", ""}},
		{Line: 5, Cells: []string{"", "Åse"}, Extra: []string{"for meget"}},
	}}
	got, err := Read("", bytes.NewReader(data), Limits{})
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if _, err := Read("", bytes.NewReader(data), Limits{Rows: 1}); code(err) != TooManyRows {
		t.Errorf("got %v, want %s", err, TooManyRows)
	}
	// Wherever a download broke off, it is a refusal and no crash.
	for n := 0; n < len(data); n += 397 {
		if _, err := Read("", bytes.NewReader(data[:n]), Limits{}); code(err) == "" {
			t.Errorf("cut at %d: got %v", n, err)
		}
	}
}

// A small file that unpacks to a large one is refused before it is unpacked.
func TestReadRefusesZipBomb(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	noughts := strings.Repeat("0", 1<<20)
	for range 32 {
		if _, err := w.Write([]byte(noughts)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Read("", &b, Limits{Bytes: 1 << 20}); code(err) != TooLarge {
		t.Errorf("got %v, want %s", err, TooLarge)
	}
}
