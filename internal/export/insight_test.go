package export_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
	"kasket/internal/export"
	"kasket/internal/id"
	"kasket/web/i18n"
)

// smallHouse is a programme with a team of many and a team of seven who left.
func smallHouse(w *casetest.World) id.Programme {
	w.Helper()
	year := figures.Year(2025)
	put := func(team id.Team, owner id.Staff, n int, exit, status string) {
		w.Write(access.Actor{}, access.Assign, func(tx pgx.Tx) error {
			args := pgx.NamedArgs{"team": team, "owner": owner, "n": n, "exit": exit, "status": status, "start": year.From.AddMonths(-8), "end": year.To.AddMonths(-1), "at": w.Now()}
			for _, sql := range []string{
				`CREATE TEMP TABLE made ON COMMIT DROP AS SELECT 0::bigint AS youth, 0::bigint AS course WHERE false`,
				`WITH y AS (INSERT INTO youths (given_name, no_cpr_reason) SELECT 'Ung', 'Ikke oplyst' FROM generate_series(1, @n::int) RETURNING id),
				      e AS (INSERT INTO enrolments (youth_id, programme_id, team_id, owner_id, started_on, closed_on)
				            SELECT y.id, t.programme_id, t.id, @owner, @start, CASE WHEN @exit <> '' THEN @end::date END FROM y, teams t WHERE t.id = @team RETURNING id, youth_id)
				 INSERT INTO made SELECT youth_id, id FROM e`,
				`INSERT INTO handovers (enrolment_id, to_id, by_id, reason, at) SELECT course, @owner, @owner, 'Ny', @at FROM made`,
				`INSERT INTO exits (enrolment_id, code, counts, exit_on, by_id) SELECT course, @exit, 'other', @end, @owner FROM made WHERE @exit <> ''`,
				`INSERT INTO statuses (youth_id, enrolment_id, moment, on_day, code, by_id, at) SELECT youth, course, 'change', @end, @status, @owner, @at FROM made WHERE @status <> ''`,
			} {
				if _, err := tx.Exec(w.Context(), sql, args); err != nil {
					return err
				}
			}
			return nil
		})
	}
	east, west := w.Team("Øst"), w.Team("Vest")
	a, b := w.Person(east, "Anna", access.Caseworker).Staff, w.Person(west, "Bo", access.Caseworker).Staff
	put(east, a, 23, "job_full", "")
	put(east, a, 18, "lost", "")
	put(east, a, 3, "moved", "")
	put(east, a, 13, "", "education")
	put(east, a, 12, "", "job")
	put(east, a, 3, "", "unknown") // too few to be told of whom nobody knows
	put(west, b, 2, "job_full", "")
	put(west, b, 5, "lost", "")
	return casetest.One[id.Programme](w, `SELECT programme_id FROM teams WHERE id = @team`, db.Args{"team": east})
}

// digits reports whether a text has a number in it.
func digits(text string) bool { return strings.ContainsFunc(text, unicode.IsDigit) }

// Nothing that the figures hide from who sees all programmes stands in what is kept or in
// any of the files that are made of it: nor is a hidden number of whom nobody knows a 0.
func TestInsightReportTellsNothingHidden(t *testing.T) {
	w := casetest.New(t)
	programme, insight := smallHouse(w), w.Person(0, "Ib", access.Insight)
	year := figures.Year(2025)
	f, err := w.Figures.Overview(t.Context(), insight, year)
	if err != nil {
		t.Fatal(err)
	}
	rates := byLine(f.Results)
	n, err := w.Reports.Make(t.Context(), insight, export.Ask{Kind: export.OneReport, Programme: programme, Period: year}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.Reports.Read(t.Context(), insight, n) // the content as it was kept
	if err != nil {
		t.Fatal(err)
	}
	flat, book := flatRows(t, r), bookRows(t, r)
	words := wordRows(t, r)
	shown, hidden, unsaid := 0, 0, 0
	for i, l := range r.Lines {
		x, ok := rates[key{l.Definition, l.Part, l.Team, l.Before}]
		if !ok {
			t.Fatalf("no figure is %+v", l)
		}
		label := l.Name + " " + l.Definition + " " + l.Part
		cells := words[l.Definition+fmt.Sprint(nth(r.Lines, i))]
		said := strings.Join(cells[1:4], " ") + strings.Join(cells[5:], " ")
		if x.Hidden {
			hidden++
			if l.Share != (figures.Share{}) || len(l.Missing)+len(l.Excluded) > 0 || digits(strings.Join(flat[i][8:13], "")+strings.Join(flat[i][14:16], "")) || digits(strings.Join(book[i][8:13], "")+strings.Join(book[i][14:16], "")) || digits(said) {
				t.Errorf("%s is hidden: %+v, %q, %q, %q", label, l, flat[i], book[i], cells)
			}
			continue
		}
		if x.Of > 0 {
			shown++
		}
		if x.Of > 0 && l.Definition == "left_to_education_or_job" && flat[i][15]+book[i][15] != "" { // three moved: not told, and not 0
			t.Errorf("%s says how many were left out: %q, %q", label, flat[i], book[i])
		}
		if x.MissingHidden {
			unsaid++
			if len(l.Missing) > 0 || flat[i][14] != "" || book[i][14] != "" || digits(cells[5]) || cells[5] == "–" {
				t.Errorf("%s hides how many are unknown: %+v, %q, %q, %q", label, l.Missing, flat[i], book[i], cells)
			}
		}
	}
	t.Logf("%d lines: %d shown, %d hidden, %d with a hidden number of unknown", len(r.Lines), shown, hidden, unsaid)
	if shown < 2 || hidden < 4 || unsaid < 1 {
		t.Error("the house is not as the test means it")
	}
}

// key is what a line is of.
type key struct {
	definition, part string
	team             id.Team
	before           bool
}

func byLine(results []figures.Result) map[key]figures.Rate {
	rates := map[key]figures.Rate{}
	for _, r := range results {
		for before, all := range map[bool][]figures.Rate{false: r.Rates, true: r.Before} {
			for _, x := range all {
				if len(r.Definition.Parts) == 1 {
					x.Part = ""
				}
				rates[key{r.Definition.Key, x.Part, r.Team, before}] = x
			}
		}
	}
	return rates
}

// nth is which line of its definition a line is.
func nth(lines []export.Line, i int) int {
	n := 0
	for _, l := range lines[:i] {
		if l.Definition == lines[i].Definition {
			n++
		}
	}
	return n
}

func flatRows(t *testing.T, r export.Report) [][]string {
	t.Helper()
	file, err := export.CSV(r.Content)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.SplitSeq(strings.TrimSpace(string(file)), "\r\n") {
		rows = append(rows, strings.Split(line, ";"))
	}
	return rows[1:]
}

// bookRows are the workbook's flat table: the sheet whose first row is that of the CSV.
func bookRows(t *testing.T, r export.Report) [][]string {
	t.Helper()
	file, err := export.Workbook(i18n.With(t.Context(), i18n.Da), r)
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) > 0 && len(rows[0]) > 16 && rows[0][0] == "unit" {
			return rows[1:]
		}
	}
	t.Fatal("the workbook has no flat table")
	return nil
}

// wordRows are the rows of the page and the PDF, by definition and place.
func wordRows(t *testing.T, r export.Report) map[string][]string {
	t.Helper()
	d, rows := export.Words(i18n.With(t.Context(), i18n.Da), r), map[string][]string{}
	for _, s := range d.Sections {
		for i, row := range s.Table.Rows {
			for _, l := range r.Lines {
				if l.NameDa == s.Title {
					rows[l.Definition+fmt.Sprint(i)] = row
				}
			}
		}
	}
	return rows
}
