package page

import (
	"cmp"
	"context"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/phone"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// Frame is what stands above every page of a youth.
type Frame struct {
	Youth    youth.Youth
	Scope    access.Scope
	Masked   string // the CPR as it may be shown
	Identity caseload.Identity
	Actor    access.Actor
	Section  string // the tab one is in
	Now      time.Time
	NewKey   func() string    // the key of a small form on the page
	Home     string           // the address, where it may stand on a page
	CPR      string           // the whole number, revealed for this page alone
	Holder   *standing.Holder // given where the record is closed to who looks: all they may know
}

// May reports whether who looks may do the action on this youth.
func (f Frame) May(do access.Action) bool { return access.May(f.Actor, do, f.Scope) }

// Bar is the identity bar of the frame.
func (f Frame) Bar(ctx context.Context) ui.Identity {
	if f.Holder != nil {
		return f.closedBar(ctx)
	}
	bar := ui.Identity{
		Name: f.Youth.Name(), Pronoun: f.Youth.Pronoun, CPR: cmp.Or(f.CPR, f.Masked), OwnerWord: f.OwnerWord(ctx), Phone: f.Youth.Phone,
		Flags: f.flags(ctx), Facts: f.facts(ctx), Tabs: f.tabs(ctx),
		Owner: deref(f.Identity.Owner), Buddy: deref(f.Identity.Buddy),
	}
	if f.Youth.BirthDate != nil {
		bar.Age = i18n.T(ctx, "youth.age", f.Youth.BirthDate.Years(when.Of(f.Now)))
	}
	bar.Cover = f.coveredBy(ctx)
	if f.Masked != "" && f.CPR == "" && f.May(access.RevealCPR) {
		bar.Reveal = YouthPath(f.Youth.ID, "cpr")
	}
	if f.May(access.LogContact) && f.Section != "contact" {
		bar.Action = ui.Link{Href: YouthPath(f.Youth.ID, "contacts", "new"), Label: i18n.T(ctx, "nav.new_contact")}
	}
	return bar
}

// closedBar is the bar for who may not read the record: name, owner, buddy, cover.
func (f Frame) closedBar(context.Context) ui.Identity {
	return ui.Identity{Name: f.Holder.Name, Owner: deref(f.Holder.Owner), Buddy: deref(f.Holder.Buddy)}
}

// OwnerWord is what the owner is called in the programme of the course.
func (f Frame) OwnerWord(ctx context.Context) string {
	word := f.Identity.OwnerWordDa
	if i18n.LangOf(ctx) == i18n.En {
		word = f.Identity.OwnerWordEn
	}
	if word == "" {
		word = i18n.T(ctx, "youth.owner_word")
	}
	return word
}

// OwnerTitle is OwnerWord at the head of a line.
func (f Frame) OwnerTitle(ctx context.Context) string { return capital(f.OwnerWord(ctx)) }

// Name is what the youth is called on this page.
func (f Frame) Name() string {
	if f.Holder != nil {
		return f.Holder.Name
	}
	return f.Youth.Called()
}

// Today is the day of the page.
func (f Frame) Today() when.Date { return when.Of(f.Now) }

// Back is the page about who has the youth, as far as who looks may see it.
func (f Frame) Back() string {
	if f.Holder != nil {
		return YouthPath(f.Youth.ID, "opening")
	}
	return YouthPath(f.Youth.ID, "people")
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (f Frame) flags(ctx context.Context) []ui.FlagProps {
	var flags []ui.FlagProps
	add := func(is bool, kind ui.FlagKind, key string, args ...any) {
		if is {
			flags = append(flags, ui.FlagProps{Kind: kind, Text: i18n.T(ctx, key, args...)})
		}
	}
	add(f.Youth.Protection == youth.Protected, "soon", "youth.flag.protected")
	add(f.Youth.Protection == youth.Police, "soon", "youth.flag.police")
	add(f.Youth.Interpreter != "", "", "youth.flag.interpreter", f.Youth.Interpreter)
	for _, n := range f.Identity.SafetyNotes() {
		flags = append(flags, ui.FlagProps{Kind: "soon", Text: n.Text})
	}
	add(f.Identity.ClosedOn != nil, "", "youth.flag.closed")
	add(f.Identity.Enrolment != 0 && f.Identity.ClosedOn == nil && f.Identity.Buddy == nil, "", "youth.flag.no_buddy")
	add(f.Scope.Opened, "", "youth.flag.opened")
	return flags
}

func (f Frame) facts(ctx context.Context) []ui.Fact {
	var facts []ui.Fact
	add := func(is bool, label, value string) {
		if is {
			facts = append(facts, ui.Fact{Label: label, Value: value})
		}
	}
	today := when.Of(f.Now)
	i := f.Identity
	if i.StartedOn != nil && i.ClosedOn == nil {
		add(true, i.Programme, i18n.T(ctx, "youth.week", today.Sub(*i.StartedOn)/7+1))
	}
	if i.NeedsGroup != nil {
		add(true, i18n.T(ctx, "youth.needs_group"), i18n.Number(ctx, float64(*i.NeedsGroup)))
	}
	if i.Company != nil {
		add(true, i18n.T(ctx, "youth.placement"), f.placement(ctx))
	}
	if i.LastContact != nil {
		add(true, i18n.T(ctx, "youth.last_contact"), i18n.Day(ctx, *i.LastContact, f.Now))
	}
	add(i.Adult != nil, i18n.T(ctx, "network.chosen"), deref(i.Adult))
	add(f.Youth.Phone != "", i18n.T(ctx, "youth.phone"), phone.Format(f.Youth.Phone))
	return facts
}

// placement is where the youth is, and how far: uge 3 af 13.
func (f Frame) placement(ctx context.Context) string {
	i := f.Identity
	if i.PlacedFrom == nil {
		return *i.Company
	}
	week := f.Today().Sub(*i.PlacedFrom)/7 + 1
	if i.PlacedTo == nil {
		return i18n.T(ctx, "youth.placed_week", *i.Company, week)
	}
	weeks := (i.PlacedTo.Sub(*i.PlacedFrom) + 7) / 7 // a week that has begun counts
	return i18n.T(ctx, "youth.placed_week_of", *i.Company, week, weeks)
}

// sections are the pages of a youth that stand as tabs, with who may see them.
var sections = []struct {
	name, path string
	do         access.Action
}{
	{"overview", "", access.ViewYouth},
	{"timeline", "timeline", access.ViewYouth},
	{"plan", "plan", access.ViewYouth},
	{"placements", "placements", access.ViewPlacement},
	{"decisions", "decisions", access.ViewDecision},
	{"documents", "documents", access.ViewYouth},
	{"details", "details", access.ViewYouth},
	{"people", "people", access.ViewYouth},
	{"questions", "questions", access.ViewYouth},
	{"lookups", "lookups", access.ViewLookups},
}

func (f Frame) tabs(ctx context.Context) []ui.Tab {
	var tabs []ui.Tab
	for _, s := range sections {
		if !f.May(s.do) {
			continue
		}
		path := YouthPath(f.Youth.ID)
		if s.path != "" {
			path = YouthPath(f.Youth.ID, s.path)
		}
		tabs = append(tabs, ui.Tab{Href: path, Label: i18n.T(ctx, "youth.tab."+s.name), Current: s.name == f.Section})
	}
	return tabs
}

// coveredBy says who acts for the owner and until when, which nobody knows while
// somebody is ill; empty where the owner is there.
func (f Frame) coveredBy(ctx context.Context) string {
	switch {
	case f.Identity.Cover == nil:
		return ""
	case f.Identity.CoverTo == nil:
		return i18n.T(ctx, "youth.covered_by_open", *f.Identity.Cover)
	}
	return i18n.T(ctx, "youth.covered_by", *f.Identity.Cover, i18n.DayOf(ctx, *f.Identity.CoverTo, when.Of(f.Now)))
}
