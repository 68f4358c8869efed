package browsertest

import (
	"github.com/chromedp/cdproto/cdp"
	cdpcss "github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

// Font is a font that letters of an element were drawn with.
type Font struct {
	Name   string
	Ours   bool // sent by the site; else the machine's own, where ours lacks the letter
	Glyphs int
}

// Fonts tells which fonts the letters of the first element of a selector, itself and
// all within, were drawn with.
func (p *Page) Fonts(selector string) []Font {
	p.t.Helper()
	p.Wait(selector)
	p.wait("the fonts", func() (bool, string) {
		loaded, err := evaluate[bool](p, `document.fonts.status === "loaded"`)
		return err == nil && loaded, "they are still on their way"
	})
	fonts, err := p.fontsOf(selector)
	if err != nil {
		p.fatalf("could not tell the fonts of %s: %v", selector, err)
	}
	return fonts
}

func (p *Page) fontsOf(selector string) ([]Font, error) {
	document, err := chromedp.Call(p.ctx, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		return nil, err
	}
	if _, err := chromedp.Call(p.ctx, cdpcss.Enable, cdp.Empty{}); err != nil {
		return nil, err
	}
	node, err := chromedp.Call(p.ctx, dom.QuerySelector, dom.QuerySelectorParams{NodeID: document.Root.NodeID, Selector: selector})
	if err != nil {
		return nil, err
	}
	used, err := chromedp.Call(p.ctx, cdpcss.GetPlatformFontsForNode, cdpcss.GetPlatformFontsForNodeParams{NodeID: node.NodeID})
	if err != nil {
		return nil, err
	}
	fonts := make([]Font, len(used.Fonts))
	for i, f := range used.Fonts {
		fonts[i] = Font{Name: f.FamilyName, Ours: f.IsCustomFont, Glyphs: int(f.GlyphCount)}
	}
	return fonts, nil
}
