package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/measure"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/page"
	"kasket/web/ui"
)

// measurePages are a youth's measurements, below the youth.
type measurePages struct{ responder }

func (p measurePages) routes(r chi.Router) {
	r.Get("/measures", p.page(p.list))
	for _, by := range []measure.Respondent{measure.ByYouth, measure.ByWorker} {
		r.Get("/measures/"+string(by)+"/{instrument}", p.page(p.ask(by)))
		r.Post("/measures/"+string(by)+"/{instrument}", p.page(p.save(by)))
	}
	r.Get("/measures/thanks", p.page(p.thanks))
	r.Post("/measures/links", p.page(p.link))
	r.Post("/measures/links/{link}/revocation", p.page(p.revoke))
	r.Post("/measures/{measurement}/withdrawal", p.page(p.withdraw))
}

// bare is the request with nothing around its page: it is handed to a youth.
func bare(r *http.Request) *http.Request {
	return r.WithContext(ui.WithShell(r.Context(), ui.Shell{Path: r.URL.Path, Theme: ui.ShellOf(r.Context()).Theme, Bare: true}))
}

func (p measurePages) list(w http.ResponseWriter, r *http.Request) error {
	return p.showList(w, r, http.StatusOK, page.Typed{})
}

func (p measurePages) showList(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	record, err := p.deps.Measures.Of(r.Context(), actor(r), recordOf(r).Scope)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Measures(p.frame(r, "plan"), page.MeasuresView{Record: record, Series: record.Series()}, t))
}

func (p measurePages) ask(by measure.Respondent) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		asking, err := p.asking(r, by)
		if err != nil {
			return err
		}
		if !asking.Instrument.HoldsOn(when.Of(p.deps.Now())) {
			return fmt.Errorf("instrument %d ended: %w", asking.Instrument.ID, db.ErrNotFound)
		}
		asking.Typed = fresh(url.Values{}, 0)
		return p.showAsking(w, r, http.StatusOK, asking)
	}
}

// asking reads what is to be answered, from the address.
func (p measurePages) asking(r *http.Request, by measure.Respondent) (page.Asking, error) {
	rec := recordOf(r)
	number, err := id.Parse[id.Instrument](chi.URLParam(r, "instrument"))
	if err != nil {
		return page.Asking{}, err
	}
	instrument, err := p.deps.Measures.Usable(r.Context(), actor(r), rec.Scope, number, by)
	return page.Asking{
		Instrument: instrument, By: by, Occasion: measure.Occasion(r.FormValue("occasion")), Action: page.AskPath(rec.ID, number, by, measure.NoOccasion), Back: page.MeasuresPath(rec.ID),
	}, err
}

// showAsking shows a youth the questions alone, and a worker the record around them.
func (p measurePages) showAsking(w http.ResponseWriter, r *http.Request, status int, asking page.Asking) error {
	if asking.By == measure.ByWorker {
		return p.show(w, r, status, page.AskWorker(p.frame(r, "plan"), asking))
	}
	return p.show(w, bare(r), status, page.Ask(asking))
}

// answeringOf reads a form of questions.
func answeringOf(r *http.Request, i measure.Instrument, by measure.Respondent) measure.Answering {
	w := measure.Answering{
		Respondent: by, On: r.PostFormValue("on_day"), Occasion: measure.Occasion(r.PostFormValue("occasion")),
		Comment: r.PostFormValue("comment"), Half: r.PostFormValue("half") != "", Answers: map[int]string{},
	}
	for _, t := range i.Items {
		w.Answers[t.Position] = r.PostFormValue(measure.AnswerField(t.Position))
	}
	return w
}

func (p measurePages) save(by measure.Respondent) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		rec := recordOf(r)
		asking, err := p.asking(r, by) // also one that ended while it was answered: saving tells it
		if err != nil {
			return err
		}
		_, err = p.deps.Measures.Save(r.Context(), actor(r), rec.ID, asking.Instrument.ID, answeringOf(r, asking.Instrument, by), formOf(r))
		if v, ok := broken(err); ok {
			asking.Typed = typedAgain(r, err, v)
			return p.showAsking(w, r, http.StatusUnprocessableEntity, asking)
		}
		if err != nil {
			return err
		}
		if by == measure.ByYouth {
			return p.done(w, r, page.MeasuresPath(rec.ID, "thanks"), "")
		}
		return p.done(w, r, page.MeasuresPath(rec.ID), "measure.saved")
	}
}

// thanks ends the youth's part; the phone goes back.
func (p measurePages) thanks(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.acting(r, access.Measure); err != nil {
		return err
	}
	return p.show(w, bare(r), http.StatusOK, page.AskThanks(page.MeasuresPath(recordOf(r).ID)))
}

// link makes a one-time link and shows it, in the answer to this one post.
func (p measurePages) link(w http.ResponseWriter, r *http.Request) error {
	rec := recordOf(r)
	if _, err := p.acting(r, access.Measure); err != nil {
		return err
	}
	number, err := id.Parse[id.Instrument](r.PostFormValue("instrument"))
	if err != nil {
		return p.showList(w, r, http.StatusUnprocessableEntity, page.Typed{Broken: rule.Violation("", "instrument_ended")})
	}
	i, err := p.deps.Measures.Usable(r.Context(), actor(r), rec.Scope, number, measure.ByYouth)
	if err != nil {
		return err
	}
	made, err := p.deps.Measures.MakeLink(r.Context(), actor(r), rec.ID, i.ID, measure.Occasion(r.PostFormValue("occasion")), formOf(r))
	if v, ok := broken(err); ok {
		return p.showList(w, r, http.StatusUnprocessableEntity, page.Typed{Broken: v})
	}
	if err != nil {
		return err
	}
	address := ""
	if made.Secret != "" {
		address = p.siteURL(r) + page.OneTimePath(made.Secret)
	}
	return p.show(w, r, http.StatusOK, page.LinkMade(p.frame(r, "plan"), i, address, made.Expires))
}

func (p measurePages) revoke(w http.ResponseWriter, r *http.Request) error {
	link, err := id.Parse[id.MeasureLink](chi.URLParam(r, "link"))
	if err == nil {
		err = p.deps.Measures.Revoke(r.Context(), actor(r), recordOf(r).ID, link, formOf(r))
	}
	return p.settled(w, r, err, "measure.revoked")
}

func (p measurePages) withdraw(w http.ResponseWriter, r *http.Request) error {
	m, err := id.Parse[id.Measurement](chi.URLParam(r, "measurement"))
	if err == nil {
		err = p.deps.Measures.Withdraw(r.Context(), actor(r), recordOf(r).ID, m, formOf(r))
	}
	return p.settled(w, r, err, "measure.withdrawn")
}

// settled answers a button of the list.
func (p measurePages) settled(w http.ResponseWriter, r *http.Request, err error, flash string) error {
	if v, ok := broken(err); ok {
		return p.showList(w, r, http.StatusUnprocessableEntity, page.Typed{Broken: v})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.MeasuresPath(recordOf(r).ID), flash)
}

// oneTimePages are what a one-time link opens, for whoever has it: the instrument and
// nothing else. Whatever opens nothing is answered alike and costs the same.
type oneTimePages struct{ responder }

func (p oneTimePages) routes(r chi.Router) {
	r.Get(page.OneTimeThanks, p.page(p.thanks))
	r.Get(page.OneTime+"{once}", p.page(p.ask))
	r.Post(page.OneTime+"{once}", p.page(p.answer))
}

func (p oneTimePages) thanks(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, bare(r), http.StatusOK, page.AskThanks(""))
}

func (p oneTimePages) ask(w http.ResponseWriter, r *http.Request) error {
	i, err := p.deps.Measures.Opened(r.Context(), chi.URLParam(r, "once"))
	if err != nil {
		return p.dead(w, r, err)
	}
	return p.questions(w, r, http.StatusOK, i, page.Typed{Values: url.Values{}})
}

func (p oneTimePages) questions(w http.ResponseWriter, r *http.Request, status int, i measure.Instrument, t page.Typed) error {
	return p.show(w, bare(r), status, page.Ask(page.Asking{Instrument: i, By: measure.ByYouth, Action: r.URL.Path, Typed: t}))
}

func (p oneTimePages) answer(w http.ResponseWriter, r *http.Request) error {
	i, err := p.deps.Measures.Opened(r.Context(), chi.URLParam(r, "once"))
	if err == nil {
		err = p.deps.Measures.AnswerLink(r.Context(), chi.URLParam(r, "once"), answeringOf(r, i, measure.ByYouth))
		if v, ok := errors.AsType[rule.Violations](err); ok {
			return p.questions(w, r, http.StatusUnprocessableEntity, i, page.Typed{Values: r.PostForm, Broken: v})
		}
	}
	if err != nil {
		return p.dead(w, r, err)
	}
	http.Redirect(w, r, page.OneTimeThanks, http.StatusSeeOther)
	return nil
}

// dead answers a link that opens nothing, and counts it against the address.
func (p oneTimePages) dead(w http.ResponseWriter, r *http.Request, err error) error {
	if !errors.Is(err, db.ErrNotFound) {
		return err
	}
	err = p.missed(r)
	if _, often := errors.AsType[rule.Violations](err); often {
		return p.show(w, bare(r), http.StatusTooManyRequests, page.DeadOneTime(true))
	}
	if err != nil {
		return err
	}
	return p.show(w, bare(r), http.StatusNotFound, page.DeadOneTime(false))
}
