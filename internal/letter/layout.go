package letter

import (
	"fmt"
	"strings"
)

// The sheet is A4, in millimetres. The address stands where the window of a C5 or M65
// envelope is when the sheet is folded (DIN 5008 B, which Danish windows fit: 45 mm
// from the top, 20 from the left, 85 by 45).
const (
	sheetWide, sheetHigh  = 210.0, 297.0
	left, right           = 25.0, 30.0
	top, bottom           = 25.0, 25.0
	windowTop, windowWide = 52.0, 80.0
	windowHigh            = 35.0
	senderLeft            = 125.0
	bodyTop               = 98.0
	bodyWide              = sheetWide - left - right
)

// style is how a line is set: size in points, leading in millimetres.
type style struct {
	bold    bool
	size    float64
	leading float64
}

var (
	titleStyle   = style{bold: true, size: 15, leading: 7}
	headingStyle = style{bold: true, size: 11.5, leading: 5.6}
	bodyStyle    = style{size: 11, leading: 5.4}
	smallStyle   = style{size: 9, leading: 4.4}
)

// line is one line where it stands on its page.
type line struct {
	x, y  float64 // of its foot
	text  string
	style style
	part  int // of the letter: an index into laid.parts; -1 for what is no part of the text
}

// part is one part of the text and what it is to a screen reader.
type part struct {
	role string // H1, H2, P, Lbl, LBody
	list int    // the list it is in, from 1; 0 for none
	item int    // which of its items
}

// laid is a letter on its pages.
type laid struct {
	faces [2]face
	parts []part
	pages [][]line
	rules []ruled // thin lines
	y     float64 // where the next line may begin
	last  int     // parts of lists so far
}

type ruled struct {
	page int
	y    float64
}

func (s style) face(both [2]face) face {
	if s.bold {
		return both[1]
	}
	return both[0]
}

// lay sets the letter.
func lay(l Letter, both [2]face) *laid {
	d := &laid{faces: both, pages: [][]line{nil}}
	d.block(part{role: "P"}, l.Sender, senderLeft, top, sheetWide-senderLeft-15, smallStyle)
	d.block(part{role: "P"}, fitted(l.To, both[0], bodyStyle.size, windowWide, int(windowHigh/5)), left, windowTop, windowWide, style{size: 11, leading: 5})
	when := append([]string{DateText(l.Lang, l.Date)}, l.Refs...)
	d.block(part{role: "P"}, when, senderLeft, windowTop+12, sheetWide-senderLeft-15, smallStyle)
	d.y = max(bodyTop, d.y+10)
	d.flow(part{role: "H1"}, l.Title, left, bodyWide, titleStyle, 3)
	for _, b := range l.Body {
		d.add(b)
	}
	d.numbers(l.words().page)
	return d
}

// fitted keeps an address inside its window: long lines are broken, and what is still
// too much is put on the last line.
func fitted(lines []string, f face, size, wide float64, most int) []string {
	var all []string
	for _, one := range lines {
		all = append(all, f.wrap(one, size, wide)...)
	}
	if len(all) <= most {
		return all
	}
	return append(all[:most-1:most-1], strings.Join(all[most-1:], ", "))
}

// block sets lines at a fixed place of the first page.
func (d *laid) block(p part, texts []string, x, y, wide float64, s style) {
	at := d.part(p)
	for _, text := range texts {
		for _, piece := range s.face(d.faces).wrap(text, s.size, wide) {
			if strings.TrimSpace(piece) == "" {
				continue
			}
			y += s.leading
			d.pages[0] = append(d.pages[0], line{x, y, piece, s, at})
		}
	}
	d.y = max(d.y, y)
}

func (d *laid) part(p part) int {
	d.parts = append(d.parts, p)
	return len(d.parts) - 1
}

// add sets a block of the body.
func (d *laid) add(b Block) {
	switch b.Kind {
	case Heading:
		d.y += 2
		d.keep(3 * bodyStyle.leading)
		d.flow(part{role: "H2"}, b.Text, left, bodyWide, headingStyle, 1)
	case Bullets:
		d.last++
		for i, item := range b.Lines() {
			d.keep(bodyStyle.leading)
			label := d.part(part{role: "Lbl", list: d.last, item: i})
			page := len(d.pages) - 1
			d.pages[page] = append(d.pages[page], line{left + 2, d.y + bodyStyle.leading, "•", bodyStyle, label})
			d.flow(part{role: "LBody", list: d.last, item: i}, item, left+7, bodyWide-7, bodyStyle, 1)
		}
		d.y += 2
	case FinePrint:
		d.y += 2
		d.keep(2 * bodyStyle.leading)
		d.rules = append(d.rules, ruled{len(d.pages) - 1, d.y})
		d.y += 1.5
		d.flow(part{role: "P"}, b.Text, left, bodyWide, bodyStyle, 3)
	default:
		d.flow(part{role: "P"}, b.Text, left, bodyWide, bodyStyle, 3)
	}
}

// keep begins a new page unless so many millimetres are left on this one.
func (d *laid) keep(room float64) {
	if d.y+room > sheetHigh-bottom {
		d.pages = append(d.pages, nil)
		d.y = top
	}
}

// flow sets a text from where the last one ended, over as many pages as it takes: two
// lines of a paragraph stay together at a page's end.
func (d *laid) flow(p part, text string, x, wide float64, s style, after float64) {
	at := d.part(p)
	lines := s.face(d.faces).wrap(text, s.size, wide)
	for i, piece := range lines {
		room := s.leading
		if i == 0 && len(lines) > 1 || len(lines) > 3 && i == len(lines)-2 {
			room = 2 * s.leading
		}
		d.keep(room)
		d.y += s.leading
		if i+1 < len(lines) && !strings.HasSuffix(piece, string(softHyphen)) {
			piece += " " // so that a reader that takes the text out keeps the words apart
		}
		page := len(d.pages) - 1
		d.pages[page] = append(d.pages[page], line{x, d.y, piece, s, at})
	}
	d.y += after
}

// numbers sets "Side 1 af 2" at the foot of every page.
func (d *laid) numbers(words string) {
	for i := range d.pages {
		text := fmt.Sprintf(words, i+1, len(d.pages))
		x := sheetWide - right - smallStyle.face(d.faces).width(text, smallStyle.size)
		d.pages[i] = append(d.pages[i], line{x, sheetHigh - 12, text, smallStyle, -1})
	}
}
