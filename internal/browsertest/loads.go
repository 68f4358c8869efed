package browsertest

import (
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// loads follows the document of the tab, so that an act waits for the page it leads to.
type loads struct {
	frame cdp.FrameID

	mu        sync.Mutex
	busy      bool
	documents int
	status    int64
}

func (l *loads) heard(event any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch e := event.(type) {
	case *cdppage.EventFrameRequestedNavigation:
		l.busy = l.busy || e.FrameID == l.frame && e.Disposition == cdppage.ClientNavigationDispositionCurrentTab
	case *cdppage.EventFrameStartedLoading:
		l.busy = l.busy || e.FrameID == l.frame
	case *cdppage.EventFrameStoppedLoading:
		l.busy = l.busy && e.FrameID != l.frame
	case *cdppage.EventNavigatedWithinDocument:
		if e.FrameID == l.frame {
			l.documents++
		}
	case *cdppage.EventFrameNavigated:
		if e.Frame.ID == l.frame {
			l.documents++
		}
	case *network.EventResponseReceived:
		if e.FrameID == l.frame && e.Type == network.ResourceTypeDocument {
			l.status = e.Response.Status
		}
	}
}

func (l *loads) read() (busy bool, documents int, status int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.busy, l.documents, l.status
}

// settle waits until the page that an act led to has loaded. Two looks into the
// page with a pause between give a form time to say that it is being sent.
func (p *Page) settle() {
	p.t.Helper()
	for range 2 {
		_, _ = evaluate[bool](p, "true")
		time.Sleep(15 * time.Millisecond)
	}
	p.wait("the page to load", func() (bool, string) {
		busy, _, _ := p.loads.read()
		return !busy, ""
	})
}

// Go opens the address and waits until the page has loaded.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.run("go to "+url, chromedp.Navigate(url))
	p.settle()
}

// Back goes back one page, as the browser's own button does; the page may come
// from the browser's memory, with what was typed still in it.
func (p *Page) Back() {
	p.t.Helper()
	history, err := chromedp.Call(p.ctx, cdppage.GetNavigationHistory, cdp.Empty{})
	if err != nil || history.CurrentIndex < 1 {
		p.fatalf("could not go back: there is no page before this one (%v)", err)
	}
	_, before, _ := p.loads.read()
	entry := cdppage.NavigateToHistoryEntryParams{EntryID: history.Entries[history.CurrentIndex-1].ID}
	if _, err := chromedp.Call(p.ctx, cdppage.NavigateToHistoryEntry, entry); err != nil {
		p.fatalf("could not go back: %v", err)
	}
	p.waitDocument("the page before", before)
}

func (p *Page) waitDocument(what string, before int) {
	p.t.Helper()
	p.wait(what, func() (bool, string) {
		busy, documents, _ := p.loads.read()
		return !busy && documents > before, "no new page came"
	})
	p.settle()
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.t.Helper()
	p.run("reload", chromedp.Reload())
	p.settle()
}

// Submit clicks what is named and fails unless that leads to a new document,
// be it the same address with errors.
func (p *Page) Submit(target string) {
	p.t.Helper()
	_, before, _ := p.loads.read()
	p.Click(target)
	p.waitDocument("the answer after "+target, before)
}

// Status is the HTTP status of the document that is shown.
func (p *Page) Status() int {
	_, _, status := p.loads.read()
	return int(status)
}
