package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/company"
	"kasket/internal/casework/placement"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/page"
)

// stayList are the stays of an opened record, and the one screen that registers one.
type stayList struct{ responder }

func (p stayList) routes(r chi.Router) {
	r.Get("/placements", p.page(p.list))
	r.Get("/placements/new", p.page(p.begin))
	r.Post("/placements/search", p.page(p.search))
	r.Post("/placements", p.page(p.create))
}

func (p stayList) list(w http.ResponseWriter, r *http.Request) error {
	list, err := p.deps.Placements.Of(r.Context(), recordOf(r).ID)
	if err != nil {
		return err
	}
	codes, err := p.deps.Programmes.Labels(r.Context(), when.Of(p.deps.Now()))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Placements(page.PlacementsView{Frame: p.frame(r, "placements"), List: list, Codes: codes}))
}

// begin asks where, and then shows the one screen for the company that was chosen.
func (p stayList) begin(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.acting(r, access.Place); err != nil {
		return err
	}
	q := r.URL.Query()
	switch {
	case q.Get("company") != "":
		firm, err := id.Parse[id.Company](q.Get("company"))
		if err != nil {
			return err
		}
		return p.screen(w, r, http.StatusOK, page.PlacementForm{Typed: fresh(url.Values{"type": {"vp"}, "match": {q.Get("match")}}, 0)}, firm)
	case q.Get("new") != "":
		return p.screen(w, r, http.StatusOK, page.PlacementForm{Typed: fresh(url.Values{"type": {"vp"}}, 0)}, 0)
	}
	return p.where(w, r, "")
}

// search finds companies; what one looks for may be a person, so it stands in no address.
func (p stayList) search(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.acting(r, access.Place); err != nil {
		return err
	}
	return p.where(w, r, rule.Line(r.PostFormValue("q")))
}

// where shows the companies to choose among.
func (p stayList) where(w http.ResponseWriter, r *http.Request, text string) error {
	hits, err := p.deps.Placements.Where(r.Context(), actor(r), text)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.PlacementAt(page.PlacementWhere{Frame: p.frame(r, "placements"), Text: text, Hits: hits, Asked: text != ""}))
}

// screen shows the one screen with what was typed; firm 0 is a company that is new.
func (p stayList) screen(w http.ResponseWriter, r *http.Request, status int, f page.PlacementForm, firm id.Company) error {
	var err error
	f.Frame = p.frame(r, "placements")
	if f.Rules, err = p.deps.Programmes.PlacementRules(r.Context(), when.Of(p.deps.Now())); err != nil {
		return err
	}
	if f.Weeks, err = p.deps.Placements.Granted(r.Context(), f.Scope.Enrolment, f.Rules); err != nil {
		return err
	}
	to := ""
	if firm != 0 {
		o, err := p.deps.Placements.At(r.Context(), actor(r), firm)
		if err != nil {
			return err
		}
		f.Firm, f.Places, f.People, to = &o.Company, o.Workplaces, o.People, o.Name
	}
	offer, err := p.deps.Caseload.ConsentOffer(r.Context(), f.Youth.ID, f.Youth.BirthDate, f.Today())
	if err != nil {
		return err
	}
	f.Consent = page.ConsentForm{Typed: f.Typed, Bounds: offer.Bounds(f.Today()), To: to}
	return p.show(w, r, status, page.PlacementNew(f))
}

func (p stayList) create(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.acting(r, access.Place); err != nil {
		return err
	}
	f := p.fields(r)
	wish := p.stayWish(r, f)
	made, err := id.Placement(0), f.broken.Err()
	if err == nil {
		made, err = p.deps.Placements.Start(r.Context(), actor(r), recordOf(r).ID, wish, page.StayWords(r.Context(), when.Of(p.deps.Now())), formOf(r))
	}
	v, ok := broken(err)
	if !ok {
		if err != nil {
			return err
		}
		return p.done(w, r, page.PlacementPath(made), "placement.kept")
	}
	form := page.PlacementForm{Typed: typedAgain(r, err, v)}
	if warned, is := errors.AsType[*placement.Warned](err); is {
		form.Warned = warned.Warnings
	}
	if v.Has("company_known") {
		if form.Known, err = p.deps.Placements.Alike(r.Context(), actor(r), *wish.New); err != nil {
			return err
		}
	}
	return p.screen(w, r, http.StatusUnprocessableEntity, form, wish.Company)
}

// stayWish reads the one screen.
func (p stayList) stayWish(r *http.Request, f *fields) placement.Wish {
	w := placement.Wish{
		Workplace: one[id.Workplace](f, "workplace"), Type: f.text("type"), From: f.day("from", when.Future), To: f.day("to", when.Future),
		Terms: f.terms(), AgreementState: f.text("agreement_state"), VITASRef: f.text("vitas_ref"), LongWhy: f.text("long_why"),
		Match: one[id.Match](f, "match"), NewAnyway: f.text("new_anyway") != "", Overrides: f.reasons(r),
	}
	if f.text("new") != "" {
		w.New = &company.New{
			Name: f.text("company"), CVR: f.text("cvr"), PNumber: f.text("p_number"), Street: f.text("street"), Zip: f.text("zip"), Town: f.text("town"),
			Industry: f.text("industry"), Person: f.text("person"), Title: f.text("person_title"), Phone: f.text("person_phone"), Mail: f.text("person_email"),
		}
		w.New.FTE = f.decimal("fte")
	} else {
		w.Company = one[id.Company](f, "company")
	}
	if c := consentWish(f, r); !c.Empty() {
		c.Purpose = page.StayPurpose(r.Context())
		w.Consent = &c
	}
	switch f.text("decision") {
	case "grant", "demand":
		w.Grant = &placement.GrantWish{Demanded: f.text("decision") == "demand", Plain: f.text("decision_plain"), View: f.text("decision_view"), Why: f.text("decision_why")}
	case "none":
	default:
		f.broken.Add("decision", "choose")
	}
	return w
}

// terms are what one agreed on for a stay.
func (f *fields) terms() placement.Terms {
	t := placement.Terms{
		Purpose: f.text("purpose"), JobGoal: f.text("job_goal"), Tasks: f.text("tasks"), AbsenceHow: f.text("absence_how"),
		Transport: f.text("transport"), Safety: f.text("stay_safety"), FollowPlan: f.text("follow_plan"),
	}
	if hours := f.decimal("hours"); hours != nil {
		t.Hours = *hours
	}
	if n := one[id.CompanyPerson](f, "contact"); n != 0 {
		t.Contact = &n
	}
	if n := one[id.CompanyPerson](f, "mentor"); n != 0 {
		t.Mentor = &n
	}
	for day := 1; day <= 7; day++ {
		name := "shift." + strconv.Itoa(day)
		shift, works, err := placement.ParseShift(day, f.text(name))
		switch {
		case err != nil:
			f.broken.Add(name, "shift")
		case works:
			t.Timetable = append(t.Timetable, shift)
		}
	}
	return t
}

// reasons are the reasons to go on against rules, by the rule.
func (f *fields) reasons(r *http.Request) map[string]string {
	given := map[string]string{}
	for name := range r.PostForm {
		if code, ok := strings.CutPrefix(name, placement.OverrideField("")); ok {
			given[code] = f.text(name)
		}
	}
	return given
}

// stayPages are one stay and what is done with it.
type stayPages struct{ responder }

func (p stayPages) routes(r chi.Router) {
	r.Route("/placements/{placement}", func(r chi.Router) {
		r.Use(p.open)
		r.Get("/", p.page(p.read))
		r.Get("/edit", p.page(p.edit))
		r.Post("/edit", p.page(p.correct))
		r.Post("/agreement", p.page(p.agree))
		r.Post("/beginning", p.page(p.beginWithout))
		r.Post("/extension", p.page(p.extend))
		r.Post("/absence", p.page(p.absent))
		r.Post("/acute", p.page(p.happened))
		r.Post("/conclusion", p.page(p.conclude))
	})
}

type stayKey struct{}

// openedStay is the stay of the path, which open found.
func openedStay(r *http.Request) placement.Opened {
	o, _ := r.Context().Value(stayKey{}).(placement.Opened)
	return o
}

// open finds the stay of the path and opens the record it belongs to.
func (p stayPages) open(next http.Handler) http.Handler {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		number, err := id.Parse[id.Placement](chi.URLParam(r, "placement"))
		if err != nil {
			return err
		}
		sought, err := p.deps.Placements.Seek(r.Context(), number)
		if err != nil {
			return err
		}
		chi.RouteContext(r.Context()).URLParams.Add("youth", id.String(sought.Youth())) // a refusal says who has them
		in, err := youthPages(p).openRecord(r, sought.Youth())
		if err != nil {
			return err
		}
		o, err := p.deps.Placements.Within(actor(r), recordOf(in).Scope, sought)
		if err != nil {
			return err
		}
		next.ServeHTTP(w, in.WithContext(context.WithValue(in.Context(), stayKey{}, o)))
		return nil
	})
}

// view is the page of the stay, before any form was sent.
func (p stayPages) view(r *http.Request) (page.PlacementView, error) {
	v := page.PlacementView{Frame: p.frame(r, "placements"), P: openedStay(r)}
	var err error
	if v.Rules, err = p.deps.Programmes.PlacementRules(r.Context(), v.P.From); err != nil {
		return v, err
	}
	v.Codes = labelsOf(v.Rules)
	return v, nil
}

// labelsOf name the types and purposes of the rules that were read anyway.
func labelsOf(rules programme.PlacementRules) programme.Labels {
	codes := programme.Labels{programme.PlacementType: {}, programme.PlacementPurpose: {}}
	for _, t := range rules.Types {
		codes[programme.PlacementType][t.Code] = t.Entry
	}
	for _, e := range rules.Purposes {
		codes[programme.PlacementPurpose][e.Code] = e
	}
	return codes
}

func (p stayPages) read(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Placement(v))
}

// carried answers an act: with the stay as it is now, or with the form as it was sent.
func (p stayPages) carried(w http.ResponseWriter, r *http.Request, act, flash string, err error) error {
	v, ok := broken(err)
	if !ok {
		if err != nil {
			return err
		}
		return p.done(w, r, page.PlacementPath(openedStay(r).ID), flash)
	}
	view, failed := p.view(r)
	if failed != nil {
		return failed
	}
	view.Act, view.Form = act, typedAgain(r, err, v)
	if warned, is := errors.AsType[*placement.Warned](err); is {
		view.Warned = warned.Warnings
	}
	if act == "edit" {
		return p.show(w, r, http.StatusUnprocessableEntity, page.PlacementEdit(view))
	}
	return p.show(w, r, http.StatusUnprocessableEntity, page.Placement(view))
}
