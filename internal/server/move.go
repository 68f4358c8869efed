package server

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/transfer"
	"kasket/internal/id"
	"kasket/internal/staff"
	"kasket/web/page"
	"kasket/web/ui"
)

// movePages pass on all that somebody who leaves has in a team.
type movePages struct{ responder }

func (p movePages) routes(r chi.Router) {
	r.Get("/staff/{staff}/move", p.page(p.preview))
	r.Post("/staff/{staff}/move", p.page(p.move))
}

func (p movePages) preview(w http.ResponseWriter, r *http.Request) error {
	return p.showMove(w, r, http.StatusOK, page.MoveForm{Typed: fresh(nil, 0)})
}

// showMove shows the rows as they stand; the first time every proposal is chosen.
func (p movePages) showMove(w http.ResponseWriter, r *http.Request, status int, form page.MoveForm) error {
	leaver, err := id.Parse[id.Staff](chi.URLParam(r, "staff"))
	if err != nil {
		return err
	}
	if form.Team, err = p.teamOf(r, access.MoveCaseload); err != nil {
		return err
	}
	if form.Caseload, err = p.deps.Transfers.Caseload(r.Context(), actor(r), leaver, form.Team.ID); err != nil {
		return err
	}
	if form.Values == nil {
		form.Values = page.MoveValues(form.Caseload)
	}
	form.Now = p.deps.Now()
	return p.show(w, r, status, page.Move(form))
}

func (p movePages) move(w http.ResponseWriter, r *http.Request) error {
	leaver, err := id.Parse[id.Staff](chi.URLParam(r, "staff"))
	if err != nil {
		return err
	}
	team, err := p.teamOf(r, access.MoveCaseload)
	if err != nil {
		return err
	}
	m := transfer.Move{
		Staff: leaver, Team: team.ID, Reason: r.PostFormValue("reason"),
		Choices: choicesOf(r), All: r.PostFormValue("how") != "able",
	}
	moved, err := p.deps.Transfers.Move(r.Context(), actor(r), m, formOf(r))
	if v, ok := broken(err); ok {
		return p.showMove(w, r, http.StatusUnprocessableEntity, page.MoveForm{Typed: typedAgain(r, err, v)})
	}
	if err != nil {
		return err
	}
	if len(moved.Refused) > 0 { // the key was used up by what was moved
		form := page.MoveForm{Typed: page.Typed{Values: r.PostForm, Key: newKey(), Broken: moved.Refused}, Moved: moved.Done}
		return p.showMove(w, r, http.StatusUnprocessableEntity, form)
	}
	return p.done(w, r, page.MovePath(leaver, team.ID), "move.done")
}

// choicesOf reads what was chosen for each row: somebody, nobody any more, or not yet.
// What cannot be read was not chosen.
func choicesOf(r *http.Request) map[string]transfer.Choice {
	choices := map[string]transfer.Choice{}
	for name := range r.PostForm {
		key, is := strings.CutPrefix(name, "to.")
		if !is {
			continue
		}
		c := transfer.Choice{Reason: r.PostFormValue("reason." + key)}
		if typed := r.PostFormValue(name); typed == "0" {
			c.Nobody = true
		} else if to, err := id.Parse[id.Staff](typed); err == nil {
			c.To = to
		}
		choices[key] = c
	}
	return choices
}

// moveLink leads to moving what somebody has, for who may in one of their teams.
func (s responder) moveLink(r *http.Request, who staff.Person) ui.Link {
	return page.MoveLink(r.Context(), who.ID, slices.Sorted(maps.Keys(who.Roles.Teams)), actor(r).TeamsWhere(access.MoveCaseload))
}
