package server_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// worst is what is typed into every field of every form.
var worst = map[string]string{
	"nothing":            "",
	"a script":           `<script>alert(1)</script>"'`,
	"control characters": "a\x00b\x1b[31m\u202e\r\nc",
	"a long text":        strings.Repeat("æøå 😀 ", 6000),
	"a number":           "-99999999999999999999",
}

// ends are the forms that end the visitor's own session.
var ends = []string{"/session/everywhere", "/sign-out"}

// Every form of every page takes the worst: it is refused with its message and what
// was typed, or carried out, and never an error of ours or a script of theirs.
func TestEveryFormTakesTheWorst(t *testing.T) {
	l := newLand(t)
	seen := map[string]*visitor{"nobody": l.nobody()}
	for as, who := range l.who {
		seen[as] = l.as(who)
	}
	forms, sent, refused := 0, 0, 0
	for _, p := range l.pages() {
		v := seen[p.as[0]]
		shown := v.get(p.path)
		shown.Find("main form[method=post]").Each(func(_ int, f *goquery.Selection) {
			action := f.AttrOr("action", "")
			if f.AttrOr("enctype", "") != "" || action == ends[0] || action == ends[1] {
				return
			}
			forms++
			typed := f.Find("textarea, input:not([type=hidden], [type=radio], [type=checkbox])").Length() > 0
			for what, text := range worst {
				sent++
				got := v.post(action, worstOf(shown.fill(action, nil), f, text))
				switch body, err := got.page().Html(); {
				case err != nil:
					t.Fatal(err)
				case got.Status >= 500:
					t.Errorf("%s, %s: %d", action, what, got.Status)
				case strings.Contains(body, "<script>alert"):
					t.Errorf("%s, %s: the script is in the page", action, what)
				case got.Status == 422:
					refused++
					if title := got.Find("title").Text(); typed && !strings.HasPrefix(title, "Fejl: ") {
						t.Errorf("%s, %s: refused under the title %q", action, what, title)
					}
				}
			}
		})
	}
	t.Logf("forms %d sent %d refused %d", forms, sent, refused)
}

// worstOf is a filled form with a text in every field that somebody types or
// chooses in, under a key of its own.
func worstOf(form url.Values, f *goquery.Selection, text string) url.Values {
	f.Find("input, select, textarea").Each(func(_ int, field *goquery.Selection) {
		name, kind := field.AttrOr("name", ""), field.AttrOr("type", "text")
		if name != "" && kind != "hidden" {
			form.Set(name, text)
		}
	})
	if form.Has("key") {
		form.Set("key", newFormKey())
	}
	return form
}
