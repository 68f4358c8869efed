package server

import (
	"net/http"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/rule"
	"kasket/web/page"

	"github.com/go-chi/chi/v5"
)

// packagePages make what another municipality is given when a youth moves there.
type packagePages struct{ responder }

func (p packagePages) routes(r chi.Router) {
	r.Get("/handover-package", p.page(p.handOn))
}

// handOn asks for the sections, and shows the package of those that stand in the address.
func (p packagePages) handOn(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.acting(r, access.MakePackage)
	if err != nil {
		return err
	}
	asked, frame := r.URL.Query(), p.frame(r, "people")
	if !asked.Has("make") {
		return p.show(w, r, http.StatusOK, page.HandoverPackageAsk(frame, page.PackageForm{Parts: caseload.UsualParts}))
	}
	form := page.PackageForm{Parts: caseload.PartsOf(asked["part"]), Lawful: asked.Get("lawful") == "yes"}
	if form.Broken = unready(form); len(form.Broken) > 0 {
		return p.show(w, r, http.StatusUnprocessableEntity, page.HandoverPackageAsk(frame, form))
	}
	made, err := p.deps.Caseload.HandoverPackage(r.Context(), actor(r), rec.Scope, form.Parts)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.HandoverPackage(frame, made))
}

// unready says what is missing before anything may be given on: something to give, and
// that somebody has seen to it that it may be (forvaltningsloven § 28).
func unready(form page.PackageForm) rule.Violations {
	var broken rule.Violations
	if len(form.Parts) == 0 {
		broken.Add("part", "required")
	}
	if !form.Lawful {
		broken.Add("lawful", "required")
	}
	return broken
}
