package server

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// callEntryPages show an entry about a company and no youth, and let it be corrected,
// added to and taken back: the rules are those of every entry.
type callEntryPages struct{ responder }

func (p callEntryPages) routes(r chi.Router) {
	const entry = "/companies/{company}/contacts/{call}"
	r.Get(entry, p.page(p.entry))
	r.Get(entry+"/edit", p.page(p.correction))
	r.Post(entry+"/edit", p.page(p.correct))
	r.Get(entry+"/additions", p.page(p.addition))
	r.Post(entry+"/additions", p.page(p.add))
	r.Get(entry+"/withdrawal", p.page(p.withdrawal))
	r.Post(entry+"/withdrawal", p.page(p.withdraw))
}

// read finds the entry of the path, for who may read companies.
func (p callEntryPages) read(r *http.Request) (page.CallEntryView, error) {
	c, companyErr := companyOf(r)
	number, err := id.Parse[id.Contact](chi.URLParam(r, "call"))
	if err = errors.Join(companyErr, err); err != nil {
		return page.CallEntryView{}, err
	}
	return p.viewOf(r, c, number)
}

func (p callEntryPages) viewOf(r *http.Request, c id.Company, number id.Contact) (page.CallEntryView, error) {
	e, err := p.deps.Caseload.CallEntry(r.Context(), actor(r), c, number)
	return page.CallEntryView{Entry: e, Actor: actor(r), Now: p.deps.Now()}, err
}

// ours is an entry that the actor wrote and may still write about.
func (p callEntryPages) ours(r *http.Request) (page.CallEntryView, error) {
	v, err := p.read(r)
	if err == nil {
		err = access.Check(actor(r), access.LogCompany, access.Own())
	}
	if err == nil && v.Author != actor(r).Staff {
		err = db.ErrNotFound
	}
	return v, err
}

func (p callEntryPages) entry(w http.ResponseWriter, r *http.Request) error {
	v, err := p.read(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.CallPage(v))
}

func (p callEntryPages) correction(w http.ResponseWriter, r *http.Request) error {
	v, err := p.ours(r)
	if err != nil {
		return err
	}
	if !v.Editable(actor(r).Staff, p.deps.Now()) {
		return p.done(w, r, page.CallPath(*v.Company, v.ID), "contact.locked")
	}
	form := page.CorrectionForm{Typed: typedFrom(v.Contact), Contact: v.ID, Key: newKey(), Version: v.Version}
	return p.showCorrection(w, r, http.StatusOK, *v.Company, form)
}

func (p callEntryPages) showCorrection(w http.ResponseWriter, r *http.Request, status int, c id.Company, form page.CorrectionForm) error {
	desk, err := p.deps.Caseload.CallDesk(r.Context(), actor(r), c, "")
	if err != nil {
		return err
	}
	form.Now = p.deps.Now()
	return p.show(w, r, status, page.CallCorrectionPage(page.CallCorrection{CorrectionForm: form, Call: desk}))
}

func (p callEntryPages) correct(w http.ResponseWriter, r *http.Request) error {
	v, err := p.ours(r)
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(r.PostFormValue("version")) // none is no version there is: a stale page
	typed := typedOf(r)
	// A choice between two texts holds as long as the other text is the one that stands.
	if keep := r.PostFormValue("keep_text"); keep != "" && v.Version == version {
		typed.Text = contact.Resolve(typed.Clean().Text, v.Text, keep)
	}
	err = p.deps.Contacts.Correct(r.Context(), actor(r), v.ID, typed, version, formOf(r))
	if err == nil {
		return p.done(w, r, page.CallPath(*v.Company, v.ID), "contact.corrected")
	}
	form := page.CorrectionForm{Typed: typed, Contact: v.ID, Key: keyAgain(r, err), Version: version}
	status := http.StatusUnprocessableEntity
	stale, moved := errors.AsType[*contact.Stale](err)
	if b, ok := broken(err); ok {
		form.Broken = b
	} else if moved {
		form.Theirs, form.Version, status = &stale.Theirs, stale.Theirs.Version, http.StatusConflict
	} else {
		return err
	}
	return p.showCorrection(w, r, status, *v.Company, form)
}

func (p callEntryPages) addition(w http.ResponseWriter, r *http.Request) error {
	v, err := p.read(r)
	if err != nil {
		return err
	}
	return p.showAddition(w, r, http.StatusOK, *v.Company, v.ID, page.AdditionForm{Key: newKey()})
}

func (p callEntryPages) showAddition(w http.ResponseWriter, r *http.Request, status int, c id.Company, number id.Contact, form page.AdditionForm) error {
	v, err := p.viewOf(r, c, number)
	if err == nil {
		err = access.Check(actor(r), access.LogCompany, access.Own())
	}
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.CallAdditionPage(v, form))
}

func (p callEntryPages) add(w http.ResponseWriter, r *http.Request) error {
	v, err := p.read(r)
	if err != nil {
		return err
	}
	text := r.PostFormValue("text")
	err = p.deps.Contacts.Add(r.Context(), actor(r), v.ID, text, formOf(r))
	if b, ok := broken(err); ok {
		form := page.AdditionForm{Text: text, Key: keyAgain(r, err), Broken: b}
		return p.showAddition(w, r, http.StatusUnprocessableEntity, *v.Company, v.ID, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CallPath(*v.Company, v.ID), "contact.added")
}

func (p callEntryPages) withdrawal(w http.ResponseWriter, r *http.Request) error {
	v, err := p.ours(r)
	if err != nil {
		return err
	}
	if !v.Withdrawable(actor(r).Staff, p.deps.Now()) {
		return p.done(w, r, page.CallPath(*v.Company, v.ID), "contact.stays")
	}
	return p.show(w, r, http.StatusOK, page.CallWithdrawalPage(v, newKey()))
}

func (p callEntryPages) withdraw(w http.ResponseWriter, r *http.Request) error {
	v, err := p.ours(r)
	if err != nil {
		return err
	}
	err = p.deps.Contacts.Withdraw(r.Context(), actor(r), v.ID, formOf(r))
	if _, ok := broken(err); ok {
		return p.done(w, r, page.CallPath(*v.Company, v.ID), "contact.stays")
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CompanyPath(*v.Company, "contacts"), "contact.withdrawn")
}
