package youth

import (
	"context"
	"fmt"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// ParseCPR reads a number by the rule of this installation for test numbers.
func (s *Service) ParseCPR(text string) (CPR, error) { return ParseCPR(text, s.testCPRs) }

// Kept is what is kept of a youth whose number one has.
type Kept struct {
	ID      id.Youth
	Details Details // without the number
}

// ByNumbers finds the youths of some numbers, for a use case that has asked the
// policy. Numbers that are nobody's are not in the map.
func (s *Service) ByNumbers(ctx context.Context, q db.Reader, numbers []CPR) (map[CPR]Kept, error) {
	indexes, whose := make([][]byte, len(numbers)), make(map[string]CPR, len(numbers))
	for i, number := range numbers {
		indexes[i] = s.index(number)
		whose[string(indexes[i])] = number
	}
	rows, err := db.All[struct {
		ID          id.Youth
		CPRIndex    []byte
		GivenName   string
		FamilyName  string
		CalledName  string
		BirthDate   *when.Date
		Phone       string
		Email       string
		Address     []byte
		Protection  Protection
		Interpreter string
	}](ctx, q, `
		SELECT id, cpr_index, given_name, family_name, called_name, birth_date, phone, email, address, protection, interpreter
		FROM youths WHERE cpr_index = ANY(@indexes)`, db.Args{"indexes": indexes})
	if err != nil {
		return nil, fmt.Errorf("youths of %d numbers: %w", len(numbers), err)
	}
	found := make(map[CPR]Kept, len(rows))
	for _, r := range rows {
		address := ""
		if r.Address != nil {
			if address, err = s.vault.Open(r.Address, place(r.ID, "address")); err != nil {
				return nil, fmt.Errorf("opening the address of youth %d: %w", r.ID, err)
			}
		}
		found[whose[string(r.CPRIndex)]] = Kept{ID: r.ID, Details: Details{
			GivenName: r.GivenName, FamilyName: r.FamilyName, CalledName: r.CalledName, BirthDate: r.BirthDate,
			Phone: r.Phone, Email: r.Email, Address: address, Protection: r.Protection, Interpreter: r.Interpreter,
		}}
	}
	return found, nil
}

// Differs names the fields in which said, tidied by Checked, says something else than
// kept. A field that is left empty says nothing.
func (d Details) Differs(said Details) []string {
	var fields []string
	for _, f := range []struct{ name, said, kept string }{
		{"given_name", said.GivenName, d.GivenName},
		{"family_name", said.FamilyName, d.FamilyName},
		{"called_name", said.CalledName, d.CalledName},
		{"phone", said.Phone, d.Phone},
		{"email", said.Email, d.Email},
		{"address", said.Address, d.Address},
		{"interpreter", said.Interpreter, d.Interpreter},
	} {
		if f.said != "" && f.said != f.kept {
			fields = append(fields, f.name)
		}
	}
	if said.BirthDate != nil && (d.BirthDate == nil || *said.BirthDate != *d.BirthDate) {
		fields = append(fields, "birth_date")
	}
	if said.Protection != "" && said.Protection != None && said.Protection != d.Protection {
		fields = append(fields, "protected")
	}
	return fields
}
