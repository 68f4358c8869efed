package server_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"kasket/internal/audit"
	"kasket/internal/casework/document"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

func (p docDesk) entry(account string) {
	p.Helper()
	p.Exec(`WITH c AS (INSERT INTO contacts (author_id, kind, outcome, occurred_at, recorded_at, account) VALUES (@by, 'walk', 'talked', @at, @at, @account) RETURNING id)
		INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at) SELECT c.id, @y, e.id, @at FROM c, enrolments e WHERE e.youth_id = @y`,
		db.Args{"by": p.anna.Staff, "at": p.Now().Add(-time.Hour), "account": account, "y": p.youth})
}

// Somebody asks; what names others is looked at one by one; the package is made, and
// the answer is written down.
func TestAccessToTheFile(t *testing.T) {
	p := newDocDesk(t)
	p.entry("Gik en tur med Peter fra værkstedet.")
	p.entry("Han er glad for holdet.")
	if _, err := p.Documents.Add(t.Context(), p.anna, p.youth, document.Details{Type: "letter", Party: "Lægen", DatedOn: p.Today()}, []document.Upload{{Name: "a.txt", Content: []byte("Kære kommune")}}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	list := "/youths/" + id.String(p.youth) + "/access-requests"
	asked := p.submit(list+"/new", list, url.Values{"access_wish": {"Alt om praktikken"}})
	if asked.Status != 303 {
		t.Fatalf("registering: %d %s", asked.Status, asked.text("main"))
	}
	path := asked.Location
	shown := p.get(path)
	if !strings.Contains(shown.text("main"), "2 akter skal ses igennem") || shown.Find(`form[action$="/package"]`).Length() != 0 {
		t.Errorf("the package can be made already: %s", shown.text("main"))
	}
	if got := p.post(path+"/package", url.Values{"key": {newFormKey()}}); got.Status != 422 || !strings.Contains(got.text("#errors"), "2 akter skal ses igennem") {
		t.Errorf("making it all the same: %d %s", got.Status, got.text("#errors"))
	}
	if !strings.Contains(p.get("/today").text("main"), "Aktindsigt skal besvares") || p.get("/today").Find(`main a[href="`+path+`"]`).Length() != 1 {
		t.Error("it does not stand on the owner's day")
	}
	item, _ := shown.Find(`main .btn.do[href*="/items/"]`).Attr("href")
	if got := p.submit(item, item, url.Values{"choice": {"leave_out"}}); got.Status != 422 || got.text("#ground-error") == "" || got.text("#access_reason-error") == "" {
		t.Errorf("left out without a ground: %d", got.Status)
	}
	next := p.submit(item, item, url.Values{"choice": {"leave_out"}, "ground": {"others"}, "access_reason": {"Om Peter"}})
	if next.Status != 303 || !strings.Contains(next.Location, "/items/") || next.Location == item {
		t.Fatalf("the next: %d %s", next.Status, next.Location)
	}
	if got := p.submit(next.Location, next.Location, nil); got.Location != path {
		t.Errorf("after the last: %d %s", got.Status, got.Location)
	}
	if got := p.submit(path, path+"/package", nil); got.Status != 303 {
		t.Fatalf("making it: %d %s", got.Status, got.text("main"))
	}
	pdf := p.get(path + "/package")
	pages, err := api.PageCount(bytes.NewReader([]byte(pdf.Body)), nil)
	if err != nil || pages < 1 || pdf.Header.Get("Content-Disposition") != `attachment; filename="aktindsigt-`+strings.TrimPrefix(path, "/access-requests/")+`.pdf"` {
		t.Errorf("%d pages %v %v", pages, err, pdf.Header)
	}
	if got := p.submit(path, path+"/answer", url.Values{"outcome": {"given"}, "answered_how": {"Udleveret"}}); got.Status != 422 || !strings.Contains(got.text("#outcome-error"), "undtaget 1") {
		t.Errorf("given, and something was left out: %d %s", got.Status, got.text("#outcome-error"))
	}
	if got := p.submit(path, path+"/delay", url.Values{"until": {"18.12.2026"}, "delay_reason": {"Lægen er på ferie"}}); got.Status != 303 || !strings.Contains(p.get(path).text("aside"), "Udsat til 18.12.2026") {
		t.Errorf("postponing: %d", got.Status)
	}
	if got := p.submit(path, path+"/answer", url.Values{"outcome": {"withdrawn"}}); got.Status != 303 {
		t.Errorf("answering: %d %s", got.Status, got.text("#errors"))
	}
	if done := p.get(path); done.Find("aside form").Length() != 0 || strings.Contains(p.get("/today").text("main"), "Aktindsigt skal besvares") {
		t.Error("it is answered, and still to be answered")
	}
}

func TestAccessRefused(t *testing.T) {
	p := newDocDesk(t)
	list := "/youths/" + id.String(p.youth) + "/access-requests"
	for _, tt := range []struct {
		name, field string
		values      url.Values
	}{
		{"by nobody", "asker", url.Values{"asker": {""}}},
		{"by a script", "asker", url.Values{"asker": {"<script>alert(1)</script>"}}},
		{"by a stranger of the list", "asker", url.Values{"asker": {"99999"}}},
		{"by another without a name", "asker_name", url.Values{"asker": {"other"}, "access_basis": {"public"}}},
		{"by another as a party", "access_basis", url.Values{"asker": {"other"}, "asker_name": {"Avisen"}}},
		{"tomorrow", "asked_on", url.Values{"asked_on": {"24.12.2026"}}},
		{"no day", "asked_on", url.Values{"asked_on": {""}}},
	} {
		got := p.submit(list+"/new", list, tt.values)
		if got.Status != http.StatusUnprocessableEntity || got.text("#"+tt.field+"-error") == "" || strings.Contains(got.Body, "<script>alert") {
			t.Errorf("%s: %d %q", tt.name, got.Status, got.text("#"+tt.field+"-error"))
		}
	}
	for _, path := range []string{"/access-requests/1", "/access-requests/x", "/access-requests/1/items/contact/1", "/access-requests/1/package"} {
		if got := p.get(path); got.Status != 404 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}

// The words of a package: everything is in its list, what is left out says why, and its
// words are not there.
func TestAccessLetter(t *testing.T) {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	out := &fileaccess.Review{Choice: fileaccess.LeaveOut, Ground: "others", Reason: "Om broderen"}
	part := &fileaccess.Review{Choice: fileaccess.GivePart, Ground: "internal", Reason: "Kollegers overvejelser", Text: "Mads har bedt om ro."}
	words := func(text string) []fileaccess.Part { return []fileaccess.Part{{Name: "account", Text: text}} }
	b := fileaccess.Bundle{
		Request: fileaccess.Request{ID: 7, Asker: fileaccess.TheYouth, AskedOn: when.Of(at)}, Called: "Mads Holm", Made: at,
		Items: []fileaccess.Item{
			{Number: 1, Kind: fileaccess.AContact, Code: "walk.talked", At: at, By: "Anna", Parts: words("Gik en tur.")},
			{Number: 2, Kind: fileaccess.AContact, Code: "phone.talked", At: at, Parts: words("Broderen ringede."), Review: out},
			{Number: 3, Kind: fileaccess.AQuestion, Who: "Bo", At: at, Parts: words("Hvad tror vi?"), Review: part},
			{Number: 4, Kind: fileaccess.ADocument, Code: "in", NameDa: "Brev", Who: "Lægen", At: at},
		},
		Annexes: []fileaccess.Annex{
			{Number: 1, Item: 4, Name: "a.pdf", Page: 5, Pages: 2}, {Number: 2, Item: 4, Name: "b.docx", Attached: "bilag-2.docx"}, {Number: 3, Item: 4, Name: "c.txt", Text: "Kære kommune"},
		},
	}
	text := page.AccessLetter(i18n.With(t.Context(), i18n.Da), b, map[string]string{"others": "Hensyn til en anden person", "internal": "Internt arbejdsdokument"}).Text()
	for _, want := range []string{
		"Aktindsigt: Mads Holm", "Der er 4 akter i sagen.", "2 akter er undtaget helt eller delvist.", "Akt 1. 20.11.2026. Talt sammen, gåtur", "Gik en tur.", "Skrevet af Anna.",
		"Undtaget: Hensyn til en anden person. Om broderen", "Udleveres delvist: Internt arbejdsdokument. Kollegers overvejelser", "Mads har bedt om ro.",
		"Brev fra Lægen", "Bilag 1, a.pdf: fra side 5", "Bilag 2, b.docx: vedhæftet denne PDF som bilag-2.docx", "Kære kommune",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q", want)
		}
	}
	for _, not := range []string{"Broderen ringede", "Hvad tror vi"} {
		if strings.Contains(text, not) {
			t.Errorf("it says %q", not)
		}
	}
}
