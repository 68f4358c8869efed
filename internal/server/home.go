package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/web/page"
)

// homePages lead each role to the page it begins its day on.
type homePages struct{ responder }

func (p homePages) routes(r chi.Router) {
	r.Get("/", p.page(p.home))
}

func (p homePages) home(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, page.HomeFor(actor(r)), http.StatusSeeOther)
	return nil
}
