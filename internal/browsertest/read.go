package browsertest

import "strings"

// URL is the address of the page that is shown.
func (p *Page) URL() string {
	p.t.Helper()
	return Eval[string](p, "location.href")
}

// Title is the title of the document.
func (p *Page) Title() string {
	p.t.Helper()
	return Eval[string](p, "document.title")
}

// Text waits for the first element of the selector and gives the words to see in it.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return read[string](p, "text", selector)
}

// Attr waits for the first element of the selector and gives an attribute, empty if it has none.
func (p *Page) Attr(selector, name string) string {
	p.t.Helper()
	return read[string](p, "attribute", selector, name)
}

// Value waits for the field with the label or selector and gives what it holds.
func (p *Page) Value(field string) string {
	p.t.Helper()
	return read[string](p, "value", field)
}

// Checked waits for the radio or checkbox with the label or selector and tells whether it is chosen.
func (p *Page) Checked(field string) bool {
	p.t.Helper()
	return read[bool](p, "checked", field)
}

// Has tells whether an element of the selector is to be seen now.
func (p *Page) Has(selector string) bool {
	p.t.Helper()
	return p.Len(selector) > 0
}

// Len counts the elements of the selector that are to be seen now.
func (p *Page) Len(selector string) int {
	p.t.Helper()
	n, err := ask[int](p, "size", selector)
	if err != nil {
		p.fatalf("could not count %s: %v", selector, err)
	}
	return n
}

// HasText tells whether the words are to be seen now; runs of space count as one.
func (p *Page) HasText(words string) bool {
	p.t.Helper()
	has, _ := p.sees(words)
	return has
}

func (p *Page) sees(words string) (bool, string) {
	body, err := ask[string](p, "body")
	if err != nil {
		return false, err.Error()
	}
	return strings.Contains(body, strings.Join(strings.Fields(words), " ")), "the page says: " + body[:min(len(body), 600)]
}

// WaitText waits until the words are to be seen.
func (p *Page) WaitText(words string) {
	p.t.Helper()
	p.wait("the words \""+words+"\""+p.within(), func() (bool, string) { return p.sees(words) })
}

// WaitNoText waits until the words are not to be seen any more.
func (p *Page) WaitNoText(words string) {
	p.t.Helper()
	p.wait("the words \""+words+"\" to go"+p.within(), func() (bool, string) {
		has, said := p.sees(words)
		return !has, said
	})
}

// Wait waits until an element of the selector is to be seen.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	p.wait(selector+p.within(), func() (bool, string) {
		n, err := ask[int](p, "size", selector)
		return err == nil && n > 0, "there is none"
	})
}

// WaitURL waits until the address contains the part.
func (p *Page) WaitURL(part string) {
	p.t.Helper()
	p.wait("an address with "+part, func() (bool, string) {
		url, err := evaluate[string](p, "location.href")
		return err == nil && strings.Contains(url, part), "it is " + url
	})
	p.settle()
}

// ScrollWidth is how wide the page is; wider than Width means sideways scrolling.
func (p *Page) ScrollWidth() int {
	p.t.Helper()
	return Eval[int](p, "document.documentElement.scrollWidth")
}

// Width is how wide the device's window is.
func (p *Page) Width() int { return int(p.device.Width) }
