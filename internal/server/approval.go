package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/placement"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
)

// approvalPages list what waits for one's approval, and take a leader's answer to a stay
// that is longer than anybody may grant alone.
type approvalPages struct{ responder }

func (p approvalPages) routes(r chi.Router) {
	r.Get("/approvals", p.page(p.list))
	r.Get("/approvals/placements/{stay}", p.page(p.long))
	r.Post("/approvals/placements/{stay}", p.page(p.answer))
}

func (p approvalPages) list(w http.ResponseWriter, r *http.Request) error {
	list, err := p.deps.Decisions.Approvals(r.Context(), actor(r))
	if err != nil {
		return err
	}
	long, err := p.deps.Placements.LongOnes(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Approvals(page.Waiting{List: list, Long: long, Frame: page.Frame{Now: p.deps.Now()}}))
}

// long shows the stay alone to the leader who is asked about it.
func (p approvalPages) long(w http.ResponseWriter, r *http.Request) error {
	return p.asked(w, r, http.StatusOK, page.Typed{})
}

func (p approvalPages) asked(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	number, err := id.Parse[id.Placement](chi.URLParam(r, "stay"))
	if err != nil {
		return err
	}
	a, err := p.deps.Placements.Ask(r.Context(), actor(r), number)
	if v, ok := broken(err); ok && v.Has("long_answered") {
		return p.done(w, r, page.ApprovalsPath, "placement.long.was_answered")
	}
	if err != nil {
		return err
	}
	if t.Key == "" {
		t = fresh(nil, a.Version)
	}
	t.Version = a.Version
	return p.show(w, r, status, page.LongStay(page.LongView{Frame: page.Frame{Now: p.deps.Now()}, Typed: t, A: a}))
}

func (p approvalPages) answer(w http.ResponseWriter, r *http.Request) error {
	number, err := id.Parse[id.Placement](chi.URLParam(r, "stay"))
	if err != nil {
		return err
	}
	f := p.fields(r)
	a := placement.Answer{Yes: f.text("answer") == "yes", Why: f.text("reason"), Until: f.day("until", when.Future), Version: f.version()}
	err = f.broken.Err()
	if err == nil {
		err = p.deps.Placements.AnswerLong(r.Context(), actor(r), number, a, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.asked(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ApprovalsPath, "placement.long.answered")
}
