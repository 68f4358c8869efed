package outcome

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Source is how it is known where a youth stands after the exit.
type Source string

// The ways of knowing (domain 8.2). Who has heard of nobody says so: unknown.
const (
	FromYouth    Source = "youth"
	FromRegister Source = "register"
	FromEmployer Source = "employer" // or the school
	FromNobody   Source = Unknown
)

// Sources lists the ways of knowing, the usual first.
var Sources = []Source{FromYouth, FromRegister, FromEmployer}

// AskFor is for how many days after its day a look back is asked for on a page. Later it is
// missing in the figures and said to be; it can still be answered.
const AskFor = 92

// Unasked are the exits after which nothing is asked: of who died, was never of the target
// group, or went on in another team. A municipality that asks nobody ends the months in its
// catalogue.
var Unasked = []string{Death, WrongGroup, MovedTeam}

// Answer is what was heard of a youth some months after the exit.
type Answer struct {
	Months int
	Code   string // of the catalogue (status)
	Source Source
	Note   string
}

// FollowupLine is an answer as it stands.
type FollowupLine struct {
	ID        int64        `json:"id"`
	Enrolment id.Enrolment `json:"enrolment"`
	ExitOn    when.Date    `json:"exit_on"`
	Months    int          `json:"months"`
	On        when.Date    `json:"on"`
	Code      string       `json:"code"`
	NameDa    string       `json:"name_da"`
	NameEn    string       `json:"name_en"`
	Source    Source       `json:"source"`
	Note      string       `json:"note"`
	ByName    string       `json:"by_name"`
	At        time.Time    `json:"at"`
}

// Look is one look back: what is asked on its day, and what is known.
type Look struct {
	Months int
	Da, En string // what the catalogue calls it
	On     when.Date
	Answer *FollowupLine // the newest; nil while nobody answered
}

// Month is a look back as the catalogue has it on the day of the exit.
type Month struct {
	Months int    `json:"months"`
	Da     string `json:"da"`
	En     string `json:"en"`
}

// Looks are the looks back at an exit, with the newest answer of each.
func Looks(exit when.Date, months []Month, answers []FollowupLine) []Look {
	looks := make([]Look, 0, len(months))
	for _, m := range months {
		l := Look{Months: m.Months, Da: m.Da, En: m.En, On: exit.AddMonths(m.Months)}
		for i, a := range answers {
			if a.Months == m.Months && a.ExitOn == exit && (l.Answer == nil || a.ID > l.Answer.ID) {
				l.Answer = &answers[i]
			}
		}
		looks = append(looks, l)
	}
	slices.SortFunc(looks, func(a, b Look) int { return a.Months - b.Months })
	return looks
}

// check says which rules an answer breaks. offered says that the catalogue has its code on
// the day it tells of.
func (a Answer) check(on, today when.Date, asked, offered bool) rule.Violations {
	var broken rule.Violations
	switch {
	case !asked:
		broken.Add("", "not_asked")
	case on.After(today):
		broken.Add("", "not_due", on.Danish())
	}
	switch {
	case a.Source != FromNobody && !slices.Contains(Sources, a.Source):
		broken.Add("source", "choose")
	case a.Code == "":
		broken.Add("status", "required")
	case !offered:
		broken.Add("status", "unknown")
	case (a.Code == Unknown) != (a.Source == FromNobody):
		broken.Add("source", "known_or_not")
	}
	broken.Longest("note", a.Note, mostNote)
	return broken
}

// clean tidies an answer: who knows nothing knows no status.
func (a Answer) clean() Answer {
	a.Code, a.Note = rule.Line(a.Code), rule.Text(a.Note)
	if a.Source == FromNobody {
		a.Code = Unknown
	}
	return a
}

// FollowUp writes down where a youth stood some months after the exit of their last course.
// It tells of the day that is asked about, whenever it is answered, and may be answered
// again: the newest holds, so that what was not known can become known.
func (s *Service) FollowUp(ctx context.Context, by access.Actor, of id.Youth, a Answer, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.FollowUp, Youth: of, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := enrolment.HoldLast(ctx, tx, by, access.FollowUp, of, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Subject = scope.Team, int64(e.ID)
		if e.Open() {
			return rule.Violation("", "course_open")
		}
		if err := youth.Alive(ctx, tx, of); err != nil {
			return err
		}
		on := e.ClosedOn.AddMonths(a.Months)
		a = a.clean()
		asked, err := s.asks(ctx, tx, e, a.Months)
		if err != nil {
			return err
		}
		offered, err := programme.Offered(ctx, tx, programme.StatusKind, a.Code, on)
		if err != nil {
			return err
		}
		if err := a.check(on, s.today(), asked, offered).Err(); err != nil {
			return err
		}
		event.Detail = map[string]any{"months": a.Months, "code": a.Code, "verified_by": a.Source}
		return s.saveAnswer(ctx, tx, e, a, on, by.Staff)
	})
}

// asks reports whether a look back of so many months is asked after the exit of a course.
func (s *Service) asks(ctx context.Context, q db.Reader, e enrolment.Enrolment, months int) (bool, error) {
	is, err := db.Value[bool](ctx, q, `
		SELECT EXISTS (SELECT FROM exits x JOIN catalogue k ON k.kind = 'followup' AND k.position = @months AND daterange(k.valid_from, k.valid_to, '[]') @> x.exit_on
		               WHERE x.enrolment_id = @id AND x.code <> ALL(@unasked))`,
		db.Args{"id": e.ID, "months": months, "unasked": Unasked})
	if err != nil {
		return false, fmt.Errorf("what is asked after enrolment %d: %w", e.ID, err)
	}
	return is, nil
}

func (s *Service) saveAnswer(ctx context.Context, tx pgx.Tx, e enrolment.Enrolment, a Answer, on when.Date, by id.Staff) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO followups (enrolment_id, youth_id, exit_on, months, on_day, code, verified_by, note, by_id, at)
		VALUES (@course, @youth, @exit, @months, @on, @code, @source, @note, @by, @now)`,
		db.Args{
			"course": e.ID, "youth": e.Youth, "exit": *e.ClosedOn, "months": a.Months, "on": on, "code": a.Code, "source": a.Source,
			"note": a.Note, "by": by, "now": s.now(),
		})
	if err != nil {
		return fmt.Errorf("follow-up of enrolment %d: %w", e.ID, err)
	}
	_, err = saveStatus(ctx, tx, e.Youth, e.ID, Status{Moment: AtFollowup, On: on, Code: a.Code}, by, s.now())
	return err
}
