package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/sparring"
	"kasket/web/page"
)

// competencePages are who knows most about what.
type competencePages struct{ responder }

func (p competencePages) routes(r chi.Router) {
	r.Get(page.CompetencesPath, p.page(p.list))
	r.Post(page.CompetencesPath, p.page(p.keep))
	r.Post(page.CompetencesPath+"/news", p.page(p.tell))
}

func (p competencePages) list(w http.ResponseWriter, r *http.Request) error {
	return p.view(w, r, http.StatusOK, page.CompetenceView{})
}

func (p competencePages) view(w http.ResponseWriter, r *http.Request, status int, v page.CompetenceView) error {
	var err error
	if v.Fields, err = p.deps.Sparring.Fields(r.Context(), actor(r)); err != nil {
		return err
	}
	v.Me, v.NewKey, v.Now = actor(r).Staff, newKey, p.deps.Now()
	return p.show(w, r, status, page.Competences(v))
}

func (p competencePages) keep(w http.ResponseWriter, r *http.Request) error {
	part := r.PostFormValue("part")
	err := p.deps.Sparring.KeepCompetence(r.Context(), actor(r), sparring.Claim{
		Area: r.PostFormValue("area"), Knows: part == "knows" || part == "keeps", Responsible: part == "keeps",
	}, formOf(r))
	return p.carried(w, r, "competence.kept", err)
}

func (p competencePages) tell(w http.ResponseWriter, r *http.Request) error {
	err := p.deps.Sparring.TellNews(r.Context(), actor(r), r.PostFormValue("area"), r.PostFormValue("news"), formOf(r))
	return p.carried(w, r, "competence.told", err)
}

// carried answers a form: with the page as it is now, or with what was typed.
func (p competencePages) carried(w http.ResponseWriter, r *http.Request, flash string, err error) error {
	if faults, ok := broken(err); ok {
		return p.view(w, r, http.StatusUnprocessableEntity, page.CompetenceView{Area: r.PostFormValue("area"), Typed: typedAgain(r, err, faults)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CompetencesPath, flash)
}
