package enrolment_test

import (
	"maps"
	"slices"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/staff"
	"kasket/internal/when"
)

// awayModel is an absence; to is none while nobody knows.
type awayModel struct {
	id       id.Absence
	staff    id.Staff
	from, to when.Date
}

func (m awayModel) on(d when.Date) bool {
	return !d.Before(m.from) && (m.to.IsZero() || !d.After(m.to))
}

// horizon is further than the clock of a sequence goes.
const horizon = 300

// daysOf are the days of a period, one by one.
func daysOf(from, to when.Date) map[when.Date]bool {
	list := map[when.Date]bool{}
	for i := range horizon {
		if d := from.AddDays(i); to.IsZero() || !d.After(to) {
			list[d] = true
		}
	}
	return list
}

// lasts reports whether there are days left of what was arranged.
func (p coverModel) lasts(today when.Date) bool {
	for d := range p.days {
		if !d.Before(today) {
			return true
		}
	}
	return false
}

func (v *town) isAway(n id.Staff, d when.Date) bool {
	return slices.ContainsFunc(v.away, func(m awayModel) bool { return m.staff == n && m.on(d) })
}

// inside is the absence of the owner that a whole period lies in.
func (v *town) inside(owner id.Staff, from, to when.Date) id.Absence {
	for _, m := range v.away {
		if m.staff == owner && m.on(from) && (m.to.IsZero() || !to.IsZero() && m.on(to)) {
			return m.id
		}
	}
	return 0
}

// covers says in the words of the issue who covers on a day: who was chosen by hand
// and is there; else the buddy, while the owner is away and the buddy is not.
func (v *town) covers(c *course, d when.Date) id.Staff {
	for _, p := range c.covers {
		if p.forOwner == c.owner && p.days[d] {
			return p.staff
		}
	}
	if c.buddy != 0 && v.isAway(c.owner, d) && !v.isAway(c.buddy, d) {
		return c.buddy
	}
	return 0
}

// settle takes away the days to come of what was arranged by hand, where who covers
// is away, or the absence it was for is over.
func (v *town) settle(c *course) {
	today := v.Today()
	for _, p := range c.covers {
		if p.forOwner != c.owner || c.closed != nil {
			continue
		}
		maps.DeleteFunc(p.days, func(d when.Date, _ bool) bool {
			lasts := p.absence == 0 || slices.ContainsFunc(v.away, func(m awayModel) bool { return m.id == p.absence && m.on(d) })
			return !d.Before(today) && (!lasts || v.isAway(p.staff, d))
		})
	}
}

// plans judges who may say when somebody is away.
func (v *town) plans(act string, by access.Actor, who id.Staff, err error) bool {
	v.Helper()
	north := v.staff[0].Memberships[0].Team
	may := by.Staff == who || by.In(north, access.Leader) || by.In(north, access.Coordinator)
	switch {
	case err == nil && !may:
		v.Fatalf("%s by %s went through", act, by.Name)
	case err == nil:
		v.acts[act]++
	case may && !v.broken(err):
		v.Fatalf("%s by %s: %v", act, by.Name, err)
	}
	return err == nil
}

func (v *town) absent(by, who access.Actor) {
	v.Helper()
	from := v.Today().AddDays(v.r.IntN(6) - 1)
	a := staff.Absence{Kind: staff.Sick, From: from, To: from.AddDays(v.r.IntN(8) - 1)}
	if v.r.IntN(3) == 0 {
		a.To = when.Date{}
	}
	if v.r.IntN(2) == 0 {
		by = who
	}
	number, err := v.Enrolments.RegisterAbsence(v.Context(), by, who.Staff, a, audit.Form{})
	if v.plans("absence", by, who.Staff, err) {
		v.away = append(v.away, awayModel{number, who.Staff, a.From, a.To})
	}
}

// running is an absence of somebody that has not ended.
func (v *town) running(n id.Staff) int {
	return slices.IndexFunc(v.away, func(m awayModel) bool { return m.staff == n && (m.to.IsZero() || !m.to.Before(v.Today())) })
}

func (v *town) comeBack(by, who access.Actor) {
	v.Helper()
	i := v.running(who.Staff)
	if i < 0 {
		return
	}
	if v.r.IntN(2) == 0 {
		by = who
	}
	m := v.away[i]
	if !v.plans("return", by, who.Staff, v.Enrolments.EndAbsence(v.Context(), by, who.Staff, m.id, audit.Form{})) {
		return
	}
	if m.from.Before(v.Today()) {
		v.away[i].to = v.Today().AddDays(-1)
		return
	}
	v.away = slices.Delete(v.away, i, i+1)
	for _, c := range v.courses { // what was arranged for it goes with it
		c.covers = slices.DeleteFunc(c.covers, func(p coverModel) bool { return p.absence == m.id })
	}
}

func (v *town) newEnd(by, who access.Actor) {
	v.Helper()
	i := v.running(who.Staff)
	if i < 0 {
		return
	}
	if v.r.IntN(2) == 0 {
		by = who
	}
	a := staff.Absence{From: v.away[i].from, To: v.Today().AddDays(v.r.IntN(8) - 2)}
	if v.plans("new end", by, who.Staff, v.Enrolments.ChangeAbsence(v.Context(), by, who.Staff, v.away[i].id, a, audit.Form{})) {
		v.away[i].to = a.To
	}
}

// compareCovers holds what stands for the days to come against what must be true of
// any cover.
func (v *town) compareCovers(step int) {
	v.Helper()
	for name, sql := range map[string]string{
		"made by the rule and not inside the absence of the owner": `
			SELECT count(*) FROM covers v JOIN enrolments e ON e.id = v.enrolment_id AND e.owner_id = v.for_id AND e.closed_on IS NULL
			WHERE v.by_rule AND (v.to_on IS NULL OR v.to_on >= @today) AND NOT EXISTS (
				SELECT FROM absences a WHERE a.id = v.absence_id AND a.staff_id = e.owner_id
				AND daterange(a.from_on, a.to_on, '[]') @> daterange(greatest(v.from_on, @today), v.to_on, '[]'))`,
		"made by the rule and not by the buddy": `
			SELECT count(*) FROM covers v JOIN enrolments e ON e.id = v.enrolment_id AND e.owner_id = v.for_id AND e.closed_on IS NULL
			WHERE v.by_rule AND (v.to_on IS NULL OR v.to_on >= @today) AND v.staff_id IS DISTINCT FROM e.buddy_id`,
		"by somebody who is away": `
			SELECT count(*) FROM covers v JOIN enrolments e ON e.id = v.enrolment_id AND e.owner_id = v.for_id AND e.closed_on IS NULL
			JOIN absences a ON a.staff_id = v.staff_id
			WHERE (v.to_on IS NULL OR v.to_on >= @today) AND daterange(greatest(v.from_on, @today), v.to_on, '[]') && daterange(a.from_on, a.to_on, '[]')`,
	} {
		if n := casetest.One[int](v.World, sql, db.Args{"today": v.Today()}); n != 0 {
			v.Fatalf("step %d, %s: %d covers %s", step, v.Today(), n, name)
		}
	}
}
