package server

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/caseload"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/web/page"
)

// todayPages are a caseworker's own: the day, and everybody they have to do with.
type todayPages struct{ responder }

func (p todayPages) routes(r chi.Router) {
	r.Get("/today", p.page(p.today))
	r.Get("/youths", p.page(p.youths))
}

func (p todayPages) today(w http.ResponseWriter, r *http.Request) error {
	t, err := p.deps.Caseload.Today(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Today(t, p.deps.Now(), newKey))
}

func (p todayPages) youths(w http.ResponseWriter, r *http.Request) error {
	sel := selectionOf(r)
	list, err := p.deps.Caseload.Mine(r.Context(), actor(r), sel)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Youths(page.YouthList{MyYouths: list, Me: actor(r).Staff, Selection: sel, Now: p.deps.Now()}))
}

// selectionOf reads what a list is narrowed to; what it does not know narrows nothing.
func selectionOf(r *http.Request) caseload.Selection {
	sel := caseload.Selection{Late: r.FormValue("late") != "", Alone: r.FormValue("eyes") != "", ByName: r.FormValue("sort") == "name"}
	if part := caseload.Part(r.FormValue("part")); slices.Contains(caseload.Parts, part) {
		sel.Part = part
	}
	if phase := programme.Phase(r.FormValue("phase")); slices.Contains(programme.Phases, phase) {
		sel.Phase = phase
	}
	if after, err := id.Parse[id.Youth](r.FormValue("after")); err == nil {
		sel.After = after
	}
	return sel
}
