package page

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// DecisionTypesPath is the list of what can be decided.
const DecisionTypesPath = "/decision-types"

// UnconfirmedTypesPath is the list of those that send no letter.
const UnconfirmedTypesPath = DecisionTypesPath + "?show=unconfirmed"

// DecisionTypePath is a row of what can be decided; parts lead to a page below it.
func DecisionTypePath(n id.DecisionType, parts ...string) string {
	return below(DecisionTypesPath, id.String(n), parts)
}

// DecisionTypesView is what can be decided, one row of each code.
type DecisionTypesView struct {
	Rows        []programme.DecisionType
	Today       when.Date
	Unconfirmed bool // only those that hold and send no letter
}

// silent are the rows that hold today and send no letter.
func (v DecisionTypesView) silent() []programme.DecisionType {
	var rows []programme.DecisionType
	for _, t := range v.Rows {
		if t.HoldsOn(v.Today) && t.MaySend(v.Today) != nil {
			rows = append(rows, t)
		}
	}
	return rows
}

// of lists the rows of an area: what holds today first, then what will, then what did.
func (v DecisionTypesView) of(a programme.Area) []programme.DecisionType {
	rows := v.Rows
	if v.Unconfirmed {
		rows = v.silent()
	}
	var now, later, over []programme.DecisionType
	for _, t := range rows {
		switch {
		case t.Area != a:
		case t.HoldsOn(v.Today):
			now = append(now, t)
		case t.From.After(v.Today):
			later = append(later, t)
		default:
			over = append(over, t)
		}
	}
	return append(append(now, later...), over...)
}

func (v DecisionTypesView) heads(ctx context.Context) []ui.HeadCell {
	return []ui.HeadCell{
		{Label: i18n.T(ctx, "field.name")},
		{Label: i18n.T(ctx, "type.basis")},
		{Label: i18n.T(ctx, "field.burdensome")},
		{Label: i18n.T(ctx, "field.state")},
	}
}

// typeFlags say whether a row holds and whether it sends letters.
func typeFlags(ctx context.Context, t programme.DecisionType, today when.Date) []ui.FlagProps {
	var flags []ui.FlagProps
	switch {
	case t.From.After(today):
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "type.from", i18n.DateOf(ctx, t.From))})
	case !t.HoldsOn(today): // whether it is confirmed is nobody's concern any more
		return append(flags, ui.FlagProps{Text: i18n.T(ctx, "type.ended", i18n.DateOf(ctx, t.To))})
	case !t.To.IsZero():
		flags = append(flags, ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "type.ends", i18n.DateOf(ctx, t.To))})
	}
	switch {
	case !t.Confirmed:
		return append(flags, ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "catalogue.unconfirmed")})
	case t.ReviewDue(today):
		return append(flags, ui.FlagProps{Kind: ui.Late, Text: i18n.T(ctx, "type.review_due")})
	}
	return append(flags, ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "catalogue.confirmed")})
}

// DecisionTypeView is one row with the others of its code.
type DecisionTypeView struct {
	Row    programme.DecisionType
	Rows   []programme.DecisionType // of the same code, newest first
	Labels programme.Labels
	Today  when.Date
}

// lawFacts are where the row comes from and who says so.
func (v DecisionTypeView) lawFacts(ctx context.Context) []ui.Fact {
	t := v.Row
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "field.law"), Value: t.Law},
		{Label: i18n.T(ctx, "field.paragraph"), Value: t.Paragraph},
		{Label: i18n.T(ctx, "programme.holds"), Value: fromTo(ctx, t.From, t.To)},
		{Label: i18n.T(ctx, "field.review_on"), Value: dayOrNone(ctx, t.ReviewOn)},
		{Label: i18n.T(ctx, "type.confirmed_by"), Value: confirmedBy(ctx, t)},
		{Label: i18n.T(ctx, "field.source"), Value: t.Source},
	}
	if t.LawURL != "" {
		facts[0].Link = ui.Link{Href: t.LawURL, Label: i18n.T(ctx, "type.open_law") + " "}
	}
	return facts
}

func confirmedBy(ctx context.Context, t programme.DecisionType) string {
	switch {
	case !t.Confirmed:
		return i18n.T(ctx, "catalogue.unconfirmed")
	case t.ConfirmedBy == nil:
		return i18n.T(ctx, "type.shipped_confirmed")
	}
	return i18n.T(ctx, "type.confirmed_by_on", t.ConfirmedName, i18n.DateOf(ctx, t.ConfirmedOn))
}

// groups are the facts of a row as the page sets them: what it is, whom it fits,
// what comes before the decision and what after.
func (v DecisionTypeView) groups(ctx context.Context) []factGroup {
	return []factGroup{
		{"type.about", typeAbout(ctx, v.Row)},
		{"type.fits", typeFits(ctx, v.Row, v.Labels)},
		{"type.before", typeBefore(ctx, v.Row)},
		{"type.after", typeAfter(ctx, v.Row)},
	}
}

// factGroup is facts under a heading.
type factGroup struct {
	key   string
	facts []ui.Fact
}

func typeAbout(ctx context.Context, t programme.DecisionType) []ui.Fact {
	return []ui.Fact{
		{Label: i18n.T(ctx, "field.area"), Value: i18n.T(ctx, "type.area."+string(t.Area))},
		{Label: i18n.T(ctx, "field.name_da"), Value: t.NameDa},
		{Label: i18n.T(ctx, "field.name_en"), Value: t.NameEn},
		{Label: i18n.T(ctx, "field.plain_da"), Value: t.PlainDa},
		{Label: i18n.T(ctx, "field.plain_en"), Value: t.PlainEn},
		{Label: i18n.T(ctx, "field.mode"), Value: i18n.T(ctx, "type.mode."+t.Mode)},
	}
}

func typeFits(ctx context.Context, t programme.DecisionType, labels programme.Labels) []ui.Fact {
	return []ui.Fact{
		{Label: i18n.T(ctx, "programme.ages"), Value: noRule(ctx, span2(t.AgeMin, t.AgeMax))},
		{Label: i18n.T(ctx, "field.benefits"), Value: noRule(ctx, codesIn(ctx, labels, programme.Benefit, t.Benefits))},
		{Label: i18n.T(ctx, "field.categories"), Value: noRule(ctx, codesIn(ctx, labels, programme.Category, t.Categories))},
		{Label: i18n.T(ctx, "field.consent"), Value: yesOrNo(ctx, t.Consent)},
	}
}

func typeBefore(ctx context.Context, t programme.DecisionType) []ui.Fact {
	target := howMany(ctx, t.TargetDays, "type.days")
	if t.TargetWeekdays {
		target = howMany(ctx, t.TargetDays, "type.weekdays")
	}
	return []ui.Fact{
		{Label: i18n.T(ctx, "field.burdensome"), Value: i18n.T(ctx, "type.burden."+string(t.Burdensome))},
		{Label: i18n.T(ctx, "field.hearing"), Value: yesOrNo(ctx, t.Hearing)},
		{Label: i18n.T(ctx, "field.hearing_days"), Value: noRule(ctx, howMany(ctx, t.HearingDays, "type.days"))},
		{Label: i18n.T(ctx, "field.hearing_least"), Value: noRule(ctx, howMany(ctx, t.HearingLeast, "type.days"))},
		{Label: i18n.T(ctx, "field.target_days"), Value: noRule(ctx, target)},
		checklistFact(ctx, t.Checklist),
		{Label: i18n.T(ctx, "field.approver"), Value: i18n.T(ctx, "type.approver."+t.Approver)},
	}
}

func typeAfter(ctx context.Context, t programme.DecisionType) []ui.Fact {
	return []ui.Fact{
		{Label: i18n.T(ctx, "field.complaint_body"), Value: t.ComplaintBody},
		{Label: i18n.T(ctx, "field.complaint_weeks"), Value: noRule(ctx, howMany(ctx, t.ComplaintWeeks, "date.weeks"))},
		{Label: i18n.T(ctx, "field.reassess_weeks"), Value: noRule(ctx, howMany(ctx, t.ReassessWeeks, "date.weeks"))},
		{Label: i18n.T(ctx, "field.carry_out_months"), Value: noRule(ctx, howMany(ctx, t.CarryOutMonths, "type.months"))},
		{Label: i18n.T(ctx, "field.longest"), Value: noRule(ctx, t.Longest)},
		{Label: i18n.T(ctx, "field.effect"), Value: i18n.T(ctx, "type.effect."+t.Effect)},
		{Label: i18n.T(ctx, "field.letter"), Value: cmp.Or(t.Letter, i18n.T(ctx, "type.common_letter"))},
	}
}

// TypeDiff is what stands of a row where it differs from what was typed.
func TypeDiff(ctx context.Context, theirs, mine programme.DecisionType, labels programme.Labels) []ui.Fact {
	var facts []ui.Fact
	mine.To, mine.Confirmed, mine.ConfirmedBy, mine.ConfirmedOn, mine.ConfirmedName = theirs.To, theirs.Confirmed, theirs.ConfirmedBy, theirs.ConfirmedOn, theirs.ConfirmedName
	now, typed := DecisionTypeView{Row: theirs, Labels: labels}, DecisionTypeView{Row: mine, Labels: labels}
	differ := func(a, b []ui.Fact) {
		for i := range a {
			if a[i].Value != b[i].Value {
				facts = append(facts, ui.Fact{Label: a[i].Label, Value: a[i].Value})
			}
		}
	}
	differ(now.lawFacts(ctx), typed.lawFacts(ctx))
	for i, group := range now.groups(ctx) {
		differ(group.facts, typed.groups(ctx)[i].facts)
	}
	if len(facts) == 0 { // it was ended, or another row of the code was written
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "programme.holds"), Value: fromTo(ctx, theirs.From, theirs.To)})
	}
	return facts
}

func howMany(ctx context.Context, n int, key string) string {
	if n == 0 {
		return ""
	}
	return i18n.N(ctx, key, n)
}

func yesOrNo(ctx context.Context, yes bool) string {
	if yes {
		return i18n.T(ctx, "type.yes")
	}
	return i18n.T(ctx, "type.no")
}

func codesIn(ctx context.Context, labels programme.Labels, kind programme.Kind, codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = labels.Name(kind, c, string(i18n.LangOf(ctx)))
	}
	return strings.Join(names, ", ")
}

func dayOrNone(ctx context.Context, d when.Date) string {
	if d.IsZero() {
		return ""
	}
	return i18n.DateOf(ctx, d)
}

// TypeValues are a row as its form shows it, to be written anew from a day on.
func TypeValues(t programme.DecisionType) url.Values {
	v := url.Values{
		"code": {t.Code}, "area": {string(t.Area)}, "name_da": {t.NameDa}, "name_en": {t.NameEn}, "plain_da": {t.PlainDa}, "plain_en": {t.PlainEn},
		"law": {t.Law}, "paragraph": {t.Paragraph}, "law_url": {t.LawURL}, "burdensome": {string(t.Burdensome)}, "approver": {t.Approver},
		"complaint_body": {t.ComplaintBody}, "benefits": t.Benefits, "categories": t.Categories, "longest": {t.Longest}, "mode": {t.Mode},
		"letter": {t.Letter}, "checklist": {t.Checklist}, "effect": {t.Effect}, "source": {t.Source}, "review_on": {t.ReviewOn.Danish()},
	}
	for name, n := range map[string]int{
		"hearing_days": t.HearingDays, "hearing_least": t.HearingLeast, "complaint_weeks": t.ComplaintWeeks, "reassess_weeks": t.ReassessWeeks,
		"target_days": t.TargetDays, "carry_out_months": t.CarryOutMonths, "age_min": t.AgeMin, "age_max": t.AgeMax, "position": t.Position,
	} {
		if n != 0 {
			v.Set(name, strconv.Itoa(n))
		}
	}
	for name, on := range map[string]bool{"hearing": t.Hearing, "target_weekdays": t.TargetWeekdays, "consent": t.Consent} {
		if on {
			v.Set(name, "yes")
		}
	}
	return v
}

func (v DecisionTypesView) title(ctx context.Context) string {
	if v.Unconfirmed {
		return i18n.T(ctx, "type.silent_title")
	}
	return i18n.T(ctx, "type.title")
}

// title tells the rows of one code apart by the day they begin.
func (v DecisionTypeView) title(ctx context.Context) string {
	return i18n.T(ctx, "type.row_title", v.Row.Name(string(i18n.LangOf(ctx))), i18n.DateOf(ctx, v.Row.From))
}

// worded are choices whose words are texts of one kind.
func worded[T ~string](ctx context.Context, key string, values []T) []ui.Option {
	options := make([]ui.Option, len(values))
	for i, v := range values {
		options[i] = ui.Option{Value: string(v), Label: i18n.T(ctx, key+string(v))}
	}
	return options
}

// codeOptions are all codes of a kind, also those that hold no longer: a row that
// begins earlier may need them.
func codeOptions(ctx context.Context, labels programme.Labels, kind programme.Kind) []ui.Option {
	entries := slices.SortedFunc(maps.Values(labels[kind]), func(a, b programme.Entry) int { return cmp.Compare(a.Position, b.Position) })
	options := make([]ui.Option, len(entries))
	for i, e := range entries {
		options[i] = ui.Option{Value: e.Code, Label: programme.Name(e, string(i18n.LangOf(ctx)))}
	}
	return options
}
