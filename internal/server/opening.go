package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/standing"
	"kasket/internal/id"
	"kasket/web/page"
)

// openingPages tell a colleague who has a youth, and open the record to those whom
// a written reason lets in.
type openingPages struct{ responder }

func (p openingPages) routes(r chi.Router) {
	r.Get("/opening", p.page(p.who))
	r.Post("/opening", p.page(p.open))
}

func (p openingPages) who(w http.ResponseWriter, r *http.Request) error {
	h, err := p.whoHolds(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.WhoHas(h, p.openingForm(r, h)))
}

func (p openingPages) open(w http.ResponseWriter, r *http.Request) error {
	youth, err := id.Parse[id.Youth](chi.URLParam(r, "youth"))
	if err != nil {
		return err
	}
	reason := p.fields(r).text("reason")
	err = p.deps.Standing.Open(r.Context(), actor(r), youth, reason, formOf(r))
	if v, ok := broken(err); ok {
		h, whoErr := p.whoHolds(r)
		if whoErr != nil {
			return whoErr
		}
		form := p.openingForm(r, h)
		form.Reason, form.Key, form.Broken = reason, keyAgain(r, err), v
		return p.show(w, r, http.StatusUnprocessableEntity, page.WhoHas(h, form))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(youth), "opening.done")
}

// whoHolds asks who has the youth of the path, and records that it was asked.
func (s responder) whoHolds(r *http.Request) (standing.Holder, error) {
	youth, err := id.Parse[id.Youth](chi.URLParam(r, "youth"))
	if err != nil {
		return standing.Holder{}, err
	}
	return s.deps.Standing.Who(r.Context(), actor(r), youth)
}

func (s responder) openingForm(r *http.Request, h standing.Holder) page.OpeningForm {
	who := actor(r)
	return page.OpeningForm{
		Key: newKey(), May: standing.MayOpen(who, h.Scope), AsLeader: access.May(who, access.OpenAsLeader, h.Scope),
		Reads:   access.May(who, access.ViewYouth, h.Scope),
		MayGive: access.May(who, access.HandOver, h.Scope) && !h.Closed && h.Scope.Enrolment != 0,
	}
}

// whoHas answers a refused record inside the team: who has the youth, and the form
// that opens it with a reason where that helps. It fails where there is no youth in
// the path, or where one may not even know that much.
func (s responder) whoHas(w http.ResponseWriter, r *http.Request, why error) error {
	h, err := s.whoHolds(r)
	if err != nil {
		return err
	}
	form := s.openingForm(r, h)
	form.Refused, form.Reserved = true, errors.Is(why, access.ErrReserved)
	return s.show(w, r, http.StatusForbidden, page.WhoHas(h, form))
}
