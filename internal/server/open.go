package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/db"
	"kasket/internal/staff"
	"kasket/web/page"
	"kasket/web/ui"
)

// invitationPages let in who was given a one-time link. Looking at one does not
// use it: mail programs open links, too.
type invitationPages struct{ responder }

func (p invitationPages) routes(r chi.Router) {
	r.Get("/invitations/{token}", p.page(p.ask))
	r.Post("/invitations/{token}", p.page(p.accept))
}

func (p invitationPages) ask(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, http.StatusOK, page.Typed{})
}

func (p invitationPages) form(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	token := chi.URLParam(r, "token")
	who, err := p.deps.Staff.Invited(r.Context(), token)
	if err != nil {
		return p.dead(w, r, err)
	}
	ctx := ui.WithShell(r.Context(), ui.Shell{Path: r.URL.Path})
	return p.show(w, r.WithContext(ctx), status, page.Invitation(who, token, t))
}

// dead answers a link that opens nothing; one nobody made looks like one too old.
func (p invitationPages) dead(w http.ResponseWriter, r *http.Request, err error) error {
	why, status := "", http.StatusGone
	switch {
	case errors.Is(err, staff.ErrLinkUsed):
		why = "used"
	case errors.Is(err, staff.ErrLinkOld):
		why = "old"
	case errors.Is(err, db.ErrNotFound):
		why, status = "old", http.StatusNotFound
	default:
		return err
	}
	return p.show(w, r, status, page.DeadLink(why))
}

func (p invitationPages) accept(w http.ResponseWriter, r *http.Request) error {
	who, err := p.deps.Staff.Accept(r.Context(), chi.URLParam(r, "token"), r.PostFormValue("new_password"))
	if v, ok := broken(err); ok {
		return p.form(w, r, http.StatusUnprocessableEntity, page.Typed{Broken: v})
	}
	if err != nil {
		return p.dead(w, r, err)
	}
	if err := p.begin(r, who); err != nil {
		return err
	}
	p.rememberWho(w, who)
	return p.done(w, r, "/", "invitation.welcome")
}

// helpPages are what anybody may read, signed in or not.
type helpPages struct{ responder }

func (p helpPages) routes(r chi.Router) {
	r.With(p.shell).Get(ui.HelpPath, p.page(p.help))
	r.With(p.shell).Get(ui.WasPath, p.page(p.accessibility))
}

func (p helpPages) help(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, page.Help(actor(r)))
}

func (p helpPages) accessibility(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, page.Accessibility())
}
