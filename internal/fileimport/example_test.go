package fileimport_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/fileimport"
)

// The example files of the documentation come in as they stand, all of them, and
// are known the second time. Every column has a line in the documentation.
func TestExamples(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Rute 42")
	for _, mail := range []string{"kontaktperson@kasket.test", "makker@kasket.test"} {
		p := w.Person(team, mail, access.Caseworker)
		w.Exec(`UPDATE staff SET email = @mail WHERE id = @id`, db.Args{"mail": mail, "id": p.Staff})
	}
	by := w.Person(team, "Cilla", access.Coordinator)
	for round := range 2 {
		for _, kind := range fileimport.Kinds {
			file, err := os.Open(filepath.Join("..", "..", "docs", "examples", string(kind)+".csv"))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			run, err := w.Imports.TryForHouse(t.Context(), by, fileimport.Upload{Kind: kind, Name: string(kind) + ".csv", File: file})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Imports.StartForHouse(t.Context(), by, run); err != nil {
				t.Fatal(err)
			}
			if err := w.Imports.Run(t.Context(), run); err != nil {
				t.Fatal(err)
			}
			r, err := w.Imports.FindForHouse(t.Context(), run)
			if err != nil {
				t.Fatal(err)
			}
			if round == 0 && r.Made != r.Rows || round == 1 && r.Known != r.Rows || r.Rows < 4 {
				lines, _ := w.Imports.LinesForHouse(t.Context(), by, r, true, 0, 100)
				t.Errorf("round %d of %s: %d rows, made %d, known %d: %v", round, kind, r.Rows, r.Made, r.Known, lines)
			}
		}
	}
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "import.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range fileimport.Kinds {
		for _, c := range fileimport.Columns(kind) {
			if !strings.Contains(string(doc), "| `"+c.Name+"` | `"+c.Danish+"` |") {
				t.Errorf("docs/import.md does not tell of %s, %s (%s)", kind, c.Name, c.Danish)
			}
		}
	}
}
