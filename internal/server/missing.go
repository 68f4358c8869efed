package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/web/page"
)

// missingPages are what the figures wait for.
type missingPages struct{ responder }

func (p missingPages) routes(r chi.Router) { r.Get(page.MissingPath, p.page(p.list)) }

func (p missingPages) list(w http.ResponseWriter, r *http.Request) error {
	all, err := p.deps.Caseload.Missing(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Missing(all, actor(r)))
}
