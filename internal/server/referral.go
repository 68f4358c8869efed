package server

import (
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/intake"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
)

// referralPages are about one referral: what was proposed, the criteria, what both
// parties say, and the correction of it.
type referralPages struct{ responder }

func (p referralPages) routes(r chi.Router) {
	r.Get("/referrals/{referral}", p.page(p.referral))
	r.Get("/referrals/{referral}/edit", p.page(p.ask))
	r.Post("/referrals/{referral}/edit", p.page(p.correct))
	r.Get("/referrals/{referral}/screening", p.page(p.askAnswers))
	r.Post("/referrals/{referral}/screening", p.page(p.answer))
	r.Get("/referrals/{referral}/word", p.page(p.askWord))
	r.Post("/referrals/{referral}/word", p.page(p.say))
}

// view opens the referral for who may do something with it, with the names of its
// codes.
func (p referralPages) view(r *http.Request, do access.Action) (page.ReferralView, error) {
	ref, err := p.openReferral(r)
	if err != nil {
		return page.ReferralView{}, err
	}
	v := page.ReferralView{Referral: ref, Actor: actor(r), Today: p.today()}
	if err := access.Check(v.Actor, do, access.InTeam(ref.Team)); err != nil {
		return v, err
	}
	v.Labels, err = p.deps.Programmes.Labels(r.Context(), v.Today)
	return v, err
}

func (p referralPages) referral(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, access.ViewReferral)
	if err != nil {
		return err
	}
	if v.Criteria, err = p.deps.Intake.Screening(r.Context(), v.Referral); err != nil {
		return err
	}
	if v.Views, err = p.deps.Intake.Views(r.Context(), v.ID); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Referral(v))
}

func (p referralPages) ask(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, access.CorrectReferral)
	if err != nil {
		return err
	}
	values := page.ReferralValues(v.Referral)
	return p.show(w, r, http.StatusOK, page.ReferralEdit(v, page.EditForm{Values: values, Was: values, Version: v.Version, Key: newKey()}))
}

func (p referralPages) correct(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, access.CorrectReferral)
	if err != nil {
		return err
	}
	form := p.editForm(r, page.ReferralFields, page.ReferralValues(v.Referral), v.Version)
	err = p.correction(r, v.ID, form)
	if old, is := errors.AsType[*intake.Stale](err); is {
		form = form.Onto(page.ReferralFields, page.ReferralValues(old.Theirs), old.Theirs.Version, old.By, old.At)
		if len(form.Clashes) > 0 {
			return p.show(w, r, http.StatusUnprocessableEntity, page.ReferralEdit(v, form))
		}
		err = p.correction(r, v.ID, form)
	}
	if faults, ok := broken(err); ok {
		form.Broken, form.Key = faults, keyAgain(r, err)
		return p.show(w, r, http.StatusUnprocessableEntity, page.ReferralEdit(v, form))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ReferralPath(v.ID), "referral.corrected")
}

func (p referralPages) correction(r *http.Request, referral id.Referral, form page.EditForm) error {
	f := p.typed(form.Values)
	c := intake.Correction{
		Account: accountOf(form.Values.Get), ReferredOn: f.day("referred_on", when.Past), NeedsGroup: groupOf(form.Values["needs_group"]),
		Benefit: form.Values["benefit"], Category: form.Values["category"], Version: form.Version,
	}
	if err := f.broken.Err(); err != nil {
		return err
	}
	return p.deps.Intake.Correct(r.Context(), actor(r), referral, c, formOf(r))
}

// screened is view with the criteria.
func (p referralPages) screened(r *http.Request) (page.ReferralView, error) {
	v, err := p.view(r, access.ScreenReferral)
	if err != nil {
		return v, err
	}
	v.Criteria, err = p.deps.Intake.Screening(r.Context(), v.Referral)
	return v, err
}

func (p referralPages) askAnswers(w http.ResponseWriter, r *http.Request) error {
	v, err := p.screened(r)
	if err != nil {
		return err
	}
	values := page.ScreeningValues(v.Criteria)
	return p.showAnswers(w, r, http.StatusOK, v, page.EditForm{Values: values, Was: values, Version: v.Version, Key: newKey()})
}

func (p referralPages) showAnswers(w http.ResponseWriter, r *http.Request, status int, v page.ReferralView, form page.EditForm) error {
	form.Labels = page.ScreeningLabels(r.Context(), v.Criteria)
	return p.show(w, r, status, page.Screening(v, form))
}

func (p referralPages) answer(w http.ResponseWriter, r *http.Request) error {
	v, err := p.screened(r)
	if err != nil {
		return err
	}
	names := page.ScreeningFields(v.Criteria)
	form := p.editForm(r, names, page.ScreeningValues(v.Criteria), v.Version)
	err = p.answers(r, v, form)
	if old, is := errors.AsType[*intake.Stale](err); is {
		form = form.Onto(names, page.ScreeningValues(old.Answered), old.Theirs.Version, old.By, old.At)
		if len(form.Clashes) > 0 {
			return p.showAnswers(w, r, http.StatusUnprocessableEntity, v, form)
		}
		err = p.answers(r, v, form)
	}
	if faults, ok := broken(err); ok {
		form.Broken, form.Key = faults, keyAgain(r, err)
		return p.showAnswers(w, r, http.StatusUnprocessableEntity, v, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ReferralPath(v.ID), "screening.saved")
}

func (p referralPages) answers(r *http.Request, v page.ReferralView, form page.EditForm) error {
	var said []intake.Said
	for _, c := range intake.Questions(v.Criteria) {
		said = append(said, intake.Said{
			Criterion: c.Criterion, Answer: intake.Answer(form.Values[intake.AnswerField(c.Criterion)]), Note: form.Values[intake.NoteField(c.Criterion)],
		})
	}
	return p.deps.Intake.Screen(r.Context(), actor(r), v.ID, said, form.Version, formOf(r))
}

func (p referralPages) askWord(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, access.ScreenReferral)
	if err != nil {
		return err
	}
	party := v.State.WaitsFor() // whose turn it is
	return p.show(w, r, http.StatusOK, page.Word(v, fresh(map[string][]string{"party": {string(party)}, "said_by": {v.ReferredPerson}}, 0)))
}

func (p referralPages) say(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, access.ScreenReferral)
	if err != nil {
		return err
	}
	f := p.fields(r)
	word := intake.View{Party: intake.Party(f.text("party")), Verdict: intake.Verdict(f.text("verdict")), Reason: f.text("reason"), SaidBy: f.text("said_by")}
	err = p.deps.Intake.Say(r.Context(), actor(r), v.ID, word, formOf(r))
	if faults, ok := broken(err); ok {
		return p.show(w, r, http.StatusUnprocessableEntity, page.Word(v, typedAgain(r, err, faults)))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ReferralPath(v.ID), "word.saved."+strings.ToLower(string(word.Verdict)))
}
