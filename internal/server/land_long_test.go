package server_test

import (
	"kasket/internal/casetest"
	"kasket/internal/db"
)

// asks lets a stay of Mads be so long that his leader is asked about it.
func (l *land) asks() {
	l.Helper()
	l.params["stay"] = casetest.One[string](l.World, `
		INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, from_on, to_on, hours, agreement, agreement_state, agreement_on, long_why, long_to, by_id)
		SELECT @y, @e, w.company_id, w.id, 'vp', @today::date + 40, @today::date + 40 + 181, 12, 'vitas', 'approved', @today::date, 'Han er på vej & har brug for <mere tid>', @today::date + 40 + 220, @by
		FROM company_workplaces w WHERE w.company_id = @c RETURNING id::text`,
		db.Args{"y": l.mads, "e": l.courseOf(l.mads), "c": l.Company("Havnens Tømrer"), "today": l.Today(), "by": l.who["owner"].Staff})
}
