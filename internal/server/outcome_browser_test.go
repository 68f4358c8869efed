package server_test

import (
	"testing"

	"kasket/internal/audit"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/casework/outcome"
)

// A course ends with a code and a day; how it goes a month later is answered in two taps.
func TestExitCounts(t *testing.T) {
	f := newFolder(t)
	p := f.browser(f.owner, browsertest.Phone)
	p.Go(f.url + f.path("closure"))
	n := p.Count("closure", func() {
		p.Select("Afslutningsårsag", "Job på fuld tid")
		p.Submit("Afslut forløb")
	})
	p.WaitText("Forløbet er afsluttet")
	if n > 2 {
		t.Errorf("%d interactions to end a course, want at most 2", n)
	}
	p.Go(f.url + f.path("status"))
	p.WaitText("I job")
	p.Axe(t)
	p.NoConsoleErrors()
}

// The question stands on the page of today and is answered where it stands.
func TestFollowupCounts(t *testing.T) {
	f := newFolder(t)
	if err := f.Outcomes.Close(t.Context(), f.owner, f.youth, outcome.Exit{Code: "job_full", On: f.Today().AddDays(-40)}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	p := f.browser(f.owner, browsertest.Phone)
	p.Go(f.url + "/today")
	p.Axe(t)
	n := p.Count("followup", func() {
		p.In(".followup").Choose("I job")
		p.In(".followup").Submit("Den unge selv")
	})
	p.WaitText("Svaret er gemt")
	if n > 2 {
		t.Errorf("%d interactions for a follow-up, want at most 2", n)
	}
	if got := casetest.One[string](f.World, `SELECT code || ' ' || verified_by FROM followups`, nil); got != "job youth" {
		t.Errorf("kept %q", got)
	}
	p.NoConsoleErrors()
}
