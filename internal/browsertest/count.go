package browsertest

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed count.js
var countScript string

// The counter lives in a world of its own beside the page's scripts, so that
// neither sees the other, and reports by a binding, so that no navigation and no
// script of the page can lose or forge a count.
const (
	counterWorld   = "kasket-counter"
	counterBinding = "kasketInteraction"
)

type counter struct{ n atomic.Int64 }

func (c *counter) heard(event any) {
	if e, ok := event.(*runtime.EventBindingCalled); ok && e.Name == counterBinding {
		c.n.Add(1)
	}
}

func (p *Page) installCounter() error {
	return chromedp.Do(p.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		binding := runtime.AddBindingParams{Name: counterBinding, ExecutionContextName: counterWorld}
		if _, err := cdp.Call(ctx, t, runtime.AddBinding, binding); err != nil {
			return err
		}
		script := cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: countScript, WorldName: counterWorld}
		_, err := cdp.Call(ctx, t, cdppage.AddScriptToEvaluateOnNewDocument, script)
		return err
	}))
}

// Interactions tells how many clicks, taps, activations by key and choices the
// page has seen so far. Typing is none.
func (p *Page) Interactions() int {
	p.t.Helper()
	if p.set.noScript {
		p.fatalf("interactions cannot be counted on a page without scripts")
	}
	// A look into the page comes back after the events that were sent before it.
	_, _ = evaluate[bool](p, "true")
	return int(p.counter.n.Load())
}

// Count runs what somebody does and tells how many interactions it took, also
// as one line "interactions NAME N" on standard output.
func (p *Page) Count(name string, do func()) int {
	p.t.Helper()
	before := p.Interactions()
	do()
	n := p.Interactions() - before
	fmt.Fprintf(os.Stdout, "interactions %s %d\n", name, n)
	return n
}
