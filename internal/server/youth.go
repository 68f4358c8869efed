package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/web/page"
)

// youthPages are the pages of one youth. The record is opened once, by open, for
// every page below it: none can forget to ask who may see it, or to log the look.
type youthPages struct{ responder }

func (p youthPages) routes(r chi.Router) {
	r.Route("/youths/{youth}", func(r chi.Router) {
		openingPages(p).routes(r)
		r.Group(func(r chi.Router) {
			r.Use(p.know)
			for _, a := range peopleAreas(p.responder) {
				a.routes(r)
			}
		})
		r.Group(func(r chi.Router) {
			r.Use(p.open)
			for _, a := range recordAreas(p.responder) {
				a.routes(r)
			}
		})
	})
}

// recordAreas are the pages of an opened record, each with its paths below
// /youths/{youth}.
func recordAreas(s responder) []area {
	return []area{
		logPages{s},
		kickoffPages{s},
		promisePages{s},
		askPages{s},
		recordDocuments{s},
		recordAccess{s},
		overviewPages{s},
		wordPages{s},
		measurePages{s},
		planPages{s},
		matchPages{s},
		timelinePages{s},
		detailPages{s},
		safetyPages{s},
		networkPages{s},
		consentPages{s},
		disclosurePages{s},
		listedDecisions{s},
		stayList{s},
		peoplePages{s},
		closurePages{s},
		statusPages{s},
		packagePages{s},
		takeoverPages{s},
		lookupPages{s},
	}
}

// peopleAreas are pages about who has the youth. A coordinator may do these acts
// and read nothing else of the record.
func peopleAreas(s responder) []area {
	return []area{
		askTransferPages{s},
		handoverPages{s},
		coverPages{s},
		declarePages{s},
	}
}

type recordKey struct{}

// record is an opened youth with the bar that every page of theirs shows.
type record struct {
	youth.Opened
	Identity caseload.Identity
	Holder   *standing.Holder // the record is closed to who asks, who may know this much
}

// open finds the youth of the path and opens the record.
func (p youthPages) open(next http.Handler) http.Handler {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		youthID, err := id.Parse[id.Youth](chi.URLParam(r, "youth"))
		if err != nil {
			return err
		}
		opened, err := p.openRecord(r, youthID)
		if err != nil {
			return err
		}
		next.ServeHTTP(w, opened)
		return nil
	})
}

// know is open for who may read the record, and for others in the team no more than
// who has the youth.
func (p youthPages) know(next http.Handler) http.Handler {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		youthID, err := id.Parse[id.Youth](chi.URLParam(r, "youth"))
		if err != nil {
			return err
		}
		found, err := p.deps.Youths.Open(r.Context(), actor(r), youthID)
		var opened *http.Request
		switch {
		case errors.Is(err, access.ErrForbidden):
			var h standing.Holder
			h, err = p.deps.Standing.WhoIn(r.Context(), actor(r), found.Scope)
			rec := record{Opened: youth.Opened{Youth: youth.Youth{ID: youthID}, Scope: h.Scope}, Holder: &h}
			opened = r.WithContext(context.WithValue(r.Context(), recordKey{}, rec))
		case err == nil:
			opened, err = p.withBar(r, found)
		}
		if err != nil {
			return err
		}
		next.ServeHTTP(w, opened)
		return nil
	})
}

// openRecord opens a record for the request: who may see it is asked, the look
// logged, and the identity bar read.
func (s responder) openRecord(r *http.Request, youthID id.Youth) (*http.Request, error) {
	opened, err := s.deps.Youths.Open(r.Context(), actor(r), youthID)
	if err != nil {
		return nil, err
	}
	return s.withBar(r, opened)
}

// withBar reads the identity bar of an opened youth.
func (s responder) withBar(r *http.Request, opened youth.Opened) (*http.Request, error) {
	bar, err := s.deps.Caseload.Identity(r.Context(), opened.ID, opened.Scope.Enrolment)
	if err != nil {
		return nil, err
	}
	return r.WithContext(context.WithValue(r.Context(), recordKey{}, record{Opened: opened, Identity: bar})), nil
}

// recordOf is the record that open found.
func recordOf(r *http.Request) record {
	rec, _ := r.Context().Value(recordKey{}).(record)
	return rec
}

// frame is the identity bar of the record, with the section one is in.
func (s responder) frame(r *http.Request, section string) page.Frame {
	rec := recordOf(r)
	return page.Frame{
		Youth: rec.Youth, Scope: rec.Scope, Masked: rec.Masked, Identity: rec.Identity,
		Actor: actor(r), Section: section, Now: s.deps.Now(), Home: rec.Home, Holder: rec.Holder, NewKey: newKey,
	}
}
