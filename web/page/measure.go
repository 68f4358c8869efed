package page

import (
	"context"
	"strconv"
	"strings"

	"kasket/internal/casework/measure"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// MeasuresPath is a youth's measurements; parts lead to a page below it.
func MeasuresPath(y id.Youth, parts ...string) string {
	return YouthPath(y, append([]string{"measures"}, parts...)...)
}

// AskPath is where an instrument is answered: by the youth on the phone that is handed
// over, or by the worker.
func AskPath(y id.Youth, i id.Instrument, by measure.Respondent, occasion measure.Occasion) string {
	path := MeasuresPath(y, string(by), id.String(i))
	if occasion != measure.NoOccasion {
		path += "?occasion=" + string(occasion)
	}
	return path
}

// OneTimePath is where a one-time link leads; OneTimeThanks is said after it.
func OneTimePath(secret string) string { return OneTime + secret }

// OneTime begins the path of every one-time link.
const (
	OneTime       = "/m/"
	OneTimeThanks = "/m/thanks"
)

// Asking is an instrument about to be answered.
type Asking struct {
	Instrument measure.Instrument
	By         measure.Respondent
	Occasion   measure.Occasion
	Action     string // where it is posted
	Back       string // where the worker goes without answering; empty where nobody is signed in
	Typed
}

// title is what the page is called; on a phone handed over it is another page than the
// one a link opens.
func (a Asking) title(ctx context.Context) string {
	name := a.Instrument.Name(string(i18n.LangOf(ctx)))
	if a.Back != "" {
		return i18n.T(ctx, "measure.ask_title", name)
	}
	return name
}

// half reports whether a question that was left out was pointed at already.
func (a Asking) half() bool { return a.Broken.Has("unanswered") || a.Values.Get("half") != "" }

// scale is a question of the instrument as a field.
func (a Asking) scale(ctx context.Context, t measure.Item) ui.Input {
	lang := string(i18n.LangOf(ctx))
	f := ui.Input{Name: measure.AnswerField(t.Position), Label: t.Text(lang), Value: a.Values.Get(measure.AnswerField(t.Position)), Broken: a.Broken}
	named := a.named()
	for n := a.Instrument.ScaleMin; n <= a.Instrument.ScaleMax; n++ {
		o := ui.Option{Value: strconv.Itoa(n), Label: i18n.Count(ctx, n)}
		if named {
			o.Label = a.Instrument.Anchor(n).Name(lang)
		}
		f.Options = append(f.Options, o)
	}
	if named { // the best first, as WHO-5 has it
		for i, j := 0, len(f.Options)-1; i < j; i, j = i+1, j-1 {
			f.Options[i], f.Options[j] = f.Options[j], f.Options[i]
		}
	}
	return f
}

// named reports whether every value of the scale has a name.
func (a Asking) named() bool {
	for n := a.Instrument.ScaleMin; n <= a.Instrument.ScaleMax; n++ {
		if a.Instrument.Anchor(n).NameDa == "" {
			return false
		}
	}
	return true
}

// end is what an end of the scale is called, with its value.
func (a Asking) end(ctx context.Context, value int) string {
	if name := a.Instrument.Anchor(value).Name(string(i18n.LangOf(ctx))); name != "" {
		return i18n.Count(ctx, value) + ": " + name
	}
	return ""
}

// MeasuresView is a youth's measurements as the page shows them.
type MeasuresView struct {
	measure.Record
	Series []measure.Series
	Keys   []string // of the small forms: a link for each instrument, a withdrawal, a revocation
}

// scoreOf is a score in words; what has none says why.
func scoreOf(ctx context.Context, i measure.Instrument, m measure.Measurement) string {
	switch {
	case m.Score != nil:
		return i18n.Number(ctx, *m.Score)
	case i.Formula == measure.NoScore:
		return i18n.T(ctx, "measure.no_formula")
	}
	return i18n.T(ctx, "measure.no_score")
}

// bandOf is what a score says; empty where the instrument says nothing.
func bandOf(ctx context.Context, i measure.Instrument, score *float64) string {
	if score == nil {
		return ""
	}
	b, _ := i.Band(*score)
	return b.Name(string(i18n.LangOf(ctx)))
}

// changeOf is the newest score beside the one before: op 8, ned 4, uændret.
func changeOf(ctx context.Context, s measure.Series) string {
	latest, _ := s.Latest()
	before, found := s.Previous()
	if !found {
		return ""
	}
	was := i18n.T(ctx, "measure.before", i18n.Number(ctx, *before.Score), i18n.DateOf(ctx, before.On))
	switch by := *latest.Score - *before.Score; {
	case by > 0:
		return i18n.T(ctx, "measure.up", i18n.Number(ctx, by)) + " · " + was
	case by < 0:
		return i18n.T(ctx, "measure.down", i18n.Number(ctx, -by)) + " · " + was
	}
	return i18n.T(ctx, "measure.same") + " · " + was
}

// seriesTitle is what was measured, who answered, and by which version where there are
// several.
func (v MeasuresView) seriesTitle(ctx context.Context, s measure.Series) string {
	title := s.Instrument.Name(string(i18n.LangOf(ctx))) + " · " + i18n.T(ctx, "measure.by."+string(s.Respondent))
	for _, other := range v.Instruments {
		if other.Code == s.Instrument.Code && other.ID != s.Instrument.ID {
			return title + " · " + i18n.T(ctx, "measure.version", s.Instrument.Version)
		}
	}
	return title
}

// seriesFacts are what one looks for in a course: the start, the newest, the best.
func seriesFacts(ctx context.Context, s measure.Series) []ui.Fact {
	var facts []ui.Fact
	add := func(key string, m measure.Measurement, found bool) {
		if found {
			facts = append(facts, ui.Fact{Label: i18n.T(ctx, key), Value: i18n.Number(ctx, *m.Score) + " · " + i18n.DateOf(ctx, m.On)})
		}
	}
	start, found := s.Start()
	add("measure.start", start, found)
	latest, found := s.Latest()
	add("measure.latest", latest, found)
	best, found := s.Best()
	add("measure.best", best, found)
	return facts
}

// curveOf draws a course.
func (v MeasuresView) curveOf(ctx context.Context, s measure.Series) ui.MeasureProps {
	scored := s.Scored()
	start, _ := s.Start()
	latest, _ := s.Latest()
	best, _ := s.Best()
	p := ui.MeasureProps{
		Title: v.seriesTitle(ctx, s), Low: float64(s.Instrument.ScoreMin()), High: float64(s.Instrument.ScoreMax()), Square: s.Respondent == measure.ByWorker,
		From: i18n.DateOf(ctx, start.On), To: i18n.DateOf(ctx, latest.On),
	}
	var about []string
	for _, f := range seriesFacts(ctx, s) {
		about = append(about, f.Label+" "+f.Value)
	}
	p.About = strings.Join(about, ". ")
	for n, b := range s.Instrument.Bands {
		if n > 0 {
			p.Lines = append(p.Lines, float64(b.From))
		}
	}
	days := latest.On.Sub(start.On)
	for _, m := range scored {
		at := ui.MeasurePoint{Value: *m.Score}
		if days > 0 {
			at.At = float64(m.On.Sub(start.On)) / float64(days)
		}
		switch m.ID { // one word a point: now says most
		case latest.ID:
			at.Word = i18n.T(ctx, "measure.word.now")
		case best.ID:
			at.Word = i18n.T(ctx, "measure.word.best")
		case start.ID:
			at.Word = i18n.T(ctx, "measure.word.start")
		}
		p.Points = append(p.Points, at)
	}
	return p
}

// owedText says that the programme asks for a measurement, and since when.
func owedText(ctx context.Context, o measure.Owed, today when.Date) string {
	if o.Occasion != measure.NoOccasion {
		return i18n.T(ctx, "measure.occasion."+string(o.Occasion))
	}
	return i18n.T(ctx, "measure.owed", i18n.DayOf(ctx, o.On, today))
}

// owed is what the programme asks of an instrument, the longest due first.
func (v MeasuresView) owed(i measure.Instrument, today when.Date) []measure.Owed {
	var list []measure.Owed
	for _, o := range v.Owed(today) {
		if o.Code == i.Code {
			list = append(list, o)
		}
	}
	return list
}

// occasionOf is the occasion that a measurement made now would be for.
func (v MeasuresView) occasionOf(i measure.Instrument, today when.Date) measure.Occasion {
	for _, o := range v.owed(i, today) {
		if o.Occasion != measure.NoOccasion {
			return o.Occasion
		}
	}
	return measure.NoOccasion
}

// nameOf is what an instrument of the record is called.
func (v MeasuresView) nameOf(ctx context.Context, n id.Instrument) string {
	i, _ := v.Instrument(n)
	return i.Name(string(i18n.LangOf(ctx)))
}

// answerLines are the questions of a measurement with what was answered.
func answerLines(ctx context.Context, i measure.Instrument, m measure.Measurement) []ui.Fact {
	lang := string(i18n.LangOf(ctx))
	var facts []ui.Fact
	for _, t := range i.Items {
		said := m.Words(t.Position)
		if value, answered := m.Value(t.Position); answered {
			said = i18n.Count(ctx, value)
			if name := i.Anchor(value).Name(lang); name != "" {
				said += " · " + name
			}
		}
		if said == "" {
			said = i18n.T(ctx, "measure.unanswered")
		}
		facts = append(facts, ui.Fact{Label: t.Text(lang), Value: said})
	}
	return facts
}

// measuredBy says who asked, and how.
func measuredBy(ctx context.Context, m measure.Measurement) string {
	if m.ByLink {
		return i18n.T(ctx, "measure.by_link", m.By)
	}
	return m.By
}

// meanOf is the mean of a dimension; missing is missing.
func meanOf(ctx context.Context, mean *float64) string {
	if mean == nil {
		return i18n.T(ctx, "measure.no_score")
	}
	return i18n.Number(ctx, *mean)
}

func dimensionHeads(ctx context.Context, s measure.Series) []ui.HeadCell {
	heads := []ui.HeadCell{{Label: i18n.T(ctx, "measure.dimension")}, {Label: i18n.DateOf(ctx, s.All[len(s.All)-1].On), Num: true}}
	if len(s.All) > 1 {
		heads = append(heads, ui.HeadCell{Label: i18n.T(ctx, "measure.before_on", i18n.DateOf(ctx, s.All[len(s.All)-2].On)), Num: true})
	}
	return heads
}
