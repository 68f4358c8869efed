package server

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/audit"
	"kasket/internal/staff"
	"kasket/web/i18n"
	"kasket/web/page"
	"kasket/web/ui"
)

// mostBody is how large a form may be, in bytes: the longest note in the widest
// letters, three times, and room beside it. Files have their own limit.
const (
	mostBody = 1 << 20
	mostFile = 12 << 20
)

// requestID names a request, so that log and trail can be read together.
func (s responder) requestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.ToLower(rand.Text()[:12])
		w.Header().Set("X-Request-Id", name)
		next.ServeHTTP(w, r.WithContext(audit.WithRequestID(r.Context(), name)))
	})
}

// recoverer turns a panic into an error page and a line in the log.
func (s responder) recoverer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch p := recover(); p {
			case nil:
			case http.ErrAbortHandler:
				panic(p)
			default:
				s.deps.Log.ErrorContext(r.Context(), "panic", "value", fmt.Sprint(p), "stack", string(debug.Stack()))
				s.fail(w, r, errors.New("panic"))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// contentPolicy lets a page load what we ship and nothing else.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"

func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		next.ServeHTTP(w, r)
	})
}

// noStore keeps pages out of every cache: they are about people.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
			most := mostBodyOf(r.URL.Path)
			r.Body = &fileBody{ReadCloser: r.Body, most: most, left: most}
		} else {
			r.Body = http.MaxBytesReader(w, r.Body, mostBody)
		}
		next.ServeHTTP(w, r)
	})
}

// fileBody is a body with a limit that is read to its end when it is too large: a
// browser that is cut off while it sends a file shows an error of its own instead of
// the page that says how large a file may be.
type fileBody struct {
	io.ReadCloser
	most, left int64
}

// mostDrained is how much of a file that is too large is still taken in, in bytes.
const mostDrained = 100 << 20

// Read gives what was sent, and the error of a body that is too large after its limit.
func (b *fileBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, &http.MaxBytesError{Limit: b.most}
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left+1)])
	if b.left -= int64(n); b.left < 0 {
		_, _ = io.CopyN(io.Discard, b.ReadCloser, mostDrained) // its end is the end of the request
		return n - 1, &http.MaxBytesError{Limit: b.most}
	}
	return n, err
}

// crossOrigin refuses posts that another site sends in our user's name, and reads
// the form here once, so that a form too large is answered before anything else.
func (s responder) crossOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(s.page(func(w http.ResponseWriter, r *http.Request) error {
		return s.show(w, r, http.StatusForbidden, page.ProblemPage(page.Problem{Status: http.StatusForbidden}))
	}))
	return protection.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
			if err := r.ParseForm(); err != nil {
				if _, large := errors.AsType[*http.MaxBytesError](err); large {
					s.fail(w, r, err)
					return
				}
			}
		}
		next.ServeHTTP(w, r)
	}))
}

// holder makes room for the person the session brings.
func (s responder) holder(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(staff.WithDevice(staff.WithHolder(r.Context()), deviceOf(r))))
	})
}

// deviceOf says in two words on what somebody works, for the list of sessions.
func deviceOf(r *http.Request) string {
	agent := r.UserAgent()
	system, browser := "?", "?"
	for _, name := range []string{"iPhone", "iPad", "Android", "Windows", "Mac OS", "Linux"} {
		if strings.Contains(agent, name) {
			system = name
			break
		}
	}
	for _, name := range []string{"Edg", "Firefox", "Chrome", "Safari"} {
		if strings.Contains(agent, name) {
			browser = name
			break
		}
	}
	return strings.Replace(browser, "Edg", "Edge", 1) + " · " + system
}

// language chooses Danish or English: by the person's choice, else the cookie's,
// else Danish.
func (s responder) language(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		choice := staff.SignedOf(r.Context()).Language
		if c, err := r.Cookie("lang"); choice == "" && err == nil {
			choice = c.Value
		}
		next.ServeHTTP(w, r.WithContext(i18n.With(r.Context(), i18n.ParseLang(choice))))
	})
}

// requireSignIn lets nobody pass who is not signed in. A form sent after the
// session ended is kept: it is offered again after signing in.
func (s responder) requireSignIn(next http.Handler) http.Handler {
	return s.page(func(w http.ResponseWriter, r *http.Request) error {
		if actor(r).Staff != 0 {
			next.ServeHTTP(w, r)
			return nil
		}
		if r.Header.Get("Kasket-Fetch") != "" || r.Header.Get("Kasket-Part") != "" { // a script asks: it shows "not saved yet" itself
			w.WriteHeader(http.StatusUnauthorized)
			return nil
		}
		if r.Method != http.MethodPost {
			http.Redirect(w, r, page.SignInPath(r.URL.RequestURI()), http.StatusSeeOther)
			return nil
		}
		form := page.SignInForm{Next: "/", Kept: kept(r), Expired: true}
		return s.showSignIn(w, r, http.StatusUnauthorized, form)
	})
}

// routeOf is the pattern of a request's route, which names no record.
func routeOf(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil {
		return c.RoutePattern()
	}
	return ""
}

// addressOf is whom a failed sign-in is counted for. Addresses that a client can write
// itself are not believed: of those that were passed on, it is the last that no proxy of
// ours has.
func (s responder) addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if hop = strings.TrimSpace(hop); hop == "" || !s.isProxy(host) {
			break
		}
		host = hop
	}
	return host
}

func (s responder) isProxy(host string) bool {
	address, err := netip.ParseAddr(host)
	return err == nil && slices.ContainsFunc(s.deps.Proxies, func(p netip.Prefix) bool { return p.Contains(address.Unmap()) })
}

const flashCookie = "flash"

// setFlash leaves word for the next page: the key of a text, never a text, and the key of
// the form that was carried out, so that the browser stops keeping it.
func setFlash(w http.ResponseWriter, key, form string, secure bool) {
	if audit.KeyOf(form) == nil {
		key += "|" + form
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Value: key, Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure})
}

// takeFlash reads the word left and takes it away.
func takeFlash(w http.ResponseWriter, r *http.Request) (text, form string) {
	c, err := r.Cookie(flashCookie)
	if err != nil || r.Method != http.MethodGet {
		return "", ""
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1})
	text, form, _ = strings.Cut(c.Value, "|")
	if !i18n.Has(text) {
		text = ""
	}
	if audit.KeyOf(form) != nil {
		form = ""
	}
	return text, form
}

// shell puts around every page what it shows around itself.
func (s responder) shell(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed := staff.SignedOf(r.Context())
		shell := page.ShellFor(signed.Actor, r.URL.Path)
		shell.User, shell.Theme, shell.Demo = signed.Name, signed.Theme, signed.Demo
		shell.IdleSeconds = int(staff.IdleTimeout.Seconds())
		shell.EndSeconds = int(signed.EndsAt.Sub(s.deps.Now()).Seconds())
		shell.Flash, shell.Done = takeFlash(w, r)
		shell.Now = s.deps.Now()
		if len(signed.Memberships) > 0 {
			shell.Sick = page.SickPath // needs no key: who is away already is shown that
		}
		next.ServeHTTP(w, r.WithContext(ui.WithShell(r.Context(), shell)))
	})
}
