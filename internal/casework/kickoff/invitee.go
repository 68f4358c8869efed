package kickoff

import (
	"context"
	"fmt"
	"net/mail"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/rule"
)

// Came is whether somebody was there.
type Came string

// Whether somebody was there; nothing while nobody has said.
const (
	CameYes      Came = "came"
	CameNot      Came = "away"
	CameNotAsked Came = "not_asked"
)

// Cames lists the answers.
var Cames = []Came{CameYes, CameNot, CameNotAsked}

// Invitee is somebody of a department who is asked to come. They are not staff, and
// what is known of them belongs to the youth's record.
type Invitee struct {
	ID         id.Invitee `json:"id"`
	Department string     `json:"department"`
	Name       string     `json:"name"`
	Phone      string     `json:"phone"`
	Email      string     `json:"email"`
	Came       Came       `json:"came"`
	Version    int        `json:"version"`
}

// Limits of what one may write, in characters, and of how many rows one may add.
const (
	mostLine     = 120
	mostText     = 2000
	mostInvitees = 30
	mostItems    = 80
)

// clean tidies what was typed and says which rules it breaks.
func (i Invitee) clean() (Invitee, rule.Violations) {
	i.Department, i.Name, i.Email = rule.Line(i.Department), rule.Line(i.Name), rule.Line(i.Email)
	var broken rule.Violations
	broken.Required("department", i.Department)
	broken.Longest("department", i.Department, mostLine)
	broken.Longest("name", i.Name, mostLine)
	broken.Longest("email", i.Email, mostLine)
	if i.Email != "" {
		if a, err := mail.ParseAddress(i.Email); err != nil || a.Address != i.Email {
			broken.Add("email", "email")
		}
	}
	if typed := rule.Line(i.Phone); typed == "" {
		i.Phone = ""
	} else if number, err := phone.Parse(typed); err != nil {
		broken.Add("phone", "phone")
	} else {
		i.Phone = number
	}
	return i, broken
}

// Invite adds somebody to the list.
func (s *Service) Invite(ctx context.Context, by access.Actor, youth id.Youth, i Invitee, form audit.Form) error {
	i, broken := i.clean()
	event := &audit.Event{By: by, Youth: youth, Form: form, Detail: map[string]any{"invited": i.Department}}
	return s.change(ctx, event, func(tx pgx.Tx, k Kickoff) error {
		event.Subject = int64(k.ID)
		if len(k.Invitees) >= mostInvitees {
			broken.Add("department", "too_many", mostInvitees)
		}
		if len(broken) > 0 {
			return broken
		}
		args := i.args(k, by.Staff)
		delete(args, "id")
		if _, err := tx.Exec(ctx, `
			INSERT INTO kickoff_invitees (kickoff_id, department, name, phone, email, by_id)
			VALUES (@kickoff, @department, @name, @phone, @email, @by)`, args); err != nil {
			return fmt.Errorf("asking somebody to kickoff %d: %w", k.ID, err)
		}
		return nil
	})
}

func (i Invitee) args(k Kickoff, by id.Staff) db.Args {
	return db.Args{"kickoff": k.ID, "id": i.ID, "department": i.Department, "name": i.Name, "phone": i.Phone, "email": i.Email, "by": by}
}

// ChangeInvitee corrects somebody on the list.
func (s *Service) ChangeInvitee(ctx context.Context, by access.Actor, youth id.Youth, i Invitee, form audit.Form) error {
	i, broken := i.clean()
	event := &audit.Event{By: by, Youth: youth, Form: form, Detail: map[string]any{"invitee": i.ID}}
	return s.change(ctx, event, func(tx pgx.Tx, k Kickoff) error {
		event.Subject = int64(k.ID)
		now, err := k.invitee(i.ID)
		if err != nil {
			return err
		}
		if now.Version != i.Version {
			return &Stale{Invitee: &now}
		}
		if len(broken) > 0 {
			return broken
		}
		if _, err := tx.Exec(ctx, `
			UPDATE kickoff_invitees SET department = @department, name = @name, phone = @phone, email = @email, version = version + 1, by_id = @by
			WHERE id = @id AND kickoff_id = @kickoff`, i.args(k, by.Staff)); err != nil {
			return fmt.Errorf("changing invitee %d: %w", i.ID, err)
		}
		return nil
	})
}

// RemoveInvitee takes somebody off the list. Who is off it already stays off it.
func (s *Service) RemoveInvitee(ctx context.Context, by access.Actor, youth id.Youth, n id.Invitee, form audit.Form) error {
	event := &audit.Event{By: by, Youth: youth, Form: form, Detail: map[string]any{"removed": n}}
	return s.change(ctx, event, func(tx pgx.Tx, k Kickoff) error {
		event.Subject = int64(k.ID)
		if _, err := tx.Exec(ctx, `DELETE FROM kickoff_invitees WHERE id = @id AND kickoff_id = @kickoff`, db.Args{"id": n, "kickoff": k.ID}); err != nil {
			return fmt.Errorf("removing invitee %d: %w", n, err)
		}
		return nil
	})
}

// Invitee finds somebody on the list; db.ErrNotFound for a number of another record.
func (k Kickoff) Invitee(n id.Invitee) (Invitee, error) { return k.invitee(n) }

func (k Kickoff) invitee(n id.Invitee) (Invitee, error) {
	at := slices.IndexFunc(k.Invitees, func(i Invitee) bool { return i.ID == n })
	if at < 0 {
		return Invitee{}, none("invitee", int64(n))
	}
	return k.Invitees[at], nil
}

// attend keeps who came. Who was said nothing of stays as they were.
func (k Kickoff) attend(ctx context.Context, tx pgx.Tx, came map[id.Invitee]Came) error {
	for _, i := range k.Invitees {
		answer, said := came[i.ID]
		if !said || answer == i.Came {
			continue
		}
		if answer != "" && !slices.Contains(Cames, answer) {
			return rule.Violation("", "unknown")
		}
		if _, err := tx.Exec(ctx, `UPDATE kickoff_invitees SET came = @came WHERE id = @id AND kickoff_id = @kickoff`,
			db.Args{"id": i.ID, "kickoff": k.ID, "came": answer}); err != nil {
			return fmt.Errorf("attendance of invitee %d: %w", i.ID, err)
		}
	}
	return nil
}
