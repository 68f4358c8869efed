package server

import (
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/id"
	"kasket/internal/staff"
	"kasket/internal/when"
	"kasket/web/page"
)

// teamPages are the administrator's pages of the teams.
type teamPages struct{ responder }

func (p teamPages) routes(r chi.Router) {
	r.Get("/teams", p.page(p.list))
	r.Get("/teams/new", p.page(p.make))
	r.Post("/teams/new", p.page(p.making))
	r.Get("/teams/{team}", p.team(p.show1))
	r.Get("/teams/{team}/edit", p.team(p.edit))
	r.Post("/teams/{team}/edit", p.team(p.editing))
	r.Get("/teams/{team}/closure", p.team(p.close))
	r.Post("/teams/{team}/closure", p.team(p.closing))
}

// team finds which team a page is about, for an administrator.
func (p teamPages) team(h func(http.ResponseWriter, *http.Request, staff.Team) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		number, err := id.Parse[id.Team](chi.URLParam(r, "team"))
		if err != nil {
			return err
		}
		team, err := p.deps.Staff.Team(r.Context(), actor(r), number)
		if err != nil {
			return err
		}
		return h(w, r, team)
	})
}

func (p teamPages) list(w http.ResponseWriter, r *http.Request) error {
	teams, err := p.deps.Staff.Teams(r.Context(), actor(r))
	if err != nil {
		return err
	}
	headless, err := p.deps.Caseload.Headless(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.TeamList(teams, headless))
}

func (p teamPages) show1(w http.ResponseWriter, r *http.Request, team staff.Team) error {
	members, err := p.deps.Staff.Members(r.Context(), actor(r), team.ID)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Team(team, members))
}

func (p teamPages) form(w http.ResponseWriter, r *http.Request, status int, team staff.Team, t page.Typed) error {
	if err := access.Check(actor(r), access.ManageStaff, access.Scope{}); err != nil {
		return err
	}
	programmes, err := p.deps.Programmes.All(r.Context())
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.EditTeam(page.TeamForm{Typed: t, ID: team.ID, Name: team.Name, Programmes: programmes}))
}

func (p teamPages) make(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, http.StatusOK, staff.Team{}, fresh(nil, 0))
}

func (p teamPages) teamOf(r *http.Request) (staff.Team, error) {
	f := p.fields(r)
	t := staff.Team{Name: f.text("name"), Phone: f.text("phone"), PhoneHours: f.text("phone_hours"), Programme: one[id.Programme](f, "programme"), TargetDays: f.number("target_days"), Version: f.version()}
	return t, f.broken.Err()
}

func (p teamPages) making(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r)
	if err == nil {
		team.ID, err = p.deps.Staff.MakeTeam(r.Context(), actor(r), team, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.form(w, r, http.StatusUnprocessableEntity, staff.Team{}, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.TeamPage(team.ID), "form.saved")
}

func (p teamPages) edit(w http.ResponseWriter, r *http.Request, team staff.Team) error {
	return p.form(w, r, http.StatusOK, team, fresh(page.TeamValues(team), team.Version))
}

func (p teamPages) editing(w http.ResponseWriter, r *http.Request, now staff.Team) error {
	team, err := p.teamOf(r)
	team.ID = now.ID
	if err == nil {
		err = p.deps.Staff.ChangeTeam(r.Context(), actor(r), team, formOf(r))
	}
	if old, is := errors.AsType[*staff.StaleTeam](err); is {
		t := stale(r, old.Theirs.Version)
		t.Theirs = page.TeamFacts(r.Context(), old.Theirs, team)
		return p.form(w, r, http.StatusUnprocessableEntity, now, t)
	}
	if v, ok := broken(err); ok {
		return p.form(w, r, http.StatusUnprocessableEntity, now, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.TeamPage(team.ID), "form.saved")
}

func (p teamPages) close(w http.ResponseWriter, r *http.Request, team staff.Team) error {
	return p.show(w, r, http.StatusOK, page.CloseTeam(team, fresh(map[string][]string{"last": {team.ClosedOn.Danish()}}, 0)))
}

func (p teamPages) closing(w http.ResponseWriter, r *http.Request, team staff.Team) error {
	f := p.fields(r)
	last := f.day("last", when.Future)
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Staff.CloseTeam(r.Context(), actor(r), team.ID, last, formOf(r))
	}
	if err != nil {
		return p.again(w, r, err, func(t page.Typed) templ.Component { return page.CloseTeam(team, t) })
	}
	return p.done(w, r, page.TeamPage(team.ID), "form.saved")
}
