package server_test

import (
	"net/url"
	"os"
	"testing"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/internal/dbtest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(dbtest.Main(m))) }

// browser is a Chromium page signed in as the actor; it has not gone anywhere yet.
func (s *site) browser(a access.Actor, d browsertest.Device, options ...browsertest.Option) *browsertest.Page {
	s.Helper()
	p := browsertest.Start(s.TB).Open(s.TB, d, options...)
	home, err := url.Parse(s.url)
	if err != nil {
		s.Fatal(err)
	}
	for _, cookie := range s.as(a).client.Jar.Cookies(home) {
		p.SetCookie(s.url, cookie)
	}
	return p
}

// submit gets a page, fills in its form that posts to action, and sends it.
func (v *visitor) submit(path, action string, values url.Values) *answer {
	v.Helper()
	page := v.get(path)
	if n := page.Find(`form[method=post][action="` + action + `"]`).Length(); n != 1 {
		v.Fatalf("%s (status %d) has %d forms to %s, want one", path, page.Status, n, action)
	}
	return v.post(action, page.fill(action, values))
}

// fault is the message at a field; empty where there is none.
func (a *answer) fault(field string) string { return a.text("#" + field + "-error") }
