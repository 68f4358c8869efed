package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// callPages are a company's side of the log, and the entries that are about a company
// and no youth.
type callPages struct{ responder }

func (p callPages) routes(r chi.Router) {
	r.Get("/companies/{company}/contacts", p.page(p.list))
	r.Get("/companies/{company}/contacts/new", p.page(p.write))
	r.Post("/companies/{company}/contacts", p.page(p.log))
	callEntryPages(p).routes(r)
}

// companyOf is the company of the path.
func companyOf(r *http.Request) (id.Company, error) {
	return id.Parse[id.Company](chi.URLParam(r, "company"))
}

func (p callPages) list(w http.ResponseWriter, r *http.Request) error {
	c, err := companyOf(r)
	if err != nil {
		return err
	}
	before, err := caseload.ParseKey(r.FormValue("before"))
	if err != nil {
		return db.ErrNotFound
	}
	log, err := p.deps.Caseload.CallPage(r.Context(), actor(r), c, before)
	if err != nil {
		return err
	}
	if log.MergedInto != 0 {
		return p.done(w, r, page.CompanyPath(log.MergedInto, "contacts")+queryOf(r), "")
	}
	return p.show(w, r, http.StatusOK, page.CallsPage(page.CallView{Log: log, Before: before, Actor: actor(r), Now: p.deps.Now()}))
}

// write shows the form: new, or going on with a draft. One that was sent already leads
// to the entry it became, and a company that turned out to be another to that one.
func (p callPages) write(w http.ResponseWriter, r *http.Request) error {
	c, err := companyOf(r)
	if err != nil {
		return err
	}
	form := page.CallForm{ContactForm: page.ContactForm{Key: newKey()}}
	if draft := r.FormValue("draft"); draft != "" {
		if form.Key, err = contact.ParseKey(draft); err != nil {
			return err
		}
	}
	if form, err = p.onCallDesk(r, c, form); err != nil {
		return err
	}
	if to := form.Call.MergedInto; to != 0 {
		return p.done(w, r, page.CompanyPath(to, "contacts", "new")+queryOf(r), "")
	}
	if d := form.Call.Draft; d != nil {
		form.Typed, form.SavedAt = d.Typed, &d.UpdatedAt
	} else if sent, err := p.deps.Contacts.Sent(r.Context(), actor(r), form.Key); r.FormValue("draft") != "" && err == nil {
		return p.done(w, r, page.CallPath(c, sent), "")
	} else {
		form.At, form.Typed.Company = page.TypedAt(p.deps.Now()), r.FormValue("with")
	}
	form.Writer = newKey()
	return p.show(w, r, http.StatusOK, page.NewCallPage(form))
}

// queryOf is what an address asks for beside its path.
func queryOf(r *http.Request) string {
	if r.URL.RawQuery == "" {
		return ""
	}
	return "?" + r.URL.RawQuery
}

// onCallDesk adds to a form what lies ready beside it.
func (p callPages) onCallDesk(r *http.Request, c id.Company, form page.CallForm) (page.CallForm, error) {
	desk, err := p.deps.Caseload.CallDesk(r.Context(), actor(r), c, form.Key)
	form.Call, form.About, form.Staff, form.Now = desk, contact.OfCompany(c), actor(r).Staff, p.deps.Now()
	return form, err
}

// log saves an entry about a company. From the list of its people one tap is enough, and
// leads back there.
func (p callPages) log(w http.ResponseWriter, r *http.Request) error {
	c, err := companyOf(r)
	if err != nil {
		return err
	}
	typed := typedOf(r)
	number, err := p.deps.Contacts.LogCompany(r.Context(), actor(r), c, typed, r.PostFormValue(keyField))
	if err == nil && r.PostFormValue("at_once") != "" {
		return p.done(w, r, page.CompanyPath(c), "contact.saved")
	}
	if err == nil {
		return p.done(w, r, page.CallPath(c, number), "contact.saved")
	}
	if before, ok := errors.AsType[*contact.SentBefore](err); ok {
		return p.sentBefore(w, r, c, before.Contact, typed)
	}
	if errors.Is(err, access.ErrForbidden) || errors.Is(err, access.ErrHidden) {
		return contactPages(p).refused(w, r, contact.OfCompany(c), typed, err)
	}
	return p.again(w, r, c, typed, err)
}

// again shows the form again with what was typed: a rule is broken, or the draft was
// written elsewhere meanwhile.
func (p callPages) again(w http.ResponseWriter, r *http.Request, c id.Company, typed contact.Typed, wrong error) error {
	form := page.CallForm{ContactForm: page.ContactForm{Typed: typed, Key: keyAgain(r, wrong)}}
	status := http.StatusUnprocessableEntity
	if moved, ok := errors.AsType[*contact.DraftMoved](wrong); ok {
		form.Theirs, form.Revision, status = &moved.Theirs, moved.Theirs.Revision, http.StatusConflict
	} else if v, ok := broken(wrong); ok {
		form.Broken = v
	} else {
		return wrong
	}
	form, err := p.onCallDesk(r, c, form)
	if err != nil {
		return err
	}
	if d := form.Call.Draft; d != nil && form.Theirs == nil {
		form.SavedAt = &d.UpdatedAt
	}
	return p.show(w, r, status, page.NewCallPage(form))
}

// sentBefore shows a form that became an entry, and now says something else, beside the
// entry: as a correction while that may be corrected, and else as an addition.
func (p callPages) sentBefore(w http.ResponseWriter, r *http.Request, c id.Company, number id.Contact, typed contact.Typed) error {
	saved, err := p.deps.Contacts.ForAuthor(r.Context(), actor(r), number)
	if err != nil {
		return err
	}
	if !saved.Editable(actor(r).Staff, p.deps.Now()) {
		form := page.AdditionForm{Text: typed.Clean().Flat(), Key: newKey()}
		return callEntryPages(p).showAddition(w, r, http.StatusConflict, c, number, form)
	}
	form := page.CorrectionForm{Typed: typed.Clean(), Contact: number, Key: newKey(), Version: saved.Version, Theirs: &saved, Again: true}
	return callEntryPages(p).showCorrection(w, r, http.StatusConflict, c, form)
}
