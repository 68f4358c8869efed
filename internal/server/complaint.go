package server

import (
	"context"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/decision"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

// complainPages are where a complaint about an opened decision is written down.
type complainPages struct{ responder }

func (p complainPages) routes(r chi.Router) {
	r.Get("/complaints/new", p.page(p.ask))
	r.Post("/complaints", p.page(p.receive))
}

// ask shows the short form: today, on the phone, by the youth, unless somebody says
// otherwise.
func (p complainPages) ask(w http.ResponseWriter, r *http.Request) error {
	o := openedDecision(r)
	can, err := decisionPages(p).reaches(r, decision.Complain)
	if err != nil {
		return err
	}
	if !can {
		return p.done(w, r, page.DecisionPath(o.ID), "")
	}
	return p.showNew(w, r, http.StatusOK, fresh(url.Values{"received_on": {i18n.Typed(o.Today)}, "way": {"phone"}, "who": {"youth"}}, 0))
}

func (p complainPages) showNew(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	o := openedDecision(r)
	form := page.ComplaintForm{Frame: p.frame(r, "decisions"), Typed: t, D: o}
	var err error
	if form.Who, err = p.deps.Decisions.Complainants(r.Context(), o.Decision, o.Today); err != nil {
		return err
	}
	return p.show(w, r, status, page.ComplaintNew(form))
}

func (p complainPages) receive(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := decision.ComplaintWish{Way: f.text("way"), ReceivedOn: f.day("received_on", when.Past), Text: f.text("text")}
	if f.text("who") != "youth" {
		wish.Person = one[id.Person](f, "who")
	}
	var complaint id.Complaint
	err := f.broken.Err()
	if err == nil {
		complaint, err = p.deps.Decisions.RegisterComplaint(r.Context(), actor(r), openedDecision(r).ID, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showNew(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ComplaintPath(complaint), "complaint.saved")
}

// complaintPages are one complaint and what is done with it.
type complaintPages struct{ responder }

func (p complaintPages) routes(r chi.Router) {
	r.Route("/complaints/{complaint}", func(r chi.Router) {
		r.Group(func(r chi.Router) {
			r.Use(p.open(false))
			complaintLetterPages(p).routes(r)
		})
		r.Group(func(r chi.Router) {
			r.Use(p.open(true))
			r.Get("/", p.page(p.read))
			r.Post("/reassessment", p.page(p.reassess))
			r.Post("/dispatch", p.page(p.dispatch))
			r.Post("/result", p.page(p.result))
			r.Post("/withdrawal", p.page(p.withdraw))
		})
	})
}

type complaintKey struct{}

// complaintOf is the complaint of the path, which open found.
func complaintOf(r *http.Request) decision.Complaint {
	c, _ := r.Context().Value(complaintKey{}).(decision.Complaint)
	return c
}

// open finds the complaint of the path and opens its decision within the record, with
// the bar of its youth or without.
func (p complaintPages) open(bar bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return p.page(func(w http.ResponseWriter, r *http.Request) error {
			number, err := id.Parse[id.Complaint](chi.URLParam(r, "complaint"))
			if err != nil {
				return err
			}
			sought, err := p.deps.Decisions.SeekComplaint(r.Context(), number)
			if err != nil {
				return err
			}
			chi.RouteContext(r.Context()).URLParams.Add("youth", id.String(sought.Youth())) // a refusal says who has them
			in, o, err := decisionPages(p).within(r, sought, bar)
			if err != nil {
				return err
			}
			c, ok := o.Complaint(number)
			if !ok {
				return db.ErrNotFound
			}
			ctx := context.WithValue(context.WithValue(in.Context(), decisionKey{}, o), complaintKey{}, c)
			next.ServeHTTP(w, in.WithContext(ctx))
			return nil
		})
	}
}

func (p complaintPages) read(w http.ResponseWriter, r *http.Request) error {
	return p.showOne(w, r, http.StatusOK, "", page.Typed{})
}

func (p complaintPages) showOne(w http.ResponseWriter, r *http.Request, status int, act string, t page.Typed) error {
	v := page.ComplaintView{Frame: p.frame(r, "decisions"), D: openedDecision(r), C: complaintOf(r), Act: act, Form: t}
	return p.show(w, r, status, page.Complaint(v))
}

// carried answers an act: with the complaint as it is now, or with the form as it was
// sent.
func (p complaintPages) carried(w http.ResponseWriter, r *http.Request, f *fields, act string, do func(context.Context, id.Complaint) error) error {
	c := complaintOf(r)
	err := f.broken.Err()
	if err == nil {
		err = do(r.Context(), c.ID)
	}
	if v, ok := broken(err); ok {
		return p.showOne(w, r, http.StatusUnprocessableEntity, act, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ComplaintPath(c.ID), "complaint.did."+act)
}

func (p complaintPages) reassess(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := decision.Reassessment{Outcome: decision.ComplaintState(f.text("outcome")), Reasons: f.text("reasons"), NewOne: one[id.Decision](f, "new_one")}
	return p.carried(w, r, f, "reassessment", func(ctx context.Context, c id.Complaint) error {
		return p.deps.Decisions.ReassessComplaint(ctx, actor(r), c, wish, formOf(r))
	})
}

func (p complaintPages) dispatch(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := decision.Dispatching{On: f.day("sent_on", when.Past), To: f.text("sent_to"), Reason: f.text("late_reason")}
	return p.carried(w, r, f, "dispatch", func(ctx context.Context, c id.Complaint) error {
		return p.deps.Decisions.DispatchComplaint(ctx, actor(r), c, wish, formOf(r))
	})
}

func (p complaintPages) result(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := decision.Ruling{Outcome: decision.ComplaintState(f.text("outcome")), On: f.day("result_on", when.Past), Text: f.text("text")}
	return p.carried(w, r, f, "result", func(ctx context.Context, c id.Complaint) error {
		return p.deps.Decisions.RecordResult(ctx, actor(r), c, wish, formOf(r))
	})
}

func (p complaintPages) withdraw(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	reason := f.text("reason")
	return p.carried(w, r, f, "withdrawal", func(ctx context.Context, c id.Complaint) error {
		return p.deps.Decisions.WithdrawComplaint(ctx, actor(r), c, reason, formOf(r))
	})
}
