// Package server is the one delivery layer: the router, the middleware, and a
// handler for each page. It turns forms into domain types and errors into
// answers; it holds no rule and no SQL.
package server

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/klauspost/compress/gzhttp"

	"kasket/internal/audit"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/company"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/document"
	"kasket/internal/casework/economy"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/figures"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/casework/group"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/measure"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/network"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/placement"
	"kasket/internal/casework/plan"
	"kasket/internal/casework/promises"
	"kasket/internal/casework/review"
	"kasket/internal/casework/sparring"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/transfer"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/export"
	"kasket/internal/fileimport"
	"kasket/internal/programme"
	"kasket/internal/staff"
	"kasket/web/static"
)

// Deps is what the pages work with. cmd wires it.
type Deps struct {
	DB         *db.DB
	Trail      *audit.Trail
	Staff      *staff.Service
	Programmes *programme.Service
	Standing   *standing.Service
	Companies  *company.Service
	Youths     *youth.Service
	Enrolments *enrolment.Service
	Network    *network.Service
	Outcomes   *outcome.Service
	Sparring   *sparring.Service
	Reviews    *review.Service
	Economy    *economy.Service
	Reports    *export.Service
	Measures   *measure.Service
	Groups     *group.Service
	Transfers  *transfer.Service
	Conflicts  *conflict.Service
	Intake     *intake.Service
	Promises   *promises.Service
	Caseload   *caseload.Service
	Figures    *figures.Service
	Plans      *plan.Service
	Meetings   *meeting.Service
	Contacts   *contact.Service
	Kickoffs   *kickoff.Service
	Documents  *document.Service
	Access     *fileaccess.Service
	Decisions  *decision.Service
	Placements *placement.Service
	Imports    *fileimport.Service
	Queue      fileimport.Queue // reads files in; none where nothing works in the background
	Log        *slog.Logger
	Now        func() time.Time
	URL        string         // where people reach the site, for links that are passed on; empty is what the request says
	Proxies    []netip.Prefix // whose word of who asks is believed
	Secure     bool           // cookies only over TLS: everywhere but on one's own machine
	Gallery    bool           // the page of all parts is served: in development
	Demo       bool           // the demo was loaded: its accounts stand on the sign-in page
}

// area is the pages of one subject.
type area interface{ routes(r chi.Router) }

// New makes the whole site.
func New(d Deps) http.Handler { return gzhttp.GzipHandler(NewRouter(d)) }

// NewRouter is the site as a router, so that a test can walk every route.
func NewRouter(d Deps) chi.Router {
	sessions := newSessions(d)
	shared := responder{deps: d, sessions: sessions, upload: make(turns, uploadsAtOnce)}
	r := chi.NewRouter()
	r.Use(shared.requestID, shared.recoverer, securityHeaders)
	r.Get("/healthz", shared.healthz)
	r.Get("/readyz", shared.page(shared.readyz))
	r.Get("/static/*", static.Handler().ServeHTTP)
	r.Get("/calendar/{secret}.ics", shared.page(shared.feed))
	r.Group(func(r chi.Router) {
		r.Use(limitBody, shared.crossOrigin, shared.holder, sessions.LoadAndSave, shared.language, noStore)
		for _, a := range openAreas(shared) {
			a.routes(r)
		}
		r.Group(func(r chi.Router) {
			r.Use(shared.requireSignIn, shared.shell)
			for _, a := range areas(shared) {
				a.routes(r)
			}
		})
		r.NotFound(shared.shell(shared.page(func(http.ResponseWriter, *http.Request) error { return db.ErrNotFound })).ServeHTTP)
	})
	return r
}

// openAreas need nobody signed in.
func openAreas(s responder) []area {
	open := []area{signInPages{s}, invitationPages{s}, oneTimePages{s}, helpPages{s}}
	if s.deps.Gallery {
		open = append(open, galleryPage{s})
	}
	return open
}

// areas are every subject's pages, for who is signed in.
func areas(s responder) []area {
	return []area{
		homePages{s},
		accountPages{s},
		contactPages{s},
		callPages{s},
		draftPages{s},
		meetingPages{s},
		feedPages{s},
		teamMeetingPages{s},
		todayPages{s},
		followupPages{s},
		absencePages{s},
		conflictPages{s},
		decisionPages{s},
		stayPages{s},
		complaintPages{s},
		approvalPages{s},
		staffPages{s},
		teamPages{s},
		programmePages{s},
		cataloguePages{s},
		instrumentPages{s},
		decisionTypePages{s},
		checklistPages{s},
		letterTemplatePages{s},
		letterPages{s},
		withdrawalPages{s},
		sheetPages{s},
		paperPages{s},
		searchPages{s},
		companyPages{s},
		groupPages{s},
		dreamPages{s},
		youthPages{s},
		questionPages{s},
		reviewPages{s},
		competencePages{s},
		documentPages{s},
		accessPages{s},
		transferPages{s},
		movePages{s},
		intakePages{s},
		referralPages{s},
		ledPages{s},
		figuresPages{s},
		keptPages{s},
		economyPages{s},
		reportPages{s},
		missingPages{s},
		assignPages{s},
		importPages{s},
	}
}

// newSessions makes the sessions: one number in each, kept hashed.
func newSessions(d Deps) *scs.SessionManager {
	m := scs.New()
	m.Store = staff.NewSessions(d.DB, d.Now)
	m.HashTokenInStore = true
	m.Lifetime = staff.Lifetime
	m.Cookie.Name = "kasket"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = d.Secure
	m.Cookie.Persist = false
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		responder{deps: d, sessions: m}.fail(w, r, err)
	}
	return m
}

func (s responder) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // a client that is gone needs no answer
}

func (s responder) readyz(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.deps.DB.Ping(ctx); err != nil {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, err = w.Write([]byte("database away\n"))
		return err
	}
	s.healthz(w, r)
	return nil
}

// formOf is what makes a form's second arrival harmless: its key, and a digest of
// everything else it says.
func formOf(r *http.Request) audit.Form {
	fields := map[string][]string{}
	for name, values := range r.PostForm {
		if name != keyField {
			fields[name] = values
		}
	}
	digest := sha256.Sum256(audit.DigestOf(map[string]any{"path": r.URL.Path, "fields": fields}))
	return audit.Form{Key: r.PostFormValue(keyField), Digest: digest[:]}
}
