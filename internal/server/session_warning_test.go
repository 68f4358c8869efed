package server_test

import (
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/browsertest"
)

// Two minutes before the session ends for lack of use one is asked whether one is
// still there, and an answer is enough; before the end of the working day one is told.
func TestSessionWarnings(t *testing.T) {
	s := newSite(t)
	anna := s.Person(s.Team("Nord"), "Anna", access.Caseworker)
	p := s.browser(anna, browsertest.Phone, browsertest.Timeout(15*time.Second))
	p.Go(s.url + "/account")
	// An hour without use passes by moving the page's own clock.
	browsertest.Eval[int](p, `(() => { const real = Date.now; Date.now = () => real() + 59 * 60 * 1000; return 0 })()`)
	p.Wait("#session-dialog[open]")
	p.In("#session-dialog").Click("Bliv logget ind")
	p.WaitNoText("Bliv logget ind")

	for range 14 { // the day goes by in use, until a minute and a half before its end
		s.Later(50 * time.Minute)
		p.Go(s.url + "/account")
	}
	s.Later(18*time.Minute + 30*time.Second)
	p.Go(s.url + "/account")
	p.Wait("#session-end-dialog[open]")
	p.In("#session-end-dialog").Click("Forstået")
	p.WaitNoText("Forstået")
}
