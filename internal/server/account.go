package server

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"kasket/internal/staff"
	"kasket/web/i18n"
	"kasket/web/page"
	"kasket/web/ui"
)

// accountPages are one's own: who one is here, password, sessions, theme, staying
// signed in.
type accountPages struct{ responder }

func (p accountPages) routes(r chi.Router) {
	r.Get("/account", p.page(p.account))
	r.Get("/account/details", p.page(p.details))
	r.Post("/account/details", p.page(p.changeDetails))
	r.Get("/account/password", p.page(p.password))
	r.Post("/account/password", p.page(p.changePassword))
	r.Post("/session", p.page(p.stay))
	r.Get("/session", p.page(p.sessionList))
	r.Post("/session/everywhere", p.page(p.everywhere))
	r.Post("/theme", p.page(p.theme))
}

func (p accountPages) account(w http.ResponseWriter, r *http.Request) error {
	own, err := p.deps.Staff.Account(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Account(own, string(i18n.LangOf(r.Context())), ui.ShellOf(r.Context()).Theme))
}

func (p accountPages) details(w http.ResponseWriter, r *http.Request) error {
	own, err := p.deps.Staff.Account(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.OwnDetails(fresh(page.OwnValues(own), own.Version)))
}

func (p accountPages) changeDetails(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	own := staff.Own{Name: f.text("name"), Title: f.text("title"), Phone: f.text("phone")}
	err := p.deps.Staff.ChangeOwn(r.Context(), actor(r), own, f.version(), formOf(r))
	if old, is := errors.AsType[*staff.Stale](err); is {
		t, mine := stale(r, old.Theirs.Version), old.Theirs.Details
		mine.Name, mine.Title, mine.Phone = own.Name, own.Title, own.Phone
		t.Theirs = page.PersonFacts(r.Context(), old.Theirs, mine)
		return p.show(w, r, http.StatusUnprocessableEntity, page.OwnDetails(t))
	}
	if err != nil {
		return p.again(w, r, err, page.OwnDetails)
	}
	return p.done(w, r, page.AccountPath, "form.saved")
}

func (p accountPages) password(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, page.Password(fresh(nil, 0), staff.SignedOf(r.Context()).Email))
}

// changePassword ends every session but this one, which goes on under a new token.
func (p accountPages) changePassword(w http.ResponseWriter, r *http.Request) error {
	err := p.deps.Staff.ChangePassword(r.Context(), actor(r), r.PostFormValue("password"), r.PostFormValue("new_password"), p.addressOf(r))
	if err != nil {
		return p.again(w, r, err, func(t page.Typed) templ.Component {
			return page.Password(t, staff.SignedOf(r.Context()).Email)
		})
	}
	if err := p.begin(r, actor(r).Staff); err != nil {
		return err
	}
	return p.done(w, r, page.AccountPath, "account.password_changed")
}

// stay is asked by the warning two minutes before the end; the request itself
// keeps the session alive.
func (p accountPages) stay(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("Kasket-Fetch") != "" || r.Header.Get("Kasket-Part") != "" {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return p.done(w, r, ownPath(r.PostFormValue("back")), "")
}

func (p accountPages) sessionList(w http.ResponseWriter, r *http.Request) error {
	list, err := p.deps.Staff.SessionsOf(r.Context(), actor(r).Staff)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Sessions(list, hashedToken(p.sessions.Token(r.Context())), p.deps.Now()))
}

// hashedToken is a session's token as the table has it.
func hashedToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return []byte(base64.RawURLEncoding.EncodeToString(sum[:]))
}

func (p accountPages) everywhere(w http.ResponseWriter, r *http.Request) error {
	if err := p.deps.Staff.SignOutEverywhere(r.Context(), actor(r).Staff); err != nil {
		return err
	}
	if err := p.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	p.forgetWho(w)
	w.Header().Set("Clear-Site-Data", `"storage"`)
	return p.done(w, r, "/sign-in", "sign_in.out_everywhere")
}

func (p accountPages) theme(w http.ResponseWriter, r *http.Request) error {
	theme := r.PostFormValue("theme")
	if theme == "system" {
		theme = ""
	}
	if err := p.deps.Staff.ChooseTheme(r.Context(), actor(r), theme); err != nil {
		return err
	}
	return p.done(w, r, ownPath(r.PostFormValue("back")), "")
}
