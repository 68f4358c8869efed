package browsertest

import (
	"context"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Click clicks what the selector or the visible words name, with a finger on a
// phone and with the mouse elsewhere, and waits for the page that this leads to.
// Words name links, buttons, summaries and labels; they fit as a whole, else as
// the beginning, else as a part, and must fit one thing only.
func (p *Page) Click(target string) {
	p.t.Helper()
	p.touch(target, p.find("act", target))
	p.settle()
}

// Tap is Click, for tests that read as what a thumb does.
func (p *Page) Tap(target string) {
	p.t.Helper()
	p.Click(target)
}

func (p *Page) touch(target string, s spot) {
	p.t.Helper()
	if p.device.Touch {
		// Two taps near each other in a moment are one gesture to the browser, and the second
		// reaches no field. No finger is that fast between two fields.
		time.Sleep(time.Until(p.tapped.Add(doubleTap)))
		p.run("tap "+target, chromedp.TapXY(s.X, s.Y))
		p.tapped = time.Now()
		return
	}
	move := chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, s.X, s.Y)
	p.run("click "+target, move, chromedp.MouseClickXY(s.X, s.Y))
}

// doubleTap is for how long a browser takes a second tap as part of the first.
const doubleTap = 350 * time.Millisecond

// Fill writes into the field with the label or selector, in place of what it
// held. A field that does not have the keyboard yet is clicked first, as by
// hand, and that click counts; the typing does not.
func (p *Page) Fill(field, text string) {
	p.t.Helper()
	s := p.find("field", field)
	if strings.Contains(text, "\n") && s.Kind == "text" {
		p.fatalf("fill %q: a field of one line takes no line break; use Press(\"Enter\")", field)
	}
	if !s.Focused {
		p.focus(field, s)
	}
	if s.Filled {
		if _, err := ask[bool](p, "selectAll"); err != nil {
			p.fatalf("fill %q: %v", field, err)
		}
		p.run("empty "+field, chromedp.KeyEvent(kb.Backspace))
	}
	p.Type(text)
}

// again is when somebody whose tap did nothing taps once more: a browser under load, or one
// that is still scrolling, swallows a tap. The page counts those that reach it.
const again = 2 * time.Second

// focus brings the keyboard to a field by touching it.
func (p *Page) focus(field string, s spot) {
	p.t.Helper()
	p.touch(field, s)
	touched := time.Now()
	p.wait("the keyboard to be in "+field, func() (bool, string) {
		now, err := ask[spot](p, "locate", "field", field)
		if err == nil && now.Problem == "" && !now.Focused && time.Since(touched) > again {
			p.touch(field, now)
			touched = time.Now()
		}
		where, _ := ask[string](p, "stop")
		return err == nil && now.Focused, "it is at " + where + " " + now.Problem
	})
}

// longText is where Type stops pressing every key: the middle of a longer text
// comes in one piece, as from the clipboard.
const longText = 300

// Type types where the keyboard is.
func (p *Page) Type(text string) {
	p.t.Helper()
	letters := []rune(text)
	if len(letters) <= longText {
		p.run("type", typed(letters))
		return
	}
	end := len(letters) - 20
	p.run("type", typed(letters[:20]), inserted(string(letters[20:end])), typed(letters[end:]))
}

// typed presses a key for each letter that a keyboard has; the rest, such as
// emoji, comes as from the phone's picture keyboard.
func typed(letters []rune) chromedp.Action[chromedp.Void] {
	var steps []chromedp.Action[chromedp.Void]
	var other []rune
	flush := func() {
		if len(other) > 0 {
			steps = append(steps, inserted(string(other)))
			other = nil
		}
	}
	for _, r := range letters {
		_, known := kb.Keys[r]
		if r == '\n' || r != '\t' && (known || unicode.IsLetter(r)) {
			flush()
			steps = append(steps, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error { return stroke(ctx, t, r, 0) }))
			continue
		}
		other = append(other, r)
	}
	flush()
	return chromedp.Steps(steps...)
}

func inserted(text string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}

// stroke presses and lets go of one key.
func stroke(ctx context.Context, t *chromedp.Target, r rune, held kb.Modifier) error {
	options := []chromedp.KeyOption{}
	if held != 0 {
		options = append(options, chromedp.KeyModifiers(held))
	}
	_, err := chromedp.KeyEvent(string(r), options...)(ctx, t)
	return err
}

// Choose makes the radio, checkbox or list entry with that label the chosen one.
// One that is chosen already is left alone. Where two lists have the entry, use
// In or Select.
func (p *Page) Choose(label string) {
	p.t.Helper()
	p.choose(label, p.find("choice", label))
}

// Select chooses an entry in the list with the label or selector.
func (p *Page) Select(list, entry string) {
	p.t.Helper()
	p.find("select", list)
	p.choose(entry, read[spot](p, "entry", list, entry))
}

func (p *Page) choose(label string, s spot) {
	p.t.Helper()
	if s.Chosen {
		return
	}
	if s.Kind != "option" && s.Kind != "radio" && s.Kind != "checkbox" {
		p.fatalf("choose %q: it is no radio, checkbox or list entry", label)
	}
	_, before, _ := p.loads.read()
	p.touch(label, s)
	if s.Kind == "option" {
		p.pickOption(s.Steps)
	}
	p.settle()
	if _, now, _ := p.loads.read(); now != before {
		return // the choice led to another page
	}
	p.wait(label+" to be chosen", func() (bool, string) {
		now, err := ask[spot](p, "locate", "choice", label)
		return err == nil && (now.Chosen || now.Problem != ""), "it is not"
	})
}

// pickOption walks the list by arrows and takes the entry. The open list is a
// window of the browser's own, which no pointer of a page reaches; a list just
// used may stay shut under the click, and then the arrows alone choose.
func (p *Page) pickOption(steps int) {
	p.t.Helper()
	open := p.listOpens()
	arrow, n := kb.ArrowDown, steps
	if steps < 0 {
		arrow, n = kb.ArrowUp, -steps
	}
	p.run("walk the list", chromedp.KeyEvent(strings.Repeat(arrow, n)))
	if open {
		p.run("take the entry", chromedp.KeyEvent(kb.Enter))
	}
}

// listOpens waits a moment for the list that was clicked to open.
func (p *Page) listOpens() bool {
	for range 20 {
		open, err := evaluate[bool](p, `document.activeElement.matches("select:open")`)
		if err == nil && open {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}

// Attach gives a file to the file field with the label or selector.
func (p *Page) Attach(field, path string) {
	p.t.Helper()
	full, err := filepath.Abs(path)
	if err != nil {
		p.fatalf("attach %s: %v", path, err)
	}
	p.find("file", field)
	selector := chromedp.JSPath("(" + strings.TrimSuffix(strings.TrimSpace(findScript), ";") + ").path(" + quoted(p.scope) + `, "file", ` + quoted(field) + ")")
	p.run("attach "+path, chromedp.SetUploadFiles(selector, []string{full}))
	p.settle()
}

var keys = map[string]string{
	"Enter": kb.Enter, "Tab": kb.Tab, "Escape": kb.Escape, "Space": " ", "Backspace": kb.Backspace, "Delete": kb.Delete,
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
	"Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown,
}

var modifiers = map[string]kb.Modifier{"Shift": kb.ModifierShift, "Control": kb.ModifierCtrl, "Alt": kb.ModifierAlt}

// Press presses one key where the keyboard is: "Enter", "Tab", "Space", "a",
// "Shift+Tab", "Control+k"; and waits for the page that this leads to.
func (p *Page) Press(key string) {
	p.t.Helper()
	p.press(key)
	p.settle()
}

func (p *Page) press(key string) {
	p.t.Helper()
	parts := strings.Split(key, "+")
	name := parts[len(parts)-1]
	var held kb.Modifier
	for _, m := range parts[:len(parts)-1] {
		if modifiers[m] == 0 {
			p.fatalf("press %s: %q is no modifier", key, m)
		}
		held |= modifiers[m]
	}
	if code, ok := keys[name]; ok {
		name = code
	}
	if len([]rune(name)) != 1 {
		p.fatalf("press %s: no such key", key)
	}
	p.run("press "+key, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		return stroke(ctx, t, []rune(name)[0], held)
	}))
}
