package browsertest

import (
	"fmt"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// Message is something the page or the browser complained about, or said.
type Message struct {
	Kind string // "error", "warning", "exception", "request", "dialog", or the console method
	Text string
	URL  string
}

// String gives the message on one line.
func (m Message) String() string {
	if m.URL == "" {
		return m.Kind + ": " + m.Text
	}
	return fmt.Sprintf("%s: %s (%s)", m.Kind, m.Text, m.URL)
}

// bad says whether a page in order would not have it.
func (m Message) bad() bool {
	return m.Kind == "error" || m.Kind == "exception" || m.Kind == "request" || m.Kind == "assert" || m.Kind == "warning"
}

type console struct {
	mu       sync.Mutex
	messages []Message
	asked    map[network.RequestID]string
	page     map[network.RequestID]bool
}

func (c *console) add(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.messages = append(c.messages, m)
}

func (c *console) heard(event any, frame cdp.FrameID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		c.remember(e, frame)
	case *network.EventLoadingFailed:
		if !e.Canceled {
			c.messages = append(c.messages, Message{Kind: "request", Text: e.ErrorText, URL: c.asked[e.RequestID]})
		}
	case *runtime.EventExceptionThrown:
		c.messages = append(c.messages, thrown(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		c.messages = append(c.messages, Message{Kind: string(e.Type), Text: spoken(e.Args)})
	case *log.EventEntryAdded:
		c.entry(e.Entry)
	}
}

func (c *console) remember(e *network.EventRequestWillBeSent, frame cdp.FrameID) {
	if c.asked == nil {
		c.asked, c.page = map[network.RequestID]string{}, map[network.RequestID]bool{}
	}
	c.asked[e.RequestID] = e.Request.URL
	c.page[e.RequestID] = e.Type == network.ResourceTypeDocument && e.FrameID == frame
}

// entry notes what the browser itself logs: refused scripts and styles, missing
// files. That the document answered 422 or 404 is the test's to judge (Status),
// and a failed request is noted once, by its own event.
func (c *console) entry(e *log.Entry) {
	if e.Source == log.EntrySourceNetwork && (c.page[e.NetworkRequestID] || strings.Contains(e.Text, "net::ERR_")) {
		return
	}
	c.messages = append(c.messages, Message{Kind: string(e.Level), Text: e.Text, URL: e.URL})
}

func thrown(d *runtime.ExceptionDetails) Message {
	text := d.Text
	if d.Exception != nil && d.Exception.Description != "" {
		text += " " + d.Exception.Description
	}
	return Message{Kind: "exception", Text: text, URL: d.URL}
}

func spoken(args []*runtime.RemoteObject) string {
	words := make([]string, 0, len(args))
	for _, a := range args {
		word := strings.Trim(string(a.Value), `"`)
		if word == "" {
			word = a.Description
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// Console gives what was said on the console so far, with refused scripts and
// styles, exceptions, failed requests and dialogs (which are answered yes).
func (p *Page) Console() []Message {
	p.console.mu.Lock()
	defer p.console.mu.Unlock()
	return append([]Message(nil), p.console.messages...)
}

// ClearConsole forgets what was said, after a test has made a fault on purpose.
func (p *Page) ClearConsole() {
	p.console.mu.Lock()
	defer p.console.mu.Unlock()
	p.console.messages = nil
}

// NoConsoleErrors fails the test for every error, warning, exception and failed
// request so far; the status of the document itself is no such error.
func (p *Page) NoConsoleErrors() {
	p.t.Helper()
	for _, m := range p.Console() {
		if m.bad() {
			p.t.Errorf("console at %s: %s", p.URL(), m)
		}
	}
}
