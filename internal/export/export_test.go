package export_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"kasket/internal/casework/economy"
	"kasket/internal/casework/figures"
	"kasket/internal/export"
	"kasket/internal/when"
	"kasket/web/i18n"
)

// example is a report of the seeds' figures: 36 of 50, 95 of 226, 64 of 100 before 21 of
// 100, a month against the same a year before, one that is hidden and one of nobody.
func example() export.Report {
	to, _ := when.On(2025, time.December, 31)
	line := func(name, definition, words string, num, of int) export.Line {
		return export.Line{Programme: 1, Name: name, Definition: definition, Version: 1, NameDa: words, NameEn: words, TextDa: "Hvad tallet betyder, i en sætning.", TextEn: "What it means.", Source: "Rute 42", Share: figures.Share{Num: num, Of: of}}
	}
	left := line("Rute 42", "left", "Videre til uddannelse, job eller aktivitet", 36, 50)
	left.Target, left.Excluded = 75, []figures.Reason{{Code: "moved", N: 6}}
	hidden := line("=Ungehuset", "left", left.NameDa, 0, 0)
	hidden.Team, hidden.Hidden = 7, true
	now := line("Rute 42", "status", "Status nu", 64, 100)
	now.Part, now.PartDa, now.PartEn = "education", "I uddannelse", "In education"
	before := now
	before.Before, before.Share = true, figures.Share{Num: 21, Of: 100}
	change := line("Rute 42", "change", "Unge i målgruppen", 176, 212)
	change.Change = true
	r := export.Report{ID: 3, By: "Lene Holm", At: time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC), Protected: true}
	r.Content = export.Content{
		Kind: export.OneReport, Name: "Rute 42", Period: figures.Year(2025), CutOff: to,
		Lines:   []export.Line{left, hidden, line("Rute 42", "started", "Kommet i gang", 95, 226), now, before, change, line("Rute 42", "nobody", "Ingen at tælle", 0, 0)},
		Economy: []export.Calculated{{Name: "Rute 42", Parameters: economy.Parameters{Period: figures.Year(2025), Baseline: 1500, Actual: 1250, Gross: 9000, Refund: 20, Cost: 1_000_000, Source: "Eksempel"}}},
		Exits:   []figures.Word{{Code: "moved", NameDa: "Flyttet", NameEn: "Moved"}},
	}
	return r
}

// TestWords holds that each figure stands with its numerator, denominator, interval and
// day, and that nothing takes the place of what is not known.
func TestWords(t *testing.T) {
	d := export.Words(i18n.With(t.Context(), i18n.Da), example())
	text := strings.ReplaceAll(fmt.Sprintf("%+v", d), "\u00a0", " ")
	for _, want := range []string{
		"72 % 36 af 50 58 %–83 % 75 % – Flyttet: 6", "For få til at vise", "42 % 95 af 226 36 %–49 %", "64 % 64 af 100", "21 % 21 af 100",
		"−17 % 176 nu, 212 før", "Ingen unge i perioden", "31.12.2025", "Beregnet besparelse, ikke dokumenteret effekt", "800.000 kr.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said", want)
		}
	}
	if strings.Contains(text, "MISSING") || strings.Contains(text, "<report.") {
		t.Error("a text was not found")
	}
}

// TestCSV holds the flat table: numbers for machines, cells that run nothing, and nothing
// where a figure is hidden; and that the dictionary has every column.
func TestCSV(t *testing.T) {
	file, err := export.CSV(example().Content)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(file)), "\r\n")
	for i, want := range map[int]string{
		1: "Rute 42;left;1;;now;2025-01-01;2025-12-31;2025-12-31;36;50;0.7200;0.5833;0.8253;0.7500;0;6;no;Rute 42",
		2: "'=Ungehuset;left;1;;now;2025-01-01;2025-12-31;2025-12-31;;;;;;;;;yes;Rute 42",
		3: "Rute 42;started;1;;now;2025-01-01;2025-12-31;2025-12-31;95;226;0.4204;0.3579;0.4855;;0;0;no;Rute 42",
		5: "Rute 42;status;1;education;before;2025-01-01;2025-12-31;2025-12-31;21;100;0.2100;0.1417;0.2998;;0;0;no;Rute 42",
		6: "Rute 42;change;1;;now;2025-01-01;2025-12-31;2025-12-31;176;212;'-0.1698;;;;0;0;no;Rute 42",
		7: "Rute 42;nobody;1;;now;2025-01-01;2025-12-31;2025-12-31;0;0;;;;;0;0;no;Rute 42",
	} {
		if lines[i] != want {
			t.Errorf("line %d: %s\nwant     %s", i, lines[i], want)
		}
	}
	for _, lang := range i18n.Langs() {
		words, err := export.Dictionary(i18n.With(t.Context(), lang))
		if err != nil {
			t.Fatal(err)
		}
		for head := range strings.SplitSeq(strings.TrimPrefix(lines[0], "\ufeff"), ";") {
			if !bytes.Contains(words, []byte("\n"+head+";")) || bytes.Contains(words, []byte("<report")) || bytes.Contains(words, []byte(";report.")) {
				t.Errorf("%s: the dictionary lacks %s", lang, head)
			}
		}
	}
}

// TestWorkbook holds that no cell of a workbook runs, that numbers are numbers, and that
// nothing of a hidden figure is in it.
func TestWorkbook(t *testing.T) {
	r := example()
	r.Lines[1].Share = figures.Share{Num: 3, Of: 4321} // as if somebody had forgotten to take it out
	r.Content = export.Kept(r.Content)
	file, err := export.Workbook(i18n.With(t.Context(), i18n.Da), r)
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	cells, numbers := 0, 0
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, cell := range row {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				kind, _ := book.GetCellType(name, at)
				formula, _ := book.GetCellFormula(name, at)
				if kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber {
					numbers++
				} else if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
					t.Errorf("%s!%s would run: %q", name, at, cell)
				}
				if formula != "" || strings.Contains(cell, "4321") {
					t.Errorf("%s!%s: %q %q", name, at, formula, cell)
				}
				cells++
			}
		}
	}
	if cells < 150 || numbers < 40 {
		t.Errorf("%d cells, %d of them numbers", cells, numbers)
	}
}

// TestPDF holds that the same report gives the same bytes, with title, language and the
// number of its pages, in both languages.
func TestPDF(t *testing.T) {
	for _, lang := range i18n.Langs() {
		ctx := i18n.With(t.Context(), lang)
		a, err := export.PDF(ctx, example())
		if err != nil {
			t.Fatal(err)
		}
		b, err := export.PDF(ctx, example())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s: the same report gives other bytes", lang)
		}
		if !bytes.Contains(a, []byte("/Lang ("+string(lang)+")")) || !bytes.Contains(a, []byte("/Title")) {
			t.Errorf("%s: no language or no title", lang)
		}
		if folder := os.Getenv("KASKET_SHOW"); folder != "" {
			if err := os.WriteFile(folder+"/report-"+string(lang)+".pdf", a, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%s: %d bytes", lang, len(a))
	}
}
