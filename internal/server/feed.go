package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/calendar"
	"kasket/internal/db"
	"kasket/web/i18n"
	"kasket/web/page"
)

// feedPages are one's own link to one's own calendar.
type feedPages struct{ responder }

func (p feedPages) routes(r chi.Router) {
	r.Get(page.CalendarLinkPath, p.page(p.own))
	r.Post(page.CalendarLinkPath, p.page(p.renew))
	r.Post(page.CalendarLinkPath+"/end", p.page(p.end))
}

func (p feedPages) own(w http.ResponseWriter, r *http.Request) error { return p.shown(w, r, "") }

func (p feedPages) shown(w http.ResponseWriter, r *http.Request, link string) error {
	feed, err := p.deps.Meetings.OwnFeed(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.CalendarLink(page.CalendarLinkView{Feed: feed, Link: link, NewKey: newKey, Now: p.deps.Now()}))
}

// renew shows the new link at once: it is nowhere but on this page. A form that was sent
// before has no secret to show.
func (p feedPages) renew(w http.ResponseWriter, r *http.Request) error {
	secret, err := p.deps.Meetings.NewFeed(r.Context(), actor(r), formOf(r))
	if _, said := broken(err); said || err == nil && secret == "" {
		return p.done(w, r, page.CalendarLinkPath, "calendar.made_before")
	}
	if err != nil {
		return err
	}
	return p.shown(w, r, p.siteURL(r)+page.FeedPath(secret))
}

func (p feedPages) end(w http.ResponseWriter, r *http.Request) error {
	err := p.deps.Meetings.EndFeed(r.Context(), actor(r), formOf(r))
	if _, said := broken(err); !said && err != nil {
		return err
	}
	return p.done(w, r, page.CalendarLinkPath, "calendar.ended")
}

// feed answers a calendar outside the house, which signs in nowhere: the secret is all it
// has. The log names the route and not the path.
func (s responder) feed(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	slots, err := s.deps.Meetings.Slots(r.Context(), chi.URLParam(r, "secret"))
	if errors.Is(err, db.ErrNotFound) {
		err = s.missed(r)
		if _, often := broken(err); often {
			w.WriteHeader(http.StatusTooManyRequests)
			return nil
		}
		if err == nil {
			http.Error(w, http.StatusText(http.StatusNotFound), http.StatusNotFound)
			return nil
		}
	}
	if err != nil {
		return err
	}
	events := make([]calendar.Event, len(slots))
	for i, x := range slots {
		events[i] = calendar.Event(x)
	}
	words := calendar.Titles{Calendar: i18n.T(r.Context(), "calendar.name"), Appointment: i18n.T(r.Context(), "calendar.appointment")}
	w.Header().Set("Content-Type", calendar.ContentType)
	_, _ = w.Write([]byte(calendar.Write(events, words, s.deps.Now()))) // a client that is gone needs no answer
	return nil
}

// missed counts a secret link that opened nothing against the address that tried it, and
// refuses an address that tried too many. A link that opens something is never refused:
// many share an address, and a calendar goes on asking for a link that was renewed.
func (s responder) missed(r *http.Request) error {
	address := s.addressOf(r)
	if err := s.deps.Staff.MayTryLink(r.Context(), address); err != nil {
		return err
	}
	return s.deps.Staff.LinkMissed(r.Context(), address)
}
