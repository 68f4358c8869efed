package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"kasket/internal/db"
	"kasket/internal/id"
)

// BenchmarkPages measures the pages of every hour beside the lightest page of the
// same run, so that figures of two machines can be compared: x/session is how many
// times as long a page takes.
func BenchmarkPages(b *testing.B) {
	l := newLand(b)
	owner := l.who["owner"]
	for i := range 50 {
		l.Youth(owner, fmt.Sprintf("Unge%d Bjerg", i), l.Started(i))
	}
	for range 24 { // with those of the land about a hundred entries
		l.recordsOf(l.mads, owner)
	}
	l.Exec(`ANALYZE`, db.Args{})
	v := l.as(owner)
	log := func() *answer {
		return v.post("/youths/"+id.String(l.mads)+"/contacts", url.Values{
			"key": {newFormKey()}, "outcome": {"talked"}, "kind": {"phone"}, "hats": {"mentor"}, "account": {"Talte om skolen."},
		})
	}
	var session time.Duration
	for _, page := range []struct {
		name string
		ask  func() *answer
	}{
		{"session", func() *answer { return v.get("/session") }},
		{"today of 50", func() *answer { return v.get("/today") }},
		{"caseload of 50", func() *answer { return v.get("/youths") }},
		{"timeline of 100", func() *answer { return v.get("/youths/" + id.String(l.mads) + "/timeline") }},
		{"search", func() *answer { return v.post("/search", url.Values{"q": {"bjerg"}}) }},
		{"log a contact", log},
	} {
		b.Run(page.name, func(b *testing.B) {
			for b.Loop() {
				if got := page.ask(); got.Status != http.StatusOK && got.Status != http.StatusSeeOther {
					b.Fatalf("status %d", got.Status)
				}
			}
			each := b.Elapsed() / time.Duration(b.N)
			if page.name == "session" {
				session = each
			}
			b.ReportMetric(float64(each)/float64(max(session, 1)), "x/session")
		})
	}
}
