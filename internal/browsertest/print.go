package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"regexp"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var sheetOfPaper = regexp.MustCompile(`/Type\s*/Page[^s]`)

// Print prints the page as its style wants it on paper, and answers how many sheets
// it takes. The paper is kept as name.pdf in the folder KASKET_SHOTS, if that is set.
func (p *Page) Print(name string) (sheets int) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.set.timeout)
	defer cancel()
	var paper []byte
	_, err := chromedp.Run(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		printed, err := cdp.Call(ctx, t, cdppage.PrintToPDF, cdppage.PrintToPDFParams{PreferCSSPageSize: new(true)})
		paper = printed.Data
		return err
	}))
	if err != nil {
		p.fatalf("could not print the page: %v", err)
	}
	if folder := os.Getenv("KASKET_SHOTS"); folder != "" && os.MkdirAll(folder, 0o755) == nil {
		_ = os.WriteFile(filepath.Join(folder, name+".pdf"), paper, 0o644) // a copy to look at
	}
	return len(sheetOfPaper.FindAll(paper, -1))
}
