package letter

import (
	"regexp"
	"slices"
	"strings"
)

// Template is a letter with fields in braces, as an administrator writes it. Lines
// that begin with "# " are headings, "- " items of a list, "§ " the law at the end; an
// empty line parts paragraphs.
type Template struct {
	Title string
	Body  string
}

// Required is a block that stands in the letter whether the template places its field
// or not: guidance on how to complain, say (forvaltningsloven § 25).
type Required struct {
	Field   string // in the template: {klagevejledning}
	Heading string // over it, where the template does not place it
	Text    string
}

var field = regexp.MustCompile(`\{([^{}\n]*)\}`)

// Fields lists what stands in braces in the template, each once, as it stands there
// but for space: what is no field of the kind is refused by whoever keeps templates.
func (t Template) Fields() []string {
	var names []string
	for _, m := range field.FindAllStringSubmatch(t.Title+"\n"+t.Body, -1) {
		if name := strings.TrimSpace(m[1]); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// LooseBrace reports whether a brace stands in the template that is part of no field:
// somebody forgot the other one.
func (t Template) LooseBrace() bool {
	return strings.ContainsAny(field.ReplaceAllString(t.Title+"\n"+t.Body, ""), "{}")
}

// Compose fills a template: the title and the body of a letter. What was typed into a
// field stays text: it makes paragraphs and lists, never headings, fields or law. A
// paragraph whose fields are all empty is left out with the heading that stands alone
// over it. A field that values do not name is left out too; nothing in braces of the
// template reaches the letter. Required blocks the body does not place come last,
// before the law.
func Compose(t Template, values map[string]string, required ...Required) (title string, body []Block) {
	all := map[string]string{}
	for name, value := range values {
		all[name] = value
	}
	for _, r := range required {
		all[r.Field] = r.Text
	}
	body = headed(Parse(t.Body), all)
	body = append(body, missing(body, required)...)
	slices.SortStableFunc(body, func(a, b Block) int { return rank(a) - rank(b) })
	return oneLine(fill(t.Title, all)), body
}

// rank puts the law last.
func rank(b Block) int {
	if b.Kind == FinePrint {
		return 1
	}
	return 0
}

// missing are the required blocks whose text stands nowhere in the body.
func missing(body []Block, required []Required) []Block {
	var add []Block
	for _, r := range required {
		blocks := prose(r.Text)
		if len(blocks) == 0 || holds(body, blocks) {
			continue
		}
		if r.Heading != "" {
			add = append(add, Block{Heading, r.Heading})
		}
		add = append(add, blocks...)
	}
	return add
}

// holds reports whether every block of a required text stands in the body, alone or
// inside a paragraph.
func holds(body, blocks []Block) bool {
	for _, want := range blocks {
		if !slices.ContainsFunc(body, func(b Block) bool { return b.Kind != Heading && strings.Contains(b.Text, want.Text) }) {
			return false
		}
	}
	return true
}

// filled puts values into one block of a template. A paragraph that is one field alone
// becomes as many blocks as its value has.
func (b Block) filled(values map[string]string) []Block {
	names := Template{Body: b.Text}.Fields()
	if len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool { return strings.TrimSpace(values[n]) != "" }) {
		return nil
	}
	if len(names) == 1 && strings.TrimSpace(b.Text) == field.FindString(b.Text) && b.Kind == Paragraph {
		return prose(values[names[0]])
	}
	if b.Kind == Paragraph {
		b.Text = strings.TrimSpace(fill(b.Text, values))
	} else {
		b.Text = keepLines(b, values)
	}
	if b.Text == "" {
		return nil
	}
	return []Block{b}
}

// keepLines fills a heading, a list or the law so that a value stays on its line.
func keepLines(b Block, values map[string]string) string {
	flat := map[string]string{}
	for name, value := range values {
		flat[name] = oneLine(value)
	}
	var lines []string
	for _, line := range b.Lines() {
		if line = strings.TrimSpace(fill(line, flat)); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func fill(text string, values map[string]string) string {
	return field.ReplaceAllStringFunc(text, func(m string) string {
		return strings.TrimSpace(values[strings.TrimSpace(m[1:len(m)-1])])
	})
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Parse reads the blocks of a template's body.
func Parse(body string) []Block {
	var blocks []Block
	for _, b := range prose(body) {
		for b.Kind == Paragraph {
			head, rest, more := strings.Cut(b.Text, "\n")
			kind, text := marked(head)
			if kind == Paragraph {
				if at := strings.Index(b.Text, "\n# "); at >= 0 {
					blocks = append(blocks, Block{Paragraph, b.Text[:at]})
					b.Text = b.Text[at+1:]
					continue
				}
				break
			}
			if kind == FinePrint {
				text, more = oneLine(text+" "+rest), false
			}
			blocks = append(blocks, Block{kind, text})
			if b.Text = rest; !more {
				b.Text = ""
				break
			}
		}
		if b.Text != "" {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// marked reads what a line's first sign says it is.
func marked(line string) (Kind, string) {
	if text, is := strings.CutPrefix(line, "# "); is {
		return Heading, strings.TrimSpace(text)
	}
	if text, is := strings.CutPrefix(line, "§ "); is && !startsWithDigit(text) {
		return FinePrint, strings.TrimSpace(text)
	}
	return Paragraph, line
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// prose makes paragraphs and lists of a text.
func prose(text string) []Block {
	var blocks []Block
	last := Kind("")
	for _, line := range strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n") {
		kind := Paragraph
		line = strings.TrimSpace(line)
		if item, is := strings.CutPrefix(line, "- "); is {
			kind, line = Bullets, strings.TrimSpace(item)
		}
		switch {
		case line == "":
			last = ""
		case kind == last:
			blocks[len(blocks)-1].Text += "\n" + line
		default:
			blocks = append(blocks, Block{kind, line})
			last = kind
		}
	}
	return blocks
}

// headed fills the blocks of a template and leaves out what has nothing to say: a block
// whose fields are all empty, and a heading over nothing but such blocks.
func headed(blocks []Block, values map[string]string) []Block {
	var kept []Block
	for i, b := range blocks {
		if b.Kind != Heading || stands(blocks[i+1:], values) {
			kept = append(kept, b.filled(values)...)
		}
	}
	return kept
}

// stands reports whether a heading over these blocks is over something: what comes
// first of a block that is filled, a block that has no fields and the next heading decides.
func stands(below []Block, values map[string]string) bool {
	for i, b := range below {
		switch {
		case b.Kind == Heading || b.Kind == FinePrint:
			return false
		case len(Template{Body: b.Text}.Fields()) == 0:
			return i == 0
		case len(b.filled(values)) > 0:
			return true
		}
	}
	return false
}
