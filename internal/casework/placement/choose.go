package placement

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/casework/company"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
)

// Of lists the stays of a youth, for a record that was opened.
func (s *Service) Of(ctx context.Context, youth id.Youth) ([]Placement, error) {
	return OfYouth(ctx, s.read, youth)
}

// Granted is for how many weeks the rules grant each type of stay in a course; a type
// without a row is not in it.
func (s *Service) Granted(ctx context.Context, enrolment id.Enrolment, rules programme.PlacementRules) (map[string]int, error) {
	weeks := map[string]int{}
	if enrolment == 0 {
		return weeks, nil
	}
	category, err := categoryIn(ctx, s.read, enrolment)
	if err != nil {
		return nil, err
	}
	for _, t := range rules.Types {
		if row, ok := rules.Length(t.Code, category); ok {
			weeks[t.Code] = row.Weeks
		}
	}
	return weeks, nil
}

// categoryIn is how the municipality has placed the youth of a course.
func categoryIn(ctx context.Context, q db.Reader, enrolment id.Enrolment) (string, error) {
	category, err := db.Value[string](ctx, q, `SELECT coalesce(category, '') FROM enrolments WHERE id = @id`, db.Args{"id": enrolment})
	if err != nil {
		return "", fmt.Errorf("category in course %d: %w", enrolment, err)
	}
	return category, nil
}

// mostHits is how many companies are offered at once.
const mostHits = 20

// Where lists companies to choose among: those that fit the words, and before anybody
// typed one those that by knows.
func (s *Service) Where(ctx context.Context, by access.Actor, text string) ([]company.Hit, error) {
	if err := access.Check(by, access.ViewCompanies, access.Scope{}); err != nil {
		return nil, err
	}
	f := company.Filter{Text: text, Limit: mostHits}
	if text == "" {
		f.Mine = by.Staff
	}
	return company.List(ctx, s.read, f, s.today())
}

// Firm is a company with where people work and whom one calls.
type Firm struct {
	company.Company
	Workplaces []company.Workplace
	People     []company.Person
}

// At reads the company that was chosen for a stay; one that was merged is the one it
// went into.
func (s *Service) At(ctx context.Context, by access.Actor, firm id.Company) (Firm, error) {
	if err := access.Check(by, access.ViewCompanies, access.Scope{}); err != nil {
		return Firm{}, err
	}
	c, err := company.Find(ctx, s.read, firm)
	if err == nil && c.MergedInto != 0 {
		c, err = company.Find(ctx, s.read, c.MergedInto)
	}
	if err != nil {
		return Firm{}, err
	}
	f := Firm{Company: c}
	if f.Workplaces, err = company.Workplaces(ctx, s.read, c.ID); err != nil {
		return Firm{}, err
	}
	f.People, err = company.PeopleOf(ctx, s.read, c.ID)
	return f, err
}

// Alike are the companies that a new one may be.
func (s *Service) Alike(ctx context.Context, by access.Actor, n company.New) ([]company.Duplicate, error) {
	if err := access.Check(by, access.ViewCompanies, access.Scope{}); err != nil {
		return nil, err
	}
	return company.Duplicates(ctx, s.read, n)
}
