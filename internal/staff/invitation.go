package staff

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// InvitationLifetime is how long a one-time link can be used.
const InvitationLifetime = 7 * 24 * time.Hour

// Invitation is a one-time link's secret. It is told once, to who made it; the
// database keeps its hash alone. A form that came twice gets no token.
type Invitation struct {
	Staff   id.Staff
	Token   string
	Expires time.Time
}

// ErrLinkUsed and ErrLinkOld say why a link that was made here opens nothing.
var (
	ErrLinkUsed = errors.New("the link was used")
	ErrLinkOld  = errors.New("the link is too old")
)

// newLink makes a link for a person; those made before open nothing from then on.
func (s *Service) newLink(ctx context.Context, tx pgx.Tx, staff id.Staff) (Invitation, error) {
	made := Invitation{Staff: staff, Token: rand.Text(), Expires: s.now().Add(InvitationLifetime)}
	if _, err := tx.Exec(ctx, `UPDATE invitations SET expires_at = @now WHERE staff_id = @staff AND used_at IS NULL AND expires_at > @now`,
		db.Args{"staff": staff, "now": s.now()}); err != nil {
		return made, fmt.Errorf("ending the links of staff %d: %w", staff, err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO invitations (token_hash, staff_id, expires_at) VALUES (@hash, @staff, @expires)`,
		db.Args{"hash": hashOf(made.Token), "staff": staff, "expires": made.Expires}); err != nil {
		return made, fmt.Errorf("making a link for staff %d: %w", staff, err)
	}
	return made, nil
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// Reset takes a person's password away, signs them out everywhere, and makes a new
// one-time link.
func (s *Service) Reset(ctx context.Context, by access.Actor, staff id.Staff, form audit.Form) (Invitation, error) {
	var made Invitation
	event := &audit.Event{By: by, Action: access.ManageStaff, Subject: int64(staff), Detail: map[string]string{"reset": "link"}, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		now, err := s.hold(ctx, tx, by, staff)
		if err != nil {
			return err
		}
		if now.Left(s.today()) {
			return rule.Violation("", "has_left")
		}
		if err := savePassword(ctx, tx, staff, nil); err != nil {
			return err
		}
		made, err = s.newLink(ctx, tx, staff)
		return err
	})
	made.Staff = staff
	return made, err
}

// savePassword writes the stored form of a password, or none, and ends the
// person's sessions.
func savePassword(ctx context.Context, tx pgx.Tx, staff id.Staff, hash *string) error {
	args := db.Args{"staff": staff}
	if _, err := tx.Exec(ctx, `DELETE FROM sessions WHERE staff_id = @staff`, args); err != nil {
		return fmt.Errorf("ending the sessions of staff %d: %w", staff, err)
	}
	args["hash"] = hash
	if _, err := tx.Exec(ctx, `UPDATE staff SET password_hash = @hash WHERE id = @staff`, args); err != nil {
		return fmt.Errorf("password of staff %d: %w", staff, err)
	}
	return nil
}

// Invited is whom a link is for.
type Invited struct {
	ID    id.Staff
	Name  string
	Email string
}

// Invited reads whom a link is for, without using it.
func (s *Service) Invited(ctx context.Context, token string) (Invited, error) {
	return s.invited(ctx, s.db.Read, token, "")
}

func (s *Service) invited(ctx context.Context, q db.Reader, token, lock string) (Invited, error) {
	row, err := db.One[struct {
		Invited
		Used, Old bool
	}](ctx, q, `
		SELECT s.id, s.name, s.email, i.used_at IS NOT NULL AS used, i.expires_at <= @now
		       OR coalesce(s.left_on < (@now::timestamptz AT TIME ZONE 'Europe/Copenhagen')::date, false) AS old
		FROM invitations i JOIN staff s ON s.id = i.staff_id
		WHERE i.token_hash = @hash`+lock,
		db.Args{"hash": hashOf(token), "now": s.now()})
	switch {
	case err != nil:
		return Invited{}, fmt.Errorf("reading an invitation: %w", err)
	case row.Used:
		return Invited{}, ErrLinkUsed
	case row.Old:
		return Invited{}, ErrLinkOld
	}
	return row.Invited, nil
}

// Accept uses a link: the person chooses a password, and is who signs in.
func (s *Service) Accept(ctx context.Context, token, password string) (id.Staff, error) {
	who, err := s.Invited(ctx, token)
	if err != nil {
		return 0, err
	}
	if err := CheckPassword(password, who.Email); err != nil {
		return 0, err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return 0, err
	}
	by := access.Actor{Staff: who.ID, Name: who.Name}
	event := &audit.Event{By: by, Action: access.OwnAccount, Subject: int64(who.ID), Detail: map[string]string{"password": "chosen by a link"}}
	err = s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if _, err := s.invited(ctx, tx, token, ` FOR UPDATE OF i`); err != nil { // it may have been used meanwhile
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE invitations SET used_at = @now WHERE token_hash = @hash`,
			db.Args{"hash": hashOf(token), "now": s.now()}); err != nil {
			return fmt.Errorf("using a link: %w", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM sign_in_failures WHERE subject = @subject`,
			db.Args{"subject": subjectOf("account", who.Email)}); err != nil {
			return fmt.Errorf("forgetting failures: %w", err)
		}
		return savePassword(ctx, tx, who.ID, &hash)
	})
	return who.ID, err
}
