package fileimport_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/fileimport"
)

// The same table in every dress that offices give it is the same youths.
func TestEncodings(t *testing.T) {
	o := newOffice(t)
	text := func(n int, separator string) string {
		rows := []string{"CPR-nummer;Fornavn;Efternavn;Ønske", number(n) + ";Åse;Sørensen;Æbler"}
		return strings.ReplaceAll(strings.Join(rows, "\r\n"), ";", separator)
	}
	old, err := charmap.Windows1252.NewEncoder().String(text(2, ";"))
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(text(5, "\t"))) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, content := range map[string]string{
		"UTF-8": text(1, ";"), "Windows-1252": old, "comma": text(3, ","), "with its mark": "\ufeff" + text(4, ";"), "UTF-16": string(wide),
		"said which separator": "sep=|\n" + text(6, "|"), "workbook": workbook(t),
	} {
		if _, run := o.readIn(fileimport.Youths, content); run.Made != 1 {
			t.Errorf("%s: %d made: %v", name, run.Made, o.faults(run))
		}
	}
	if n := o.count("youths WHERE given_name = 'Åse' AND family_name = 'Sørensen'"); n != 7 {
		t.Errorf("%d youths by their right name, want 7", n)
	}
	if n := o.count("referrals WHERE wish = 'Æbler'"); n != 7 {
		t.Errorf("%d wishes, want 7", n)
	}
}

// workbook is a table whose CPR number is kept as a number.
func workbook(t *testing.T) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for cell, value := range map[string]any{"A1": "cpr", "B1": "fornavn", "C1": "efternavn", "D1": "ønske", "A2": 7101084077, "B2": "Åse", "C2": "Sørensen", "D2": "Æbler"} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A number that a spreadsheet has shortened gets its first 0 back: 010108-4001 has
// the form of one, and what is no whole number has not.
func TestNineDigits(t *testing.T) {
	o := newOffice(t)
	for in, want := range map[string]string{"101084001": "", "10108-4001": "2: cpr cpr_format", "10108400": "2: cpr cpr_format"} {
		r := o.tried(fileimport.Youths, "cpr;fornavn\n"+in+";Mads\n")
		if got := strings.Join(o.faults(r), ", "); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

// Whatever stands in a row: it gets a verdict, the trial and the run agree, and the
// row comes back in the file of failures as it was.
func FuzzRow(f *testing.F) {
	f.Add("700108-4901", "Mads", "12345678", "01.03.2026", "ja")
	f.Add("", "=cmd()", "\x00", "i går", "måske")
	f.Add("1", "<script>", "+45", "31.02.2026", "\"")
	f.Add("700108-4901", "Mads", "00", "0000-00-00", "politi")
	o := newOffice(f)
	f.Fuzz(func(t *testing.T, cpr, name, phone, on, protected string) {
		var file bytes.Buffer
		file.WriteString("cpr;fornavn;telefon;henvist;adressebeskyttelse\n")
		for i, s := range []string{cpr, name, phone, on, protected} {
			if i > 0 {
				file.WriteByte(';')
			}
			file.WriteString(`"` + strings.ReplaceAll(s, `"`, `""`) + `"`)
		}
		up := fileimport.Upload{Kind: fileimport.Youths, Team: o.team, Name: "fuzz.csv", File: &file}
		run, err := o.Try(t.Context(), o.cilla, up, audit.Form{})
		if err != nil {
			return // the file itself was refused
		}
		before, err := o.Find(t.Context(), o.cilla, run)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Start(t.Context(), o.cilla, run, o, audit.Form{}); err != nil {
			t.Fatal(err)
		}
		if err := o.Run(t.Context(), run); err != nil {
			t.Fatal(err)
		}
		after, err := o.Find(t.Context(), o.cilla, run)
		if err != nil {
			t.Fatal(err)
		}
		if after.State != fileimport.Done || before.New != after.Made || before.Known != after.Known || before.Failed != after.Failed {
			t.Fatalf("the trial said %d, %d, %d and it became %d, %d, %d", before.New, before.Known, before.Failed, after.Made, after.Known, after.Failed)
		}
		if n, err := db.Value[int](t.Context(), o.DB.Read, `SELECT count(*) FROM import_rows WHERE verdict <> 'failed'`, nil); err != nil || n != 0 {
			t.Fatalf("%d rows are kept, %v", n, err)
		}
	})
}
