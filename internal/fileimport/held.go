package fileimport

import (
	"context"

	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// held is what Kasket holds of the youth of a row. When a file is tried, what the
// rows above would make is held too, so that the trial says what the run will do.
type held struct {
	youth   youth.Kept
	courses []enrolment.Enrolment // the latest first
	waiting *intake.Brought

	conflict bool // of who reads the file with the youth

	firms map[string]bool // of a file of companies: what the rows above would write down
}

// holdings finds what is held of some numbers. Numbers that are nobody's are not in
// the map.
func (s *Service) holdings(ctx context.Context, q db.Reader, ref *reference, kind Kind, numbers []youth.CPR) (map[youth.CPR]*held, error) {
	found, err := s.youths.ByNumbers(ctx, q, numbers)
	if err != nil || len(found) == 0 {
		return map[youth.CPR]*held{}, err
	}
	ids := make([]id.Youth, 0, len(found))
	for _, y := range found {
		ids = append(ids, y.ID)
	}
	courses, err := enrolment.OfYouths(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var waiting map[id.Youth]intake.Brought
	if kind == Youths { // the others are about courses alone
		if waiting, err = intake.WaitingOf(ctx, q, ids); err != nil {
			return nil, err
		}
	}
	closed, err := standing.Conflicts(ctx, q, ref.by, ids)
	if err != nil {
		return nil, err
	}
	all := make(map[youth.CPR]*held, len(found))
	for number, y := range found {
		h := &held{youth: y, courses: courses[y.ID], conflict: closed[y.ID]}
		if w, ok := waiting[y.ID]; ok {
			h.waiting = &w
		}
		all[number] = h
	}
	return all, nil
}

// open is the course that goes on, if there is one.
func (h *held) open() *enrolment.Enrolment {
	for i := range h.courses {
		if h.courses[i].Open() {
			return &h.courses[i]
		}
	}
	return nil
}

// on is the course of a day in a team (0: any), the latest where two share it. A
// youth of whom the team has nothing looks like one that nobody knows.
func (h *held) on(day when.Date, team id.Team) (course enrolment.Enrolment, code string) {
	if h == nil {
		return enrolment.Enrolment{}, "unknown_youth"
	}
	code = "unknown_youth"
	for _, e := range h.courses {
		if team != 0 && e.Team != team {
			continue
		}
		if e.Holds(day) {
			return e, ""
		}
		code = "no_course_then"
	}
	return enrolment.Enrolment{}, code
}
