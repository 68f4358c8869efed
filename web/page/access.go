package page

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"kasket/internal/access"
	"kasket/internal/casework/document"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// AccessPath is a request for access to the file; parts lead to a page below it.
func AccessPath(n id.AccessRequest, parts ...string) string {
	return below("/access-requests", id.String(n), parts)
}

// AccessItemPath is one thing of the file, as it concerns a request.
func AccessItemPath(n id.AccessRequest, i fileaccess.Item) string {
	return AccessPath(n, "items", string(i.Kind), strconv.FormatInt(i.ID, 10))
}

// AccessForm registers a request.
type AccessForm struct {
	Typed
	Parties []network.Party // around the youth, who may read the file today
}

func (f AccessForm) askers(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: string(fileaccess.TheYouth), Label: capital(i18n.T(ctx, "access.asker.youth"))}}
	for _, p := range f.Parties {
		if p.Person != 0 && p.Rights {
			options = append(options, ui.Option{Value: id.String(p.Person), Label: i18n.T(ctx, "access.asker."+string(p.Capacity), p.Name)})
		}
	}
	return append(options, ui.Option{Value: string(fileaccess.SomeOther), Label: capital(i18n.T(ctx, "access.asker.other"))})
}

// AccessView is a request with everything of the file.
type AccessView struct {
	fileaccess.Request
	fileaccess.List
	Make, Delay, Answer Typed
	Only                bool // those that are to be looked at
	After               int  // the list begins after this number
}

// itemsShown is how many things of the file a page of the list holds.
const itemsShown = 80

// shown are the rows of this page, and the number the next one begins after.
func (v AccessView) shown() (rows []fileaccess.Item, next int) {
	for _, i := range v.Items {
		if i.Number <= v.After || v.Only && !i.ToSee() {
			continue
		}
		if len(rows) == itemsShown {
			return rows, rows[len(rows)-1].Number
		}
		rows = append(rows, i)
	}
	return rows, 0
}

func (v AccessView) path(only bool, after int) string {
	path := AccessPath(v.ID)
	var q []string
	if only {
		q = append(q, "show=to_see")
	}
	if after > 0 {
		q = append(q, "after="+strconv.Itoa(after))
	}
	if len(q) > 0 {
		path += "?" + strings.Join(q, "&")
	}
	return path
}

func (v AccessView) pager(ctx context.Context, rows []fileaccess.Item, next int) ui.PagerProps {
	p := ui.PagerProps{Shown: i18n.N(ctx, "access.shown", len(rows))}
	if v.After > 0 {
		p.First = v.path(v.Only, 0)
	}
	if next > 0 {
		p.Next = v.path(v.Only, next)
	}
	return p
}

// mayHandle reports whether who looks may do something about the request.
func (v AccessView) mayHandle(f Frame) bool { return v.Open() && f.May(access.HandleAccess) }

// AccessItem is one thing of the file with the form of what becomes of it.
type AccessItem struct {
	fileaccess.Request
	Item    fileaccess.Item
	Grounds []programme.Entry
	Left    int // how many are still to be looked at
	Form    Typed
}

// Digest is of what the page shows.
func (v AccessItem) Digest() string { return hex.EncodeToString(v.Item.Digest()) }

// accessAsker is who asks, in words.
func accessAsker(ctx context.Context, r fileaccess.Request) string {
	if r.Asker == fileaccess.TheYouth {
		return i18n.T(ctx, "access.asker.youth")
	}
	return r.Name
}

// accessFlag says how a request stands.
func accessFlag(ctx context.Context, f Frame, r fileaccess.Request) ui.FlagProps {
	if !r.Open() {
		return ui.FlagProps{Text: i18n.T(ctx, "access.outcome."+string(r.Outcome))}
	}
	due, ok := r.Due()
	if !ok {
		return ui.FlagProps{Text: i18n.T(ctx, "access.open")}
	}
	flag := ui.FlagProps{Text: i18n.T(ctx, "access.due", i18n.DayOf(ctx, due, f.Today()))}
	switch days := due.Sub(f.Today()); {
	case days < 0:
		flag.Kind = ui.Late // our own deadline
	case days <= 2:
		flag.Kind = ui.Soon
	}
	return flag
}

func accessFacts(ctx context.Context, f Frame, r fileaccess.Request) []ui.Fact {
	flag := accessFlag(ctx, f, r)
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "access.state"), Body: ui.Flag(flag.Kind, flag.Text)},
		{Label: i18n.T(ctx, "field.asker"), Value: capital(accessAsker(ctx, r))},
		{Label: i18n.T(ctx, "field.asked_on"), Value: i18n.DateOf(ctx, r.AskedOn)},
		{Label: i18n.T(ctx, "field.access_basis"), Value: i18n.T(ctx, "access.basis."+string(r.Basis))},
	}
	wish := r.Wish
	if wish == "" {
		wish = i18n.T(ctx, "access.everything")
	}
	facts = append(facts, ui.Fact{Label: i18n.T(ctx, "field.access_wish"), Value: wish})
	for _, d := range r.Delays {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "access.postponed", i18n.DateOf(ctx, d.Until)), Value: i18n.T(ctx, "access.postponed_why", d.Reason, i18n.DateOf(ctx, d.ToldOn), d.By)})
	}
	if !r.Open() {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "field.answered_on"), Value: i18n.DateOf(ctx, *r.AnsweredOn) + ", " + r.ClosedName})
		if r.AnsweredHow != "" {
			facts = append(facts, ui.Fact{Label: i18n.T(ctx, "field.answered_how"), Value: r.AnsweredHow})
		}
	}
	return append(facts, ui.Fact{Label: i18n.T(ctx, "access.registered"), Value: i18n.Moment(ctx, r.At, f.Now) + ", " + r.ByName})
}

// accessTitle is what a thing of the file is called in its list.
func accessTitle(ctx context.Context, i fileaccess.Item) string {
	kind, state, _ := strings.Cut(i.Code, ".")
	switch i.Kind {
	case fileaccess.AContact:
		return i18n.T(ctx, "entry.outcome."+state) + ", " + i18n.T(ctx, "entry.kind."+kind)
	case fileaccess.ADocument:
		return i18n.T(ctx, "document.title_"+kind, nameIn(ctx, i.NameDa, i.NameEn), i.Who)
	case fileaccess.ADecision:
		return i18n.T(ctx, "access.kind.decision", nameIn(ctx, i.NameDa, i.NameEn))
	case fileaccess.AMeasure:
		return i18n.T(ctx, "access.kind.measure", nameIn(ctx, i.NameDa, i.NameEn), i18n.T(ctx, "measure.by."+i.Code))
	case fileaccess.AMeeting:
		return i18n.T(ctx, "access.kind.meeting", i18n.T(ctx, "meeting.state."+state))
	case fileaccess.OwnWords:
		return i18n.T(ctx, "access.kind.words", i18n.T(ctx, "words.kind."+i.Code))
	case fileaccess.AStatus, fileaccess.AFollowup, fileaccess.AnExit:
		return i18n.T(ctx, "access.kind."+string(i.Kind), nameIn(ctx, i.NameDa, i.NameEn))
	case fileaccess.AHandover:
		return i18n.T(ctx, "access.kind.handover", i.Who)
	case fileaccess.AReferral, fileaccess.AQuestion:
		if i.Who != "" {
			return i18n.T(ctx, "access.kind."+string(i.Kind)+"_who", i.Who)
		}
	case fileaccess.ALetter:
		if i.Who != "" {
			return i18n.T(ctx, "access.kind.letter_who", i.Who)
		}
	}
	return i18n.T(ctx, "access.kind."+string(i.Kind))
}

// accessPart is what a piece of a text is called; nothing where the item says it.
func accessPart(ctx context.Context, p fileaccess.Part) string {
	key := "access.part." + p.Name
	if !i18n.Has(key) {
		return ""
	}
	return i18n.T(ctx, key)
}

// accessReason says in words why a thing is to be looked at.
func accessReason(ctx context.Context, flag fileaccess.Flag) string {
	switch flag.Code {
	case fileaccess.Known, fileaccess.Names:
		return i18n.T(ctx, "access.flag."+string(flag.Code), strings.Join(flag.Words, ", "))
	case fileaccess.ToldBy:
		return i18n.T(ctx, "access.flag.told_by", i18n.T(ctx, "entry.with."+flag.Words[0]))
	}
	return i18n.T(ctx, "access.flag."+string(flag.Code))
}

// accessState says what becomes of a thing, or that it is still to be looked at.
func accessState(ctx context.Context, i fileaccess.Item) ui.FlagProps {
	switch {
	case i.ToSee():
		return ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "access.to_see")}
	case i.Review == nil:
		return ui.FlagProps{Text: i18n.T(ctx, "access.choice.give")}
	case i.Review.Choice == fileaccess.Give:
		return ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "access.seen")}
	}
	return ui.FlagProps{Text: i18n.T(ctx, "access.choice."+string(i.Review.Choice))}
}

func groundOptions(ctx context.Context, grounds []programme.Entry) []ui.Option {
	options := make([]ui.Option, len(grounds))
	for n, g := range grounds {
		label := programme.Name(g, string(i18n.LangOf(ctx)))
		if !g.Confirmed {
			label = i18n.T(ctx, "access.unconfirmed", label)
		}
		options[n] = ui.Option{Value: g.Code, Label: label}
	}
	return options
}

func groundName(ctx context.Context, grounds []programme.Entry, code string) string {
	for _, g := range grounds {
		if g.Code == code {
			return programme.Name(g, string(i18n.LangOf(ctx)))
		}
	}
	return code
}

func akt(number int) string { return fmt.Sprintf("%d", number) }

func fileWords(ctx context.Context, f fileaccess.File) string {
	return f.Name + " · " + i18n.T(ctx, "document.media."+document.Media[f.Media][1:]) + " · " + fileSize(ctx, f.Size)
}

func decidedOptions(ctx context.Context, list []fileaccess.Decided) []ui.Option {
	options := make([]ui.Option, len(list))
	for n, d := range list {
		options[n] = ui.Option{Value: id.String(d.ID), Label: i18n.T(ctx, "access.decided_on", i18n.DateOf(ctx, d.On))}
	}
	return options
}
