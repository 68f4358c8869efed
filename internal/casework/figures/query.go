package figures

import (
	"context"
	"fmt"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Unit is a team with its programme, and what the programme aims at today.
type Unit struct {
	Team          id.Team      `json:"team"`
	Name          string       `json:"name"`
	Programme     id.Programme `json:"programme"`
	ProgrammeName string       `json:"programme_name"`
	Target        int          `json:"target"`        // per cent; 0 is no rule
	TargetMonths  int          `json:"target_months"` // within how long of the start; 0 is of those who leave
	Longest       int          `json:"longest"`       // months a course is to last at most; 0 is no rule
}

// Word is what an exit is called.
type Word struct {
	Code   string `json:"code"`
	NameDa string `json:"name_da"`
	NameEn string `json:"name_en"`
}

// Name is what the exit is called in a language.
func (w Word) Name(lang string) string { return inLang(lang, w.NameDa, w.NameEn) }

// ground is what figures are made on, beside the courses.
type ground struct {
	Definitions []Definition
	Units       []Unit
	Targets     []TargetCount
	Exits       []Word
}

const definitionJSON = `jsonb_build_object('id', d.id, 'key', d.key, 'team', coalesce(d.team_id, 0), 'version', v.version, 'from', v.valid_from, 'ended', v.ended,
	'name_da', v.name_da, 'name_en', v.name_en, 'text_da', v.text_da, 'text_en', v.text_en, 'cohort', v.cohort, 'measure', v.measure, 'excluded', v.excluded,
	'within', coalesce(v.within_months, 0), 'window', coalesce(v.window_months, 0), 'target', coalesce(v.target_percent, 0), 'source', v.source,
	'parts', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', p.key, 'name_da', p.name_da, 'name_en', p.name_en, 'codes', p.codes) ORDER BY p.position), '[]')
	          FROM result_parts p WHERE p.definition_id = v.definition_id AND p.version = v.version))`

// ground reads, in one statement, the newest version of each definition that is shipped
// or a team's own, the teams, the counts of the target group, and what exits are called.
// teams nil is every team, and no team's own definition.
func (s *Service) ground(ctx context.Context, teams []id.Team, today when.Date) (ground, error) {
	g, err := db.One[ground](ctx, s.read, `
		SELECT (SELECT coalesce(jsonb_agg(`+definitionJSON+` ORDER BY d.team_id NULLS FIRST, d.id), '[]')
		        FROM result_definitions d CROSS JOIN LATERAL (SELECT * FROM result_versions WHERE definition_id = d.id ORDER BY version DESC LIMIT 1) v
		        WHERE NOT v.ended AND (d.team_id IS NULL OR d.team_id = ANY(@teams))) AS definitions,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('team', t.id, 'name', t.name, 'programme', g.id, 'programme_name', g.name,
		                   'target', coalesce(r.target_percent, 0), 'target_months', coalesce(r.target_months, 0), 'longest', coalesce(r.longest_months, 0))
		                   ORDER BY g.name COLLATE "da-x-icu", g.id, t.name COLLATE "da-x-icu", t.id), '[]')
		        FROM teams t JOIN programmes g ON g.id = t.programme_id
		        LEFT JOIN programme_rules r ON r.programme_id = g.id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
		        WHERE @teams::bigint[] IS NULL OR t.id = ANY(@teams)) AS units,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('programme', c.programme_id, 'month', c.month, 'count', c.count, 'source', c.source) ORDER BY c.month), '[]')
		        FROM (SELECT DISTINCT ON (programme_id, month) * FROM target_counts ORDER BY programme_id, month, id DESC) c) AS targets,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('code', k.code, 'name_da', k.name_da, 'name_en', k.name_en) ORDER BY k.position), '[]')
		        FROM catalogue k WHERE k.kind = @exit AND daterange(k.valid_from, k.valid_to, '[]') @> @today::date) AS exits`,
		db.Args{"teams": teams, "today": today, "exit": programme.ExitKind})
	if err != nil {
		return ground{}, fmt.Errorf("the ground of figures: %w", err)
	}
	return g, nil
}

const courseColumns = `
	SELECT e.id, e.youth_id AS youth, e.team_id AS team, e.programme_id AS programme, e.started_on, e.closed_on, e.ready_for, e.ready_on,
	       coalesce(x.code, '') AS exit, coalesce(k.grouping, '') AS exit_group, x.exit_on,
	       coalesce((SELECT jsonb_agg(jsonb_build_object('on', s.on_day, 'moment', s.moment, 'code', s.code) ORDER BY s.on_day, s.id)
	                 FROM statuses s WHERE s.enrolment_id = e.id AND s.withdrawn_at IS NULL), '[]') AS statuses,
	       coalesce((SELECT jsonb_agg(jsonb_build_object('exit_on', f.exit_on, 'months', f.months, 'on', f.on_day, 'code', f.code) ORDER BY f.id)
	                 FROM followups f WHERE f.enrolment_id = e.id), '[]') AS followups
	FROM enrolments e LEFT JOIN LATERAL (SELECT * FROM exits WHERE enrolment_id = e.id OFFSET 0) x ON true -- by key: these courses', not everybody's
	LEFT JOIN catalogue k ON k.kind = 'exit' AND k.code = x.code AND daterange(k.valid_from, k.valid_to, '[]') @> x.exit_on `

// everyTeam and someTeams find the youths with a course in the period, by index.
const (
	everyTeam = `SELECT youth_id FROM enrolments WHERE closed_on IS NULL AND started_on <= @to
	             UNION SELECT youth_id FROM enrolments WHERE closed_on >= @from AND started_on <= @to`
	someTeams = `SELECT youth_id FROM enrolments WHERE team_id = ANY(@teams) AND closed_on IS NULL AND started_on <= @to
	             UNION SELECT youth_id FROM enrolments WHERE team_id = ANY(@teams) AND closed_on >= @from AND started_on <= @to`
)

// courses reads every course of the youths who were in one of the teams in a period:
// the others tell whence they moved. teams nil is every team.
func (s *Service) courses(ctx context.Context, teams []id.Team, p Period) ([]Course, error) {
	args, of := db.Args{"from": p.From, "to": p.To}, everyTeam
	if teams != nil {
		args["teams"], of = teams, someTeams
	}
	list, err := db.All[Course](ctx, s.read, courseColumns+`WHERE e.youth_id = ANY(ARRAY(`+of+`)) ORDER BY e.youth_id, e.started_on, e.id`, args)
	if err != nil {
		return nil, fmt.Errorf("courses for figures of %s to %s: %w", p.From, p.To, err)
	}
	return list, nil
}

// reach is the period that the courses of some definitions can lie in.
func reach(all []Definition, p Period) Period {
	for _, d := range all {
		if days := d.Days(p); days.From.Before(p.From) {
			p.From = days.From
		}
	}
	return p
}
