package page

import (
	"context"
	"net/url"
	"strconv"

	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// ChecklistsPath is the list of what has to be answered before some decisions.
const ChecklistsPath = "/checklists"

// ChecklistPath is a page about a point of a list.
func ChecklistPath(n id.ChecklistItem, parts ...string) string {
	return below(ChecklistsPath, id.String(n), parts)
}

// ChecklistsView is every point of every list, by code the newest first.
type ChecklistsView struct {
	Items  []programme.ChecklistItem
	Labels programme.Labels
	Today  when.Date
}

// lists are the codes of the lists, in order.
func (v ChecklistsView) lists() []string {
	var codes []string
	for _, i := range v.Items {
		if len(codes) == 0 || codes[len(codes)-1] != i.Checklist {
			codes = append(codes, i.Checklist)
		}
	}
	return codes
}

// of lists the points of a list: what holds, what will, and what is over.
func (v ChecklistsView) of(list string) []programme.ChecklistItem {
	var now, over []programme.ChecklistItem
	for _, i := range v.Items {
		switch {
		case i.Checklist != list:
		case !i.To.IsZero() && i.To.Before(v.Today):
			over = append(over, i)
		default:
			now = append(now, i)
		}
	}
	return append(now, over...)
}

// asks is what a point wants shown, in words.
func (v ChecklistsView) asks(ctx context.Context, i programme.ChecklistItem) string {
	if !i.Rule.Answered() {
		return i18n.T(ctx, "checklist.computed")
	}
	words := i18n.T(ctx, "checklist.evidence."+i.Evidence)
	if i.Least > 0 {
		words += " · " + i18n.T(ctx, "checklist.least", i.Least, i.Kinds)
	}
	if i.Months > 0 {
		words += " · " + i18n.N(ctx, "checklist.months", i.Months)
	}
	if len(i.Categories) > 0 {
		words += " · " + i18n.T(ctx, "checklist.only", codesIn(ctx, v.Labels, programme.Category, i.Categories))
	}
	return words
}

// checklistFlags say whether a point holds and whether somebody looked it up.
func checklistFlags(ctx context.Context, i programme.ChecklistItem, today when.Date) []ui.FlagProps {
	switch {
	case i.From.After(today):
		return []ui.FlagProps{{Text: i18n.T(ctx, "type.from", i18n.DateOf(ctx, i.From))}}
	case !i.HoldsOn(today):
		return []ui.FlagProps{{Text: i18n.T(ctx, "type.ended", i18n.DateOf(ctx, i.To))}}
	}
	var flags []ui.FlagProps
	if !i.To.IsZero() {
		flags = append(flags, ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "type.ends", i18n.DateOf(ctx, i.To))})
	}
	if !i.Confirmed {
		return append(flags, ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "catalogue.unconfirmed")})
	}
	return append(flags, ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "catalogue.confirmed")})
}

// ChecklistForm is one of the forms of a point: edit, confirmation or end.
type ChecklistForm struct {
	Typed
	Item   programme.ChecklistItem
	Act    string
	Labels programme.Labels
}

func (f ChecklistForm) path() string {
	if f.Item.ID == 0 {
		return ChecklistsPath + "/new"
	}
	return ChecklistPath(f.Item.ID, f.Act)
}

func (f ChecklistForm) title(ctx context.Context) string {
	if f.Item.ID == 0 {
		return i18n.T(ctx, "checklist.new")
	}
	return i18n.T(ctx, "checklist."+f.Act+"_title", i18n.T(ctx, "checklist.point", f.Item.Position))
}

// pageTitle tells two points, and two rows of one, apart.
func (f ChecklistForm) pageTitle(ctx context.Context) string {
	if f.Item.ID == 0 {
		return f.title(ctx)
	}
	return f.title(ctx) + " (" + f.Item.Checklist + " " + f.Item.Code + ", " + i18n.DateOf(ctx, f.Item.From) + ")"
}

// ChecklistValues are a point as its form shows it.
func ChecklistValues(i programme.ChecklistItem) url.Values {
	v := url.Values{
		"checklist": {i.Checklist}, "code": {i.Code}, "words_da": {i.WordsDa}, "words_en": {i.WordsEn}, "help_da": {i.HelpDa}, "help_en": {i.HelpEn},
		"evidence": {i.Evidence}, "categories": i.Categories, "source": {i.Source},
	}
	for name, n := range map[string]int{"position": i.Position, "least": i.Least, "kinds": i.Kinds, "months": i.Months} {
		if n != 0 {
			v.Set(name, strconv.Itoa(n))
		}
	}
	return v
}

// ChecklistFacts are what stands of a point.
func ChecklistFacts(ctx context.Context, i programme.ChecklistItem) []ui.Fact {
	return []ui.Fact{
		{Label: i18n.T(ctx, "field.words_da"), Value: i.WordsDa},
		{Label: i18n.T(ctx, "field.words_en"), Value: i.WordsEn},
		{Label: i18n.T(ctx, "field.evidence"), Value: i18n.T(ctx, "checklist.evidence."+i.Evidence)},
		{Label: i18n.T(ctx, "programme.holds"), Value: fromTo(ctx, i.From, i.To)},
		{Label: i18n.T(ctx, "field.source"), Value: i.Source},
	}
}

// checklistFact is which list a type has, with the way to it.
func checklistFact(ctx context.Context, list string) ui.Fact {
	f := ui.Fact{Label: i18n.T(ctx, "field.checklist"), Value: noRule(ctx, list)}
	if list != "" {
		f.Link = ui.Link{Href: ChecklistsPath + "#" + list, Label: i18n.T(ctx, "checklist.see") + " "}
	}
	return f
}

// checklistName is what a list is called: the one that ships has a name.
func checklistName(ctx context.Context, list string) string {
	if key := "checklist.list." + list; i18n.Has(key) {
		return i18n.T(ctx, key)
	}
	return i18n.T(ctx, "checklist.list", list)
}

// checklistActs are what can be done with a row.
func checklistActs(i programme.ChecklistItem) []string {
	if i.Confirmed {
		return []string{"edit", "end"}
	}
	return []string{"edit", "confirmation", "end"}
}
