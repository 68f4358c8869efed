package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/web/ui"
)

// galleryPage shows every part of the house on one page, for those who build it.
type galleryPage struct{ responder }

func (p galleryPage) routes(r chi.Router) { r.Get("/gallery", p.page(p.gallery)) }

func (p galleryPage) gallery(w http.ResponseWriter, r *http.Request) error {
	ctx := ui.WithShell(r.Context(), ui.GalleryShell())
	return p.show(w, r.WithContext(ctx), http.StatusOK, ui.Gallery())
}
