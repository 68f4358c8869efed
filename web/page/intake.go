package page

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"kasket/internal/casework/intake"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// ReferralForm is a youth proposed to a team, as typed.
type ReferralForm struct {
	Key      string
	Values   map[string]string
	Teams    []TeamChoice
	Labels   programme.Labels
	Today    when.Date
	Accepted string // numbers of the youths that were shown, sent back with the form
	Doubt    *intake.Doubt
	Broken   rule.Violations
}

// TeamChoice is a team one can choose.
type TeamChoice struct {
	ID   id.Team
	Name string
}

// DeclineForm is why a referral is declined, as typed.
type DeclineForm struct {
	Key    string
	Reason string
	Broken rule.Violations
}

// ownerWordOf is what the owner is called in a programme, in the reader's language.
func ownerWordOf(ctx context.Context, da, en string) string {
	return programme.Rules{OwnerWordDa: da, OwnerWordEn: en}.OwnerWord(string(i18n.LangOf(ctx)))
}

// titled begins a word with a capital.
func titled(word string) string {
	for i, r := range word {
		return strings.ToUpper(string(r)) + word[i+len(string(r)):]
	}
	return word
}

// referralBar is the bar above the pages of a referral: what one chooses by.
func referralBar(ctx context.Context, r intake.Referral, today when.Date) ui.Identity {
	bar := ui.Identity{Name: r.Name, Pronoun: r.Pronoun, Flags: referralFlags(ctx, r, today)}
	if r.BirthDate != nil {
		bar.Age = i18n.T(ctx, "youth.age", r.BirthDate.Years(today))
	}
	add := func(label, value string) {
		if value != "" {
			bar.Facts = append(bar.Facts, ui.Fact{Label: label, Value: value})
		}
	}
	add(i18n.T(ctx, "referral.team"), r.TeamName)
	add(i18n.T(ctx, "referral.referred_by"), r.ReferredBy)
	if r.NeedsGroup != nil {
		add(i18n.T(ctx, "youth.needs_group"), i18n.Count(ctx, *r.NeedsGroup))
	}
	add(i18n.T(ctx, "referral.wish"), quoted(r.Wish))
	return bar
}

func referralFlags(ctx context.Context, r intake.Referral, today when.Date) []ui.FlagProps {
	var flags []ui.FlagProps
	switch r.State {
	case intake.Received, intake.MoreInfo, intake.Waiting:
		flags = append(flags, ui.FlagProps{Kind: ui.Soon, Text: waited(ctx, r, today)})
		if r.Urgency == intake.Acute {
			flags = append(flags, ui.FlagProps{Kind: ui.Late, Text: i18n.T(ctx, "referral.urgency.acute")})
		}
	case intake.Assigned:
		flags = append(flags, ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "referral.assigned_to", deref(r.Owner))})
	case intake.Declined:
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "referral.declined")})
	}
	return append(flags, youthFlags(ctx, r, today)...)
}

// youthFlags are what one has to know of the youth before choosing.
func youthFlags(ctx context.Context, r intake.Referral, today when.Date) []ui.FlagProps {
	var flags []ui.FlagProps
	if r.Protection != youth.None {
		flags = append(flags, ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "youth.flag.protected")})
	}
	if r.Interpreter != "" {
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "youth.flag.interpreter", r.Interpreter)})
	}
	if r.OutsideAges(today) {
		flags = append(flags, ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "referral.outside_ages", agesOf(r.AgeMin, r.AgeMax))})
	}
	return flags
}

func agesOf(low, high int) string {
	switch {
	case low > 0 && high > 0:
		return strconv.Itoa(low) + "–" + strconv.Itoa(high)
	case low > 0:
		return strconv.Itoa(low) + "+"
	}
	return "–" + strconv.Itoa(high)
}

// waited says how long the youth has waited.
func waited(ctx context.Context, r intake.Referral, today when.Date) string {
	if n := r.DaysWaiting(today); n > 0 {
		return i18n.N(ctx, "referral.waited", n)
	}
	return i18n.T(ctx, "referral.waited_today")
}

// periodDay is a day near today, as a period is written: 23.11.
func periodDay(d when.Date) string {
	return strconv.Itoa(d.Day()) + "." + strconv.Itoa(int(d.Month())) + "."
}

// onlyIf is an address where it leads somewhere.
func onlyIf(is bool, href string) string {
	if is {
		return href
	}
	return ""
}

// joined writes the texts that say something, with sep between.
func joined(sep string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), sep)
}

// quoted is a wish in the youth's own words.
func quoted(wish string) string {
	if wish == "" {
		return ""
	}
	return "»" + strings.Trim(wish, "»«\"") + "«"
}
