package server

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/staff"
	"kasket/web/page"
)

// keyField carries a form's key; every form that writes has it.
const keyField = "key"

// responder is what every area of pages has: how to show, to redirect, and to
// answer an error.
type responder struct {
	deps     Deps
	sessions *scs.SessionManager
	upload   turns // of those who send files
}

// page makes a handler of a function that may fail. This is the one place where
// errors are answered.
func (s responder) page(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

// buffers are reused: a page is rendered whole before its first byte is sent, so
// that an error in it is an error page and not half a page.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// show renders a page.
func (s responder) show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer func() { b.Reset(); buffers.Put(b) }()
	if err := c.Render(r.Context(), b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

// done answers a form that was carried out: to the next page, with word of what
// was done there.
func (s responder) done(w http.ResponseWriter, r *http.Request, path, flash string) error {
	if form := r.PostFormValue(keyField); flash != "" || form != "" {
		setFlash(w, flash, form, s.deps.Secure)
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// broken gives the violations in err, so that a handler shows its form again; a
// form that was sent before with another content is one too.
func broken(err error) (rule.Violations, bool) {
	if v, ok := errors.AsType[rule.Violations](err); ok {
		return v, true
	}
	if errors.Is(err, audit.ErrSaidOtherwise) {
		return rule.Violation("", "sent_before"), true
	}
	return nil, false
}

// statusOf is the status that answers an error.
func statusOf(err error) int {
	_, bad := broken(err)
	_, large := errors.AsType[*http.MaxBytesError](err)
	switch {
	case bad:
		return http.StatusUnprocessableEntity
	case errors.Is(err, db.ErrNotFound), errors.Is(err, access.ErrHidden), errors.Is(err, id.ErrNotNumber):
		return http.StatusNotFound
	case errors.Is(err, access.ErrForbidden):
		return http.StatusForbidden
	case large:
		return http.StatusRequestEntityTooLarge
	case db.Away(err):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fail answers an error with a page that says what to do. What one may not know of
// looks exactly like what is not there.
func (s responder) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody waits for the answer
	}
	s.logFailure(r, status, err)
	if status == http.StatusForbidden && s.whoHas(w, r, err) == nil {
		return
	}
	problem := page.Problem{Status: status, RequestID: audit.RequestID(r.Context())}
	if status == http.StatusServiceUnavailable && r.Method == http.MethodPost {
		problem.Retry = kept(r) // the text stays with whoever typed it
	}
	if err := s.show(w, r, status, page.ProblemPage(problem)); err != nil {
		s.deps.Log.ErrorContext(r.Context(), "showing an error page", "err", err)
	}
}

func (s responder) logFailure(r *http.Request, status int, err error) {
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	s.deps.Log.Log(r.Context(), level, "refused", "status", status, "method", r.Method, "route", routeOf(r),
		"staff", staff.SignedOf(r.Context()).Staff, "request", audit.RequestID(r.Context()), "err", err)
}

// kept is a form as it came, to be offered again: after the database was away, or
// after a session ended. Passwords are not among it.
func kept(r *http.Request) page.Kept {
	k := page.Kept{Action: r.URL.Path}
	if r.PostForm == nil {
		if err := r.ParseForm(); err != nil {
			return k
		}
	}
	for name, values := range r.PostForm {
		if name == "password" || name == "new_password" {
			continue
		}
		for _, v := range values {
			k.Fields = append(k.Fields, page.KeptField{Name: name, Value: v})
		}
	}
	page.SortKept(k.Fields)
	return k
}

// actor is who asks.
func actor(r *http.Request) access.Actor { return staff.SignedOf(r.Context()).Actor }
