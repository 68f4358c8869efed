package outcome

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Story is how it went for a youth: where they stood before, on the way and now, how the
// courses ended, and what was heard afterwards.
type Story struct {
	Statuses []StatusLine // the newest first; those that were taken back are not among them
	Course   *CourseLine  // the last; nil where there is none
	Exit     *ExitLine    // of that course; nil while it goes on
	Reopened []ReopenedLine
	Months   []Month        // that are asked about after the exit
	Answers  []FollowupLine // all of the course, the newest first
	DiedOn   *when.Date
}

// Looks are the looks back at the exit; none where nothing is asked after it.
func (s Story) Looks() []Look {
	if s.Exit == nil || slices.Contains(Unasked, s.Exit.Code) || s.DiedOn != nil {
		return nil
	}
	return Looks(s.Exit.On, s.Months, s.Answers)
}

// ExitLine is an exit as it stands on a record.
type ExitLine struct {
	Code     string     `json:"code"`
	NameDa   string     `json:"name_da"`
	NameEn   string     `json:"name_en"`
	On       when.Date  `json:"on"`
	Words    string     `json:"words"`
	Worked   string     `json:"worked"`
	Receiver string     `json:"receiver"`
	Note     string     `json:"note"`
	ReadyFor string     `json:"ready_for"`
	ReadyOn  when.Date  `json:"ready_on"`
	ByName   string     `json:"by_name"`
	At       time.Time  `json:"at"`
	Lives    []LifeLine `json:"lives"`
}

// LifeLine is how it went in a part of life beside education and work.
type LifeLine struct {
	Area   string `json:"area"`
	NameDa string `json:"name_da"`
	NameEn string `json:"name_en"`
	Result Life   `json:"result"`
}

// ReopenedLine is an exit that was taken back.
type ReopenedLine struct {
	NameDa string    `json:"name_da"` // of the exit
	NameEn string    `json:"name_en"`
	On     when.Date `json:"on"` // of the exit
	Reason string    `json:"reason"`
	ByName string    `json:"by_name"`
	At     time.Time `json:"at"`
}

// CourseLine is the course that a story is about.
type CourseLine struct {
	Enrolment  id.Enrolment `json:"enrolment"`
	StartedOn  when.Date    `json:"started_on"`
	ClosedOn   when.Date    `json:"closed_on"`
	TextBefore string       `json:"text_before"` // written before there were dated statuses, or in words the catalogue does not know
	TextNow    string       `json:"text_now"`
	TextOn     when.Date    `json:"text_on"`
}

// Now is the newest status of the youth that was not taken back; nil where nothing was
// written.
func (s Story) Now() *StatusLine { return Newest(s.Statuses) }

// Newest is the status that holds: the latest day, and of one day what was written last.
func Newest(list []StatusLine) *StatusLine {
	var now *StatusLine
	for i, l := range list {
		if l.WithdrawnAt != nil || l.Moment == Before {
			continue
		}
		if now == nil || l.On.After(now.On) || l.On == now.On && l.ID > now.ID {
			now = &list[i]
		}
	}
	return now
}

// BeforeCourse is where the youth stood before a course, or else at its start; nil where
// neither was written.
func BeforeCourse(list []StatusLine, course id.Enrolment) *StatusLine {
	var was *StatusLine
	for i, l := range list {
		if l.Enrolment != course || l.WithdrawnAt != nil || l.Moment != Before && l.Moment != AtStart {
			continue
		}
		if was == nil || was.Moment == AtStart && l.Moment == Before || was.Moment == l.Moment && (l.On.After(was.On) || l.On == was.On && l.ID > was.ID) {
			was = &list[i]
		}
	}
	return was
}

// Story reads how it went for a youth, for somebody who may see the record.
func (s *Service) Story(ctx context.Context, by access.Actor, scope access.Scope) (Story, error) {
	if err := access.Check(by, access.ViewOutcome, scope); err != nil {
		return Story{}, err
	}
	told, err := db.One[Story](ctx, s.read, `
		SELECT (SELECT coalesce(json_agg(x ORDER BY x.on DESC, x.id DESC), '[]') FROM (`+selectStatus+`WHERE s.youth_id = @youth AND s.withdrawn_at IS NULL) x) AS statuses,
		       (SELECT json_build_object('enrolment', e.id, 'started_on', e.started_on, 'closed_on', coalesce(e.closed_on::text, ''),
		               'text_before', e.status_before, 'text_now', e.status_now, 'text_on', coalesce(e.status_on::text, ''))
		        FROM enrolments e WHERE e.id = @course) AS course,
		       `+selectExit+` AS exit, `+selectReopened+` AS reopened, `+selectMonths+` AS months, `+selectAnswers+` AS answers,
		       (SELECT died_on FROM youths WHERE id = @youth) AS died_on`,
		db.Args{"youth": scope.Youth, "course": scope.Enrolment})
	if err != nil {
		return told, fmt.Errorf("how it went for youth %d: %w", scope.Youth, err)
	}
	return told, nil
}

// The parts of a story about a course @course.
const (
	exitNamed  = `LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'exit' AND code = x.code ORDER BY valid_from > x.exit_on, abs(valid_from - x.exit_on) LIMIT 1) k ON true`
	selectExit = `
	(SELECT json_build_object('code', x.code, 'name_da', coalesce(k.name_da, x.code), 'name_en', coalesce(k.name_en, x.code), 'on', x.exit_on, 'words', x.words, 'worked', x.worked,
	        'receiver', x.receiver, 'note', x.note, 'ready_for', e.ready_for, 'ready_on', coalesce(e.ready_on::text, ''), 'by_name', a.name, 'at', x.at,
	        'lives', (SELECT coalesce(json_agg(json_build_object('area', l.area, 'name_da', coalesce(n.name_da, l.area), 'name_en', coalesce(n.name_en, l.area), 'result', l.result) ORDER BY n.position, l.area), '[]')
	                  FROM exit_lives l LEFT JOIN LATERAL (SELECT name_da, name_en, position FROM catalogue WHERE kind = 'life_area' AND code = l.area ORDER BY valid_from DESC LIMIT 1) n ON true
	                  WHERE l.enrolment_id = x.enrolment_id))
	 FROM exits x JOIN enrolments e ON e.id = x.enrolment_id JOIN staff a ON a.id = x.by_id ` + exitNamed + ` WHERE x.enrolment_id = @course)`
	selectReopened = `
	(SELECT coalesce(json_agg(json_build_object('name_da', coalesce(k.name_da, x.code), 'name_en', coalesce(k.name_en, x.code), 'on', x.exit_on, 'reason', x.reason, 'by_name', a.name, 'at', x.at) ORDER BY x.id DESC), '[]')
	 FROM (SELECT *, exit->>'code' AS code FROM exits_reopened WHERE enrolment_id = @course) x JOIN staff a ON a.id = x.by_id ` + exitNamed + `)`
	selectMonths = `
	(SELECT coalesce(json_agg(json_build_object('months', c.position, 'da', c.name_da, 'en', c.name_en) ORDER BY c.position), '[]')
	 FROM exits x JOIN catalogue c ON c.kind = 'followup' AND daterange(c.valid_from, c.valid_to, '[]') @> x.exit_on WHERE x.enrolment_id = @course)`
	selectAnswers = `
	(SELECT coalesce(json_agg(json_build_object('id', f.id, 'enrolment', f.enrolment_id, 'exit_on', f.exit_on, 'months', f.months, 'on', f.on_day, 'code', f.code,
	        'name_da', coalesce(k.name_da, f.code), 'name_en', coalesce(k.name_en, f.code), 'source', f.verified_by, 'note', f.note, 'by_name', a.name, 'at', f.at) ORDER BY f.id DESC), '[]')
	 FROM followups f JOIN staff a ON a.id = f.by_id
	 LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'status' AND code = f.code ORDER BY valid_from > f.on_day, abs(valid_from - f.on_day) LIMIT 1) k ON true
	 WHERE f.enrolment_id = @course)`
)
