package ui

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kasket/internal/rule"
	"kasket/web/i18n"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
)

// draw renders a part and reads it back.
func draw(t *testing.T, ctx context.Context, c templ.Component) *goquery.Document {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(ctx, &out); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func gallery(t *testing.T, lang i18n.Lang) *goquery.Document {
	t.Helper()
	return draw(t, i18n.With(WithShell(t.Context(), GalleryShell()), lang), Gallery())
}

// TestGallery holds what is true of every part: ids are unique, labels and
// descriptions point at something, there is no style, no script and no text
// that was not found.
func TestGallery(t *testing.T) {
	for _, lang := range i18n.Langs() {
		doc := gallery(t, lang)
		ids := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			if id := s.AttrOr("id", ""); ids[id] || id == "" || strings.ContainsAny(id, " \t") {
				t.Errorf("%s: id %q is not alone, or no id", lang, id)
			} else {
				ids[id] = true
			}
		})
		for _, attr := range []string{"for", "aria-describedby", "aria-labelledby", "data-opens", "data-counts"} {
			doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
				for id := range strings.FieldsSeq(s.AttrOr(attr, "")) {
					if !ids[id] {
						t.Errorf("%s: %s points at %q, which is not there", lang, attr, id)
					}
				}
			})
		}
		if n := doc.Find("[style], style, script:not([src]), [onclick]").Length(); n > 0 {
			t.Errorf("%s: %d inline styles or scripts", lang, n)
		}
		if html, _ := doc.Html(); strings.Contains(html, "&lt;ui.") || strings.Contains(html, "&lt;rule.") {
			t.Errorf("%s: a text was not found", lang)
		}
		if got := doc.Find("html").AttrOr("lang", ""); got != string(lang) {
			t.Errorf("lang %q, want %q", got, lang)
		}
	}
}

// TestErrors holds that a broken rule is said in the title, in the summary
// with a link, and at the field, with the same words.
func TestErrors(t *testing.T) {
	doc := gallery(t, i18n.Da)
	if got := doc.Find("title").First().Text(); got != "Fejl: Alle dele – Kasket" {
		t.Errorf("title %q", got)
	}
	said := doc.Find(`#errors a[href="#on"]`).Text()
	field := doc.Find("#on-error").Text()
	if said == "" || !strings.HasSuffix(field, said) || !strings.HasPrefix(field, "Fejl: ") {
		t.Errorf("summary %q, field %q", said, field)
	}
	if got := doc.Find("#on").AttrOr("aria-describedby", ""); got != "on-hint on-error" {
		t.Errorf("described by %q", got)
	}
	if got := doc.Find("#on").AttrOr("value", ""); got != "31.13.2026" {
		t.Errorf("what was typed is %q", got)
	}
	calm := draw(t, WithShell(t.Context(), GalleryShell()), Layout("I dag", nil))
	if got := calm.Find("title").Text(); got != "I dag – Kasket" || calm.Find("#errors").Length() > 0 {
		t.Errorf("a page without errors: title %q", got)
	}
}

func TestShell(t *testing.T) {
	full := GalleryShell()
	full.Nav = append(full.Nav, full.Nav...)
	full.Foot = append(full.Foot, full.Foot...)
	full.Theme = "dark"
	doc := draw(t, WithShell(t.Context(), full), Layout("I dag", nil))
	for selector, want := range map[string]int{
		"nav.places a": 5, "nav.foot a": 4, `form[role=search][method=post]`: 1, `html[data-theme=dark]`: 1,
		"#session-dialog": 1, `meta[name="kasket-session-idle"][content="1800"]`: 1,
		`form[action="/sign-out"]`: 1, `button[name=lang]`: 2, `button[name=theme][aria-pressed=true]`: 1,
	} {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
	nobody := draw(t, t.Context(), Layout("Log ind", nil))
	if n := nobody.Find("nav.places, .find, #session-dialog, .menu, .demo").Length(); n > 0 {
		t.Errorf("nobody signed in sees %d parts of the shell", n)
	}
}

// TestHostileText holds that what people type stays text.
func TestHostileText(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	page := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, c := range []templ.Component{
			TextInput(Input{Name: "a", Label: evil, Value: evil}),
			TextArea(Input{Name: "b", Label: evil, Value: "</textarea>" + evil}),
			Hits([]Hit{{Href: "javascript:alert(1)", Name: evil, Snippet: evil + FoundStart + evil}}),
			IdentityBar(Identity{Name: evil, Phone: evil}),
		} {
			if err := c.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
	doc := draw(t, t.Context(), page)
	if n := doc.Find("script").Length(); n > 0 {
		t.Errorf("%d scripts from typed text", n)
	}
	if n := doc.Find(`[href^="javascript"]`).Length(); n > 0 {
		t.Error("an address that runs")
	}
}

func TestMessage(t *testing.T) {
	ctx := t.Context()
	got := Message(ctx, rule.Broken{Field: "note", Code: "too_long", Args: []any{20, 25}})
	if want := "Højst 20 tegn. Der er 25."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct{ name, initials, short string }{
		{"Anne Krogh", "AK", "Anne K."},
		{"Åse Marie Ørum", "ÅØ", "Åse Ø."},
		{"Bo", "B", "Bo"},
		{" ", "", ""},
	} {
		if got := Initials(tt.name); got != tt.initials {
			t.Errorf("%q: %q, want %q", tt.name, got, tt.initials)
		}
		if got := shortName(tt.name); got != tt.short {
			t.Errorf("%q: %q, want %q", tt.name, got, tt.short)
		}
	}
}

func TestLoad(t *testing.T) {
	for _, tt := range []struct {
		value, norm  float64
		within, over float64
	}{
		{9, 18, 50, 0}, {18, 18, 100, 0}, {20, 16, 80, 20}, {0, 18, 0, 0}, {0, 0, 0, 0}, {4, 0, 0, 100},
	} {
		got := loadOf(tt.value, tt.norm)
		if got.within != tt.within || got.over != tt.over {
			t.Errorf("%v of %v: %v and %v over, want %v and %v", tt.value, tt.norm, got.within, got.over, tt.within, tt.over)
		}
	}
}

func TestPieces(t *testing.T) {
	got := pieces("a " + FoundStart + "b" + FoundEnd + " c" + FoundStart + "d")
	want := []piece{{"a ", false}, {"b", true}, {" c", false}, {"d", true}}
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: %v, want %v", i, got[i], want[i])
		}
	}
}

// TestNoInlineStyle reads the pages themselves: our security policy refuses a
// style attribute, so one would be lost in the browser without a word.
func TestNoInlineStyle(t *testing.T) {
	style := regexp.MustCompile(`\sstyle=|<style|\son[a-z]+=`)
	for _, dir := range []string{".", filepath.Join("..", "page")} {
		files, err := filepath.Glob(filepath.Join(dir, "*.templ"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if found := style.Find(raw); found != nil {
				t.Errorf("%s: %q", name, found)
			}
		}
	}
}
