package server

import (
	"errors"
	"net/http"

	"kasket/internal/access"
	"kasket/internal/casework/placement"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/page"
)

func (p stayPages) agree(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	a := placement.Agreement{State: f.text("agreement_state"), On: f.day("agreement_on", when.Past), VITASRef: f.text("vitas_ref")}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Placements.Agree(r.Context(), actor(r), openedStay(r).ID, a, formOf(r))
	}
	return p.carried(w, r, "agreement", "placement.agreement_kept", err)
}

func (p stayPages) beginWithout(w http.ResponseWriter, r *http.Request) error {
	err := p.deps.Placements.BeginWithout(r.Context(), actor(r), openedStay(r).ID, r.PostFormValue("reason"), formOf(r))
	return p.carried(w, r, "beginning", "placement.begun", err)
}

func (p stayPages) extend(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	x := placement.Extension{To: f.day("to", when.Future), Reason: f.text("reason"), LongWhy: f.text("long_why"), Overrides: f.reasons(r)}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Placements.Extend(r.Context(), actor(r), openedStay(r).ID, x, formOf(r))
	}
	return p.carried(w, r, "extension", "placement.extended", err)
}

func (p stayPages) conclude(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	x := placement.Ending{
		Result: placement.Result(f.text("result")), On: f.date("ended_on", when.Past), By: f.text("ended_by"), Reason: f.text("ended_reason"),
		Learned: f.text("learned"), CompanyWords: f.text("company_words"), YouthWords: f.text("youth_words"), NextStep: f.text("next_step"), HoursWon: f.decimal("hours_won"),
	}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Placements.Conclude(r.Context(), actor(r), openedStay(r).ID, x, formOf(r))
	}
	return p.carried(w, r, "conclusion", "placement.concluded", err)
}

// edit shows the terms of the stay to correct them; where nothing can be corrected any
// more the stay itself says so.
func (p stayPages) edit(w http.ResponseWriter, r *http.Request) error {
	o := openedStay(r)
	if err := access.Check(actor(r), access.Place, o.Scope); err != nil {
		return err
	}
	if !o.Can(placement.Correct) {
		return p.done(w, r, page.PlacementPath(o.ID), "")
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.Form = fresh(page.TermValues(r.Context(), o.Placement), o.Version)
	return p.show(w, r, http.StatusOK, page.PlacementEdit(v))
}

func (p stayPages) correct(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	e := placement.Edit{Terms: f.terms(), VITASRef: f.text("vitas_ref"), Overrides: f.reasons(r), Version: f.version()}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Placements.Correct(r.Context(), actor(r), openedStay(r).ID, e, formOf(r))
	}
	old, is := errors.AsType[*placement.Stale](err)
	if !is {
		return p.carried(w, r, "edit", "placement.corrected", err)
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.P.Placement = old.Theirs
	v.Act, v.Form = "edit", stale(r, old.Theirs.Version)
	v.Form.Theirs = page.TermFacts(r.Context(), v)
	v.Form.Broken = rule.Violation("", "stale")
	return p.show(w, r, http.StatusUnprocessableEntity, page.PlacementEdit(v))
}
