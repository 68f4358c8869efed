package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/company"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/web/page"
)

// companyMerge makes one company of two: first the other is chosen, then one sees what
// goes where.
type companyMerge struct{ responder }

func (p companyMerge) routes(r chi.Router) {
	r.Get("/merge", p.page(p.ask))
	r.Post("/merge/search", p.page(p.search))
	r.Post("/merge", p.page(p.merge))
}

func (p companyMerge) ask(w http.ResponseWriter, r *http.Request) error {
	form := page.MergeForm{Other: r.FormValue("other"), Key: newKey()}
	if form.Other == "" {
		return p.showChoice(w, r, http.StatusOK, form)
	}
	return p.showMerge(w, r, http.StatusOK, form)
}

func (p companyMerge) search(w http.ResponseWriter, r *http.Request) error {
	return p.showChoice(w, r, http.StatusOK, page.MergeForm{Text: p.fields(r).text("q")})
}

// showChoice asks for the other company: those that may be the same come first.
func (p companyMerge) showChoice(w http.ResponseWriter, r *http.Request, status int, form page.MergeForm) error {
	var err error
	if form.Likely, form.Hits, err = p.deps.Companies.Others(r.Context(), actor(r), firmOf(r), form.Text); err != nil {
		return err
	}
	return p.show(w, r, status, page.MergeChoice(firmOf(r), form))
}

func (p companyMerge) showMerge(w http.ResponseWriter, r *http.Request, status int, form page.MergeForm) error {
	if err := access.Check(actor(r), access.KeepCompany, access.Scope{}); err != nil {
		return err
	}
	other, err := id.Parse[id.Company](form.Other)
	if err != nil {
		return err
	}
	if form.Both, err = p.deps.Companies.Preview(r.Context(), actor(r), firmOf(r).ID, other); err != nil {
		return err
	}
	form.Now = p.deps.Now()
	return p.show(w, r, status, page.Merge(form))
}

func (p companyMerge) merge(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	form := page.MergeForm{Other: f.text("other"), Reason: f.text("reason"), Take: map[string]string{}}
	for _, name := range company.MergeFields {
		form.Take[name] = r.PostFormValue("keep_" + name)
	}
	other := one[id.Company](f, "other")
	if other == 0 {
		return p.showChoice(w, r, http.StatusUnprocessableEntity, page.MergeForm{Key: newKey(), Broken: rule.Violation("other", "choose")})
	}
	wish := company.Merging{
		Kept: firmOf(r).ID, Gone: other, Take: form.Take, Reason: form.Reason, Version: f.version(), Another: f.whole("other_version"),
	}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Companies.Merge(r.Context(), actor(r), wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		form.Key, form.Broken = keyAgain(r, err), v
		return p.showMerge(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CompanyPath(firmOf(r).ID), "company.merge.done")
}
