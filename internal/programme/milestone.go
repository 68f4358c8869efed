package programme

import (
	"context"
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

// Milestone is a meeting the model prescribes at an age. The model does, not a
// statute.
type Milestone struct {
	Code      string    `json:"code"`
	NameDa    string    `json:"name_da"`
	NameEn    string    `json:"name_en"`
	AgeMonths int       `json:"age_months"`
	From      when.Date `json:"from"`
	To        when.Date `json:"to"`
}

var rowCode = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

// Name is the milestone's name in a language.
func (m Milestone) Name(lang string) string { return named(lang, m.NameDa, m.NameEn) }

// DueOn is the day on which somebody born then reaches the milestone's age. It is
// no day where the birth date is not known.
func (m Milestone) DueOn(birth when.Date) when.Date {
	if birth.IsZero() {
		return when.Date{}
	}
	return birth.AddMonths(m.AgeMonths)
}

// check says which rules the milestone breaks.
func (m Milestone) check() rule.Violations {
	var v rule.Violations
	if !rowCode.MatchString(m.Code) {
		v.Add("code", "code")
	}
	text(&v, "name_da", m.NameDa, 80)
	text(&v, "name_en", m.NameEn, 80)
	between(&v, "age_months", m.AgeMonths, 1, 600)
	day(&v, "from", m.From)
	if !m.To.IsZero() && m.To.Before(m.From) {
		v.Add("to", "before_from")
	}
	return v
}

// SetMilestone adds a milestone or changes the one of that code.
func (s *Service) SetMilestone(ctx context.Context, by access.Actor, programme id.Programme, m Milestone, form audit.Form) error {
	m.NameDa, m.NameEn = rule.Line(m.NameDa), rule.Line(m.NameEn)
	event := acting(by, form, map[string]any{"milestone": m})
	return s.edit(ctx, programme, event, m.check(), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO programme_milestones (programme_id, code, name_da, name_en, age_months, valid_from, valid_to)
			VALUES (@programme, @code, @da, @en, @months, @from, @to)
			ON CONFLICT (programme_id, code) DO UPDATE SET name_da = excluded.name_da, name_en = excluded.name_en,
				age_months = excluded.age_months, valid_from = excluded.valid_from, valid_to = excluded.valid_to`,
			db.Args{
				"programme": programme, "code": m.Code, "da": m.NameDa, "en": m.NameEn,
				"months": m.AgeMonths, "from": m.From, "to": m.To,
			})
		if err != nil {
			return fmt.Errorf("saving milestone %s: %w", m.Code, err)
		}
		return nil
	})
}
