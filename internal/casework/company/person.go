package company

import (
	"context"
	"fmt"
	"net/mail"
	"slices"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Role is what somebody of a company is to us.
type Role string

// The roles. A representative is the employees': they say whether there is room for one
// more beside the ordinary jobs (domain 3.3).
const (
	ContactRole        Role = "contact"
	MentorRole         Role = "mentor"
	RepresentativeRole Role = "representative"
)

// Roles lists the roles in the order of a form.
var Roles = []Role{ContactRole, MentorRole, RepresentativeRole}

// Person is somebody one calls at a company.
type Person struct {
	ID        id.CompanyPerson
	Company   id.Company
	Workplace id.Workplace // 0 is all of them
	Name      string
	Title     string
	Role      Role
	Phone     string // as phone.Parse gives it
	Email     string
	EndedOn   when.Date // the last day they belonged there; zero while they do
}

// On reports whether somebody belongs to the company on a day.
func (p Person) On(day when.Date) bool { return p.EndedOn.IsZero() || !p.EndedOn.Before(day) }

const selectPerson = `
	SELECT p.id, p.company_id AS company, coalesce(p.workplace_id, 0) AS workplace, p.name, p.title, p.role, p.phone, p.email, p.ended_on
	FROM company_people p `

// PeopleOf lists whom one calls at a company, those who have left last. The caller has
// asked the policy.
func PeopleOf(ctx context.Context, q db.Reader, company id.Company) ([]Person, error) {
	list, err := db.All[Person](ctx, q, selectPerson+`
		WHERE p.company_id = @company ORDER BY p.ended_on IS NOT NULL, array_position('{contact,mentor,representative}', p.role), p.id`,
		db.Args{"company": company})
	if err != nil {
		return nil, fmt.Errorf("people of company %d: %w", company, err)
	}
	return list, nil
}

// tidy makes the text of a person fit to be checked and stored.
func (p Person) tidy() Person {
	for _, line := range []*string{&p.Name, &p.Title, &p.Phone, &p.Email} {
		*line = rule.Line(*line)
	}
	if p.Role == "" {
		p.Role = ContactRole
	}
	return p
}

// check says which rules a tidied person breaks, and answers them with the telephone in
// the form it is stored in.
func (p Person) check() (Person, rule.Violations) {
	var broken rule.Violations
	broken.Required("person", p.Name)
	broken.Longest("person", p.Name, mostName)
	broken.Longest("person_title", p.Title, mostName)
	if !slices.Contains(Roles, p.Role) {
		broken.Add("person_role", "unknown")
	}
	if p.Phone != "" {
		number, err := phone.Parse(p.Phone)
		if err != nil {
			broken.Add("person_phone", "phone")
		} else {
			p.Phone = number
		}
	}
	broken.Longest("person_email", p.Email, mostName)
	if p.Email != "" {
		if a, err := mail.ParseAddress(p.Email); err != nil || a.Address != p.Email {
			broken.Add("person_email", "email")
		}
	}
	return p, broken
}

// given reports whether anything was written of the person.
func (p Person) given() bool { return p.Name != "" || p.Title != "" || p.Phone != "" || p.Email != "" }
