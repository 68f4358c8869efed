package contact

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/company"
	"kasket/internal/casework/network"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// About is whom one writes of: a youth, or a company and no youth at all.
type About struct {
	Youth   id.Youth
	Company id.Company
}

// OfYouth is a youth to write of.
func OfYouth(y id.Youth) About { return About{Youth: y} }

// OfCompany is a company to write of, and no youth.
func OfCompany(c id.Company) About { return About{Company: c} }

// mayWrite asks whether somebody may begin to write of a youth or a company.
func (s *Service) mayWrite(ctx context.Context, tx pgx.Tx, by access.Actor, about About) error {
	if about.Company == 0 {
		_, err := standing.Check(ctx, tx, by, access.LogContact, about.Youth, s.now())
		return err
	}
	if err := access.Check(by, access.LogCompany, access.Own()); err != nil {
		return err
	}
	_, err := standsNow(ctx, tx, about.Company)
	return err
}

// standsNow is the company, or the one it turned out to be.
func standsNow(ctx context.Context, q db.Reader, c id.Company) (id.Company, error) {
	now, err := db.Value[id.Company](ctx, q, `SELECT coalesce(merged_into, id) FROM companies WHERE id = @company`, db.Args{"company": c})
	if err != nil {
		return 0, fmt.Errorf("company %d: %w", c, err)
	}
	return now, nil
}

// LogCompany makes an entry about a company and no youth. Whoever works with companies
// may; drafts, keys and corrections are those of every entry.
func (s *Service) LogCompany(ctx context.Context, by access.Actor, about id.Company, t Typed, key string) (id.Contact, error) {
	if _, err := ParseKey(key); err != nil {
		return 0, rule.Violation("", "no_key")
	}
	t = t.Clean()
	event := &audit.Event{By: by, Action: access.LogCompany, Form: audit.Form{Key: key, Digest: t.digest(OfCompany(about))}}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.LogCompany, access.Own()); err != nil {
			return err
		}
		here, err := standsNow(ctx, tx, about)
		if err != nil {
			return err
		}
		if err := holdDraft(ctx, tx, by.Staff, key, t); err != nil {
			return err
		}
		number, err := s.saveCall(ctx, tx, by.Staff, here, t)
		if err != nil {
			return err
		}
		event.Subject, event.Detail = int64(number), map[string]any{"company": here}
		return dropDraft(ctx, tx, by.Staff, key)
	})
	if errors.Is(err, audit.ErrSaidOtherwise) {
		return 0, s.sentBefore(ctx, by, id.Contact(event.Subject), err)
	}
	return id.Contact(event.Subject), err
}

// saveCall measures an entry about a company and writes it.
func (s *Service) saveCall(ctx context.Context, tx pgx.Tx, by id.Staff, about id.Company, t Typed) (id.Contact, error) {
	t.Counterpart = string(WithCompany)
	entry, broken := t.Entry(s.now())
	entry.standsOnCompany(about)
	bounds, err := s.bounds(ctx, tx, nil, 0, entry, t.Sure)
	if err != nil {
		return 0, err
	}
	broken = append(broken, entry.Check(bounds)...)
	if len(broken) > 0 {
		return 0, broken
	}
	return insert(ctx, tx, Contact{Author: by, RecordedAt: s.now(), Entry: entry}, nil)
}

// standsOnCompany makes an entry one of a company and of no youth: there is one text, and
// it stands there.
func (e *Entry) standsOnCompany(c id.Company) {
	e.Company, e.Counterpart, e.ForCompany, e.Activity = &c, WithCompany, "", ""
}

// readCompany understands which company, and who there. A company counts where the talk
// was with it, or where something is written for its side: the form shows the one the
// youth is at now, chosen or not.
func (t Typed) readCompany(e *Entry, broken *rule.Violations) {
	e.ForCompany = t.ForCompany
	number, person, named := strings.Cut(t.Company, ".")
	if number == "" || e.Counterpart != WithCompany && e.ForCompany == "" {
		return
	}
	c, err := id.Parse[id.Company](number)
	if err == nil {
		e.Company = &c
	}
	if named && err == nil {
		var p id.CompanyPerson
		if p, err = id.Parse[id.CompanyPerson](person); err == nil {
			e.CompanyPerson = &p
		}
	}
	if err != nil {
		broken.Add("company", "unknown")
	}
}

// findCompany finds the company that was typed by name or number, where it is not in the
// list. It is found as it is written, and never made here.
func findCompany(ctx context.Context, q db.Reader, name string, e *Entry, broken *rule.Violations) error {
	if name == "" {
		return nil
	}
	number := ""
	if cvr, err := company.ParseCVR(name); err == nil {
		number = string(cvr)
	}
	found, err := db.Values[id.Company](ctx, q, `
		SELECT id FROM companies WHERE merged_into IS NULL AND (lower(name) = lower(@name) OR cvr = nullif(@number, '')) ORDER BY id LIMIT 2`,
		db.Args{"name": name, "number": number})
	switch {
	case err != nil:
		return fmt.Errorf("finding a company by its name: %w", err)
	case len(found) == 0:
		broken.Add("company_name", "company_not_found")
	case len(found) > 1:
		broken.Add("company_name", "company_twice")
	default:
		e.Company, e.CompanyPerson = &found[0], nil
	}
	return nil
}

// companyBounds reads what the company's part of an entry is measured against.
func companyBounds(ctx context.Context, q db.Reader, b Bounds, youths []id.Youth, e Entry) (Bounds, error) {
	if e.Company != nil {
		known, err := db.Value[bool](ctx, q, `
			SELECT EXISTS (SELECT FROM companies WHERE id = @company AND merged_into IS NULL)
			       AND (@person::bigint IS NULL OR EXISTS (SELECT FROM company_people WHERE id = @person AND company_id = @company))`,
			db.Args{"company": e.Company, "person": e.CompanyPerson})
		if err != nil {
			return b, fmt.Errorf("company of an entry: %w", err)
		}
		b.Nobody = !known
	}
	if e.ForCompany == "" || len(youths) == 0 {
		return b, nil
	}
	var err error
	b.Names, err = youth.NamesOf(ctx, q, youths)
	return b, err
}

// checkCompany holds the company's side apart from the youth's: what colleagues of other
// teams read there names no youth.
func (e Entry) checkCompany(broken *rule.Violations, b Bounds) {
	if b.Nobody {
		broken.Add("company", "unknown")
	}
	broken.Longest("for_company", e.ForCompany, MostForCompany)
	if e.ForCompany != "" && e.Company == nil {
		broken.Add("for_company", "for_company_whose")
	}
	if name := youth.Named(e.ForCompany, b.Names); name != "" {
		broken.Add("for_company", "for_company_names", name)
	} else if network.SaysNumber(e.ForCompany) {
		broken.Add("for_company", "for_company_cpr")
	}
}

// MostForCompany is how long a text for a company's side may be, in characters: a line or
// two for colleagues, and no second account.
const MostForCompany = 1000

// first is the first of a list; the zero value where it is empty.
func first[T any](list []T) T {
	var none T
	if len(list) == 0 {
		return none
	}
	return list[0]
}

// CalledCompany is the company of an entry that is about no youth; db.ErrNotFound for
// every other entry. It says no more than where such an entry is read.
func (s *Service) CalledCompany(ctx context.Context, contact id.Contact) (id.Company, error) {
	c, err := db.Value[id.Company](ctx, s.db.Read, `
		SELECT company_id FROM contacts c WHERE id = @id AND company_id IS NOT NULL AND withdrawn_at IS NULL
		  AND NOT EXISTS (SELECT FROM contact_youths y WHERE y.contact_id = c.id)`, db.Args{"id": contact})
	if err != nil {
		return 0, fmt.Errorf("company of contact %d: %w", contact, err)
	}
	return c, nil
}
