// Package company remembers the companies a team works with: where they are, whom one
// calls there, what they offer, and whether they want to be left in peace for a while.
// It knows nothing of any youth; the stays are placement's.
package company

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Company is a firm. One without a number is known by its name.
type Company struct {
	ID           id.Company
	CVR          CVR // empty where it is not known
	Name         string
	Industry     string // in words
	IndustryCode string // six digits of the register; empty where it is not known
	Offers       string // what it can offer
	Mind         string // what to keep in mind about it; never about a youth
	Capacity     *int   // how many it says it can take at a time; nil where nobody has asked
	CapacityOn   when.Date
	PauseFrom    when.Date // nobody calls it from that day; zero where there is no pause
	PauseUntil   when.Date // the last day of it
	PauseReason  string
	PauseByName  string // who of us agreed it
	ClosedOn     when.Date
	LookedUpAt   *time.Time // in the register of companies
	MergedInto   id.Company // the one it turned out to be; 0 where it stands for itself
	Version      int
}

// columns are those of a Company, read from the table companies as c. A closed list, as
// everything is that a page shows.
const columns = `
	c.id, coalesce(c.cvr, '') AS cvr, c.name, c.industry, c.industry_code, c.offers, c.mind, c.capacity, c.capacity_on,
	c.pause_from, c.pause_until, c.pause_reason, coalesce((SELECT s.name FROM staff s WHERE s.id = c.pause_by), '') AS pause_by_name,
	c.closed_on, c.looked_up_at, coalesce(c.merged_into, 0) AS merged_into, c.version`

// Limits of what one may write, in characters.
const (
	mostName     = 200
	mostAddress  = 200
	mostIndustry = 100
	mostText     = 2000
)

// Tidy makes name and number fit to be checked and stored.
func (c Company) Tidy() Company {
	c.Name = rule.Line(c.Name)
	if cvr, err := ParseCVR(string(c.CVR)); err == nil {
		c.CVR = cvr
	}
	return c
}

// Check says which rules name and number break; they have been tidied.
func (c Company) Check() rule.Violations {
	var broken rule.Violations
	if c.Name == "" && c.CVR == "" {
		broken.Add("company", "company_or_cvr")
	}
	broken.Longest("company", c.Name, mostName)
	if c.CVR != "" {
		if _, err := ParseCVR(string(c.CVR)); err != nil {
			broken.Add("cvr", "cvr")
		}
	}
	return broken
}

// Closed reports whether the company has stopped, on a day.
func (c Company) Closed(on when.Date) bool { return !c.ClosedOn.IsZero() && !c.ClosedOn.After(on) }

// Paused reports whether nobody is to call the company on a day.
func (c Company) Paused(on when.Date) bool {
	return !c.PauseUntil.IsZero() && !on.Before(c.PauseFrom) && !on.After(c.PauseUntil)
}

// CheckOpen says what keeps a company from taking somebody on a day: it has stopped, or
// somebody agreed with it that it is left in peace. Both stand at the field "company";
// the first tells the day, the second the last day, who agreed it, and why.
func CheckOpen(c Company, on when.Date) rule.Violations {
	var broken rule.Violations
	if c.Closed(on) {
		broken.Add("company", "company_closed", c.ClosedOn)
	}
	if c.Paused(on) {
		broken.Add("company", "company_paused", c.PauseUntil, c.PauseByName, c.PauseReason)
	}
	return broken
}

// Find reads a company; one that nobody knows is db.ErrNotFound. One that was merged is
// answered as it stands: MergedInto says where to go. The caller has asked the policy.
func Find(ctx context.Context, q db.Reader, company id.Company) (Company, error) {
	c, err := db.One[Company](ctx, q, `SELECT `+columns+` FROM companies c WHERE c.id = @id`, db.Args{"id": company})
	if err != nil {
		return c, fmt.Errorf("company %d: %w", company, err)
	}
	return c, nil
}
