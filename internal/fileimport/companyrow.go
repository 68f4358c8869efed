package fileimport

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/company"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// companyRow is a company, or one more workplace of one that is there: a CVR number that
// is known with a P-number that is not.
type companyRow struct {
	firm    company.New
	another bool                // somebody looked, and it is another one of the name
	there   []company.Duplicate // what may be the same, as things stand
}

func readCompany(c *cells) row {
	r := &companyRow{}
	c.required("company")
	r.firm = company.New{
		Name: c.line("company"), CVR: c.line("cvr"), PNumber: c.line("p_number"), Workplace: c.line("workplace"), Street: c.line("street"), Zip: c.line("zip"),
		Town: c.line("town"), Travel: c.text("travel"), Industry: c.line("industry"), IndustryCode: c.line("industry_code"), Person: c.line("person"),
		Title: c.line("person_title"), Phone: c.line("person_phone"), Mail: c.email("person_email"), Offers: c.text("offers"), Mind: c.text("mind"),
		Capacity: c.whole("capacity", 0, mostCapacity),
	}
	if rule.Line(c.values["fte"]) != "" {
		fte := c.amount("fte")
		r.firm.FTE = &fte
	}
	r.another = c.yes("another")
	c.line("external_id")
	for _, b := range r.firm.Check() {
		if _, said := c.broken.On(b.Field); !said {
			c.broken = append(c.broken, b)
		}
	}
	return r
}

// mostCapacity is the most a company is believed to take at a time.
const mostCapacity = 999

// meet finds what is there of the companies of some rows; rows about youths have none.
func meet(ctx context.Context, q db.Reader, readings []reading) error {
	for _, r := range readings {
		firm, ok := r.row.(*companyRow)
		if !ok || len(r.broken) > 0 {
			continue
		}
		var err error
		if firm.there, err = company.Duplicates(ctx, q, firm.firm); err != nil {
			return err
		}
	}
	return nil
}

// by is the company that a number of the row belongs to beyond doubt.
func (r *companyRow) by(number string) (id.Company, bool) {
	for _, d := range r.there {
		if slices.Contains(d.Why, number) {
			return d.ID, true
		}
	}
	return 0, false
}

// keys are what another row of the file would know the company by.
func (r *companyRow) keys() (cvr, place, name string) {
	if n, err := company.ParseCVR(r.firm.CVR); err == nil {
		cvr = "cvr " + string(n)
	}
	if n, err := company.ParsePNumber(r.firm.PNumber); err == nil {
		place = "p " + string(n)
	}
	return cvr, place, "name " + plainHeading(r.firm.Name) + " " + plainHeading(r.firm.Town)
}

func (r *companyRow) judge(_ *reference, h *held) (known bool, broken rule.Violations) {
	cvr, place, name := r.keys()
	above := func(key string) bool { return h != nil && key != "" && h.firms[key] }
	_, sameCVR := r.by("cvr")
	_, samePlace := r.by("p_number")
	sameCVR, samePlace = sameCVR || above(cvr), samePlace || above(place)
	switch {
	case samePlace, sameCVR && place == "":
		return true, nil
	case sameCVR, r.another:
		return false, nil
	case len(r.there) > 0:
		return false, rule.Violation("company", "company_maybe", r.there[0].Name)
	case cvr == "" && above(name):
		return false, rule.Violation("company", "company_maybe", r.firm.Name)
	}
	return false, nil
}

// foresee carries along what the row would write down: all rows of a file of companies
// share it, as none of them has a youth.
func (r *companyRow) foresee(h *held) *held {
	if h == nil {
		h = &held{firms: map[string]bool{}}
	}
	cvr, place, name := r.keys()
	h.firms[cvr], h.firms[place], h.firms[name] = true, true, true
	return h
}

func (r *companyRow) make(ctx context.Context, tx pgx.Tx, by access.Actor, _ *reference, _ *held, now time.Time) (made, error) {
	if there, ok := r.by("cvr"); ok {
		_, err := company.AddWorkplace(ctx, tx, by, there, r.firm, now)
		return made{Subject: int64(there)}, err
	}
	n, _, _, err := company.Create(ctx, tx, by, r.firm, now)
	return made{Subject: int64(n)}, err
}
