package i18n

import (
	"bytes"
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
)

func TestT(t *testing.T) {
	for _, tt := range []struct{ name, got, want string }{
		{"argument", T(da, "ui.counter", 3, 120), "3 af 120 tegn"},
		{"too few arguments", T(da, "ui.counter", 3), "3 af {1} tegn"},
		{"braces in an argument", T(da, "date.week", "{0}"), "uge {0}"},
		{"missing", T(da, "no.such"), "<no.such>"},
		{"one", N(da, "ui.errors", 1), "En ting skal rettes"},
		{"other", N(en, "ui.errors", 2), "2 things to put right"},
		{"none is other", N(en, "ui.errors", 0), "0 things to put right"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	if got := LangOf(With(t.Context(), ParseLang("sv"))); got != Da {
		t.Errorf("an unknown language: %q, want da", got)
	}
}

var placeholder = regexp.MustCompile(`\{\d+\}`)

// TestLanguagesAlike holds that both languages have the same keys with the
// same arguments, and that no text is empty.
func TestLanguagesAlike(t *testing.T) {
	danish, english := texts()[Da], texts()[En]
	for key, text := range danish {
		other, ok := english[key]
		if !ok {
			t.Errorf("%s: no English", key)
			continue
		}
		if a, b := holes(text), holes(other); !slices.Equal(a, b) {
			t.Errorf("%s: Danish has %v, English %v", key, a, b)
		}
		if strings.TrimSpace(text) == "" || strings.TrimSpace(other) == "" {
			t.Errorf("%s: empty", key)
		}
		if base, plural := strings.CutSuffix(key, ".one"); plural && !Has(base+".other") {
			t.Errorf("%s: no %s.other", key, base)
		}
	}
	for key := range english {
		if _, ok := danish[key]; !ok {
			t.Errorf("%s: no Danish", key)
		}
	}
}

func holes(text string) []string {
	found := placeholder.FindAllString(text, -1)
	sort.Strings(found)
	return slices.Compact(found)
}

var (
	usedPlain  = regexp.MustCompile(`i18n\.T\(\s*[\w.()]+,\s*"([^"]+)"\s*[,)]`)
	usedPlural = regexp.MustCompile(`i18n\.N\(\s*[\w.()]+,\s*"([^"]+)"\s*[,)]`)
	literal    = regexp.MustCompile("[\"`]([a-z][a-z0-9_]*(?:\\.[a-z0-9_]+)+)[\"`]")
	builtUp    = regexp.MustCompile(`"([a-z][a-z0-9_]*\.[a-z0-9_.]*)"\s*\+|options\(ctx, "([a-z0-9_.]+)"`)
)

// TestKeysExist reads the source: every key a page names exists, and something names every
// key. Keys built at run time ("rule." + code, key + "_open") count as named by their
// beginning.
func TestKeysExist(t *testing.T) {
	named, begun := map[string]bool{}, []string{}
	for path, text := range sources(t) {
		for _, m := range usedPlain.FindAllStringSubmatch(text, -1) {
			if !Has(m[1]) {
				t.Errorf("%s: no text for %s", path, m[1])
			}
		}
		for _, m := range usedPlural.FindAllStringSubmatch(text, -1) {
			if !Has(m[1]+".one") || !Has(m[1]+".other") {
				t.Errorf("%s: no texts for %s.one and %s.other", path, m[1], m[1])
			}
		}
		for _, m := range literal.FindAllStringSubmatch(text, -1) {
			named[m[1]] = true
		}
		for _, m := range builtUp.FindAllStringSubmatch(text, -1) {
			begun = append(begun, cmp.Or(m[1], m[2]))
		}
	}
	if len(named) == 0 {
		t.Fatal("no source was read")
	}
	for key := range texts()[Da] {
		base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		begins := slices.ContainsFunc(begun, func(b string) bool { return strings.HasPrefix(key, b) })
		if !named[key] && !named[base] && !named[strings.TrimSuffix(key, "_open")] && !begins {
			t.Errorf("not used: %s", key)
		}
	}
}

// sources are the hand-written files of the program, by path.
func sources(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "node_modules") {
			return filepath.SkipDir
		}
		ours := strings.HasSuffix(name, ".templ") || strings.HasSuffix(name, ".go")
		if d.IsDir() || !ours || strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if bytes.Contains(raw, []byte{0}) {
			return nil
		}
		found[path] = string(raw)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
