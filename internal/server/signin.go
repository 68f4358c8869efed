package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/id"
	"kasket/internal/staff"
	"kasket/web/i18n"
	"kasket/web/page"
	"kasket/web/ui"
)

// signInPages let somebody in and out.
type signInPages struct{ responder }

func (p signInPages) routes(r chi.Router) {
	r.Get("/sign-in", p.page(p.ask))
	r.Post("/sign-in", p.page(p.signIn))
	r.Post("/sign-out", p.page(p.signOut))
	r.Post("/language", p.page(p.language))
}

func (p signInPages) ask(w http.ResponseWriter, r *http.Request) error {
	if actor(r).Staff != 0 {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	return p.showSignIn(w, r, http.StatusOK, page.SignInForm{Next: ownPath(r.FormValue("next"))})
}

func (s responder) showSignIn(w http.ResponseWriter, r *http.Request, status int, form page.SignInForm) error {
	flash, _ := takeFlash(w, r)
	ctx := ui.WithShell(r.Context(), ui.Shell{Path: r.URL.Path, Flash: flash})
	form.Demo = s.deps.Demo
	return s.show(w, r.WithContext(ctx), status, page.SignIn(form))
}

func (p signInPages) signIn(w http.ResponseWriter, r *http.Request) error {
	form := page.SignInForm{Email: r.PostFormValue("email"), Next: ownPath(r.PostFormValue("next")), Kept: keptAgain(r)}
	who, err := p.deps.Staff.SignIn(r.Context(), form.Email, r.PostFormValue("password"), p.addressOf(r))
	if v, ok := broken(err); ok {
		form.Broken = v
		return p.showSignIn(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	if err := p.begin(r, who); err != nil {
		return err
	}
	if form.Kept.Action != "" && p.wasHere(r, who) { // the text of a form whose session had ended goes on from here
		return p.show(w, r, http.StatusOK, page.Resume(form.Kept))
	}
	p.rememberWho(w, who)
	http.Redirect(w, r, form.Next, http.StatusSeeOther)
	return nil
}

// begin starts a session under a new token, so that one planted before is worth nothing.
func (s responder) begin(r *http.Request, who id.Staff) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), staff.SessionKey, int64(who))
	return nil
}

// wasCookie tells, after a session ended, whose it was: a form left behind is
// offered to that person only.
const wasCookie = "was"

func (s responder) rememberWho(w http.ResponseWriter, who id.Staff) {
	http.SetCookie(w, &http.Cookie{Name: wasCookie, Value: id.String(who), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.deps.Secure})
}

func (s responder) forgetWho(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: wasCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.deps.Secure})
}

func (s responder) wasHere(r *http.Request, who id.Staff) bool {
	c, err := r.Cookie(wasCookie)
	return err == nil && c.Value == id.String(who)
}

// keptAgain reads back a form that the sign-in page carried along.
func keptAgain(r *http.Request) page.Kept {
	k := page.Kept{Action: ownPath(r.PostFormValue("kept_action"))}
	if k.Action == "/" {
		return page.Kept{}
	}
	for name, values := range r.PostForm {
		if field, ok := strings.CutPrefix(name, page.KeptPrefix); ok {
			for _, v := range values {
				k.Fields = append(k.Fields, page.KeptField{Name: field, Value: v})
			}
		}
	}
	page.SortKept(k.Fields)
	return k
}

func (p signInPages) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	p.forgetWho(w)
	w.Header().Set("Clear-Site-Data", `"storage"`) // text waiting in the browser goes with the person
	return p.done(w, r, "/sign-in", "sign_in.out")
}

// language is chosen by a cookie as long as nobody is signed in, and by the person after.
func (p signInPages) language(w http.ResponseWriter, r *http.Request) error {
	lang := i18n.ParseLang(r.PostFormValue("lang"))
	http.SetCookie(w, &http.Cookie{Name: "lang", Value: string(lang), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: p.deps.Secure})
	if who := actor(r); who.Staff != 0 {
		if err := p.deps.Staff.ChooseLanguage(r.Context(), who, string(lang)); err != nil {
			return err
		}
	}
	return p.done(w, r, ownPath(r.PostFormValue("back")), "")
}

// ownPath keeps a redirect on our own site.
func ownPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.HasPrefix(path, "/\\") || strings.ContainsAny(path, "\r\n") {
		return "/"
	}
	return path
}
