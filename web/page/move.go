package page

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kasket/internal/casework/transfer"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// MovePath is where all that somebody has in a team is moved.
func MovePath(staff id.Staff, team id.Team) string { return ofTeam(PersonPath(staff, "move"), team) }

// MoveForm is what somebody who leaves has, and who is to have it.
type MoveForm struct {
	Typed
	transfer.Caseload
	Team  TeamChoices
	Moved int // rows that were moved just now, where others were not
	Now   time.Time
}

// nobody is the choice of no buddy and no cover any more.
const nobody = "0"

// part are the rows of one part.
func (f MoveForm) part(p transfer.Part) []transfer.Row {
	var rows []transfer.Row
	for _, r := range f.Rows {
		if r.Part == p {
			rows = append(rows, r)
		}
	}
	return rows
}

// options are who can be chosen for a row.
func (f MoveForm) options(ctx context.Context, r transfer.Row) []ui.Option {
	var options []ui.Option
	if r.Part != transfer.OwnerPart {
		options = append(options, ui.Option{Value: nobody, Label: i18n.T(ctx, "move.nobody."+string(r.Part))})
	}
	for _, t := range f.Takers {
		if t.Staff != f.Staff && t.Staff != r.Owner && !slices.Contains(r.Barred, t.Staff) {
			options = append(options, ui.Option{Value: id.String(t.Staff), Label: takerLabel(ctx, t, r.Weight)})
		}
	}
	return options
}

// about is what a row says of the youth beside the name: no case content.
func (f MoveForm) about(ctx context.Context, r transfer.Row) string {
	if r.NeedsGroup == nil {
		return ""
	}
	return i18n.T(ctx, "move.group", *r.NeedsGroup)
}

func (f MoveForm) next(ctx context.Context, r transfer.Row) string {
	if r.NextMeeting == nil {
		return ""
	}
	return i18n.Day(ctx, *r.NextMeeting, f.Now)
}

func (f MoveForm) placed(ctx context.Context, r transfer.Row) string {
	switch {
	case !r.Placed:
		return ""
	case r.PlacedTo == nil:
		return i18n.T(ctx, "move.placed")
	}
	return i18n.T(ctx, "transfer.until", i18n.DayOf(ctx, *r.PlacedTo, when.Of(f.Now)))
}

// why says where the proposal of a row comes from, as long as it is the one chosen.
func (f MoveForm) why(ctx context.Context, r transfer.Row) string {
	s, is := f.Suggested[r.Key()]
	if !is || f.Values.Get(r.ToField()) != id.String(s.To) {
		return ""
	}
	return i18n.T(ctx, "move.why."+string(s.Why))
}

// MoveValues are the form with every proposal chosen.
func MoveValues(c transfer.Caseload) map[string][]string {
	values := map[string][]string{}
	for _, r := range c.Rows {
		if s, is := c.Suggested[r.Key()]; is {
			values[r.ToField()] = []string{id.String(s.To)}
		}
	}
	return values
}

// after is who would have how many youths more, in order of name.
func (f MoveForm) after(ctx context.Context) []ui.Fact {
	var facts []ui.Fact
	for _, t := range f.Takers {
		more, weight := 0, 0.0
		for _, r := range f.part(transfer.OwnerPart) {
			if f.Values.Get(r.ToField()) == id.String(t.Staff) {
				more, weight = more+1, weight+r.Weight
			}
		}
		if more == 0 {
			continue
		}
		words := fmt.Sprintf("%d → %d", t.Open, t.Open+more)
		if t.NormMax > 0 {
			words = i18n.T(ctx, "move.load", i18n.Number(ctx, t.Weighted), i18n.Number(ctx, t.Weighted+weight), i18n.Number(ctx, t.Norm()))
		}
		if t.Over(weight) {
			words += " · " + i18n.T(ctx, "ui.over_norm")
		}
		facts = append(facts, ui.Fact{Label: t.Name, Value: words})
	}
	return facts
}

// MoveLink leads to moving what somebody has, for who may in one of their teams.
func MoveLink(ctx context.Context, staff id.Staff, teams []id.Team, mine []id.Team) ui.Link {
	for _, t := range teams {
		if slices.Contains(mine, t) {
			return ui.Link{Href: MovePath(staff, t), Label: i18n.T(ctx, "move.link")}
		}
	}
	return ui.Link{}
}

// dayOr is a day that may be missing; the zero day is none.
func dayOr(d *when.Date) when.Date {
	if d == nil {
		return when.Date{}
	}
	return *d
}
