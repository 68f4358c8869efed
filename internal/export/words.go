package export

import (
	"context"
	"math"
	"slices"
	"strings"

	"kasket/internal/casework/economy"
	"kasket/internal/casework/figures"
	"kasket/web/i18n"
)

// Document is a report in words: what the page, the PDF and the workbook are made of.
type Document struct {
	Lang     string
	Title    string
	About    string   // of what, in which period, until when
	Made     string   // by whom and when
	Notes    []string // how to read it
	Sections []Section
}

// Section is a definition with its answers, or the economy of a programme.
type Section struct {
	Title string
	Text  []string
	Bars  *Bars
	Table Table
}

// Table has a name for each row in its first column, and figures in the others.
type Table struct {
	Title string
	Heads []string
	Rows  [][]string
}

// Bars is a picture of shares, of one.
type Bars struct {
	Title, About  string
	Value, Beside string // what the two are called; Beside "" where there is one
	Target        float64
	Rows          []BarRow
}

// BarRow is one bar with its words, or two. A value that is not shown is NaN.
type BarRow struct {
	Name                     string
	Value, Beside, Low, High float64
	Note                     string
}

// Words puts a report in the words of a language.
func Words(ctx context.Context, r Report) Document {
	w := writer{ctx: ctx, words: map[string]figures.Word{}}
	for _, x := range r.Exits {
		w.words[x.Code] = x
	}
	name := r.Name
	if r.Kind == GroupPack {
		name = i18n.T(ctx, "report.all")
	}
	d := Document{
		Lang: string(i18n.LangOf(ctx)), Title: i18n.T(ctx, "report.title_"+string(r.Kind), name),
		About: i18n.T(ctx, "report.about", PeriodWords(ctx, r.Period), i18n.DateOf(ctx, r.CutOff)),
		Made:  i18n.T(ctx, "report.made", r.By, i18n.Date(ctx, r.At)),
		Notes: []string{i18n.T(ctx, "report.note_interval"), i18n.T(ctx, "report.note_missing"), i18n.T(ctx, "report.note_definitions")},
	}
	if r.Protected {
		d.Notes = append(d.Notes, i18n.T(ctx, "report.note_few"))
	}
	for _, group := range byDefinition(r.Lines) {
		d.Sections = append(d.Sections, w.section(group))
	}
	for _, e := range r.Economy {
		d.Sections = append(d.Sections, w.economy(e))
	}
	return d
}

// PeriodWords is what a period is called: a quarter, a half-year, a year, or its days.
func PeriodWords(ctx context.Context, p figures.Period) string {
	year, month := p.From.Year(), int(p.From.Month())
	switch p {
	case figures.Year(year):
		return i18n.T(ctx, "report.year", year)
	case figures.Half(year, (month+5)/6):
		return i18n.T(ctx, "figures.period.half", (month+5)/6, year)
	case figures.Quarter(year, (month+2)/3):
		return i18n.T(ctx, "figures.period.quarter", (month+2)/3, year)
	}
	return i18n.T(ctx, "figures.period.days", i18n.DateOf(ctx, p.From), i18n.DateOf(ctx, p.To))
}

// byDefinition parts lines by their definition, in the order in which each comes first.
func byDefinition(lines []Line) [][]Line {
	var groups [][]Line
	at := map[string]int{}
	for _, l := range lines {
		i, known := at[l.Definition]
		if !known {
			i = len(groups)
			at[l.Definition], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], l)
	}
	return groups
}

type writer struct {
	ctx   context.Context
	words map[string]figures.Word
}

func (w writer) in(da, en string) string {
	if i18n.LangOf(w.ctx) == i18n.En && en != "" {
		return en
	}
	return da
}

func (w writer) section(lines []Line) Section {
	first := lines[0]
	s := Section{
		Title: w.in(first.NameDa, first.NameEn),
		Text:  []string{w.in(first.TextDa, first.TextEn), i18n.T(w.ctx, "report.version", first.Version, first.Source)},
		Table: Table{Title: w.in(first.NameDa, first.NameEn), Heads: w.heads()},
	}
	for _, l := range lines {
		s.Table.Rows = append(s.Table.Rows, w.row(l))
	}
	if slices.ContainsFunc(lines, func(l Line) bool { return !l.Change && !l.Hidden && l.Share.Of > 0 }) {
		s.Bars = w.bars(s.Title, lines)
	}
	return s
}

func (w writer) heads() []string {
	t := func(key string) string { return i18n.T(w.ctx, key) }
	return []string{t("report.of"), t("figures.rate"), t("report.counted"), t("figures.interval"), t("report.target"), t("report.missing"), t("report.excluded")}
}

// label is what a line is of: the team or programme, the part, and whether it was before.
func (w writer) label(l Line) string {
	parts := []string{l.Name}
	if l.Part != "" {
		parts = append(parts, w.in(l.PartDa, l.PartEn))
	}
	if l.Before {
		parts = append(parts, i18n.T(w.ctx, "report.before"))
	}
	return strings.Join(parts, " · ")
}

func (w writer) row(l Line) []string {
	rate, counted, span, target := w.rate(l), "–", "–", "–"
	if !l.Hidden && l.Share.Of > 0 {
		if counted = i18n.T(w.ctx, "figures.n_of", i18n.Count(w.ctx, l.Share.Num), i18n.Count(w.ctx, l.Share.Of)); l.Change {
			counted = i18n.T(w.ctx, "figures.now_then", i18n.Count(w.ctx, l.Share.Num), i18n.Count(w.ctx, l.Share.Of))
		} else {
			low, high := l.Share.Interval()
			span = i18n.Percent(w.ctx, low) + "–" + i18n.Percent(w.ctx, high)
		}
	}
	if l.Target > 0 && !l.Before {
		target = i18n.Percent(w.ctx, float64(l.Target)/100)
	}
	return []string{w.label(l), rate, counted, span, target, w.told(l.Missing, l.MissingHidden), w.reasons(l.Excluded)}
}

func (w writer) rate(l Line) string {
	switch {
	case l.Hidden:
		return i18n.T(w.ctx, "ui.too_few")
	case l.Share.Of == 0 && l.Change:
		return i18n.T(w.ctx, "report.no_counts")
	case l.Share.Of == 0:
		return i18n.T(w.ctx, "figures.nobody")
	case l.Change:
		change := l.Share.Value() - 1
		if change > 0 {
			return "+" + i18n.Percent(w.ctx, change)
		}
		return i18n.Percent(w.ctx, change)
	}
	return i18n.Percent(w.ctx, l.Share.Value())
}

// told is reasons, or that they are too few to be told.
func (w writer) told(all []figures.Reason, hidden bool) string {
	if hidden {
		return i18n.T(w.ctx, "ui.too_few")
	}
	return w.reasons(all)
}

func (w writer) reasons(all []figures.Reason) string {
	words := make([]string, len(all))
	for i, r := range all {
		words[i] = i18n.T(w.ctx, "figures.reason", w.reason(r.Code), i18n.Count(w.ctx, r.N))
	}
	if len(words) == 0 {
		return "–"
	}
	return strings.Join(words, ", ")
}

func (w writer) reason(code string) string {
	if x, ok := w.words[code]; ok {
		return w.in(x.NameDa, x.NameEn)
	}
	if key := "figures.reason." + code; i18n.Has(key) {
		return i18n.T(w.ctx, key)
	}
	return code
}

// bars pairs the lines of now with those of before, where there are any.
func (w writer) bars(title string, lines []Line) *Bars {
	b := &Bars{Title: title, About: i18n.T(w.ctx, "report.bars"), Value: i18n.T(w.ctx, "figures.rate")}
	for _, l := range lines {
		if l.Before {
			b.Value, b.Beside = i18n.T(w.ctx, "report.now"), i18n.T(w.ctx, "report.before")
		}
		if target := float64(l.Target) / 100; target > 0 && (b.Target == 0 || b.Target == target) {
			b.Target = target
		}
	}
	for _, l := range lines {
		if l.Before {
			continue
		}
		row := BarRow{Name: w.label(l), Value: math.NaN(), Beside: math.NaN(), Note: w.row(l)[2]}
		if shown := !l.Hidden && l.Share.Of > 0; shown {
			row.Value = l.Share.Value()
			row.Low, row.High = l.Share.Interval()
		} else {
			row.Note = w.rate(l)
		}
		for _, x := range lines {
			if x.Before && x.Team == l.Team && x.Programme == l.Programme && x.Part == l.Part && !x.Hidden && x.Share.Of > 0 {
				row.Beside = x.Share.Value()
			}
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

func (w writer) economy(e Calculated) Section {
	c := e.Calculate()
	kr := func(v int64) string { return i18n.Kroner(w.ctx, v) }
	s := Section{Title: i18n.T(w.ctx, "report.economy", e.Name), Table: Table{Title: i18n.T(w.ctx, "economy.sensitivity"), Heads: []string{i18n.T(w.ctx, "economy.sensitivity")}}}
	s.Text = []string{
		i18n.T(w.ctx, "economy.label") + ".",
		PeriodWords(w.ctx, e.Period) + ": " + i18n.T(w.ctx, "economy.sum", i18n.Count(w.ctx, e.Baseline), i18n.Count(w.ctx, e.Actual), i18n.Count(w.ctx, c.Avoided), kr(int64(e.Net())), kr(c.Saving), kr(c.Cost), kr(c.Gain)),
		i18n.T(w.ctx, "economy.rate", kr(e.Gross), i18n.Percent(w.ctx, float64(e.Refund)/100)) + " " + i18n.T(w.ctx, "report.source", e.Source),
	}
	for _, turn := range economy.Turns {
		s.Table.Heads = append(s.Table.Heads, TurnWords(turn))
	}
	for _, x := range e.Sensitivities() {
		row := []string{i18n.T(w.ctx, "economy.factor."+string(x.Factor))}
		for _, gain := range x.Gains {
			row = append(row, kr(gain))
		}
		s.Table.Rows = append(s.Table.Rows, row)
	}
	return s
}

// TurnWords says by how much a figure was turned: −25 %.
func TurnWords(percent int) string {
	if percent < 0 {
		return "−" + itoa(-percent) + " %"
	}
	return "+" + itoa(percent) + " %"
}
