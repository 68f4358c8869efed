package document_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/document"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

func picture(name string, encode func(*bytes.Buffer, image.Image) error) document.Upload {
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		panic(err)
	}
	return document.Upload{Name: name, Content: b.Bytes()}
}

func photo(name string) document.Upload {
	return picture(name, func(b *bytes.Buffer, i image.Image) error { return jpeg.Encode(b, i, nil) })
}

func shot(name string) document.Upload {
	return picture(name, func(b *bytes.Buffer, i image.Image) error { return png.Encode(b, i) })
}

func TestFiles(t *testing.T) {
	c := newCast(t)
	pdf := "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
	large := append([]byte(pdf), make([]byte, document.MostBytes)...)
	broken := func(code string, args ...any) error { return rule.Violation("files", code, args...) }
	tests := []struct {
		name  string
		files []document.Upload
		want  error
	}{
		{"one text", []document.Upload{text("brev.txt", "Kære kommune, æøå")}, nil},
		{"a PDF with a strange name", []document.Upload{text("brev.exe", pdf)}, nil},
		{"two photos and a picture", []document.Upload{photo("side 1.jpg"), photo("side 2.jpg"), shot("3.png")}, nil},
		{"none", nil, broken("file_required")},
		{"an empty one", []document.Upload{photo("1.jpg"), text("2.jpg", "")}, broken("file_empty", "2.jpg")},
		{"a page", []document.Upload{text("brev.pdf", "<!DOCTYPE html><html><script>alert(1)</script>")}, broken("file_kind", "brev.pdf", "text/html")},
		{"a drawing that can run", []document.Upload{text("a.png", `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`)}, broken("file_kind", "a.png", "image/svg+xml")},
		{"a program", []document.Upload{text("brev.pdf", "MZ\x90\x00\x03\x00\x00\x00")}, broken("file_kind", "brev.pdf", "application/vnd.microsoft.portable-executable")},
		{"an archive", []document.Upload{text("brev.docx", "PK\x03\x04\x14\x00\x00\x00\x00\x00")}, broken("file_kind", "brev.docx", "application/zip")},
		{"a script", []document.Upload{text("brev.txt", "#!/bin/sh\nrm -rf /\n")}, broken("file_kind", "brev.txt", "text/x-shellscript")},
		{"nothing known", []document.Upload{text("brev.txt", "\x00\x01\x02\x03")}, broken("file_kind", "brev.txt", "application/octet-stream")},
		{"15 MB and a little", []document.Upload{{Name: "stor.pdf", Content: large}}, broken("file_too_large", "stor.pdf", 15)},
		{"15 MB", []document.Upload{{Name: "stor.pdf", Content: large[:document.MostBytes]}}, nil},
		{"60 MB and a little", []document.Upload{
			{Name: "1", Content: large[:document.MostBytes]},
			{Name: "2", Content: large[:document.MostBytes]},
			{Name: "3", Content: large[:document.MostBytes]},
			{Name: "4", Content: large[:document.MostBytes]},
			text("5", "x"),
		}, broken("files_too_large", 60)},
		{"21 pages", func() (many []document.Upload) {
			for range 21 {
				many = append(many, text("side.txt", "x"))
			}
			return many
		}(), broken("too_many_files", 20, 21)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := c.add(c.anna, c.letter(), tt.files...)
			if !is(err, tt.want) {
				t.Fatalf("%v, want %v", err, tt.want)
			}
			if tt.want != nil {
				return
			}
			for i, f := range tt.files {
				got, err := c.Documents.Fetch(t.Context(), c.anna, n, i+1)
				if err != nil || !bytes.Equal(got.Content, f.Content) {
					t.Errorf("file %d: %d bytes %v, want the %d that were sent", i+1, len(got.Content), err, len(f.Content))
				}
			}
		})
	}
}

// The names of files hold no folder and no personal number.
func TestFileNames(t *testing.T) {
	c := newCast(t)
	for sent, want := range map[string]string{
		"brev.txt": "brev.txt", `C:\Users\anna\brev.txt`: "brev.txt", "../../etc/passwd": "passwd", "Mads 740306-4002.pdf": "Mads 740306-····.pdf",
		"7403064002": "740306-····", "": "fil", "/": "fil", "lægens\x00 svar\n.txt": "lægens svar .txt", strings.Repeat("å", 300) + ".pdf": strings.Repeat("å", 130) + "…" + strings.Repeat("å", 15) + ".pdf",
	} {
		n, err := c.add(c.anna, c.letter(), text(sent, "x"))
		if err != nil {
			t.Fatal(err)
		}
		d, err := c.Documents.Find(t.Context(), n)
		if err != nil || d.Files[0].Name != want {
			t.Errorf("%q became %q %v, want %q", sent, d.Files[0].Name, err, want)
		}
	}
}

// A scanner is asked about each file; what nothing looked at says so.
func TestScan(t *testing.T) {
	c := newCast(t)
	scan := func(_ context.Context, u document.Upload) error {
		switch u.Name {
		case "virus.txt":
			return document.ErrInfected
		case "slow.txt":
			return errors.New("the scanner is away")
		}
		return nil
	}
	scanned := document.NewService(c.DB.Read, c.Trail, c.Programmes, scan, c.Now)
	n, err := scanned.Add(t.Context(), c.anna, c.youth, c.letter(), []document.Upload{text("a.txt", "a")}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	if d, err := c.Documents.Find(t.Context(), n); err != nil || d.Files[0].ScannedAt == nil || !d.Files[0].ScannedAt.Equal(c.Now()) {
		t.Errorf("%+v %v", d.Files, err)
	}
	if d, err := c.Documents.Find(t.Context(), c.added(t)); err != nil || d.Files[0].ScannedAt != nil {
		t.Errorf("without a scanner: %+v %v", d.Files, err)
	}
	if _, err := scanned.Add(t.Context(), c.anna, c.youth, c.letter(), []document.Upload{text("a.txt", "a"), text("virus.txt", "b")}, audit.Form{}); !is(err, rule.Violation("files", "file_infected", "virus.txt")) {
		t.Errorf("infected: %v", err)
	}
	if _, err := scanned.Add(t.Context(), c.anna, c.youth, c.letter(), []document.Upload{text("slow.txt", "b")}, audit.Form{}); err == nil {
		t.Error("a file nobody could look at was kept")
	}
}

// Whoever may read the record may fetch its files, and each fetching is recorded.
func TestFetch(t *testing.T) {
	c := newCast(t)
	d := c.added(t)
	tests := []struct {
		name     string
		by       access.Actor
		document id.Document
		position int
		want     error
	}{
		{"owner", c.anna, d, 1, nil},
		{"buddy", c.bo, d, 1, nil},
		{"coordinator", c.cilla, d, 1, access.ErrForbidden},
		{"another team", c.far, d, 1, access.ErrHidden},
		{"no such file", c.anna, d, 2, db.ErrNotFound},
		{"no such document", c.anna, d + 1000, 1, db.ErrNotFound},
	}
	looks := func() int64 {
		return casetest.One[int64](c.World, `SELECT count(*) FROM audit_events WHERE action = 'view document' AND youth_id = @youth AND subject = @d`,
			db.Args{"youth": c.youth, "d": d})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := looks()
			got, err := c.Documents.Fetch(t.Context(), tt.by, tt.document, tt.position)
			if !is(err, tt.want) {
				t.Fatalf("%v, want %v", err, tt.want)
			}
			if n := looks() - before; (n == 1) != (tt.want == nil) {
				t.Errorf("%d looks", n)
			}
			if tt.want == nil && (string(got.Content) != "Kære kommune" || got.Media != "text/plain") {
				t.Errorf("%+v", got)
			}
		})
	}
}
