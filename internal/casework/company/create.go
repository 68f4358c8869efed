package company

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// New is a company as somebody wants it written down, in few fields: what it is called,
// its first workplace and the first person one calls there. All but the name may be
// empty.
type New struct {
	Name, CVR, PNumber         string // as they were typed
	Street, Zip, Town          string
	Industry                   string
	FTE                        *float64
	Person, Title, Phone, Mail string // the first person
	Workplace, Travel          string // the workplace's own name, and how one gets there
	IndustryCode, Offers, Mind string // what a file may tell beside
	Capacity                   *int
}

// parts are what a New makes, tidied.
func (n New) parts() (Company, Workplace, Person) {
	c := Company{
		Name: n.Name, CVR: CVR(rule.Line(n.CVR)), Industry: rule.Line(n.Industry), IndustryCode: digitsOf(rule.Line(n.IndustryCode)),
		Offers: rule.Text(n.Offers), Mind: rule.Text(n.Mind), Capacity: n.Capacity,
	}.Tidy()
	w := Workplace{
		PNumber: PNumber(rule.Line(n.PNumber)), Name: n.Workplace, Street: n.Street, Zip: n.Zip, Town: n.Town, Travel: n.Travel, FTE: n.FTE,
	}.tidy()
	return c, w, Person{Name: n.Person, Title: n.Title, Phone: n.Phone, Email: n.Mail}.tidy()
}

// Check says which rules the wish breaks, at the fields company, cvr, p_number, street,
// zip, town, industry, fte, person, person_title, person_phone and person_email.
func (n New) Check() rule.Violations {
	c, w, p := n.parts()
	var broken rule.Violations
	broken.Required("company", c.Name)
	for _, b := range c.Check() {
		if b.Code != "company_or_cvr" { // here a name is always asked for
			broken = append(broken, b)
		}
	}
	c.checkAbout(&broken)
	broken = append(broken, w.check()...)
	if p.given() {
		_, wrong := p.check()
		broken = append(broken, wrong...)
	}
	return broken
}

// Create writes a company down with a workplace and, where one is named, a person, in
// the transaction of whoever brings it. A number that is taken breaks a rule at its own
// field; what else may be the same company is Duplicates' to ask before. The person is 0
// where none was named.
func Create(ctx context.Context, tx pgx.Tx, by access.Actor, n New, at time.Time) (id.Company, id.Workplace, id.CompanyPerson, error) {
	if err := access.Check(by, access.KeepCompany, access.Scope{}); err != nil {
		return 0, 0, 0, err
	}
	if err := n.Check().Err(); err != nil {
		return 0, 0, 0, err
	}
	c, w, p := n.parts()
	company, err := db.Value[id.Company](ctx, tx, `
		INSERT INTO companies (cvr, name, industry, industry_code, offers, mind, capacity, capacity_on, added_by, added_at)
		VALUES (nullif(@cvr, ''), @name, @industry, @code, @offers, @mind, @capacity::int, CASE WHEN @capacity IS NOT NULL THEN @today::date END, @by, @at) RETURNING id`,
		db.Args{
			"cvr": string(c.CVR), "name": c.Name, "industry": c.Industry, "code": c.IndustryCode, "offers": c.Offers, "mind": c.Mind,
			"capacity": c.Capacity, "today": when.Of(at), "by": by.Staff, "at": at,
		})
	if err != nil {
		return 0, 0, 0, taken(fmt.Errorf("writing a company down: %w", err))
	}
	workplace, person, err := settleIn(ctx, tx, by, company, w, p, at)
	return company, workplace, person, err
}

// AddWorkplace writes the workplace and the person of a wish down at a company that is
// there, in the transaction of whoever brings it. Somebody of the same name or telephone
// is not written down twice; what is known of the company itself stays as it is.
func AddWorkplace(ctx context.Context, tx pgx.Tx, by access.Actor, company id.Company, n New, at time.Time) (id.Workplace, error) {
	if err := access.Check(by, access.KeepCompany, access.Scope{}); err != nil {
		return 0, err
	}
	if err := n.Check().Err(); err != nil {
		return 0, err
	}
	_, w, p := n.parts()
	number, _ := phone.Parse(p.Phone) // checked above; none is empty
	there, err := db.Value[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM company_people WHERE company_id = @company AND (phone = nullif(@phone, '') OR fold(name) = fold(@name)))`,
		db.Args{"company": company, "phone": number, "name": p.Name})
	if err != nil {
		return 0, fmt.Errorf("people of company %d: %w", company, err)
	}
	if there {
		p = Person{}
	}
	workplace, _, err := settleIn(ctx, tx, by, company, w, p, at)
	return workplace, err
}

// settleIn writes a workplace and, where one is given, a person down.
func settleIn(ctx context.Context, tx pgx.Tx, by access.Actor, company id.Company, w Workplace, p Person, at time.Time) (id.Workplace, id.CompanyPerson, error) {
	w.Company, w.CountedOn = company, when.Of(at)
	workplace, err := insertWorkplace(ctx, tx, w, at)
	if err != nil || !p.given() {
		return workplace, 0, err
	}
	p.Company = company
	person, err := insertPerson(ctx, tx, by, p, at)
	return workplace, person, err
}

// taken says at its field that a number is another company's or workplace's.
func taken(err error) error {
	switch {
	case db.Violates(err, "cvr_once"):
		return rule.Violation("cvr", "cvr_taken")
	case db.Violates(err, "p_number_once"):
		return rule.Violation("p_number", "p_number_taken")
	}
	return err
}

func insertWorkplace(ctx context.Context, tx pgx.Tx, w Workplace, at time.Time) (id.Workplace, error) {
	args := w.args()
	args["company"], args["at"] = w.Company, at
	n, err := db.Value[id.Workplace](ctx, tx, `
		INSERT INTO company_workplaces (company_id, p_number, name, street, zip, town, travel, fte, month_fte, year_fte, counted_on, closed_on, added_at)
		VALUES (@company, nullif(@p_number, ''), @name, @street, @zip, @town, @travel, @fte, @month_fte, @year_fte, @counted, @closed, @at) RETURNING id`, args)
	if err != nil {
		return 0, taken(fmt.Errorf("writing a workplace of company %d down: %w", w.Company, err))
	}
	return n, nil
}

// args are a workplace as its row says it. Figures that nobody told have no day.
func (w Workplace) args() db.Args {
	a := db.Args{
		"p_number": string(w.PNumber), "name": w.Name, "street": w.Street, "zip": w.Zip, "town": w.Town, "travel": w.Travel,
		"fte": w.FTE, "month_fte": w.MonthFTE, "year_fte": w.YearFTE, "counted": w.CountedOn, "closed": w.ClosedOn,
	}
	if w.FTE == nil && w.MonthFTE == nil && w.YearFTE == nil {
		a["counted"] = nil
	}
	return a
}

func insertPerson(ctx context.Context, tx pgx.Tx, by access.Actor, p Person, at time.Time) (id.CompanyPerson, error) {
	p, broken := p.check()
	if err := broken.Err(); err != nil {
		return 0, err
	}
	n, err := db.Value[id.CompanyPerson](ctx, tx, `
		INSERT INTO company_people (company_id, workplace_id, name, title, role, phone, email, added_by, added_at)
		VALUES (@company, nullif(@workplace::bigint, 0), @name, @title, @role, @phone, @email, @by, @at) RETURNING id`,
		db.Args{
			"company": p.Company, "workplace": p.Workplace, "name": p.Name, "title": p.Title, "role": p.Role, "phone": p.Phone, "email": p.Email,
			"by": by.Staff, "at": at,
		})
	if db.Violates(err, "person_at_workplace") {
		return 0, rule.Violation("person_workplace", "unknown")
	}
	if err != nil {
		return 0, fmt.Errorf("writing a person of company %d down: %w", p.Company, err)
	}
	return n, nil
}
