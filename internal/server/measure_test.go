package server_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kasket/internal/casetest"
	"kasket/internal/casework/measure"
	"kasket/internal/id"
	"kasket/internal/server"
	"kasket/web/page"
)

// oneTime is a site whose log can be read, with a youth whom Anna measures.
type oneTime struct {
	desk
	log        *journal
	statements *counter
	who5       id.Instrument
}

func newOneTime(t *testing.T) oneTime {
	t.Helper()
	statements := new(counter)
	o := oneTime{desk: newDesk(t, statements.option()), log: &journal{}, statements: statements}
	deps := depsOf(o.World)
	deps.Log = slog.New(slog.NewTextHandler(o.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h := httptest.NewServer(server.New(deps))
	t.Cleanup(h.Close)
	o.url = h.URL
	o.who5 = casetest.One[id.Instrument](o.World, `SELECT id FROM instruments WHERE code = 'who5'`, nil)
	return o
}

// link makes a link by the page's own form, and is its path.
func (o oneTime) link() string {
	o.Helper()
	anna := o.as(o.anna)
	list := page.MeasuresPath(o.oliver)
	form := url.Values{"instrument": {id.String(o.who5)}, "key": {newFormKey()}}
	made := anna.post(list+"/links", form)
	address := made.text("#link")
	if made.Status != http.StatusOK || !strings.HasPrefix(address, o.url+page.OneTime) || made.Find("svg.qr path").Length() != 1 {
		o.Fatalf("making a link: %d, %q", made.Status, address)
	}
	if again := anna.post(list+"/links", form); again.Status != http.StatusOK || again.Find("#link, svg.qr").Length() > 0 {
		o.Errorf("the form sent twice shows the link once more: %d", again.Status)
	}
	if strings.Contains(anna.get(list).Body, address) {
		o.Error("the list shows the link")
	}
	return strings.TrimPrefix(address, o.url)
}

var answered = url.Values{"a1": {"3"}, "a2": {"3"}, "a3": {"3"}, "a4": {"3"}, "a5": {"3"}}

// A link shows the questions and not whose they are, is answered once, and its secret is in
// no log, cookie, referrer or next address.
func TestOneTimeLink(t *testing.T) {
	o := newOneTime(t)
	path := o.link()
	phone := o.nobody()
	for range 3 { // looking does not use it
		got := phone.get(path)
		if got.Status != http.StatusOK || got.Find("fieldset.ask").Length() != 5 || got.Header.Get("Referrer-Policy") != "no-referrer" || got.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("status %d: %s", got.Status, got.text("main"))
		}
		for _, word := range []string{"Oliver", "Holm", "Anna", "Bech", "Nord", "Rute"} {
			if strings.Contains(got.text("html"), word) {
				t.Errorf("the page says %q", word)
			}
		}
		if got.Find("main a, nav, header").Length() > 0 || got.Header.Get("Set-Cookie") != "" {
			t.Errorf("it leads somewhere or sets a cookie: %s", got.Body)
		}
	}
	if got := phone.post(path, url.Values{"a1": {"7"}, "a2": {"3"}}); got.Status != 422 || got.fault("a1") == "" || got.fault("a3") == "" {
		t.Errorf("out of range: %d %q", got.Status, got.fault("a1"))
	}
	done := phone.post(path, answered)
	if done.Status != http.StatusSeeOther || done.Location != page.OneTimeThanks || phone.get(done.Location).Status != http.StatusOK {
		t.Fatalf("answered: %d to %q", done.Status, done.Location)
	}
	for _, again := range []*answer{phone.post(path, answered), phone.get(path), o.nobody().get(path)} {
		if again.Status != http.StatusNotFound {
			t.Errorf("used once more: %d", again.Status)
		}
	}
	if n := casetest.One[int](o.World, `SELECT count(*) FROM measurements WHERE score = 60 AND respondent = 'youth'`, nil); n != 1 {
		t.Errorf("%d measurements", n)
	}
	phone.post(path, url.Values{"comment": {strings.Repeat("x", 2<<20)}}) // too large: refused before the page
	if secret := strings.TrimPrefix(path, page.OneTime); strings.Contains(o.log.lines.String(), secret) {
		t.Errorf("the secret is in the log: %s", o.log.lines.String())
	}
	if o.log.lines.Len() == 0 {
		t.Error("nothing was logged at all")
	}
}

// Unknown, used, revoked and expired are the same page, to the byte, for the same work.
func TestOneTimeLinkTellsNothing(t *testing.T) {
	o := newOneTime(t)
	anna := o.as(o.anna)
	used, revoked, expired := o.link(), "", ""
	if got := o.nobody().post(used, answered); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	revoked = o.link()
	list := anna.get(page.MeasuresPath(o.oliver))
	action := list.Find("form[action$=revocation]").AttrOr("action", "")
	if got := anna.post(action, list.fill(action, nil)); got.Status != http.StatusSeeOther {
		t.Fatalf("closing the link: %d", got.Status)
	}
	expired = o.link()
	o.Later(24 * time.Hour)
	var first *answer
	works := map[string]int{}
	for name, path := range map[string]string{
		"unknown": page.OneTimePath(strings.Repeat("A", 26)), "used": used, "revoked": revoked, "expired": expired,
		"short": page.OneTimePath("A"), "a number": page.OneTimePath("1"), "long": page.OneTimePath(strings.Repeat("A", 3000)),
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			v := o.nobody()
			var got *answer
			works[name+" "+method] = o.statements.during(func() { got = v.ask(method, path, answered) })
			if first == nil {
				first = got
			}
			if got.Status != http.StatusNotFound || got.Body != first.Body {
				t.Errorf("%s %s: %d, unlike the others", method, name, got.Status)
			}
		}
	}
	for name, n := range works {
		if n != works["unknown GET"] {
			t.Errorf("%s takes %d statements, unknown takes %d", name, n, works["unknown GET"])
		}
	}
	t.Logf("each takes %d statements", works["unknown GET"])
}

// Who guesses is stopped as who guesses passwords is. A right link opens all the same: many
// share an address, and a secret of that length is not guessed.
func TestOneTimeLinkGuessed(t *testing.T) {
	o := newOneTime(t)
	path := o.link()
	guess := o.nobody()
	for i := range 40 {
		if got := guess.get(page.OneTimePath(strings.Repeat("B", 25) + string(rune('A'+i%26)))); got.Status != http.StatusNotFound {
			t.Fatalf("guess %d: %d", i, got.Status)
		}
	}
	wrong := page.OneTimePath("anything")
	if got := guess.get(wrong); got.Status != http.StatusTooManyRequests {
		t.Errorf("after 40 guesses: %d", got.Status)
	}
	if got := guess.post(wrong, answered); got.Status != http.StatusTooManyRequests {
		t.Errorf("answering after 40 guesses: %d", got.Status)
	}
	if got := guess.get(path); got.Status != http.StatusOK {
		t.Errorf("the right link after 40 guesses: %d", got.Status)
	}
	o.Later(15 * time.Minute)
	if got := guess.get(wrong); got.Status != http.StatusNotFound {
		t.Errorf("a quarter of an hour later: %d", got.Status)
	}
}

// What is measured of one youth is nobody else's, by whatever number it is asked for.
func TestMeasurementOfAnother(t *testing.T) {
	o := newOneTime(t)
	m, err := o.Measures.Save(t.Context(), o.anna, o.oliver, o.who5, measure.Answering{Respondent: measure.ByYouth, Half: true, Answers: map[int]string{1: "3"}}, formless)
	if err != nil {
		t.Fatal(err)
	}
	ida := casetest.One[id.Youth](o.World, `SELECT id FROM youths WHERE given_name = 'Ida'`, nil)
	if got := o.as(o.anna).post(page.MeasuresPath(ida, id.String(m), "withdrawal"), url.Values{"key": {newFormKey()}}); got.Status != http.StatusNotFound {
		t.Errorf("taken back by way of another youth: %d", got.Status)
	}
}
