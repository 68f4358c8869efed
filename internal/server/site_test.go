package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/server"
)

// site is the real router over a world, on a port of its own.
type site struct {
	*casetest.World
	url   string
	plain *http.Transport // asks for pages as they are: packing them is for browsers, whose tests do
}

func newSite(t testing.TB, options ...db.Option) *site {
	t.Helper()
	return siteOf(casetest.New(t, options...))
}

func siteOf(w *casetest.World) *site {
	s := httptest.NewServer(server.New(depsOf(w)))
	plain := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 2}
	w.Cleanup(func() {
		plain.CloseIdleConnections()
		s.Close()
	})
	return &site{World: w, url: s.URL, plain: plain}
}

// depsOf wires the pages to a world's services.
func depsOf(w *casetest.World) server.Deps {
	return server.Deps{
		DB: w.DB, Trail: w.Trail, Staff: w.Staff, Programmes: w.Programmes, Standing: w.Standing, Companies: w.Companies,
		Youths: w.Youths, Enrolments: w.Enrolments, Network: w.Network, Promises: w.Promises, Caseload: w.Caseload, Figures: w.Figures,
		Imports:  w.Imports,
		Intake:   w.Intake,
		Outcomes: w.Outcomes,
		Economy:  w.Economy,
		Reports:  w.Reports,
		Sparring: w.Sparring, Reviews: w.Reviews, Measures: w.Measures, Groups: w.Groups, Transfers: w.Transfers, Conflicts: w.Conflicts,
		Plans: w.Plans, Meetings: w.Meetings, Contacts: w.Contacts, Kickoffs: w.Kickoffs, Documents: w.Documents, Access: w.Access, Decisions: w.Decisions, Placements: w.Placements,
		Log: slog.New(slog.NewTextHandler(w.Output(), nil)), Now: w.Now,
	}
}

// visitor is somebody with a browser: cookies are kept, redirects not followed.
type visitor struct {
	*site
	client *http.Client
}

// nobody is a visitor who is not signed in.
func (s *site) nobody() *visitor {
	s.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &visitor{site: s, client: &http.Client{Jar: jar, CheckRedirect: stay, Transport: s.plain}}
}

// as signs somebody in.
func (s *site) as(a access.Actor) *visitor {
	s.Helper()
	v := s.nobody()
	got := v.post("/sign-in", url.Values{"email": {s.EmailOf(a)}, "password": {casetest.Password}})
	if got.Status != http.StatusSeeOther {
		s.Fatalf("signing in as %s: status %d", a.Name, got.Status)
	}
	return v
}

// answer is what came back.
type answer struct {
	Status   int
	Location string
	Body     string
	Header   http.Header

	document *goquery.Document
}

// page is the answer as a browser reads it, once somebody asks: most cells of the
// matrix are told by the status alone.
func (a *answer) page() *goquery.Document {
	if a.document == nil {
		a.document, _ = goquery.NewDocumentFromReader(strings.NewReader(a.Body)) // only reading fails, and a text does not
	}
	return a.document
}

// Find looks for a selector in the page.
func (a *answer) Find(selector string) *goquery.Selection { return a.page().Find(selector) }

// text is the words of what a selector finds, with single spaces.
func (a *answer) text(selector string) string {
	return strings.Join(strings.Fields(a.Find(selector).Text()), " ")
}

func (v *visitor) get(path string) *answer {
	v.Helper()
	return v.ask(http.MethodGet, path, nil)
}

func (v *visitor) post(path string, form url.Values, headers ...string) *answer {
	v.Helper()
	return v.ask(http.MethodPost, path, form, headers...)
}

// fill reads the form of a page that posts to action, puts values in, and is what a
// browser would send: hidden fields, what stands in the others, and the values.
func (a *answer) fill(action string, values url.Values) url.Values {
	form := url.Values{}
	a.Find(`form[method=post][action="` + action + `"]`).Find("input, select, textarea").Each(func(_ int, field *goquery.Selection) {
		name, kind := field.AttrOr("name", ""), field.AttrOr("type", "")
		_, on := field.Attr("checked")
		switch {
		case name == "" || (kind == "radio" || kind == "checkbox") && !on:
		case goquery.NodeName(field) == "select":
			form.Set(name, field.Find("option[selected]").AttrOr("value", ""))
		case goquery.NodeName(field) == "textarea":
			form.Set(name, strings.TrimPrefix(field.Text(), "\n"))
		default:
			form.Add(name, field.AttrOr("value", ""))
		}
	})
	for name, v := range values {
		form[name] = v
	}
	return form
}

func (v *visitor) ask(method, path string, form url.Values, headers ...string) *answer {
	v.Helper()
	if method != http.MethodGet {
		headers = append([]string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin"}, headers...)
	}
	return v.sendBody(method, path, strings.NewReader(form.Encode()), headers...)
}

// sendBody asks with a body of any kind; a header set twice is the later one.
func (v *visitor) sendBody(method, path string, content io.Reader, headers ...string) *answer {
	v.Helper()
	r, err := http.NewRequestWithContext(v.Context(), method, v.url+path, content)
	if err != nil {
		v.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if host := r.Header.Get("Host"); host != "" { // forged: our browser keeps its cookies by the host it names
		r.Host = host
		for _, c := range v.client.Jar.Cookies(r.URL) {
			r.AddCookie(c)
		}
	}
	response, err := v.client.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.Fatal(err)
	}
	return &answer{Status: response.StatusCode, Location: response.Header.Get("Location"), Body: string(body), Header: response.Header}
}
