package enrolment

import (
	"context"
	"fmt"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// OfYouths reads every course of the youths, the latest first, for who reads in a
// file and has asked the policy about its team.
func OfYouths(ctx context.Context, q db.Reader, youths []id.Youth) (map[id.Youth][]Enrolment, error) {
	all, err := db.All[Enrolment](ctx, q, selectEnrolment+`WHERE youth_id = ANY(@youths) ORDER BY started_on DESC, id DESC`,
		db.Args{"youths": youths})
	if err != nil {
		return nil, fmt.Errorf("courses of %d youths: %w", len(youths), err)
	}
	courses := make(map[id.Youth][]Enrolment, len(youths))
	for _, e := range all {
		courses[e.Youth] = append(courses[e.Youth], e)
	}
	return courses, nil
}

// Holds reports whether a day lies in the course, its first and last included.
func (e Enrolment) Holds(day when.Date) bool {
	return !day.Before(e.StartedOn) && (e.ClosedOn == nil || !day.After(*e.ClosedOn))
}

// Overlaps reports whether two courses share a day. One that begins on the day the
// other ended does not: the youth went straight on.
func (e Enrolment) Overlaps(other Enrolment) bool {
	before := func(a, b Enrolment) bool { return a.ClosedOn != nil && !a.ClosedOn.After(b.StartedOn) }
	return !before(e, other) && !before(other, e)
}
