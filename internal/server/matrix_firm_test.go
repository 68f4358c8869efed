package server_test

import (
	"kasket/internal/casetest"
	"kasket/internal/db"
)

// firms are those who may see companies: caseworkers, coordinators and leaders of some
// team. What a company's page tells of a youth is the reader's own (keepsSilent).
const firms = "owner buddy cover was leader opened elsewhere coordinator coordinator2 colleague glass stranger last conflicted"

func firmRoutes() map[string]expectation {
	routes := map[string]expectation{
		"GET /companies":                          {in: firms},
		"POST /companies/search":                  {in: firms},
		"GET /companies/new":                      {in: firms},
		"POST /companies":                         {in: firms},
		"GET /companies/{company}/":               {in: firms},
		"POST /companies/{company}/pause/end":     {in: firms},
		"POST /companies/{company}/friends":       {in: firms},
		"GET /companies/{company}/workplaces/new": {in: firms},
		"POST /companies/{company}/workplaces":    {in: firms, form: map[string][]string{"zip": {"x"}}},
		"GET /companies/{company}/people/new":     {in: firms},
		"POST /companies/{company}/people":        {in: firms},
		"POST /companies/{company}/merge/search":  {in: firms},
	}
	for _, form := range []string{"edit", "pause", "workplaces/{workplace}", "people/{employee}", "merge"} {
		routes["GET /companies/{company}/"+form] = expectation{in: firms}
		routes["POST /companies/{company}/"+form] = expectation{in: firms, form: map[string][]string{"version": {"999"}, "zip": {"x"}}}
	}
	return routes
}

// companies gives the company of the land a workplace and somebody one calls, and Mads a
// stay there that is over.
func (l *land) companies() {
	l.Helper()
	args := db.Args{"c": l.params["company"]}
	l.params["workplace"] = casetest.One[string](l.World, `SELECT min(id)::text FROM company_workplaces WHERE company_id = @c::bigint`, args)
	l.params["employee"] = casetest.One[string](l.World, `SELECT min(id)::text FROM company_people WHERE company_id = @c::bigint`, args)
	l.Exec(`INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, from_on, to_on, hours, result, by_id)
		VALUES (@y, @e, @c::bigint, @w::bigint, 'vp', @from, @to, 20, 'completed', @by)`,
		db.Args{
			"y": l.mads, "e": l.courseOf(l.mads), "c": l.params["company"], "w": l.params["workplace"], "by": l.who["owner"].Staff,
			"from": l.Today().AddDays(-50), "to": l.Today().AddDays(-40),
		})
}
