package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/placement"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/web/page"
)

// matchPages find a company for an opened youth.
type matchPages struct{ responder }

func (p matchPages) routes(r chi.Router) {
	r.Get("/matches", p.page(p.list))
	r.Post("/matches", p.page(p.think))
	r.Post("/matches/{match}", p.page(p.answer))
}

func (p matchPages) list(w http.ResponseWriter, r *http.Request) error {
	return p.showList(w, r, http.StatusOK, page.MatchView{})
}

func (p matchPages) showList(w http.ResponseWriter, r *http.Request, status int, v page.MatchView) error {
	v.Filter = caseload.MatchFilter{Text: rule.Line(r.FormValue("q")), All: r.FormValue("all") != ""}
	var err error
	if v.Matching, err = p.deps.Caseload.Matching(r.Context(), actor(r), recordOf(r).Scope, v.Filter); err != nil {
		return err
	}
	return p.show(w, r, status, page.Matches(p.frame(r, "placements"), v))
}

func (p matchPages) think(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	t := placement.Thought{Company: one[id.Company](f, "company"), Sentence: f.text("sentence")}
	_, err := p.deps.Placements.Think(r.Context(), actor(r), recordOf(r).ID, t, formOf(r))
	if v, ok := broken(err); ok {
		return p.showList(w, r, http.StatusUnprocessableEntity, page.MatchView{Chosen: t.Company, Sentence: t.Sentence, Key: keyAgain(r, err), Broken: v})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(recordOf(r).ID, "matches"), "match.saved")
}

func (p matchPages) answer(w http.ResponseWriter, r *http.Request) error {
	match, err := id.Parse[id.Match](chi.URLParam(r, "match"))
	if err != nil {
		return err
	}
	f := p.fields(r)
	view := page.MatchView{Match: match, Answer: placement.Reply(f.text("answer")), Note: f.text("answer_note")}
	err = p.deps.Placements.Answered(r.Context(), actor(r), recordOf(r).ID, match, view.Answer, view.Note, formOf(r))
	if v, ok := broken(err); ok {
		view.Key, view.Broken = keyAgain(r, err), v
		return p.showList(w, r, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(recordOf(r).ID, "matches"), "match.answered")
}
