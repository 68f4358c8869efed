package page

import (
	"context"
	"strings"

	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// DisclosuresPath is where it is written down that something was told; parts lead to a
// page below it.
func DisclosuresPath(y id.Youth, parts ...string) string {
	return YouthPath(y, append([]string{"disclosures"}, parts...)...)
}

// DisclosureForm is that something was told, as somebody fills it in.
type DisclosureForm struct {
	Typed
	Bounds network.DisclosureBounds
}

// consents are those that something could be told by: to others than a company, with
// topics. Which of them held on the day is asked when it is saved.
func (d DisclosureForm) consents(ctx context.Context, f Frame) []ui.Option {
	var list []ui.Option
	for _, c := range d.Bounds.Consents {
		var topics []string
		for _, i := range c.Items {
			if i.Shows == network.ShowsTopic {
				topics = append(topics, i.Name(string(i18n.LangOf(ctx))))
			}
		}
		if len(topics) > 0 && c.State(f.Today()) != network.ConsentPlanned {
			label := i18n.T(ctx, "disclosure.consent", c.Recipient, strings.Join(topics, ", "), i18n.DateOf(ctx, c.To))
			list = append(list, ui.Option{Value: id.String(c.ID), Label: label})
		}
	}
	return list
}

// laws are the names of the laws by which something is told, and what nobody confirmed.
func (d DisclosureForm) laws(ctx context.Context) []ui.Option {
	list := entryOptions(ctx, d.Bounds.Laws)
	for i, e := range d.Bounds.Laws {
		if !e.Confirmed {
			list[i].Label = i18n.T(ctx, "disclosure.unconfirmed", list[i].Label)
		}
	}
	return list
}

func (d DisclosureForm) topics(ctx context.Context) []ui.Option {
	list := make([]ui.Option, len(d.Bounds.Topics))
	for i, e := range d.Bounds.Topics {
		list[i] = ui.Option{Value: e.Code, Label: programme.Name(e, string(i18n.LangOf(ctx)))}
	}
	return list
}

// toldAbout are the topics of a disclosure in one line.
func toldAbout(ctx context.Context, d network.Disclosure) string {
	names := make([]string, len(d.Items))
	for i, item := range d.Items {
		names[i] = item.Name(string(i18n.LangOf(ctx)))
	}
	return strings.Join(names, ", ")
}
