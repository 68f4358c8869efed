package server

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/figures"
	"kasket/internal/when"
	"kasket/web/page"
)

// figuresPages are the figures: insight's of every team, a leader's of their own.
type figuresPages struct{ responder }

func (p figuresPages) routes(r chi.Router) {
	r.Get("/figures", p.page(p.figures))
	r.Get(page.TimesPath, p.page(p.times))
	r.Get(page.WhyPath, p.page(p.why))
	r.Get(page.DefinePath, p.page(p.newOwn))
	r.Post(page.DefinePath, p.page(p.makeOwn))
	r.Get("/figures/definitions/{own}/edit", p.page(p.editOwn))
	r.Post("/figures/definitions/{own}/edit", p.page(p.changeOwn))
	r.Get(page.TargetPath, p.page(p.targets))
	r.Post(page.TargetPath, p.page(p.keepTargets))
	r.Get("/figures/{definition}", p.page(p.figure))
	r.Get("/figures/{definition}/youths", p.page(p.youths))
}

func (p figuresPages) figures(w http.ResponseWriter, r *http.Request) error {
	choice, status := p.periodOf(r)
	f, err := p.deps.Figures.Overview(r.Context(), actor(r), choice.Period)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Figures(page.FiguresView{Figures: f, Choice: choice, Actor: actor(r)}))
}

// figure is one definition: what it means, and what it says of each team.
func (p figuresPages) figure(w http.ResponseWriter, r *http.Request) error {
	choice, status := p.periodOf(r)
	f := fields{values: r.URL.Query(), today: choice.Today}
	one, err := p.deps.Figures.One(r.Context(), actor(r), chi.URLParam(r, "definition"), f.whole("version"), choice.Period)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Figure(page.FigureView{
		FiguresView: page.FiguresView{Figures: one.Figures, Choice: choice, Actor: actor(r)},
		Definition:  one.Definition, Versions: one.Versions,
		MayEdit: one.Definition.Team != 0 && access.May(actor(r), access.DefineResults, access.InTeam(one.Definition.Team)),
	}))
}

// youths is the list behind a figure, for who leads the team.
func (p figuresPages) youths(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.ViewTeam)
	if err != nil {
		return err
	}
	choice, status := periodChoice(r.URL.Query(), when.Of(p.deps.Now()), true)
	list, err := p.deps.Figures.Youths(r.Context(), actor(r), team.ID, chi.URLParam(r, "definition"), r.URL.Query().Get("part"), choice.Period)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.FigureYouths(page.FigureYouthsView{List: list, Team: team, Choice: choice, Actor: actor(r)}))
}

// periodOf reads which period figures are asked of: a fixed one, or for who leads a team
// any days. Where none can be read it is the usual one, with what is wrong.
func (p figuresPages) periodOf(r *http.Request) (page.PeriodChoice, int) {
	whole := access.May(actor(r), access.ViewAllFigures, access.Scope{})
	return periodChoice(r.URL.Query(), when.Of(p.deps.Now()), !whole)
}

// periodChoice reads a period from an address. own allows any days.
func periodChoice(q url.Values, today when.Date, own bool) (page.PeriodChoice, int) {
	c := page.PeriodChoice{Today: today, Own: own, Period: figures.LastTwelve(today)}
	if !own {
		c.Period = figures.FixedPeriods(today)[0]
	}
	f := fields{values: q, today: today}
	if key := f.text("period"); key != "" {
		fixed, ok := figures.FixedBy(key, today)
		if !ok {
			c.Broken.Add("period", "unknown")
			return c, http.StatusUnprocessableEntity
		}
		c.Period = fixed
		return c, http.StatusOK
	}
	c.From, c.To = f.text("from"), f.text("to")
	if !own || c.From == "" && c.To == "" {
		return c, http.StatusOK
	}
	asked := figures.Period{From: f.day("from", when.Past), To: f.day("to", when.Past)}
	if c.Broken = f.broken; len(c.Broken) == 0 {
		c.Broken = asked.Check(today)
	}
	if len(c.Broken) > 0 {
		return c, http.StatusUnprocessableEntity
	}
	c.Period = asked
	return c, http.StatusOK
}
