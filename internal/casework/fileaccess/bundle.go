package fileaccess

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"kasket/internal/casework/document"
	"kasket/internal/letter"
)

// Annex is a file of a document that is given whole.
type Annex struct {
	Number   int // from 1
	Item     int // the number of the item it belongs to
	Name     string
	Media    string
	Text     string // of a plain text: it is printed with its item
	Page     int    // in the package; 0 where it is attached or printed with its item
	Pages    int
	Attached string // the name it is attached under, where it cannot be a page
	content  []byte
	pdf      []byte
}

// Bundle is what a package is made of: the request, the list in full, and the files.
type Bundle struct {
	Request Request
	Called  string // the youth, by the name in letters
	Items   []Item
	Annexes []Annex
	Made    time.Time
}

// Of are the annexes of an item.
func (b Bundle) Of(item int) []Annex {
	var list []Annex
	for _, a := range b.Annexes {
		if a.Item == item {
			list = append(list, a)
		}
	}
	return list
}

// LeftOut counts what is not given, or not whole.
func (b Bundle) LeftOut() int {
	n := 0
	for _, i := range b.Items {
		if i.Decided() != Give {
			n++
		}
	}
	return n
}

// Compose writes the words of a package: its list and what is given, in a language. It
// is asked twice, because the list names pages that are counted when it is printed.
type Compose func(Bundle) letter.Letter

// mostPackage is how large a package may be, in bytes.
const mostPackage = 120 << 20

var errTooLarge = errors.New("the package is too large")

// bind makes one PDF: the list and the texts, then the files page by page. What is no
// page, a Word file or a PDF with a password, is attached to it.
func bind(b Bundle, compose Compose) ([]byte, error) {
	size := 0
	for i := range b.Annexes {
		b.Annexes[i].prepare()
		if size += len(b.Annexes[i].content); size > mostPackage {
			return nil, errTooLarge
		}
	}
	first, pages, err := printed(b, compose)
	if err != nil {
		return nil, err
	}
	for range 3 { // naming a page can take a line more, and that a page more
		b.number(pages)
		again, n, err := printed(b, compose)
		if err != nil {
			return nil, err
		}
		first = again
		if n == pages {
			break
		}
		pages = n
	}
	return b.merge(first)
}

func printed(b Bundle, compose Compose) (pdf []byte, pages int, err error) {
	if pdf, err = letter.Render(compose(b)); err != nil {
		return nil, 0, err
	}
	pages, err = pageCount(pdf)
	return pdf, pages, err
}

// number gives each annex that is pages the first of them.
func (b Bundle) number(before int) {
	next := before + 1
	for i := range b.Annexes {
		if a := &b.Annexes[i]; a.pdf != nil {
			a.Page, next = next, next+a.Pages
		}
	}
}

// prepare makes pages of an annex where it can be pages.
func (a *Annex) prepare() {
	switch a.Media {
	case "text/plain":
		a.Text = string(bytes.ToValidUTF8(a.content, []byte("�")))
		return
	case "application/pdf":
		a.pdf = a.content
	case "image/jpeg", "image/png":
		if picture, err := upright(a.content); err == nil {
			a.pdf, _ = pageOf(picture) // a picture that is none is attached
		}
	}
	if a.pdf != nil {
		var err error
		if a.Pages, err = pageCount(a.pdf); err == nil && a.Pages > 0 {
			return
		}
		a.pdf = nil
	}
	a.Attached = "bilag-" + strconv.Itoa(a.Number) + path.Ext(document.Media[a.Media])
}

// merge lays the annexes behind the list, and attaches the others.
func (b Bundle) merge(first []byte) ([]byte, error) {
	sources := []io.ReadSeeker{bytes.NewReader(first)}
	attached := false
	for _, a := range b.Annexes {
		if a.pdf != nil {
			sources = append(sources, bytes.NewReader(a.pdf))
		}
		attached = attached || a.Attached != ""
	}
	pdf := first
	if len(sources) > 1 {
		var err error
		if pdf, err = writing(func(w io.Writer) error { return api.MergeRaw(sources, w, false, settings()) }); err != nil {
			return nil, fmt.Errorf("merging %d files: %w", len(sources), err)
		}
	}
	if !attached {
		return pdf, nil
	}
	return writing(func(w io.Writer) error {
		read, err := api.ReadValidateAndOptimize(bytes.NewReader(pdf), settings())
		if err != nil {
			return err
		}
		for _, a := range b.Annexes {
			if a.Attached == "" {
				continue
			}
			if err := read.AddAttachment(model.Attachment{Reader: bytes.NewReader(a.content), ID: a.Attached, FileName: a.Attached}, false); err != nil {
				return err
			}
		}
		return api.WriteContext(read, w)
	})
}

// settings are those of the library, without a folder of its own on the machine.
func settings() *model.Configuration {
	api.DisableConfigDir()
	c := model.NewDefaultConfiguration()
	c.Cmd = model.MERGECREATE
	return c
}

// writing gathers what fn writes. A file that was made to harm may make the library
// panic: that is an error like another.
func writing(fn func(io.Writer) error) (pdf []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a PDF that cannot be read: %v", p)
		}
	}()
	var out bytes.Buffer
	if err := fn(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func pageCount(pdf []byte) (n int, err error) {
	_, err = writing(func(io.Writer) error {
		n, err = api.PageCount(bytes.NewReader(pdf), settings())
		if err != nil {
			return err
		}
		return api.Validate(bytes.NewReader(pdf), settings()) // what cannot be merged is attached instead
	})
	return n, err
}

// pageOf puts a picture in the middle of a page.
func pageOf(picture []byte) ([]byte, error) {
	place := pdfcpu.Import{PageDim: types.PaperSize["A4"], PageSize: "A4", Pos: types.Center, Scale: 0.92, InpUnit: types.POINTS}
	return writing(func(w io.Writer) error {
		return api.ImportImages(nil, w, []io.Reader{bytes.NewReader(picture)}, &place, settings())
	})
}
