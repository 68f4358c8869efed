package page

import (
	"context"
	"slices"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// ConsentsPath is what a youth has said may be told; parts lead to a page below it.
func ConsentsPath(y id.Youth, parts ...string) string {
	return YouthPath(y, append([]string{"consents"}, parts...)...)
}

// NewConsentPath is the talk about what a company may know; 0 is no company yet.
func NewConsentPath(y id.Youth, to id.Company) string {
	if to == 0 {
		return ConsentsPath(y, "new")
	}
	return ConsentsPath(y, "new") + "?company=" + id.String(to)
}

// WithdrawalPath is where a consent is taken back.
func WithdrawalPath(c id.Consent) string {
	return below("/consents", id.String(c), []string{"withdrawal"})
}

// ConsentForm is what may be told, as somebody fills it in: on a page of its own, and as
// a part of the one screen of a stay. Nothing in it is ticked before somebody did.
type ConsentForm struct {
	Typed
	Bounds network.ConsentBounds
	To     string         // the company, where it is known; empty is one without a name yet
	Talk   bool           // the phone is turned to the youth, who is spoken to
	Other  bool           // it is to no company: an authority, or somebody around the youth
	Told   []network.Told // what they would read, once somebody asked to see it; nil before
}

// AboutOf is what of a youth a consent can open.
func (f Frame) AboutOf() network.About {
	return network.About{FirstName: f.Youth.Called(), Name: f.Youth.Name(), Phone: f.Youth.Phone, Born: f.Youth.BirthDate}
}

// items are the lines one may agree to, each with what it would say.
func (c ConsentForm) items(ctx context.Context, f Frame) []ui.AgreeItem {
	var items []ui.AgreeItem
	rows := c.Bounds.Items
	if c.Other {
		rows = c.Bounds.Topics
	}
	for _, e := range rows {
		lang := string(i18n.LangOf(ctx))
		item := ui.AgreeItem{Value: e.Code, Label: programme.Name(e, lang), On: c.on("consent_items", e.Code)}
		if shows := network.Shows(e.Rule); shows == network.ShowsWords || shows == network.ShowsTopic {
			field := "consent_text." + e.Code
			words := c.in(ctx, field, labelled(i18n.T(ctx, "consent.words", item.Label)), unseen, atMost(600), func(in *ui.Input) {
				in.Placeholder = i18n.T(ctx, "consent."+string(shows)+"_empty")
			})
			item.Words = &words
		} else {
			item.Says = c.says(ctx, f, shows, e, lang)
		}
		items = append(items, item)
	}
	return items
}

// says is what a field of the record would tell.
func (c ConsentForm) says(ctx context.Context, f Frame, shows network.Shows, e programme.Entry, lang string) string {
	item := network.ConsentItem{Item: e.Code, Shows: shows, NameDa: e.NameDa, NameEn: e.NameEn}
	for _, t := range network.Tell([]network.ConsentItem{item}, f.AboutOf(), network.Unsaid{}, f.Today(), lang) {
		return t.Text
	}
	return i18n.T(ctx, "consent.not_on_record")
}

// givers are who may have given it.
func (c ConsentForm) givers(ctx context.Context, f Frame) []ui.Option {
	var list []ui.Option
	if c.Bounds.Givers.Youth {
		list = append(list, ui.Option{Value: string(network.ByYouth), Label: f.Name()})
	}
	for _, p := range c.Bounds.Givers.Custody {
		list = append(list, ui.Option{Value: id.String(p.Person), Label: i18n.T(ctx, "consent.custody", p.Name)})
	}
	return list
}

// long reports whether the box for a long consent is to stand there.
func (c ConsentForm) long() bool {
	b, is := c.Broken.On("consent_to")
	return c.on("consent_long", "yes") || is && b.Code == "consent_long"
}

// spokenFirst is the usual form where nobody has chosen.
func spokenFirst(f *ui.Input) {
	if f.Value == "" {
		f.Value = string(network.Spoken)
	}
}

// ConsentNew is the talk about what somebody may know.
type ConsentNew struct {
	ConsentForm
	Company id.Company
	People  []caseload.Named     // around the youth, where it is to no company
	Others  []caseload.Recipient // companies to choose among, where none is
}

func (c ConsentNew) people() []ui.Option {
	list := make([]ui.Option, len(c.People))
	for i, o := range c.People {
		list[i] = ui.Option{Value: o.Code, Label: o.Da}
	}
	return list
}

func (c ConsentNew) companies() []ui.Option {
	list := make([]ui.Option, len(c.Others))
	for i, o := range c.Others {
		list[i] = ui.Option{Value: id.String(o.ID), Label: o.Name}
	}
	return list
}

// ConsentsView is all a youth has said may be told.
type ConsentsView struct {
	Told     []network.Disclosure
	Consents []network.Consent
}

// parted are the consents that hold or will, and the earlier ones.
func (v ConsentsView) parted(f Frame) (now, before []network.Consent) {
	for _, c := range v.Consents {
		if slices.Contains([]network.ConsentState{network.ConsentHolds, network.ConsentPlanned}, c.State(f.Today())) {
			now = append(now, c)
		} else {
			before = append(before, c)
		}
	}
	return now, before
}

// consentFlag says how a consent stands.
func consentFlag(ctx context.Context, f Frame, c network.Consent) ui.FlagProps {
	state := c.State(f.Today())
	flag := ui.FlagProps{Text: i18n.T(ctx, "consent.state."+string(state))}
	if state == network.ConsentHolds {
		flag.Kind = ui.Good
		if c.To.Sub(f.Today()) <= EndsSoon {
			flag = ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "consent.ends", i18n.DayOf(ctx, c.To, f.Today()))}
		}
	}
	return flag
}

// EndsSoon is how many days before its last day a consent is said to end (an own rule).
const EndsSoon = network.EndsSoon

// itemNames are the lines of a consent, with their words.
func itemLines(ctx context.Context, c network.Consent) []ui.Fact {
	var facts []ui.Fact
	for _, i := range c.Items {
		text := i.Text
		if text == "" {
			text = i18n.T(ctx, "consent.shows."+string(i.Shows))
		}
		facts = append(facts, ui.Fact{Label: i.Name(string(i18n.LangOf(ctx))), Value: text})
	}
	return facts
}

// consentGiven says who gave it, how, and who explained it.
func consentGiven(ctx context.Context, f Frame, c network.Consent) string {
	who := f.Name()
	if c.GivenBy != 0 {
		who = i18n.T(ctx, "consent.custody", c.GivenName)
	}
	return i18n.T(ctx, "consent.given."+string(c.Form), who, i18n.Date(ctx, c.At), c.Explained)
}

// consentQuestion asks what may be told, of the company where it has a name.
func consentQuestion(ctx context.Context, f Frame, c ConsentForm) string {
	switch {
	case c.Talk:
		return i18n.T(ctx, "consent.ask_you")
	case c.To == "":
		return i18n.T(ctx, "consent.ask", f.Name())
	}
	return i18n.T(ctx, "consent.ask_to", f.Name(), c.To)
}

// giverHint says what the age means for who may give it.
func giverHint(ctx context.Context, f Frame, g network.Givers) string {
	switch {
	case g.Unknown:
		return i18n.T(ctx, "consent.giver_unknown", f.Name())
	case g.Youth:
		return i18n.T(ctx, "consent.giver_either", f.Name(), g.OldEnough)
	}
	return i18n.T(ctx, "consent.giver_custody", f.Name(), g.OldEnough)
}

// consentTitle is the title of the talk, in the browser's list of pages.
func consentTitle(ctx context.Context, f Frame, c ConsentNew) string {
	if c.To == "" {
		return i18n.T(ctx, "consent.new_title", f.Youth.Name())
	}
	return i18n.T(ctx, "consent.new_title_to", c.To, f.Youth.Name())
}

// consentHeading speaks to the youth.
func consentHeading(ctx context.Context, c ConsentNew) string {
	if c.To == "" {
		return i18n.T(ctx, "consent.you")
	}
	return i18n.T(ctx, "consent.you_to", c.To)
}
