package browsertest

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Device is what a person holds: the size of the window and whether it is touched.
type Device struct {
	Name          string
	Width, Height int64
	Touch         bool
}

// The two devices every page is made for.
var (
	Phone   = Device{Name: "phone", Width: 390, Height: 844, Touch: true}
	Desktop = Device{Name: "desktop", Width: 1280, Height: 900}
)

// Paper is what a sheet of A4 leaves between its margins.
var Paper = Device{Name: "paper", Width: 673, Height: 987}

type settings struct {
	noScript, dark, forced, print bool
	timeout                       time.Duration
}

// Option changes how a page is opened.
type Option func(*settings)

// NoScript opens the page with JavaScript switched off.
func NoScript(s *settings) { s.noScript = true }

// Dark opens the page for somebody who prefers a dark theme.
func Dark(s *settings) { s.dark = true }

// Forced opens the page for somebody whose system chooses all colours.
func Forced(s *settings) { s.forced = true }

// Print opens the page as it is printed.
func Print(s *settings) { s.print = true }

// Timeout sets how long one act or one wait may take; 10 seconds if not given.
func Timeout(d time.Duration) Option { return func(s *settings) { s.timeout = d } }

// Page is one tab of somebody with cookies of their own. Its methods fail the
// test it was opened for, and so belong on that test's goroutine.
type Page struct {
	*tab
	scope string
}

// tab is what all scopes of a page share.
type tab struct {
	t       testing.TB
	ctx     context.Context
	device  Device
	set     settings
	loads   loads
	console console
	counter counter
	shots   int
	tapped  time.Time // when a finger touched the page last
}

// Open opens an empty page in a browser context of its own: no cookie, no
// storage and no cache is shared with any other page. It closes with the test.
func (b *Browser) Open(t testing.TB, d Device, options ...Option) *Page {
	t.Helper()
	p := &Page{tab: &tab{t: t, device: d, set: settings{timeout: 10 * time.Second}}}
	for _, o := range options {
		o(&p.set)
	}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	p.ctx = ctx
	t.Cleanup(func() {
		if t.Failed() {
			p.saveShot("failed")
		}
		cancel()
	})
	if err := p.prepare(); err != nil {
		t.Fatalf("browsertest: open a %s page: %v", d.Name, err)
	}
	return p
}

func (p *Page) prepare() error {
	if err := chromedp.Do(p.ctx, chromedp.Func(p.emulate)); err != nil {
		return err
	}
	p.loads.frame = cdp.FrameID(chromedp.FromContext(p.ctx).Target.TargetID)
	if err := chromedp.Listen(p.ctx, p.heard); err != nil {
		return err
	}
	return p.installCounter()
}

// emulate gives the page its window, its theme and its focus: without the last,
// a tab among several would never show where the keyboard is.
func (p *Page) emulate(ctx context.Context, t *chromedp.Target) error {
	view := []chromedp.EmulateViewportOption{}
	if p.device.Touch {
		view = append(view, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
	}
	if _, err := chromedp.EmulateViewport(p.device.Width, p.device.Height, view...)(ctx, t); err != nil {
		return err
	}
	scheme := "light"
	if p.set.dark {
		scheme = "dark"
	}
	colours := "none"
	if p.set.forced {
		colours = "active"
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "forced-colors", Value: colours}}}
	if p.set.print {
		media.Media = "print"
	}
	if _, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, media); err != nil {
		return err
	}
	if _, err := cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		return err
	}
	script := emulation.SetScriptExecutionDisabledParams{Value: p.set.noScript}
	_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, script)
	return err
}

// heard sorts what the browser tells about this tab. It runs on the goroutine
// that reads the browser, so it only notes.
func (p *Page) heard(event any) {
	if dialog, ok := event.(*cdppage.EventJavascriptDialogOpening); ok {
		p.console.add(Message{Kind: "dialog", Text: dialog.Message})
		go p.acceptDialog()
		return
	}
	p.loads.heard(event)
	p.console.heard(event, p.loads.frame)
	p.counter.heard(event)
}

// acceptDialog says yes to a question of the page, which waits until then.
func (p *Page) acceptDialog() {
	if _, err := chromedp.Call(p.ctx, cdppage.HandleJavaScriptDialog, cdppage.HandleJavaScriptDialogParams{Accept: true}); err != nil {
		p.console.add(Message{Kind: "exception", Text: "the dialog could not be answered: " + err.Error()})
	}
}

// In gives the same page, looking only inside the first element that the
// selector names: p.In("#row-4").Click("Åbn").
func (p *Page) In(selector string) *Page {
	return &Page{tab: p.tab, scope: selector}
}

// Device tells what the page was opened on.
func (p *Page) Device() Device { return p.device }
