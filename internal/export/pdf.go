package export

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"kasket/internal/letter"
	"kasket/web/i18n"
)

// The sheet is A4, in millimetres.
const (
	edge     = 20.0
	bodyWide = 210 - 2*edge
	lastLine = 297 - 22.0
)

// shares of the width that the columns of a table of figures have, by how many there are.
var widths = map[int][]float64{
	7: {40, 20, 24, 25, 13, 24, 24},
	5: {54, 29, 29, 29, 29},
}

// paper is a report that is being drawn.
type paper struct {
	*fpdf.Fpdf
	ctx   context.Context
	pages int // in all; 0 while they are counted
}

// PDF is a report to lay before somebody: A4 with its typeface inside, title, language
// and page numbers. The same report gives the same bytes.
func PDF(ctx context.Context, r Report) ([]byte, error) {
	d := Words(ctx, r)
	counting, err := draw(ctx, d, r, 0)
	if err != nil {
		return nil, err
	}
	p, err := draw(ctx, d, r, counting.PageCount())
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("making the PDF of report %d: %w", r.ID, err)
	}
	return out.Bytes(), nil
}

func draw(ctx context.Context, d Document, r Report, pages int) (*paper, error) {
	regular, bold, err := letter.Typeface()
	if err != nil {
		return nil, err
	}
	p := &paper{Fpdf: fpdf.New("P", "mm", "A4", ""), ctx: ctx, pages: pages}
	p.SetAutoPageBreak(false, 0)
	p.SetCatalogSort(true)
	p.SetCreationDate(r.At.UTC())
	p.SetModificationDate(r.At.UTC())
	p.SetProducer("Kasket", true)
	p.SetLang(d.Lang)
	p.SetTitle(d.Title, true)
	p.SetAuthor(r.By, true)
	p.SetMargins(edge, edge, edge)
	p.AddUTF8FontFromBytes("Plex", "", regular)
	p.AddUTF8FontFromBytes("Plex", "B", bold)
	p.SetFooterFunc(func() { p.foot(d) })
	p.AddPage()
	p.text(d.Title, "B", 18, 8)
	p.text(d.About, "", 11, 5.5)
	p.text(d.Made, "", 9, 5)
	p.SetY(p.GetY() + 3)
	p.notes(d.Notes)
	for _, s := range d.Sections {
		p.section(s)
	}
	if err := p.Error(); err != nil {
		return nil, fmt.Errorf("drawing report %d: %w", r.ID, err)
	}
	return p, nil
}

// shown is a text as the typeface has it.
func (p *paper) shown(text string) string {
	out, err := letter.Printable(text, "□")
	if err != nil {
		p.SetError(err)
	}
	return strings.ReplaceAll(out, "\u00a0", " ")
}

func (p *paper) foot(d Document) {
	p.SetFont("Plex", "", 8)
	p.SetTextColor(90, 90, 90)
	p.Text(edge, 297-12, p.shown(d.Title+" · "+d.About))
	words := i18n.T(p.ctx, "report.page", p.PageNo(), max(p.pages, p.PageNo()))
	p.Text(210-edge-p.GetStringWidth(words), 297-12, words)
}

// keep begins a new page unless so many millimetres are left.
func (p *paper) keep(room float64) {
	if p.GetY()+room > lastLine {
		p.AddPage()
		p.SetY(edge)
	}
}

// text sets a paragraph over as many pages as it takes.
func (p *paper) text(words, weight string, size, leading float64) {
	p.SetFont("Plex", weight, size)
	p.SetTextColor(20, 20, 20)
	for _, line := range p.SplitText(p.shown(words), bodyWide) {
		p.keep(leading)
		p.SetFont("Plex", weight, size) // a new page's foot has set another
		p.SetTextColor(20, 20, 20)
		p.Text(edge, p.GetY()+leading*0.75, line)
		p.SetY(p.GetY() + leading)
	}
}

// notes say how to read the report, beside a thin line.
func (p *paper) notes(notes []string) {
	from := p.GetY()
	for _, n := range notes {
		p.text(n, "", 9, 4.6)
	}
	if p.PageNo() == 1 {
		p.SetDrawColor(11, 90, 82)
		p.SetLineWidth(0.6)
		p.Line(edge-3, from, edge-3, p.GetY())
	}
	p.SetY(p.GetY() + 4)
}

func (p *paper) section(s Section) {
	p.keep(40) // a heading does not stand alone
	p.SetY(p.GetY() + 3)
	p.text(s.Title, "B", 13, 6.5)
	for _, t := range s.Text {
		p.text(t, "", 9.5, 4.8)
	}
	p.SetY(p.GetY() + 2)
	if s.Bars != nil {
		p.bars(s.Bars)
	}
	if len(s.Table.Rows) > 0 {
		p.table(s.Table)
	}
	p.SetY(p.GetY() + 4)
}

// The bars: names to the left, words to the right, all on one scale from 0 to 1.
const (
	barLeft  = edge + 52
	barWide  = 74.0
	barThick = 3.4
)

func (p *paper) bars(b *Bars) {
	pair := b.Beside != ""
	room := barThick + 2.6
	if pair {
		room += barThick + 0.6
	}
	p.keep(min(float64(len(b.Rows))*room+6, 120))
	top, page := p.GetY(), p.PageNo()
	target := func() {
		if b.Target > 0 {
			p.SetDrawColor(133, 80, 0)
			p.SetLineWidth(0.35)
			p.SetDashPattern([]float64{1.4, 0.9}, 0)
			p.Line(barLeft+barWide*b.Target, top, barLeft+barWide*b.Target, p.GetY())
			p.SetDashPattern(nil, 0)
			p.SetFont("Plex", "", 7.5)
			p.SetTextColor(133, 80, 0)
			p.Text(barLeft+barWide*b.Target-5, p.GetY()+2.6, p.shown(i18n.T(p.ctx, "ui.target", i18n.Percent(p.ctx, b.Target))))
		}
	}
	for _, row := range b.Rows {
		if p.keep(room); p.PageNo() != page {
			top, page = p.GetY(), p.PageNo()
		}
		p.barRow(b, row, pair)
		p.SetY(p.GetY() + room)
	}
	target()
	p.SetY(p.GetY() + 5)
}

func (p *paper) barRow(b *Bars, row BarRow, pair bool) {
	y := p.GetY()
	p.SetFont("Plex", "", 8.5)
	p.SetTextColor(20, 20, 20)
	p.Text(edge, y+2.7, p.fit(p.shown(row.Name), 50))
	p.SetDrawColor(11, 90, 82)
	p.SetFillColor(11, 90, 82)
	p.SetLineWidth(0.3)
	words := row.Note
	if !math.IsNaN(row.Value) {
		p.Rect(barLeft, y, barWide*row.Value, barThick, "F")
		words = i18n.Percent(p.ctx, row.Value) + " · " + row.Note
		if row.High > row.Low {
			p.SetDrawColor(20, 20, 20)
			from, to, at := barLeft+barWide*row.Low, barLeft+barWide*row.High, y+barThick/2
			p.Line(from, at, to, at)
			p.Line(from, at-1, from, at+1)
			p.Line(to, at-1, to, at+1)
		}
	}
	p.Text(barLeft+barWide+3, y+2.7, p.fit(p.shown(words), bodyWide-52-barWide-3))
	if pair {
		y += barThick + 0.6
		if !math.IsNaN(row.Beside) {
			p.SetDrawColor(11, 90, 82)
			p.Rect(barLeft, y, barWide*row.Beside, barThick, "D")
			p.Text(barLeft+barWide+3, y+2.7, p.shown(i18n.Percent(p.ctx, row.Beside)+" "+b.Beside))
		}
	}
}

// fit cuts a text to a width.
func (p *paper) fit(text string, wide float64) string {
	if p.GetStringWidth(text) <= wide {
		return text
	}
	letters := []rune(text)
	for len(letters) > 1 && p.GetStringWidth(string(letters)+"…") > wide {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

func (p *paper) table(t Table) {
	columns := widths[len(t.Heads)]
	p.keep(24)
	p.tableRow(t.Heads, columns, true)
	for _, row := range t.Rows {
		if p.GetY()+p.rowHigh(row, columns) > lastLine {
			p.keep(lastLine)
			p.tableRow(t.Heads, columns, true)
		}
		p.tableRow(row, columns, false)
	}
}

const tableLead = 4.0

func (p *paper) rowHigh(row []string, columns []float64) float64 {
	p.SetFont("Plex", "", 8)
	lines := 1
	for i, cell := range row {
		lines = max(lines, len(p.SplitText(p.shown(cell), columns[i]-1.5)))
	}
	return float64(lines)*tableLead + 1.6
}

// tableRow sets a row, its figures to the right, over a thin line.
func (p *paper) tableRow(row []string, columns []float64, head bool) {
	high := p.rowHigh(row, columns)
	weight := ""
	if head {
		weight = "B"
	}
	x, y := edge, p.GetY()
	for i, cell := range row {
		p.SetFont("Plex", weight, 8)
		p.SetTextColor(20, 20, 20)
		for n, line := range p.SplitText(p.shown(cell), columns[i]-1.5) {
			at := x
			if i > 0 {
				at = x + columns[i] - p.GetStringWidth(line)
			}
			p.Text(at, y+3+float64(n)*tableLead, line)
		}
		x += columns[i]
	}
	p.SetDrawColor(190, 190, 185)
	p.SetLineWidth(0.2)
	p.Line(edge, y+high-0.6, edge+bodyWide, y+high-0.6)
	p.SetY(y + high)
}
