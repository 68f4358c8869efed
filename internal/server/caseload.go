package server

import (
	"net/http"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/when"
	"kasket/web/page"
)

// caseload is what everybody in a team carries: a coordinator's and a leader's page for
// sharing work out.
func (p ledPages) caseload(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.ViewLoad)
	if err != nil {
		return err
	}
	v := page.CaseloadView{Team: team, By: actor(r), Sort: known(caseload.LoadSort(r.FormValue("sort")), caseload.LoadSorts...), Today: when.Of(p.deps.Now())}
	if v.Sort == "" {
		v.Sort = caseload.ByName
	}
	if v.Caseloads, err = p.deps.Caseload.Caseloads(r.Context(), actor(r), team.ID, v.Sort); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.TeamCaseload(v))
}
