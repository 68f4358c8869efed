package server

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/db"
	"kasket/web/page"
)

// overviewPages are the first page of a youth.
type overviewPages struct{ responder }

func (p overviewPages) routes(r chi.Router) {
	r.Get("/", p.page(p.overview))
	r.Get("/ready", p.page(p.ready))
}

// latest is how many entries of the history the first page shows.
const latest = 8

func (p overviewPages) overview(w http.ResponseWriter, r *http.Request) error {
	rec := recordOf(r)
	o, err := p.deps.Caseload.Overview(r.Context(), actor(r), rec.ID, rec.Scope.Enrolment)
	if err != nil {
		return err
	}
	entries, more, err := p.deps.Caseload.Timeline(r.Context(), actor(r), rec.ID, caseload.TimelineFilter{Limit: latest})
	if err != nil {
		return err
	}
	needs := o.Attention(rec.Youth, rec.Identity, actor(r).Staff, p.deps.Now())
	return p.show(w, r, http.StatusOK, page.YouthOverview(p.frame(r, "overview"), o, needs, page.History{Entries: entries, More: more}))
}

// ready is what one reads on the way to a meeting.
func (p overviewPages) ready(w http.ResponseWriter, r *http.Request) error {
	rec := recordOf(r)
	o, err := p.deps.Caseload.Overview(r.Context(), actor(r), rec.ID, rec.Scope.Enrolment)
	if err != nil {
		return err
	}
	more, err := p.deps.Caseload.Ready(r.Context(), actor(r), rec.ID)
	if err != nil {
		return err
	}
	needs := o.Attention(rec.Youth, rec.Identity, actor(r).Staff, p.deps.Now())
	return p.show(w, r, http.StatusOK, page.ReadyPage(page.ReadyView{Frame: p.frame(r, "overview"), Overview: o, Needs: needs, Ready: more}))
}

// timelinePages are the history of a youth.
type timelinePages struct{ responder }

func (p timelinePages) routes(r chi.Router) {
	r.Get("/timeline", p.page(p.timeline))
}

// entriesShown is how many entries a page of the history holds.
const entriesShown = 50

func (p timelinePages) timeline(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f, err := filterOf(q)
	if err != nil {
		return db.ErrNotFound // an address no page of ours made
	}
	rec := recordOf(r)
	entries, more, err := p.deps.Caseload.Timeline(r.Context(), actor(r), rec.ID, f)
	if err != nil {
		return err
	}
	h := page.History{Entries: entries, More: more, Filter: f}
	if h.Facets, err = p.deps.Caseload.FacetsOf(r.Context(), rec.ID, rec.Scope.Enrolment); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.YouthTimeline(p.frame(r, "timeline"), h))
}

// filterOf reads the filter of the history from an address. An unknown sort or hat
// finds nothing rather than everything.
func filterOf(q url.Values) (caseload.TimelineFilter, error) {
	key, err := caseload.ParseKey(q.Get("before"))
	f := caseload.TimelineFilter{Sort: caseload.Sort(q.Get("kind")), Hat: q.Get("hat"), Doing: q.Get("activity"), System: q.Get("system") == "1", Before: key, Limit: entriesShown}
	if err == nil && !f.Known() {
		err = db.ErrNotFound
	}
	return f, err
}

// lookupPages show who has seen the record.
type lookupPages struct{ responder }

func (p lookupPages) routes(r chi.Router) {
	r.Get("/lookups", p.page(p.lookups))
}

// linesShown is how many lines of the trail a page holds.
const linesShown = 50

func (p lookupPages) lookups(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.acting(r, access.ViewLookups)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt("0"+r.URL.Query().Get("before"), 10, 64)
	if err != nil {
		return db.ErrNotFound
	}
	lines, err := p.deps.Trail.OfYouth(r.Context(), rec.ID, before, linesShown+1)
	if err != nil {
		return err
	}
	list := page.Lookups{First: before == 0}
	if len(lines) > linesShown {
		lines = lines[:linesShown]
		list.Next = lines[len(lines)-1].ID
	}
	for _, l := range lines {
		list.Lines = append(list.Lines, page.Lookup{At: l.At, Name: l.Name, Action: l.Action, Reason: l.Reason})
	}
	return p.show(w, r, http.StatusOK, page.YouthLookups(p.frame(r, "lookups"), list))
}
