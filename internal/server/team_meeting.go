package server

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/meeting"
	"kasket/internal/id"
	"kasket/web/page"
)

// teamMeetingPages are the meetings of us: a team's, and the leaders'.
type teamMeetingPages struct{ responder }

func (p teamMeetingPages) routes(r chi.Router) {
	r.Get("/team-meetings", p.page(p.ofTeam))
	r.Post("/team-meetings", p.page(p.plan))
	r.Get("/leader-meetings", p.page(p.ofLeaders))
	r.Post("/leader-meetings", p.page(p.planForLeaders))
	r.Get("/team-meetings/{gathering}", p.page(p.read))
	r.Post("/team-meetings/{gathering}", p.page(p.keep))
}

func (p teamMeetingPages) ofTeam(w http.ResponseWriter, r *http.Request) error {
	return p.list(w, r, http.StatusOK, fresh(url.Values{"meeting_kind": {string(meeting.Weekly)}}, 0))
}

func (p teamMeetingPages) list(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	team, err := p.teamOf(r, access.ViewTeamMeetings)
	if err != nil {
		return err
	}
	a, err := p.deps.Caseload.TeamAgenda(r.Context(), actor(r), team.ID)
	if err != nil {
		return err
	}
	v := page.TeamMeetingsView{TeamAgenda: a, Teams: team, Form: t, Now: p.deps.Now(), Leaders: access.May(actor(r), access.KeepLeaderMeeting, access.Scope{})}
	return p.show(w, r, status, page.TeamMeetings(v))
}

func (p teamMeetingPages) plan(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.KeepTeamMeetings)
	if err != nil {
		return err
	}
	f := p.fields(r)
	wish := meeting.TeamWish{Kind: meeting.Kind(f.text("meeting_kind")), At: f.text("next"), Place: f.text("meeting_place")}
	err = p.deps.Meetings.PlanTeam(r.Context(), actor(r), team.ID, wish, formOf(r))
	if wrong, ok := broken(err); ok {
		return p.list(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, wrong))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.TeamMeetingsOf(team.ID), "meeting.planned")
}

func (p teamMeetingPages) ofLeaders(w http.ResponseWriter, r *http.Request) error {
	return p.leaders(w, r, http.StatusOK, fresh(nil, 0))
}

func (p teamMeetingPages) leaders(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	a, err := p.deps.Caseload.TeamAgenda(r.Context(), actor(r), 0)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.LeaderMeetings(page.TeamMeetingsView{TeamAgenda: a, Form: t, Now: p.deps.Now()}))
}

func (p teamMeetingPages) planForLeaders(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	err := p.deps.Meetings.PlanTeam(r.Context(), actor(r), 0, meeting.TeamWish{At: f.text("next"), Place: f.text("meeting_place")}, formOf(r))
	if wrong, ok := broken(err); ok {
		return p.leaders(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, wrong))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.LeaderMeetingsPath, "meeting.planned")
}

func (p teamMeetingPages) one(r *http.Request) (meeting.TeamMeeting, error) {
	number, err := id.Parse[id.TeamMeeting](chi.URLParam(r, "gathering"))
	if err != nil {
		return meeting.TeamMeeting{}, err
	}
	return p.deps.Caseload.TeamMeeting(r.Context(), actor(r), number)
}

func (p teamMeetingPages) read(w http.ResponseWriter, r *http.Request) error {
	m, err := p.one(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.TeamMeetingPage(page.TeamMeetingView{M: m, Form: fresh(page.TeamMeetingValues(m), m.Version), Now: p.deps.Now()}))
}

func (p teamMeetingPages) keep(w http.ResponseWriter, r *http.Request) error {
	m, err := p.one(r)
	if err != nil {
		return err
	}
	f := p.fields(r)
	x := meeting.TeamNotes{Agenda: f.text("agenda"), Notes: f.text("notes"), State: meeting.State(f.text("meeting_state")), Version: f.version()}
	err = p.deps.Meetings.KeepTeam(r.Context(), actor(r), m.ID, x, formOf(r))
	if wrong, ok := broken(err); ok {
		v := page.TeamMeetingView{M: m, Form: typedAgain(r, err, wrong), Now: p.deps.Now()}
		if wrong.Has("stale") { // sent again it is made from theirs, which stands beside it
			v.Form.Version, v.Form.Theirs = m.Version, page.TeamMeetingFacts(r.Context(), m)
		}
		return p.show(w, r, http.StatusUnprocessableEntity, page.TeamMeetingPage(v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.TeamMeetingPath(m.ID), "form.saved")
}
