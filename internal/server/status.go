package server

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/outcome"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
)

// statusPages are where a youth stood and stands.
type statusPages struct{ responder }

func (p statusPages) routes(r chi.Router) {
	r.Get("/status", p.page(p.read))
	r.Post("/status", p.page(p.keep))
	r.Post("/status/{status}/withdrawal", p.page(p.withdraw))
}

func (p statusPages) read(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.Form = fresh(url.Values{"moment": {string(outcome.Change)}}, 0)
	return p.show(w, r, http.StatusOK, page.StatusPage(v))
}

func (p statusPages) view(r *http.Request) (page.StatusView, error) {
	v := page.StatusView{Frame: p.frame(r, "details")}
	var err error
	if v.Story, err = p.deps.Outcomes.Story(r.Context(), actor(r), recordOf(r).Scope); err != nil {
		return v, err
	}
	v.Labels, err = p.deps.Programmes.Labels(r.Context(), p.today())
	return v, err
}

func (p statusPages) keep(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	s := outcome.Status{
		Moment: outcome.Moment(f.text("moment")), On: f.day("on", when.Past), Code: f.text("status"), Level: f.text("level"),
		Place: f.text("place"), Hours: f.decimal("hours"), Benefit: f.text("benefit"),
	}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Outcomes.KeepStatus(r.Context(), actor(r), recordOf(r).ID, s, formOf(r))
	}
	if err != nil {
		v, failed := p.view(r)
		if failed != nil {
			return failed
		}
		return p.again(w, r, err, func(t page.Typed) templ.Component {
			v.Form = t
			return page.StatusPage(v)
		})
	}
	return p.done(w, r, page.StatusPath(recordOf(r).ID), "status.saved")
}

func (p statusPages) withdraw(w http.ResponseWriter, r *http.Request) error {
	number, err := id.Parse[id.Status](chi.URLParam(r, "status"))
	if err != nil {
		return err
	}
	err = p.deps.Outcomes.WithdrawStatus(r.Context(), actor(r), recordOf(r).ID, number, formOf(r))
	if err != nil {
		v, failed := p.view(r)
		if failed != nil {
			return failed
		}
		return p.again(w, r, err, func(t page.Typed) templ.Component {
			v.Form = fresh(url.Values{"moment": {string(outcome.Change)}}, 0)
			v.Form.Broken = t.Broken
			return page.StatusPage(v)
		})
	}
	return p.done(w, r, page.StatusPath(recordOf(r).ID), "status.withdrawn")
}
