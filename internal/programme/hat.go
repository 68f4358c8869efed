package programme

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Hat is what somebody does in an entry: a tag on the act, never a second owner.
type Hat struct {
	Code     string    `json:"code"`
	NameDa   string    `json:"name_da"`
	NameEn   string    `json:"name_en"`
	Slot     string    `json:"slot"` // which pair of colours it has
	Position int       `json:"position"`
	To       when.Date `json:"to"` // last day it is offered
}

// Slots are the pairs of colours a hat may have.
const Slots = "amcdef"

// AuthoritySlot is the pair of colours of who decides, whatever a programme calls it.
const AuthoritySlot = "a"

const (
	hatColumns       = `code, name_da, name_en, slot, position, valid_to AS "to" `
	milestoneColumns = `code, name_da, name_en, age_months, announce_days, window_days, confirmed, source, valid_from AS "from", valid_to AS "to" `
)

var hatCode = regexp.MustCompile(`^[a-z_]{2,40}$`)

// Name is the hat's name in a language.
func (h Hat) Name(lang string) string { return named(lang, h.NameDa, h.NameEn) }

func named(lang, da, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return da
}

// check says which rules the hat breaks.
func (h Hat) check() rule.Violations {
	var v rule.Violations
	if !hatCode.MatchString(h.Code) {
		v.Add("code", "code")
	}
	text(&v, "name_da", h.NameDa, 40)
	text(&v, "name_en", h.NameEn, 40)
	if len(h.Slot) != 1 || !strings.Contains(Slots, h.Slot) {
		v.Add("slot", "unknown")
	}
	between(&v, "position", h.Position, 0, 99)
	if !h.To.IsZero() {
		day(&v, "to", h.To)
	}
	return v
}

// HatsOf lists all hats of a programme, also those no longer offered: old entries
// still wear them.
func (s *Service) HatsOf(ctx context.Context, programme id.Programme) ([]Hat, error) {
	return db.All[Hat](ctx, s.read, `
		SELECT `+hatColumns+`FROM programme_hats WHERE programme_id = @programme ORDER BY position, code`,
		db.Args{"programme": programme})
}

// SetHat adds a hat or changes the one of that code. To take a hat away is to
// give it a last day.
func (s *Service) SetHat(ctx context.Context, by access.Actor, programme id.Programme, h Hat, form audit.Form) error {
	h.NameDa, h.NameEn = rule.Line(h.NameDa), rule.Line(h.NameEn)
	event := acting(by, form, map[string]any{"hat": h})
	return s.edit(ctx, programme, event, h.check(), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO programme_hats (programme_id, code, name_da, name_en, slot, position, valid_to)
			VALUES (@programme, @code, @da, @en, @slot, @position, @to)
			ON CONFLICT (programme_id, code) DO UPDATE SET name_da = excluded.name_da, name_en = excluded.name_en,
				slot = excluded.slot, position = excluded.position, valid_to = excluded.valid_to`,
			db.Args{
				"programme": programme, "code": h.Code, "da": h.NameDa, "en": h.NameEn, "slot": h.Slot,
				"position": h.Position, "to": h.To,
			})
		if err != nil {
			return fmt.Errorf("saving hat %s: %w", h.Code, err)
		}
		return nil
	})
}
