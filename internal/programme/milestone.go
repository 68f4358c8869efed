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
	Announce  *int      `json:"announce_days"` // how many days ahead it is told of; none is on its day
	Window    *int      `json:"window_days"`   // how far from its day it still counts as on time; none is not judged
	Confirmed bool      `json:"confirmed"`     // somebody of the municipality stands by both
	Source    string    `json:"source"`
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

// Announced reports whether the milestone of somebody born then is to be told of on a day.
func (m Milestone) Announced(birth, on when.Date) bool {
	due := m.DueOn(birth)
	return !due.IsZero() && due.Sub(on) <= value(m.Announce)
}

// OnTime reports whether a meeting held on a day was within the window around the day the
// milestone is due. Judged is false where no window or no birth date is known.
func (m Milestone) OnTime(birth, held when.Date) (onTime, judged bool) {
	due := m.DueOn(birth)
	if due.IsZero() || m.Window == nil {
		return false, false
	}
	away := held.Sub(due)
	return away >= -*m.Window && away <= *m.Window, true
}

// LastOn is the last day within the window; the day itself where there is none.
func (m Milestone) LastOn(birth when.Date) when.Date {
	due := m.DueOn(birth)
	if due.IsZero() {
		return due
	}
	return due.AddDays(value(m.Window))
}

func value(n *int) int {
	if n == nil {
		return 0
	}
	return *n
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
	between(&v, "announce_days", value(m.Announce), 0, 366)
	between(&v, "window_days", value(m.Window), 0, 366)
	v.Longest("source", m.Source, 200)
	day(&v, "from", m.From)
	if !m.To.IsZero() && m.To.Before(m.From) {
		v.Add("to", "before_from")
	}
	return v
}

// SetMilestone adds a milestone or changes the one of that code.
func (s *Service) SetMilestone(ctx context.Context, by access.Actor, programme id.Programme, m Milestone, form audit.Form) error {
	m.NameDa, m.NameEn, m.Source = rule.Line(m.NameDa), rule.Line(m.NameEn), rule.Line(m.Source)
	event := acting(by, form, map[string]any{"milestone": m})
	return s.edit(ctx, programme, event, m.check(), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO programme_milestones (programme_id, code, name_da, name_en, age_months, announce_days, window_days, confirmed, source, valid_from, valid_to)
			VALUES (@programme, @code, @da, @en, @months, @announce, @window, @confirmed, @source, @from, @to)
			ON CONFLICT (programme_id, code) DO UPDATE SET name_da = excluded.name_da, name_en = excluded.name_en,
				age_months = excluded.age_months, announce_days = excluded.announce_days, window_days = excluded.window_days,
				confirmed = excluded.confirmed, source = excluded.source, valid_from = excluded.valid_from, valid_to = excluded.valid_to`,
			db.Args{
				"programme": programme, "code": m.Code, "da": m.NameDa, "en": m.NameEn,
				"months": m.AgeMonths, "announce": m.Announce, "window": m.Window, "confirmed": m.Confirmed, "source": m.Source, "from": m.From, "to": m.To,
			})
		if err != nil {
			return fmt.Errorf("saving milestone %s: %w", m.Code, err)
		}
		return nil
	})
}
