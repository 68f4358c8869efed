package programme

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

// CriterionKind is how a criterion is answered.
type CriterionKind string

// The kinds. The age is computed, by the ages of the programme's rules; a question is
// put to those who know the youth.
const (
	AgeCriterion CriterionKind = "age"
	Question     CriterionKind = "question"
)

// CriterionKinds lists the kinds in the order they are offered.
var CriterionKinds = []CriterionKind{Question, AgeCriterion}

// Criterion is one thing a programme screens by (domain 1.1, 1.3, 1.4, 1.5).
type Criterion struct {
	ID       id.Criterion  `json:"id"`
	Code     string        `json:"code"`
	Kind     CriterionKind `json:"kind"`
	NameDa   string        `json:"name_da"`
	NameEn   string        `json:"name_en"`
	Position int           `json:"position"`
	From     when.Date     `json:"from"`
	To       when.Date     `json:"to"` // last day; none where it is open
	Source   string        `json:"source"`
}

// Name is the criterion's name in a language.
func (c Criterion) Name(lang string) string { return named(lang, c.NameDa, c.NameEn) }

const criterionColumns = `id, code, kind, name_da, name_en, position, valid_from AS "from", valid_to AS "to", source `

// check says which rules the criterion breaks.
func (c Criterion) check() rule.Violations {
	var v rule.Violations
	if !rowCode.MatchString(c.Code) {
		v.Add("code", "code")
	}
	if c.Kind != AgeCriterion && c.Kind != Question {
		v.Add("kind", "choose")
	}
	text(&v, "name_da", c.NameDa, 120)
	text(&v, "name_en", c.NameEn, 120)
	between(&v, "position", c.Position, 0, 99)
	day(&v, "from", c.From)
	if !c.To.IsZero() && c.To.Before(c.From) {
		v.Add("to", "before_from", c.From)
	}
	v.Longest("source", c.Source, 200)
	return v
}

// SetCriterion says from c.From on what a programme screens by under a code; the row
// that runs until then ends the day before. With c.To it ends by itself.
func (s *Service) SetCriterion(ctx context.Context, by access.Actor, programme id.Programme, c Criterion, form audit.Form) error {
	c.NameDa, c.NameEn, c.Source = rule.Line(c.NameDa), rule.Line(c.NameEn), rule.Line(c.Source)
	event := acting(by, form, map[string]any{"criterion": c})
	return s.edit(ctx, programme, event, c.check(), func(tx pgx.Tx) error {
		args := db.Args{"programme": programme, "code": c.Code}
		same, err := timeline{"programme_criteria", "programme_id = @programme AND code = @code", args}.makeRoom(ctx, tx, c.From)
		if err != nil {
			return err
		}
		sql := `INSERT INTO programme_criteria (programme_id, code, kind, name_da, name_en, position, valid_from, valid_to, source)
			VALUES (@programme, @code, @kind, @da, @en, @position, @from, @to, @source)`
		if same {
			sql = `UPDATE programme_criteria SET kind = @kind, name_da = @da, name_en = @en, position = @position, valid_to = @to, source = @source
			WHERE programme_id = @programme AND code = @code AND valid_from = @from`
		}
		args["kind"], args["da"], args["en"], args["position"] = c.Kind, c.NameDa, c.NameEn, c.Position
		args["from"], args["to"], args["source"] = c.From, c.To, c.Source
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return overlap(fmt.Errorf("saving criterion %s: %w", c.Code, err), "one_criterion_at_a_time")
		}
		return nil
	})
}
