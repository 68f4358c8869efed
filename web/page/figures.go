package page

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"kasket/internal/access"
	"kasket/internal/casework/figures"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// PeriodChoice is which period a page of figures is of, and which could be chosen.
type PeriodChoice struct {
	figures.Period
	Today    when.Date
	Own      bool   // any days may be chosen, not only fixed periods
	From, To string // the days as they were typed
	Broken   rule.Violations
}

// Query is the choice as an address says it, for links that keep it.
func (c PeriodChoice) Query() url.Values {
	switch key := c.Key(); {
	case key != "":
		return url.Values{"period": {key}}
	case c.Own && c.Period != figures.LastTwelve(c.Today):
		return url.Values{"from": {c.Period.From.Danish()}, "to": {c.Period.To.Danish()}}
	}
	return url.Values{}
}

// PeriodName is what people call a period: 2025, 1. halvår 2026, or from one day to
// another.
func PeriodName(ctx context.Context, p figures.Period) string {
	year, month := strconv.Itoa(p.From.Year()), int(p.From.Month())
	switch key := p.Key(); {
	case key == "":
		return i18n.T(ctx, "figures.period.days", i18n.DateOf(ctx, p.From), i18n.DateOf(ctx, p.To))
	case key == year:
		return year
	case key[len(key)-2] == 'h':
		return i18n.T(ctx, "figures.period.half", (month+5)/6, year)
	default:
		return i18n.T(ctx, "figures.period.quarter", (month+2)/3, year)
	}
}

func (c PeriodChoice) options(ctx context.Context) []ui.Option {
	var options []ui.Option
	if c.Own {
		options = append(options, ui.Option{Value: "", Label: i18n.T(ctx, "figures.period.last_twelve")})
	}
	for _, p := range figures.FixedPeriods(c.Today) {
		options = append(options, ui.Option{Value: p.Key(), Label: PeriodName(ctx, p)})
	}
	return options
}

// tags are the choices that are on, each with the page without it.
func (c PeriodChoice) tags(ctx context.Context, path string) []ui.Link {
	if len(c.Query()) == 0 {
		return nil
	}
	return []ui.Link{{Label: PeriodName(ctx, c.Period), Href: path}}
}

// FiguresView is the figures of a period, as somebody may see them.
type FiguresView struct {
	figures.Figures
	Choice PeriodChoice
	Actor  access.Actor
}

// unit is a team, or a programme, with the results there are of it.
type unit struct {
	name      string
	programme bool
	anchor    string
	team      id.Team
	results   []figures.Result
}

// hidden reports whether no rate of the unit may be shown.
func (u unit) hidden() bool {
	return !slices.ContainsFunc(u.results, func(r figures.Result) bool {
		_, counted := r.Rates[0].Change()
		return r.Definition.Measure == figures.ChangeMeasure && counted ||
			r.Definition.Measure != figures.ChangeMeasure && slices.ContainsFunc(slices.Concat(r.Rates, r.Before), func(x figures.Rate) bool { return !x.Hidden })
	})
}

func (v FiguresView) units() []unit {
	var all []unit
	for _, r := range v.Results {
		if n := len(all); n == 0 || all[n-1].team != r.Team || all[n-1].results[0].Programme != r.Programme {
			u := unit{name: r.Name, team: r.Team, programme: r.Team == 0, anchor: "team-" + id.String(r.Team)}
			if u.programme {
				u.anchor = "programme-" + id.String(r.Programme)
			}
			all = append(all, u)
		}
		u := &all[len(all)-1]
		u.results = append(u.results, r)
	}
	return all
}

// figurePath is a definition's page, in the same period.
func figurePath(d figures.Definition, c PeriodChoice) string {
	return withQuery(FiguresPath+"/"+d.Key, c.Query())
}

func withQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// rateWords is a rate as so many of so many: the share first.
func rateWords(ctx context.Context, d figures.Definition, r figures.Rate) string {
	switch change, ok := r.Change(); {
	case r.Hidden:
		return i18n.T(ctx, "ui.too_few")
	case d.Measure == figures.ChangeMeasure && !ok:
		return i18n.T(ctx, "figures.not_counted")
	case d.Measure == figures.ChangeMeasure && change > 0:
		return "+" + i18n.Percent(ctx, change)
	case d.Measure == figures.ChangeMeasure:
		return i18n.Percent(ctx, change)
	case r.Of == 0:
		return i18n.T(ctx, "figures.nobody")
	case r.MissingN() == r.Of: // 0 % would say that we know
		return i18n.T(ctx, "figures.nothing_known")
	}
	return i18n.Percent(ctx, r.Value())
}

// ofWords is how many of how many.
func ofWords(ctx context.Context, d figures.Definition, r figures.Rate) string {
	switch {
	case r.Hidden, r.Of == 0:
		return "–"
	case d.Measure == figures.ChangeMeasure:
		return i18n.T(ctx, "figures.now_then", i18n.Count(ctx, r.Num), i18n.Count(ctx, r.Of))
	}
	return i18n.T(ctx, "figures.n_of", i18n.Count(ctx, r.Num), i18n.Count(ctx, r.Of))
}

// intervalWords is between what the rate may be by chance.
func intervalWords(ctx context.Context, d figures.Definition, r figures.Rate) string {
	if r.Hidden || r.MissingN() == r.Of || d.Measure == figures.ChangeMeasure { // of nobody, or nothing is known
		return "–"
	}
	low, high := r.Interval()
	return i18n.T(ctx, "figures.between", i18n.Percent(ctx, low), i18n.Percent(ctx, high))
}

// missingWords is how many of the denominator nobody knows of, and their share.
func missingWords(ctx context.Context, d figures.Definition, r figures.Rate) string {
	n := r.MissingN()
	switch {
	case r.Hidden, d.Measure == figures.ChangeMeasure, r.Of == 0:
		return "–"
	case r.MissingHidden:
		return i18n.T(ctx, "ui.too_few")
	case n == 0:
		return i18n.T(ctx, "figures.none_missing")
	}
	return i18n.T(ctx, "figures.missing", i18n.Count(ctx, n), i18n.Percent(ctx, figures.Share{Num: n, Of: r.Of}.Value()))
}

// reasonWords lists why some are not known of, or not counted.
func reasonWords(ctx context.Context, exits []figures.Word, all []figures.Reason) []string {
	words := make([]string, len(all))
	for i, r := range all {
		words[i] = i18n.T(ctx, "figures.reason", reasonName(ctx, exits, r.Code), i18n.Count(ctx, r.N))
	}
	return words
}

// reasonName is why somebody is not known of, or which exit left them out.
func reasonName(ctx context.Context, exits []figures.Word, code string) string {
	for _, x := range exits {
		switch {
		case x.Code == code && i18n.LangOf(ctx) == i18n.En:
			return x.NameEn
		case x.Code == code:
			return x.NameDa
		}
	}
	return i18n.T(ctx, "figures.reason."+code)
}

// youthsPath is the list behind a figure of a team, in the same period.
func youthsPath(r figures.Result, part string, c PeriodChoice) string {
	q := c.Query()
	q.Set("team", id.String(r.Team))
	q.Set("part", part)
	return withQuery(FiguresPath+"/"+r.Definition.Key+"/youths", q)
}

// rateFigure is a rate drawn, with all that belongs to it.
func rateFigure(ctx context.Context, r figures.Result, x figures.Rate) ui.FigureProps {
	low, high := x.Interval()
	return ui.FigureProps{
		Value: i18n.Percent(ctx, x.Value()), Of: ofWords(ctx, r.Definition, x), Share: x.Value(), Low: low, High: high, TooFew: x.Hidden,
		Target: float64(r.Target) / 100,
	}
}

// resultAnchor is where a team or a programme stands on the page of a figure.
func resultAnchor(r figures.Result) string {
	if r.Team == 0 {
		return "programme-" + id.String(r.Programme)
	}
	return "team-" + id.String(r.Team)
}

// about says whom the figure is of, by which days, and whence it is.
func (v FigureView) about(ctx context.Context) string {
	d := v.Definition
	days := d.Days(v.Period)
	words := i18n.T(ctx, "figures.cohort."+string(d.Cohort), i18n.DateOf(ctx, days.From), i18n.DateOf(ctx, days.To))
	if d.Source != "" {
		words += " " + i18n.T(ctx, "figures.source_is", d.Source)
	}
	return words
}
