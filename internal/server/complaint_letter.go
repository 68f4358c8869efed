package server

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/decision"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

// complaintLetterPages show and send the letter that who complained gets.
type complaintLetterPages struct{ responder }

func (p complaintLetterPages) routes(r chi.Router) {
	r.Get("/letter", p.page(p.ask))
	r.Post("/letter", p.page(p.send))
}

func (p complaintLetterPages) ask(w http.ResponseWriter, r *http.Request) error {
	values := url.Values{"sent_on": {i18n.Typed(openedDecision(r).Today)}, "lang": {r.URL.Query().Get("lang")}}
	return p.showLetter(w, r, http.StatusOK, fresh(values, 0))
}

func (p complaintLetterPages) showLetter(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	o, c := openedDecision(r), complaintOf(r)
	kind, err := o.LetterTo(c)
	if err != nil {
		return err
	}
	if kind == "" {
		return p.done(w, r, page.ComplaintPath(c.ID), "")
	}
	v := page.ComplaintLetterView{Typed: t, D: o, C: c, Kind: string(kind)}
	v.Letter, err = p.deps.Decisions.PreviewComplaint(r.Context(), o, c, t.Values.Get("lang"))
	if _, is := broken(err); is { // in a language there is none in it is shown in Danish, and refused at its field
		v.Letter, err = p.deps.Decisions.PreviewComplaint(r.Context(), o, c, letter.Danish)
	}
	if err != nil {
		return err
	}
	if v.Lost, err = letter.Unprintable(v.Letter.Title + v.Letter.Text()); err != nil {
		return err
	}
	return p.show(w, r, status, page.ComplaintLetter(v))
}

func (p complaintLetterPages) send(w http.ResponseWriter, r *http.Request) error {
	f, c := p.fields(r), complaintOf(r)
	l := decision.ComplaintLetter{Channel: programme.Channel(f.text("channel")), SentOn: f.day("sent_on", when.Past), Lang: f.text("lang")}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Decisions.SendComplaintLetter(r.Context(), actor(r), c.ID, l, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showLetter(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ComplaintPath(c.ID), "letter.kept")
}
