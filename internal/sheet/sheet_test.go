package sheet

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

func code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func read(t *testing.T, text string) Table {
	t.Helper()
	table, err := Read("unge.csv", strings.NewReader(text), Limits{})
	if err != nil {
		t.Fatalf("%.60q: %v", text, err)
	}
	return table
}

// wide is text as Excel's "Unicode text" has it.
func wide(text string, big bool) string {
	var b bytes.Buffer
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		low, high := byte(unit), byte(unit>>8)
		if big {
			low, high = high, low
		}
		b.Write([]byte{low, high})
	}
	return b.String()
}

// One table, however it was saved.
func TestReadEveryCSV(t *testing.T) {
	const plain = "cpr;fornavn;note\n740308-4039;Søren Åge;går på æblegård\n0103084039;Zoë;\"en; to\nog \"\"tre\"\"\"\n"
	want := Table{
		Headings: []string{"cpr", "fornavn", "note"},
		Rows: []Row{
			{Line: 2, Cells: []string{"740308-4039", "Søren Åge", "går på æblegård"}},
			{Line: 3, Cells: []string{"0103084039", "Zoë", "en; to\nog \"tre\""}},
		},
	}
	old, err := charmap.Windows1252.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	comma := strings.NewReplacer(";", ",", "en; to", "en; to").Replace(plain)
	comma = strings.Replace(comma, "en, to", "en; to", 1)
	tab := strings.Replace(strings.ReplaceAll(plain, ";", "\t"), "en\t to", "en; to", 1)
	for name, text := range map[string]string{
		"UTF-8":             plain,
		"UTF-8 with mark":   "\ufeff" + plain,
		"UTF-16":            wide(plain, false),
		"UTF-16 big":        wide(plain, true),
		"Windows-1252":      old,
		"CRLF":              strings.ReplaceAll(plain, "\n", "\r\n"),
		"comma":             comma,
		"tab":               tab,
		"UTF-16 with tabs":  wide(tab, false),
		"no last line end":  strings.TrimSuffix(plain, "\n"),
		"empty columns":     strings.Replace(plain, "note\n", "note;;;\n", 1),
		"spaces round head": strings.Replace(plain, "cpr;fornavn;", " cpr ; fornavn;", 1),
		"quoted head":       strings.Replace(plain, "cpr;", "\"cpr\";", 1),
	} {
		got, err := Read("unge.csv", strings.NewReader(text), Limits{})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, want)
		}
	}
}

func TestReadLines(t *testing.T) {
	got := read(t, "\n\nsep\n1\n\n \n\"a\nb\"\n2\r3\r\n")
	var lines []int
	for _, row := range got.Rows {
		lines = append(lines, row.Line)
	}
	if want := []int{4, 7, 9, 10}; !slices.Equal(lines, want) {
		t.Errorf("lines: got %v, want %v", lines, want)
	}
}

func TestReadOddRows(t *testing.T) {
	for text, want := range map[string]Row{
		"a;b;c\n1\n":              {Line: 2, Cells: []string{"1", "", ""}},
		"a;b\n1;2;3;;\n":          {Line: 2, Cells: []string{"1", "2"}, Extra: []string{"3"}},
		"a;b\n5\" skærm;x\n":      {Line: 2, Cells: []string{"5\" skærm", "x"}},
		"sep=,\r\na;b,c\r\n1;2,3": {Line: 3, Cells: []string{"1;2", "3"}},
		"cpr\n1403084039\n":       {Line: 2, Cells: []string{"1403084039"}},
		"a;b\n\"1\" ;2\n":         {Line: 2, Cells: []string{"1", "2"}},
		"tlf;b\n'+4512345678;'x":  {Line: 2, Cells: []string{"+4512345678", "'x"}},
	} {
		if got := read(t, text).Rows[0]; !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	small := Limits{Bytes: 100, Rows: 2, Columns: 3, Cell: 5}
	for _, c := range []struct {
		text, code string
		line       int
	}{
		{"", NoRows, 0},
		{" \n\n", NoRows, 0},
		{"a;b\n", NoRows, 0},
		{strings.Repeat("a", 101), TooLarge, 0},
		{"a\n1\n2\n3\n", TooManyRows, 4},
		{"a;b;c;d\n1;2;3;4\n", TooManyColumns, 1},
		{"a;b\n1;2;3;4\n", TooManyColumns, 2},
		{"a" + strings.Repeat(";", 90), TooManyColumns, 1},
		{"a\næøåæøå\n", CellTooLong, 2},
		{"a;A\n1;2\n", DuplicateHeading, 1},
		{"a\n\"b\nc\n", Quotes, 2},
		{"a\n\"b\"c\n", Quotes, 2},
		{"%PDF-1.7\x01\x02", NotATable, 0},
		{"a\n\xff\x00\x01", NotATable, 0},
		{"a\n1\x00\n", NotATable, 0},
		{"a\n\xe6\x81\n", Encoding, 0},
		{"\xff\xfea", Encoding, 0},
		{"\xff\xfea\x00\x00\xd8", Encoding, 0},
		{"PK\x03\x04 and no more", NotATable, 0},
	} {
		_, err := Read("unge.csv", strings.NewReader(c.text), small)
		var e *Error
		if !errors.As(err, &e) || e.Code != c.code || e.Line != c.line {
			t.Errorf("%q: got %v, want %s at line %d", c.text, err, c.code, c.line)
		}
	}
	_, err := Read("unge.csv", strings.NewReader("cpr;navn;CPR\n1;2;3"), Limits{})
	var e *Error
	if !errors.As(err, &e) || e.Heading != "CPR" {
		t.Errorf("got %v, want the heading that is there twice", err)
	}
	if table, err := Read("", strings.NewReader("a\nåååå\n"), small); err != nil || len(table.Rows) != 1 {
		t.Errorf("four letters in eight bytes: %v, %v", table, err)
	}
}

func TestWriteCSV(t *testing.T) {
	var b strings.Builder
	err := WriteCSV(&b, []string{"navn", "note"}, [][]string{
		{"Åse", "=HYPERLINK(1)"}, {"a;b", "-5"}, {"\"x\"", "'=1"}, {"sep=,", " @ "}, {"to\nlinjer", "@a"}, {"+45 12345678", "a-b"},
	})
	const want = "\ufeffnavn;note\r\nÅse;'=HYPERLINK(1)\r\n\"a;b\";'-5\r\n\"\"\"x\"\"\";''=1\r\n" +
		"\"sep=,\";\" @ \"\r\n\"to\nlinjer\";'@a\r\n'+45 12345678;a-b\r\n"
	if err != nil || b.String() != want {
		t.Errorf("got %q, %v, want %q", b.String(), err, want)
	}
}

type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteCSVReportsFailure(t *testing.T) {
	if err := WriteCSV(full{}, []string{"a"}, nil); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}

// What Read understands, WriteCSV writes so that it reads the same.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"a;b\n1;2\n", "a,b\n\"1\n\",'=2\n", "sep=\t\na\tb\n1\t2\t3", "\ufeffå\r\n''+\r\n", "\xff\xfea\x00\n\x00b\x00",
		"a\n\xe6\n", "\"a\n", ";a;\n;;x\n", "a\n'\t=\n", "PK\x03\x04", "'sep=x\n1",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := Read("x", bytes.NewReader(data), Limits{Bytes: 1 << 16})
		if err != nil {
			if code(err) == "" {
				t.Fatalf("%v has no code", err)
			}
			return
		}
		var rows [][]string
		for _, row := range table.Rows {
			if len(row.Cells) != len(table.Headings) {
				t.Fatalf("%d cells under %d headings", len(row.Cells), len(table.Headings))
			}
			if len(row.Extra) == 0 {
				rows = append(rows, row.Cells)
			}
		}
		if len(rows) == 0 {
			return
		}
		var b bytes.Buffer
		if err := WriteCSV(&b, table.Headings, rows); err != nil {
			t.Fatal(err)
		}
		again, err := Read("x", &b, Limits{})
		if err != nil || !slices.Equal(again.Headings, table.Headings) || len(again.Rows) != len(rows) {
			t.Fatalf("%q reads as %+v, and again as %+v, %v", data, table, again, err)
		}
		for i, row := range again.Rows {
			if !slices.Equal(row.Cells, rows[i]) || len(row.Extra) > 0 {
				t.Fatalf("row %d is %q, want %q", i, row.Cells, rows[i])
			}
		}
	})
}
