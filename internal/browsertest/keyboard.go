package browsertest

import "strings"

// Keyboard is somebody who uses the page without pointer or finger. Every stop
// that it makes must be plain to see.
type Keyboard struct{ p *Page }

// KeyboardOnly gives the page to somebody with a keyboard alone.
func (p *Page) KeyboardOnly() Keyboard { return Keyboard{p: p} }

// mostStops is more than any page has; a page that needs more is itself at fault.
const mostStops = 250

// TabTo presses Tab until the keyboard is at what has the label (or fits the
// selector), and fails with the stops it made if it never gets there or if
// nobody could see the stop.
func (k Keyboard) TabTo(target string) {
	k.p.t.Helper()
	var stops []string
	for range mostStops {
		there, err := ask[bool](k.p, "focusedIs", target)
		if err != nil {
			k.p.fatalf("tab to %q: %v", target, err)
		}
		if there {
			if !k.p.FocusVisible() {
				k.p.fatalf("tab to %q: nobody can see that the keyboard is there", target)
			}
			return
		}
		k.p.press("Tab")
		stop, err := ask[string](k.p, "stop")
		if err != nil {
			k.p.fatalf("tab to %q: %v", target, err)
		}
		if stop == "the page itself" && len(stops) > 0 && stops[len(stops)-1] == stop {
			break
		}
		stops = append(stops, stop)
	}
	k.p.fatalf("tab to %q: never got there; the stops were\n    %s", target, strings.Join(stops, "\n    "))
}

// Activate tabs to a link or button and presses it.
func (k Keyboard) Activate(target string) {
	k.p.t.Helper()
	k.TabTo(target)
	k.p.Press("Enter")
}

// Fill tabs to a field and types into it, in place of what it held.
func (k Keyboard) Fill(field, text string) {
	k.p.t.Helper()
	k.TabTo(field)
	k.p.Fill(field, text)
}

// Choose tabs to the radio group, checkbox or list that has the label and
// chooses it by Space or arrows. What is chosen already is left alone.
func (k Keyboard) Choose(label string) {
	k.p.t.Helper()
	k.TabTo(label)
	kind, err := ask[string](k.p, "focusKind")
	if err != nil {
		k.p.fatalf("choose %q: %v", label, err)
	}
	steps, err := ask[int](k.p, "arrows", label)
	if err != nil {
		k.p.fatalf("choose %q: %v", label, err)
	}
	key := "ArrowDown"
	if steps < 0 {
		key, steps = "ArrowUp", -steps
	}
	for range steps {
		k.p.press(key)
	}
	if chosen, _ := ask[bool](k.p, "focusChosen"); !chosen && kind != "select" {
		k.p.press("Space")
	}
	k.p.settle()
}

// FocusVisible tells whether one can see where the keyboard is: by an outline,
// or by a look that differs from the same thing without the keyboard. To compare,
// the second leaves the element for a moment and returns.
func (p *Page) FocusVisible() bool {
	p.t.Helper()
	seen, err := ask[bool](p, "ring")
	if err != nil {
		p.fatalf("could not see the focus: %v", err)
	}
	return seen
}
