package server_test

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"kasket/internal/server"
)

// expectation is what design 5 says of one route: which relations get in, and
// which are told that they may not. Everybody else meets a number that is not
// there; nobody signed in is asked to sign in, unless the route is open.
type expectation struct {
	in    string     // relations that get 2xx, 303 or 422
	may   string     // relations answered 403
	form  url.Values // beside the key; most forms are refused empty, which is enough to be in
	open  bool       // needs nobody signed in
	spent bool       // done once it is gone: every cell has a land of its own
	raw   bool       // no page: a file, a part, a probe
	path  string     // asked for in place of the pattern, where the pattern says too little
}

// Groups of relations that many routes share.
const (
	everyone = "owner buddy cover was invited uninvited specialist leader opened elsewhere coordinator coordinator2 colleague glass stranger administrator insight last conflicted"
	caseload = "owner buddy cover was colleague glass stranger last conflicted" // caseworkers of some team
	inTeam   = "owner buddy cover was leader opened coordinator colleague glass last"
)

// routesOf lists what the router answers, each as "METHOD /pattern".
func routesOf(t testing.TB) []string {
	t.Helper()
	var routes []string
	router := server.NewRouter(server.Deps{Log: slog.New(slog.DiscardHandler)})
	err := chi.Walk(router, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		routes = append(routes, method+" "+pattern)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(routes)
	return slices.Compact(routes)
}

// Every route × every relation. A route without a line in the table fails by name.
func TestMatrix(t *testing.T) {
	t.Parallel()
	table := expectations()
	m := &matrix{land: newLand(t), visitors: map[string]*visitor{}}
	for _, route := range routesOf(t) {
		want, stated := table[route]
		if !stated {
			t.Errorf("%s: who may? Say it in matrix_routes_test.go, from design 5", route)
			continue
		}
		delete(table, route)
		for as := range strings.FieldsSeq(relations) {
			if want.spent && isIn(want.in, as) { // a land goes with its cell: Postgres has no connections for all of them
				t.Run(route+" as "+as, func(t *testing.T) { m.cell(newLand(t), route, want, as) })
				continue
			}
			m.cell(m.land, route, want, as)
		}
	}
	for route := range table {
		t.Errorf("%s: stated, but there is no such route", route)
	}
	t.Logf("matrix cells %d", m.cells)
}

type matrix struct {
	*land
	visitors map[string]*visitor
	cells    int
}

// visitor is somebody in a relation, signed in.
func (m *matrix) visitor(l *land, as string) *visitor {
	m.Helper()
	switch {
	case as == "nobody":
		return l.nobody()
	case l != m.land:
		return l.as(l.who[as])
	case m.visitors[as] == nil:
		m.visitors[as] = l.as(l.who[as])
	}
	return m.visitors[as]
}

func (m *matrix) cell(l *land, route string, want expectation, as string) {
	m.Helper()
	m.cells++
	method, pattern, _ := strings.Cut(route, " ")
	params := map[string]string{}
	switch as {
	case "last":
		params = l.closed
	case "conflicted":
		params = l.apart
	}
	path := cmp.Or(want.path, l.path(pattern, params))
	v := m.visitor(l, as)
	got := v.send(method, path, want.form)
	if expected, is := want.answers(method, as), classOf(got); is != expected {
		m.Errorf("%s as %s: %d to %q, %s, want %s", route, as, got.Status, got.Location, is, expected)
		return
	}
	m.keepsSilent(route, as, got)
	if method != http.MethodGet && (strings.HasPrefix(got.Location, "/sign-in") || l != m.land) {
		delete(m.visitors, as) // the act ended the session
	}
	if classOf(got) == "hidden" && strings.Contains(pattern, "{") {
		m.likeNothing(route, pattern, as, v, got, want.form)
	}
}

// Who may know of Mads at all, and who may read what is written of him.
const (
	strangers = "uninvited elsewhere coordinator2 stranger administrator insight conflicted nobody"
	knowing   = "was leader coordinator colleague last"
)

// keepsSilent looks for what a person may not see in an answer of any kind: the
// name outside the team, the record's words inside it. What the person themselves
// was asked about or opened stays theirs.
func (m *matrix) keepsSilent(route, as string, got *answer) {
	m.Helper()
	words := []string{"Gik en tur. Han er glad", "Mona Mor", "Lønvej 4", "Værkstedet har svaret", "hund i hjemmet", "Ring ikke før kl. 10", "Besøg på værkstedet"}
	if isIn(strangers, as) {
		words = append(words, "Mads Holm")
	} else if !isIn(knowing, as) || as == "last" {
		return
	}
	if as == "conflicted" && strings.HasSuffix(route, " /account/conflicts") {
		return // what they wrote themselves
	}
	for _, word := range words {
		if strings.Contains(got.Body, word) && !m.mayBeOfAnother(as, word) {
			m.Errorf("%s as %s (%d): tells %q", route, as, got.Status, word)
		}
	}
}

// mayBeOfAnother is the stranger's own youth, of whom the land says the same words.
func (m *matrix) mayBeOfAnother(as, word string) bool {
	return isIn("stranger elsewhere coordinator2", as) && word != "Mads Holm"
}

// likeNothing holds a refusal against the answer for a number that does not exist:
// who may not know of a record cannot tell the two apart.
func (m *matrix) likeNothing(route, pattern, as string, v *visitor, got *answer, form url.Values) {
	m.Helper()
	method, _, _ := strings.Cut(route, " ")
	none := m.path(pattern, nowhere(pattern))
	other := v.send(method, none, form)
	if got.Status != other.Status || got.anonymous() != other.anonymous() {
		m.Errorf("%s as %s: refused unlike a number that is not there (%d and %d)\n%s\n---\n%s", route, as, got.Status, other.Status, got.anonymous(), other.anonymous())
	}
}

// nowhere gives each of a pattern's names a value that nothing has.
func nowhere(pattern string) map[string]string {
	none := map[string]string{}
	for _, m := range regexp.MustCompile(`\{(\w+)[^}]*\}`).FindAllStringSubmatch(pattern, -1) {
		none[m[1]] = "999999"
		if m[1] == "key" || m[1] == "draft" {
			none[m[1]] = "7d9e3a44-0000-4000-8000-000000000000"
		}
	}
	return none
}

// anonymous is a page without the request's name and its own address.
func (a *answer) anonymous() string {
	body := strings.ReplaceAll(a.Body, strings.ToLower(a.Header.Get("X-Request-Id")), "")
	for _, before := range []string{`name="back" value="`, `action="`} {
		body = withoutValues(body, before)
	}
	return body
}

// withoutValues empties the attributes that begin so.
func withoutValues(body, before string) string {
	var kept strings.Builder
	for {
		left, rest, found := strings.Cut(body, before)
		kept.WriteString(left)
		if !found {
			return kept.String()
		}
		kept.WriteString(before)
		_, body, _ = strings.Cut(rest, `"`)
	}
}

// send asks as a page or its form would.
func (v *visitor) send(method, path string, form url.Values) *answer {
	v.Helper()
	if method == http.MethodGet {
		return v.get(path)
	}
	sent := url.Values{"key": {newFormKey()}}
	maps.Copy(sent, form)
	return v.ask(method, path, sent)
}

// classOf sorts an answer.
func classOf(a *answer) string {
	switch {
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusSeeOther && strings.HasPrefix(a.Location, "/sign-in?next"), a.Location == "/sign-in" && a.Status == http.StatusSeeOther && a.Header.Get("Clear-Site-Data") == "":
		return "asked to sign in"
	case a.Status == http.StatusForbidden:
		return "forbidden"
	case a.Status == http.StatusNotFound:
		return "hidden"
	case a.Status < 400, a.Status == http.StatusUnprocessableEntity, a.Status == http.StatusConflict: // the form again
		return "in"
	}
	return "failed"
}

// answers is the class that a relation is to meet.
func (e expectation) answers(method, as string) string {
	switch {
	case e.open || isIn(e.in, as):
		return "in"
	case as == "nobody":
		return "asked to sign in"
	case isIn(e.may, as):
		return "forbidden"
	}
	return "hidden"
}

func isIn(list, name string) bool {
	return slices.Contains(strings.Fields(list), name)
}

// newFormKey is a key as pages carry it.
func newFormKey() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}
