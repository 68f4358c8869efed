package company

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// SaveWorkplace writes a workplace down (its number is 0) or changes one, made from a
// version of the company. Figures without a day were told today. A stale one is a *Stale,
// and the last open workplace is not closed: then it is the company that has.
func (s *Service) SaveWorkplace(ctx context.Context, by access.Actor, company id.Company, p Workplace, version int, form audit.Form) error {
	today := when.Of(s.now())
	p = p.tidy()
	p.Company = company
	if p.CountedOn.IsZero() {
		p.CountedOn = today
	}
	return s.change(ctx, by, company, version, "workplace", form, func(tx pgx.Tx, event *audit.Event, w Whole) error {
		broken := p.check()
		if p.CountedOn.After(today) {
			broken.Add("counted_on", "in_the_future")
		}
		if !p.ClosedOn.IsZero() && !w.openBeside(p.ID, today) {
			broken.Add("shut_on", "last_workplace")
		}
		if err := broken.Err(); err != nil {
			return err
		}
		if p.ID == 0 {
			n, err := insertWorkplace(ctx, tx, p, s.now())
			event.Detail = map[string]any{"act": "new workplace", "workplace": n}
			return err
		}
		if _, err := w.WorkplaceOf(p.ID); err != nil {
			return err
		}
		event.Detail = map[string]any{"act": "workplace", "workplace": p.ID}
		args := p.args()
		args["id"] = p.ID
		_, err := tx.Exec(ctx, `
			UPDATE company_workplaces SET p_number = nullif(@p_number, ''), name = @name, street = @street, zip = @zip, town = @town, travel = @travel,
			       fte = @fte, month_fte = @month_fte, year_fte = @year_fte, counted_on = @counted, closed_on = @closed WHERE id = @id`, args)
		if err != nil {
			return taken(fmt.Errorf("changing workplace %d: %w", p.ID, err))
		}
		return nil
	})
}

// openBeside reports whether another workplace is open.
func (w Whole) openBeside(n id.Workplace, on when.Date) bool {
	for _, p := range w.Workplaces {
		if p.ID != n && p.Open(on) {
			return true
		}
	}
	return false
}

// SavePerson writes somebody of a company down (their number is 0) or changes them, made
// from a version of the company. Somebody who has left gets a last day and stays on
// record: an entry of the log may name them. A stale one is a *Stale.
func (s *Service) SavePerson(ctx context.Context, by access.Actor, company id.Company, p Person, version int, form audit.Form) error {
	today := when.Of(s.now())
	p = p.tidy()
	p.Company = company
	return s.change(ctx, by, company, version, "person", form, func(tx pgx.Tx, event *audit.Event, w Whole) error {
		p, broken := p.check()
		if p.EndedOn.After(today) {
			broken.Add("ended_on", "in_the_future")
		}
		if _, ok := w.Workplace(p.Workplace); p.Workplace != 0 && !ok {
			broken.Add("person_workplace", "unknown")
		}
		if err := broken.Err(); err != nil {
			return err
		}
		if p.ID == 0 {
			n, err := insertPerson(ctx, tx, by, p, s.now())
			event.Detail = map[string]any{"act": "new person", "person": n}
			return err
		}
		if _, err := w.PersonOf(p.ID); err != nil {
			return err
		}
		event.Detail = map[string]any{"act": "person", "person": p.ID, "ended": !p.EndedOn.IsZero()}
		return updatePerson(ctx, tx, p)
	})
}

func updatePerson(ctx context.Context, tx pgx.Tx, p Person) error {
	_, err := tx.Exec(ctx, `
		UPDATE company_people SET workplace_id = nullif(@workplace::bigint, 0), name = @name, title = @title, role = @role, phone = @phone, email = @email,
		       ended_on = @ended, version = version + 1 WHERE id = @id`,
		db.Args{
			"id": p.ID, "workplace": p.Workplace, "name": p.Name, "title": p.Title, "role": p.Role, "phone": p.Phone, "email": p.Email, "ended": p.EndedOn,
		})
	if db.Violates(err, "person_at_workplace") {
		return rule.Violation("person_workplace", "unknown")
	}
	if err != nil {
		return fmt.Errorf("changing person %d of company %d: %w", p.ID, p.Company, err)
	}
	return nil
}
