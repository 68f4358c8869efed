package server_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/web/static"
)

// writing is the routes that change something, each with its path filled in.
func (l *land) writing() map[string]string {
	l.Helper()
	paths := map[string]string{}
	for _, route := range routesOf(l.t) {
		method, pattern, _ := strings.Cut(route, " ")
		if method != http.MethodGet && method != http.MethodHead {
			paths[route] = l.path(pattern)
		}
	}
	return paths
}

// What another site sends in our user's name is refused at every route, before
// anything is looked at.
func TestCrossSitePosts(t *testing.T) {
	l := newLand(t)
	v := l.as(l.who["owner"])
	tests := []struct {
		name    string
		headers []string
		refused bool
	}{
		{"a form of another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://elsewhere.test"}, true},
		{"a sister site", []string{"Sec-Fetch-Site", "same-site"}, true},
		{"an old browser at another site", []string{"Sec-Fetch-Site", "", "Origin", "https://elsewhere.test"}, true},
		{"our own page", []string{"Sec-Fetch-Site", "same-origin"}, false},
		{"our own page in an old browser", []string{"Sec-Fetch-Site", "", "Origin", l.url}, false},
	}
	for route, path := range l.writing() {
		method, _, _ := strings.Cut(route, " ")
		for _, tt := range tests {
			if tt.refused {
				if got := v.ask(method, path, url.Values{"key": {newFormKey()}}, tt.headers...); got.Status != http.StatusForbidden {
					t.Errorf("%s by %s: %d, want 403", route, tt.name, got.Status)
				}
			}
		}
	}
	for _, tt := range tests {
		got := v.ask(http.MethodPost, "/theme", url.Values{"theme": {"dark"}}, tt.headers...)
		if refused := got.Status == http.StatusForbidden; refused != tt.refused {
			t.Errorf("%s: %d", tt.name, got.Status)
		}
	}
}

// Every answer carries the headers that hold a browser back, and no page is kept
// by a cache on the way.
func TestHeadersOnEveryRoute(t *testing.T) {
	l := newLand(t)
	v := l.as(l.who["owner"])
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "no-referrer",
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
		"Permissions-Policy": "camera=()", "Strict-Transport-Security": "max-age=",
	}
	for _, route := range append(routesOf(t), "GET /nowhere", "GET /youths/999999", "GET /youths/x") {
		method, pattern, _ := strings.Cut(route, " ")
		got := v.ask(method, l.path(pattern), nil)
		for name, part := range want {
			if !strings.Contains(got.Header.Get(name), part) {
				t.Errorf("%s (%d): %s is %q, want %q in it", route, got.Status, name, got.Header.Get(name), part)
			}
		}
		if csp := got.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") {
			t.Errorf("%s: the policy allows %q", route, csp)
		}
		open := pattern == "/healthz" || pattern == "/readyz" || pattern == "/static/*"
		if cache := got.Header.Get("Cache-Control"); !open && cache != "no-store" {
			t.Errorf("%s: Cache-Control %q, want no-store", route, cache)
		}
		for _, c := range got.Header.Values("Set-Cookie") {
			if !strings.Contains(c, "HttpOnly") && !strings.Contains(c, "Max-Age=0") {
				t.Errorf("%s: a cookie that scripts can read: %q", route, c)
			}
		}
	}
}

// A file is kept for a year under the name of its content, and under no other.
func TestStaticIsCachedByContent(t *testing.T) {
	v := newSite(t).nobody()
	for _, name := range []string{"app.css", "app.js", "mark.svg"} {
		if got := v.get(static.Path(name)); got.Status != http.StatusOK || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", name, got.Status, got.Header.Get("Cache-Control"))
		}
		if got := v.get("/static/" + name); got.Status != http.StatusNotFound {
			t.Errorf("%s by its plain name: %d, want 404", name, got.Status)
		}
	}
}

// What is too large is answered with a page that says so, however it comes.
func TestTooLarge(t *testing.T) {
	l := newLand(t)
	v := l.as(l.who["coordinator"])
	large := url.Values{"text": {strings.Repeat("æ", 1<<20)}}
	if got := v.post("/theme", large); got.Status != http.StatusRequestEntityTooLarge || got.text("h1") == "" {
		t.Errorf("a form of 2 MB: %d, %q", got.Status, got.text("h1"))
	}
	for route, path := range l.writing() {
		if !strings.Contains(route, "/imports") || strings.Contains(route, "{") {
			continue
		}
		status, heading := v.upload(path, 20<<20)
		if status != http.StatusRequestEntityTooLarge || heading == "" {
			t.Errorf("%s with 20 MB: %d, %q", route, status, heading)
		}
	}
}

// upload sends a file of so many bytes.
func (v *visitor) upload(path string, size int) (status int, heading string) {
	v.Helper()
	body := new(bytes.Buffer)
	form := multipart.NewWriter(body)
	for name, value := range map[string]string{"key": newFormKey(), "kind": "youths"} {
		if err := form.WriteField(name, value); err != nil {
			v.Fatal(err)
		}
	}
	file, err := form.CreateFormFile("file", "unge.csv")
	if err == nil {
		_, err = io.Copy(file, io.LimitReader(zeros{}, int64(size)))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		v.Fatal(err)
	}
	got := v.sendBody(http.MethodPost, path, body, "Content-Type", form.FormDataContentType(), "Sec-Fetch-Site", "same-origin")
	return got.Status, got.text("h1")
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }
