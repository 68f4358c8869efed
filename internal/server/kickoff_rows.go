package server

import (
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/web/page"
)

// kickoffRowPages change what was handed over, and who is asked to come.
type kickoffRowPages struct{ responder }

func (p kickoffRowPages) routes(r chi.Router) {
	r.Get("/kickoff/items/{item}", p.page(p.askItem))
	r.Post("/kickoff/items/{item}", p.page(p.saveItem))
	r.Post("/kickoff/items/{item}/removal", p.page(p.dropItem))
	r.Get("/kickoff/invitees/{invitee}", p.page(p.askInvitee))
	r.Post("/kickoff/invitees/{invitee}", p.page(p.saveInvitee))
	r.Post("/kickoff/invitees/{invitee}/removal", p.page(p.removeInvitee))
	r.Get("/contact-card", p.page(p.card))
}

func (p kickoffRowPages) item(r *http.Request) (page.KickoffView, kickoff.Item, error) {
	n, err := id.Parse[id.KickoffItem](chi.URLParam(r, "item"))
	if err != nil {
		return page.KickoffView{}, kickoff.Item{}, err
	}
	v, err := p.opened(r)
	if err != nil {
		return v, kickoff.Item{}, err
	}
	i, err := v.K.Item(n)
	return v, i, err
}

// opened reads the beginning for who may act on it.
func (p kickoffRowPages) opened(r *http.Request) (page.KickoffView, error) {
	v := page.KickoffView{Frame: p.frame(r, "overview")}
	rec, err := p.acting(r, access.HoldKickoff)
	if err == nil {
		v.K, err = p.deps.Kickoffs.Of(r.Context(), rec.Scope.Enrolment)
	}
	return v, err
}

func (p kickoffRowPages) askItem(w http.ResponseWriter, r *http.Request) error {
	v, i, err := p.item(r)
	if err != nil {
		return err
	}
	values := page.ItemValues(i)
	return p.show(w, r, http.StatusOK, page.KickoffItemEdit(page.KickoffRowForm{
		KickoffView: v, Number: id.String(i.ID), EditForm: page.EditForm{Values: values, Was: values, Version: i.Version, Key: newKey()},
	}))
}

func (p kickoffRowPages) saveItem(w http.ResponseWriter, r *http.Request) error {
	v, i, err := p.item(r)
	if err != nil {
		return err
	}
	form := page.KickoffRowForm{KickoffView: v, Number: id.String(i.ID), EditForm: p.editForm(r, page.ItemFields, page.ItemValues(i), i.Version)}
	change := func() error {
		t := kickoff.ItemTyped{
			Department: form.Values["department"], ToldBy: form.Values["told_by"], Text: form.Values["text"], Task: form.Values["agreement"],
			Due: form.Values["agreement_due"], Who: plan.Who(form.Values["agreement_who"]), Version: form.Version,
		}
		return p.deps.Kickoffs.ChangeItem(r.Context(), actor(r), recordOf(r).ID, i.ID, t, formOf(r))
	}
	merge := func(s *kickoff.Stale) {
		form.EditForm = form.Onto(page.ItemFields, page.ItemValues(*s.Item), s.Item.Version, s.By, s.At)
	}
	return p.saved(w, r, &form, change, merge, page.KickoffItemEdit)
}

// saved carries a change out, on top of what somebody else saved meanwhile; where both
// changed the same, it asks.
func (p kickoffRowPages) saved(w http.ResponseWriter, r *http.Request, form *page.KickoffRowForm, change func() error, merge func(*kickoff.Stale), show func(page.KickoffRowForm) templ.Component) error {
	err := change()
	if stale, ok := errors.AsType[*kickoff.Stale](err); ok {
		merge(stale)
		if len(form.Clashes) > 0 {
			return p.show(w, r, http.StatusUnprocessableEntity, show(*form))
		}
		err = change()
	}
	if wrong, ok := broken(err); ok {
		form.EditForm.Broken, form.Key = wrong, keyAgain(r, err)
		return p.show(w, r, http.StatusUnprocessableEntity, show(*form))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.KickoffPath(recordOf(r).ID), "form.saved")
}

func (p kickoffRowPages) dropItem(w http.ResponseWriter, r *http.Request) error {
	n, err := id.Parse[id.KickoffItem](chi.URLParam(r, "item"))
	if err != nil {
		return err
	}
	if err := p.deps.Kickoffs.DropItem(r.Context(), actor(r), recordOf(r).ID, n, formOf(r)); err != nil {
		return kickoffPages(p).again(w, r, err, func(v *page.KickoffView) *page.Typed { return &v.End })
	}
	return p.done(w, r, page.KickoffPath(recordOf(r).ID), "kickoff.dropped")
}

func (p kickoffRowPages) invitee(r *http.Request) (page.KickoffView, kickoff.Invitee, error) {
	n, err := id.Parse[id.Invitee](chi.URLParam(r, "invitee"))
	if err != nil {
		return page.KickoffView{}, kickoff.Invitee{}, err
	}
	v, err := p.opened(r)
	if err != nil {
		return v, kickoff.Invitee{}, err
	}
	i, err := v.K.Invitee(n)
	return v, i, err
}

func (p kickoffRowPages) askInvitee(w http.ResponseWriter, r *http.Request) error {
	v, i, err := p.invitee(r)
	if err != nil {
		return err
	}
	values := page.InviteeValues(i)
	return p.show(w, r, http.StatusOK, page.KickoffInviteeEdit(page.KickoffRowForm{
		KickoffView: v, Number: id.String(i.ID), EditForm: page.EditForm{Values: values, Was: values, Version: i.Version, Key: newKey()},
	}))
}

func (p kickoffRowPages) saveInvitee(w http.ResponseWriter, r *http.Request) error {
	v, i, err := p.invitee(r)
	if err != nil {
		return err
	}
	form := page.KickoffRowForm{KickoffView: v, Number: id.String(i.ID), EditForm: p.editForm(r, page.InviteeFields, page.InviteeValues(i), i.Version)}
	change := func() error {
		changed := kickoff.Invitee{
			ID: i.ID, Department: form.Values["department"], Name: form.Values["name"], Phone: form.Values["phone"], Email: form.Values["email"], Version: form.Version,
		}
		return p.deps.Kickoffs.ChangeInvitee(r.Context(), actor(r), recordOf(r).ID, changed, formOf(r))
	}
	merge := func(s *kickoff.Stale) {
		form.EditForm = form.Onto(page.InviteeFields, page.InviteeValues(*s.Invitee), s.Invitee.Version, s.By, s.At)
	}
	return p.saved(w, r, &form, change, merge, page.KickoffInviteeEdit)
}

func (p kickoffRowPages) removeInvitee(w http.ResponseWriter, r *http.Request) error {
	n, err := id.Parse[id.Invitee](chi.URLParam(r, "invitee"))
	if err != nil {
		return err
	}
	if err := p.deps.Kickoffs.RemoveInvitee(r.Context(), actor(r), recordOf(r).ID, n, formOf(r)); err != nil {
		return kickoffPages(p).again(w, r, err, func(v *page.KickoffView) *page.Typed { return &v.End })
	}
	return p.done(w, r, page.KickoffPath(recordOf(r).ID), "kickoff.removed")
}

// card is the contact card; whom it is for stands in the address.
func (p kickoffRowPages) card(w http.ResponseWriter, r *http.Request) error {
	v := page.CardView{Frame: p.frame(r, "people"), For: caseload.ForYouth}
	if r.URL.Query().Get("for") == string(caseload.ForPartner) {
		v.For, v.Initials = caseload.ForPartner, r.URL.Query().Get("initials") == "1"
	}
	var err error
	if v.Card, err = p.deps.Caseload.ContactCard(r.Context(), actor(r), recordOf(r).Scope, v.For); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.ContactCard(v))
}
