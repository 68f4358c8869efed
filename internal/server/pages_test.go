package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// aPage is an address that shows a page to people.
type aPage struct {
	route, path string
	as          []string // the relations that may see it
}

// pages lists every GET page of the site with the people who see it, made from
// the router and the matrix's table.
func (l *land) pages() []aPage {
	l.Helper()
	table := expectations()
	var all []aPage
	for _, route := range routesOf(l.t) {
		want, stated := table[route]
		if !stated {
			l.Errorf("%s is not in the matrix's table", route)
			continue
		}
		method, pattern, _ := strings.Cut(route, " ")
		if method != http.MethodGet || want.raw {
			continue
		}
		as := slices.DeleteFunc(strings.Fields(want.in), func(as string) bool { return as == "last" && strings.Contains(pattern, "{") })
		if want.open {
			as = []string{"nobody"}
		}
		all = append(all, aPage{route: pattern, path: l.path(pattern), as: as})
	}
	return all
}

// mostQueries is what a page may ask of the database: the session with its person,
// how they stand, the look, the identity bar, and two for what it is about.
const mostQueries = 6

// No page asks the database for more, whoever sees it: a list that asked once a row
// would show here.
func TestQueriesPerPage(t *testing.T) {
	queries := new(counter)
	l := newLand(t, queries.option())
	seen := map[string]*visitor{"nobody": l.nobody()}
	for as, who := range l.who {
		seen[as] = l.as(who)
	}
	for _, p := range l.pages() {
		most := 0
		for _, as := range p.as {
			n := queries.during(func() {
				if got := seen[as].get(p.path); got.Status >= 400 {
					t.Errorf("%s as %s: %d", p.route, as, got.Status)
				}
			})
			if n > mostQueries {
				t.Errorf("%s as %s: %d statements, and %d is the most", p.route, as, n, mostQueries)
			}
			most = max(most, n)
		}
		t.Logf("queries %s %d", p.route, most)
	}
}
