package page

import (
	"context"
	"net/url"
	"strconv"
	"unicode"
	"unicode/utf8"

	"kasket/internal/casework/placement"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// StayWords says in the youth's language what is granted, where nobody wrote it: letters
// are Danish unless somebody asks for another.
func StayWords(ctx context.Context, today when.Date) placement.Words {
	ctx = i18n.With(ctx, i18n.Da)
	return func(p placement.Placement, kind programme.StayType, purpose programme.Entry) string {
		text := i18n.T(ctx, "placement.grants", lowered(kind.NameDa), p.Company.Name, i18n.DateOf(ctx, p.From))
		if !p.To.IsZero() {
			text = i18n.T(ctx, "placement.grants_until", lowered(kind.NameDa), p.Company.Name, i18n.DateOf(ctx, p.From), i18n.DateOf(ctx, p.To))
		}
		if p.Hours > 0 {
			text += " " + i18n.T(ctx, "placement.grants_hours", i18n.Number(ctx, p.Hours))
		}
		if purpose.NameDa != "" {
			text += " " + i18n.T(ctx, "placement.grants_purpose", lowered(purpose.NameDa))
		}
		if p.JobGoal != "" {
			text += " " + i18n.T(ctx, "placement.grants_goal", p.JobGoal)
		}
		return text
	}
}

// StayPurpose is what a consent given with a stay is for.
func StayPurpose(ctx context.Context) string {
	return i18n.T(i18n.With(ctx, i18n.Da), "placement.consent_purpose")
}

// TermValues are the terms of a stay as its form shows them.
func TermValues(ctx context.Context, p placement.Placement) url.Values {
	v := url.Values{
		"purpose": {p.Purpose}, "job_goal": {p.JobGoal}, "tasks": {p.Tasks}, "transport": {p.Transport}, "absence_how": {p.AbsenceHow},
		"stay_safety": {p.Safety}, "follow_plan": {p.FollowPlan}, "vitas_ref": {p.VITASRef},
	}
	if p.Hours > 0 {
		v.Set("hours", i18n.Number(ctx, p.Hours))
	}
	for _, s := range p.Timetable {
		v.Set("shift."+strconv.Itoa(s.Day), s.String())
	}
	if p.Contact != nil {
		v.Set("contact", id.String(*p.Contact))
	}
	if p.Mentor != nil {
		v.Set("mentor", id.String(*p.Mentor))
	}
	return v
}

// TermFacts are the terms that stand now, for somebody whose form was old.
func TermFacts(ctx context.Context, v PlacementView) []ui.Fact { return v.facts(ctx) }

// lowered begins a name in small letters, to stand within a sentence; one that begins
// with an abbreviation stays as it is.
func lowered(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if next, _ := utf8.DecodeRuneInString(name[size:]); unicode.IsUpper(next) {
		return name
	}
	return string(unicode.ToLower(first)) + name[size:]
}
