package placement

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// CVR is the number of a company: eight digits, stored without spaces. That it is
// well formed does not say that the company is still there.
type CVR string

// ErrCVR says that a text is no company's number.
var ErrCVR = errors.New("cvr: not a number of a company")

// weightsCVR are those of the check digit (domain 3.7).
var weightsCVR = [8]int{2, 7, 6, 5, 4, 3, 2, 1}

// ParseCVR reads a number as people type it, with spaces or after DK. Eight noughts
// pass the arithmetic and are nobody's, so the first digit is looked at too.
func ParseCVR(s string) (CVR, error) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '.' {
			return -1
		}
		return r
	}, s)
	if len(digits) > 2 && strings.EqualFold(digits[:2], "dk") {
		digits = digits[2:]
	}
	if len(digits) != len(weightsCVR) || strings.Trim(digits, "0123456789") != "" || digits[0] == '0' {
		return "", ErrCVR
	}
	sum := 0
	for i, weight := range weightsCVR {
		sum += weight * int(digits[i]-'0')
	}
	if sum%11 != 0 {
		return "", ErrCVR
	}
	return CVR(digits), nil
}

// String writes the number as people read it: 13 74 81 36.
func (c CVR) String() string {
	if len(c) != len(weightsCVR) {
		return string(c)
	}
	return string(c[:2]) + " " + string(c[2:4]) + " " + string(c[4:6]) + " " + string(c[6:])
}

// Company is a workplace. One without a number is known by its name.
type Company struct {
	ID   id.Company
	CVR  CVR // empty where it is not known
	Name string
}

// check says which rules the company breaks; name and number have been tidied.
func (c Company) check() rule.Violations {
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

// keep finds the company or writes it down. A number is one company: its name
// stays as it was first written. Without a number the name decides, and only among
// those that have none.
func keep(ctx context.Context, tx pgx.Tx, c Company) (id.Company, error) {
	if c.Name == "" {
		c.Name = "CVR " + c.CVR.String()
	}
	number := any(nil)
	if c.CVR != "" {
		number = string(c.CVR)
	} else if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('company ' || lower(@name), 0))`,
		db.Args{"name": c.Name}); err != nil { // a name has no unique index to wait on
		return 0, fmt.Errorf("holding a company's name: %w", err)
	}
	args := db.Args{"cvr": number, "name": c.Name}
	company, err := db.Value[id.Company](ctx, tx, `
		SELECT id FROM companies
		WHERE CASE WHEN @cvr::text IS NULL THEN cvr IS NULL AND lower(name) = lower(@name) ELSE cvr = @cvr END
		ORDER BY id LIMIT 1`, args)
	if !errors.Is(err, db.ErrNotFound) {
		return company, err
	}
	company, err = db.Value[id.Company](ctx, tx, `
		INSERT INTO companies (cvr, name) VALUES (@cvr, @name)
		ON CONFLICT (cvr) DO UPDATE SET cvr = excluded.cvr RETURNING id`, args)
	if err != nil {
		return 0, fmt.Errorf("keeping a company: %w", err)
	}
	return company, nil
}
