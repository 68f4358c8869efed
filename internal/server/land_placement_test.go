package server_test

import (
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
)

// placementRoutes are about a stay of Mads that waits for its agreement.
func placementRoutes() map[string]expectation {
	const (
		places  = "owner cover opened last"
		follows = "owner buddy cover opened last"
	)
	return map[string]expectation{
		"GET /youths/{youth}/placements":         {in: readers, may: team},
		"GET /youths/{youth}/placements/new":     {in: places, may: team},
		"POST /youths/{youth}/placements":        {in: places, may: team},
		"POST /youths/{youth}/placements/search": {in: places, may: team},

		"GET /placements/{placement}/":            {in: readers, may: team},
		"GET /placements/{placement}/edit":        {in: places, may: team},
		"POST /placements/{placement}/edit":       {in: places, may: team},
		"POST /placements/{placement}/agreement":  {in: places, may: team},
		"POST /placements/{placement}/beginning":  {in: places, may: team},
		"POST /placements/{placement}/extension":  {in: places, may: team},
		"POST /placements/{placement}/absence":    {in: follows, may: team},
		"POST /placements/{placement}/acute":      {in: follows, may: team},
		"POST /placements/{placement}/conclusion": {in: places, may: team},
	}
}

// place puts youths into companies where they wait for the agreement: their page has
// every form.
func (l *land) place() {
	l.Helper()
	firm := l.Company("Havnens Både")
	l.Exec(`INSERT INTO company_people (company_id, name, title, phone, email, added_by, added_at)
		VALUES (@c, 'Karen Møller & søn', 'mester', '+4598123456', 'karen@havnensbaade.test', @by, @now)`, db.Args{"c": firm, "by": l.who["owner"].Staff, "now": l.Now()})
	for params, y := range map[*map[string]string]id.Youth{&l.params: l.mads, &l.closed: l.ida, &l.apart: l.nils} {
		(*params)["placement"] = casetest.One[string](l.World, `
			INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, row, from_on, to_on, hours, purpose, tasks, agreement, by_id)
			SELECT @y, @e, w.company_id, w.id, 'vp', to_jsonb(c), @today::date - 3, @today::date + 25, 12, 'clarify', 'Slibe & <lakere>', 'vitas', @by
			FROM company_workplaces w, (SELECT id, kind, code, name_da, name_en, grouping, rule, valid_from AS "from", '' AS "to", position, confirmed, source
			                            FROM catalogue WHERE kind = 'placement' AND code = 'vp') c
			WHERE w.company_id = @c RETURNING id::text`,
			db.Args{"y": y, "e": l.courseOf(y), "c": firm, "today": l.Today(), "by": l.who["owner"].Staff})
	}
}
