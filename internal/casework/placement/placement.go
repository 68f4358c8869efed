// Package placement keeps the stays of youths in companies: internships, jobs with
// a subsidy, ordinary hours, apprenticeships, and the companies themselves. What
// kinds of stay there are is the catalogue's to say.
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

// Result is how a stay ended.
type Result string

// The results. A stay that goes on, or whose end nobody wrote down, has none.
const (
	NoResult       Result = ""
	Completed      Result = "completed"
	Interrupted    Result = "interrupted"
	Hired          Result = "hired"
	Apprenticeship Result = "apprenticeship"
)

// Results lists the results in the order they are shown.
var Results = []Result{Completed, Interrupted, Hired, Apprenticeship}

// Placement is a stay in a company.
type Placement struct {
	ID        id.Placement
	Youth     id.Youth
	Enrolment id.Enrolment
	Company   company.Company `db:"-"`
	Type      string          // code of the catalogue
	From      when.Date       // first day
	To        when.Date       // last day; zero while it goes on
	Hours     float64         // a week; 0 where nobody wrote it down
	Result    Result
}

// Limits of what one may write.
const mostHours = 60

// Tidy makes the text of a placement fit to be checked and stored.
func (p Placement) Tidy() Placement {
	p.Company = p.Company.Tidy()
	return p
}

// Check says which rules the stay breaks. A stay may be planned ahead; how it
// ended cannot be known before it has.
func (p Placement) Check(today when.Date) rule.Violations {
	broken := p.Company.Check()
	broken.Required("type", p.Type)
	if p.From.IsZero() {
		broken.Add("from", "required")
	}
	if !p.To.IsZero() && p.To.Before(p.From) {
		broken.Add("to", "before_from")
	}
	if p.Hours < 0 || p.Hours > mostHours {
		broken.Add("hours", "hours", mostHours)
	}
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

// Register keeps a stay inside the transaction of the one who brings it. The caller
// has asked the policy, and the catalogue whether the type holds on the day.
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

// OfYouth lists the stays of a youth, the latest first, for somebody who has opened
// the record.
func OfYouth(ctx context.Context, q db.Reader, youth id.Youth) ([]Placement, error) {
	rows, err := db.All[struct {
		Placement
		CompanyID   id.Company
		CVR         string
		CompanyName string
	}](ctx, q, `
		SELECT p.id, p.youth_id AS youth, p.enrolment_id AS enrolment, p.type, p.from_on AS "from", p.to_on AS "to",
		       coalesce(p.hours, 0)::float8 AS hours, p.result,
		       c.id AS company_id, coalesce(c.cvr, '') AS cvr, c.name AS company_name
		FROM placements p JOIN companies c ON c.id = p.company_id
		WHERE p.youth_id = @youth ORDER BY p.from_on DESC, p.id DESC`, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("placements of youth %d: %w", youth, err)
	}
	list := make([]Placement, len(rows))
	for i, r := range rows {
		list[i] = r.Placement
		list[i].Company = company.Company{ID: r.CompanyID, CVR: company.CVR(r.CVR), Name: r.CompanyName}
	}
	return list, nil
}

// CarryOver takes the stays that go on or are to come along to the course that follows
// in a move, in its transaction.
func CarryOver(ctx context.Context, tx pgx.Tx, from, to id.Enrolment, today when.Date) error {
	if _, err := tx.Exec(ctx, `
		UPDATE placements SET enrolment_id = @to WHERE enrolment_id = @from AND result = '' AND (to_on IS NULL OR to_on >= @today)`,
		db.Args{"from": from, "to": to, "today": today}); err != nil {
		return fmt.Errorf("carrying the placements of enrolment %d over: %w", from, err)
	}
	return nil
}
