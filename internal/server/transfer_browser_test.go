package server_test

import (
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// The owner asks at the desk, the colleague says yes standing up.
func TestTransferCounts(t *testing.T) {
	f := newFolder(t)
	p := f.browser(f.owner, browsertest.Desktop)
	p.Go(f.url + f.path("people"))
	p.Count("transfer", func() {
		p.Click("Overdrag")
		p.Axe(t)
		p.Screenshot("transfer")
		p.Select("#to", "Dorte Lund · 0 af 18")
		p.Fill("Begrundelse", "Barsel fra januar")
		p.Fill("#summary", "Jeg vil gerne arbejde med cykler.")
		p.Submit("Send til kollegaen")
	})
	p.WaitText("Kollegaen er spurgt")
	p.Screenshot("transfer-asked")

	q := f.browser(f.colleague, browsertest.Phone)
	q.Go(f.url + page.TodayPath)
	q.Axe(t)
	q.Screenshot("transfer-today")
	q.Count("accept", func() {
		q.Click("Mads Østergaard")
		q.Axe(t)
		q.Screenshot("transfer-answer")
		q.Submit("Ja, jeg tager over")
	})
	q.WaitText("Den unge er din nu")
	if f.ownerNow() != f.colleague.Staff {
		t.Error("the owner did not change")
	}
	p.Go(f.url + page.TodayPath)
	p.WaitText("Dorte Lund har taget over")
	p.NoConsoleErrors()
	q.NoConsoleErrors()
}

// Who is asked gives it back, and the giver sees why and what to do next.
func TestTransferReturnedInBrowser(t *testing.T) {
	f := newFolder(t)
	n := f.asked()
	q := f.browser(f.colleague, browsertest.Phone)
	q.Go(f.url + page.TransferPath(n))
	q.Click("Giv den tilbage")
	q.Fill("Hvorfor kan du ikke?", "Jeg er fuldt booket til februar")
	q.Submit("Giv tilbage")
	p := f.browser(f.owner, browsertest.Phone)
	p.Go(f.url + page.TodayPath)
	p.WaitText("Dorte Lund gav tilbage")
	p.Go(f.url + page.TransferPath(n))
	p.WaitText("Jeg er fuldt booket til februar")
	p.Axe(t)
	p.Screenshot("transfer-returned")
	p.Submit("Jeg har set det")
	if p.HasText("gav tilbage") {
		t.Error("the day still tells of what was noted")
	}
}

// A leader moves thirty-five youths of somebody who leaves, on a phone: nothing is
// wider than the screen, and the statements stay few.
func TestMoveCounts(t *testing.T) {
	for _, width := range []browsertest.Device{browsertest.Desktop, browsertest.Phone} {
		t.Run(width.Name, func(t *testing.T) {
			queries := new(counter)
			f := newFolder(t, queries.option())
			team := f.owner.Memberships[0].Team
			for i := range 34 {
				f.Youth(f.owner, "Ung Nummer"+id.String(id.Youth(i+10)), casetest.WithBuddy(f.buddy))
			}
			path := page.MovePath(f.owner.Staff, team)
			v := f.as(f.leader)
			if n := queries.during(func() { v.get(path) }); n > mostQueries {
				t.Errorf("thirty-five rows take %d statements, and %d is the most", n, mostQueries)
			}
			p := f.browser(f.leader, width)
			p.Go(f.url + path)
			p.Axe(t)
			p.Screenshot("move-" + width.Name)
			if p.ScrollWidth() > p.Width() {
				t.Errorf("%d px wide on a screen of %d", p.ScrollWidth(), p.Width())
			}
			p.Count("move", func() {
				p.Fill("#reason", "Anna stopper med udgangen af november")
				p.Submit("Flyt alle eller ingen")
			})
			p.WaitText("Alle er flyttet")
			if n := casetest.One[int](f.World, `SELECT count(*) FROM enrolments WHERE owner_id = @a AND closed_on IS NULL`, db.Args{"a": f.owner.Staff}); n != 0 {
				t.Errorf("%d youths were left behind", n)
			}
			p.NoConsoleErrors()
		})
	}
}
