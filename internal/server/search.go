package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
	"kasket/web/ui"
)

// searchPages are the one box. What is searched for is posted: it is about people,
// and does not belong in an address.
type searchPages struct{ responder }

func (p searchPages) routes(r chi.Router) {
	r.Get(ui.SearchPath, p.page(p.ask))
	r.Post(ui.SearchPath, p.page(p.search))
}

func (p searchPages) ask(w http.ResponseWriter, r *http.Request) error {
	if err := access.Check(actor(r), access.Search, access.Scope{}); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Search(page.SearchForm{}))
}

func (p searchPages) search(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	form := page.SearchForm{Term: f.text("q"), Kind: f.text("kind"), Since: f.text("since"), Asked: true}
	filter := caseload.NoteFilter{Kind: form.Kind, Since: f.date("since", when.Past)}
	status := http.StatusOK
	if form.Broken = f.broken; len(form.Broken) > 0 {
		status, filter.Since = http.StatusUnprocessableEntity, nil
	}
	q := caseload.ParseQuery(form.Term, true) // a number made for tests finds nobody where there are none
	found, err := p.find(r, q, filter)
	if err != nil {
		return err
	}
	form.Found, form.Now = found, p.deps.Now()
	if r.Header.Get("Kasket-Part") == "hits" {
		return p.show(w, r, http.StatusOK, page.SearchHits(form))
	}
	if q.CPR != "" { // not even in the box of the answer
		form.Term = ""
	}
	return p.show(w, r, status, page.Search(form))
}

func (p searchPages) find(r *http.Request, q caseload.Query, filter caseload.NoteFilter) (caseload.Found, error) {
	who := id.Youth(0)
	if q.CPR != "" {
		if err := access.Check(actor(r), access.Search, access.Scope{}); err != nil {
			return caseload.Found{}, err
		}
		var err error
		if who, err = p.deps.Youths.FindByCPR(r.Context(), p.deps.DB.Read, q.CPR); err != nil && !errors.Is(err, db.ErrNotFound) {
			return caseload.Found{}, err
		}
	}
	return p.deps.Caseload.Search(r.Context(), actor(r), q, who, filter, caseload.Signs{Start: ui.FoundStart, End: ui.FoundEnd})
}
