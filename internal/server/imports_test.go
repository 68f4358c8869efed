package server_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
)

// sendFile sends a file as a browser does, with the key of the page that asks for it.
func (v *visitor) sendFile(kind, name string, content []byte, values ...string) *answer {
	v.Helper()
	form := v.get("/imports/new").fill("/imports", url.Values{"kind": {kind}})
	for i := 0; i+1 < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	form.Del("file")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field := range form {
		_ = w.WriteField(field, form.Get(field))
	}
	part, _ := w.CreateFormFile("file", name)
	_, _ = part.Write(content)
	_ = w.Close()
	r, err := http.NewRequestWithContext(v.Context(), http.MethodPost, v.url+"/imports", &body)
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := v.client.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		v.Fatal(err)
	}
	return &answer{Status: response.StatusCode, Location: response.Header.Get("Location"), Body: string(text), Header: response.Header}
}

// triedFile is a coordinator who has tried a file of 122 youths, one of them faulty:
// what the page says of it is looked at here.
func (s *site) triedFile(t *testing.T) (cilla *visitor, page string) {
	t.Helper()
	team := s.Team("Nord")
	anna := s.Person(team, "Anna Nord", access.Caseworker)
	cilla = s.as(s.Person(team, "Cilla Nord", access.Coordinator))
	var file strings.Builder
	file.WriteString("cpr;fornavn;efternavn;kontaktperson;startet\n")
	for i := range 120 {
		fmt.Fprintf(&file, "%02d0108-4%03d;Mads %d;Holm;%s;01.03.2026\n", 61+i%28, i, i, s.EmailOf(anna))
	}
	file.WriteString("130108-4900;Ida;Bruun;;\n700108-4901;<b>Ida</b>;Bruun;ingen@kasket.test;x\n")

	got := cilla.sendFile("youths", "unge.csv", []byte(file.String()))
	if got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.text("main"))
	}
	page = got.Location
	first := cilla.get(page)
	if n := first.Find("tbody tr").Length(); n != 100 {
		t.Errorf("%d rows on the first page, want 100", n)
	}
	if button := first.text(`form[action="` + page + `/start"] button`); button != "Indlæs 121 rækker" && button != "Indlæs 120 rækker" {
		t.Errorf("the button says %q", button)
	}
	next, _ := first.Find(`a[rel="next"]`).Attr("href")
	if n := cilla.get(next).Find("tbody tr").Length(); n != 22 {
		t.Errorf("%d rows on the second page, want 22", n)
	}
	failed := cilla.get(page + "?show=failed")
	if text := failed.text("tbody"); !strings.Contains(text, "kontaktperson: Der er ingen medarbejder med mailen") || strings.Contains(failed.Body, "<b>Ida") || strings.Contains(failed.Body, "4901") {
		t.Errorf("the failed rows say %q", text)
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM youths`, nil); n != 0 {
		t.Fatalf("%d youths were made before the start", n)
	}

	return cilla, page
}

func TestImportPages(t *testing.T) {
	s := newSite(t)
	cilla, page := s.triedFile(t)
	run, _ := id.Parse[id.ImportRun](strings.TrimPrefix(page, "/imports/"))
	form := cilla.get(page).fill(page+"/start", nil)
	if got := cilla.post(page+"/start", form); got.Location != page {
		t.Fatalf("start: %d to %q", got.Status, got.Location)
	}
	if got := cilla.post(page+"/start", form); got.Location != page { // pressed twice: once
		t.Errorf("start again: %d to %q", got.Status, got.Location)
	}
	running := cilla.get(page)
	if running.Header.Get("Refresh") != "3; url="+page || running.Find("progress").Length() != 1 {
		t.Errorf("no progress: %q", running.text("main"))
	}
	if got := cilla.post(page+"/stop", running.fill(page+"/stop", nil)); got.Location != page {
		t.Fatalf("stop: %d", got.Status)
	}
	stopped := cilla.get(page)
	if got := cilla.post(page+"/start", stopped.fill(page+"/start", nil)); got.Location != page {
		t.Fatalf("go on: %d", got.Status)
	}
	if err := s.Imports.Run(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	done := cilla.get(page)
	if done.Header.Get("Refresh") != "" || !strings.Contains(done.text("main"), "Færdig") {
		t.Errorf("the page says %q", done.text("main"))
	}
	csv := cilla.get(page + "/failures")
	if csv.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(csv.Body, ";fejl") || !strings.Contains(csv.Body, "700108-4901") {
		t.Errorf("the failures are %q, %q", csv.Header.Get("Content-Type"), csv.Body)
	}
	if list := cilla.get("/imports"); !strings.Contains(list.text("tbody"), "unge.csv") {
		t.Errorf("the list says %q", list.text("main"))
	}
	if got := cilla.post(page+"/stop", url.Values{"key": form["key"]}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("stopping what is done: %d", got.Status)
	}
}

// A bad upload is the form again with what is wrong, and nothing is kept of it.
func TestImportBadFiles(t *testing.T) {
	s := newSite(t)
	team, other := s.Team("Nord"), s.Team("Syd")
	cilla := s.as(s.Person(team, "Cilla Nord", access.Coordinator))
	tests := []struct {
		name, kind string
		content    []byte
		more       []string
		status     int
		want       string
	}{
		{"empty", "youths", nil, nil, 422, "Filen har ingen rækker."},
		{"no rows", "youths", []byte("cpr;fornavn\n"), nil, 422, "Filen har ingen rækker."},
		{"a picture", "youths", []byte("\x89PNG\r\n\x1a\n\x00\x00"), nil, 422, "ikke en tabel"},
		{"a broken workbook", "youths", []byte("PK\x03\x04broken"), nil, 422, "ikke en tabel"},
		{"unknown heading", "youths", []byte("cpr;fornavn;ownr_email\n1;2;3\n"), nil, 422, "»ownr_email«"},
		{"heading twice", "youths", []byte("cpr;fornavn;CPR-nummer\n1;2;3\n"), nil, 422, "to gange"},
		{"no number", "youths", []byte("fornavn\nMads\n"), nil, 422, "Kolonnen »cpr«"},
		{"a heading of script", "youths", []byte("cpr;fornavn;<script>alert(1)</script>\n1;2;3\n"), nil, 422, "&lt;script&gt;"},
		{"unknown kind", "animals", []byte("cpr;fornavn\n1;2\n"), nil, 422, "Vælg en"},
		{"another's team", "youths", []byte("cpr;fornavn\n1;2\n"), []string{"team", id.String(other)}, 422, "Vælg en"},
		{"11 MB", "youths", bytes.Repeat([]byte("a"), 11<<20), nil, 422, "højst fylde 10 MB"},
		{"20 MB", "youths", bytes.Repeat([]byte("a"), 20<<20), nil, 413, "højst fylde 10 MB"},
		{"no key", "youths", []byte("cpr;fornavn\n1;2\n"), []string{"key", ""}, 422, "for gammel"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := cilla.sendFile(tt.kind, "fil.csv", tt.content, tt.more...)
			if got.Status != tt.status || !strings.Contains(got.Body, tt.want) {
				t.Errorf("status %d, want %d with %q: %s", got.Status, tt.status, tt.want, got.text("main"))
			}
			if got.Find(`form[action="/imports"] input[type=file]`).Length() != 1 {
				t.Error("the form is not there again")
			}
		})
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM import_runs`, nil); n != 0 {
		t.Errorf("%d runs were kept", n)
	}
	if got := cilla.post("/imports", url.Values{"kind": {"youths"}}); got.Status != 422 {
		t.Errorf("a form without a file: %d", got.Status)
	}
}

// Who coordinates nothing, or another team, finds no file.
func TestImportWhoMay(t *testing.T) {
	s := newSite(t)
	team := s.Team("Nord")
	cilla := s.as(s.Person(team, "Cilla Nord", access.Coordinator))
	page := cilla.sendFile("youths", "unge.csv", []byte("cpr;fornavn\n700108-4901;Ida\n")).Location
	sten := s.as(s.Person(s.Team("Syd"), "Sten Syd", access.Coordinator))
	lise := s.as(s.Person(0, "Lise Hus", access.Administrator))
	anna := s.as(s.Person(team, "Anna Nord", access.Caseworker))
	paths := []string{page, page + "/failures"}
	for _, path := range paths {
		for name, v := range map[string]*visitor{"sten": sten, "lise": lise} {
			if got := v.get(path); got.Status != http.StatusNotFound {
				t.Errorf("%s at %s: %d", name, path, got.Status)
			}
		}
		if got := anna.get(path); got.Status != http.StatusForbidden {
			t.Errorf("a caseworker of the team at %s: %d", path, got.Status)
		}
	}
	for _, path := range []string{"/imports", "/imports/new"} {
		if got := lise.get(path); got.Status != http.StatusNotFound {
			t.Errorf("an administrator at %s: %d", path, got.Status)
		}
	}
	if got := sten.post(page+"/start", url.Values{"key": {"00000000-0000-4000-8000-000000000000"}}); got.Status != http.StatusNotFound {
		t.Errorf("another's coordinator starts: %d", got.Status)
	}
	s.Exec(`UPDATE import_runs SET team_id = NULL`, db.Args{})
	if got := cilla.get(page); got.Status != http.StatusNotFound {
		t.Errorf("a run from the command line: %d", got.Status)
	}
}
