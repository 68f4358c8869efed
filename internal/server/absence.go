package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/id"
	"kasket/internal/staff"
	"kasket/internal/when"
	"kasket/web/page"
)

// absencePages are when somebody is away: for oneself, and for those who plan in a
// team.
type absencePages struct{ responder }

func (p absencePages) routes(r chi.Router) {
	for _, path := range []string{"/account/absence", "/staff/{staff}/absence"} {
		r.Get(path, p.page(p.list))
		r.Post(path, p.page(p.register))
		r.Post(path+"/sick", p.page(p.sick))
	}
	r.Get("/absences/{absence}", p.page(p.receipt))
	r.Post("/absences/{absence}", p.page(p.change))
	r.Post("/absences/{absence}/end", p.page(p.end))
	r.Get("/absences/{ended}/brief", p.page(p.brief))
	r.Post("/absences/{ended}/brief", p.page(p.tick))
	r.Get("/uncovered", p.page(p.uncovered))
}

// whose is the person of the path, or oneself.
func whose(r *http.Request) (id.Staff, error) {
	if typed := chi.URLParam(r, "staff"); typed != "" {
		return id.Parse[id.Staff](typed)
	}
	return actor(r).Staff, nil
}

func (p absencePages) list(w http.ResponseWriter, r *http.Request) error {
	who, err := whose(r)
	if err != nil {
		return err
	}
	return p.showList(w, r, http.StatusOK, who, fresh(nil, 0))
}

func (p absencePages) showList(w http.ResponseWriter, r *http.Request, status int, who id.Staff, t page.Typed) error {
	colleague, list, err := p.deps.Staff.Absences(r.Context(), actor(r), who)
	if err != nil {
		return err
	}
	own := chi.URLParam(r, "staff") == ""
	return p.show(w, r, status, page.Absence(page.AbsenceView{Typed: t, Who: colleague, Own: own, Keeps: len(actor(r).TeamsWhere(access.KeepConflicts)) > 0, List: list, Keys: keysFor(list), SickKey: newKey(), Today: p.today()}))
}

func (p absencePages) register(w http.ResponseWriter, r *http.Request) error {
	who, err := whose(r)
	if err != nil {
		return err
	}
	f := p.fields(r)
	a := staff.Absence{Kind: staff.AbsenceKind(f.text("kind")), From: f.day("from", when.Future), To: f.day("to", when.Future)}
	var absence id.Absence
	if err = f.broken.Err(); err == nil {
		absence, err = p.deps.Enrolments.RegisterAbsence(r.Context(), actor(r), who, a, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showList(w, r, http.StatusUnprocessableEntity, who, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.AbsenceOf(absence), "absence.saved")
}

// sick notes that somebody is ill from today on, until they say otherwise. Who is
// away already is shown that absence.
func (p absencePages) sick(w http.ResponseWriter, r *http.Request) error {
	who, err := whose(r)
	if err != nil {
		return err
	}
	a := staff.Absence{Kind: staff.Sick, From: p.today()}
	absence, err := p.deps.Enrolments.RegisterAbsence(r.Context(), actor(r), who, a, formOf(r))
	if v, ok := broken(err); ok {
		other, known := page.Overlapping(v)
		if !known {
			return p.showList(w, r, http.StatusUnprocessableEntity, who, typedAgain(r, err, v))
		}
		return p.done(w, r, page.AbsenceOf(other), "absence.already")
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.AbsenceOf(absence), "absence.sick_done")
}
