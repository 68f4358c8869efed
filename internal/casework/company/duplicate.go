package company

import (
	"context"
	"fmt"
	"slices"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/when"
)

// Duplicate is a company that may be the one somebody is about to write down.
type Duplicate struct {
	ID       id.Company
	Name     string
	CVR      CVR
	Town     string
	Industry string
	ClosedOn when.Date
	Why      []string // by what it was found: cvr, p_number, name, phone
}

// Certain reports whether it is the same company beyond doubt: a number is one company's
// or one workplace's, so that another cannot be written down with it.
func (d Duplicate) Certain() bool {
	return slices.Contains(d.Why, "cvr") || slices.Contains(d.Why, "p_number")
}

// plainName is a company's name without capitals, signs, spaces and its legal form, the
// Danish letters written out: Café Ø ApS and Cafe Oe are one.
const plainName = `regexp_replace(regexp_replace(fold(%s), '\m(a/s|as|aps|i/s|is|p/s|ivs|k/s|amba|smba|holding|v/.*)(\s|$)', ' ', 'g'), '[^a-z0-9]', '', 'g')`

// selectDuplicates finds by CVR, by P-number, by telephone, and by name where the town is
// the same or one of the two has none. A merged company leads to the one it became.
var selectDuplicates = `
	WITH hits AS (
		SELECT coalesce(merged_into, id) AS id, 'cvr' AS why FROM companies WHERE cvr = nullif(@cvr, '')
		UNION SELECT company_id, 'p_number' FROM company_workplaces WHERE p_number = nullif(@p_number, '')
		UNION SELECT company_id, 'phone' FROM company_people WHERE phone = nullif(@phone, '')
		UNION SELECT c.id, 'name' FROM companies c
		WHERE c.merged_into IS NULL AND @name <> '' AND ` + fmt.Sprintf(plainName, "c.name") + ` = ` + fmt.Sprintf(plainName, "@name::text") + `
		  AND (@town = '' OR NOT EXISTS (SELECT FROM company_workplaces w WHERE w.company_id = c.id AND w.town <> '')
		       OR EXISTS (SELECT FROM company_workplaces w WHERE w.company_id = c.id AND fold(w.town) = fold(@town)))
		  AND (@cvr = '' OR c.cvr IS NULL OR c.cvr = @cvr))
	SELECT c.id, c.name, coalesce(c.cvr, '') AS cvr, c.industry, c.closed_on, array_agg(h.why ORDER BY h.why) AS why,
	       coalesce((SELECT w.town FROM company_workplaces w WHERE w.company_id = c.id ORDER BY w.closed_on NULLS FIRST, w.id LIMIT 1), '') AS town
	FROM hits h JOIN companies c ON c.id = h.id
	GROUP BY c.id ORDER BY bool_or(h.why IN ('cvr', 'p_number')) DESC, lower(c.name), c.id LIMIT 10`

// Duplicates finds the companies that may be the one somebody is about to write down.
// Two of the same name in one town with different numbers are two companies.
func Duplicates(ctx context.Context, q db.Reader, n New) ([]Duplicate, error) {
	c, w, p := n.parts()
	number, err := phone.Parse(p.Phone)
	if err != nil {
		number = ""
	}
	list, err := db.All[Duplicate](ctx, q, selectDuplicates,
		db.Args{"cvr": string(c.CVR), "p_number": string(w.PNumber), "phone": number, "name": c.Name, "town": w.Town})
	if err != nil {
		return nil, fmt.Errorf("looking for a company that is there: %w", err)
	}
	return list, nil
}
