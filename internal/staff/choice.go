package staff

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// ChooseLanguage keeps in which language a person reads: "da" or "en".
func (s *Service) ChooseLanguage(ctx context.Context, by access.Actor, language string) error {
	if language != "da" && language != "en" {
		return rule.Violation("lang", "unknown")
	}
	return s.choose(ctx, by, `UPDATE staff SET language = @value WHERE id = @staff`, language)
}

// ChooseTheme keeps how a person likes the pages: "light", "dark", or "" as the
// machine has it.
func (s *Service) ChooseTheme(ctx context.Context, by access.Actor, theme string) error {
	if theme != "" && theme != "light" && theme != "dark" {
		return rule.Violation("theme", "unknown")
	}
	return s.choose(ctx, by, `UPDATE staff SET theme = @value WHERE id = @staff`, theme)
}

func (s *Service) choose(ctx context.Context, by access.Actor, sql, value string) error {
	event := &audit.Event{By: by, Action: access.OwnAccount, Subject: int64(by.Staff), Detail: map[string]string{"choice": value}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.OwnAccount, access.Own()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sql, db.Args{"value": value, "staff": by.Staff}); err != nil {
			return fmt.Errorf("keeping a choice: %w", err)
		}
		return nil
	})
}

// KeepHats remembers, inside the transaction of an entry, the hats it was written
// under: the next entry begins with them.
func KeepHats(ctx context.Context, tx pgx.Tx, staff id.Staff, hats []string) error {
	if _, err := tx.Exec(ctx, `UPDATE staff SET last_hats = @hats WHERE id = @staff AND last_hats <> @hats`,
		db.Args{"hats": hats, "staff": staff}); err != nil {
		return fmt.Errorf("keeping the hats of staff %d: %w", staff, err)
	}
	return nil
}
