package company

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Workplace is where people of a company work. The ratio between ordinary employees and
// others is counted here (domain 3.3), in full-time equivalents.
type Workplace struct {
	ID        id.Workplace
	Company   id.Company
	PNumber   PNumber // empty where it is not known
	Name      string  // where it has one of its own
	Street    string
	Zip       string
	Town      string
	Travel    string    // how one gets there, in words
	FTE       *float64  // ordinary employees; nil where nobody has told
	MonthFTE  *float64  // the same last month …
	YearFTE   *float64  // … and on average over twelve months: the net-job rule
	CountedOn when.Date // the day somebody told the figures
	ClosedOn  when.Date
}

const selectWorkplace = `
	SELECT w.id, w.company_id AS company, coalesce(w.p_number, '') AS p_number, w.name, w.street, w.zip, w.town, w.travel,
	       w.fte::float8 AS fte, w.month_fte::float8 AS month_fte, w.year_fte::float8 AS year_fte, w.counted_on, w.closed_on
	FROM company_workplaces w `

// Workplaces lists where people of a company work, the open ones first. The caller has
// asked the policy.
func Workplaces(ctx context.Context, q db.Reader, company id.Company) ([]Workplace, error) {
	list, err := db.All[Workplace](ctx, q, selectWorkplace+`WHERE w.company_id = @company ORDER BY w.closed_on NULLS FIRST, w.id`, db.Args{"company": company})
	if err != nil {
		return nil, fmt.Errorf("workplaces of company %d: %w", company, err)
	}
	return list, nil
}

// Address is the workplace's address on one line; empty where nobody wrote it down.
func (w Workplace) Address() string {
	return strings.Trim(w.Street+", "+strings.TrimSpace(w.Zip+" "+w.Town), ", ")
}

// Open reports whether people work there on a day.
func (w Workplace) Open(on when.Date) bool { return w.ClosedOn.IsZero() || w.ClosedOn.After(on) }

// mostFTE is the most full-time equivalents a workplace is believed to have.
const mostFTE = 99_999

var zipForm = regexp.MustCompile(`^[0-9]{4}$`)

// tidy makes the text of a workplace fit to be checked and stored.
func (w Workplace) tidy() Workplace {
	for _, line := range []*string{&w.Name, &w.Street, &w.Zip, &w.Town} {
		*line = rule.Line(*line)
	}
	w.Travel = rule.Text(w.Travel)
	if p, err := ParsePNumber(string(w.PNumber)); err == nil {
		w.PNumber = p
	}
	return w
}

// check says which rules a tidied workplace breaks.
func (w Workplace) check() rule.Violations {
	var broken rule.Violations
	if w.PNumber != "" {
		if _, err := ParsePNumber(string(w.PNumber)); err != nil {
			broken.Add("p_number", "p_number")
		}
	}
	if w.Zip != "" && !zipForm.MatchString(w.Zip) {
		broken.Add("zip", "zip")
	}
	broken.Longest("workplace", w.Name, mostName)
	broken.Longest("street", w.Street, mostAddress)
	broken.Longest("town", w.Town, mostAddress)
	broken.Longest("travel", w.Travel, mostText)
	for _, f := range []struct {
		name  string
		value *float64
	}{{"fte", w.FTE}, {"month_fte", w.MonthFTE}, {"year_fte", w.YearFTE}} {
		if f.value != nil && (*f.value < 0 || *f.value > mostFTE) {
			broken.Add(f.name, "fte", mostFTE)
		}
	}
	return broken
}
