package server

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/document"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/page"
)

// recordDocuments are the documents of an opened record.
type recordDocuments struct{ responder }

func (p recordDocuments) routes(r chi.Router) {
	r.Get("/documents", p.page(p.list))
	r.Get("/documents/new", p.page(p.ask))
	r.Post("/documents", p.page(p.add))
}

// documentsShown is how many documents a page of the list holds.
const documentsShown = 30

func (p recordDocuments) list(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	before, err := documentBefore(q.Get("before"))
	if err != nil {
		return err
	}
	l := page.DocumentList{Type: q.Get("type"), Later: before.ID != 0}
	if l.Documents, err = p.deps.Documents.Of(r.Context(), recordOf(r).ID, l.Type, before, documentsShown+1); err != nil {
		return err
	}
	if len(l.Documents) > documentsShown {
		l.Documents, l.More = l.Documents[:documentsShown], true
	}
	if l.Types, err = p.documentTypes(r); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.YouthDocuments(p.frame(r, "documents"), l))
}

// documentBefore reads where a page of the list begins; what no page of ours wrote is
// not found.
func documentBefore(s string) (document.Before, error) {
	if s == "" {
		return document.Before{}, nil
	}
	on, number, _ := strings.Cut(s, ".")
	n, err := id.Parse[id.Document](number)
	if day, wrong := when.ParseDate(on, when.Date{}, when.Past); err == nil && wrong == nil {
		return document.Before{DatedOn: day.String(), ID: n}, nil
	}
	return document.Before{}, db.ErrNotFound
}

func (s responder) documentTypes(r *http.Request) ([]programme.Entry, error) {
	return s.deps.Programmes.Catalogue(r.Context(), programme.DocumentKind, when.Of(s.deps.Now()))
}

// ask shows the form. An underretning is usually ours, of today.
func (p recordDocuments) ask(w http.ResponseWriter, r *http.Request) error {
	values := url.Values{"way": {string(document.In)}, "dated_on": {when.Of(p.deps.Now()).Danish()}}
	if kind := r.URL.Query().Get("type"); kind != "" {
		values.Set("type", kind)
		if kind == document.Underretning {
			values.Set("way", string(document.Out))
		}
	}
	return p.showForm(w, r, http.StatusOK, page.DocumentForm{Typed: fresh(values, 0)})
}

func (p recordDocuments) showForm(w http.ResponseWriter, r *http.Request, status int, form page.DocumentForm) error {
	if _, err := p.acting(r, access.AddDocument); err != nil {
		return err
	}
	var err error
	if form.Types, err = p.documentTypes(r); err != nil {
		return err
	}
	return p.show(w, r, status, page.NewDocument(p.frame(r, "documents"), form))
}

// add keeps a document. Who may is asked before its files are taken in.
func (p recordDocuments) add(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.acting(r, access.AddDocument)
	if err != nil {
		return err
	}
	if err := p.upload.take(r.Context()); err != nil {
		return err
	}
	defer p.upload.leave()
	files, err := uploads(w, r)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		form := page.DocumentForm{Typed: page.Typed{Values: url.Values{}, Key: newKey(), Broken: rule.Violation("files", "files_too_large", document.MostAllBytes>>20)}}
		return p.showForm(w, r, http.StatusRequestEntityTooLarge, form)
	}
	if err != nil {
		return err
	}
	details, broken1 := p.documentOf(r)
	number, err := id.Document(0), broken1.Err()
	if err == nil {
		number, err = p.deps.Documents.Add(r.Context(), actor(r), rec.ID, details, files, uploadForm(r, files))
	}
	if v, ok := broken(err); ok {
		return p.showForm(w, r, http.StatusUnprocessableEntity, page.DocumentForm{Typed: typedAgain(r, err, v)})
	}
	if err != nil {
		return err
	}
	return p.uploaded(w, r, page.DocumentPath(number), "document.flash.added")
}

// uploaded is done for a form that the page itself sent, too: a script that was
// redirected would read the next page instead of going there.
func (s responder) uploaded(w http.ResponseWriter, r *http.Request, path, flash string) error {
	if r.Header.Get("Kasket-Fetch") != "upload" {
		return s.done(w, r, path, flash)
	}
	setFlash(w, flash, r.PostFormValue(keyField), s.deps.Secure)
	w.Header().Set("Kasket-Next", path)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// documentOf reads what is said of a document.
func (s responder) documentOf(r *http.Request) (document.Details, rule.Violations) {
	f := s.fields(r)
	d := document.Details{
		Type: f.text("type"), Direction: document.Direction(f.text("way")), Party: f.text("party"),
		DatedOn: f.day("dated_on", when.Past), Concerns: document.Concern(f.text("concerns")), Note: f.text("note"),
	}
	return d, f.broken
}

// documentPages are one document each.
type documentPages struct{ responder }

func (p documentPages) routes(r chi.Router) {
	r.Route("/documents/{document}", func(r chi.Router) {
		r.Get("/", p.opened(p.read))
		r.Get("/files/{file}", p.page(p.fetch))
		r.Get("/edit", p.opened(p.correction))
		r.Post("/edit", p.opened(p.correct))
		r.Get("/withdrawal", p.opened(p.withdrawal))
		r.Post("/withdrawal", p.opened(p.withdraw))
		r.Post("/receipt", p.opened(p.receipt))
	})
}

// opened finds the document of the path and opens the record of its youth.
func (p documentPages) opened(h func(http.ResponseWriter, *http.Request, document.Listed) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		number, err := id.Parse[id.Document](chi.URLParam(r, "document"))
		if err != nil {
			return err
		}
		d, err := p.deps.Documents.Find(r.Context(), number)
		if err != nil {
			return err
		}
		opened, err := p.openRecord(r, d.Youth)
		if err != nil {
			return err
		}
		return h(w, opened, d)
	})
}

func (p documentPages) read(w http.ResponseWriter, r *http.Request, d document.Listed) error {
	return p.showDocument(w, r, http.StatusOK, d, fresh(url.Values{"receipt_on": {when.Of(p.deps.Now()).Danish()}}, 0))
}

func (p documentPages) showDocument(w http.ResponseWriter, r *http.Request, status int, d document.Listed, receipt page.Typed) error {
	v := page.DocumentPage{Listed: d, ReceiptDays: programme.ReceiptDays(d.Rule), Receipt: receipt}
	switch {
	case d.UsedAt != nil:
		var err error
		if v.UsedIn, err = p.deps.Caseload.DocumentUses(r.Context(), d.ID); err != nil {
			return err
		}
	case d.AwaitsReceipt(v.ReceiptDays):
		days, err := p.deps.Programmes.Days(r.Context())
		if err != nil {
			return err
		}
		v.ReceiptBy = d.ReceiptBy(v.ReceiptDays, days.Calendar)
	}
	return p.show(w, r, status, page.Document(p.frame(r, "documents"), v))
}

// correction is the form for who added the document, while they may.
func (p documentPages) correction(w http.ResponseWriter, r *http.Request, d document.Listed) error {
	if _, err := p.acting(r, access.CorrectDocument); err != nil {
		return err
	}
	if !d.Correctable(actor(r).Staff, p.deps.Now()) {
		return p.done(w, r, page.DocumentPath(d.ID), "document.flash.locked")
	}
	values := url.Values{
		"type": {d.Type}, "way": {string(d.Direction)}, "party": {d.Party}, "dated_on": {d.DatedOn.Danish()},
		"concerns": {string(d.Concerns)}, "note": {d.Note},
	}
	return p.showCorrection(w, r, http.StatusOK, d, fresh(values, d.Version))
}

func (p documentPages) showCorrection(w http.ResponseWriter, r *http.Request, status int, d document.Listed, t page.Typed) error {
	types, err := p.documentTypes(r)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.EditDocument(p.frame(r, "documents"), page.DocumentForm{Typed: t, Types: page.WithType(types, d), Document: d.ID}))
}

func (p documentPages) correct(w http.ResponseWriter, r *http.Request, d document.Listed) error {
	details, wrong := p.documentOf(r)
	err := access.Check(actor(r), access.CorrectDocument, recordOf(r).Scope)
	if err == nil {
		err = wrong.Err()
	}
	if err == nil {
		err = p.deps.Documents.Correct(r.Context(), actor(r), d.ID, details, p.fields(r).version(), formOf(r))
	}
	if _, moved := errors.AsType[*document.Stale](err); moved {
		t := stale(r, d.Version)
		t.Theirs = page.DocumentFacts(r.Context(), d)
		return p.showCorrection(w, r, http.StatusConflict, d, t)
	}
	if v, ok := broken(err); ok {
		return p.showCorrection(w, r, http.StatusUnprocessableEntity, d, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.DocumentPath(d.ID), "document.flash.corrected")
}

func (p documentPages) withdrawal(w http.ResponseWriter, r *http.Request, d document.Listed) error {
	if _, err := p.acting(r, access.WithdrawDocument); err != nil {
		return err
	}
	if !d.Withdrawable(actor(r).Staff, p.deps.Now()) {
		return p.done(w, r, page.DocumentPath(d.ID), "document.flash.stays")
	}
	return p.show(w, r, http.StatusOK, page.WithdrawDocument(p.frame(r, "documents"), d, newKey(), nil))
}

func (p documentPages) withdraw(w http.ResponseWriter, r *http.Request, d document.Listed) error {
	err := p.deps.Documents.Withdraw(r.Context(), actor(r), d.ID, formOf(r))
	if v, ok := broken(err); ok {
		return p.show(w, r, http.StatusUnprocessableEntity, page.WithdrawDocument(p.frame(r, "documents"), d, keyAgain(r, err), v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(d.Youth, "documents"), "document.flash.withdrawn")
}

func (p documentPages) receipt(w http.ResponseWriter, r *http.Request, d document.Listed) error {
	f := p.fields(r)
	on := f.day("receipt_on", when.Past)
	err := access.Check(actor(r), access.AddDocument, recordOf(r).Scope)
	if err == nil {
		err = f.broken.Err()
	}
	if err == nil {
		err = p.deps.Documents.Receipt(r.Context(), actor(r), d.ID, on, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showDocument(w, r, http.StatusUnprocessableEntity, d, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.DocumentPath(d.ID), "document.flash.receipt")
}

// fetch answers with the bytes of a file. It is never a page of ours: whatever stands
// in it, a browser saves it, guesses nothing of it, and runs nothing.
func (p documentPages) fetch(w http.ResponseWriter, r *http.Request) error {
	number, err := id.Parse[id.Document](chi.URLParam(r, "document"))
	if err != nil {
		return err
	}
	position, err := strconv.Atoi(chi.URLParam(r, "file"))
	if err != nil {
		return db.ErrNotFound
	}
	c, err := p.deps.Documents.Fetch(r.Context(), actor(r), number, position)
	if err != nil {
		return err
	}
	name := "dokument-" + id.String(number) + "-" + strconv.Itoa(position) + document.Media[c.Media]
	return sendFile(w, c.Media, name, c.Content)
}
