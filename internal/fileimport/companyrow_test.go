package fileimport_test

import (
	"errors"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/fileimport"
)

// A file of companies says what becomes of each row, and the run does what it said: a
// company that is there is never overwritten, and one that may be is handed back.
func TestCompanies(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	by := w.Person(team, "Karen", access.Coordinator)
	w.Exec(`WITH c AS (INSERT INTO companies (name, cvr) VALUES ('Ågård Cykler', '13748136') RETURNING id)
		INSERT INTO company_workplaces (company_id, p_number, town) SELECT id, '1012345678', 'Aalborg' FROM c`, nil)
	rows := []struct{ line, want string }{
		{"Ågård;13 74 81 36;1012345679;Horsens;;", "new"},         // one more workplace
		{"Ågård;13748136;;;;", "known"},                           // its number
		{"Noget andet;;1012345678;;;", "known"},                   // its workplace
		{"Aagaard Cykler ApS;;;Ålborg;;", "failed company_maybe"}, // its name
		{"Aagaard Cykler ApS;;;Ålborg;;ja", "new"},                // and it is another one
		{"Bageren;29189420;1003456789;Hobro;Åse, 12345678;", "failed person_phone phone"},
		{"Bageren;29189420;1003456789;Hobro;;", "new"},
		{"Bageren;29189420;1003456790;Hobro;;", "new"}, // a workplace of what the row above makes
		{"Bageren;29189420;1003456790;;;", "known"},    // the same again
		{"Kiosken;;;Hobro;;", "new"},
		{"kiosken;;;hobro;;", "failed company_maybe"},
		{"Tal;12345678;;;;", "failed cvr"},
		{"P;;123;;;", "failed p_number"},
		{";;;Hobro;;", "failed required"},
	}
	file := "virksomhed;cvr-nummer;p-nummer;by;telefon;en anden\n"
	for _, r := range rows {
		file += strings.Replace(r.line, "Åse, 12345678", "ring", 1) + "\n"
	}
	up := fileimport.Upload{Kind: fileimport.Companies, Team: team, Name: "firmaer.csv", File: strings.NewReader(file)}
	if _, err := w.Imports.Try(t.Context(), w.Person(team, "Anna", access.Caseworker), up, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a caseworker: %v", err)
	}
	run, err := w.Imports.Try(t.Context(), by, up, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.Imports.Find(t.Context(), by, run)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := w.Imports.Lines(t.Context(), by, r, false, 0, 100)
	if err != nil || len(lines) != len(rows) {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for i, l := range lines {
		verdict, code, _ := strings.Cut(rows[i].want, " ")
		if string(l.Verdict) != verdict || code != "" && !strings.Contains(l.Broken.Error(), code[strings.LastIndex(code, " ")+1:]) {
			t.Errorf("%q: %s %v, want %s", rows[i].line, l.Verdict, l.Broken, rows[i].want)
		}
	}
	if err := w.Imports.StartForHouse(t.Context(), by, run); err == nil {
		t.Error("a team's run was started from the command line")
	}
	if err := w.Imports.Start(t.Context(), by, run, nil, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Imports.Run(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	if r, err = w.Imports.Find(t.Context(), by, run); err != nil || r.Made != 5 || r.Known != 3 || r.Failed != 6 {
		t.Errorf("made %d, known %d, failed %d, %v", r.Made, r.Known, r.Failed, err)
	}
	stands := casetest.One[string](w, `
		SELECT string_agg(c.name || ' ' || (SELECT count(*) FROM company_workplaces w WHERE w.company_id = c.id), ', ' ORDER BY c.id) FROM companies c`, db.Args{})
	if stands != "Ågård Cykler 2, Aagaard Cykler ApS 1, Bageren 2, Kiosken 1" {
		t.Errorf("stands %q", stands)
	}
}
