package server

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/id"
	"kasket/internal/sheet"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

// ledPages are where a leader looks after a team, and a coordinator sees its load.
type ledPages struct{ responder }

func (p ledPages) routes(r chi.Router) {
	r.Get("/capacity", p.page(p.capacity))
	r.Get("/team", p.page(p.team))
	r.Get("/team/caseload", p.page(p.caseload))
	r.Get("/team/closed", p.page(p.closed))
	r.Get("/team/export", p.page(p.export))
	r.Get("/team/openings", p.page(p.openings))
	r.Get("/team/had/{staff}", p.page(p.had))
	r.Post("/team/openings/{opening}", p.page(p.takeNote))
}

// teamOf is the team asked for, or the first in which one may do something. A team
// of others is answered like one that is not there, or forbidden inside it.
func (s responder) teamOf(r *http.Request, do access.Action) (page.TeamChoices, error) {
	choices := page.TeamChoices{All: s.teamsWhere(r, do)}
	asked := r.FormValue("team")
	if asked == "" && len(choices.All) > 0 {
		choices.TeamChoice = choices.All[0]
		return choices, nil
	}
	team := numberOf[id.Team](asked)
	for _, t := range choices.All {
		if t.ID == team {
			choices.TeamChoice = t
		}
	}
	return choices, access.Check(actor(r), do, access.InTeam(team))
}

func (p ledPages) capacity(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.ViewLoad)
	if err != nil {
		return err
	}
	loads, err := p.deps.Caseload.Capacity(r.Context(), actor(r), team.ID)
	if err != nil {
		return err
	}
	if r, err = p.tellUncovered(r); err != nil {
		return err
	}
	mayPlan := access.May(actor(r), access.RegisterAbsence, access.InTeam(team.ID))
	return p.show(w, r, http.StatusOK, page.Capacity(team, loads, mayPlan, when.Of(p.deps.Now())))
}

func (p ledPages) team(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.ViewTeam)
	if err != nil {
		return err
	}
	f := teamFilterOf(r)
	o, err := p.deps.Caseload.Team(r.Context(), actor(r), team.ID, f)
	if err != nil {
		return err
	}
	if r, err = p.tellUncovered(r); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.LedTeam(page.TeamView{Team: team, TeamSurvey: o, Filter: f, Now: p.deps.Now()}))
}

func teamFilterOf(r *http.Request) caseload.TeamFilter {
	f := caseload.TeamFilter{Owner: numberOf[id.Staff](r.FormValue("owner")), After: numberOf[id.Youth](r.FormValue("after"))}
	for _, s := range caseload.Shows {
		if r.FormValue("show") == string(s) {
			f.Show = s
		}
	}
	return f
}

// had shows whom somebody has had.
func (p ledPages) had(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.ViewTeam)
	if err != nil {
		return err
	}
	who, err := id.Parse[id.Staff](chi.URLParam(r, "staff"))
	if err != nil {
		return err
	}
	name, spans, err := p.deps.Caseload.Had(r.Context(), actor(r), team.ID, who)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Had(team, name, spans))
}

// export gives the list as a spreadsheet: never a number, never an address.
func (p ledPages) export(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.ExportTeam)
	if err != nil {
		return err
	}
	rows, err := p.deps.Caseload.TeamList(r.Context(), actor(r), team.ID, teamFilterOf(r))
	if err != nil {
		return err
	}
	headings, cells := page.TeamCells(r.Context(), rows, when.Of(p.deps.Now()))
	var file bytes.Buffer
	if err := sheet.WriteCSV(&file, headings, cells); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+i18n.T(r.Context(), "team.file")+"-"+when.Of(p.deps.Now()).String()+`.csv"`)
	_, err = w.Write(file.Bytes())
	return err
}

// openingsPage is how many openings a page shows.
const openingsPage = 50

func (p ledPages) openings(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.ViewOpenings)
	if err != nil {
		return err
	}
	before := numberOf[int64](r.FormValue("before"))
	list, err := p.deps.Standing.Openings(r.Context(), actor(r), team.ID, before, openingsPage+1)
	if err != nil {
		return err
	}
	view := page.OpeningsView{Team: team, List: list, Later: before != 0, Now: p.deps.Now(), NewKey: newKey}
	if len(list) > openingsPage {
		view.List, view.Next = list[:openingsPage], list[openingsPage-1].ID
	}
	return p.show(w, r, http.StatusOK, page.Openings(view))
}

func (p ledPages) takeNote(w http.ResponseWriter, r *http.Request) error {
	opening, err := strconv.ParseInt(chi.URLParam(r, "opening"), 10, 64)
	if err != nil {
		return id.ErrNotNumber
	}
	team, err := p.deps.Standing.TakeNote(r.Context(), actor(r), opening, formOf(r))
	if err != nil {
		return err
	}
	return p.done(w, r, page.OpeningsPath(team), "openings.noted")
}
