package browsertest

import (
	"context"

	"github.com/chromedp/chromedp"
)

// Look shows the loaded page on another device, to somebody who prefers the other
// theme, or on paper, without loading it again.
func (p *Page) Look(d Device, options ...Option) {
	p.t.Helper()
	p.device, p.set.dark, p.set.forced, p.set.print = d, false, false, false
	for _, o := range options {
		o(&p.set)
	}
	if err := chromedp.Do(p.ctx, chromedp.Func(p.emulate)); err != nil {
		p.fatalf("could not show the page on a %s: %v", d.Name, err)
	}
	// What a new style sets fading ends at once, so that a look sees the end of it.
	const drawn = `new Promise((done) => setTimeout(() => {
		document.body.getBoundingClientRect();
		document.getAnimations().forEach((a) => a.finish());
		done(1);
	}, 20))`
	ctx, cancel := context.WithTimeout(p.ctx, p.set.timeout)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](drawn, chromedp.EvalAwaitPromise)); err != nil {
		p.fatalf("the page was not drawn anew: %v", err)
	}
}
