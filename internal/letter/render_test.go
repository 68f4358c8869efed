package letter_test

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ledongthuc/pdf"

	"kasket/internal/letter"
)

// read takes a PDF apart with a reader that did not make it: its pages' text, and the
// text without space, for words that lines part.
func read(t testing.TB, file []byte) (pages []string, solid string) {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("another reader does not open it: %v", err)
	}
	for n := 1; n <= r.NumPage(); n++ {
		text, err := r.Page(n).GetPlainText(nil)
		if err != nil {
			t.Fatalf("page %d: %v", n, err)
		}
		pages = append(pages, text)
	}
	return pages, squeeze(strings.Join(pages, ""))
}

var numbers = regexp.MustCompile(`Side\d+af\d+`)

var space = regexp.MustCompile(`[\s\x{ad}]+`)

func squeeze(s string) string { return space.ReplaceAllString(s, "") }

// undivided takes out the hyphens at which a long word was divided.
func undivided(s string) string { return strings.ReplaceAll(squeeze(s), "-", "") }

func render(t testing.TB, l letter.Letter) []byte {
	t.Helper()
	file, err := letter.Render(l)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// What was written stands in the file as text, in the order it is read, with æøåÆØÅé.
func TestRender(t *testing.T) {
	l := sample(t)
	file := render(t, l)
	pages, solid := read(t, file)
	if len(pages) != 1 {
		t.Errorf("%d pages", len(pages))
	}
	at := 0
	for _, want := range []string{
		"Ungeenheden", "Torvet 1", "Åse Ærø Ørsted-Rémy", "Vestergade 12, 3. tv.", "22. november 2026", "Sag 42", "Afgørelse om en mentor",
		"Kære Åse Ærø Ørsted-Rémy", "Det har vi besluttet", "Vi har besluttet, at du får en mentor.", "Hvorfor", "Det betyder for dig",
		"•", "Afgørelsen gælder fra 1. december 2026.", "Du kan klage inden fire uger.", "Venlig hilsen", "Anna Holm",
		"lov om en aktiv beskæftigelsesindsats § 167", "Side 1 af 1",
	} {
		found := strings.Index(solid[at:], squeeze(want))
		if found < 0 {
			t.Fatalf("%q does not stand after %q", want, solid[:at])
		}
		at += found
	}
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	info, root := r.Trailer().Key("Info"), r.Trailer().Key("Root")
	if got := info.Key("Title").Text(); got != "Afgørelse om en mentor" {
		t.Errorf("title %q", got)
	}
	if got := info.Key("Author").Text(); got != "Ungeenheden" {
		t.Errorf("author %q", got)
	}
	if got := root.Key("Lang").RawString(); got != "da" {
		t.Errorf("language %q", got)
	}
	if got := info.Key("CreationDate").Text(); got != "D:20261122090000" {
		t.Errorf("made %q", got)
	}
}

// A screen reader meets the title, headings, paragraphs and lists, each with its text,
// and every mark of a page belongs to one of them.
func TestTags(t *testing.T) {
	l := sample(t)
	l.Body = append(l.Body, letter.Block{Kind: letter.Paragraph, Text: strings.Repeat("En lang forklaring, der går over flere sider. ", 200)})
	file := render(t, l)
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	root := r.Trailer().Key("Root")
	if !root.Key("MarkInfo").Key("Marked").Bool() || !root.Key("ViewerPreferences").Key("DisplayDocTitle").Bool() {
		t.Error("the file does not say it is tagged")
	}
	tree := root.Key("StructTreeRoot")
	var roles []string
	marks := map[string]string{}
	var walk func(v pdf.Value)
	walk = func(v pdf.Value) {
		if v.Key("S").Name() != "" {
			roles = append(roles, v.Key("S").Name())
		}
		kids := v.Key("K")
		for i := range kids.Len() {
			if k := kids.Index(i); k.Key("Type").Name() == "MCR" {
				marks[fmt.Sprint(k.Key("Pg").Key("StructParents").Int64(), " ", k.Key("MCID").Int64())] = v.Key("S").Name()
			} else {
				walk(k)
			}
		}
	}
	walk(tree)
	want := "Document P P P H1 P H2 P H2 P P H2 L LI Lbl LBody LI Lbl LBody P P P P"
	if got := strings.Join(roles, " "); got != want {
		t.Errorf("roles %s\nwant  %s", got, want)
	}
	inPages := 0
	for n := 1; n <= r.NumPage(); n++ {
		stream, err := io.ReadAll(r.Page(n).V.Key("Contents").Reader())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`/(\w+) <</MCID (\d+)>> BDC`).FindAllStringSubmatch(string(stream), -1) {
			inPages++
			if role := marks[fmt.Sprintf("%d %s", n-1, m[2])]; role != m[1] {
				t.Errorf("page %d mark %s is %s, the tree says %q", n, m[2], m[1], role)
			}
		}
		if opened, closed := strings.Count(string(stream), "BDC")+strings.Count(string(stream), "BMC"), strings.Count(string(stream), "EMC"); opened != closed {
			t.Errorf("page %d opens %d marks and closes %d", n, opened, closed)
		}
	}
	if r.NumPage() < 2 || inPages != len(marks) {
		t.Errorf("%d pages, %d marks in them, %d in the tree", r.NumPage(), inPages, len(marks))
	}
}

// The bytes that were sent can be made again from the same letter.
func TestRenderTwice(t *testing.T) {
	l := sample(t)
	l.Body = append(l.Body, letter.Block{Kind: letter.Paragraph, Text: "ŁódźŽŠđœŒßÞþ–»«€…"})
	first := render(t, l)
	for range 20 {
		if !bytes.Equal(first, render(t, l)) {
			t.Fatal("the same letter gives other bytes")
		}
	}
	l.Made = l.Made.Add(time.Second)
	if bytes.Equal(first, render(t, l)) {
		t.Error("the moment it was made is not in it")
	}
}

// Nothing anybody types breaks a letter, nothing is lost without a word, and nothing
// leaves the sheet.
func TestRenderTakesAnything(t *testing.T) {
	for name, tt := range map[string]struct{ text, want, not string }{
		"emoji":                 {"Godt gået 👨‍👩‍👧 og 🎉 i dag", "Godt gået (tegn, der ikke kan trykkes) og (tegn, der ikke kan trykkes) i dag", "👧"},
		"right to left":         {"Hun hedder שלום עליכם nu", "Hun hedder (tegn, der ikke kan trykkes) nu", "ש"},
		"NUL and marks":         {"a\x00b\u202ec\u200bd\ufefff", "abcdf", "\x00"},
		"combining":             {"A\u030aben o\u0308", "Åben ö", ""},
		"forms":                 {"ｋasket ℌ", "kasket H", ""},
		"no UTF-8":              {"god\xffdag", "goddag", ""},
		"other Latin":           {"Łódź Žižek Đorđe Şule Þór", "Łódź Žižek Đorđe Şule Þór", ""},
		"20,000 letters":        {strings.Repeat("æ", 20000), strings.Repeat("æ", 20000), ""},
		"20,000 hyphens":        {strings.Repeat("-", 20000), strings.Repeat("-", 20000), ""},
		"20,000 soft hyphens":   {strings.Repeat("\u00ad", 20000) + "x", "x", ""},
		"20,000 characters":     {strings.Repeat("Beskæftigelse ", 1429), strings.Repeat("Beskæftigelse", 1429), ""},
		"what a PDF is made of": {`( \ ) <</Type /Page>> endobj 3 0 obj %`, `( \ ) <</Type /Page>> endobj 3 0 obj %`, ""},
		"nothing":               {"", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			l := sample(t)
			l.Title += " " + tt.text
			l.Body = []letter.Block{{Kind: letter.Paragraph, Text: tt.text}}
			if len(tt.text) < 200 {
				l.To = []string{tt.text, tt.text, "1234 By"}
			}
			_, solid := read(t, render(t, l))
			solid = numbers.ReplaceAllString(solid, "")
			if tt.want != "" && !strings.Contains(undivided(solid), undivided(tt.want)) {
				t.Errorf("%.300q lacks %.100q", solid, tt.want)
			}
			if tt.not != "" && strings.Contains(solid, tt.not) {
				t.Errorf("%q stands in it", tt.not)
			}
		})
	}
}

// Who sends is told what cannot be printed, and only that.
func TestUnprintable(t *testing.T) {
	for text, want := range map[string]string{
		"Kære Åse Ærø Ørsted-Rémy, »hej« – § 19 €": "[]",
		"Godt 🎉 gået 🎉":         "[🎉]",
		"שלום עליכם og سلام":    "[שלום עליכם سلام]",
		"\x00\u200b\u00ad\n\tx": "[]",
		"ﬁ ｋ A\u030a":           "[]",
	} {
		got, err := letter.Unprintable(text)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v %v, want %s", text, got, err, want)
		}
	}
}

func FuzzRender(f *testing.F) {
	f.Add("Kære {navn}", "🎉\x00שלום", "# x\n- y\n§ z")
	f.Fuzz(func(t *testing.T, title, name, text string) {
		_, body := letter.Compose(letter.Template{Title: title, Body: text + "\n\n{navn}"}, map[string]string{"navn": name})
		l := letter.Letter{Lang: "da", Title: title, Sender: []string{name}, To: []string{name, text}, Refs: []string{text}, Body: body}
		read(t, render(t, l))
	})
}
