package youth

import (
	"context"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Checked tidies the details of a youth about to be registered, with the birth date
// that the number tells, so that a use case can look around before it writes.
func (s *Service) Checked(d Details) (Details, error) {
	d, _, err := d.clean(when.Of(s.now()), s.testCPRs)
	return d, err
}

// IndexOf is the keyed hash of a number that somebody typed, by which it is found again
// without being kept, and the day of birth it tells. What is no number breaks the rule
// of the field cpr.
func (s *Service) IndexOf(typed string) ([]byte, when.Date, error) {
	number, err := ParseCPR(typed, s.testCPRs)
	if err != nil {
		return nil, when.Date{}, rule.Violation("cpr", codeOf(err))
	}
	return s.index(number), number.BirthDate(), nil
}

// FindByTyped finds whose number it is that somebody typed, inside a use case that
// has asked the policy. What is no number breaks the rule of the field cpr.
func (s *Service) FindByTyped(ctx context.Context, q db.Reader, typed string) (id.Youth, error) {
	number, err := ParseCPR(typed, s.testCPRs)
	if err != nil {
		return 0, rule.Violation("cpr", codeOf(err))
	}
	return s.FindByCPR(ctx, q, number)
}
