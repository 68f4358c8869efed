package server

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/decision"
	"kasket/web/page"
)

// decisionCheckPages answer the checklist of a draft.
type decisionCheckPages struct{ responder }

func (p decisionCheckPages) routes(r chi.Router) {
	r.Get("/checklist", p.page(p.ask))
	r.Post("/checklist", p.page(p.save))
}

func (p decisionCheckPages) ask(w http.ResponseWriter, r *http.Request) error {
	o := openedDecision(r)
	if can, err := decisionPages(p).reaches(r, decision.Edit); err != nil || !can || len(o.Checklist) == 0 {
		return p.elsewhere(w, r, err)
	}
	values := page.CheckValues(o.Checklist, o.Checks)
	return p.form(w, r, http.StatusOK, page.EditForm{Values: values, Was: values, Version: o.Version, Key: newKey()})
}

func (p decisionCheckPages) form(w http.ResponseWriter, r *http.Request, status int, form page.EditForm) error {
	o := openedDecision(r)
	f := page.ChecksForm{Frame: p.frame(r, "decisions"), EditForm: form, D: o.Decision}
	var err error
	if f.Evidence, err = p.deps.Decisions.Evidence(r.Context(), actor(r), o.Youth); err != nil {
		return err
	}
	if f.Codes, err = p.deps.Programmes.Labels(r.Context(), o.Today); err != nil {
		return err
	}
	return p.show(w, r, status, page.DecisionChecks(f.Labelled(r.Context())))
}

func (p decisionCheckPages) save(w http.ResponseWriter, r *http.Request) error {
	o := openedDecision(r)
	if can, err := decisionPages(p).reaches(r, decision.Edit); err != nil || !can {
		return p.elsewhere(w, r, err)
	}
	names := page.CheckFields(o.Checklist, func(item string) int {
		n := 0
		for n < mostRows && r.PostForm.Has("from."+item+"."+strconv.Itoa(n)) {
			n++
		}
		return n
	})
	form := p.editForm(r, names, page.CheckValues(o.Checklist, o.Checks), o.Version)
	err := p.write(r, form)
	if stale, ok := errors.AsType[*decision.Stale](err); ok {
		theirs := page.CheckValues(stale.Theirs.Checklist, stale.Theirs.Checks)
		form = form.Onto(names, theirs, stale.Theirs.Version, stale.By, stale.At)
		if len(form.Clashes) > 0 {
			return p.form(w, r, http.StatusUnprocessableEntity, form)
		}
		err = p.write(r, form)
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.form(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.DecisionPath(o.ID), "checks.kept")
}

func (p decisionCheckPages) write(r *http.Request, form page.EditForm) error {
	o := openedDecision(r)
	checks, broken := page.ChecksOf(o.Checklist, form.Values)
	if err := broken.Err(); err != nil {
		return err
	}
	return p.deps.Decisions.WriteChecks(r.Context(), actor(r), o.ID, checks, form.Version, formOf(r))
}
