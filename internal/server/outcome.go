package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/outcome"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

// closurePages end a course, and let it go on.
type closurePages struct{ responder }

func (p closurePages) routes(r chi.Router) {
	r.Get("/closure", p.page(p.ask))
	r.Post("/closure", p.page(p.close))
	r.Get("/reopening", p.page(p.askReopen))
	r.Post("/reopening", p.page(p.reopen))
	r.Get("/death", p.page(p.askDeath))
	r.Post("/death", p.page(p.death))
	r.Post("/death/withdrawal", p.page(p.takeBackDeath))
}

func (p closurePages) ask(w http.ResponseWriter, r *http.Request) error {
	values := url.Values{"on": {i18n.Typed(p.today())}} // since when they are ready stands, where nothing else is said
	return p.showClosure(w, r, http.StatusOK, page.ClosureForm{Typed: fresh(values, 0)})
}

func (p closurePages) showClosure(w http.ResponseWriter, r *http.Request, status int, form page.ClosureForm) error {
	rec, err := p.acting(r, access.CloseEnrolment)
	if err != nil {
		return err
	}
	if form.Labels, err = p.deps.Programmes.Labels(r.Context(), p.today()); err != nil {
		return err
	}
	if form.Left, err = p.deps.Caseload.LeftOpen(r.Context(), rec.Scope.Enrolment); err != nil {
		return err
	}
	return p.show(w, r, status, page.Closure(p.frame(r, "people"), form))
}

func (p closurePages) close(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	exit := outcome.Exit{
		Code: f.text("code"), On: f.day("on", when.Past), Words: f.text("words"), Worked: f.text("worked"), Receiver: f.text("receiver"),
		Note: f.text("note"), ReadyFor: enrolment.ReadyFor(f.text("ready_for")), ReadyOn: f.date("ready_on", when.Past), Status: f.text("status"),
		Lives: livesOf(r),
	}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Outcomes.Close(r.Context(), actor(r), recordOf(r).ID, exit, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showClosure(w, r, http.StatusUnprocessableEntity, page.ClosureForm{Typed: typedAgain(r, err, v)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, p.after(r, exit.Code), "closure.done")
}

// livesOf reads how it went in each part of life that somebody said something of.
func livesOf(r *http.Request) map[string]outcome.Life {
	lives := map[string]outcome.Life{}
	for name := range r.PostForm {
		if area, is := strings.CutPrefix(name, "life_"); is && r.PostFormValue(name) != "" {
			lives[area] = outcome.Life(r.PostFormValue(name))
		}
	}
	return lives
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

func (p closurePages) askReopen(w http.ResponseWriter, r *http.Request) error {
	return p.showReopen(w, r, http.StatusOK, page.ReopenForm{Typed: fresh(nil, 0)})
}

func (p closurePages) showReopen(w http.ResponseWriter, r *http.Request, status int, form page.ReopenForm) error {
	rec, err := p.acting(r, access.ReopenEnrolment)
	if err != nil {
		return err
	}
	if form.Story, err = p.deps.Outcomes.Story(r.Context(), actor(r), rec.Scope); err != nil {
		return err
	}
	if form.Colleagues, err = p.colleagues(r, rec, rec.Scope.Owner); err != nil {
		return err
	}
	return p.show(w, r, status, page.ReopenPage(p.frame(r, "people"), form))
}

func (p closurePages) reopen(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	reason, to := f.text("reason"), f.staff("to")
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Outcomes.Reopen(r.Context(), actor(r), recordOf(r).ID, reason, to, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showReopen(w, r, http.StatusUnprocessableEntity, page.ReopenForm{Typed: typedAgain(r, err, v)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(recordOf(r).ID), "reopen.done")
}

func (p closurePages) askDeath(w http.ResponseWriter, r *http.Request) error {
	return p.showDeath(w, r, nil)
}

// showDeath shows the form, once more with what was wrong where something was.
func (p closurePages) showDeath(w http.ResponseWriter, r *http.Request, wrong error) error {
	rec, err := p.acting(r, access.RegisterDeath)
	if err != nil {
		return err
	}
	story, err := p.deps.Outcomes.Story(r.Context(), actor(r), rec.Scope)
	if err != nil {
		return err
	}
	show := func(t page.Typed) templ.Component {
		return page.DeathPage(p.frame(r, "people"), page.DeathForm{Typed: t, Story: story})
	}
	if wrong != nil {
		return p.again(w, r, wrong, show)
	}
	return p.show(w, r, http.StatusOK, show(fresh(nil, 0)))
}

func (p closurePages) death(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	on := f.day("on", when.Past)
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Outcomes.RegisterDeath(r.Context(), actor(r), recordOf(r).ID, on, formOf(r))
	}
	if err != nil {
		return p.showDeath(w, r, err)
	}
	return p.done(w, r, p.after(r, outcome.Death), "death.done")
}

func (p closurePages) takeBackDeath(w http.ResponseWriter, r *http.Request) error {
	err := p.deps.Outcomes.TakeBackDeath(r.Context(), actor(r), recordOf(r).ID, r.PostFormValue("reason"), formOf(r))
	if err != nil {
		return p.showDeath(w, r, err)
	}
	return p.done(w, r, page.StatusPath(recordOf(r).ID), "death.taken_back")
}
