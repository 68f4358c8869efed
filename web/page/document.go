package page

import (
	"context"
	"strconv"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/document"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// DocumentPath is a document; parts lead to a page below it.
func DocumentPath(n id.Document, parts ...string) string {
	return below("/documents", id.String(n), parts)
}

// DocumentFilePath is where a file of a document is fetched.
func DocumentFilePath(n id.Document, position int) string {
	return DocumentPath(n, "files", strconv.Itoa(position))
}

// NewDocumentPath is where a document is added to a youth's record; with a type it is
// chosen already.
func NewDocumentPath(y id.Youth, kind string) string {
	path := YouthPath(y, "documents", "new")
	if kind != "" {
		path += "?type=" + kind
	}
	return path
}

// DocumentList is the documents of a youth.
type DocumentList struct {
	Documents []document.Listed
	Types     []programme.Entry // those that can be chosen today
	Type      string            // the list is narrowed to it
	Later     bool              // a page after the first
	More      bool
}

func (l DocumentList) path(f Frame, kind string, after *document.Listed) string {
	path := YouthPath(f.Youth.ID, "documents")
	sep := "?"
	if kind != "" {
		path, sep = path+"?type="+kind, "&"
	}
	if after != nil {
		path += sep + "before=" + after.DatedOn.String() + "." + id.String(after.ID)
	}
	return path
}

func (l DocumentList) pager(ctx context.Context, f Frame) ui.PagerProps {
	p := ui.PagerProps{Shown: i18n.N(ctx, "document.shown", len(l.Documents))}
	if l.Later {
		p.First = l.path(f, l.Type, nil)
	}
	if l.More {
		p.Next = l.path(f, l.Type, &l.Documents[len(l.Documents)-1])
	}
	return p
}

func (l DocumentList) tags(ctx context.Context, f Frame) []ui.Link {
	if l.Type == "" {
		return nil
	}
	return []ui.Link{{Href: l.path(f, "", nil), Label: typeName(ctx, l.Types, l.Type)}}
}

func (l DocumentList) clear(f Frame) string {
	if l.Type == "" {
		return ""
	}
	return l.path(f, "", nil)
}

// DocumentForm is the form of a document, added or corrected.
type DocumentForm struct {
	Typed
	Types    []programme.Entry
	Document id.Document // that is corrected; 0 is a new one
}

// underretning reports whether the form is one of an underretning.
func (f DocumentForm) underretning() bool { return f.Values.Get("type") == document.Underretning }

// title is what the form does.
func (f DocumentForm) title(ctx context.Context) string {
	switch {
	case f.Document != 0:
		return i18n.T(ctx, "document.edit_title")
	case f.underretning():
		return i18n.T(ctx, "document.underretning_title")
	}
	return i18n.T(ctx, "document.new_title")
}

// DocumentPage is a document as it stands.
type DocumentPage struct {
	document.Listed
	UsedIn      []caseload.UsedIn
	ReceiptDays int       // within how many open days a receipt is expected; 0 where none is
	ReceiptBy   when.Date // the last of them
	Receipt     Typed     // the form that notes a receipt
}

// awaits reports whether the receipt is still to come.
func (d DocumentPage) awaits() bool { return d.AwaitsReceipt(d.ReceiptDays) }

// DocumentTitle is what a document is called: Brev fra Lægehuset.
func DocumentTitle(ctx context.Context, d document.Listed) string {
	return i18n.T(ctx, "document.title_"+string(d.Direction), nameIn(ctx, d.TypeDa, d.TypeEn), d.Party)
}

// documentFiles says how much there is: 3 filer, 4,2 MB.
func documentFiles(ctx context.Context, files []document.File) string {
	size := 0
	for _, f := range files {
		size += f.Size
	}
	return i18n.N(ctx, "document.files", len(files)) + ", " + fileSize(ctx, size)
}

// fileSize is a number of bytes as people say it.
func fileSize(ctx context.Context, bytes int) string {
	if bytes < 1<<20 {
		return i18n.T(ctx, "document.kb", i18n.Number(ctx, float64(max(1, (bytes+512)>>10))))
	}
	return i18n.T(ctx, "document.mb", i18n.Number(ctx, float64(bytes*10>>20)/10))
}

func documentFlags(ctx context.Context, d document.Listed) []ui.FlagProps {
	var flags []ui.FlagProps
	if d.UsedAt != nil {
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "document.used")})
	}
	if d.AwaitsReceipt(programme.ReceiptDays(d.Rule)) {
		flags = append(flags, ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "document.no_receipt")})
	}
	return flags
}

// documentBy says who added a document, and for whom.
func documentBy(ctx context.Context, d document.Listed) string {
	if d.ForName != nil {
		return i18n.T(ctx, "contact.by_for", d.AddedByName, *d.ForName)
	}
	return d.AddedByName
}

func (d DocumentPage) facts(ctx context.Context, f Frame) []ui.Fact {
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "field.type"), Value: nameIn(ctx, d.TypeDa, d.TypeEn)},
		{Label: i18n.T(ctx, "document.party_"+string(d.Direction)), Value: d.Party},
		{Label: i18n.T(ctx, "field.dated_on"), Value: i18n.DateOf(ctx, d.DatedOn)},
	}
	if d.Concerns != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "field.concerns"), Value: i18n.T(ctx, "document.concerns."+string(d.Concerns))})
	}
	switch {
	case d.ReceiptOn != nil:
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "field.receipt_on"), Value: i18n.DateOf(ctx, *d.ReceiptOn)})
	case d.awaits() && !d.ReceiptBy.IsZero():
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "document.receipt_by"), Body: ui.Flag(d.receiptKind(f.Today()), i18n.DayOf(ctx, d.ReceiptBy, f.Today()))})
	}
	return append(facts, ui.Fact{Label: i18n.T(ctx, "document.added"), Value: i18n.Moment(ctx, d.AddedAt, f.Now) + ", " + documentBy(ctx, d.Listed)})
}

// receiptKind is red only where the deadline that was missed is the house's own.
func (d DocumentPage) receiptKind(today when.Date) ui.FlagKind {
	if today.After(d.ReceiptBy) {
		return ui.Soon
	}
	return ui.Plain
}

// scanned says whether anything looked for viruses in the files.
func (d DocumentPage) scanned(ctx context.Context, f Frame) string {
	for _, file := range d.Files {
		if file.ScannedAt == nil {
			return i18n.T(ctx, "document.not_scanned")
		}
	}
	return i18n.T(ctx, "document.scanned")
}

func (d DocumentPage) mayCorrect(f Frame) bool {
	return f.May(access.CorrectDocument) && d.Correctable(f.Actor.Staff, f.Now)
}

func (d DocumentPage) mayWithdraw(f Frame) bool {
	return f.May(access.WithdrawDocument) && d.Withdrawable(f.Actor.Staff, f.Now)
}

func (d DocumentPage) pictures() bool {
	for _, f := range d.Files {
		if f.Image() {
			return true
		}
	}
	return false
}

// DocumentFacts are what is said of a document, in words.
func DocumentFacts(ctx context.Context, d document.Listed) []ui.Fact {
	return []ui.Fact{
		{Label: i18n.T(ctx, "field.type"), Value: nameIn(ctx, d.TypeDa, d.TypeEn)},
		{Label: i18n.T(ctx, "document.party_"+string(d.Direction)), Value: d.Party},
		{Label: i18n.T(ctx, "field.dated_on"), Value: i18n.DateOf(ctx, d.DatedOn)},
		{Label: i18n.T(ctx, "field.note"), Value: d.Note},
	}
}

// WithType adds the type of a document to those that can be chosen today: it may keep
// one that the catalogue no longer offers.
func WithType(types []programme.Entry, d document.Listed) []programme.Entry {
	for _, t := range types {
		if t.Code == d.Type {
			return types
		}
	}
	return append(types, programme.Entry{Code: d.Type, NameDa: d.TypeDa, NameEn: d.TypeEn})
}

func typeName(ctx context.Context, types []programme.Entry, code string) string {
	for _, t := range types {
		if t.Code == code {
			return programme.Name(t, string(i18n.LangOf(ctx)))
		}
	}
	return code
}
