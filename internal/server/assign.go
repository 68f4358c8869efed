package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/intake"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
)

// assignPages are where a coordinator decides who gets a youth.
type assignPages struct{ responder }

func (p assignPages) routes(r chi.Router) {
	r.Get("/referrals/{referral}/assignment", p.page(p.choose))
	r.Post("/referrals/{referral}/assignment", p.page(p.assign))
	r.Get("/referrals/{referral}/decline", p.page(p.askWhy))
	r.Post("/referrals/{referral}/decline", p.page(p.decline))
}

func (p assignPages) choose(w http.ResponseWriter, r *http.Request) error {
	return p.showChoice(w, r, http.StatusOK, page.AssignForm{Key: newKey(), Needs: r.URL.Query()["need"]})
}

// showChoice shows who can be chosen, or why nobody can be: what was decided, or whose
// word is missing.
func (p assignPages) showChoice(w http.ResponseWriter, r *http.Request, status int, form page.AssignForm) error {
	ref, err := p.openReferral(r)
	if err != nil {
		return err
	}
	if err := access.Check(actor(r), access.Assign, access.InTeam(ref.Team)); err != nil {
		return err
	}
	var choosing caseload.Choosing
	if ref.Can(intake.StepChoose) {
		newcomer := caseload.Newcomer{Youth: ref.Youth, NeedsGroup: ref.NeedsGroup, Needs: form.Needs}
		if choosing, err = p.deps.Caseload.Candidates(r.Context(), actor(r), access.Assign, access.InTeam(ref.Team), newcomer); err != nil {
			return err
		}
		form.Needs = choosing.Known(form.Needs)
	}
	return p.show(w, r, status, page.Assignment(ref, choosing, form, when.Of(p.deps.Now())))
}

func (p assignPages) assign(w http.ResponseWriter, r *http.Request) error {
	referral, err := id.Parse[id.Referral](chi.URLParam(r, "referral"))
	if err != nil {
		return err
	}
	form := page.AssignForm{
		Owner: r.PostFormValue("owner"), Buddy: r.PostFormValue("buddy"), Reason: r.PostFormValue("reason"),
		Shown: r.PostFormValue("shown"), Needs: r.PostForm["need"],
	}
	err = p.deps.Intake.Assign(r.Context(), actor(r), referral, intake.Assignment{
		Owner: numberOf[id.Staff](form.Owner), Buddy: numberOf[id.Staff](form.Buddy), Reason: form.Reason,
		Shown: numberOf[id.Staff](form.Shown), Needs: form.Needs,
	}, formOf(r))
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showChoice(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.IntakePath, "assign.done")
}

func (p assignPages) askWhy(w http.ResponseWriter, r *http.Request) error {
	return p.showDecline(w, r, http.StatusOK, page.DeclineForm{Key: newKey()})
}

func (p assignPages) showDecline(w http.ResponseWriter, r *http.Request, status int, form page.DeclineForm) error {
	ref, err := p.openReferral(r)
	if err != nil {
		return err
	}
	if err := access.Check(actor(r), access.DeclineReferral, access.InTeam(ref.Team)); err != nil {
		return err
	}
	return p.show(w, r, status, page.DeclineReferral(ref, form, when.Of(p.deps.Now())))
}

func (p assignPages) decline(w http.ResponseWriter, r *http.Request) error {
	referral, err := id.Parse[id.Referral](chi.URLParam(r, "referral"))
	if err != nil {
		return err
	}
	form := page.DeclineForm{Reason: r.PostFormValue("reason")}
	err = p.deps.Intake.Decline(r.Context(), actor(r), referral, form.Reason, formOf(r))
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showDecline(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.IntakePath, "decline.done")
}
