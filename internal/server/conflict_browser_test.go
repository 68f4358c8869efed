package server_test

import (
	"net/http"
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/web/page"
)

// The owner declares a conflict on the phone, and the youth is gone for them; the
// coordinator finds the youth on the board and chooses another owner.
func TestConflictInBrowser(t *testing.T) {
	f := newFolder(t)
	p := f.browser(f.owner, browsertest.Phone)
	p.Go(f.url + f.path("people"))
	p.Click("Erklær inhabilitet")
	p.WaitText("kan du ikke længere se eller finde den unge")
	p.Axe(t)
	p.Fill("Hvorfor", "Mads er min fætter")
	p.Submit("Erklær inhabilitet")
	p.WaitText("Sagen er lukket for dig.")
	p.Axe(t)
	if p.HasText("Østergaard") {
		t.Error("the day still tells of the youth")
	}
	for _, path := range []string{"", "people", "conflict"} {
		p.Go(f.url + f.path(path))
		if got := p.Status(); got != http.StatusNotFound {
			t.Errorf("%q answers %d to who declared, want 404", path, got)
		}
	}

	q := f.browser(f.coordinator, browsertest.Desktop)
	q.Go(f.url + page.IntakePath)
	q.WaitText("Skal have ny kontaktperson")
	q.WaitText("Anna Krogh har erklæret sig inhabil")
	q.Axe(t)
	q.Click("Vælg ny kontaktperson")
	q.Axe(t)
	q.Select("Hvem skal have den unge?", "Dorte Lund · 0 unge")
	q.Fill("Begrundelse", "Har plads og bor tæt på")
	q.Submit("Overdrag")
	q.WaitText("Den unge er overdraget.")
	if f.ownerNow() != f.colleague.Staff {
		t.Error("the owner did not change")
	}
	q.Go(f.url + page.IntakePath)
	if q.HasText("har erklæret sig inhabil") {
		t.Error("the board still waits for another owner")
	}
	if n := casetest.One[int](f.World, `SELECT count(*) FROM handovers WHERE from_id = @was`, db.Args{"was": f.owner.Staff}); n != 1 {
		t.Errorf("%d handovers, want one", n)
	}
	q.NoConsoleErrors()
}
