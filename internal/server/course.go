package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/enrolment"
	"kasket/internal/when"
	"kasket/web/page"
)

// coursePages change what is written about a running course.
type coursePages struct{ responder }

func (p coursePages) routes(r chi.Router) {
	r.Get("/course", p.page(p.ask))
	r.Post("/course", p.page(p.save))
}

func (p coursePages) ask(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.acting(r, access.EditEnrolment)
	if err != nil {
		return err
	}
	e, err := p.deps.Enrolments.Find(r.Context(), rec.Scope.Enrolment)
	if err != nil {
		return err
	}
	values := page.CourseValues(e)
	return p.showCourse(w, r, http.StatusOK, page.CourseForm{EditForm: page.EditForm{Values: values, Was: values, Version: e.Version, Key: newKey()}})
}

func (p coursePages) showCourse(w http.ResponseWriter, r *http.Request, status int, form page.CourseForm) error {
	labels, err := p.deps.Programmes.Labels(r.Context(), when.Of(p.deps.Now()))
	if err != nil {
		return err
	}
	form.Labels = labels
	return p.show(w, r, status, page.CourseEdit(p.frame(r, "details"), form))
}

func (p coursePages) save(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.acting(r, access.EditEnrolment)
	if err != nil {
		return err
	}
	now, err := p.deps.Enrolments.Find(r.Context(), rec.Scope.Enrolment)
	if err != nil {
		return err
	}
	form := page.CourseForm{EditForm: p.editForm(r, page.CourseFields, page.CourseValues(now), now.Version)}
	err = p.change(r, form)
	if stale, ok := errors.AsType[*enrolment.Stale](err); ok {
		form.EditForm = form.Onto(page.CourseFields, page.CourseValues(stale.Theirs), stale.Theirs.Version, stale.By, stale.At)
		if len(form.Clashes) > 0 {
			return p.showCourse(w, r, http.StatusUnprocessableEntity, form)
		}
		err = p.change(r, form)
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showCourse(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(rec.ID, "details"), "course.saved")
}

func (p coursePages) change(r *http.Request, form page.CourseForm) error {
	f := p.typed(form.Values)
	edit := enrolment.Edit{
		NeedsGroup: f.number("needs_group"), Benefit: form.Values["benefit"], Category: form.Values["category"],
		Wish: form.Values["wish"], Summary: form.Values["summary"], ReadyFor: enrolment.ReadyFor(form.Values["ready_for"]),
		ReadyOn: f.date("ready_on", when.Past), Version: form.Version,
	}
	if err := f.broken.Err(); err != nil {
		return err
	}
	return p.deps.Enrolments.Change(r.Context(), actor(r), recordOf(r).ID, edit, formOf(r))
}
