package server

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/outcome"
	"kasket/internal/id"
	"kasket/web/page"
)

// followupPages ask where youths stand some months after the exit. Who answers need not open
// the record: they see the name, and the day that is asked about.
type followupPages struct{ responder }

func (p followupPages) routes(r chi.Router) {
	r.Get("/followups", p.page(p.list))
	r.Post("/followups/{youth}", p.page(p.answer))
}

func (p followupPages) list(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.FollowupsPage(v))
}

func (p followupPages) view(r *http.Request) (page.FollowupsView, error) {
	list, err := p.deps.Caseload.Followups(r.Context(), actor(r))
	return page.FollowupsView{Followups: list, NewKey: newKey}, err
}

func (p followupPages) answer(w http.ResponseWriter, r *http.Request) error {
	youth, err := id.Parse[id.Youth](chi.URLParam(r, "youth"))
	if err != nil {
		return err
	}
	f := p.fields(r)
	a := outcome.Answer{Months: f.whole("months"), Code: f.text("status"), Source: outcome.Source(f.text("source")), Note: f.text("note")}
	err = f.broken.Err()
	if err == nil {
		err = p.deps.Outcomes.FollowUp(r.Context(), actor(r), youth, a, formOf(r))
	}
	if _, wrong := broken(err); wrong {
		v, failed := p.view(r)
		if failed != nil {
			return failed
		}
		return p.again(w, r, err, func(t page.Typed) templ.Component {
			v.Youth, v.Months, v.Typed = youth, a.Months, t
			return page.FollowupsPage(v)
		})
	}
	if err != nil {
		return err
	}
	to := page.FollowupsPath
	switch f.text("back") {
	case "today":
		to = page.TodayPath
	case "record":
		to = page.StatusPath(youth)
	}
	return p.done(w, r, to, "followup.saved")
}
