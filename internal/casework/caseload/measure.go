package caseload

import (
	"cmp"
	"slices"

	"kasket/internal/casework/measure"
	"kasket/internal/casework/standing"
	"kasket/internal/id"
	"kasket/internal/when"
)

// What a score asks of who answers for the youth today: a talk, where it was low and nobody
// has talked with them since; and a new measurement, where the programme wants one.
const (
	LowScore   DeadlineKind = "low"
	MeasureDue DeadlineKind = "measure"
)

// lowScore is a newest score that prompts a talk.
type lowScore struct {
	Youth  id.Youth `json:"youth"`
	Name   string   `json:"name"`
	NameDa string   `json:"name_da"` // of the instrument
	NameEn string   `json:"name_en"`
}

// measured is a course whose programme wants something measured.
type measured struct {
	Youth   id.Youth       `json:"youth"`
	Name    string         `json:"name"`
	Started when.Date      `json:"started"`
	Kickoff *when.Date     `json:"kickoff"` // held
	Closed  *when.Date     `json:"closed"`
	Rules   []namedMeasure `json:"rules"`
	Done    []measure.Done `json:"done"`
}

// namedMeasure is a rule with what its instrument is called.
type namedMeasure struct {
	measure.Rule
	NameDa string
	NameEn string
}

// lows are the talks that low scores prompt, for today: a score has no deadline.
func lows(list []lowScore, today when.Date) []Deadline {
	due := make([]Deadline, len(list))
	for i, l := range list {
		due[i] = Deadline{Kind: LowScore, Youth: l.Youth, Name: l.Name, On: today, NameDa: l.NameDa, NameEn: l.NameEn}
	}
	return due
}

// measures are the measurements that the programmes ask for on a day, the longest due
// first.
func measures(list []measured, today when.Date) []Deadline {
	var due []Deadline
	for _, m := range list {
		days := measure.CourseDays{StartedOn: m.Started, KickoffOn: m.Kickoff, ClosedOn: m.Closed}
		for _, r := range m.Rules {
			if on, asks := r.DueOn(days, m.Done); asks && !on.After(today) {
				due = append(due, Deadline{Kind: MeasureDue, Youth: m.Youth, Name: m.Name, On: on, NameDa: r.NameDa, NameEn: r.NameEn, Text: string(r.Occasion)})
			}
		}
	}
	slices.SortStableFunc(due, func(a, b Deadline) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Youth, b.Youth)) })
	return due
}

// afterEnd is for how many months whoever had a youth last is asked to hear how it was:
// later than that the answer tells of another time.
const afterEnd = 3

// Parts of the query of today, of the courses one answers for; what an exit asks is asked
// of the course one had last, unless the youth died.
var (
	selectLows = `
	(SELECT coalesce(json_agg(json_build_object('youth', m.youth_id, 'name', m.name, 'name_da', x.name_da, 'name_en', x.name_en) ORDER BY x.on_day, m.youth_id), '[]')
	 FROM mine m JOIN LATERAL (
		SELECT DISTINCT ON (i.code, q.respondent) q.on_day, q.at, q.score, q.instrument_id, i.name_da, i.name_en
		FROM measurements q JOIN instruments i ON i.id = q.instrument_id WHERE q.youth_id = m.youth_id AND q.score IS NOT NULL AND q.withdrawn_at IS NULL
		ORDER BY i.code, q.respondent, q.on_day DESC, q.id DESC) x ON true
	 WHERE EXISTS (SELECT FROM instrument_bands b WHERE b.instrument_id = x.instrument_id AND b.prompts AND x.score >= b.from_score AND x.score < b.to_score + 1)
	   AND NOT EXISTS (SELECT FROM contact_youths cy JOIN contacts c ON c.id = cy.contact_id
	                   WHERE cy.youth_id = m.youth_id AND c.counterpart = 'youth' AND c.outcome = 'talked' AND c.withdrawn_at IS NULL AND c.recorded_at > x.at
	                     AND (cy.occurred_at AT TIME ZONE 'Europe/Copenhagen')::date >= x.on_day))`
	selectMeasured = `
	(SELECT coalesce(json_agg(json_build_object('youth', m.youth_id, 'name', m.name, 'started', m.started_on, 'closed', m.closed_on, 'rules', r.rules,
	        'kickoff', (SELECT (k.held_at AT TIME ZONE 'Europe/Copenhagen')::date FROM kickoffs k WHERE k.enrolment_id = m.id),
	        'done', (SELECT coalesce(json_agg(json_build_object('code', i.code, 'occasion', q.occasion, 'on', q.on_day)), '[]')
	                 FROM measurements q JOIN instruments i ON i.id = q.instrument_id WHERE q.enrolment_id = m.id AND q.withdrawn_at IS NULL)) ORDER BY m.youth_id), '[]')
	 FROM (SELECT id, youth_id, programme_id, name, started_on, NULL::date AS closed_on FROM mine
	       UNION ALL SELECT e.id, e.youth_id, e.programme_id, ` + nameOf + `, e.started_on, e.closed_on FROM enrolments e JOIN youths y ON y.id = e.youth_id
	       WHERE e.owner_id = @staff AND e.closed_on IS NOT NULL AND e.followup_ends_on >= @today AND e.closed_on >= @today::date - make_interval(months => @after)
	         AND NOT EXISTS (SELECT FROM enrolments l WHERE l.youth_id = e.youth_id AND l.id > e.id)
	         AND y.died_on IS NULL AND ` + standing.NoConflict("@staff", "e.youth_id") + `) m,
	 LATERAL (
		SELECT json_agg(json_build_object('code', p.code, 'occasion', p.occasion, 'firstdays', coalesce(p.first_days, 0), 'everydays', coalesce(p.every_days, 0),
		       'nameda', i.name_da, 'nameen', i.name_en) ORDER BY p.id) AS rules
		FROM programme_measures p JOIN instruments i ON i.code = p.code AND daterange(i.valid_from, i.valid_to, '[]') @> @today::date
		WHERE p.programme_id = m.programme_id AND daterange(p.valid_from, p.valid_to, '[]') @> @today::date) r
	 WHERE r.rules IS NOT NULL)`
)
