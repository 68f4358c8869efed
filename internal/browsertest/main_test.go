package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

// form is a page with one of everything that the product's forms have.
const form = `<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Ny kontakt</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/app.css"></head><body><main><h1>Ny  kontakt</h1>
<form method="post" action="/save" enctype="multipart/form-data">
<fieldset><legend>Hvordan</legend>
<input type="radio" name="kind" id="k1" value="phone" checked><label for="k1">Telefon</label>
<input type="radio" name="kind" id="k2" value="walk"><label for="k2">Gåtur</label>
<input type="radio" name="kind" id="k3" value="home"><label for="k3">Hjemmebesøg</label></fieldset>
<input type="checkbox" name="hat" id="h1" value="mentor" class="hidden"><label for="h1">Mentor</label>
<p><label for="s">Sted</label><select id="s" name="place"><option value="">Vælg</option><option value="cafe">Café</option><option value="school">Skole</option></select></p>
<p><label for="n">Notat</label><textarea id="n" name="note"></textarea></p>
<p><label for="w">Hvornår</label><input id="w" name="when" value="i dag"></p>
<p><label for="f">Bilag</label><input type="file" id="f" name="file"></p>
<button>Gem kontakt</button></form>
<details><summary>Mere</summary><p>skjult ting</p></details>
<p class="far"><a href="/next">Næste side</a></p></main></body></html>`

const css = `.hidden{position:absolute;width:1px;height:1px;opacity:0;margin:0} .far{margin-top:1500px}
.bare :focus{outline:none} .hidden:focus+label{outline:2px solid #00f} @media (prefers-color-scheme:dark){body{background:#111;color:#eee}}`

// site answers the pages of these tests under the product's content policy.
func site(t *testing.T, extra map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; img-src 'self' data:")
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, body)
		})
	}
	page("/{$}", form)
	page("/next", `<!doctype html><html lang="da"><title>Næste</title><link rel="icon" href="data:,"><main><h1>Side to</h1></main>`)
	for path, body := range extra {
		page(path, body)
	}
	mux.HandleFunc("/app.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, css)
	})
	mux.HandleFunc("POST /save", saved)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// saved says what the form sent, slowly enough to tell who waits for it.
func saved(w http.ResponseWriter, r *http.Request) {
	time.Sleep(150 * time.Millisecond)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	file := "ingen"
	if f := r.MultipartForm.File["file"]; len(f) > 0 {
		file = f[0].Filename
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusUnprocessableEntity)
	fmt.Fprintf(w, `<!doctype html><html lang="da"><title>Gemt</title><link rel="icon" href="data:,"><pre>kind=%s hat=%s place=%s note=%q when=%s file=%s</pre>`,
		r.FormValue("kind"), r.FormValue("hat"), r.FormValue("place"), r.FormValue("note"), r.FormValue("when"), file)
}

// recorder stands in for a test that is expected to fail, and keeps what it said.
type recorder struct {
	testing.TB
	mu   sync.Mutex
	said []string
}

func (r *recorder) note(s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, s)
}

func (r *recorder) Errorf(format string, args ...any) { r.note(fmt.Sprintf(format, args...)) }
func (r *recorder) Error(args ...any)                 { r.note(fmt.Sprint(args...)) }
func (r *recorder) Fatal(args ...any)                 { r.note(fmt.Sprint(args...)); runtime.Goexit() }

func (r *recorder) Fatalf(format string, args ...any) {
	r.note(fmt.Sprintf(format, args...))
	runtime.Goexit()
}

// failing runs what must fail and gives what it said.
func failing(t *testing.T, run func(testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() { defer close(done); run(r) }()
	<-done
	if len(r.said) == 0 {
		t.Fatal("it did not fail")
	}
	return strings.Join(r.said, "\n")
}

func wantIn(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in: %s", part, text)
		}
	}
}
