package server

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/i18n"
	"kasket/web/page"
)

// draftPages keep what somebody is still writing. A script saves by PUT and is
// answered in JSON; without scripts a button posts the same.
type draftPages struct{ responder }

func (p draftPages) routes(r chi.Router) {
	r.Get("/drafts", p.page(p.list))
	r.Get("/drafts/{key}", p.page(p.goOn))
	r.Put("/drafts/{key}", p.page(p.put))
	r.Post("/drafts/{key}", p.page(p.post))
	r.Get("/drafts/{key}/deletion", p.page(p.deletion))
	r.Post("/drafts/{key}/deletion", p.page(p.drop))
}

func (p draftPages) list(w http.ResponseWriter, r *http.Request) error {
	drafts, err := p.deps.Contacts.Drafts(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.DraftsPage(drafts, p.deps.Now()))
}

// goOn leads to the form, or to the text alone for who may no longer write about
// the youth.
func (p draftPages) goOn(w http.ResponseWriter, r *http.Request) error {
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	if d.Company != 0 && access.May(actor(r), access.LogCompany, access.Own()) {
		return p.done(w, r, page.ResumePath(d.About, d.Key), "")
	}
	_, err = standing.Check(r.Context(), p.deps.DB.Read, actor(r), access.LogContact, d.Youth, p.deps.Now())
	if err == nil {
		return p.done(w, r, page.ResumePath(d.About, d.Key), "")
	}
	form := page.RefusedForm{Text: d.Typed.Text, Kept: true}
	if errors.Is(err, access.ErrForbidden) {
		holder, err := p.deps.Standing.Who(r.Context(), actor(r), d.Youth)
		if err != nil {
			return err
		}
		form.Holder = &holder
	} else if !errors.Is(err, access.ErrHidden) && d.Company == 0 {
		return err
	}
	return p.show(w, r, http.StatusOK, page.ContactRefused(form))
}

func (p draftPages) draft(r *http.Request) (contact.Draft, error) {
	key, err := contact.ParseKey(chi.URLParam(r, "key"))
	if err != nil {
		return contact.Draft{}, err
	}
	return p.deps.Contacts.Draft(r.Context(), actor(r), key)
}

// keep saves the draft of the form that was sent.
func (p draftPages) keep(r *http.Request) (about contact.About, key string, revision int, err error) {
	if key, err = contact.ParseKey(chi.URLParam(r, "key")); err != nil {
		return about, "", 0, err
	}
	if err := r.ParseForm(); err != nil {
		return about, "", 0, err
	}
	if company := r.PostFormValue("about_company"); company != "" {
		about.Company, err = id.Parse[id.Company](company)
	} else {
		about.Youth, err = id.Parse[id.Youth](r.PostFormValue("youth"))
	}
	if err != nil {
		return about, "", 0, err
	}
	revision, err = p.deps.Contacts.KeepDraft(r.Context(), actor(r), about, typedOf(r), key)
	return about, key, revision, err
}

// kept is what a script is told of a draft.
type keptDraft struct {
	Revision int    `json:"revision"`
	Said     string `json:"said,omitempty"`    // how the draft stands, in words
	Text     string `json:"text,omitempty"`    // what was written elsewhere
	Contact  string `json:"contact,omitempty"` // the entry it has become
}

// put saves for a script. Text that waited in a browser is taken only from the one
// who typed it, whoever is signed in there now.
func (p draftPages) put(w http.ResponseWriter, r *http.Request) error {
	if whose := r.Header.Get("Kasket-Staff"); whose != id.String(actor(r).Staff) {
		return access.ErrForbidden
	}
	_, _, revision, err := p.keep(r)
	moved, isMoved := errors.AsType[*contact.DraftMoved](err)
	sent, isSent := errors.AsType[*contact.AlreadySent](err)
	now := p.deps.Now()
	switch {
	case isMoved:
		when := i18n.Moment(r.Context(), moved.Theirs.UpdatedAt, now)
		return answerJSON(w, http.StatusConflict, keptDraft{Revision: moved.Theirs.Revision, Text: moved.Theirs.Typed.Flat(), Said: i18n.T(r.Context(), "draft.saved_at", when)})
	case isSent:
		return answerJSON(w, http.StatusGone, keptDraft{Contact: page.ContactPath(sent.Contact)})
	case err != nil:
		return err
	case revision == 0:
		return answerJSON(w, http.StatusOK, keptDraft{})
	}
	return answerJSON(w, http.StatusOK, keptDraft{Revision: revision, Said: i18n.T(r.Context(), "draft.saved_at", i18n.Time(r.Context(), now))})
}

func answerJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}

// post saves for who has no scripts.
func (p draftPages) post(w http.ResponseWriter, r *http.Request) error {
	about, key, _, err := p.keep(r)
	if sent, ok := errors.AsType[*contact.AlreadySent](err); ok {
		return p.writtenBefore(w, r, about, sent.Contact, typedOf(r))
	}
	if errors.Is(err, access.ErrForbidden) || errors.Is(err, access.ErrHidden) || errors.Is(err, db.ErrNotFound) {
		return contactPages(p).refused(w, r, about, typedOf(r), err)
	}
	if err != nil {
		return p.writeAgain(w, r, about, typedOf(r), err)
	}
	return p.done(w, r, page.ResumePath(about, key), "draft.saved")
}

// writtenBefore shows a draft that was sent already beside the entry it became.
func (p draftPages) writtenBefore(w http.ResponseWriter, r *http.Request, about contact.About, number id.Contact, typed contact.Typed) error {
	if about.Company != 0 {
		return callPages(p).sentBefore(w, r, about.Company, number, typed)
	}
	return contactPages(p).sentBefore(w, r, number, typed)
}

// writeAgain shows the form of a draft that could not be kept.
func (p draftPages) writeAgain(w http.ResponseWriter, r *http.Request, about contact.About, typed contact.Typed, wrong error) error {
	if about.Company != 0 {
		return callPages(p).again(w, r, about.Company, typed, wrong)
	}
	return p.logAgain(w, r, about.Youth, typed, wrong)
}

func (p draftPages) deletion(w http.ResponseWriter, r *http.Request) error {
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.DraftDeletion(d, newKey(), p.deps.Now()))
}

func (p draftPages) drop(w http.ResponseWriter, r *http.Request) error {
	key, err := contact.ParseKey(chi.URLParam(r, "key"))
	if err != nil {
		return err
	}
	if err := p.deps.Contacts.DropDraft(r.Context(), actor(r), key); err != nil {
		return err
	}
	return p.done(w, r, page.DraftsPath, "draft.deleted")
}
