package server

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// entryPages show an entry of the log, and let it be corrected, added to and taken
// back.
type entryPages struct{ responder }

func (p entryPages) routes(r chi.Router) {
	r.Get("/contacts/{contact}", p.page(p.entry))
	r.Get("/contacts/{contact}/edit", p.page(p.correction))
	r.Post("/contacts/{contact}/edit", p.page(p.correct))
	r.Get("/contacts/{contact}/additions", p.page(p.addition))
	r.Post("/contacts/{contact}/additions", p.page(p.add))
	r.Get("/contacts/{contact}/withdrawal", p.page(p.withdrawal))
	r.Post("/contacts/{contact}/withdrawal", p.page(p.withdraw))
}

// opened finds the entry of the path and opens the record of one of its youths: who
// may see one of them may see the entry. Of the others only the names that the
// reader may know are left.
func (p entryPages) opened(r *http.Request) (*http.Request, caseload.Entry, error) {
	number, err := id.Parse[id.Contact](chi.URLParam(r, "contact"))
	if err != nil {
		return nil, caseload.Entry{}, err
	}
	e, err := p.deps.Caseload.Entry(r.Context(), actor(r), number)
	if err == nil && len(e.Youths) == 0 {
		err = fmt.Errorf("entry %d is about no youth: %w", number, db.ErrNotFound)
	}
	if err != nil {
		return nil, e, err
	}
	if e, err = p.deps.Caseload.Nameable(r.Context(), actor(r), e); err != nil {
		return nil, e, err
	}
	opened, err := p.openOne(r, e.Youths[:1]) // where the first is refused, they all are
	return opened, e, err
}

// openOne opens the first record among the youths that the actor may open.
func (s responder) openOne(r *http.Request, youths []id.Youth) (*http.Request, error) {
	var refused error = db.ErrNotFound
	for _, y := range youths {
		opened, err := s.openRecord(r, y)
		if err == nil {
			return opened, nil
		}
		if !errors.Is(refused, access.ErrForbidden) { // inside the team one is told; elsewhere it looks like nothing
			refused = err
		}
	}
	return nil, refused
}

func (p entryPages) entry(w http.ResponseWriter, r *http.Request) error {
	in, e, err := p.opened(r)
	if errors.Is(err, db.ErrNotFound) {
		if to := p.callOf(r); to != "" {
			return p.done(w, r, to, "")
		}
	}
	if err != nil {
		return err
	}
	return p.show(w, in, http.StatusOK, page.ContactPage(p.frame(in, "timeline"), e))
}

// callOf is the page of an entry about a company and no youth, for who may read it; else
// empty.
func (p entryPages) callOf(r *http.Request) string {
	number, err := id.Parse[id.Contact](chi.URLParam(r, "contact"))
	if err != nil || !access.May(actor(r), access.ViewCompanies, access.Own()) {
		return ""
	}
	company, err := p.deps.Contacts.CalledCompany(r.Context(), number)
	if err != nil {
		return ""
	}
	return page.CallPath(company, number)
}

// ours is an entry that the actor may still correct, with the record it stands in.
func (p entryPages) ours(r *http.Request) (*http.Request, contact.Contact, error) {
	number, err := id.Parse[id.Contact](chi.URLParam(r, "contact"))
	if err != nil {
		return nil, contact.Contact{}, err
	}
	c, err := p.deps.Contacts.Authored(r.Context(), actor(r), number)
	if err != nil {
		return nil, c, err
	}
	opened, err := p.openOne(r, c.Youths)
	if err != nil {
		return nil, c, err
	}
	return opened, c, access.Check(actor(r), access.CorrectContact, recordOf(opened).Scope)
}

func (p entryPages) correction(w http.ResponseWriter, r *http.Request) error {
	r, c, err := p.ours(r)
	if err != nil {
		return err
	}
	if !c.Editable(actor(r).Staff, p.deps.Now()) {
		return p.done(w, r, page.ContactPath(c.ID), "contact.locked")
	}
	form := page.CorrectionForm{Typed: typedFrom(c), Contact: c.ID, Key: newKey(), Version: c.Version}
	return p.showCorrection(w, r, http.StatusOK, form)
}

func (s responder) showCorrection(w http.ResponseWriter, r *http.Request, status int, form page.CorrectionForm) error {
	desk, err := s.onDesk(r, page.ContactForm{})
	if err != nil {
		return err
	}
	form.Hats, form.Near, form.Doings, form.Now = desk.Desk.Hats, desk.Desk.Companies, desk.Desk.Doings, desk.Now
	return s.show(w, r, status, page.CorrectionPage(s.frame(r, "timeline"), form))
}

func (p entryPages) correct(w http.ResponseWriter, r *http.Request) error {
	number, err := id.Parse[id.Contact](chi.URLParam(r, "contact"))
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(r.PostFormValue("version")) // none is no version there is: a stale page
	c, err := p.deps.Contacts.ForAuthor(r.Context(), actor(r), number)
	if err != nil {
		return err
	}
	typed := typedOf(r)
	// A choice between two texts holds as long as the other text is the one that stands.
	if keep := r.PostFormValue("keep_text"); keep != "" && c.Version == version {
		typed.Text = contact.Resolve(typed.Clean().Text, c.Text, keep)
	}
	err = p.deps.Contacts.Correct(r.Context(), actor(r), number, typed, version, formOf(r))
	if err == nil {
		return p.done(w, r, page.ContactPath(number), "contact.corrected")
	}
	return p.correctAgain(w, r, typed, version, err)
}

// correctAgain shows the form again: with what is wrong, or beside what stands.
func (p entryPages) correctAgain(w http.ResponseWriter, r *http.Request, typed contact.Typed, version int, wrong error) error {
	form := page.CorrectionForm{Typed: typed, Key: keyAgain(r, wrong), Version: version}
	status := http.StatusUnprocessableEntity
	stale, moved := errors.AsType[*contact.Stale](wrong)
	if v, ok := broken(wrong); ok {
		form.Broken = v
	} else if moved {
		form.Theirs, form.Version, status = &stale.Theirs, stale.Theirs.Version, http.StatusConflict
	} else {
		return wrong
	}
	opened, c, err := p.ours(r)
	if err != nil {
		return err
	}
	form.Contact = c.ID
	return p.showCorrection(w, opened, status, form)
}

// sentBefore shows a form that became an entry, and now says something else, beside
// the entry: as a correction while that may be corrected, and else as an addition.
func (p contactPages) sentBefore(w http.ResponseWriter, r *http.Request, number id.Contact, typed contact.Typed) error {
	c, err := p.deps.Contacts.ForAuthor(r.Context(), actor(r), number)
	if err != nil {
		return p.refused(w, r, contact.About{}, typed, err)
	}
	r, err = p.openOne(r, c.Youths)
	if err != nil {
		return err
	}
	if !c.Editable(actor(r).Staff, p.deps.Now()) {
		e, err := p.deps.Caseload.Entry(r.Context(), actor(r), number)
		if err != nil {
			return err
		}
		form := page.AdditionForm{Text: typed.Clean().Flat(), Key: newKey()}
		return p.show(w, r, http.StatusConflict, page.AdditionPage(p.frame(r, "timeline"), e, form))
	}
	form := page.CorrectionForm{Typed: typed.Clean(), Contact: number, Key: newKey(), Version: c.Version, Theirs: &c, Again: true}
	return p.showCorrection(w, r, http.StatusConflict, form)
}

func (p entryPages) addition(w http.ResponseWriter, r *http.Request) error {
	return p.showAddition(w, r, http.StatusOK, page.AdditionForm{Key: newKey()})
}

func (p entryPages) showAddition(w http.ResponseWriter, r *http.Request, status int, form page.AdditionForm) error {
	r, e, err := p.opened(r)
	if err != nil {
		return err
	}
	frame := p.frame(r, "timeline")
	if err := access.Check(frame.Actor, access.AddToContact, frame.Scope); err != nil {
		return err
	}
	return p.show(w, r, status, page.AdditionPage(frame, e, form))
}

func (p entryPages) add(w http.ResponseWriter, r *http.Request) error {
	number, err := id.Parse[id.Contact](chi.URLParam(r, "contact"))
	if err != nil {
		return err
	}
	text := r.PostFormValue("text")
	err = p.deps.Contacts.Add(r.Context(), actor(r), number, text, formOf(r))
	if v, ok := broken(err); ok {
		return p.showAddition(w, r, http.StatusUnprocessableEntity, page.AdditionForm{Text: text, Key: keyAgain(r, err), Broken: v})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ContactPath(number), "contact.added")
}

func (p entryPages) withdrawal(w http.ResponseWriter, r *http.Request) error {
	opened, c, err := p.ours(r)
	if err != nil {
		return err
	}
	if !c.Withdrawable(actor(r).Staff, p.deps.Now()) {
		return p.done(w, r, page.ContactPath(c.ID), "contact.stays")
	}
	return p.show(w, r, http.StatusOK, page.WithdrawalPage(p.frame(opened, "timeline"), caseload.Entry{Contact: c}, newKey(), nil))
}

func (p entryPages) withdraw(w http.ResponseWriter, r *http.Request) error {
	number, err := id.Parse[id.Contact](chi.URLParam(r, "contact"))
	if err != nil {
		return err
	}
	c, err := p.deps.Contacts.ForAuthor(r.Context(), actor(r), number)
	if err == nil && len(c.Youths) == 0 { // a company's, which is taken back on its own page
		err = db.ErrNotFound
	}
	if err != nil {
		return err
	}
	err = p.deps.Contacts.Withdraw(r.Context(), actor(r), number, formOf(r))
	if _, ok := broken(err); ok {
		return p.done(w, r, page.ContactPath(number), "contact.stays")
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(c.Youths[0]), "contact.withdrawn")
}
