package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/company"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

func (p companyOverview) ask(w http.ResponseWriter, r *http.Request) error {
	values := page.CompanyValues(firmOf(r).Company)
	return p.showEdit(w, r, http.StatusOK, page.CompanyForm{EditForm: page.EditForm{Values: values, Was: values, Version: firmOf(r).Version, Key: newKey()}})
}

func (p companyOverview) showEdit(w http.ResponseWriter, r *http.Request, status int, form page.CompanyForm) error {
	if err := access.Check(actor(r), access.KeepCompany, access.Scope{}); err != nil {
		return err
	}
	var err error
	if form.Words, err = p.deps.Companies.Words(r.Context()); err != nil {
		return err
	}
	form.Whole, form.CanLookUp, form.Now = firmOf(r), p.deps.Companies.CanLookUp(), p.deps.Now()
	return p.show(w, r, status, page.EditCompany(form))
}

func (p companyOverview) save(w http.ResponseWriter, r *http.Request) error {
	whole := firmOf(r)
	form := page.CompanyForm{EditForm: p.editForm(r, page.CompanyFields, page.CompanyValues(whole.Company), whole.Version), LookedUp: r.PostFormValue("looked_up") != ""}
	if r.PostFormValue("lookup") != "" {
		return p.lookUp(w, r, form)
	}
	err := p.change(r, form)
	if stale, ok := errors.AsType[*company.Stale](err); ok {
		form.EditForm = form.Onto(page.CompanyFields, page.CompanyValues(stale.Theirs.Company), stale.Theirs.Version, stale.By, stale.At)
		if len(form.Clashes) > 0 {
			return p.showEdit(w, r, http.StatusUnprocessableEntity, form)
		}
		err = p.change(r, form)
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showEdit(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CompanyPath(whole.ID), "company.saved")
}

func (p companyOverview) change(r *http.Request, form page.CompanyForm) error {
	v, f := form.Values, p.typed(form.Values)
	edit := company.Edit{
		Name: v["company"], CVR: v["cvr"], Industry: v["industry"], IndustryCode: v["industry_code"], Offers: v["offers"], Mind: v["mind"],
		Capacity: f.number("capacity"), CapacityOn: f.day("capacity_on", when.Past), ClosedOn: f.day("shut_on", when.Past),
		LookedUp: form.LookedUp, Version: form.Version,
	}
	if err := f.broken.Err(); err != nil {
		return err
	}
	return p.deps.Companies.Change(r.Context(), actor(r), firmOf(r).ID, edit, formOf(r))
}

func (p companyOverview) lookUp(w http.ResponseWriter, r *http.Request, form page.CompanyForm) error {
	found, err := p.deps.Companies.Lookup(r.Context(), actor(r), form.Values["cvr"])
	if v, ok := broken(err); ok {
		form.Broken = v
		return p.showEdit(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	form.Fill(found)
	return p.showEdit(w, r, http.StatusOK, form)
}

func (p companyOverview) askPause(w http.ResponseWriter, r *http.Request) error {
	return p.showPause(w, r, http.StatusOK, page.PauseForm{From: i18n.Typed(when.Of(p.deps.Now())), Key: newKey()})
}

func (p companyOverview) showPause(w http.ResponseWriter, r *http.Request, status int, form page.PauseForm) error {
	if err := access.Check(actor(r), access.KeepCompany, access.Scope{}); err != nil {
		return err
	}
	return p.show(w, r, status, page.CompanyPause(firmOf(r), form))
}

func (p companyOverview) pause(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := company.Pause{From: f.day("from", when.Future), Until: f.day("until", when.Future), Reason: f.text("reason")}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Companies.AgreePause(r.Context(), actor(r), firmOf(r).ID, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showPause(w, r, http.StatusUnprocessableEntity,
			page.PauseForm{From: f.text("from"), Until: f.text("until"), Reason: wish.Reason, Key: keyAgain(r, err), Broken: v})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CompanyPath(firmOf(r).ID), "company.pause.done")
}

func (p companyOverview) endPause(w http.ResponseWriter, r *http.Request) error {
	return p.acted(w, r, p.deps.Companies.EndPause(r.Context(), actor(r), firmOf(r).ID, formOf(r)), "company.pause.ended")
}

// companyParts are the workplaces of a company, and whom one calls there.
type companyParts struct{ responder }

func (p companyParts) routes(r chi.Router) {
	r.Get("/workplaces/new", p.page(p.askWorkplace))
	r.Post("/workplaces", p.page(p.saveWorkplace))
	r.Get("/workplaces/{workplace}", p.page(p.askWorkplace))
	r.Post("/workplaces/{workplace}", p.page(p.saveWorkplace))
	r.Get("/people/new", p.page(p.askPerson))
	r.Post("/people", p.page(p.savePerson))
	r.Get("/people/{employee}", p.page(p.askPerson))
	r.Post("/people/{employee}", p.page(p.savePerson))
}

// workplace is the workplace of the path; a new one where the path names none.
func workplaceOf(r *http.Request) (company.Workplace, error) {
	if chi.URLParam(r, "workplace") == "" {
		return company.Workplace{}, nil
	}
	number, err := id.Parse[id.Workplace](chi.URLParam(r, "workplace"))
	if err != nil {
		return company.Workplace{}, err
	}
	return firmOf(r).WorkplaceOf(number)
}

func (p companyParts) askWorkplace(w http.ResponseWriter, r *http.Request) error {
	place, err := workplaceOf(r)
	if err != nil {
		return err
	}
	values := page.WorkplaceValues(place)
	form := page.EditForm{Values: values, Was: values, Version: firmOf(r).Version, Key: newKey()}
	return p.showWorkplace(w, r, http.StatusOK, page.WorkplaceForm{EditForm: form, Workplace: place})
}

func (p companyParts) showWorkplace(w http.ResponseWriter, r *http.Request, status int, form page.WorkplaceForm) error {
	if err := access.Check(actor(r), access.KeepCompany, access.Scope{}); err != nil {
		return err
	}
	form.Whole = firmOf(r)
	return p.show(w, r, status, page.EditWorkplace(form))
}

func (p companyParts) saveWorkplace(w http.ResponseWriter, r *http.Request) error {
	place, err := workplaceOf(r)
	if err != nil {
		return err
	}
	form := page.WorkplaceForm{EditForm: p.editForm(r, page.WorkplaceFields, page.WorkplaceValues(place), firmOf(r).Version), Workplace: place}
	err = p.keepWorkplace(r, form)
	if stale, ok := errors.AsType[*company.Stale](err); ok {
		theirs, _ := stale.Theirs.Workplace(place.ID)
		form.EditForm = form.Onto(page.WorkplaceFields, page.WorkplaceValues(theirs), stale.Theirs.Version, stale.By, stale.At)
		if len(form.Clashes) > 0 {
			return p.showWorkplace(w, r, http.StatusUnprocessableEntity, form)
		}
		err = p.keepWorkplace(r, form)
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showWorkplace(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CompanyPath(firmOf(r).ID), "company.saved")
}

func (p companyParts) keepWorkplace(r *http.Request, form page.WorkplaceForm) error {
	v, f := form.Values, p.typed(form.Values)
	wish := company.Workplace{
		ID: form.Workplace.ID, PNumber: company.PNumber(v["p_number"]), Name: v["workplace"], Street: v["street"], Zip: v["zip"], Town: v["town"],
		Travel: v["travel"], FTE: f.decimal("fte"), MonthFTE: f.decimal("month_fte"), YearFTE: f.decimal("year_fte"),
		CountedOn: f.day("counted_on", when.Past), ClosedOn: f.day("shut_on", when.Past),
	}
	if err := f.broken.Err(); err != nil {
		return err
	}
	return p.deps.Companies.SaveWorkplace(r.Context(), actor(r), firmOf(r).ID, wish, form.Version, formOf(r))
}

// employeeOf is whom the path names; a new person where it names none.
func employeeOf(r *http.Request) (company.Person, error) {
	if chi.URLParam(r, "employee") == "" {
		return company.Person{Role: company.ContactRole}, nil
	}
	number, err := id.Parse[id.CompanyPerson](chi.URLParam(r, "employee"))
	if err != nil {
		return company.Person{}, err
	}
	return firmOf(r).PersonOf(number)
}

func (p companyParts) askPerson(w http.ResponseWriter, r *http.Request) error {
	person, err := employeeOf(r)
	if err != nil {
		return err
	}
	values := page.CompanyPersonValues(person)
	form := page.EditForm{Values: values, Was: values, Version: firmOf(r).Version, Key: newKey()}
	return p.showPerson(w, r, http.StatusOK, page.CompanyPersonForm{EditForm: form, Person: person})
}

func (p companyParts) showPerson(w http.ResponseWriter, r *http.Request, status int, form page.CompanyPersonForm) error {
	if err := access.Check(actor(r), access.KeepCompany, access.Scope{}); err != nil {
		return err
	}
	form.Whole = firmOf(r)
	return p.show(w, r, status, page.EditCompanyPerson(form))
}

func (p companyParts) savePerson(w http.ResponseWriter, r *http.Request) error {
	person, err := employeeOf(r)
	if err != nil {
		return err
	}
	form := page.CompanyPersonForm{EditForm: p.editForm(r, page.CompanyPersonFields, page.CompanyPersonValues(person), firmOf(r).Version), Person: person}
	err = p.keepPerson(r, form)
	if stale, ok := errors.AsType[*company.Stale](err); ok {
		theirs, known := stale.Theirs.Person(person.ID)
		if !known {
			theirs.Role = company.ContactRole
		}
		form.EditForm = form.Onto(page.CompanyPersonFields, page.CompanyPersonValues(theirs), stale.Theirs.Version, stale.By, stale.At)
		if len(form.Clashes) > 0 {
			return p.showPerson(w, r, http.StatusUnprocessableEntity, form)
		}
		err = p.keepPerson(r, form)
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showPerson(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CompanyPath(firmOf(r).ID), "company.saved")
}

func (p companyParts) keepPerson(r *http.Request, form page.CompanyPersonForm) error {
	v, f := form.Values, p.typed(form.Values)
	wish := company.Person{
		ID: form.Person.ID, Workplace: one[id.Workplace](f, "person_workplace"), Name: v["person"], Title: v["person_title"], Role: company.Role(v["person_role"]),
		Phone: v["person_phone"], Email: v["person_email"], EndedOn: f.day("ended_on", when.Past),
	}
	if err := f.broken.Err(); err != nil {
		return err
	}
	return p.deps.Companies.SavePerson(r.Context(), actor(r), firmOf(r).ID, wish, form.Version, formOf(r))
}
