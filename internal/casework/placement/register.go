package placement

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/company"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// mostHours is the most hours a week that a file may bring: what was is kept as it was.
const mostHours = 60

// Tidy makes the text of a stay that a file brings fit to be checked and stored.
func (p Placement) Tidy() Placement {
	p.Company = p.Company.Tidy()
	return p
}

// Check says which rules a stay breaks that a file brings. A stay may be planned ahead;
// how it ended cannot be known before it has.
func (p Placement) Check(today when.Date) rule.Violations {
	broken := p.Company.Check()
	broken.Required("type", p.Type)
	if p.From.IsZero() {
		broken.Add("from", "required")
	}
	if !p.To.IsZero() && p.To.Before(p.From) {
		broken.Add("to", "before_from")
	}
	checkHours(&broken, p.Hours)
	switch p.Result {
	case NoResult:
	case Completed, Interrupted, Hired, Apprenticeship:
		if p.To.IsZero() || p.To.After(today) {
			broken.Add("result", "not_ended")
		}
	default:
		broken.Add("result", "unknown")
	}
	return broken
}

// Register keeps a stay that a file brings, inside the transaction of the one who brings
// it. The caller has asked the policy, and the catalogue whether the type holds on the day.
func Register(ctx context.Context, tx pgx.Tx, by access.Actor, p Placement, today when.Date) (id.Placement, error) {
	p = p.Tidy()
	if err := p.Check(today).Err(); err != nil {
		return 0, err
	}
	firm, workplace, err := company.Keep(ctx, tx, by.Staff, p.Company)
	if err != nil {
		return 0, err
	}
	hours := any(nil)
	if p.Hours > 0 {
		hours = p.Hours
	}
	placement, err := db.Value[id.Placement](ctx, tx, `
		INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, from_on, to_on, hours, result, by_id)
		VALUES (@youth, @enrolment, @company, @workplace, @type, @from, @to, @hours, @result, @by)
		RETURNING id`,
		db.Args{
			"youth": p.Youth, "enrolment": p.Enrolment, "company": firm, "workplace": workplace, "type": p.Type, "from": p.From, "to": p.To,
			"hours": hours, "result": p.Result, "by": by.Staff,
		})
	if err != nil {
		return 0, fmt.Errorf("keeping a placement of youth %d: %w", p.Youth, err)
	}
	return placement, nil
}
