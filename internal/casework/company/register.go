package company

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"kasket/internal/access"
	"kasket/internal/rule"
	"kasket/internal/sheet"
	"kasket/internal/when"
)

// Register looks a company up in a register of companies, such as the state's. A number
// that nobody has there is ErrUnregistered.
type Register interface {
	Lookup(ctx context.Context, cvr CVR) (Registered, error)
}

// ErrUnregistered says that a register does not have a number.
var ErrUnregistered = errors.New("company: not in the register")

// Registered is what a register says of a company.
type Registered struct {
	CVR          CVR
	Name         string
	Industry     string
	IndustryCode string
	ClosedOn     when.Date // it has stopped; zero while it goes on
	Workplaces   []Workplace
}

// CanLookUp reports whether a register is configured.
func (s *Service) CanLookUp() bool { return s.register != nil }

// Lookup asks the register about a number as somebody typed it. What is wrong with the
// number, or that nobody has it, stands at the field cvr.
func (s *Service) Lookup(ctx context.Context, by access.Actor, number string) (Registered, error) {
	if err := access.Check(by, access.KeepCompany, access.Scope{}); err != nil {
		return Registered{}, err
	}
	if s.register == nil {
		return Registered{}, rule.Violation("cvr", "no_register")
	}
	if rule.Line(number) == "" {
		return Registered{}, rule.Violation("cvr", "required")
	}
	cvr, err := ParseCVR(number)
	if err != nil {
		return Registered{}, rule.Violation("cvr", "cvr")
	}
	found, err := s.register.Lookup(ctx, cvr)
	if errors.Is(err, ErrUnregistered) {
		return found, rule.Violation("cvr", "unregistered")
	}
	if err != nil {
		return found, fmt.Errorf("looking company %s up: %w", cvr, err)
	}
	return found, nil
}

// FileRegister is a register read from a file: one row a workplace, with the columns
// cvr, name, industry, industry_code, closed_on (2026-11-21; empty while it goes on),
// p_number, workplace, street, zip and town. All but the first two may be missing.
type FileRegister struct{ companies map[CVR]Registered }

// The largest file of a register that is read, in bytes and rows: every workplace of a
// region.
const (
	mostRegister     = 100 << 20
	mostRegisterRows = 500_000
)

// ReadRegister reads a file of a register, CSV or XLSX by its name. A row whose CVR
// number is none refuses the file and names the line.
func ReadRegister(name string, r io.Reader) (*FileRegister, error) {
	table, err := sheet.Read(name, r, sheet.Limits{Bytes: mostRegister, Rows: mostRegisterRows})
	if err != nil {
		return nil, fmt.Errorf("register of companies: %w", err)
	}
	at := map[string]int{}
	for i, heading := range table.Headings {
		at[strings.ToLower(rule.Line(heading))] = i
	}
	f := &FileRegister{companies: map[CVR]Registered{}}
	for _, row := range table.Rows {
		cell := func(name string) string {
			if i, ok := at[name]; ok && i < len(row.Cells) {
				return rule.Line(row.Cells[i])
			}
			return ""
		}
		if err := f.row(cell); err != nil {
			return nil, fmt.Errorf("register of companies, line %d: %w", row.Line, err)
		}
	}
	return f, nil
}

// row takes one workplace in, with the company it belongs to.
func (f *FileRegister) row(cell func(string) string) error {
	cvr, err := ParseCVR(cell("cvr"))
	if err != nil {
		return err
	}
	r, known := f.companies[cvr]
	if !known {
		r = Registered{CVR: cvr, Name: cell("name"), Industry: cell("industry"), IndustryCode: digitsOf(cell("industry_code"))}
		if err := r.ClosedOn.UnmarshalText([]byte(cell("closed_on"))); err != nil {
			return err
		}
	}
	if typed := cell("p_number"); typed != "" {
		p, err := ParsePNumber(typed)
		if err != nil {
			return err
		}
		r.Workplaces = append(r.Workplaces, Workplace{PNumber: p, Name: cell("workplace"), Street: cell("street"), Zip: cell("zip"), Town: cell("town")})
	} else if len(r.Workplaces) == 0 && cell("street")+cell("town") != "" {
		r.Workplaces = append(r.Workplaces, Workplace{Street: cell("street"), Zip: cell("zip"), Town: cell("town")})
	}
	f.companies[cvr] = r
	return nil
}

// Lookup finds a company of the file.
func (f *FileRegister) Lookup(_ context.Context, cvr CVR) (Registered, error) {
	r, ok := f.companies[cvr]
	if !ok {
		return Registered{}, ErrUnregistered
	}
	return r, nil
}
