package server_test

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/id"
)

// paperOf writes a picture or a text to a file, as a phone or a desk has them.
func paperOf(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if text == "" {
		err = png.Encode(file, image.NewGray(image.Rect(0, 0, 40, 60)))
	} else {
		_, err = file.WriteString(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Pages are photographed one by one and gather; what is wrong is put right without
// choosing them again; and then they are in the record.
func TestPhotographALetter(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Phone)
	path := d.url + "/youths/" + id.String(d.oliver) + "/documents/new"
	p.Go(path)
	p.Axe(t)
	p.Attach("Tag et billede", paperOf(t, "side1.png", ""))
	p.Attach("Tag et billede", paperOf(t, "side2.png", ""))
	p.Attach("Tag et billede", paperOf(t, "uskarp.png", ""))
	p.WaitText("uskarp.png")
	p.Tap("Fjern: uskarp.png")
	p.WaitNoText("uskarp.png")
	p.Tap("Læg i sagen")
	p.WaitText("Vælg, hvad dokumentet er.")
	p.Axe(t)
	if title := p.Title(); title[:6] != "Fejl: " {
		t.Errorf("the title is %q", title)
	}
	p.Choose("Brev eller mail")
	p.Fill("Fra hvem eller til hvem", "Lægehuset Havnen")
	p.Tap("Læg i sagen")
	p.WaitURL("/documents/")
	p.WaitText("Dokumentet ligger i sagen.")
	p.Axe(t)
	if names := casetest.One[string](d.World, `SELECT string_agg(name, ' ' ORDER BY position) FROM document_files`, nil); names != "side1.png side2.png" {
		t.Errorf("kept %q", names)
	}
	if wide := p.ScrollWidth(); wide > p.Width() {
		t.Errorf("the page is %d wide on a phone of %d", wide, p.Width())
	}
}

// While one was signed out nothing is lost: the page says so and keeps the files.
func TestUploadWhenSignedOut(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Desktop)
	p.Go(d.url + "/youths/" + id.String(d.oliver) + "/documents/new")
	p.Attach("Filer", paperOf(t, "brev.txt", "Kære kommune"))
	p.Choose("Brev eller mail")
	p.Fill("Fra hvem eller til hvem", "Lægehuset Havnen")
	sessions := casetest.One[int](d.World, `WITH gone AS (DELETE FROM sessions RETURNING 1) SELECT count(*) FROM gone`, nil)
	p.Click("Læg i sagen")
	p.WaitText("Du er logget ud.")
	if sessions == 0 || casetest.One[int](d.World, `SELECT count(*) FROM documents`, nil) != 0 {
		t.Error("somebody was signed in, or a document was kept")
	}
	if n := browsertest.Eval[int](p, `document.querySelector("input[name=files]").files.length`); n != 1 {
		t.Errorf("%d files are still chosen", n)
	}
}

// Without scripts the browser sends the form.
func TestUploadWithoutScripts(t *testing.T) {
	d := newDesk(t)
	p := d.browser(d.anna, browsertest.Desktop, browsertest.NoScript)
	p.Go(d.url + "/youths/" + id.String(d.oliver) + "/documents/new")
	p.Attach("Filer", paperOf(t, "brev.txt", "Kære kommune"))
	p.Submit("Læg i sagen")
	p.WaitText("Vælg filerne igen.")
	p.Attach("Filer", paperOf(t, "brev.txt", "Kære kommune"))
	p.Choose("Brev eller mail")
	p.Fill("Fra hvem eller til hvem", "Lægehuset Havnen")
	p.Submit("Læg i sagen")
	p.WaitText("Dokumentet ligger i sagen.")
}
