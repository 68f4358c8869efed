package static

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, path string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w.Result()
}

func TestEveryFileIsServed(t *testing.T) {
	for name, kind := range map[string]string{
		"app.css":                                "text/css; charset=utf-8",
		"app.js":                                 "text/javascript; charset=utf-8",
		"mark.svg":                               "image/svg+xml",
		"fonts/IBMPlexSans-Regular-Latin1.woff2": "font/woff2",
	} {
		res := get(t, Path(name))
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != kind {
			t.Errorf("%s at %s: %d %s, want 200 %s", name, Path(name), res.StatusCode, res.Header.Get("Content-Type"), kind)
		}
		if got := res.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: cached %q, want immutable", name, got)
		}
	}
}

func TestOnlyHashedNames(t *testing.T) {
	for _, path := range []string{"/static/app.css", "/static/", "/static/../go.mod", "/static/fonts/LICENSE.md", Path("no.css")} {
		if got := get(t, path).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, got)
		}
	}
}

// TestReferencesResolve holds that every address a style sheet or a script
// names is one we serve: nothing is fetched from elsewhere.
func TestReferencesResolve(t *testing.T) {
	urls := regexp.MustCompile(`url\(([^)]+)\)`)
	imports := regexp.MustCompile(`(?:from|import) "\./([^"]+)"`)
	for path, a := range all().assets {
		for _, m := range urls.FindAllStringSubmatch(string(a.body), -1) {
			if _, ok := all().assets[m[1]]; strings.HasPrefix(a.kind, "text/css") && !ok {
				t.Errorf("%s names %s", path, m[1])
			}
		}
		for _, m := range imports.FindAllStringSubmatch(string(a.body), -1) {
			if _, ok := all().assets[Prefix+m[1]]; !ok {
				t.Errorf("%s imports %s", path, m[1])
			}
		}
	}
}

// TestTokensOnly holds that colours are chosen in one file: everywhere else a
// token says what the colour means.
func TestTokensOnly(t *testing.T) {
	colour := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
	for _, name := range names("css") {
		if strings.HasSuffix(name, "1-tokens.css") || strings.HasSuffix(name, "6-print.css") {
			continue
		}
		if found := colour.FindString(string(read(name))); found != "" {
			t.Errorf("%s holds the colour %s; use a token", name, found)
		}
	}
}

// TestFontsAreLicensed holds that the licence lies beside the fonts.
func TestFontsAreLicensed(t *testing.T) {
	if _, err := fs.Stat(os.DirFS("fonts"), "LICENSE.md"); err != nil {
		t.Error(err)
	}
}
