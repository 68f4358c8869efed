// Package conflict keeps the declared conflicts of interest: a staff member is
// disqualified from the matter of a youth who is close to them (inhabilitet,
// forvaltningsloven §§ 3-6). From that moment the record is not there for them;
// standing holds the floor, and this package declares, binds and ends.
package conflict

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/sparring"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Service is the use cases of conflicts.
type Service struct {
	read   db.Reader
	trail  *audit.Trail
	youths *youth.Service
	now    func() time.Time
}

// NewService makes the service; now is the clock. The youths tell it of whoever turns
// out to be a person that somebody declared.
func NewService(read db.Reader, trail *audit.Trail, youths *youth.Service, now func() time.Time) *Service {
	s := &Service{read: read, trail: trail, youths: youths, now: now}
	youths.WhenBound(s.bound)
	return s
}

// Limits of what one may write, in characters.
const (
	mostName   = 200
	mostReason = 1000
)

// Declaration is that somebody is disqualified. Staff is who; 0 is who declares.
type Declaration struct {
	Staff  id.Staff
	Reason string // kept for the declarer alone
}

func (d Declaration) check() (broken rule.Violations) {
	broken.Longest("reason", d.Reason, mostReason)
	return broken
}

// Declare closes the record of a youth to who declares, or, by their leader, to
// somebody of the team. Whatever they were in the course, they are no more from the
// moment it is written; an owner stays until another is chosen, and the buddy acts.
func (s *Service) Declare(ctx context.Context, by access.Actor, about id.Youth, d Declaration, form audit.Form) error {
	d.Reason = rule.Text(d.Reason)
	event := &audit.Event{By: by, Action: access.DeclareConflict, Youth: about, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.DeclareConflict, about, s.now())
		if err != nil {
			return err
		}
		if d.Staff == 0 {
			d.Staff = by.Staff
		}
		if d.Staff != by.Staff {
			if err := onBehalf(ctx, tx, by, d.Staff, scope.Team); err != nil {
				return err
			}
		}
		if broken := d.check(); len(broken) > 0 {
			return broken
		}
		if err := holdYouths(ctx, tx, []id.Youth{about}); err != nil {
			return err
		}
		number, err := insertYouth(ctx, tx, about, d, by.Staff, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Subject, event.Detail = scope.Team, int64(number), map[string]any{"staff": d.Staff}
		return s.stepAside(ctx, tx, about, d.Staff, by.Staff)
	})
}

// holdYouths locks youths whose courses are held already: who is about to begin one
// waits for us, or we for them.
func holdYouths(ctx context.Context, tx pgx.Tx, youths []id.Youth) error {
	if _, err := tx.Exec(ctx, `SELECT FROM youths WHERE id = ANY(@youths) ORDER BY id FOR UPDATE`, db.Args{"youths": youths}); err != nil {
		return fmt.Errorf("holding %d youths: %w", len(youths), err)
	}
	return nil
}

// onBehalf asks whether by may declare for somebody: as leader of the youth's team, in
// which they work.
func onBehalf(ctx context.Context, q db.Reader, by access.Actor, staff id.Staff, team id.Team) error {
	if err := access.Check(by, access.KeepConflicts, access.InTeam(team)); err != nil {
		return err
	}
	works, err := db.Value[bool](ctx, q, `
		SELECT EXISTS (SELECT FROM memberships WHERE staff_id = @staff AND team_id = @team AND roles <> '{}')`,
		db.Args{"staff": staff, "team": team})
	if err == nil && !works {
		err = rule.Violation("staff", "not_in_team")
	}
	return err
}

// stepAside carries out what follows for somebody who is disqualified from the matter
// of a youth whose course is held.
func (s *Service) stepAside(ctx context.Context, tx pgx.Tx, about id.Youth, staff, by id.Staff) error {
	if err := enrolment.StepAside(ctx, tx, about, staff, by, s.now()); err != nil {
		return err
	}
	return sparring.Uninvite(ctx, tx, about, staff, s.now())
}

// bound carries it out for those whom a youth, when corrected, turned out to be bound to.
func (s *Service) bound(ctx context.Context, tx pgx.Tx, by access.Actor, about id.Youth, staff []id.Staff) error {
	for _, one := range staff {
		if err := s.stepAside(ctx, tx, about, one, by.Staff); err != nil {
			return err
		}
	}
	return nil
}

// Person is somebody who is not known here, as who declares knows them.
type Person struct {
	Name      string
	BirthDate *when.Date
	CPR       string // as typed; only its keyed hash is kept
}

// DeclarePerson declares a conflict with a person who is not in a course here. Should
// they be, now or later, the record is closed as by Declare; nobody is told which.
func (s *Service) DeclarePerson(ctx context.Context, by access.Actor, p Person, d Declaration, form audit.Form) error {
	d.Reason, p.Name = rule.Text(d.Reason), rule.Line(p.Name)
	event := &audit.Event{By: by, Action: access.OwnConflicts, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if d.Staff == 0 {
			d.Staff = by.Staff
		}
		if d.Staff != by.Staff {
			event.Action = access.KeepConflicts
		}
		if _, err := keeps(ctx, tx, by, d.Staff); err != nil {
			return err
		}
		index, err := s.understand(&p, d)
		if err != nil {
			return err
		}
		if err := standing.HoldDeclarations(ctx, tx); err != nil {
			return err
		}
		number, err := insertPerson(ctx, tx, p, index, d, by.Staff, s.now())
		if err != nil {
			return err
		}
		event.Subject, event.Detail = int64(number), map[string]any{"staff": d.Staff}
		return s.bindTo(ctx, tx, number, d.Staff, by.Staff)
	})
}

// understand reads who is meant: a number, or a name with a day of birth.
func (s *Service) understand(p *Person, d Declaration) (index []byte, err error) {
	broken := d.check()
	broken.Longest("name", p.Name, mostName)
	if p.BirthDate != nil && p.BirthDate.After(when.Of(s.now())) {
		broken.Add("birth_date", "in_the_future")
	}
	typed := rule.Line(p.CPR)
	if typed == "" {
		if p.Name == "" {
			broken.Add("name", "required")
		}
		if p.BirthDate == nil {
			broken.Add("birth_date", "birth_or_cpr")
		}
		return nil, broken.Err()
	}
	index, born, err := s.youths.IndexOf(typed)
	if v, ok := errors.AsType[rule.Violations](err); ok {
		broken = append(broken, v...)
	} else if err != nil {
		return nil, err
	}
	if err == nil && p.BirthDate == nil {
		p.BirthDate = &born
	}
	return index, broken.Err()
}

// bindTo binds those known already who are the person. The courses are held in order,
// as everywhere.
func (s *Service) bindTo(ctx context.Context, tx pgx.Tx, declaration id.Conflict, staff, by id.Staff) error {
	youths, err := standing.Declared(ctx, tx, declaration)
	if err != nil || len(youths) == 0 {
		return err
	}
	if err := enrolment.HoldAll(ctx, tx, youths); err != nil {
		return err
	}
	if err := holdYouths(ctx, tx, youths); err != nil {
		return err
	}
	for _, y := range youths {
		if _, err := standing.Bind(ctx, tx, y, s.now()); err != nil {
			return err
		}
		if err := s.stepAside(ctx, tx, y, staff, by); err != nil {
			return err
		}
	}
	return nil
}
