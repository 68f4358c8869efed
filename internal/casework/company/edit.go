package company

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Edit is what is known of a company as somebody wants it.
type Edit struct {
	Name         string
	CVR          string
	Industry     string
	IndustryCode string
	Offers       string
	Mind         string
	Capacity     *int
	CapacityOn   when.Date // where empty and a capacity is told, today
	ClosedOn     when.Date
	LookedUp     bool // the register filled the form in
	Version      int  // the version that was read
}

// mostCapacity is the most a company is believed to take at a time.
const mostCapacity = 999

var industryCodeForm = regexp.MustCompile(`^([0-9]{6})?$`)

func (e Edit) tidy(today when.Date) Edit {
	for _, line := range []*string{&e.Name, &e.CVR, &e.Industry} {
		*line = rule.Line(*line)
	}
	if cvr, err := ParseCVR(e.CVR); err == nil {
		e.CVR = string(cvr)
	}
	e.IndustryCode = digitsOf(rule.Line(e.IndustryCode)) // 45.20.10 in the register's own hand
	e.Offers, e.Mind = rule.Text(e.Offers), rule.Text(e.Mind)
	if e.Capacity == nil {
		e.CapacityOn = when.Date{}
	} else if e.CapacityOn.IsZero() {
		e.CapacityOn = today
	}
	return e
}

func (e Edit) check(today when.Date) rule.Violations {
	var broken rule.Violations
	broken.Required("company", e.Name)
	for _, b := range (Company{Name: e.Name, CVR: CVR(e.CVR)}).Check() {
		if b.Code != "company_or_cvr" {
			broken = append(broken, b)
		}
	}
	Company{Industry: e.Industry, IndustryCode: e.IndustryCode, Offers: e.Offers, Mind: e.Mind, Capacity: e.Capacity}.checkAbout(&broken)
	if e.CapacityOn.After(today) {
		broken.Add("capacity_on", "in_the_future")
	}
	return broken
}

// checkAbout says which rules break what is known of a company beside its name and number.
func (c Company) checkAbout(broken *rule.Violations) {
	broken.Longest("industry", c.Industry, mostIndustry)
	if !industryCodeForm.MatchString(c.IndustryCode) {
		broken.Add("industry_code", "industry_code")
	}
	broken.Longest("offers", c.Offers, mostText)
	broken.Longest("mind", c.Mind, mostText)
	if c.Capacity != nil && (*c.Capacity < 0 || *c.Capacity > mostCapacity) {
		broken.Add("capacity", "between", 0, mostCapacity)
	}
}

// Change saves what is known of a company. It is kept as it was; a stale edit is a *Stale.
func (s *Service) Change(ctx context.Context, by access.Actor, company id.Company, e Edit, form audit.Form) error {
	today := when.Of(s.now())
	e = e.tidy(today)
	return s.change(ctx, by, company, e.Version, "edit", form, func(tx pgx.Tx, _ *audit.Event, _ Whole) error {
		if err := e.check(today).Err(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			UPDATE companies SET name = @name, cvr = nullif(@cvr, ''), industry = @industry, industry_code = @code, offers = @offers, mind = @mind,
			       capacity = @capacity, capacity_on = @capacity_on, closed_on = @closed, looked_up_at = CASE WHEN @looked::bool THEN @now::timestamptz ELSE looked_up_at END
			WHERE id = @id`,
			db.Args{
				"id": company, "name": e.Name, "cvr": e.CVR, "industry": e.Industry, "code": e.IndustryCode, "offers": e.Offers, "mind": e.Mind,
				"capacity": e.Capacity, "capacity_on": e.CapacityOn, "closed": e.ClosedOn, "looked": e.LookedUp, "now": s.now(),
			})
		if err != nil {
			return taken(fmt.Errorf("changing company %d: %w", company, err))
		}
		return nil
	})
}

// Pause is an agreement with a company that nobody of us calls it for a while.
type Pause struct {
	From   when.Date // where empty, today
	Until  when.Date // the last day
	Reason string
}

// AgreePause keeps a pause in the place of one that stands. Everybody sees it, with who
// agreed it; it ends by itself.
func (s *Service) AgreePause(ctx context.Context, by access.Actor, company id.Company, p Pause, form audit.Form) error {
	today := when.Of(s.now())
	p.Reason = rule.Text(p.Reason)
	if p.From.IsZero() {
		p.From = today
	}
	return s.change(ctx, by, company, anyVersion, "pause", form, func(tx pgx.Tx, event *audit.Event, _ Whole) error {
		if err := p.check(today).Err(); err != nil {
			return err
		}
		event.Reason = p.Reason
		_, err := tx.Exec(ctx, `UPDATE companies SET pause_from = @from, pause_until = @until, pause_reason = @reason, pause_by = @by WHERE id = @id`,
			db.Args{"id": company, "from": p.From, "until": p.Until, "reason": p.Reason, "by": by.Staff})
		if err != nil {
			return fmt.Errorf("pausing company %d: %w", company, err)
		}
		return nil
	})
}

func (p Pause) check(today when.Date) rule.Violations {
	var broken rule.Violations
	switch {
	case p.Until.IsZero():
		broken.Add("until", "required")
	case p.Until.Before(p.From):
		broken.Add("until", "before_from")
	case p.Until.Before(today):
		broken.Add("until", "in_the_past")
	}
	broken.Required("reason", p.Reason)
	broken.Longest("reason", p.Reason, mostText)
	return broken
}

// EndPause lets people call the company again from today on. Where no pause stands, it
// says so.
func (s *Service) EndPause(ctx context.Context, by access.Actor, company id.Company, form audit.Form) error {
	today := when.Of(s.now())
	return s.change(ctx, by, company, anyVersion, "end pause", form, func(tx pgx.Tx, _ *audit.Event, w Whole) error {
		if w.PauseUntil.IsZero() || w.PauseUntil.Before(today) {
			return rule.Violation("", "no_pause")
		}
		_, err := tx.Exec(ctx, `
			UPDATE companies SET
				pause_until = CASE WHEN pause_from < @today THEN @today::date - 1 END, pause_from = CASE WHEN pause_from < @today THEN pause_from END,
				pause_reason = CASE WHEN pause_from < @today THEN pause_reason ELSE '' END, pause_by = CASE WHEN pause_from < @today THEN pause_by END
			WHERE id = @id`, db.Args{"id": company, "today": today})
		if err != nil {
			return fmt.Errorf("ending the pause of company %d: %w", company, err)
		}
		return nil
	})
}

// Know says that somebody knows the company, or what they are to its people.
func (s *Service) Know(ctx context.Context, by access.Actor, company id.Company, note string, form audit.Form) error {
	note = rule.Line(note)
	return s.befriend(ctx, by, company, "know", form, func(tx pgx.Tx) error {
		var broken rule.Violations
		broken.Longest("note", note, mostAddress)
		if err := broken.Err(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO company_friends (company_id, staff_id, note, at) VALUES (@id, @by, @note, @now)
			ON CONFLICT (company_id, staff_id) DO UPDATE SET note = excluded.note`,
			db.Args{"id": company, "by": by.Staff, "note": note, "now": s.now()})
		return err
	})
}

// Forget says that one does not know the company any more.
func (s *Service) Forget(ctx context.Context, by access.Actor, company id.Company, form audit.Form) error {
	return s.befriend(ctx, by, company, "forget", form, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM company_friends WHERE company_id = @id AND staff_id = @by`, db.Args{"id": company, "by": by.Staff})
		return err
	})
}

// befriend changes who knows a company: it is said of oneself, and no version is made.
func (s *Service) befriend(ctx context.Context, by access.Actor, company id.Company, what string, form audit.Form, fn func(pgx.Tx) error) error {
	event := &audit.Event{By: by, Action: access.KeepCompany, Subject: int64(company), Form: form, Detail: map[string]any{"act": what}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.KeepCompany, access.Scope{}); err != nil {
			return err
		}
		if _, err := s.hold(ctx, tx, company); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			if _, ok := errors.AsType[rule.Violations](err); ok {
				return err
			}
			return fmt.Errorf("who knows company %d: %w", company, err)
		}
		return nil
	})
}
