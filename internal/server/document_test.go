package server_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/document"
	"kasket/internal/db"
	"kasket/internal/id"
)

// docDesk is a caseworker with a youth, about to put documents in the record.
type docDesk struct {
	*visitor
	anna  access.Actor
	youth id.Youth
}

func newDocDesk(t *testing.T) docDesk {
	s := newSite(t)
	anna := s.Person(s.Team("Nord"), "Anna", access.Caseworker)
	return docDesk{visitor: s.as(anna), anna: anna, youth: s.Youth(anna, "Mads Holm", s.Started(30))}
}

func (p docDesk) path(parts ...string) string {
	return strings.Join(append([]string{"/youths/" + id.String(p.youth) + "/documents"}, parts...), "/")
}

// attached is a file of a form.
type attached struct{ field, name, content string }

// upload sends the form of a document as a browser does.
func (p docDesk) upload(values url.Values, files []attached, headers ...string) *answer {
	p.Helper()
	form := p.get(p.path("new")).fill(p.path(), url.Values{"type": {"letter"}, "party": {"Lægehuset Havnen"}})
	for name, v := range values {
		form[name] = v
	}
	form.Del("files")
	form.Del("photos")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range form {
		for _, v := range list {
			_ = w.WriteField(name, v)
		}
	}
	if len(files) == 0 { // what a browser sends where nothing was chosen
		_, _ = w.CreateFormFile("files", "")
	}
	for _, f := range files {
		part, _ := w.CreateFormFile(f.field, f.name)
		_, _ = part.Write([]byte(f.content))
	}
	_ = w.Close()
	return p.sendBody(http.MethodPost, p.path(), &body, append([]string{"Content-Type", w.FormDataContentType(), "Sec-Fetch-Site", "same-origin"}, headers...)...)
}

// A letter is put in, found in the list and the history, and its files come back as
// they were, those that were chosen before those that were photographed.
func TestDocument(t *testing.T) {
	p := newDocDesk(t)
	got := p.upload(url.Values{"note": {"Svar på vores spørgsmål"}}, []attached{{"photos", "IMG_1.png", "Side to"}, {"files", "brev.txt", "Side et æøå"}})
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.text("main"))
	}
	shown := p.get(got.Location)
	for _, want := range []string{"Brev eller mail fra Lægehuset Havnen", "Svar på vores spørgsmål", "brev.txt", "ikke undersøgt for virus", "Lagt i sagen"} {
		if !strings.Contains(shown.text("main"), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for path, want := range map[string]string{p.path(): "Brev eller mail fra Lægehuset Havnen", "/youths/" + id.String(p.youth) + "/timeline": "Brev eller mail fra Lægehuset Havnen"} {
		if page := p.get(path); !strings.Contains(page.text("main"), want) {
			t.Errorf("%s lacks %q", path, want)
		}
	}
	for i, want := range []string{"Side et æøå", "Side to"} {
		file := p.get(got.Location + "/files/" + string(rune('1'+i)))
		if file.Body != want {
			t.Errorf("file %d: %q", i+1, file.Body)
		}
	}
}

// A file is never a page of ours: whatever it claims to be, it is saved, nothing of it
// is guessed, nothing in it runs, and its name says nothing of anybody.
func TestDocumentFileHeaders(t *testing.T) {
	p := newDocDesk(t)
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
	got := p.upload(nil, []attached{{"files", "Mads Holm 740306-4002.png", png}, {"files", "brev.html", "Kære kommune"}})
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.text("main"))
	}
	if shown := p.get(got.Location); strings.Contains(shown.Body, "4002") || shown.Find(`main img[src$="/files/1"]`).Length() != 1 || shown.Find(`main img[src$="/files/2"]`).Length() != 0 {
		t.Error("the number is shown, or the picture is not, or the text is one")
	}
	number := strings.TrimPrefix(got.Location, "/documents/")
	for i, want := range []string{"image/png dokument-" + number + "-1.png", "text/plain; charset=utf-8 dokument-" + number + "-2.txt"} {
		file := p.get(got.Location + "/files/" + string(rune('1'+i)))
		media, name, _ := strings.Cut(want, " dokument-")
		for header, value := range map[string]string{
			"Content-Type": media, "Content-Disposition": `attachment; filename="dokument-` + name + `"`, "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if file.Header.Get(header) != value {
				t.Errorf("file %d: %s is %q, want %q", i+1, header, file.Header.Get(header), value)
			}
		}
	}
}

// What is wrong stands at its field, and what was typed stays.
func TestDocumentRefused(t *testing.T) {
	p := newDocDesk(t)
	letter := []attached{{"files", "brev.txt", "x"}}
	for _, tt := range []struct {
		name, field string
		values      url.Values
		files       []attached
		want        string
	}{
		{"no file", "files", nil, nil, "Vælg mindst én fil"},
		{"a page", "files", nil, []attached{{"files", "side.pdf", "<html><script>x</script>"}}, "Filen side.pdf kan ikke lægges i sagen"},
		{"no type", "type", url.Values{"type": {""}}, letter, "Vælg, hvad dokumentet er"},
		{"a type nobody has", "type", url.Values{"type": {"<b>"}}, letter, "Vælg en, der findes på listen"},
		{"from nobody", "party", url.Values{"party": {" "}}, letter, "Skriv, hvem det er fra eller til"},
		{"no day", "dated_on", url.Values{"dated_on": {""}}, letter, "Udfyld feltet"},
		{"what is no day", "dated_on", url.Values{"dated_on": {"engang"}}, letter, ""},
		{"a day to come", "dated_on", url.Values{"dated_on": {"24.12.2026"}}, letter, "fremtiden"},
		{"sideways", "way", url.Values{"way": {"sideways"}}, letter, "Vælg en, der findes på listen"},
		{"an underretning about nobody", "concerns", url.Values{"type": {document.Underretning}}, letter, "Vælg, hvem underretningen handler om"},
		{"an underretning about one of 20", "concerns", url.Values{"type": {document.Underretning}, "concerns": {"youth"}}, letter, "fyldt 18"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			values := url.Values{"note": {"Det her skrev jeg"}}
			for k, v := range tt.values {
				values[k] = v
			}
			got := p.upload(values, tt.files)
			if got.Status != 422 || !strings.HasPrefix(got.text("title"), "Fejl: ") {
				t.Fatalf("%d %q", got.Status, got.text("title"))
			}
			if message := got.text("#" + tt.field + "-error"); message == "" || !strings.Contains(message, tt.want) {
				t.Errorf("at %s stands %q", tt.field, message)
			}
			if kept := got.text("#note"); kept != "Det her skrev jeg" {
				t.Errorf("the note became %q", kept)
			}
		})
	}
	if n := casetest.One[int](p.World, `SELECT count(*) FROM documents`, nil); n != 0 {
		t.Errorf("%d documents", n)
	}
}

// A form that is too large is answered with how large it may be, and one that came
// twice is one document.
func TestDocumentOnceAndTooLarge(t *testing.T) {
	p := newDocDesk(t)
	values := url.Values{"key": {newFormKey()}}
	letter := []attached{{"files", "brev.txt", "x"}}
	first, again := p.upload(values, letter), p.upload(values, letter)
	if first.Status != 303 || again.Location != first.Location {
		t.Errorf("first %d %q, again %d %q", first.Status, first.Location, again.Status, again.Location)
	}
	if other := p.upload(values, []attached{{"files", "brev.txt", "y"}}); other.Status != 422 {
		t.Errorf("the same form with another file: %d", other.Status)
	}
	large := strings.Repeat("x", document.MostBytes)
	got := p.upload(nil, slices.Repeat([]attached{{"files", "stor.txt", large}}, 5))
	if got.Status != http.StatusRequestEntityTooLarge || !strings.Contains(got.text("#files-error"), "60 MB") {
		t.Errorf("75 MB: %d %q", got.Status, got.text("#files-error"))
	}
}

// The page that sends the form itself is told where to go, and is no page.
func TestDocumentSentByScript(t *testing.T) {
	p := newDocDesk(t)
	got := p.upload(nil, []attached{{"files", "brev.txt", "x"}}, "Kasket-Fetch", "upload")
	next := got.Header.Get("Kasket-Next")
	if got.Status != http.StatusNoContent || !strings.HasPrefix(next, "/documents/") {
		t.Fatalf("%d %q", got.Status, next)
	}
	if !strings.Contains(p.get(next).text("body"), "Dokumentet ligger i sagen") {
		t.Error("nothing is said of it")
	}
}

// Correcting, a page that is old, a receipt and taking back, by the pages.
func TestDocumentPages(t *testing.T) {
	p := newDocDesk(t)
	path := p.upload(url.Values{"type": {document.Underretning}, "way": {"out"}, "concerns": {"child"}, "party": {"Familieafdelingen"}}, []attached{{"files", "u.txt", "x"}}).Location
	shown := p.get(path)
	if !strings.Contains(shown.text("aside"), "Den unges eget barn") || !strings.Contains(shown.text("aside"), "Kvittering ventes senest") {
		t.Errorf("aside: %s", shown.text("aside"))
	}
	old := p.get(path+"/edit").fill(path+"/edit", url.Values{"party": {"Børneafdelingen"}})
	if got := p.submit(path+"/edit", path+"/edit", url.Values{"note": {"Sendt mandag"}}); got.Status != 303 {
		t.Fatalf("correcting: %d", got.Status)
	}
	if got := p.post(path+"/edit", old); got.Status != http.StatusConflict || !strings.Contains(got.text(".note"), "Sendt mandag") {
		t.Errorf("an old page: %d %s", got.Status, got.text(".note"))
	}
	if got := p.submit(path, path+"/receipt", url.Values{"receipt_on": {"1.1.2020"}}); got.Status != 422 || got.text("#receipt_on-error") == "" {
		t.Errorf("a receipt before it was sent: %d", got.Status)
	}
	if got := p.submit(path, path+"/receipt", nil); got.Status != 303 || !strings.Contains(p.get(path).text("aside"), "Kvittering modtaget") {
		t.Errorf("a receipt: %d", got.Status)
	}
	if got := p.submit(path+"/withdrawal", path+"/withdrawal", nil); got.Status != 303 {
		t.Errorf("taking back: %d", got.Status)
	}
	for _, gone := range []string{path, path + "/files/1", path + "/edit"} {
		if got := p.get(gone); got.Status != 404 {
			t.Errorf("%s: %d", gone, got.Status)
		}
	}
}

// The list shows thirty at a time, and each once.
func TestDocumentList(t *testing.T) {
	p := newDocDesk(t)
	for i := range 33 {
		d := document.Details{Type: "letter", Party: "Nr. " + string(rune('A'+i%26)), DatedOn: p.Today().AddDays(-i / 3)}
		if _, err := p.Documents.Add(t.Context(), p.anna, p.youth, d, []document.Upload{{Name: "a.txt", Content: []byte("a")}}, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	first := p.get(p.path())
	next, _ := first.Find(`a[rel=next]`).Attr("href")
	second := p.get(next)
	if a, b := first.Find("main li.question").Length(), second.Find("main li.question").Length(); a != 30 || b != 3 {
		t.Errorf("%d and %d", a, b)
	}
	for _, nonsense := range []string{"?before=x", "?before=2026-11-21", "?before=.1", "?before=2026-13-01.1"} {
		if got := p.get(p.path() + nonsense); got.Status != 404 {
			t.Errorf("%s: %d", nonsense, got.Status)
		}
	}
	if got := p.get(p.path() + "?type=" + url.QueryEscape("<script>alert(1)</script>")); got.Status != 200 || strings.Contains(got.Body, "<script>alert") {
		t.Errorf("a type nobody has: %d", got.Status)
	}
	p.Exec(`UPDATE documents SET used_at = @now WHERE id = (SELECT min(id) FROM documents)`, db.Args{"now": p.Now()})
	if !strings.Contains(p.get(p.path()).text("main"), "Brugt i en afgørelse") {
		t.Error("that it was used is not said")
	}
}

// A receipt that should be there stands on the owner's day until it is noted; what we
// sent yesterday does not yet.
func TestReceiptOnToday(t *testing.T) {
	p := newDocDesk(t)
	sent := func(daysAgo int) string {
		day := p.Today().AddDays(-daysAgo).Danish()
		return p.upload(url.Values{"type": {document.Underretning}, "way": {"out"}, "concerns": {"child"}, "party": {"Familieafdelingen"}, "dated_on": {day}}, []attached{{"files", "u.txt", "x"}}).Location
	}
	late, early := sent(12), sent(1)
	day := p.get("/today")
	if day.Find(`main a[href="`+late+`"]`).Length() != 1 || day.Find(`main a[href="`+early+`"]`).Length() != 0 || !strings.Contains(day.text("main"), "Kvittering ventes fra Familieafdelingen") {
		t.Errorf("late %s, early %s: %s", late, early, day.text("main"))
	}
	p.submit(late, late+"/receipt", nil)
	if p.get("/today").Find(`main a[href="`+late+`"]`).Length() != 0 {
		t.Error("it stands there after the receipt was noted")
	}
}

// What a decision rests on says by which.
func TestDocumentSaysWhereItIsUsed(t *testing.T) {
	p := newDocDesk(t)
	path := p.upload(nil, []attached{{"files", "brev.txt", "x"}}).Location
	p.Exec(`WITH d AS (INSERT INTO decisions (youth_id, enrolment_id, author_id, writers, type_id, type, mode, state, weighs, began_on, decided_by, decided_at, decided_on, created_at, changed_at)
			SELECT @y, e.id, @by, ARRAY[@by::bigint], t.id, to_jsonb(t), 'decides', 'draft', false, @on, NULL, NULL, NULL, @now, @now
			FROM enrolments e, decision_types t WHERE e.youth_id = @y AND t.code = 'MENTOR' RETURNING id)
		INSERT INTO decision_facts (decision_id, position, text, document_id) SELECT d.id, 0, 'Lægen anbefaler ro', @doc::bigint FROM d`,
		db.Args{"y": p.youth, "by": p.anna.Staff, "on": p.Today(), "now": p.Now(), "doc": strings.TrimPrefix(path, "/documents/")})
	if strings.Contains(p.get(path).text("main"), "mentor") {
		t.Error("a draft is named")
	}
	p.Exec(`UPDATE decisions SET state = 'ready', plain = 'Du får en mentor', view = 'Ja tak', basis = 'LAB § 167', effect_from = @on`, db.Args{"on": p.Today()})
	p.Exec(`UPDATE decisions SET state = 'decided', decided_by = author_id, decided_at = @now, decided_on = @on`, db.Args{"now": p.Now(), "on": p.Today()})
	p.Exec(`UPDATE documents SET used_at = @now`, db.Args{"now": p.Now()})
	if got := p.get(path); got.Find(`main a[href^="/decisions/"]`).Length() != 1 || got.Find(`main a[href$="/edit"]`).Length() != 0 {
		t.Errorf("%s", got.text("main"))
	}
}
