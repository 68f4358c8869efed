package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/web/page"
)

// accountPages are one's own: sessions, theme, staying signed in.
type accountPages struct{ responder }

func (p accountPages) routes(r chi.Router) {
	r.Post("/session", p.page(p.stay))
	r.Get("/session", p.page(p.sessionList))
	r.Post("/session/everywhere", p.page(p.everywhere))
	r.Post("/theme", p.page(p.theme))
}

// stay is asked by the warning two minutes before the end; the request itself
// keeps the session alive.
func (p accountPages) stay(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("Kasket-Part") != "" || r.Header.Get("Kasket-Fetch") != "" {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return p.done(w, r, ownPath(r.PostFormValue("back")), "")
}

func (p accountPages) sessionList(w http.ResponseWriter, r *http.Request) error {
	list, err := p.deps.Staff.SessionsOf(r.Context(), actor(r).Staff)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Sessions(list, p.deps.Now()))
}

func (p accountPages) everywhere(w http.ResponseWriter, r *http.Request) error {
	if err := p.deps.Staff.SignOutEverywhere(r.Context(), actor(r).Staff); err != nil {
		return err
	}
	if err := p.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"storage"`)
	return p.done(w, r, "/sign-in", "sign_in.out_everywhere")
}

func (p accountPages) theme(w http.ResponseWriter, r *http.Request) error {
	if err := p.deps.Staff.ChooseTheme(r.Context(), actor(r), r.PostFormValue("theme")); err != nil {
		return err
	}
	return p.done(w, r, ownPath(r.PostFormValue("back")), "")
}
