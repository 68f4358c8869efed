package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/company"
	"kasket/internal/db"
	"kasket/web/page"
)

// One box finds by the beginning of a name, by Danish letters however they are
// typed, by a slip of the finger, and by telephone; each once, with who has them.
func TestSearchNames(t *testing.T) {
	s := newSite(t)
	north, south := s.Team("Nord"), s.Team("Syd")
	anna, dorte := s.Person(north, "Anna Krogh", access.Caseworker), s.Person(north, "Dorte Lund", access.Caseworker)
	sten := s.Person(south, "Sten Skov", access.Caseworker)
	s.Youth(anna, "Mads Østergaard")
	s.Youth(anna, "Bjørn Lund")
	s.Youth(dorte, "Åse Friis")
	s.Youth(sten, "Bjørk Østergaard")
	v := s.as(anna)
	tests := []struct{ typed, want string }{
		{"bjorn", "Bjørn Lund"},
		{"Bjoern", "Bjørn Lund"},
		{"bjørn", "Bjørn Lund"},
		{"aase", "Åse Friis"},
		{"åse", "Åse Friis"},
		{"øst", "Mads Østergaard"},
		{"ma", "Mads Østergaard"},
		{"østergård", "Mads Østergaard"},
		{"ostergard", "Mads Østergaard"},
		{"mads øst", "Mads Østergaard"},
		{"%", ""},
		{"_", ""},
		{"\x00", ""},
		{"<script>", ""},
		{"findes ikke", ""},
	}
	for _, tt := range tests {
		got := v.post("/search", url.Values{"q": {tt.typed}})
		if got.Status != http.StatusOK {
			t.Fatalf("%q answers %d: %s", tt.typed, got.Status, got.text("main"))
		}
		if names := got.text(".hits b"); names != tt.want {
			t.Errorf("%q finds %q, want %q", tt.typed, names, tt.want)
		}
		if strings.Contains(got.Body, "Bjørk") {
			t.Errorf("%q tells of another team's youth", tt.typed)
		}
	}
	hits := v.post("/search", url.Values{"q": {"åse"}}, "Kasket-Part", "hits")
	if strings.Contains(hits.Body, "<html") || hits.Find(`.hits a[href$="/opening"]`).Length() != 1 || !strings.Contains(hits.Body, "Dorte Lund") {
		t.Errorf("a colleague's youth: %s", hits.Body)
	}
}

// The one box finds companies too, by name, trade, person or a whole number, and says so
// when it finds nothing else; the trail keeps how many.
func TestSearchCompanies(t *testing.T) {
	queries := new(counter)
	s := newSite(t, queries.option())
	anna := s.Person(s.Team("Nord"), "Anna Krogh", access.Caseworker)
	s.Youth(anna, "Bent Lund")
	firm := company.New{Name: "Østerbro Auto", CVR: "13748136", Town: "Demoby", Zip: "9999", Industry: "autoværksted", Person: "Bent Ravnsholt", Phone: "10 43 01 10"}
	if _, err := s.Companies.Add(t.Context(), anna, firm, true, false, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	closed := s.Company("Østerbro Lukket")
	s.Exec(`UPDATE companies SET closed_on = @today WHERE id = @c`, db.Args{"today": s.Today(), "c": closed})
	v := s.as(anna)
	for _, tt := range []struct{ typed, want string }{
		{"østerbro", "Østerbro Auto"},
		{"oesterbro auto", "Østerbro Auto"},
		{"autoværksted demoby", "Østerbro Auto"},
		{"bent", "Bent LundØsterbro Auto"},
		{"ravnsholt", "Østerbro Auto"},
		{"10 43 01 10", "Østerbro Auto"},
		{"13748136", "Østerbro Auto"},
		{"9999", ""},
		{"Lukket", ""},
	} {
		var got *answer
		if n := queries.during(func() { got = v.post("/search", url.Values{"q": {tt.typed}}) }); n > mostQueries {
			t.Errorf("%q: %d statements", tt.typed, n)
		}
		if names := got.text(".hits b"); names != tt.want {
			t.Errorf("%q finds %q, want %q", tt.typed, names, tt.want)
		}
	}
	hits := v.post("/search", url.Values{"q": {"ravnsholt"}}, "Kasket-Part", "hits")
	if link, _ := hits.Find(".hits a").Attr("href"); !strings.HasPrefix(link, "/companies/") || strings.Contains(hits.Body, "Ingen fundet") {
		t.Errorf("while one types: %s", hits.Body)
	}
	if none := v.post("/search", url.Values{"q": {"findes ikke"}}, "Kasket-Part", "hits"); !strings.Contains(none.Body, "Ingen fundet") {
		t.Errorf("nothing found: %s", none.Body)
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM audit_events WHERE action = 'search' AND detail->>'companies' = '1'`, nil); n != 8 {
		t.Errorf("%d searches in the trail found the company, want 8", n)
	}
}

// A whole number finds whom one may know of; a coordinator anywhere is told who has
// the youth and no more, and nobody else of another team anything.
func TestSearchCPR(t *testing.T) {
	f := newFolder(t)
	far := f.Person(f.Team("Øst"), "Kaj Koch", access.Coordinator)
	tests := []struct {
		name string
		who  access.Actor
		want string
	}{
		{"owner", f.owner, "Mads Østergaard"},
		{"colleague", f.colleague, "Mads Østergaard"},
		{"coordinator elsewhere", far, "Anna Krogh"},
		{"caseworker elsewhere", f.Person(f.Team("Vest"), "Vera", access.Caseworker), ""},
	}
	for _, tt := range tests {
		got := f.as(tt.who).post("/search", url.Values{"q": {testCPR}})
		if main := got.text("main"); tt.want == "" && (strings.Contains(main, "Mads") || strings.Contains(main, "Anna Krogh")) || !strings.Contains(main, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, main, tt.want)
		}
		if tt.name == "coordinator elsewhere" && strings.Contains(got.text("main"), "Mads") {
			t.Errorf("%s is told the name", tt.name)
		}
		f.leaksNothing(t, tt.name, got)
	}
	if n := casetest.One[int](f.World, `SELECT count(*) FROM audit_events WHERE action = 'search' AND detail->>'by' = 'cpr'`, nil); n != len(tests) {
		t.Errorf("%d searches in the trail, want %d", n, len(tests))
	}
	if n := casetest.One[int](f.World, `SELECT count(*) FROM audit_events WHERE detail::text LIKE '%4039%' OR reason LIKE '%4039%'`, nil); n != 0 {
		t.Errorf("the number stands in %d lines of the trail", n)
	}
}

// Notes are found in Danish, in records one may read now and in no others.
func TestSearchNotes(t *testing.T) {
	queries := new(counter)
	f := newFolder(t, queries.option())
	f.contact("walk", "talked", f.Now().Add(-time.Hour), "Værkstederne i Hobro <b>ville</b> gerne se ham")
	for _, tt := range []struct {
		name string
		who  access.Actor
		want int
	}{{"owner", f.owner, 2}, {"buddy", f.buddy, 2}, {"cover", f.cover, 2}, {"leader without a reason", f.leader, 0}, {"colleague", f.colleague, 0}, {"stranger", f.stranger, 0}} {
		v := f.as(tt.who)
		var got *answer
		n := queries.during(func() { got = v.post("/search", url.Values{"q": {"værksted"}}) })
		if found := got.Find(".snippet mark").Length(); found != tt.want {
			t.Errorf("%s finds %d, want %d: %s", tt.name, found, tt.want, got.text("main"))
		}
		if n > 6 {
			t.Errorf("%s: %d statements", tt.name, n)
		}
		if strings.Contains(got.Body, "<b>ville</b>") {
			t.Errorf("%s: a note's own marks are taken for the page's", tt.name)
		}
	}
	f.Later(10 * 24 * time.Hour) // the cover's days are over
	if got := f.as(f.cover).post("/search", url.Values{"q": {"værksted"}}); got.Find(".snippet").Length() != 0 {
		t.Errorf("who no longer covers still finds notes")
	}
}

// What was added to an entry is found like the entry, under the name of who added it,
// by those who may read it and nobody else; with the entry it goes.
func TestSearchAdditions(t *testing.T) {
	queries := new(counter)
	f := newFolder(t, queries.option())
	friend := f.Youth(f.owner, "Ida Friis")
	walk := f.contact("walk", "talked", f.Now().Add(-72*time.Hour), "Vi gik langs fjorden", friend)
	for _, text := range []string{"Bagerens <i>ovne</i> gav svimmelhed", "Lægen siger at ovnene ikke er skyld"} {
		if err := f.Contacts.Add(f.Context(), f.buddy, walk, text, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	search := func(who access.Actor, more ...string) *answer {
		asked := url.Values{"q": {"ovn"}}
		for i := 0; i < len(more); i += 2 {
			asked.Set(more[i], more[i+1])
		}
		return f.as(who).post("/search", asked)
	}
	for _, tt := range []struct {
		name string
		who  access.Actor
		more []string
		want int
	}{
		{"owner", f.owner, nil, 2},
		{"buddy", f.buddy, nil, 2},
		{"cover", f.cover, nil, 2},
		{"leader without a reason", f.leader, nil, 0},
		{"colleague", f.colleague, nil, 0},
		{"stranger", f.stranger, nil, 0},
		{"owner, of walks", f.owner, []string{"kind", "walk"}, 2},
		{"owner, of calls", f.owner, []string{"kind", "phone"}, 0},
		{"owner, since today", f.owner, []string{"since", f.Today().String()}, 2},
	} {
		got := search(tt.who, tt.more...)
		if found := got.Find(".snippet mark").Length(); found != tt.want {
			t.Errorf("%s finds %d, want %d: %s", tt.name, found, tt.want, got.text("main"))
		}
	}
	hit := search(f.owner).Find(".hits li").First()
	if about := hit.Find(".quiet").First().Text(); !strings.Contains(about, "Tilføjelse") || !strings.Contains(about, "gåtur") || !strings.Contains(about, "Bo Bak") {
		t.Errorf("the hit says %q, not what was added by whom", about)
	}
	if href := hit.Find("a").AttrOr("href", ""); !strings.HasPrefix(href, page.ContactPath(walk)) {
		t.Errorf("the hit leads to %q", href)
	}
	v := f.as(f.owner)
	if n := queries.during(func() { v.post("/search", url.Values{"q": {"ovn"}}) }); n > mostQueries {
		t.Errorf("%d statements", n)
	}
	f.Exec(`UPDATE contacts SET withdrawn_at = now(), withdrawn_by = author_id WHERE id = @id`, db.Args{"id": walk})
	if got := search(f.owner); got.Find(".snippet").Length() != 0 {
		t.Errorf("what was added to a withdrawn entry is still found: %s", got.text("main"))
	}
}
