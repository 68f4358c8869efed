package company

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
)

// Keep finds the company or writes it down with one workplace, in the transaction of
// whoever brings it. A number is one company: its name stays as it was first written.
// Without a number the name decides, and only among those that have none.
func Keep(ctx context.Context, tx pgx.Tx, by id.Staff, c Company) (id.Company, id.Workplace, error) {
	if c.Name == "" {
		c.Name = "CVR " + c.CVR.String()
	}
	number := any(nil)
	if c.CVR != "" {
		number = string(c.CVR)
	} else if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('company ' || lower(@name), 0))`,
		db.Args{"name": c.Name}); err != nil { // a name has no unique index to wait on
		return 0, 0, fmt.Errorf("holding a company's name: %w", err)
	}
	args := db.Args{"cvr": number, "name": c.Name}
	known, err := db.Value[id.Company](ctx, tx, `
		SELECT coalesce(merged_into, id) FROM companies
		WHERE CASE WHEN @cvr::text IS NULL THEN cvr IS NULL AND lower(name) = lower(@name) ELSE cvr = @cvr END
		ORDER BY id LIMIT 1`, args)
	if errors.Is(err, db.ErrNotFound) {
		known, err = db.Value[id.Company](ctx, tx, `
			INSERT INTO companies (cvr, name, added_by) VALUES (@cvr, @name, @by)
			ON CONFLICT (cvr) DO UPDATE SET cvr = excluded.cvr RETURNING id`, db.Args{"cvr": number, "name": c.Name, "by": by})
	}
	if err != nil {
		return 0, 0, fmt.Errorf("keeping a company: %w", err)
	}
	workplace, err := firstWorkplace(ctx, tx, known)
	return known, workplace, err
}

// firstWorkplace is the workplace a company is met at when nobody says which: the oldest
// that is open. A company always has one.
func firstWorkplace(ctx context.Context, tx pgx.Tx, c id.Company) (id.Workplace, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM companies WHERE id = @company FOR UPDATE`, db.Args{"company": c}); err != nil {
		return 0, fmt.Errorf("holding company %d: %w", c, err)
	}
	w, err := db.Value[id.Workplace](ctx, tx, `
		SELECT id FROM company_workplaces WHERE company_id = @company ORDER BY closed_on NULLS FIRST, id LIMIT 1`, db.Args{"company": c})
	if errors.Is(err, db.ErrNotFound) {
		w, err = db.Value[id.Workplace](ctx, tx, `INSERT INTO company_workplaces (company_id) VALUES (@company) RETURNING id`, db.Args{"company": c})
	}
	if err != nil {
		return 0, fmt.Errorf("workplace of company %d: %w", c, err)
	}
	return w, nil
}
