package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/figures"
	"kasket/internal/id"
	"kasket/web/page"
)

// wish reads a figure of a team's own as its leader would have it.
func (f *fields) wish(r *http.Request) figures.Wish {
	return figures.Wish{
		NameDa: f.text("name_da"), NameEn: f.text("name_en"), TextDa: f.text("meaning_da"), TextEn: f.text("meaning_en"),
		Measure: figures.Measure(f.text("measure")), Exits: r.PostForm["exits"], Statuses: r.PostForm["statuses"], Ready: r.PostForm["ready"],
		Excluded: r.PostForm["excluded"], Within: f.whole("within"), Window: f.whole("window"), Target: f.whole("target"),
		Source: f.text("source"), Ended: f.text("ended") == "yes",
	}
}

// defining shows the form of a new figure of a team's own, or with typed as it was sent.
func (p figuresPages) defining(w http.ResponseWriter, r *http.Request, team page.TeamChoices, status int, typed page.Typed) error {
	choices, err := p.deps.Figures.Choices(r.Context())
	if err != nil {
		return err
	}
	typed.Values.Set("team", id.String(team.ID))
	return p.show(w, r, status, page.Define(page.DefineForm{Typed: typed, Team: team, Choices: choices, By: actor(r)}))
}

func (p figuresPages) newOwn(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.DefineResults)
	if err != nil {
		return err
	}
	return p.defining(w, r, team, http.StatusOK, fresh(map[string][]string{}, 0))
}

func (p figuresPages) makeOwn(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.DefineResults)
	if err != nil {
		return err
	}
	f := p.fields(r)
	wish := f.wish(r)
	wish.Team = team.ID
	key, err := "", f.broken.Err()
	if err == nil {
		key, err = p.deps.Figures.Define(r.Context(), actor(r), wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.defining(w, r, team, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.FiguresPath+"/"+key, "define.made")
}

// redefining shows a figure of a team's own to be changed, or with typed as it was sent.
func (p figuresPages) redefining(w http.ResponseWriter, r *http.Request, was figures.Definition, status int, typed page.Typed) error {
	choices, err := p.deps.Figures.Choices(r.Context())
	if err != nil {
		return err
	}
	if status == http.StatusConflict {
		typed.Theirs = page.DefinitionFacts(r.Context(), was, choices)
	}
	form := page.DefineForm{Typed: typed, Was: was, Choices: choices, By: actor(r)}
	for _, t := range p.teamsWhere(r, access.DefineResults) {
		if t.ID == was.Team {
			form.Team.TeamChoice = t
		}
	}
	return p.show(w, r, status, page.Define(form))
}

func (p figuresPages) editOwn(w http.ResponseWriter, r *http.Request) error {
	was, err := p.deps.Figures.Own(r.Context(), actor(r), chi.URLParam(r, "own"))
	if err != nil {
		return err
	}
	return p.redefining(w, r, was, http.StatusOK, fresh(page.DefinitionValues(was), was.Version))
}

func (p figuresPages) changeOwn(w http.ResponseWriter, r *http.Request) error {
	was, err := p.deps.Figures.Own(r.Context(), actor(r), chi.URLParam(r, "own"))
	if err != nil {
		return err
	}
	f := p.fields(r)
	wish, version := f.wish(r), f.version()
	if err = f.broken.Err(); err == nil {
		err = p.deps.Figures.Redefine(r.Context(), actor(r), was.Key, version, wish, formOf(r))
	}
	if old, ok := errors.AsType[*figures.Stale](err); ok {
		return p.redefining(w, r, old.Theirs, http.StatusConflict, stale(r, old.Theirs.Version))
	}
	if v, ok := broken(err); ok {
		return p.redefining(w, r, was, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.FiguresPath+"/"+was.Key, "define.changed")
}
