package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/web/page"
)

// figuresPages are the figures: insight's of every team, a leader's of their own.
type figuresPages struct{ responder }

func (p figuresPages) routes(r chi.Router) {
	r.Get("/figures", p.page(p.figures))
}

func (p figuresPages) figures(w http.ResponseWriter, r *http.Request) error {
	figures, periods, err := p.deps.Caseload.Figures(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Figures(figures, periods))
}
