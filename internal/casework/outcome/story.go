package outcome

import (
	"context"
	"fmt"

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
		        FROM enrolments e WHERE e.id = @course) AS course`,
		db.Args{"youth": scope.Youth, "course": scope.Enrolment})
	if err != nil {
		return told, fmt.Errorf("how it went for youth %d: %w", scope.Youth, err)
	}
	return told, nil
}
