package server_test

import (
	"net/http"
	"testing"

	"kasket/internal/db"
	"kasket/web/page"
)

// The log of a company that turned out to be another leads on to that one, as its page
// and its form do, and keeps where one was in it.
func TestCallsOfMergedCompany(t *testing.T) {
	d := newDesk(t)
	gone, kept := d.Company("Havnens Cykler"), d.Company("Havnens Cykler ApS")
	d.Exec(`UPDATE companies SET merged_into = @kept, merged_at = @now WHERE id = @gone`, db.Args{"kept": kept, "gone": gone, "now": d.Now()})
	v := d.as(d.anna)
	for from, to := range map[string]string{
		page.CompanyPath(gone, "contacts"):                     page.CompanyPath(kept, "contacts"),
		page.CompanyPath(gone, "contacts") + "?before=2026-1x": "",
		page.CompanyPath(gone, "contacts", "new") + "?with=1":  page.CompanyPath(kept, "contacts", "new") + "?with=1",
		page.CompanyPath(gone):                                 page.CompanyPath(kept),
	} {
		a := v.get(from)
		switch got := a.Location; {
		case to == "" && a.Status != http.StatusNotFound:
			t.Errorf("%s: %d, want 404", from, a.Status)
		case to != "" && (a.Status != http.StatusSeeOther || got != to):
			t.Errorf("%s: %d %q, want on to %s", from, a.Status, got, to)
		}
	}
}
