package page

import (
	"context"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
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
}

// May reports whether who looks may do the action on this youth.
func (f Frame) May(do access.Action) bool { return access.May(f.Actor, do, f.Scope) }

// Bar is the identity bar of the frame.
func (f Frame) Bar(ctx context.Context) ui.Identity {
	bar := ui.Identity{
		Name: f.Youth.Name(), Pronoun: f.Youth.Pronoun, CPR: f.Masked, Phone: f.Youth.Phone,
		Flags: f.flags(ctx), Facts: f.facts(ctx), Tabs: f.tabs(ctx),
		Owner: deref(f.Identity.Owner), Buddy: deref(f.Identity.Buddy),
	}
	if f.Youth.BirthDate != nil {
		bar.Age = i18n.T(ctx, "youth.age", f.Youth.BirthDate.Years(when.Of(f.Now)))
	}
	if f.Identity.Cover != nil && f.Identity.CoverTo != nil {
		bar.Cover = i18n.T(ctx, "youth.covered_by", *f.Identity.Cover, i18n.DayOf(ctx, *f.Identity.CoverTo, when.Of(f.Now)))
	}
	if f.Masked != "" && f.May(access.RevealCPR) {
		bar.Reveal = YouthPath(f.Youth.ID, "cpr")
	}
	if f.May(access.LogContact) && f.Section != "contact" {
		bar.Action = ui.Link{Href: YouthPath(f.Youth.ID, "contacts", "new"), Label: i18n.T(ctx, "nav.new_contact")}
	}
	return bar
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
		add(true, i18n.T(ctx, "youth.placement"), *i.Company)
	}
	if i.LastContact != nil {
		add(true, i18n.T(ctx, "youth.last_contact"), i18n.Day(ctx, *i.LastContact, f.Now))
	}
	add(f.Youth.Phone != "", i18n.T(ctx, "youth.phone"), phone.Format(f.Youth.Phone))
	return facts
}

// sections are the pages of a youth that stand as tabs, with who may see them.
var sections = []struct {
	name, path string
	do         access.Action
}{
	{"overview", "", access.ViewYouth},
	{"timeline", "timeline", access.ViewYouth},
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
