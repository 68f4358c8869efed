package page

import (
	"context"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/measure"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// progressItem is the head of what a youth wants and of how it goes: a goal, a figure on
// its scale, a measurement.
func (f Frame) progressItem(ctx context.Context, e caseload.Event, item ui.Item) ui.Item {
	item.Kind = ui.MeetingItem
	switch e.Sort {
	case caseload.GoalEntry:
		item.Title, item.Href = i18n.T(ctx, "entry.goal."+e.Facts.State), GoalPath(f.Youth.ID, e.Facts.Goal)
	case caseload.ScaleEntry:
		item.Title, item.Href = i18n.T(ctx, "entry.scale", i18n.Number(ctx, *e.Facts.Score)), GoalPath(f.Youth.ID, e.Facts.Goal)
		item.With = i18n.T(ctx, "entry.scale."+e.Facts.Who)
	default:
		item.Kind, item.Title, item.Href = ui.DocumentItem, nameIn(ctx, e.Facts.Da, e.Facts.En), MeasuresPath(f.Youth.ID)
		item.With = i18n.T(ctx, "measure.by."+e.Facts.Who)
		item.Flags = []ui.FlagProps{{Text: f.measured(ctx, e)}}
		if e.Facts.Mode != "" {
			item.Flags = append(item.Flags, ui.FlagProps{Text: i18n.T(ctx, "measure.occasion."+e.Facts.Mode)})
		}
	}
	return item
}

// measured is the score of a measurement; what has none says why.
func (f Frame) measured(ctx context.Context, e caseload.Event) string {
	switch {
	case e.Facts.Score != nil:
		return i18n.Number(ctx, *e.Facts.Score) + " " + i18n.T(ctx, "measure.of", i18n.Count(ctx, e.Facts.Most))
	case e.Facts.State == string(measure.NoScore):
		return i18n.T(ctx, "measure.no_formula")
	}
	return i18n.T(ctx, "measure.no_score")
}

// agreementFlags say whether an agreement was settled, or when it is due.
func (f Frame) agreementFlags(ctx context.Context, e caseload.Event) []ui.FlagProps {
	switch {
	case e.Facts.State != "":
		return []ui.FlagProps{{Kind: ui.Good, Text: i18n.T(ctx, "entry.settled")}}
	case e.On != nil:
		return f.dueFlag(ctx, *e.On, e.Facts.Who == "us")
	}
	return nil
}
