package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/decision"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
)

// decisionPages are one decision and what is done with it.
type decisionPages struct{ responder }

func (p decisionPages) routes(r chi.Router) {
	r.Route("/decisions/{decision}", func(r chi.Router) {
		r.Group(func(r chi.Router) {
			r.Use(p.open(false))
			decisionNoticePages(p).routes(r)
			decisionCheckPages(p).routes(r)
			decisionLetterPages(p).routes(r)
			complainPages(p).routes(r)
		})
		r.Group(func(r chi.Router) {
			r.Use(p.open(true))
			p.acts(r)
			decisionDraftPages(p).routes(r)
			decisionHearingPages(p).routes(r)
		})
	})
}

// acts are the decision and the acts whose forms stand on its page.
func (p decisionPages) acts(r chi.Router) {
	r.Get("/", p.page(p.read))
	r.Post("/submission", p.act("", "decision.submitted", p.deps.Decisions.Submit))
	r.Post("/recall", p.act("", "decision.recalled", p.deps.Decisions.Recall))
	r.Post("/approval", p.page(p.approve))
	r.Post("/return", p.reasoned("return", "decision.returned", p.deps.Decisions.Return))
	r.Post("/decision", p.page(p.decide))
	r.Post("/revocation", p.reasoned("revocation", "decision.revoked", p.deps.Decisions.Revoke))
	r.Post("/dropping", p.reasoned("dropping", "decision.dropped", p.deps.Decisions.Drop))
	r.Post("/closure", p.page(p.end))
}

type decisionKey struct{}

// opened is the decision of the path, which open found.
func openedDecision(r *http.Request) decision.Opened {
	o, _ := r.Context().Value(decisionKey{}).(decision.Opened)
	return o
}

// open finds the decision of the path and opens the record it belongs to, with the bar
// of its youth or without; for who may not read the record and is asked to approve, the
// decision alone.
func (p decisionPages) open(bar bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return p.page(func(w http.ResponseWriter, r *http.Request) error {
			number, err := id.Parse[id.Decision](chi.URLParam(r, "decision"))
			if err != nil {
				return err
			}
			sought, err := p.deps.Decisions.Seek(r.Context(), number)
			if err != nil {
				return err
			}
			chi.RouteContext(r.Context()).URLParams.Add("youth", id.String(sought.Youth())) // a refusal says who has them
			in, o, err := p.within(r, sought, bar)
			if err != nil {
				return err
			}
			next.ServeHTTP(w, in.WithContext(context.WithValue(in.Context(), decisionKey{}, o)))
			return nil
		})
	}
}

// within opens the record around a decision, or the decision alone for a review.
func (p decisionPages) within(r *http.Request, sought decision.Sought, bar bool) (*http.Request, decision.Opened, error) {
	opened, err := p.deps.Youths.Open(r.Context(), actor(r), sought.Youth())
	switch {
	case errors.Is(err, access.ErrForbidden):
		o, err := p.deps.Decisions.Review(r.Context(), actor(r), sought)
		return r, o, err
	case err != nil:
		return r, decision.Opened{}, err
	}
	in := r.WithContext(context.WithValue(r.Context(), recordKey{}, record{Opened: opened}))
	if bar {
		if in, err = p.withBar(r, opened); err != nil {
			return r, decision.Opened{}, err
		}
	}
	o, err := p.deps.Decisions.Within(actor(r), opened.Scope, sought)
	return in, o, err
}

// reaches asks the policy and the map before the form of an act is shown: who may not is
// refused, and where the decision has moved on its own page says so.
func (p decisionPages) reaches(r *http.Request, do decision.Act) (bool, error) {
	o := openedDecision(r)
	if err := access.Check(actor(r), o.Needs(do), o.Scope); err != nil {
		return false, err
	}
	return o.Can(do), nil
}

// view is the decision page, before any form was sent.
func (p decisionPages) view(r *http.Request) page.DecisionView {
	v := page.DecisionView{D: openedDecision(r), Frame: page.Frame{NewKey: newKey, Now: p.deps.Now(), Actor: actor(r)}}
	if v.D.MayRead {
		v.Frame = p.frame(r, "decisions")
	}
	return v
}

func (p decisionPages) read(w http.ResponseWriter, r *http.Request) error {
	v, err := p.labelled(r, p.view(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Decision(v))
}

// labelled gives a decision with a checklist the names of the categories.
func (p decisionPages) labelled(r *http.Request, v page.DecisionView) (page.DecisionView, error) {
	var err error
	if len(v.D.Checklist) > 0 {
		v.Codes, err = p.deps.Programmes.Labels(r.Context(), v.D.Today)
	}
	return v, err
}

// carried answers an act: with the decision as it is now, or with the form as it was
// sent.
func (p decisionPages) carried(w http.ResponseWriter, r *http.Request, form, flash string, err error) error {
	o := openedDecision(r)
	if v, ok := broken(err); ok {
		view, err := p.labelled(r, p.view(r))
		if err != nil {
			return err
		}
		view.Act, view.Form = form, typedAgain(r, err, v)
		return p.show(w, r, http.StatusUnprocessableEntity, page.Decision(view))
	}
	if err != nil {
		return err
	}
	to := page.DecisionPath(o.ID)
	if !o.MayRead { // approved or returned: no longer theirs to see
		to = page.HomeFor(actor(r))
	}
	return p.done(w, r, to, flash)
}

// act carries out an act that needs no word.
func (p decisionPages) act(form, flash string, do func(context.Context, access.Actor, id.Decision, audit.Form) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		return p.carried(w, r, form, flash, do(r.Context(), actor(r), openedDecision(r).ID, formOf(r)))
	})
}

// reasoned carries out an act that needs a reason.
func (p decisionPages) reasoned(form, flash string, do func(context.Context, access.Actor, id.Decision, string, audit.Form) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		return p.carried(w, r, form, flash, do(r.Context(), actor(r), openedDecision(r).ID, r.PostFormValue("reason"), formOf(r)))
	})
}

func (p decisionPages) approve(w http.ResponseWriter, r *http.Request) error {
	err := p.deps.Decisions.Approve(r.Context(), actor(r), openedDecision(r).ID, p.fields(r).version(), formOf(r))
	return p.carried(w, r, "approval", "decision.approved", err)
}

func (p decisionPages) decide(w http.ResponseWriter, r *http.Request) error {
	err := p.deps.Decisions.Decide(r.Context(), actor(r), openedDecision(r).ID, p.fields(r).version(), formOf(r))
	return p.carried(w, r, "decision", "decision.decided", err)
}

func (p decisionPages) end(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	on, reason := f.day("ended_on", when.Past), f.text("reason")
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Decisions.EndEarly(r.Context(), actor(r), openedDecision(r).ID, on, reason, formOf(r))
	}
	return p.carried(w, r, "closure", "decision.closed", err)
}

// elsewhere leads from a form whose act is not possible to the decision as it is.
func (s responder) elsewhere(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil {
		return err
	}
	return s.done(w, r, page.DecisionPath(openedDecision(r).ID), "")
}

// listedDecisions are the decisions of an opened record.
type listedDecisions struct{ responder }

func (p listedDecisions) routes(r chi.Router) {
	r.Get("/decisions", p.page(p.list))
	r.Get("/decisions/new", p.page(p.begin))
	r.Post("/decisions", p.page(p.create))
}

func (p listedDecisions) list(w http.ResponseWriter, r *http.Request) error {
	lines, err := p.deps.Decisions.Of(r.Context(), recordOf(r).ID)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Decisions(page.DecisionsView{Frame: p.frame(r, "decisions"), Lines: lines}))
}
