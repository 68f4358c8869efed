package letter

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

const producer = "Kasket"

// Render makes the PDF of a letter: A4, the fonts inside, real text with title,
// language and author, tagged so that a screen reader meets headings, paragraphs and
// lists in their order. The same letter gives the same bytes. Characters the font
// lacks are told of in words; ask Unprintable before.
func Render(l Letter) ([]byte, error) {
	both, err := faces()
	if err != nil {
		return nil, err
	}
	l = l.printable(both[0])
	d := lay(l, both)
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(l.Made.UTC())
	pdf.SetModificationDate(l.Made.UTC())
	pdf.SetProducer(producer, true)
	pdf.SetLang(l.lang())
	pdf.SetTitle(l.Title, true)
	if len(l.Sender) > 0 {
		pdf.SetAuthor(l.Sender[0], true)
	}
	pdf.AddUTF8FontFromBytes("Plex", "", both[0].ttf)
	pdf.AddUTF8FontFromBytes("Plex", "B", both[1].ttf)
	pdf.SetTextColor(20, 20, 20)
	pdf.SetDrawColor(120, 120, 120)
	pdf.SetLineWidth(0.2)
	tags := &tagged{parts: d.parts, marks: make([][]mark, len(d.parts)), text: d.characters()}
	for i, page := range d.pages {
		pdf.AddPage()
		d.draw(pdf, i, page, tags)
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("making the PDF: %w", err)
	}
	return tags.write(out.Bytes(), len(d.pages))
}

// lang is the letter's language, Danish unless it says another that there is.
func (l Letter) lang() string {
	if l.Lang == English {
		return English
	}
	return Danish
}

// printable is the letter as the face can show it.
func (l Letter) printable(f face) Letter {
	instead := l.words().unprintable
	show := func(s string) string {
		shown, _ := f.printable(s, instead)
		return shown
	}
	each := func(lines []string) []string {
		var shown []string
		for _, s := range lines {
			if s = oneLine(show(s)); s != "" {
				shown = append(shown, s)
			}
		}
		return shown
	}
	l.Title, l.Sender, l.To, l.Refs = oneLine(show(l.Title)), each(l.Sender), each(l.To), each(l.Refs)
	body := make([]Block, len(l.Body))
	for i, b := range l.Body {
		body[i] = Block{b.Kind, show(b.Text)}
	}
	l.Body = body
	return l
}

// characters are all that stand on the pages, in order and once.
func (d *laid) characters() []rune {
	all := []rune{' ', '-'} // the hyphen of a divided word stands on no line
	for _, page := range d.pages {
		for _, one := range page {
			all = append(all, []rune(one.text)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// draw puts the lines of a page on it, each part of the text between its marks.
func (d *laid) draw(pdf *fpdf.Fpdf, page int, lines []line, tags *tagged) {
	pdf.RawWriteStr("/Artifact BMC")
	for _, r := range d.rules {
		if r.page == page {
			pdf.Line(left, r.y, left+bodyWide, r.y)
		}
	}
	pdf.RawWriteStr("EMC")
	open, marks := -2, 0
	for _, one := range lines {
		if one.part != open {
			if open != -2 {
				pdf.RawWriteStr("EMC")
			}
			if open = one.part; open < 0 {
				pdf.RawWriteStr("/Artifact <</Type /Pagination>> BDC")
			} else {
				pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", d.parts[open].role, marks))
				tags.marks[open] = append(tags.marks[open], mark{page, marks})
				marks++
			}
		}
		weight := ""
		if one.style.bold {
			weight = "B"
		}
		pdf.SetFont("Plex", weight, one.style.size)
		text, divided := strings.CutSuffix(one.text, string(softHyphen))
		pdf.Text(one.x, one.y, strings.ReplaceAll(text, "\u00a0", " "))
		if divided { // shown as a hyphen, read as none
			pdf.RawWriteStr("/Span <</ActualText <FEFF00AD>>> BDC")
			pdf.Text(one.x+one.style.face(d.faces).width(text, one.style.size), one.y, "-")
			pdf.RawWriteStr("EMC")
		}
	}
	if open != -2 {
		pdf.RawWriteStr("EMC")
	}
}
