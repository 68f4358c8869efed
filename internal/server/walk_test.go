package server_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/internal/db"
)

// walker goes through every page in one language, as somebody who may see it.
type walker struct {
	*land
	*walked
	lang string
	tab  *browsertest.Page
}

// walked is what all walkers have seen.
type walked struct {
	mu     sync.Mutex
	titles map[string]string // by language and title, the page that has it
	html   map[string][]byte // for the HTML checker
}

// The rules of axe-core that a theme can break, and no language; all others see only
// what the page says and how it is laid out, and are asked once for each width.
var themeRules = []string{"color-contrast", "link-in-text-block"}

// The rules of axe-core that words can break: a text that is missing leaves a thing
// without a name, or two with one. All others see what both languages have in common.
var wordRules = []string{
	"document-title", "html-has-lang", "html-lang-valid", "valid-lang", "label", "label-title-only", "select-name", "input-button-name",
	"link-name", "button-name", "summary-name", "svg-img-alt", "image-alt", "empty-heading", "empty-table-header", "page-has-heading-one",
	"aria-command-name", "aria-input-field-name", "aria-toggle-field-name", "aria-dialog-name", "aria-progressbar-name", "landmark-unique",
}

// narrow is the width that a page must fit when somebody enlarges it.
var narrow = browsertest.Device{Name: "narrow phone", Width: 320, Height: 700, Touch: true}

// TestWalk looks at every page of the site in both languages, both widths and both
// themes: axe-core, the HTML checker, sideways scrolling, the console, titles.
func TestWalk(t *testing.T) {
	t.Parallel() // beside the matrix, when all else is done
	seen := &walked{titles: map[string]string{}, html: map[string][]byte{}}
	t.Run("languages", func(t *testing.T) {
		for _, part := range []struct {
			lang     string
			part, of int
		}{{"da", 0, 2}, {"da", 1, 2}, {"en", 0, 1}} { // Danish is asked more
			t.Run(fmt.Sprintf("%s %d of %d", part.lang, part.part+1, part.of), func(t *testing.T) {
				t.Parallel() // each in a tab of its own
				w := &walker{land: newLand(t), walked: seen, lang: part.lang}
				w.Exec(`UPDATE staff SET language = @lang`, db.Args{"lang": part.lang})
				var pages []aPage
				for i, p := range w.pages() {
					if i%part.of == part.part {
						pages = append(pages, p)
					}
				}
				for _, group := range byPerson(pages) {
					w.walkAs(group)
				}
			})
		}
	})
	browsertest.Vnu(t, seen.html)
	t.Logf("walked %d pages", len(seen.titles))
}

// byPerson puts pages that one person can see together, to sign in once for them.
func byPerson(pages []aPage) map[string][]aPage {
	groups := map[string][]aPage{}
	for _, p := range pages {
		groups[p.as[0]] = append(groups[p.as[0]], p)
	}
	return groups
}

func (w *walker) walkAs(pages []aPage) {
	w.Helper()
	as := pages[0].as[0]
	who := w.who[as]
	v := w.nobody()
	if as == "nobody" {
		v.post("/language", url.Values{"lang": {w.lang}})
	} else {
		v = w.as(who)
	}
	w.tab = w.browserOf(v, who)
	for _, p := range pages {
		w.walk(v, p)
	}
}

// browserOf is a tab with the cookies of a visitor.
func (w *walker) browserOf(v *visitor, _ access.Actor) *browsertest.Page {
	w.Helper()
	home, err := url.Parse(w.url)
	if err != nil {
		w.Fatal(err)
	}
	tab := browsertest.Start(w.TB).Open(w.TB, browsertest.Desktop)
	for _, cookie := range v.client.Jar.Cookies(home) {
		tab.SetCookie(w.url, cookie)
	}
	return tab
}

func (w *walker) walk(v *visitor, p aPage) {
	w.Helper()
	got := v.get(p.path)
	if got.Status >= 300 {
		return // it only leads on
	}
	if w.lang == "da" { // the words of another language are no other HTML
		w.keep(p.route, got.Body)
	}
	w.title(p, got)
	w.tab.Look(browsertest.Desktop)
	w.tab.Go(w.url + p.path)
	w.unfold()
	w.look(w.tab, p.route)
	w.dialogs(p.route)
	w.tab.NoConsoleErrors()
	w.tab.ClearConsole()
}

// look asks axe-core and whether the page fits, at both widths: the colours of the light
// theme on a wide page and of the dark one on a narrow, for a theme is the same at every
// width. What is the same in both languages, the parts of a page and the colours, is asked
// in Danish alone.
func (w *walker) look(tab *browsertest.Page, what string) {
	w.Helper()
	tab.Look(browsertest.Desktop)
	w.fits(what)
	if w.lang == "da" {
		tab.Axe(w.TB)
	} else {
		tab.Axe(w.TB, wordRules...)
	}
	tab.Look(browsertest.Phone)
	w.fits(what)
	if w.lang == "da" {
		tab.AxeWithout(w.TB, themeRules...)
		tab.Look(browsertest.Phone, browsertest.Dark)
		tab.Axe(w.TB, themeRules...)
	}
	tab.Look(narrow)
	w.fits(what)
}

func (w *walker) fits(what string) {
	w.Helper()
	if wide := w.tab.ScrollWidth(); wide > w.tab.Width() {
		w.Errorf("%s in %s is %d px wide in a window of %d", what, w.lang, wide, w.tab.Width())
	}
}

// unfold opens what is folded, so that all of it is looked at; what folded it stands there too.
func (w *walker) unfold() {
	w.Helper()
	browsertest.Eval[bool](w.tab, `(document.querySelectorAll("main details:not([open])").forEach((d) => { d.open = true }), true)`)
}

// dialogs opens the dialogs of a page, one after another, and looks at each.
func (w *walker) dialogs(what string) {
	w.Helper()
	// Unfolding moved a text, which the page would ask about as one leaves it.
	browsertest.Eval[bool](w.tab, `(document.querySelectorAll("[data-dirty]").forEach((f) => delete f.dataset.dirty), true)`)
	w.tab.Look(browsertest.Desktop)
	const names = `[...new Set([...document.querySelectorAll("main [data-opens]")].map((b) => b.dataset.opens))]`
	for _, name := range browsertest.Eval[[]string](w.tab, names) {
		browsertest.Eval[bool](w.tab, `(document.getElementById("`+name+`").showModal(), true)`)
		w.look(w.tab.In("#"+name), what+", dialog "+name)
		browsertest.Eval[bool](w.tab, `(document.getElementById("`+name+`").close(), true)`)
	}
}

// title holds that a page can be told from every other by its title.
func (w *walker) title(p aPage, got *answer) {
	w.Helper()
	title := got.text("head title")
	if before, taken := w.titled(title, p.route); taken || title == "" || !strings.Contains(title, "Kasket") {
		w.Errorf("%s in %s is titled %q, as %s is", p.route, w.lang, title, before)
	}
	if n := got.Find("h1").Length(); n != 1 {
		w.Errorf("%s in %s has %d h1, want one", p.route, w.lang, n)
	}
}

// titled notes a title, and gives the page that had it before.
func (w *walker) titled(title, route string) (before string, taken bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, taken = w.titles[w.lang+title]
	w.titles[w.lang+title] = route
	return before, taken
}

func (w *walker) keep(name, body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.html[name] = []byte(body)
}
