package page

import (
	"context"
	"strconv"
	"strings"

	"kasket/internal/programme"
	"kasket/web/i18n"
)

// hasStayRule reports whether rows of a kind hold a rule of stays, in the words that
// programme reads.
func hasStayRule(k programme.Kind) bool {
	switch k {
	case programme.PlacementType, programme.PlacementLength, programme.PlacementRatio, programme.FullWeek, programme.YoungWork,
		programme.PlacementVisit, programme.Disclosure:
		return true
	}
	return false
}

// stayRuleWords says a rule of stays in words. What cannot be read is shown as it is.
func stayRuleWords(ctx context.Context, e programme.Entry) string {
	switch e.Kind {
	case programme.PlacementType:
		if t, err := programme.ParsePlacementTraits(e.Rule); err == nil {
			return traitWords(ctx, t)
		}
	case programme.PlacementLength:
		if l, err := programme.ParseLength(e.Rule); err == nil {
			return lengthWords(ctx, l)
		}
	case programme.PlacementRatio:
		if r, err := programme.ParseRatio(e.Rule); err == nil {
			return i18n.T(ctx, "catalogue.ratio", r.One, r.Per, r.To, r.ThenOne, r.ThenPer, r.Least)
		}
	case programme.FullWeek:
		return i18n.T(ctx, "catalogue.hours_a_week", e.Rule)
	case programme.YoungWork:
		if y, err := programme.ParseYoungHours(e.Rule); err == nil {
			return i18n.T(ctx, "catalogue.young", y.AgeFrom, y.AgeTo, y.Day, y.Free, y.Week, y.Off, y.From, y.To, y.Rest)
		}
	case programme.PlacementVisit:
		if v, err := programme.ParseVisitDay(e.Rule); err == nil && v.Days > 0 {
			return i18n.N(ctx, "catalogue.visit_"+v.From, v.Days)
		} else if err == nil {
			return i18n.T(ctx, "catalogue.visit_on_"+v.From)
		}
	case programme.Disclosure:
		return i18n.T(ctx, "catalogue.tells."+e.Rule)
	}
	return e.Rule
}

func traitWords(ctx context.Context, t programme.PlacementTraits) string {
	var words []string
	for _, name := range strings.Fields(t.String()) {
		if code, decided := strings.CutPrefix(name, "decision="); decided {
			words = append(words, i18n.T(ctx, "catalogue.trait.decision", code))
			continue
		}
		words = append(words, i18n.T(ctx, "catalogue.trait."+name))
	}
	return strings.Join(words, ", ")
}

func lengthWords(ctx context.Context, l programme.Length) string {
	words := i18n.N(ctx, "catalogue.weeks", l.Weeks)
	if l.Max > 0 {
		words += ", " + i18n.T(ctx, "catalogue.weeks_at_most", l.Max)
	}
	if l.Step > 0 {
		words += ", " + i18n.T(ctx, "catalogue.weeks_at_a_time", strconv.Itoa(l.Step))
	}
	words += ": " + strings.Join(l.Types, ", ")
	if len(l.Categories) > 0 {
		words += " (" + strings.Join(l.Categories, ", ") + ")"
	}
	return words
}
