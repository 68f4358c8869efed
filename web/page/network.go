package page

import (
	"context"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// NetworkPath is the people around a youth; parts lead to a page below it.
func NetworkPath(y id.Youth, parts ...string) string {
	return YouthPath(y, append([]string{"network"}, parts...)...)
}

// InNetworkPath is one of the people around a youth; parts lead to a page below it.
func InNetworkPath(y id.Youth, p id.Person, parts ...string) string {
	return NetworkPath(y, append([]string{id.String(p)}, parts...)...)
}

// NetworkView is the people around a youth as the page shows them.
type NetworkView struct {
	network.Around
	Labels   programme.Labels
	Revealed map[id.Person]string // addresses that were revealed for this page alone
}

// NetworkForm is a person as somebody wants them written down.
type NetworkForm struct {
	EditForm
	Person        id.Person // 0 is a new one
	Name          string    // of the person as they stand
	Labels        programme.Labels
	Hidden        bool // a protected address stands, and is not shown
	RemoveAddress bool
	Powers        []caseload.PowerLine // documents that may show a power of attorney
	Adult         bool                 // the youth is of age: nobody gets custody any more
}

// NetworkFields are the fields of NetworkForm that can clash.
var NetworkFields = []string{
	"name", "relation", "custody", "role", "power_on", "power_covers", "power_document", "letters", "phone", "email", "address", "hidden", "note", "from",
	"chosen", "ring", "sector", "supports", "strains", "may_contact", "unit", "title",
}

// NetworkValues are a person as the form shows them. A protected address is not shown.
func NetworkValues(o network.One) Values {
	return Values{
		"name": o.Name, "relation": o.Relation, "custody": ticked(o.Custody), "role": string(o.Role), "power_on": typedDay(o.PowerOn),
		"power_covers": o.PowerCovers, "power_document": documentNumber(o.PowerDocument), "letters": string(o.Letters), "phone": phone.Format(o.Phone), "email": o.Email,
		"address": o.Home, "hidden": ticked(o.Hidden), "note": o.Note, "from": typedDay(&o.From),
		"chosen": ticked(o.Chosen), "ring": string(o.Ring), "sector": o.Sector, "supports": o.Supports, "strains": o.Strains, "may_contact": string(o.MayContact),
		"unit": o.Unit, "title": o.Title,
	}
}

func documentNumber(n *id.Document) string {
	if n == nil {
		return ""
	}
	return id.String(*n)
}

// powers are the documents that may show a power of attorney, as choices.
func (f NetworkForm) powers(ctx context.Context) []ui.Option {
	list := make([]ui.Option, len(f.Powers))
	for i, d := range f.Powers {
		list[i] = ui.Option{Value: id.String(d.ID), Label: i18n.T(ctx, "network.power_document", d.Party, i18n.DateOf(ctx, d.On))}
	}
	return list
}

// ticked is a box as a value.
func ticked(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

// NetworkEnd is the end of somebody's part, as it was typed.
type NetworkEnd struct {
	Last, Reason string
	Mistake      bool
	Key          string
	Version      int
	Broken       rule.Violations
}

// relation is how somebody stands to the youth, in words.
func (v NetworkView) relation(ctx context.Context, p network.Person) string {
	return v.Labels.Name(programme.Relation, p.Relation, string(i18n.LangOf(ctx)))
}

// who is how somebody stands to the youth, and of a professional where and as what.
func (v NetworkView) who(ctx context.Context, p network.Person) string {
	words := v.relation(ctx, p)
	for _, more := range []string{p.Title, p.Unit} {
		if more != "" {
			words += " · " + more
		}
	}
	return words
}

// by is the person of a number.
func (v NetworkView) by(n id.Person) network.Person {
	for _, p := range v.People {
		if p.ID == n {
			return p
		}
	}
	return network.Person{}
}

// now and before part the people: those who belong today, and those who did.
func (v NetworkView) parted(today when.Date) (now, before []network.Person) {
	for _, p := range v.People {
		if p.On(today) || p.To == nil {
			now = append(now, p)
		} else {
			before = append(before, p)
		}
	}
	return now, before
}

// differ reports whether the youth's age makes barnets lov another answer than other
// acts.
func (v NetworkView) differ() bool {
	for i, p := range v.Childrens.Parties {
		if p != v.Elsewhere.Parties[i] {
			return true
		}
	}
	return false
}

// partyFlags say what follows for one who is concerned.
func partyFlags(ctx context.Context, p network.Party) []ui.FlagProps {
	if p.Why == network.ByHand {
		return []ui.FlagProps{{Kind: ui.Soon, Text: i18n.T(ctx, "party.open")}}
	}
	flags := []ui.FlagProps{{Text: i18n.T(ctx, "party.rights.no")}, {Text: i18n.T(ctx, "party.letter.no")}}
	if p.Rights && p.Capacity == network.ActsFor {
		flags[0] = ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "party.rights.acts")}
	} else if p.Rights {
		flags[0] = ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "party.rights.yes")}
	}
	if p.Letter {
		flags[1] = ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "party.letter.yes")}
	}
	return flags
}

// personFlags are what somebody is besides their relation.
func (v NetworkView) personFlags(ctx context.Context, p network.Person) []ui.FlagProps {
	var flags []ui.FlagProps
	if p.Chosen && p.To == nil {
		flags = append(flags, ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "network.chosen")})
	}
	if p.MayContact == network.MayNot || p.MayContact == network.AskFirst {
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "network.may."+string(p.MayContact))})
	}
	if p.Custody && (v.Elsewhere.Minor || v.Elsewhere.Open(network.BirthDate) || v.Elsewhere.Open(network.AgeRule)) {
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "network.has_custody")})
	} else if p.Custody {
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "network.had_custody")})
	}
	if p.Role != network.NoRole {
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "network.role."+string(p.Role))})
	}
	if p.Mistaken() {
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "network.mistaken")})
	}
	return flags
}

// personSay puts the codes of a clash into words.
func (f NetworkForm) say(ctx context.Context) func(string) func(string) string {
	return func(name string) func(string) string {
		switch name {
		case "relation":
			return func(code string) string { return f.Labels.Name(programme.Relation, code, string(i18n.LangOf(ctx))) }
		case "role":
			return func(code string) string { return i18n.T(ctx, "network.role."+orElse(code, "none")) }
		case "letters":
			return func(code string) string { return i18n.T(ctx, "network.letters."+orElse(code, "none")) }
		case "power_document":
			return func(code string) string {
				for _, o := range f.powers(ctx) {
					if o.Value == code {
						return o.Label
					}
				}
				return i18n.T(ctx, "ui.none")
			}
		case "sector":
			return func(code string) string {
				return f.Labels.Name(programme.NetworkSector, code, string(i18n.LangOf(ctx)))
			}
		case "ring":
			return func(code string) string { return i18n.T(ctx, "network.ring."+orElse(code, "none")) }
		case "may_contact":
			return func(code string) string { return i18n.T(ctx, "network.may."+orElse(code, "none")) }
		case "custody", "hidden", "chosen":
			return func(code string) string { return i18n.T(ctx, "network.box."+orElse(code, "no")) }
		}
		return nil
	}
}

// power reports whether the fold of the power of attorney is to be open.
func (f NetworkForm) power() bool {
	return f.Values["role"] != "" || f.Values["power_on"] != "" || f.Values["power_covers"] != "" ||
		faults(f.Broken, "role", "power_on", "power_covers", "power_document", "letters")
}

// matterRoles are what somebody may be in a matter.
func matterRoles(ctx context.Context) []ui.Option {
	list := make([]ui.Option, len(network.Roles))
	for i, r := range network.Roles {
		list[i] = ui.Option{Value: string(r), Label: i18n.T(ctx, "network.role."+orElse(string(r), "none"))}
	}
	return list
}

// spot reports whether the fold of the map is to be open.
func (f NetworkForm) spot() bool {
	for _, name := range []string{"ring", "sector", "supports", "strains", "may_contact"} {
		if f.Values[name] != "" || faults(f.Broken, name) {
			return true
		}
	}
	return false
}

// withNone are choices of codes with the words for none of them first.
func withNone[T ~string](ctx context.Context, area string, codes []T) []ui.Option {
	return append([]ui.Option{{Label: i18n.T(ctx, area+".none")}}, options(ctx, area, codes)...)
}

// pickedNone marks the choice of nothing where nothing else is chosen.
func pickedNone(value string) func(*ui.Input) {
	return func(in *ui.Input) {
		for i := range in.Options {
			in.Options[i].On = in.Options[i].Value == value
		}
	}
}

func (f NetworkForm) title(ctx context.Context, frame Frame) string {
	if f.Person == 0 {
		return i18n.T(ctx, "network.new_title", frame.Youth.Name())
	}
	return i18n.T(ctx, "network.edit_title", f.Name, frame.Youth.Name())
}

func (f NetworkForm) heading(ctx context.Context) string {
	if f.Person == 0 {
		return i18n.T(ctx, "network.add")
	}
	return f.Name
}

func (f NetworkForm) path(frame Frame) string {
	if f.Person == 0 {
		return NetworkPath(frame.Youth.ID)
	}
	return InNetworkPath(frame.Youth.ID, f.Person)
}

func (f NetworkForm) addressHint(ctx context.Context) string {
	if f.Hidden {
		return i18n.T(ctx, "edit.address_hidden")
	}
	return i18n.T(ctx, "network.address_hint")
}

// unansweredName is the youth in the words of a question.
func (f Frame) unansweredName(ctx context.Context, u network.Unanswered) string {
	if u == network.BirthDate {
		return i18n.Possessive(ctx, f.Name())
	}
	return f.Name()
}
