package letter

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// mark is where a part of the text stands: a page, and the number of its marks there.
type mark struct{ page, number int }

// tagged gathers what a screen reader needs: which part is a heading, a paragraph or
// an item, in the order they are read (ISO 32000-1, 14.7 and 14.8).
type tagged struct {
	parts []part
	marks [][]mark // by part
	text  []rune   // every character of the letter, in order and once
}

// element is one object of the structure tree.
type element struct {
	role   string
	parent int   // an index of elements; -1 for the root
	kids   []int // likewise
	part   int   // of the text; -1 for what only holds others
}

// tree makes the elements: the document, the parts in it, lists with their items.
func (t *tagged) tree() []element {
	all := []element{{role: "Document", parent: -1, part: -1}}
	add := func(role string, parent, part int) int {
		all = append(all, element{role: role, parent: parent, part: part})
		all[parent].kids = append(all[parent].kids, len(all)-1)
		return len(all) - 1
	}
	list, item, listAt, itemAt := 0, 0, 0, 0
	for i, p := range t.parts {
		if len(t.marks[i]) == 0 {
			continue
		}
		if p.list == 0 {
			add(p.role, 0, i)
			continue
		}
		if p.list != list {
			list, item, listAt = p.list, -1, add("L", 0, -1)
		}
		if p.item != item {
			item, itemAt = p.item, add("LI", listAt, -1)
		}
		add(p.role, itemAt, i)
	}
	return all
}

// update is what is written after a PDF: objects anew or for the first time, and where
// they begin (ISO 32000-1, 7.5.6, incremental updates).
type update struct {
	out    *bytes.Buffer
	starts map[int]int
	order  []int
}

func (u *update) object(number int, text string) {
	u.starts[number] = u.out.Len()
	u.order = append(u.order, number)
	fmt.Fprintf(u.out, "%d 0 obj\n%s\nendobj\n", number, text)
}

// write adds the structure tree to a PDF that fpdf made, which knows none.
func (t *tagged) write(pdf []byte, pages int) ([]byte, error) {
	size, err := trailing(pdf, "/Size ")
	if err != nil {
		return nil, err
	}
	root, err := trailing(pdf, "/Root ")
	if err != nil {
		return nil, err
	}
	info, err := trailing(pdf, "/Info ")
	if err != nil {
		return nil, err
	}
	before, err := trailing(pdf, "startxref\n")
	if err != nil {
		return nil, err
	}
	u := &update{out: bytes.NewBuffer(append([]byte{}, pdf...)), starts: map[int]int{}}
	treeRoot, parents, first := size, size+1, size+2
	all := t.tree()
	byPage := make([][]string, pages) // the element of each mark
	for i, e := range all {
		if e.part < 0 {
			continue
		}
		for _, m := range t.marks[e.part] {
			byPage[m.page] = append(byPage[m.page], ref(first+i))
		}
	}
	for n := range pages {
		// fpdf writes page n as object 1+2n.
		if err := u.amend(pdf, 3+2*n, "<</Type /Page", fmt.Sprintf("/StructParents %d /Tabs /S", n)); err != nil {
			return nil, err
		}
	}
	for _, m := range toUnicode.FindAllSubmatch(pdf, -1) {
		number, err := strconv.Atoi(string(m[1]))
		if err != nil {
			return nil, fmt.Errorf("reading where a font's characters are told: %w", err)
		}
		u.object(number, t.characters())
	}
	shown := fmt.Sprintf("/MarkInfo <</Marked true>> /StructTreeRoot %s /ViewerPreferences <</DisplayDocTitle true>>", ref(treeRoot))
	if err := u.amend(pdf, root, "/Type /Catalog", shown); err != nil {
		return nil, err
	}
	u.object(treeRoot, fmt.Sprintf("<</Type /StructTreeRoot /K [%s] /ParentTree %s /ParentTreeNextKey %d>>", ref(first), ref(parents), pages))
	var nums strings.Builder
	for n, refs := range byPage {
		fmt.Fprintf(&nums, "%d [%s] ", n, strings.Join(refs, " "))
	}
	u.object(parents, "<</Nums ["+nums.String()+"]>>")
	for i, e := range all {
		u.object(first+i, t.written(e, treeRoot, first))
	}
	u.end(first+len(all), root, info, before)
	return u.out.Bytes(), nil
}

var toUnicode = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)

// characters tells a reader which character each code of a font is: itself. fpdf says
// it in one range, in which only the last byte may count (ISO 32000-1, 9.10.3), so that
// some readers took Ł for A.
func (t *tagged) characters() string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for some := range slices.Chunk(t.text, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for _, c := range some {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", c, c)
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", b.Len(), b.String())
}

// written is an element as an object.
func (t *tagged) written(e element, root, first int) string {
	parent := ref(root)
	if e.parent >= 0 {
		parent = ref(first + e.parent)
	}
	var kids []string
	for _, k := range e.kids {
		kids = append(kids, ref(first+k))
	}
	if e.part >= 0 {
		for _, m := range t.marks[e.part] {
			kids = append(kids, fmt.Sprintf("<</Type /MCR /Pg %s /MCID %d>>", ref(3+2*m.page), m.number))
		}
	}
	return fmt.Sprintf("<</Type /StructElem /S /%s /P %s /K [%s]>>", e.role, parent, strings.Join(kids, " "))
}

// amend writes an object of the PDF anew with more in it, after the words it begins
// with.
func (u *update) amend(pdf []byte, number int, begins, more string) error {
	head := fmt.Sprintf("\n%d 0 obj\n", number)
	from := bytes.Index(pdf, []byte(head))
	if from < 0 {
		return fmt.Errorf("object %d is not in the PDF", number)
	}
	text := pdf[from+len(head):]
	to := bytes.Index(text, []byte("\nendobj"))
	at := bytes.Index(text, []byte(begins))
	if to < 0 || at < 0 || at > to {
		return fmt.Errorf("object %d of the PDF is not as expected", number)
	}
	at += len(begins)
	u.object(number, string(text[:at])+"\n"+more+string(text[at:to]))
	return nil
}

// end writes where the objects begin, and that what came before still counts.
func (u *update) end(size, root, info, before int) {
	at := u.out.Len()
	u.out.WriteString("xref\n")
	for _, n := range u.order {
		fmt.Fprintf(u.out, "%d 1\n%010d 00000 n \n", n, u.starts[n])
	}
	fmt.Fprintf(u.out, "trailer\n<<\n/Size %d\n/Root %s\n/Info %s\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n", size, ref(root), ref(info), before, at)
}

func ref(number int) string { return strconv.Itoa(number) + " 0 R" }

// trailing reads the last number that stands behind a word.
func trailing(pdf []byte, word string) (int, error) {
	at := bytes.LastIndex(pdf, []byte(word))
	if at < 0 {
		return 0, fmt.Errorf("the PDF has no %q", strings.TrimSpace(word))
	}
	digits := pdf[at+len(word):]
	end := 0
	for end < len(digits) && digits[end] >= '0' && digits[end] <= '9' {
		end++
	}
	return strconv.Atoi(string(digits[:end]))
}
