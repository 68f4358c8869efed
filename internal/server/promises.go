package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/meeting"
	"kasket/internal/id"
	"kasket/web/page"
)

// promisePages are the appointments of an opened youth.
type promisePages struct{ responder }

func (p promisePages) routes(r chi.Router) {
	r.Get("/meetings/new", p.page(p.newMeeting))
	r.Post("/meetings", p.page(p.plan))
	r.Post("/meetings/{meeting}/outcome", p.page(p.answer))
}

func (p promisePages) plan(w http.ResponseWriter, r *http.Request) error {
	form := meetingForm(r)
	y := recordOf(r).ID
	wish := meeting.Wish{At: form.At, Kind: meeting.Kind(form.Kind), Title: form.Title, Place: form.Place, Wants: form.Wants, Milestone: form.Milestone, Anyway: form.Anyway}
	err := p.deps.Meetings.Plan(r.Context(), actor(r), y, wish, formOf(r))
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		if warned, is := errors.AsType[*meeting.Warned](err); is {
			form.Warned = warned
		}
		if form.Milestone != "" {
			age, _, err := p.deps.Caseload.MilestoneDay(r.Context(), recordOf(r).Scope.Enrolment, form.Milestone)
			if err != nil {
				return err
			}
			form.MilestoneDa, form.MilestoneEn = age.NameDa, age.NameEn
		}
		return p.show(w, r, http.StatusUnprocessableEntity, page.NewMeetingPage(p.frame(r, "overview"), form))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(y), "meeting.planned")
}

func (p promisePages) answer(w http.ResponseWriter, r *http.Request) error {
	y := recordOf(r).ID
	n, err := id.Parse[id.Meeting](chi.URLParam(r, "meeting"))
	if err != nil {
		return err
	}
	a := meeting.Answer{Youth: y, Meeting: n, State: meeting.State(r.PostFormValue("outcome"))}
	if err := p.deps.Meetings.Answer(r.Context(), actor(r), a, formOf(r)); err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(y), "meeting.answered")
}
