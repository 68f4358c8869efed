package server

import (
	"errors"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/outcome"
	"kasket/internal/programme"
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

// closurePages end a course.
type closurePages struct{ responder }

func (p closurePages) routes(r chi.Router) {
	r.Get("/closure", p.page(p.ask))
	r.Post("/closure", p.page(p.close))
}

func (p closurePages) ask(w http.ResponseWriter, r *http.Request) error {
	return p.showClosure(w, r, http.StatusOK, page.ClosureForm{Key: newKey(), On: when.Of(p.deps.Now()).Danish()})
}

func (p closurePages) showClosure(w http.ResponseWriter, r *http.Request, status int, form page.ClosureForm) error {
	rec, err := p.acting(r, access.CloseEnrolment)
	if err != nil {
		return err
	}
	if form.Exits, err = p.deps.Programmes.Catalogue(r.Context(), programme.ExitKind, when.Of(p.deps.Now())); err != nil {
		return err
	}
	form.Exits = slices.DeleteFunc(form.Exits, func(e programme.Entry) bool { return e.Code == outcome.MovedTeam })
	if form.Left, err = p.deps.Caseload.LeftOpen(r.Context(), rec.Scope.Enrolment); err != nil {
		return err
	}
	return p.show(w, r, status, page.Closure(p.frame(r, "people"), form))
}

func (p closurePages) close(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	exit := outcome.Exit{Code: f.text("code"), On: f.day("on", when.Past), Note: f.text("note")}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Outcomes.Close(r.Context(), actor(r), recordOf(r).ID, exit, formOf(r))
	}
	if v, ok := broken(err); ok {
		form := page.ClosureForm{Code: exit.Code, On: f.text("on"), Note: exit.Note, Key: keyAgain(r, err), Broken: v}
		return p.showClosure(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, p.after(r, exit.Code), "closure.done")
}

// after is where one goes when the course has ended: on in the record for who may
// still read it, else home. Where the youth moved away, a package is offered first.
func (p closurePages) after(r *http.Request, exit string) string {
	rec := recordOf(r)
	scope := rec.Scope
	scope.Closed, scope.FollowUp = true, true
	switch a := actor(r); {
	case exit == outcome.Moved && access.May(a, access.MakePackage, scope):
		return page.YouthPath(rec.ID, "people")
	case access.May(a, access.ViewYouth, scope):
		return page.YouthPath(rec.ID)
	}
	return page.HomeFor(actor(r))
}
