package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

// consentPages keep what a youth says may be told, below the youth.
type consentPages struct{ responder }

func (p consentPages) routes(r chi.Router) {
	r.Get("/consents", p.page(p.list))
	r.Post("/consents", p.page(p.give))
	r.Get("/consents/new", p.page(p.ask))
}

func (p consentPages) list(w http.ResponseWriter, r *http.Request) error {
	list, err := p.deps.Network.Consents(r.Context(), recordOf(r).ID)
	if err != nil {
		return err
	}
	told, err := p.deps.Network.Disclosures(r.Context(), recordOf(r).ID)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Consents(p.frame(r, "details"), page.ConsentsView{Consents: list, Told: told}))
}

// consentField begins the fields that hold the words of each line.
const consentField = "consent_text."

// consentWish reads the part of a form that says what may be told, wherever it stands
// (page.ConsentForm). To which company is the caller's to say.
func consentWish(f *fields, r *http.Request) network.ConsentWish {
	w := network.ConsentWish{
		Recipient: f.text("consent_recipient"), Purpose: f.text("consent_purpose"), To: f.day("consent_to", when.Future),
		Long: f.text("consent_long") != "", Form: network.ConsentForm(f.text("consent_form")), GivenBy: network.Giver(f.text("given_by")),
		Items: r.PostForm["consent_items"], Texts: map[string]string{}, Said: f.text("consent_said"), Not: f.text("consent_not"),
	}
	for name := range r.PostForm {
		if item, is := strings.CutPrefix(name, consentField); is {
			w.Texts[item] = f.text(name)
		}
	}
	return w
}

// ask opens the talk, about a company of the youth's where the address names one.
func (p consentPages) ask(w http.ResponseWriter, r *http.Request) error {
	form := page.ConsentForm{Typed: fresh(url.Values{}, 0), Other: r.URL.Query().Get("to") == "other"}
	return p.talk(w, r, http.StatusOK, page.ConsentNew{ConsentForm: form}, r.URL.Query().Get("company"))
}

// talk shows the talk; company is the number of the one that was chosen before it began.
func (p consentPages) talk(w http.ResponseWriter, r *http.Request, status int, form page.ConsentNew, company string) error {
	rec, err := p.acting(r, access.KeepConsent)
	if err != nil {
		return err
	}
	today := when.Of(p.deps.Now())
	offer, err := p.deps.Caseload.ConsentOffer(r.Context(), rec.ID, rec.BirthDate, today)
	if err != nil {
		return err
	}
	form.Bounds, form.Talk = offer.Bounds(today), true
	form.Others, form.People = offer.To, offer.People
	for _, to := range offer.To {
		if id.String(to.ID) == company {
			form.Company, form.To = to.ID, to.Name
			p.begin(r, form.Values, to, today)
		}
	}
	return p.show(w, r, status, page.ConsentTalk(p.frame(r, "details"), form))
}

// begin fills in what follows from the stay, in a form nobody has typed in yet.
func (p consentPages) begin(r *http.Request, values url.Values, to caseload.Recipient, today when.Date) {
	if r.Method != http.MethodGet {
		return
	}
	values.Set("consent_purpose", i18n.T(r.Context(), "consent.purpose_stay"))
	if to.Until != nil && !to.Until.Before(today) {
		values.Set("consent_to", i18n.Typed(*to.Until))
	}
}

// give writes a consent down, or shows what would be read.
func (p consentPages) give(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := consentWish(f, r)
	wish.Company, wish.Person = one[id.Company](f, "consent_company"), one[id.Person](f, "consent_person")
	form := page.ConsentNew{ConsentForm: page.ConsentForm{Other: f.text("consent_other") != ""}}
	err := f.broken.Err()
	if err == nil && f.text("show") != "" {
		if form.Told, err = p.deps.Network.Preview(r.Context(), actor(r), recordOf(r).ID, p.frame(r, "").AboutOf(), wish, string(i18n.LangOf(r.Context()))); err == nil {
			form.Typed = typedAgain(r, nil, nil)
			return p.talk(w, r, http.StatusOK, form, chosenCompany(r))
		}
	} else if err == nil {
		_, err = p.deps.Network.GiveConsent(r.Context(), actor(r), recordOf(r).ID, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		form.Typed = typedAgain(r, err, v)
		return p.talk(w, r, http.StatusUnprocessableEntity, form, chosenCompany(r))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ConsentsPath(recordOf(r).ID), "consent.given")
}

// chosenCompany is the company of a talk that began with one: its form has no field for
// somebody else.
func chosenCompany(r *http.Request) string {
	if _, open := r.PostForm["consent_recipient"]; open {
		return ""
	}
	return r.PostFormValue("consent_company")
}

// withdrawalPages take consents back, each within the record of its youth.
type withdrawalPages struct{ responder }

func (p withdrawalPages) routes(r chi.Router) {
	r.Get("/consents/{consent}/withdrawal", p.page(p.ask))
	r.Post("/consents/{consent}/withdrawal", p.page(p.withdraw))
}

// open finds the consent of the path and opens the record it belongs to.
func (p withdrawalPages) open(r *http.Request) (*http.Request, network.Consent, error) {
	number, err := id.Parse[id.Consent](chi.URLParam(r, "consent"))
	if err != nil {
		return nil, network.Consent{}, err
	}
	c, err := p.deps.Network.SeekConsent(r.Context(), number)
	if err != nil {
		return nil, c, err
	}
	chi.RouteContext(r.Context()).URLParams.Add("youth", id.String(c.Youth)) // a refusal says who has them
	in, err := p.openRecord(r, c.Youth)
	if err != nil {
		return nil, c, err
	}
	_, err = p.acting(in, access.KeepConsent)
	return in, c, err
}

func (p withdrawalPages) ask(w http.ResponseWriter, r *http.Request) error {
	in, c, err := p.open(r)
	if err != nil {
		return err
	}
	return p.show(w, in, http.StatusOK, page.ConsentWithdrawal(p.frame(in, "details"), c, fresh(nil, 0)))
}

func (p withdrawalPages) withdraw(w http.ResponseWriter, r *http.Request) error {
	in, c, err := p.open(r)
	if err != nil {
		return err
	}
	err = p.deps.Network.WithdrawConsent(in.Context(), actor(in), c.ID, in.PostFormValue("why"), formOf(in))
	if v, ok := broken(err); ok {
		return p.show(w, in, http.StatusUnprocessableEntity, page.ConsentWithdrawal(p.frame(in, "details"), c, typedAgain(in, err, v)))
	}
	if err != nil {
		return err
	}
	return p.done(w, in, page.ConsentsPath(c.Youth), "consent.withdrawn")
}
