package programme

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// check says which rules the entry breaks.
func (e Entry) check() rule.Violations {
	var v rule.Violations
	if !slices.Contains(Kinds, e.Kind) {
		v.Add("kind", "unknown")
	}
	if !rowCode.MatchString(e.Code) {
		v.Add("code", "code")
	}
	text(&v, "name_da", e.NameDa, 120)
	text(&v, "name_en", e.NameEn, 120)
	if all, required := GroupingsOf(e.Kind); (required || e.Grouping != "") && !slices.Contains(all, e.Grouping) {
		v.Add("grouping", "unknown")
	}
	if !ruled(e.Kind, e.Rule) {
		v.Add("rule", brokenRule(e.Kind))
	}
	v.Longest("rule", e.Rule, 300)
	day(&v, "from", e.From)
	between(&v, "position", e.Position, 0, 999)
	v.Longest("source", e.Source, 200)
	return v
}

// brokenRule is what is told where the rule of a row cannot be read.
func brokenRule(kind Kind) string {
	switch kind {
	case Holiday:
		return "rule_of_holiday"
	case Posting:
		return "rule_of_delivery"
	case PartyAge:
		return "rule_of_age"
	case DocumentKind:
		return "rule_of_document"
	case ConsentLength:
		return "rule_of_months"
	case PlacementType, PlacementLength, PlacementRatio, FullWeek, YoungWork, PlacementVisit, Disclosure:
		return "rule_of_" + string(kind)
	}
	return "unknown" // no other kind has one
}

func entries(kind Kind, code string) timeline {
	return timeline{"catalogue", "kind = @kind AND code = @code", db.Args{"kind": kind, "code": code}}
}

// SetEntry gives a code of the catalogue a row from e.From on; the one that runs
// until then ends the day before. What is written anew is not confirmed yet.
func (s *Service) SetEntry(ctx context.Context, by access.Actor, e Entry, form audit.Form) error {
	e.NameDa, e.NameEn, e.Source = rule.Line(e.NameDa), rule.Line(e.NameEn), rule.Line(e.Source)
	e.Rule = ruleAsStored(e.Kind, rule.Line(e.Rule))
	e.ID, e.To, e.Confirmed = 0, when.Date{}, false
	event := acting(by, form, map[string]any{"catalogue": e})
	return s.write(ctx, event, e.check(), func(tx pgx.Tx) error {
		same, err := entries(e.Kind, e.Code).makeRoom(ctx, tx, e.From)
		if err != nil {
			return err
		}
		sql := `
			INSERT INTO catalogue (kind, code, name_da, name_en, grouping, rule, valid_from, position, source)
			VALUES (@kind, @code, @da, @en, @grouping, @rule, @from, @position, @source)
			RETURNING id`
		if same {
			sql = `
			UPDATE catalogue SET name_da = @da, name_en = @en, grouping = @grouping, rule = @rule, position = @position,
				source = @source, confirmed = false
			WHERE kind = @kind AND code = @code AND valid_from = @from
			RETURNING id`
		}
		event.Subject, err = db.Value[int64](ctx, tx, sql, db.Args{
			"kind": e.Kind, "code": e.Code, "da": e.NameDa, "en": e.NameEn,
			"grouping": e.Grouping, "rule": e.Rule, "from": e.From, "position": e.Position, "source": e.Source,
		})
		if err != nil {
			return overlap(fmt.Errorf("saving %s %s: %w", e.Kind, e.Code, err), "one_row_at_a_time")
		}
		return nil
	})
}

// EndEntry makes last the last day a row can be chosen. Records that carry its
// code keep it.
func (s *Service) EndEntry(ctx context.Context, by access.Actor, entry id.Catalogue, last when.Date, form audit.Form) error {
	var broken rule.Violations
	day(&broken, "last", last)
	event := acting(by, form, map[string]any{"ends": last})
	event.Subject = int64(entry)
	return s.write(ctx, event, broken, func(tx pgx.Tx) error {
		e, err := lockEntry(ctx, tx, entry)
		if err != nil {
			return err
		}
		if last.Before(e.From) {
			return rule.Violation("last", "before_from", e.From)
		}
		_, err = tx.Exec(ctx, `UPDATE catalogue SET valid_to = @last WHERE id = @id`, db.Args{"id": entry, "last": last})
		if db.Violates(err, "one_row_at_a_time") {
			return rule.Violation("last", "overlaps")
		}
		if err != nil {
			return fmt.Errorf("ending entry %d: %w", entry, err)
		}
		return nil
	})
}

// Confirm records that an administrator has had the law behind a row looked at.
// Who and when is in the trail; where it was read is the row's source.
func (s *Service) Confirm(ctx context.Context, by access.Actor, entry id.Catalogue, source string, form audit.Form) error {
	source = rule.Line(source)
	var broken rule.Violations
	text(&broken, "source", source, 200)
	event := acting(by, form, map[string]any{"confirmed": source})
	event.Subject = int64(entry)
	return s.write(ctx, event, broken, func(tx pgx.Tx) error {
		if _, err := lockEntry(ctx, tx, entry); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE catalogue SET confirmed = true, source = @source WHERE id = @id`,
			db.Args{"id": entry, "source": source})
		if err != nil {
			return fmt.Errorf("confirming entry %d: %w", entry, err)
		}
		return nil
	})
}

func lockEntry(ctx context.Context, tx pgx.Tx, entry id.Catalogue) (Entry, error) {
	e, err := db.One[Entry](ctx, tx, `SELECT `+entryColumns+`FROM catalogue WHERE id = @id FOR UPDATE`, db.Args{"id": entry})
	if err != nil {
		return e, fmt.Errorf("entry %d: %w", entry, err)
	}
	return e, nil
}
