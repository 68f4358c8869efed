package audit_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/db"
)

const key = "0b9f2f3c-7c1e-4f5a-9d51-1f4a52b7c001"

// A change and its record commit together or not at all.
func TestWriteRecords(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	before := casetest.One[int](w, `SELECT count(*) FROM audit_events`, nil)
	failure := errors.New("no")
	err := w.Trail.Write(t.Context(), &audit.Event{By: anna, Action: access.OwnAccount}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `UPDATE staff SET title = 'x' WHERE id = @id`, db.Args{"id": anna.Staff}); err != nil {
			return err
		}
		return failure
	})
	if !errors.Is(err, failure) {
		t.Fatalf("Write: %v, want what the function said", err)
	}
	if n := casetest.One[int](w, `SELECT count(*) FROM audit_events`, nil); n != before {
		t.Errorf("a failed write left %d lines", n-before)
	}
	if title := casetest.One[string](w, `SELECT title FROM staff WHERE id = @id`, db.Args{"id": anna.Staff}); title != "" {
		t.Errorf("a failed write left its change: %q", title)
	}
}

// What features are given to read with refuses every write, so that a change
// beside the trail is not possible.
func TestReadersCannotWrite(t *testing.T) {
	w := casetest.New(t)
	_, err := w.DB.Read.Exec(t.Context(), `INSERT INTO teams (name, programme_id) VALUES ('x', 1)`)
	if err == nil {
		t.Error("the reading pool wrote a row")
	}
	for _, sql := range []string{
		`UPDATE audit_events SET reason = 'x'`, `DELETE FROM audit_events`, `TRUNCATE audit_events`,
		`DELETE FROM audit_chain`, `UPDATE handovers SET reason = 'x'`,
	} {
		w.Youth(w.Person(w.Team(sql), "Anna", access.Caseworker), "Mads Holm")
		if _, err := w.Trail.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.DB.Write.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s went through", sql)
		}
	}
}

// However often a form arrives, at once or again, its act is done once; another
// content under the same key is refused and not lost silently.
func TestFormsAreCarriedOutOnce(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	var done, repeated int
	var mu sync.Mutex
	send := func(content string) error {
		e := &audit.Event{By: anna, Action: access.OwnAccount, Form: audit.Form{Key: key, Digest: audit.DigestOf(content)}}
		ran := false
		err := w.Trail.Write(t.Context(), e, func(pgx.Tx) error { ran = true; e.Subject = 42; return nil })
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil && ran:
			done++
		case err == nil && e.Subject == 42:
			repeated++
		}
		return err
	}
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if err := send("the same"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if done != 1 || repeated != 49 {
		t.Errorf("done %d times and answered %d times as done, want 1 and 49", done, repeated)
	}
	if err := send("something new"); !errors.Is(err, audit.ErrSaidOtherwise) {
		t.Errorf("another content under the same key: %v, want ErrSaidOtherwise", err)
	}
}
