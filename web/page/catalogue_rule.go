package page

import (
	"context"
	"strconv"

	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// entryRule says in words when a holiday comes, how long a delivery takes, or an age. Other
// rows have no rule.
func entryRule(ctx context.Context, e programme.Entry) string {
	switch e.Kind {
	case programme.Holiday:
		if y, err := when.ParseYearly(e.Rule); err == nil {
			return yearlyWords(ctx, y)
		}
	case programme.Posting:
		if d, err := programme.ReadDelivery(e); err == nil {
			return deliveryWords(ctx, d)
		}
	case programme.PartyAge:
		if n, err := strconv.Atoi(e.Rule); err == nil {
			return i18n.N(ctx, "catalogue.years", n)
		}
	case programme.ConsentLength:
		if n, err := strconv.Atoi(e.Rule); err == nil {
			return i18n.N(ctx, "catalogue.months", n)
		}
	case programme.DocumentKind:
		if n := programme.ReceiptDays(e.Rule); n > 0 {
			return i18n.N(ctx, "catalogue.receipt_within", n)
		}
	}
	return stayRuleWords(ctx, e)
}

func yearlyWords(ctx context.Context, y when.Yearly) string {
	days, easter := y.FromEaster()
	switch {
	case !easter:
		d, _ := y.In(2000) // a leap year: it has every day there is
		return i18n.DayMonth(ctx, d.Start(), d.Start())
	case days > 0:
		return i18n.N(ctx, "catalogue.after_easter", days)
	case days < 0:
		return i18n.N(ctx, "catalogue.before_easter", -days)
	}
	return i18n.T(ctx, "catalogue.easter")
}

func deliveryWords(ctx context.Context, d programme.Delivery) string {
	switch {
	case d.Days == 0:
		return i18n.T(ctx, "catalogue.same_day")
	case d.Weekdays:
		return i18n.N(ctx, "catalogue.weekdays_after", d.Days)
	}
	return i18n.N(ctx, "catalogue.days_after", d.Days)
}

// hasRule reports whether rows of a kind say when, how long or how old, or what a stay
// may be.
func hasRule(k programme.Kind) bool {
	return k == programme.Holiday || k == programme.Posting || k == programme.PartyAge || k == programme.DocumentKind || k == programme.ConsentLength || hasStayRule(k)
}

func unitOptions(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: "weekdays", Label: i18n.T(ctx, "catalogue.unit.weekdays")},
		{Value: "days", Label: i18n.T(ctx, "catalogue.unit.days")},
	}
}

// ruleValues are the rule of a row as its form shows it.
func ruleValues(e programme.Entry) (text, unit string) {
	switch e.Kind {
	case programme.Holiday:
		y, err := when.ParseYearly(e.Rule)
		if _, easter := y.FromEaster(); err != nil || easter {
			return e.Rule, ""
		}
		d, _ := y.In(2000)
		return strconv.Itoa(d.Day()) + "." + strconv.Itoa(int(d.Month())) + ".", ""
	case programme.Posting:
		if d, err := programme.ReadDelivery(e); err == nil && !d.Weekdays {
			return strconv.Itoa(d.Days), "days"
		} else if err == nil {
			return strconv.Itoa(d.Days), "weekdays"
		}
	case programme.PartyAge, programme.ConsentLength:
		return e.Rule, ""
	case programme.DocumentKind:
		if n := programme.ReceiptDays(e.Rule); n > 0 {
			return strconv.Itoa(n), ""
		}
		return "", ""
	}
	if hasStayRule(e.Kind) {
		return e.Rule, ""
	}
	return "", "weekdays"
}
