package sparring

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Service is the use cases of questions.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

func (s *Service) today() when.Date { return when.Of(s.now()) }

// Ask puts a question about a youth to somebody of the team, who may read the
// record while it lasts.
func (s *Service) Ask(ctx context.Context, by access.Actor, youth id.Youth, wish Wish, form audit.Form) (id.Question, error) {
	event := &audit.Event{By: by, Action: access.AskQuestion, Youth: youth, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.AskQuestion, youth, s.now())
		if err != nil {
			return err
		}
		if scope.Enrolment == 0 { // nobody has the youth yet, so there is nothing to be invited to
			return rule.Violation("", "no_course")
		}
		if err := wish.check(by.Staff, s.today()); err != nil {
			return err
		}
		if err := checkAsked(ctx, tx, scope.Team, wish.To, s.today()); err != nil {
			return err
		}
		if err := standing.Free(ctx, tx, "asked", wish.To, youth); err != nil {
			return err
		}
		if err := checkContact(ctx, tx, youth, wish.Contact); err != nil {
			return err
		}
		number, err := insert(ctx, tx, by.Staff, scope, wish, s.now())
		event.Team, event.Subject = scope.Team, int64(number)
		event.Detail = map[string]any{"to": wish.To, "until": wish.Until.String()}
		return err
	})
	return id.Question(event.Subject), err
}

// Answer writes the answer of the one who is asked, while the question lasts.
func (s *Service) Answer(ctx context.Context, by access.Actor, question id.Question, text string, form audit.Form) error {
	return s.change(ctx, by, access.AnswerQuestion, question, form, func(q *Question) (map[string]any, error) {
		return nil, q.answer(text, s.now())
	})
}

// TakeNote closes a question: the asker has read the answer or needs it no more, says
// what they do now where there is something to say, and the one who was asked reads the
// record no longer. Closing twice is closed, but with words that would be lost.
func (s *Service) TakeNote(ctx context.Context, by access.Actor, question id.Question, decided string, form audit.Form) error {
	return s.change(ctx, by, access.EndQuestion, question, form, func(q *Question) (map[string]any, error) {
		decided = rule.Text(decided)
		var broken rule.Violations
		broken.Longest("decided", decided, mostText)
		if len(broken) > 0 {
			return nil, broken
		}
		if q.ClosedAt != nil && decided != "" {
			return nil, rule.Violation("", "question_closed")
		}
		if q.ClosedAt == nil {
			at := s.now()
			q.ClosedAt, q.Decided = &at, decided
		}
		return nil, nil
	})
}

// AddAngle writes down another way to look at an open question, of somebody who may read
// it and did not ask it.
func (s *Service) AddAngle(ctx context.Context, by access.Actor, question id.Question, text string, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.GiveAngle, Subject: int64(question), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		q, err := lock(ctx, tx, question)
		if err != nil {
			return err
		}
		scope, err := s.scope(ctx, tx, by, access.GiveAngle, q)
		if err != nil {
			return err
		}
		event.Youth, event.Team = q.Youth, scope.Team
		text = rule.Text(text)
		var broken rule.Violations
		switch {
		case q.ClosedAt != nil:
			broken.Add("", "question_closed")
		case q.AskedBy == by.Staff:
			broken.Add("angle", "ask_oneself")
		case by.Staff == q.To && !q.Answered():
			broken.Add("angle", "answer_before_angle")
		}
		broken.Required("angle", text)
		broken.Longest("angle", text, mostText)
		if len(broken) > 0 {
			return broken
		}
		if _, err := tx.Exec(ctx, `INSERT INTO question_angles (question_id, by_id, text, at) VALUES (@question, @by, @text, @at)`,
			db.Args{"question": question, "by": by.Staff, "text": text, "at": s.now()}); err != nil {
			return fmt.Errorf("angle on question %d: %w", question, err)
		}
		return nil
	})
}

// Extend lets an open question last until another day.
func (s *Service) Extend(ctx context.Context, by access.Actor, question id.Question, until when.Date, form audit.Form) error {
	return s.change(ctx, by, access.AskQuestion, question, form, func(q *Question) (map[string]any, error) {
		return map[string]any{"until": until.String()}, q.extend(until, s.today())
	})
}

// change locks a question, asks the policy, and saves what fn makes of it.
func (s *Service) change(ctx context.Context, by access.Actor, do access.Action, question id.Question, form audit.Form, fn func(*Question) (map[string]any, error)) error {
	event := &audit.Event{By: by, Action: do, Subject: int64(question), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		q, err := lock(ctx, tx, question)
		if err != nil {
			return err
		}
		scope, err := s.scope(ctx, tx, by, do, q)
		if err != nil {
			return err
		}
		event.Youth, event.Team = q.Youth, scope.Team
		detail, err := fn(&q)
		if err != nil {
			return err
		}
		if detail != nil {
			event.Detail = detail
		}
		return save(ctx, tx, q)
	})
}

// scope reads how by stands to the youth and the question, and asks the policy.
func (s *Service) scope(ctx context.Context, q db.Reader, by access.Actor, do access.Action, of Question) (access.Scope, error) {
	scope, err := standing.Of(ctx, q, by, of.Youth, s.now())
	if err != nil {
		return scope, err
	}
	scope = s.stands(scope, by, do, of)
	return scope, access.Check(by, do, scope)
}

// stands says whether a question is one's own: to read for the asker, and for the
// one who is asked while it lasts; to answer only for the latter, to end only for
// the former.
func (s *Service) stands(scope access.Scope, by access.Actor, do access.Action, of Question) access.Scope {
	asker, asked := by.Staff == of.AskedBy, by.Staff == of.To && of.Lasts(s.today())
	switch do {
	case access.AnswerQuestion, access.GiveAngle:
		scope.Mine = asked
	case access.EndQuestion:
		scope.Mine = asker
	case access.ViewQuestion:
		scope.Mine = asker || asked
	}
	return scope
}

// Opened is a question that somebody may read, with what else they may.
type Opened struct {
	Question
	MayRead   bool // the record of the youth
	MayAnswer bool
	MayEnd    bool
	MayExtend bool
	MayAngle  bool // add another way to look at it
}

// Open finds a question for somebody who may read it, and records the look.
func (s *Service) Open(ctx context.Context, by access.Actor, question id.Question) (Opened, error) {
	q, err := find(ctx, s.read, question)
	if err != nil {
		return Opened{}, err
	}
	scope, err := s.scope(ctx, s.read, by, access.ViewQuestion, q)
	if err != nil {
		return Opened{}, err
	}
	may := func(do access.Action) bool { return access.May(by, do, s.stands(scope, by, do, q)) }
	open := q.ClosedAt == nil
	look := audit.Event{By: by, Action: access.ViewQuestion, Youth: q.Youth, Team: scope.Team, Subject: int64(q.ID)}
	return Opened{
		Question: q, MayRead: may(access.ViewYouth), MayAnswer: !q.Answered() && may(access.AnswerQuestion),
		MayEnd: open && may(access.EndQuestion), MayExtend: open && may(access.AskQuestion),
		MayAngle: open && by.Staff != q.AskedBy && (q.Answered() || by.Staff != q.To) && may(access.GiveAngle),
	}, s.trail.Look(ctx, look)
}

// checkAsked refuses somebody who does not work with the team's youths. A
// coordinator's work is the intake: the record is not theirs to read.
func checkAsked(ctx context.Context, q db.Reader, team id.Team, to id.Staff, today when.Date) error {
	gone, err := db.Value[bool](ctx, q, `
		SELECT coalesce(s.left_on < @today, false) FROM staff s JOIN memberships m ON m.staff_id = s.id
		WHERE s.id = @to AND m.team_id = @team AND m.roles && ARRAY['caseworker', 'adviser', 'leader']`,
		db.Args{"to": to, "team": team, "today": today})
	switch {
	case errors.Is(err, db.ErrNotFound):
		return rule.Violation("asked", "not_in_team")
	case err != nil:
		return fmt.Errorf("looking for staff %d in the team: %w", to, err)
	case gone:
		return rule.Violation("asked", "has_left")
	}
	return nil
}

// checkContact refuses an entry that is not this youth's, or was withdrawn.
func checkContact(ctx context.Context, q db.Reader, youth id.Youth, contact id.Contact) error {
	if contact == 0 {
		return nil
	}
	theirs, err := db.Value[bool](ctx, q, `
		SELECT EXISTS (SELECT FROM contact_youths y JOIN contacts c ON c.id = y.contact_id
		               WHERE y.youth_id = @youth AND y.contact_id = @contact AND c.withdrawn_at IS NULL)`,
		db.Args{"youth": youth, "contact": contact})
	if err == nil && !theirs {
		err = rule.Violation("contact", "unknown")
	}
	return err
}
