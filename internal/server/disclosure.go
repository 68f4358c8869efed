package server

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

// disclosurePages write down what was told to somebody outside, below the youth.
type disclosurePages struct{ responder }

func (p disclosurePages) routes(r chi.Router) {
	r.Get("/disclosures/new", p.page(p.ask))
	r.Post("/disclosures", p.page(p.disclose))
}

func (p disclosurePages) ask(w http.ResponseWriter, r *http.Request) error {
	return p.showForm(w, r, http.StatusOK, page.DisclosureForm{Typed: fresh(url.Values{"told_on": {i18n.Typed(when.Of(p.deps.Now()))}}, 0)})
}

func (p disclosurePages) showForm(w http.ResponseWriter, r *http.Request, status int, form page.DisclosureForm) error {
	rec, err := p.acting(r, access.Disclose)
	if err != nil {
		return err
	}
	if form.Bounds, err = p.deps.Network.DisclosureOffer(r.Context(), rec.ID); err != nil {
		return err
	}
	return p.show(w, r, status, page.DisclosureNew(p.frame(r, "details"), form))
}

func (p disclosurePages) disclose(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := network.DisclosureWish{
		On: f.day("told_on", when.Past), Consent: one[id.Consent](f, "by_consent"), Recipient: f.text("told_to"), Law: f.text("gateway"),
		Reason: f.text("reason"), What: f.text("what"), Topics: r.PostForm["topics"],
	}
	err := f.broken.Err()
	if err == nil {
		_, err = p.deps.Network.Disclose(r.Context(), actor(r), recordOf(r).ID, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showForm(w, r, http.StatusUnprocessableEntity, page.DisclosureForm{Typed: typedAgain(r, err, v)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ConsentsPath(recordOf(r).ID)+"#disclosures", "disclosure.saved")
}
