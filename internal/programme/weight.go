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
)

// NeedsGroups is how many needs groups there are (seed B); 0 is not assessed.
const NeedsGroups = 4

// Weights is how much a youth of each needs group weighs in the caseload.
type Weights map[int]float64

// Of answers the weight of a needs group; who has none weighs 1.
func (w Weights) Of(group int) float64 {
	if weight, ok := w[group]; ok {
		return weight
	}
	return 1
}

// checkWeight says which rules a weight breaks. Two decimals are kept.
func checkWeight(group int, weight float64) rule.Violations {
	var v rule.Violations
	between(&v, "needs_group", group, 1, NeedsGroups)
	if !(weight >= 0.1 && weight <= 10) { // written so that NaN fails too
		v.Add("weight", "range", 0.1, 10)
	}
	return v
}

// SetWeight sets what a youth of a needs group weighs. It counts at once, and
// has no history but the trail's.
func (s *Service) SetWeight(ctx context.Context, by access.Actor, programme id.Programme, group int, weight float64, form audit.Form) error {
	event := acting(by, form, map[string]any{"needs_group": group, "weight": weight})
	return s.edit(ctx, programme, event, checkWeight(group, weight), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO programme_weights (programme_id, needs_group, weight)
			VALUES (@programme, @group, @weight::float8::numeric(4,2))
			ON CONFLICT (programme_id, needs_group) DO UPDATE SET weight = excluded.weight`,
			db.Args{"programme": programme, "group": group, "weight": weight})
		if err != nil {
			return fmt.Errorf("saving weight of group %d: %w", group, err)
		}
		return nil
	})
}
