package staff

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/rule"
)

// Own is what a person may change of themself.
type Own struct {
	Name  string
	Title string
	Phone string
}

// Account reads one's own account.
func (s *Service) Account(ctx context.Context, by access.Actor) (Person, error) {
	if err := access.Check(by, access.OwnAccount, access.Own()); err != nil {
		return Person{}, err
	}
	return s.find(ctx, s.db.Read, by.Staff)
}

// ChangeOwn saves one's own name, title and phone, when nobody saved since version.
// A stale one is a *Stale.
func (s *Service) ChangeOwn(ctx context.Context, by access.Actor, own Own, version int, form audit.Form) error {
	own.Name, own.Title = rule.Line(own.Name), rule.Line(own.Title)
	var broken rule.Violations
	broken.Required("name", own.Name)
	broken.Longest("name", own.Name, mostName)
	broken.Longest("title", own.Title, mostName)
	own.Phone = checkPhone(&broken, own.Phone)
	event := &audit.Event{By: by, Action: access.OwnAccount, Subject: int64(by.Staff), Detail: own, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.OwnAccount, access.Own()); err != nil {
			return err
		}
		if err := broken.Err(); err != nil {
			return err
		}
		args := db.Args{"id": by.Staff, "name": own.Name, "title": own.Title, "phone": own.Phone, "version": version}
		tag, err := tx.Exec(ctx, `
			UPDATE staff SET name = @name, title = @title, phone = @phone, version = version + 1
			WHERE id = @id AND version = @version`, args)
		if err != nil {
			return fmt.Errorf("saving the account of staff %d: %w", by.Staff, err)
		}
		if tag.RowsAffected() == 0 {
			now, err := s.find(ctx, tx, by.Staff)
			if err != nil {
				return err
			}
			return &Stale{Theirs: now}
		}
		return nil
	})
}

// ChangePassword gives a person who knows their old password a new one, and ends
// every session of theirs. A wrong one counts like one at signing in.
func (s *Service) ChangePassword(ctx context.Context, by access.Actor, old, password, address string) error {
	if err := access.Check(by, access.OwnAccount, access.Own()); err != nil {
		return err
	}
	account, err := db.One[struct{ Email, Hash string }](ctx, s.db.Read, `
		SELECT lower(email) AS email, coalesce(password_hash, '') AS hash FROM staff WHERE id = @id`, db.Args{"id": by.Staff})
	if err != nil {
		return fmt.Errorf("password of staff %d: %w", by.Staff, err)
	}
	if old == "" {
		return rule.Violation("password", "required")
	}
	if err := CheckPassword(password, account.Email); err != nil {
		return err
	}
	subjects := [][]byte{subjectOf("account", account.Email), subjectOf("address", address)}
	if err := s.weigh(ctx, subjects, "password", old, account.Hash); err != nil {
		return err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	event := &audit.Event{By: by, Action: access.OwnAccount, Subject: int64(by.Staff), Detail: map[string]string{"password": "changed"}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error { return savePassword(ctx, tx, by.Staff, &hash) })
}
