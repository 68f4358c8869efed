// Package static serves the style sheet, the scripts, the fonts and the mark.
// Every file is named by its content, so a browser keeps it for a year and
// still gets the new one the moment it changes. There is no bundler: the style
// sheets are laid end to end, and each script module is served by itself.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"sort"
	"strings"
	"sync"
)

// Prefix is where Handler is mounted.
const Prefix = "/static/"

//go:embed css js fonts mark.svg
var files embed.FS

// asset is one file as it is sent.
type asset struct {
	kind string // content type
	body []byte
}

// bundle is everything there is: by plain name to its address, and by address
// to the file.
type bundle struct {
	paths  map[string]string
	assets map[string]asset
}

// all is built once. The files are part of the program: one that cannot be
// read is a fault of the build.
var all = sync.OnceValue(func() bundle {
	b := bundle{paths: map[string]string{}, assets: map[string]asset{}}
	for _, name := range names("fonts") {
		b.add(name, "font/woff2", read(name))
	}
	b.add("mark.svg", "image/svg+xml", read("mark.svg"))
	b.add("app.css", "text/css; charset=utf-8", b.css())
	b.scripts()
	return b
})

// Path is the address of a file by its plain name: "app.css", "app.js",
// "mark.svg". A name that does not exist is a fault of the page and shows as
// an address that answers 404; a test asks for each.
func Path(name string) string {
	if p, ok := all().paths[name]; ok {
		return p
	}
	return Prefix + name
}

// Handler serves the files below Prefix. Only the exact, hashed names exist.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := all().assets[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", a.kind)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("Content-Length", fmt.Sprint(len(a.body)))
		if r.Method == http.MethodHead {
			return
		}
		// A reader that went away is no fault of ours, and nobody waits for the answer.
		_, _ = w.Write(a.body)
	})
}

// css lays the style sheets end to end in the order of their names, and lets
// them name the fonts by their hashed addresses.
func (b bundle) css() []byte {
	var out strings.Builder
	for _, name := range names("css") {
		out.Write(read(name))
	}
	text := out.String()
	for _, name := range names("fonts") {
		text = strings.ReplaceAll(text, "url("+name+")", "url("+b.paths[name]+")")
	}
	return []byte(text)
}

// scripts gives all modules one hash, of all of them together, so that a
// module can name another before that one's own hash is known.
func (b bundle) scripts() {
	modules := names("js")
	sum := sha256.New()
	for _, name := range modules {
		sum.Write(read(name))
	}
	tag := hex.EncodeToString(sum.Sum(nil))[:10]
	for _, name := range modules {
		text := string(read(name))
		for _, other := range modules {
			base := path.Base(other)
			text = strings.ReplaceAll(text, `"./`+base+`"`, `"./`+hashed(base, tag)+`"`)
		}
		b.put(path.Base(name), Prefix+hashed(path.Base(name), tag), "text/javascript; charset=utf-8", []byte(text))
	}
}

func (b bundle) add(name, kind string, body []byte) {
	sum := sha256.Sum256(body)
	b.put(name, Prefix+hashed(path.Base(name), hex.EncodeToString(sum[:])[:10]), kind, body)
}

func (b bundle) put(name, address, kind string, body []byte) {
	b.paths[name] = address
	b.assets[address] = asset{kind: kind, body: body}
}

// hashed puts the tag before the ending: app.css becomes app.3f2a9c.css.
func hashed(base, tag string) string {
	ext := path.Ext(base)
	return strings.TrimSuffix(base, ext) + "." + tag + ext
}

// names lists what is sent of a folder, sorted; licences stay in the program.
func names(dir string) []string {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		panic(fmt.Errorf("static %s: %w", dir, err))
	}
	var out []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".md") {
			out = append(out, dir+"/"+e.Name())
		}
	}
	sort.Strings(out)
	return out
}

func read(name string) []byte {
	body, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Errorf("static %s: %w", name, err))
	}
	return body
}
