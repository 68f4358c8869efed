package page

import (
	"context"
	"strings"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/contact"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// CompanyValue is a company, and somebody there, as the value of a choice: 12, or 12.5.
func CompanyValue(c *id.Company, p *id.CompanyPerson) string {
	switch {
	case c == nil:
		return ""
	case p == nil:
		return id.String(*c)
	}
	return id.String(*c) + "." + id.String(*p)
}

// companyOptions are the companies to choose among, each followed by its people.
func companyOptions(near []caseload.DeskCompany) []ui.Option {
	var list []ui.Option
	for _, c := range near {
		list = append(list, ui.Option{Value: CompanyValue(&c.ID, nil), Label: c.Name})
		for _, p := range c.People {
			list = append(list, ui.Option{Value: CompanyValue(&c.ID, &p.ID), Label: c.Name + " · " + personTitled(p)})
		}
	}
	return list
}

// personTitled is somebody with their title: Jens Krog, mester.
func personTitled(p caseload.CallPerson) string {
	return strings.TrimSuffix(p.Name+", "+p.Title, ", ")
}

// withPerson is a company and with whom there.
func withPerson(company, person string) string {
	return strings.TrimSuffix(company+" · "+person, " · ")
}

// companyChosen is what was chosen; where nothing was, the company the youth is at now
// and whom one calls there. It counts only where the talk was with a company.
func companyChosen(t contact.Typed, near []caseload.DeskCompany) string {
	if t.Company != "" || t.CompanyName != "" || t.Counterpart != "" && t.Counterpart != string(contact.WithCompany) {
		return t.Company
	}
	for _, c := range near {
		if c.Now && c.Contact != 0 {
			return CompanyValue(&c.ID, &c.Contact)
		} else if c.Now {
			return CompanyValue(&c.ID, nil)
		}
	}
	return ""
}

// companyNameLabel asks for another company, or for the only one that can be named.
func companyNameLabel(near []caseload.DeskCompany) string {
	if len(near) > 0 {
		return "contact.company_other"
	}
	return "contact.company_name"
}

// withCompany reports whether the fold of the company holds something, or a fault.
func withCompany(t contact.Typed, broken rule.Violations) bool {
	return t.Counterpart == string(contact.WithCompany) || t.CompanyName != "" || t.ForCompany != "" || faults(broken, "company", "company_name", "for_company")
}

// CallForm is an entry about a company as it is being written.
type CallForm struct {
	ContactForm
	Call caseload.CallDesk
}

// personOptions are the people of the company one may have talked with.
func (f CallForm) personOptions(ctx context.Context) []ui.Option {
	list := make([]ui.Option, 0, len(f.Call.People)+1)
	for _, p := range f.Call.People {
		list = append(list, ui.Option{Value: CompanyValue(&f.Call.ID, &p.ID), Label: personTitled(p)})
	}
	return append(list, ui.Option{Value: CompanyValue(&f.Call.ID, nil), Label: i18n.T(ctx, "call.somebody")})
}

// person is whom the talk was with, as far as the form knows: the only one there is.
func (f CallForm) person() string {
	switch {
	case f.Typed.Company != "":
		return f.Typed.Company
	case len(f.Call.People) == 1:
		return CompanyValue(&f.Call.ID, &f.Call.People[0].ID)
	}
	return CompanyValue(&f.Call.ID, nil)
}

// CallCorrection is an entry about a company that its author corrects.
type CallCorrection struct {
	CorrectionForm
	Call caseload.CallDesk
}

// callsPath is a company's side of the log, from a key on.
func callsPath(c id.Company, before caseload.Key) string {
	path := CompanyPath(c, "contacts")
	if key := before.String(); key != "" {
		path += "?before=" + key
	}
	return path
}

// CallItem is the head of an entry on a company's side: how it went, with whom there, and
// who of us it was.
func callItem(ctx context.Context, l CallView, c caseload.Call) ui.Item {
	item := ui.Item{
		Kind: ui.ContactItem, Title: i18n.T(ctx, "entry.outcome."+string(c.Outcome)),
		When: i18n.Moment(ctx, c.OccurredAt, l.Now), Stamp: i18n.Machine(c.OccurredAt), By: c.By,
	}
	if c.Outcome != contact.Talked {
		item.Kind = ui.AttemptItem
	}
	with := []string{i18n.T(ctx, "entry.kind."+string(c.Kind))}
	if c.Direction == contact.In {
		with = append(with, i18n.T(ctx, "call.in"))
	}
	if c.Person != "" {
		with = append(with, strings.TrimSuffix(c.Person+", "+c.Title, ", "))
	}
	switch {
	case !c.AboutYouth:
		item.Href = CallPath(l.Log.Company, c.ID)
	case c.Youths != "":
		item.Href, with = ContactPath(c.ID), append(with, i18n.T(ctx, "call.about", c.Youths))
	default:
		with = append(with, i18n.T(ctx, "call.about_somebody"))
	}
	if c.Additions > 0 {
		item.Flags = append(item.Flags, ui.FlagProps{Text: i18n.N(ctx, "call.additions", c.Additions)})
	}
	item.With = strings.Join(with, " · ")
	return item
}

// callKinds are the ways to be in contact with a company: one does not visit it at home.
func callKinds(ctx context.Context) []ui.Option {
	list := kindOptions(ctx)
	out := list[:0]
	for _, o := range list {
		if o.Value != string(contact.Home) && o.Value != "accompaniment" && o.Value != "walk" {
			out = append(out, o)
		}
	}
	return out
}

// callMoreOpen reports whether the fold of rarer fields holds something, or a fault.
func callMoreOpen(f CallForm) bool {
	return f.Kind != "" && f.Kind != string(contact.Phone) || f.Direction == string(contact.In) || f.Others != "" || f.Minutes != "" ||
		faults(f.Broken, "kind", "direction", "others", "minutes")
}

// write leads to writing an entry, for who may.
func (v CallView) write(ctx context.Context) ui.Link {
	if !v.may() {
		return ui.Link{}
	}
	return ui.Link{Href: CompanyPath(v.Log.Company, "contacts", "new"), Label: i18n.T(ctx, "call.write")}
}

// first and next lead through the pages of the log.
func (v CallView) first() string {
	if v.Before.At.IsZero() {
		return ""
	}
	return callsPath(v.Log.Company, caseload.Key{})
}

func (v CallView) next() string {
	if !v.Log.More {
		return ""
	}
	return callsPath(v.Log.Company, v.Log.Next())
}

// personOptions are the people the talk may have been with.
func (f CallCorrection) personOptions(ctx context.Context) []ui.Option {
	return CallForm{Call: f.Call}.personOptions(ctx)
}

// callTitle names the page of an entry about a company.
func callTitle(ctx context.Context, e caseload.Entry) string {
	return i18n.T(ctx, "call.title", deref(e.CompanyName)) + " · " + entryTitle(ctx, e)
}

// callFacts are the rarer things an entry about a company says, where it says them.
func callFacts(ctx context.Context, e caseload.Entry) []ui.Fact {
	var facts []ui.Fact
	add := func(is bool, label, value string) {
		if is {
			facts = append(facts, ui.Fact{Label: i18n.T(ctx, label), Value: value})
		}
	}
	add(e.PersonName != nil, "call.with", deref(e.PersonName))
	add(e.Direction == contact.In, "contact.direction", i18n.T(ctx, "contact.direction.in"))
	add(e.Others != "", "contact.others", e.Others)
	if e.Minutes != nil {
		add(true, "contact.minutes", i18n.Count(ctx, *e.Minutes))
	}
	return facts
}

// wordsLink leads to the youth's own words, to write them down or to read them.
func (f Frame) wordsLink(ctx context.Context) ui.Link {
	key := "words.read"
	if f.May(access.KeepOwnWords) {
		key = "words.write"
	}
	return ui.Link{Href: YouthPath(f.Youth.ID, "words"), Label: i18n.T(ctx, key)}
}
