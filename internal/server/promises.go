package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/web/page"
)

// promisePages are the agreements and appointments of an opened youth.
type promisePages struct{ responder }

func (p promisePages) routes(r chi.Router) {
	r.Post("/agreements/{agreement}/outcome", p.page(p.settle))
	r.Get("/meetings/new", p.page(p.newMeeting))
	r.Post("/meetings", p.page(p.plan))
	r.Post("/meetings/{meeting}/outcome", p.page(p.answer))
}

func (p promisePages) settle(w http.ResponseWriter, r *http.Request) error {
	y := recordOf(r).ID
	n, err := id.Parse[id.Agreement](chi.URLParam(r, "agreement"))
	if err != nil {
		return err
	}
	if err := p.deps.Plans.Settle(r.Context(), actor(r), y, n, plan.Settlement{Outcome: plan.Outcome(r.PostFormValue("outcome")), Reason: r.PostFormValue("agreement_why")}, formOf(r)); err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(y), "agreement.settled")
}

func (p promisePages) newMeeting(w http.ResponseWriter, r *http.Request) error {
	frame := p.frame(r, "overview")
	if err := access.Check(frame.Actor, access.PlanMeeting, frame.Scope); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.NewMeetingPage(frame, page.MeetingForm{Key: newKey()}))
}

func (p promisePages) plan(w http.ResponseWriter, r *http.Request) error {
	form := page.MeetingForm{At: r.PostFormValue("next"), Kind: r.PostFormValue("meeting_kind"), Title: r.PostFormValue("title"), Place: r.PostFormValue("meeting_place")}
	y := recordOf(r).ID
	wish := meeting.Wish{At: form.At, Kind: meeting.Kind(form.Kind), Title: form.Title, Place: form.Place}
	err := p.deps.Meetings.Plan(r.Context(), actor(r), y, wish, formOf(r))
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
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
