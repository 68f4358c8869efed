package server

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// who is the line of the path; 0 of a new one.
func (p planPages) who(r *http.Request) (id.Intervention, error) {
	text := chi.URLParam(r, "intervention")
	if text == "" {
		return 0, nil
	}
	return id.Parse[id.Intervention](text)
}

// whoView reads the line of the path with a fresh form.
func (p planPages) whoView(r *http.Request) (page.InterventionView, error) {
	v := page.InterventionView{Frame: p.frame(r, "plan"), Typed: fresh(nil, 0)}
	if _, err := p.acting(r, access.KeepPlan); err != nil {
		return v, err
	}
	number, err := p.who(r)
	if err != nil {
		return v, err
	}
	if v.Plan, err = p.planOf(r); err != nil || number == 0 {
		return v, err
	}
	for _, i := range v.Plan.Interventions {
		if i.ID == number {
			v.One, v.Typed = i, fresh(page.InterventionValues(i), i.Version)
			return v, nil
		}
	}
	return v, fmt.Errorf("intervention %d of youth %d: %w", number, recordOf(r).ID, db.ErrNotFound)
}

func (p planPages) askWho(w http.ResponseWriter, r *http.Request) error {
	v, err := p.whoView(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.EditIntervention(v))
}

func (p planPages) keepWho(w http.ResponseWriter, r *http.Request) error {
	number, err := p.who(r)
	if err != nil {
		return err
	}
	f := p.fields(r)
	wish := plan.InterventionWish{
		What: f.text("intervention"), Area: f.text("goal_area"), Law: f.text("law"), Unit: f.text("unit"), Person: f.text("who_asks"), Phone: f.text("phone"),
		Provider: f.text("provider"), From: f.text("from"), To: f.text("to"), Purpose: f.text("purpose_text"),
		Status: plan.Status(f.text("intervention_status")), Version: f.version(),
	}
	wrong := p.deps.Plans.KeepIntervention(r.Context(), actor(r), recordOf(r).ID, number, wish, formOf(r))
	if wrong == nil {
		return p.on(w, r, "intervention.saved")
	}
	old, isOld := errors.AsType[*plan.InterventionStale](wrong)
	b, isBroken := broken(wrong)
	if !isOld && !isBroken {
		return wrong
	}
	v, err := p.whoView(r)
	if err != nil {
		return err
	}
	if isOld {
		v.Typed = stale(r, old.Theirs.Version)
		v.Theirs = page.InterventionFacts(r.Context(), old.Theirs)
		return p.show(w, r, http.StatusConflict, page.EditIntervention(v))
	}
	v.Typed = typedAgain(r, wrong, b)
	return p.show(w, r, http.StatusUnprocessableEntity, page.EditIntervention(v))
}
