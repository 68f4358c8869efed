package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/company"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/web/page"
)

// companyPages are the companies: the list, a new one, and the pages of one.
type companyPages struct{ responder }

func (p companyPages) routes(r chi.Router) {
	r.Get("/companies", p.page(p.list))
	r.Post("/companies/search", p.page(p.search))
	r.Get("/companies/new", p.page(p.askNew))
	r.Post("/companies", p.page(p.add))
	r.Route("/companies/{company}", func(r chi.Router) {
		r.Use(p.know)
		for _, a := range companyAreas(p.responder) {
			a.routes(r)
		}
	})
}

// companyAreas are the pages of one company, each with its paths below
// /companies/{company}.
func companyAreas(s responder) []area {
	return []area{
		companyOverview{s},
		companyParts{s},
		companyMerge{s},
	}
}

type companyKey struct{}

// know reads the company of the path once for every page below it. One that was merged
// leads on to the one it became.
func (p companyPages) know(next http.Handler) http.Handler {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		number, err := id.Parse[id.Company](chi.URLParam(r, "company"))
		if err != nil {
			return err
		}
		whole, err := p.deps.Companies.Open(r.Context(), actor(r), number)
		if err != nil {
			return err
		}
		if whole.MergedInto != 0 {
			return p.done(w, r, page.CompanyPath(whole.MergedInto), "company.merged_led")
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), companyKey{}, whole)))
		return nil
	})
}

// firmOf is the company that know found.
func firmOf(r *http.Request) company.Whole {
	whole, _ := r.Context().Value(companyKey{}).(company.Whole)
	return whole
}

// companiesShown is how many companies a page lists.
const companiesShown = 50

func (p companyPages) list(w http.ResponseWriter, r *http.Request) error {
	v := page.CompanyList{Free: r.FormValue("free") != "", Mine: r.FormValue("mine") != "", Closed: r.FormValue("closed") != ""}
	after := numberOf[id.Company](r.FormValue("after"))
	v.Later = after != 0
	return p.showList(w, r, v, after)
}

// search is posted: people are looked for by name and telephone as well, and neither
// belongs in an address.
func (p companyPages) search(w http.ResponseWriter, r *http.Request) error {
	return p.showList(w, r, page.CompanyList{Text: p.fields(r).text("q"), Closed: true, Asked: true}, 0)
}

func (p companyPages) showList(w http.ResponseWriter, r *http.Request, v page.CompanyList, after id.Company) error {
	filter := company.Filter{Text: v.Text, Free: v.Free, Closed: v.Closed, After: after, Limit: companiesShown + 1}
	if v.Mine {
		filter.Mine = actor(r).Staff
	}
	hits, err := p.deps.Companies.List(r.Context(), actor(r), filter)
	if err != nil {
		return err
	}
	v.Hits, v.Actor, v.Now = hits[:min(len(hits), companiesShown)], actor(r), p.deps.Now()
	if len(hits) > companiesShown {
		v.Next = v.Hits[companiesShown-1].ID
	}
	return p.show(w, r, http.StatusOK, page.Companies(v))
}

func (p companyPages) askNew(w http.ResponseWriter, r *http.Request) error {
	return p.showNew(w, r, http.StatusOK, page.CompanyForm{EditForm: page.EditForm{Values: page.Values{}, Key: newKey()}})
}

func (p companyPages) showNew(w http.ResponseWriter, r *http.Request, status int, form page.CompanyForm) error {
	if err := access.Check(actor(r), access.KeepCompany, access.Scope{}); err != nil {
		return err
	}
	var err error
	if form.Words, err = p.deps.Companies.Words(r.Context()); err != nil {
		return err
	}
	form.CanLookUp, form.Now = p.deps.Companies.CanLookUp(), p.deps.Now()
	return p.show(w, r, status, page.NewCompany(form))
}

func (p companyPages) add(w http.ResponseWriter, r *http.Request) error {
	form := page.CompanyForm{EditForm: p.editForm(r, page.NewCompanyFields, page.Values{}, 0), LookedUp: r.PostFormValue("looked_up") != ""}
	if r.PostFormValue("lookup") != "" {
		return p.lookUp(w, r, form)
	}
	f := p.typed(form.Values)
	wish := newCompany(f, form.Values)
	number, err := id.Company(0), f.broken.Err()
	if v := wish.Check(); err != nil || len(v) > 0 {
		err = append(f.broken, v...)
	} else {
		number, err = p.deps.Companies.Add(r.Context(), actor(r), wish, r.PostFormValue("anyway") != "", form.LookedUp, formOf(r))
	}
	if doubt, ok := errors.AsType[*company.Doubt](err); ok {
		form.Doubt = doubt
		return p.showNew(w, r, http.StatusUnprocessableEntity, form)
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showNew(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CompanyPath(number), "company.added")
}

// newCompany is the wish of a form that writes a company down: of the page, and of the
// one screen that starts a stay.
func newCompany(f *fields, v page.Values) company.New {
	return company.New{
		Name: v["company"], CVR: v["cvr"], PNumber: v["p_number"], Street: v["street"], Zip: v["zip"], Town: v["town"], Industry: v["industry"],
		FTE: f.decimal("fte"), Person: v["person"], Title: v["person_title"], Phone: v["person_phone"], Mail: v["person_email"],
	}
}

// lookUp fills the form in from the register. What was typed stays where the register
// says nothing; a company that has stopped is said.
func (p companyPages) lookUp(w http.ResponseWriter, r *http.Request, form page.CompanyForm) error {
	found, err := p.deps.Companies.Lookup(r.Context(), actor(r), form.Values["cvr"])
	if v, ok := broken(err); ok {
		form.Broken = v
		return p.showNew(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	form.Fill(found)
	return p.showNew(w, r, http.StatusOK, form)
}

// companyOverview is the page of one company, and what is said of it as a whole.
type companyOverview struct{ responder }

func (p companyOverview) routes(r chi.Router) {
	r.Get("/", p.page(p.overview))
	r.Get("/edit", p.page(p.ask))
	r.Post("/edit", p.page(p.save))
	r.Get("/pause", p.page(p.askPause))
	r.Post("/pause", p.page(p.pause))
	r.Post("/pause/end", p.page(p.endPause))
	r.Post("/friends", p.page(p.befriend))
}

func (p companyOverview) overview(w http.ResponseWriter, r *http.Request) error {
	return p.showOverview(w, r, http.StatusOK, nil)
}

func (p companyOverview) showOverview(w http.ResponseWriter, r *http.Request, status int, wrong rule.Violations) error {
	v := page.CompanyView{Whole: firmOf(r), Actor: actor(r), Now: p.deps.Now(), Key: newKey(), Broken: wrong}
	var err error
	if v.Stays, err = p.deps.Caseload.CompanyStays(r.Context(), actor(r), v.ID); err != nil {
		return err
	}
	if v.Asked, err = p.deps.Caseload.CompanyAsked(r.Context(), actor(r), v.ID); err != nil {
		return err
	}
	log, err := p.deps.Caseload.Calls(r.Context(), actor(r), v.ID, caseload.Key{}, callsShown)
	if err != nil {
		return err
	}
	v.Calls, v.NewKey = page.CallView{Log: log, Actor: actor(r), Now: v.Now}, newKey
	return p.show(w, r, status, page.Company(v))
}

// callsShown is how many of the newest entries of the log stand on a company's own page.
const callsShown = 5

func (p companyOverview) befriend(w http.ResponseWriter, r *http.Request) error {
	do, said := p.deps.Companies.Forget, "company.forgotten"
	if r.PostFormValue("knows") != "" {
		note := p.fields(r).text("note")
		err := p.deps.Companies.Know(r.Context(), actor(r), firmOf(r).ID, note, formOf(r))
		return p.acted(w, r, err, "company.known")
	}
	return p.acted(w, r, do(r.Context(), actor(r), firmOf(r).ID, formOf(r)), said)
}

// acted answers a small form of the page.
func (p companyOverview) acted(w http.ResponseWriter, r *http.Request, err error, said string) error {
	if v, ok := broken(err); ok {
		return p.showOverview(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CompanyPath(firmOf(r).ID), said)
}
