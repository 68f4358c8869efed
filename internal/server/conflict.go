package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/conflict"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
)

// declarePages close the record of a youth to who declares a conflict of interest.
type declarePages struct{ responder }

func (p declarePages) routes(r chi.Router) {
	r.Get("/conflict", p.page(p.ask))
	r.Post("/conflict", p.page(p.declare))
}

func (p declarePages) ask(w http.ResponseWriter, r *http.Request) error {
	return p.showForm(w, r, http.StatusOK, page.ConflictForm{Key: newKey()})
}

func (p declarePages) showForm(w http.ResponseWriter, r *http.Request, status int, form page.ConflictForm) error {
	rec, err := p.acting(r, access.DeclareConflict)
	if err != nil {
		return err
	}
	if access.May(actor(r), access.KeepConflicts, access.InTeam(rec.Scope.Team)) {
		if form.Colleagues, err = p.colleagues(r, rec); err != nil {
			return err
		}
	}
	return p.show(w, r, status, page.DeclareConflict(p.frame(r, "people"), form))
}

func (p declarePages) declare(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	d := conflict.Declaration{Staff: f.staff("staff"), Reason: f.text("reason")}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Conflicts.Declare(r.Context(), actor(r), recordOf(r).ID, d, formOf(r))
	}
	if v, ok := broken(err); ok {
		form := page.ConflictForm{Staff: f.text("staff"), Reason: d.Reason, Key: keyAgain(r, err), Broken: v}
		return p.showForm(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	if d.Staff != 0 && d.Staff != actor(r).Staff {
		return p.done(w, r, page.PersonPath(d.Staff, "conflicts"), "inhabil.declared_for")
	}
	return p.done(w, r, page.HomeFor(actor(r)), "inhabil.declared")
}

// conflictPages list what somebody declared: for oneself, and for those who lead a team
// they work in.
type conflictPages struct{ responder }

func (p conflictPages) routes(r chi.Router) {
	for _, path := range []string{page.AccountPath + "/conflicts", "/staff/{staff}/conflicts"} {
		r.Get(path, p.page(p.list))
		r.Post(path, p.page(p.declare))
	}
	r.Post("/staff/{staff}/conflicts/{conflict}/end", p.page(p.end))
}

func (p conflictPages) list(w http.ResponseWriter, r *http.Request) error {
	return p.showList(w, r, http.StatusOK, page.ConflictsView{Typed: fresh(nil, 0)})
}

func (p conflictPages) showList(w http.ResponseWriter, r *http.Request, status int, v page.ConflictsView) error {
	who, err := whose(r)
	if err != nil {
		return err
	}
	if v.Who, v.List, err = p.deps.Conflicts.Of(r.Context(), actor(r), who); err != nil {
		return err
	}
	v.Own, v.Keys = who == actor(r).Staff, keysFor(v.List)
	return p.show(w, r, status, page.Conflicts(v))
}

func (p conflictPages) declare(w http.ResponseWriter, r *http.Request) error {
	who, err := whose(r)
	if err != nil {
		return err
	}
	f := p.fields(r)
	person := conflict.Person{Name: f.text("name"), CPR: f.text("cpr"), BirthDate: f.date("birth_date", when.Past)}
	if err = f.broken.Err(); err == nil {
		err = p.deps.Conflicts.DeclarePerson(r.Context(), actor(r), person, conflict.Declaration{Staff: who, Reason: f.text("why")}, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showList(w, r, http.StatusUnprocessableEntity, page.ConflictsView{Typed: typedAgain(r, err, v)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, r.URL.Path, "inhabil.saved")
}

func (p conflictPages) end(w http.ResponseWriter, r *http.Request) error {
	who, err := whose(r)
	if err != nil {
		return err
	}
	number, err := id.Parse[id.Conflict](chi.URLParam(r, "conflict"))
	if err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	_, err = p.deps.Conflicts.End(r.Context(), actor(r), number, reason, formOf(r))
	if v, ok := broken(err); ok {
		t := fresh(nil, 0)
		t.Broken = v
		return p.showList(w, r, http.StatusUnprocessableEntity, page.ConflictsView{Typed: t, Ending: number, Because: reason})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.PersonPath(who, "conflicts"), "inhabil.reopened")
}
