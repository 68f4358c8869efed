package server

import (
	"net/http"
	"slices"

	"kasket/internal/access"
	"kasket/internal/casework/figures"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/page"
)

// times is how long the courses last that began in a year, or lately.
func (p figuresPages) times(w http.ResponseWriter, r *http.Request) error {
	today := when.Of(p.deps.Now())
	v := page.TimesView{Actor: actor(r), Years: figures.StartYears(today), Own: !access.May(actor(r), access.ViewAllFigures, access.Scope{})}
	period, status := v.Years[0], http.StatusOK
	if v.Own {
		period = figures.StartsLately(today)
	}
	if v.Year = r.FormValue("year"); v.Year != "" {
		at := slices.IndexFunc(v.Years, func(p figures.Period) bool { return p.Key() == v.Year })
		if at >= 0 {
			period = v.Years[at]
		} else {
			v.Broken, status = rule.Violation("year", "unknown"), http.StatusUnprocessableEntity
		}
	}
	var err error
	if v.Timed, err = p.deps.Figures.Times(r.Context(), actor(r), period); err != nil {
		return err
	}
	return p.show(w, r, status, page.Times(v))
}

// why is why two shares of one team can both be right.
func (p figuresPages) why(w http.ResponseWriter, r *http.Request) error {
	choice, status := p.periodOf(r)
	f, err := p.deps.Figures.Overview(r.Context(), actor(r), choice.Period)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Why(page.FiguresView{Figures: f, Choice: choice, Actor: actor(r)}))
}
