package server

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/staff"
	"kasket/web/page"
)

// logPages are where an entry about an opened youth is written.
type logPages struct{ responder }

func (p logPages) routes(r chi.Router) {
	r.Get("/contacts/new", p.page(p.write))
}

// write shows the form: new, or going on with a draft. One that was sent already
// leads to the entry it became.
func (p logPages) write(w http.ResponseWriter, r *http.Request) error {
	if err := access.Check(actor(r), access.LogContact, recordOf(r).Scope); err != nil {
		return err
	}
	form := page.ContactForm{Key: newKey()}
	resuming := r.FormValue("draft") != ""
	if resuming {
		key, err := contact.ParseKey(r.FormValue("draft"))
		if err != nil {
			return err
		}
		form.Key = key
	}
	form, err := p.onDesk(r, form)
	if err != nil {
		return err
	}
	if d := form.Desk.Draft; d != nil {
		form.Typed, form.SavedAt = d.Typed, &d.UpdatedAt
	} else {
		if resuming {
			sent, err := p.deps.Contacts.Sent(r.Context(), actor(r), form.Key)
			if err == nil {
				return p.done(w, r, page.ContactPath(sent), "")
			}
			if !errors.Is(err, db.ErrNotFound) {
				return err
			}
		}
		form.Hats, form.At = staff.SignedOf(r.Context()).LastHats, page.TypedAt(p.deps.Now())
		form.With = r.Form["with"]
	}
	form.Writer = newKey()
	return p.show(w, r, http.StatusOK, page.NewContactPage(p.frame(r, "contact"), form))
}

// onDesk adds to a form what lies ready beside it.
func (s responder) onDesk(r *http.Request, form page.ContactForm) (page.ContactForm, error) {
	rec := recordOf(r)
	desk, err := s.deps.Caseload.Desk(r.Context(), actor(r), rec.ID, rec.Scope.Enrolment, form.Key)
	form.Desk, form.About, form.Staff, form.Now = desk, contact.OfYouth(rec.ID), actor(r).Staff, s.deps.Now()
	return form, err
}

// contactPages save entries, and show them.
type contactPages struct{ responder }

func (p contactPages) routes(r chi.Router) {
	r.Get("/contacts/new", p.page(p.choose))
	// Beside the pages of an opened record, not below them: who may no longer open it
	// is given their text back.
	r.Post("/youths/{youth}/contacts", p.page(p.log))
	entryPages(p).routes(r)
}

func (p contactPages) choose(w http.ResponseWriter, r *http.Request) error {
	list, err := p.deps.Caseload.Choices(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.NewContactChoice(page.ChoiceList{Choices: list, Now: p.deps.Now()}))
}

func (p contactPages) log(w http.ResponseWriter, r *http.Request) error {
	youthID, err := id.Parse[id.Youth](chi.URLParam(r, "youth"))
	if err != nil {
		return err
	}
	typed := typedOf(r)
	number, err := p.deps.Contacts.Log(r.Context(), actor(r), youthID, typed, r.PostFormValue(keyField))
	if err == nil {
		return p.done(w, r, page.ContactPath(number), "contact.saved")
	}
	if before, ok := errors.AsType[*contact.SentBefore](err); ok {
		return p.sentBefore(w, r, before.Contact, typed)
	}
	if errors.Is(err, access.ErrForbidden) || errors.Is(err, access.ErrHidden) || errors.Is(err, db.ErrNotFound) {
		return p.refused(w, r, contact.OfYouth(youthID), typed, err)
	}
	return p.logAgain(w, r, youthID, typed, err)
}

// logAgain shows the form again with what was typed: a rule is broken, or the draft
// was written elsewhere meanwhile.
func (s responder) logAgain(w http.ResponseWriter, r *http.Request, youthID id.Youth, typed contact.Typed, wrong error) error {
	form := page.ContactForm{Typed: typed, Key: keyAgain(r, wrong)}
	status := http.StatusUnprocessableEntity
	if moved, ok := errors.AsType[*contact.DraftMoved](wrong); ok {
		// Sent once more from here, the form goes on from what is shown beside it.
		form.Theirs, form.Revision, status = &moved.Theirs, moved.Theirs.Revision, http.StatusConflict
	} else if v, ok := broken(wrong); ok {
		form.Broken, form.Sure = v, typed.Sure
	} else {
		return wrong
	}
	opened, err := s.openRecord(r, youthID)
	if err != nil {
		return err
	}
	if form, err = s.onDesk(opened, form); err != nil {
		return err
	}
	if d := form.Desk.Draft; d != nil && form.Theirs == nil {
		form.SavedAt = &d.UpdatedAt
	}
	return s.show(w, opened, status, page.NewContactPage(s.frame(opened, "contact"), form))
}

// refused gives the text back to somebody who may not write about the youth, and
// says who has the youth where one may know. A draft of theirs takes it up.
func (p contactPages) refused(w http.ResponseWriter, r *http.Request, about contact.About, typed contact.Typed, err error) error {
	form := page.RefusedForm{Text: typed.Clean().Text}
	if key, bad := contact.ParseKey(r.PostFormValue(keyField)); bad == nil {
		_, wrong := p.deps.Contacts.KeepDraft(r.Context(), actor(r), about, typed, key)
		form.Kept = wrong == nil && typed.Clean().Worded()
	}
	if errors.Is(err, access.ErrForbidden) && about.Company == 0 {
		holder, wrong := p.deps.Standing.Who(r.Context(), actor(r), about.Youth)
		if wrong != nil && !errors.Is(wrong, access.ErrForbidden) && !errors.Is(wrong, access.ErrHidden) {
			return wrong
		}
		if wrong == nil {
			form.Holder = &holder
		}
	}
	p.logFailure(r, statusOf(err), err)
	return p.show(w, r, statusOf(err), page.ContactRefused(form))
}

// typedOf reads the form of an entry.
func typedOf(r *http.Request) contact.Typed {
	v := r.PostFormValue
	t := contact.Typed{
		With: r.PostForm["with"], Outcome: v("outcome"), Kind: v("kind"), Direction: v("direction"), Counterpart: v("counterpart"),
		Hats: r.PostForm["hats"], Place: v("place"), PlaceNote: v("place_note"), Others: v("others"), Minutes: v("minutes"),
		Attended: v("attended"), Activity: v("activity"), At: v("at"), Agreement: v("agreement"), AgreementDue: v("agreement_due"), AgreementWho: v("agreement_who"),
		Company: v("company"), CompanyName: v("company_name"), ForCompany: v("for_company"),
		Next: v("next"), NextPlace: v("next_place"), Writer: v("writer"), Sure: v("sure") != "",
		Text:   contact.Text{Account: v("account"), Facts: v("facts"), View: v("view"), Assessment: v("assessment"), Authority: v("authority")},
		Keeper: v("agreement_keeper"), KeeperName: v("agreement_name"), Goal: v("agreement_goal"),
		Settled: map[string]string{}, Why: map[string]string{}, Answered: map[string]string{},
	}
	t.Revision, _ = strconv.Atoi(v("revision")) // none is 0: no draft was kept yet
	t.Turn, _ = strconv.Atoi(v("turn"))
	for name := range r.PostForm {
		if n, ok := strings.CutPrefix(name, "agreement."); ok && v(name) != "" {
			t.Settled[n] = v(name)
		}
		if n, ok := strings.CutPrefix(name, "agreement_why."); ok && v(name) != "" {
			t.Why[n] = v(name)
		}
		if n, ok := strings.CutPrefix(name, "meeting."); ok && v(name) != "" {
			t.Answered[n] = v(name)
		}
	}
	return t
}

// typedFrom is a saved entry as it stands in the form that corrects it.
func typedFrom(c contact.Contact) contact.Typed {
	t := contact.Typed{
		Outcome: string(c.Outcome), Kind: string(c.Kind), Direction: string(c.Direction), Counterpart: string(c.Counterpart),
		Hats: c.Hats, Place: string(c.Place), PlaceNote: c.PlaceNote, Others: c.Others, Activity: c.Activity, At: page.TypedAt(c.OccurredAt), Text: c.Text,
		Company: page.CompanyValue(c.Company, c.CompanyPerson), ForCompany: c.ForCompany,
	}
	if c.Minutes != nil {
		t.Minutes = strconv.Itoa(*c.Minutes)
	}
	if c.Attended != nil {
		t.Attended = map[bool]string{true: "yes", false: "no"}[*c.Attended]
	}
	return t
}
