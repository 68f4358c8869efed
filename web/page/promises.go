package page

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"kasket/internal/access"
	"kasket/internal/casework/figures"
	"kasket/internal/casework/promises"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// PromisesPath is the boards of what the models promise of themselves.
const PromisesPath = FiguresPath + "/promises"

// PromisesView is a board with what it was chosen by.
type PromisesView struct {
	promises.Board
	By       access.Actor
	Teams    []TeamChoice // that one leads
	All      bool         // the programmes may be chosen too
	From, To string       // the days as they were typed
	Broken   rule.Violations
}

// PromiseListView is the youths behind a figure.
type PromiseListView struct {
	promises.List
	Team TeamChoice
}

// PromisesQuery is a board as its address says it.
func PromisesQuery(a promises.Ask) string {
	q := url.Values{"board": {string(a.Board)}, "of": {OfChoice(a.Team, a.Programme)}, "from": {a.Period.From.String()}, "to": {a.Period.To.String()}}
	return "?" + q.Encode()
}

// OfChoice is a team or a programme as one field of a form says it.
func OfChoice(team id.Team, programme id.Programme) string {
	if team != 0 {
		return "team-" + id.String(team)
	}
	return "programme-" + id.String(programme)
}

func (v PromisesView) path(board promises.BoardKey) string {
	a := v.Ask
	a.Board = board
	return PromisesPath + PromisesQuery(a)
}

func promiseListPath(a promises.Ask, code promises.Code) string {
	return PromisesPath + "/" + string(code) + PromisesQuery(a)
}

// name is of whom the board is.
func (v PromisesView) name() string {
	for _, t := range v.Teams {
		if t.ID == v.Ask.Team {
			return t.Name
		}
	}
	return v.Name
}

func (v PromisesView) ofOptions() []ui.Option {
	var all []ui.Option
	for _, t := range v.Teams {
		all = append(all, ui.Option{Value: OfChoice(t.ID, 0), Label: t.Name})
	}
	if v.All {
		for _, p := range v.Programmes {
			all = append(all, ui.Option{Value: OfChoice(0, p.Programme), Label: p.Name})
		}
	}
	return all
}

// chosen is the team or the programme of the board.
func (v PromisesView) chosen() string {
	if v.Ask.Team != 0 {
		return OfChoice(v.Ask.Team, 0)
	}
	return OfChoice(0, v.Programme)
}

// onlyHalves reports whether nothing but half-years may be chosen.
func (v PromisesView) onlyHalves() bool { return len(v.Teams) == 0 }

func halfOptions(ctx context.Context, today when.Date) []ui.Option {
	var all []ui.Option
	for _, p := range promises.HalfYears(today) {
		all = append(all, ui.Option{Value: p.From.String(), Label: halfName(ctx, p)})
	}
	return all
}

func halfName(ctx context.Context, p figures.Period) string {
	return i18n.T(ctx, "promises.half_name", (int(p.From.Month())+5)/6, strconv.Itoa(p.From.Year()))
}

func betweenWords(ctx context.Context, p figures.Period) string {
	return i18n.T(ctx, "promises.between", i18n.DateOf(ctx, p.From), i18n.DateOf(ctx, p.To))
}

// promiseName is what a promise is called: a point of the checklist in its own words.
func promiseName(ctx context.Context, f promises.Indicator) string {
	switch {
	case f.NameDa == "":
		return i18n.T(ctx, "promises.name."+string(f.Code))
	case i18n.LangOf(ctx) == "en":
		return f.NameEn
	}
	return f.NameDa
}

func promiseWhat(ctx context.Context, f promises.Indicator) string {
	if f.NameDa != "" { // said once above the points
		return ""
	}
	return i18n.T(ctx, "promises.what."+string(f.Code))
}

// whatAlone is what a promise measures, where it stands alone.
func whatAlone(ctx context.Context, f promises.Indicator) string {
	if f.NameDa != "" {
		return i18n.T(ctx, "promises.what.point")
	}
	return promiseWhat(ctx, f)
}

// unitWords is a number with its unit.
func unitWords(ctx context.Context, u promises.Unit, v float64) string {
	key, said := "promises.unit."+string(u), i18n.Number(ctx, v)
	if said == i18n.Number(ctx, 1) {
		return i18n.T(ctx, key+".one", said)
	}
	return i18n.T(ctx, key+".other", said)
}

// tenYouths is how many youths a change of owner is told for: it is rare.
const tenYouths = 10

// promiseValue is the figure itself.
func promiseValue(ctx context.Context, f promises.Figure) string {
	switch {
	case f.NoRule:
		return i18n.T(ctx, "promises.no_rule")
	case f.Hidden:
		return i18n.T(ctx, "ui.too_few")
	case f.Empty():
		return "–"
	}
	switch f.Shape {
	case promises.Spread:
		return i18n.T(ctx, "promises.median", unitWords(ctx, f.Unit, f.Median))
	case promises.PerYouth:
		return i18n.T(ctx, "promises.each", i18n.Number(ctx, tenYouths*f.Per()))
	case promises.PerOwner:
		return i18n.T(ctx, "promises.each_owner", i18n.Number(ctx, f.Per()))
	}
	return i18n.Percent(ctx, f.Value())
}

// promiseSure is how sure the figure is, or how wide it spreads.
func promiseSure(ctx context.Context, f promises.Figure) string {
	switch {
	case f.NoRule:
		return i18n.T(ctx, "promises.no_rule_hint")
	case f.Hidden:
		return ""
	case f.Empty():
		return i18n.T(ctx, "promises.nothing")
	case f.Shape == promises.Spread:
		return i18n.T(ctx, "promises.quartiles", i18n.Number(ctx, f.Lower), i18n.Number(ctx, f.Upper))
	case f.Shape == promises.Portion && f.Unit == promises.Youths:
		low, high := f.Interval()
		return i18n.T(ctx, "ui.interval", i18n.Percent(ctx, low), i18n.Percent(ctx, high))
	}
	return ""
}

// promiseCount is what the figure was counted from.
func promiseCount(ctx context.Context, f promises.Figure) string {
	var parts []string
	if !f.Hidden && !f.Empty() {
		parts = append(parts, promiseNumbers(ctx, f))
	}
	switch {
	case f.Missing < 0:
		parts = append(parts, i18n.T(ctx, "promises.missing_few"))
	case f.Missing > 0:
		parts = append(parts, i18n.N(ctx, "promises.missing", f.Missing))
	}
	switch {
	case f.Apart < 0:
		parts = append(parts, i18n.T(ctx, "promises.apart_few"))
	case f.Apart > 0:
		parts = append(parts, i18n.N(ctx, "promises.apart", f.Apart))
	}
	return strings.Join(parts, ", ")
}

// silent reports whether a part of a board has nothing to count and nothing to say.
func silent(s promises.Section) bool {
	for _, f := range s.Figures {
		if f.NoRule || f.Hidden || !f.Empty() || f.Missing != 0 {
			return false
		}
	}
	return true
}

func promiseNumbers(ctx context.Context, f promises.Figure) string {
	of := i18n.N(ctx, "promises.of_youths", f.Youths)
	switch f.Shape {
	case promises.Spread:
		unit := string(f.Unit)
		if f.Code == "to_decision" || f.Code == "to_action" {
			unit = "decisions"
		}
		return i18n.N(ctx, "promises.values."+unit, f.Values) + " " + of
	case promises.PerYouth:
		return i18n.N(ctx, "promises.changes", f.Num, i18n.Count(ctx, f.Of))
	case promises.PerOwner:
		return i18n.N(ctx, "promises.owners", f.Of, i18n.Count(ctx, f.Num))
	}
	numbers := i18n.T(ctx, "promises.of_n", i18n.Count(ctx, f.Num), i18n.N(ctx, "promises.unit."+string(f.Unit), f.Of))
	if f.Unit == promises.Youths {
		return numbers
	}
	return numbers + " " + of
}

// partOf is what a youth adds to a figure.
func partOf(ctx context.Context, f promises.Figure, t promises.Tally) string {
	switch {
	case len(t.Values) > 0:
		words := make([]string, len(t.Values))
		for i, v := range t.Values {
			words[i] = unitWords(ctx, f.Unit, v)
		}
		return strings.Join(words, ", ")
	case t.Of == 0:
		return i18n.T(ctx, "promises.unknown")
	case f.Shape == promises.PerYouth:
		return i18n.Count(ctx, t.Num)
	case f.Unit == promises.Youths && t.Num > 0 || f.Shape == promises.PerOwner:
		return i18n.T(ctx, "promises.yes")
	case f.Unit == promises.Youths:
		return i18n.T(ctx, "promises.no")
	}
	return i18n.T(ctx, "promises.of_n", i18n.Count(ctx, t.Num), i18n.N(ctx, "promises.unit."+string(f.Unit), t.Of))
}

// needsBars are the needs groups beside the plan.
func needsBars(ctx context.Context, v PromisesView) ui.BarsProps {
	planned, sum := false, 0
	for _, n := range v.Needs {
		planned, sum = planned || n.Planned >= 0, sum+n.N
	}
	p := ui.BarsProps{
		Chart: ui.Chart{ID: "needs", Title: i18n.T(ctx, "promises.needs"), Say: func(s float64) string { return i18n.Percent(ctx, s) }},
		Place: i18n.T(ctx, "promises.needs_place"), Value: i18n.T(ctx, "promises.needs_now"),
	}
	p.About = i18n.T(ctx, "promises.needs_no_plan", i18n.DateOf(ctx, v.Window.Cut()))
	if planned {
		p.About, p.Beside = i18n.T(ctx, "promises.needs_about", i18n.DateOf(ctx, v.Window.Cut())), i18n.T(ctx, "promises.needs_plan")
	}
	for _, n := range v.Needs {
		b := ui.Bar{Name: i18n.T(ctx, "promises.needs_group", n.Group), Beside: ui.Missing(), Value: ui.Missing()}
		if n.Group == 0 {
			b.Name = i18n.T(ctx, "promises.needs_unknown")
		}
		if n.Planned >= 0 {
			b.Beside = float64(n.Planned) / 100
		}
		switch {
		case n.Hidden:
			b.Note = i18n.T(ctx, "ui.too_few")
		case sum > 0:
			b.Value, b.Note = float64(n.N)/float64(sum), i18n.N(ctx, "promises.unit.youths", n.N)
		}
		p.Bars = append(p.Bars, b)
	}
	return p
}
