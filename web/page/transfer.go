package page

import (
	"context"
	"slices"
	"strings"
	"time"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/transfer"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// TransferPath is a request to take over a youth; parts lead to a page below it.
func TransferPath(n id.Transfer, parts ...string) string {
	return below("/transfers", id.String(n), parts)
}

// TransferForm asks a colleague to take over a youth.
type TransferForm struct {
	Typed
	transfer.Sheet
}

// options are who can be asked, each with what they carry.
func (f TransferForm) options(ctx context.Context, without id.Staff) []ui.Option {
	var options []ui.Option
	for _, t := range f.Takers {
		if t.Staff != without && !slices.Contains(f.Barred, t.Staff) {
			options = append(options, ui.Option{Value: id.String(t.Staff), Label: takerLabel(ctx, t, f.Weight)})
		}
	}
	return options
}

// takerLabel says who somebody is, what they carry, and what would speak against.
func takerLabel(ctx context.Context, t transfer.Taker, weight float64) string {
	parts := []string{t.Name, i18n.N(ctx, "load.youths", t.Open)}
	if t.NormMax > 0 {
		parts[1] = i18n.T(ctx, "transfer.of_norm", i18n.Number(ctx, t.Weighted), i18n.Number(ctx, t.Norm()))
	}
	if t.Over(weight) {
		parts = append(parts, i18n.T(ctx, "transfer.goes_over"))
	}
	if t.Away {
		parts = append(parts, i18n.T(ctx, "transfer.away"))
	}
	return strings.Join(parts, " · ")
}

// itemGroup is the items of one kind.
type itemGroup struct {
	kind  transfer.Kind
	items []transfer.Item
}

// groupItems gathers items by kind, in the order they come, and leaves out what is
// only told.
func groupItems(items []transfer.Item) []itemGroup {
	var groups []itemGroup
	for _, i := range items {
		if i.Told() {
			continue
		}
		at := slices.IndexFunc(groups, func(g itemGroup) bool { return g.kind == i.Kind })
		if at < 0 {
			groups = append(groups, itemGroup{kind: i.Kind})
			at = len(groups) - 1
		}
		groups[at].items = append(groups[at].items, i)
	}
	return groups
}

// draftsAmong counts the texts that who hands over has begun.
func draftsAmong(items []transfer.Item) int {
	n := 0
	for _, i := range items {
		if i.Kind == transfer.Draft {
			n++
		}
	}
	return n
}

// itemWords are an item in its own words.
func itemWords(ctx context.Context, i transfer.Item) string {
	if i.Kind == transfer.Meeting && i.Text == "" {
		return capital(i18n.T(ctx, "meeting.kind."+i.Detail))
	}
	return i.Text
}

// itemAbout is who and when of an item.
func itemAbout(ctx context.Context, i transfer.Item, now time.Time) string {
	var parts []string
	today := when.Of(now)
	switch i.Kind {
	case transfer.Agreement:
		parts = append(parts, i18n.T(ctx, "agreement.who."+i.Detail))
	case transfer.Question:
		parts = append(parts, i18n.T(ctx, "question.to_whom", i.Detail))
	case transfer.Safety:
		parts = append(parts, i.Detail)
	}
	switch {
	case i.At != nil:
		parts = append(parts, i18n.Moment(ctx, *i.At, now))
	case i.On != nil && i.Kind == transfer.Agreement:
		parts = append(parts, i18n.T(ctx, "transfer.due", i18n.DayOf(ctx, *i.On, today)))
	case i.On != nil:
		parts = append(parts, i18n.T(ctx, "transfer.until", i18n.DayOf(ctx, *i.On, today)))
	}
	return capital(strings.Join(parts, " · "))
}

// transferCards are what was asked of one, and how one's own requests ended.
func transferCards(ctx context.Context, list []caseload.DayTransfer, now time.Time) []ui.CardProps {
	cards := make([]ui.CardProps, len(list))
	for i, t := range list {
		cards[i] = ui.CardProps{Href: TransferPath(t.ID), Name: t.Name}
		switch t.State {
		case transfer.Open:
			cards[i].Why = i18n.T(ctx, "today.transfer_to_me", t.Who, t.Name)
			cards[i].Flags = []ui.FlagProps{{Kind: ui.Soon, Text: i18n.T(ctx, "today.transfer_answer")}}
		case transfer.Accepted:
			cards[i].Why = i18n.T(ctx, "today.transfer_accepted", t.Who, i18n.Moment(ctx, t.At, now))
		case transfer.Returned:
			cards[i].Why = i18n.T(ctx, "today.transfer_returned", t.Who, beginning(strings.Join(strings.Fields(t.Text), " ")))
			cards[i].Flags = []ui.FlagProps{{Kind: ui.Soon, Text: i18n.T(ctx, "transfer.state.returned")}}
		default:
			cards[i].Why = i18n.T(ctx, "today.transfer_lapsed", t.Who)
		}
	}
	return cards
}

// declinedCards are the other teams' noes; the page of people has the button.
func declinedCards(ctx context.Context, list []caseload.DayMove) []ui.CardProps {
	cards := make([]ui.CardProps, len(list))
	for i, m := range list {
		cards[i] = ui.CardProps{Href: YouthPath(m.Youth, "people"), Name: m.Name, Why: i18n.T(ctx, "takeover.declined", m.Team, i18n.Date(ctx, m.At), beginning(strings.Join(strings.Fields(m.Text), " ")))}
	}
	return cards
}

// TransferView is a request as somebody may see it.
type TransferView struct {
	transfer.Opened
	Typed
	AcceptKey, EndKey string
	Now               time.Time
}

func (v TransferView) flag(ctx context.Context) ui.FlagProps {
	kinds := map[transfer.State]ui.FlagKind{transfer.Open: ui.Soon, transfer.Accepted: ui.Good, transfer.Returned: ui.Soon}
	return ui.FlagProps{Kind: kinds[v.State], Text: i18n.T(ctx, "transfer.state."+string(v.State))}
}

// facts are who asked whom, when, and how it ended.
func (v TransferView) facts(ctx context.Context) []ui.Fact {
	flag := v.flag(ctx)
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "transfer.state"), Body: ui.Flag(flag.Kind, flag.Text)},
		{Label: i18n.T(ctx, "transfer.giver"), Body: person(v.Giver, v.GiverPhone)},
		{Label: i18n.T(ctx, "transfer.receiver"), Value: v.Receiver},
		{Label: i18n.T(ctx, "transfer.asked"), Value: v.askedWords(ctx)},
	}
	if v.WantedOn != nil {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "transfer.wanted"), Value: i18n.DayOf(ctx, *v.WantedOn, when.Of(v.Now))})
	}
	if v.StaysBuddy {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "people.buddy"), Value: i18n.T(ctx, "transfer.stays", v.Giver)})
	}
	if v.AnsweredAt != nil {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "transfer.ended"), Value: i18n.Moment(ctx, *v.AnsweredAt, v.Now)})
	}
	return facts
}

func (v TransferView) askedWords(ctx context.Context) string {
	at := i18n.Moment(ctx, v.AskedAt, v.Now)
	if v.Asker == v.Giver {
		return at
	}
	return i18n.T(ctx, "transfer.asked_by", v.Asker, at)
}
