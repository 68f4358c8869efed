package server

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/web/page"
)

// wordPages are a youth's own words: what they dream of, want, can, and want others to
// bear in mind.
type wordPages struct{ responder }

func (p wordPages) routes(r chi.Router) {
	r.Get("/words", p.page(p.words))
	r.Post("/words", p.page(p.say))
}

func (p wordPages) words(w http.ResponseWriter, r *http.Request) error {
	said, err := plan.WordsOf(r.Context(), p.deps.DB.Read, recordOf(r).ID)
	if err != nil {
		return err
	}
	values := url.Values{}
	for _, kind := range plan.WordKinds {
		values.Set(string(kind), said.Now(kind).Text)
	}
	return p.show(w, r, http.StatusOK, page.WordsPage(p.frame(r, "plan"), said, fresh(values, int(said.Newest()))))
}

func (p wordPages) say(w http.ResponseWriter, r *http.Request) error {
	saying := plan.Saying{Texts: map[plan.WordKind]string{}, On: r.PostFormValue("said_on")}
	for _, kind := range plan.WordKinds {
		if r.PostForm.Has(string(kind)) {
			saying.Texts[kind] = r.PostFormValue(string(kind))
		}
	}
	saying.Seen, _ = id.Parse[id.OwnWords](r.PostFormValue("version")) // none is nothing said yet
	wrong := p.deps.Plans.Say(r.Context(), actor(r), recordOf(r).ID, saying, formOf(r))
	if wrong == nil {
		return p.done(w, r, page.YouthPath(recordOf(r).ID, "words"), "words.saved")
	}
	if since, moved := errors.AsType[*plan.SaidSince](wrong); moved {
		t := stale(r, int(since.Said.Newest()))
		t.Theirs = page.WordFacts(r.Context(), since.Said)
		return p.show(w, r, http.StatusConflict, page.WordsPage(p.frame(r, "plan"), since.Said, t))
	}
	v, ok := broken(wrong)
	if !ok {
		return wrong
	}
	said, err := plan.WordsOf(r.Context(), p.deps.DB.Read, recordOf(r).ID)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusUnprocessableEntity, page.WordsPage(p.frame(r, "plan"), said, typedAgain(r, wrong, v)))
}

// dreamPages answer who dreams of a job. What is asked for is posted, like every search.
type dreamPages struct{ responder }

func (p dreamPages) routes(r chi.Router) {
	r.Get(page.DreamsPath, p.page(p.ask))
	r.Post(page.DreamsPath, p.page(p.search))
}

func (p dreamPages) ask(w http.ResponseWriter, r *http.Request) error {
	if err := access.Check(actor(r), access.Search, access.Own()); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.DreamsPage(page.DreamForm{}))
}

func (p dreamPages) search(w http.ResponseWriter, r *http.Request) error {
	form := page.DreamForm{Term: p.fields(r).text("q"), Asked: true}
	var err error
	if form.Found, err = p.deps.Caseload.Dreams(r.Context(), actor(r), form.Term); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.DreamsPage(form))
}
