package server

import (
	"context"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/decision"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/web/page"
)

// letterPages show letters that were sent, each within the record of its youth.
type letterPages struct{ responder }

func (p letterPages) routes(r chi.Router) {
	r.Get("/letters/{letter}", p.letter(func(w http.ResponseWriter, r *http.Request, l decision.SentLetter) error {
		return p.show(w, r, http.StatusOK, page.SentLetter(page.SentLetterView{Frame: p.frame(r, "decisions"), L: l}))
	}))
	r.Get("/letters/{letter}/pdf", p.letter(func(w http.ResponseWriter, _ *http.Request, l decision.SentLetter) error {
		return writePDF(w, "brev-"+id.String(l.ID), l.PDF)
	}))
}

// letter opens the record of a letter, and then the letter.
func (p letterPages) letter(h func(http.ResponseWriter, *http.Request, decision.SentLetter) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		number, err := id.Parse[id.Letter](chi.URLParam(r, "letter"))
		if err != nil {
			return err
		}
		sought, err := p.deps.Decisions.SeekLetter(r.Context(), number)
		if err != nil {
			return err
		}
		chi.RouteContext(r.Context()).URLParams.Add("youth", id.String(sought.Youth())) // a refusal says who has them
		in, err := p.openRecord(r, sought.Youth())
		if err != nil {
			return err
		}
		l, err := p.deps.Decisions.LetterWithin(actor(r), recordOf(in).Scope, sought)
		if err != nil {
			return err
		}
		return h(w, in, l)
	})
}

// decisionLetterPages show the letter of a decision before it leaves.
type decisionLetterPages struct{ responder }

func (p decisionLetterPages) routes(r chi.Router) {
	r.Get("/letter", p.page(p.preview))
	r.Get("/letter/pdf", p.page(p.pdf))
}

// made is the letter that is asked for: to whom, in which language, by which channel.
func (p decisionLetterPages) made(ctx context.Context, o decision.Opened, q url.Values) (letter.Letter, error) {
	var to id.Person
	if text := q.Get("to"); text != "" {
		var err error
		if to, err = id.Parse[id.Person](text); err != nil {
			return letter.Letter{}, err
		}
	}
	l, err := p.deps.Decisions.Preview(ctx, o, to, q.Get("lang"), programme.Channel(q.Get("channel")))
	if _, is := broken(err); is { // a language there is no template in
		return l, db.ErrNotFound
	}
	return l, err
}

func (p decisionLetterPages) preview(w http.ResponseWriter, r *http.Request) error {
	o := openedDecision(r)
	v := page.LetterPreview{D: o, Stops: o.MayLeave(o.Today), Query: r.URL.Query()}
	var err error
	if v.Letter, err = p.made(r.Context(), o, v.Query); err != nil {
		return err
	}
	if v.Lost, err = letter.Unprintable(v.Letter.Title + v.Letter.Text()); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.DecisionLetter(v))
}

func (p decisionLetterPages) pdf(w http.ResponseWriter, r *http.Request) error {
	l, err := p.made(r.Context(), openedDecision(r), r.URL.Query())
	if err != nil {
		return err
	}
	file, err := letter.Render(l)
	if err != nil {
		return err
	}
	return writePDF(w, "afgoerelse-"+id.String(openedDecision(r).ID), file)
}
