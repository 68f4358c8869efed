package company

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Service is the use cases of companies.
type Service struct {
	read     db.Reader
	trail    *audit.Trail
	register Register // nil where none is configured
	now      func() time.Time
}

// NewService makes the service; register may be nil, and now is the clock.
func NewService(read db.Reader, trail *audit.Trail, register Register, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, register: register, now: now}
}

// Whole is a company with where its people work, whom one calls, and who of us knows them.
type Whole struct {
	Company
	Workplaces []Workplace // the open ones first
	People     []Person    // those who have left last
	Friends    []Friend
}

// Friend is somebody of us who knows a company.
type Friend struct {
	Staff id.Staff
	Name  string
	Note  string
	Since when.Date
}

// Knows reports whether somebody is among those of us who know the company.
func (w Whole) Knows(staff id.Staff) bool {
	for _, f := range w.Friends {
		if f.Staff == staff {
			return true
		}
	}
	return false
}

// Workplace is the workplace of a number; false is none of the company's.
func (w Whole) Workplace(n id.Workplace) (Workplace, bool) {
	for _, p := range w.Workplaces {
		if p.ID == n {
			return p, true
		}
	}
	return Workplace{}, false
}

// Person is whom one calls of a number; false is none of the company's.
func (w Whole) Person(n id.CompanyPerson) (Person, bool) {
	for _, p := range w.People {
		if p.ID == n {
			return p, true
		}
	}
	return Person{}, false
}

// WorkplaceOf is Workplace with db.ErrNotFound for none of the company's.
func (w Whole) WorkplaceOf(n id.Workplace) (Workplace, error) {
	p, ok := w.Workplace(n)
	if !ok {
		return p, fmt.Errorf("workplace %d of company %d: %w", n, w.ID, db.ErrNotFound)
	}
	return p, nil
}

// PersonOf is Person with db.ErrNotFound for none of the company's.
func (w Whole) PersonOf(n id.CompanyPerson) (Person, error) {
	p, ok := w.Person(n)
	if !ok {
		return p, fmt.Errorf("person %d of company %d: %w", n, w.ID, db.ErrNotFound)
	}
	return p, nil
}

// selectWhole reads a company with all that belongs to it in one statement.
const selectWhole = `
	SELECT ` + columns + `,
	       (SELECT coalesce(json_agg(json_build_object('ID', w.id, 'Company', w.company_id, 'PNumber', coalesce(w.p_number, ''), 'Name', w.name, 'Street', w.street,
	               'Zip', w.zip, 'Town', w.town, 'Travel', w.travel, 'FTE', w.fte, 'MonthFTE', w.month_fte, 'YearFTE', w.year_fte,
	               'CountedOn', coalesce(w.counted_on::text, ''), 'ClosedOn', coalesce(w.closed_on::text, '')) ORDER BY w.closed_on NULLS FIRST, w.id), '[]')
	        FROM company_workplaces w WHERE w.company_id = c.id) AS workplaces,
	       (SELECT coalesce(json_agg(json_build_object('ID', p.id, 'Company', p.company_id, 'Workplace', coalesce(p.workplace_id, 0), 'Name', p.name, 'Title', p.title,
	               'Role', p.role, 'Phone', p.phone, 'Email', p.email, 'EndedOn', coalesce(p.ended_on::text, ''))
	               ORDER BY p.ended_on IS NOT NULL, array_position('{contact,mentor,representative}', p.role), p.id), '[]')
	        FROM company_people p WHERE p.company_id = c.id) AS people,
	       (SELECT coalesce(json_agg(json_build_object('Staff', s.id, 'Name', s.name, 'Note', f.note, 'Since', (f.at AT TIME ZONE 'Europe/Copenhagen')::date::text)
	               ORDER BY f.at, s.id), '[]')
	        FROM company_friends f JOIN staff s ON s.id = f.staff_id WHERE f.company_id = c.id AND (s.left_on IS NULL OR s.left_on >= @today)) AS friends
	FROM companies c WHERE c.id = @id`

// Open reads a company for somebody who may see companies. One that was merged is
// answered as it stands: MergedInto says where to go.
func (s *Service) Open(ctx context.Context, by access.Actor, company id.Company) (Whole, error) {
	if err := access.Check(by, access.ViewCompanies, access.Scope{}); err != nil {
		return Whole{}, err
	}
	return s.whole(ctx, s.read, company)
}

func (s *Service) whole(ctx context.Context, q db.Reader, company id.Company) (Whole, error) {
	w, err := db.One[Whole](ctx, q, selectWhole, db.Args{"id": company, "today": when.Of(s.now())})
	if err != nil {
		return w, fmt.Errorf("company %d: %w", company, err)
	}
	return w, nil
}

// List shows the companies of a filter to somebody who may see companies.
func (s *Service) List(ctx context.Context, by access.Actor, f Filter) ([]Hit, error) {
	if err := access.Check(by, access.ViewCompanies, access.Scope{}); err != nil {
		return nil, err
	}
	return List(ctx, s.read, f, when.Of(s.now()))
}

// Words are the industries and towns in use, to choose from while one types.
type Words struct{ Industries, Towns []string }

// Words reads the industries and towns in use, each at most a hundred, the commonest
// first.
func (s *Service) Words(ctx context.Context) (Words, error) {
	w, err := db.One[Words](ctx, s.read, `
		SELECT ARRAY(SELECT industry FROM companies WHERE industry <> '' AND merged_into IS NULL GROUP BY industry ORDER BY count(*) DESC, industry LIMIT 100) AS industries,
		       ARRAY(SELECT town FROM company_workplaces WHERE town <> '' GROUP BY town ORDER BY count(*) DESC, town LIMIT 100) AS towns`, nil)
	if err != nil {
		return w, fmt.Errorf("words of companies: %w", err)
	}
	return w, nil
}

// Doubt is answered when companies are there already that may be the one somebody
// writes down.
type Doubt struct{ Known []Duplicate }

// Error says how many there are.
func (d *Doubt) Error() string { return fmt.Sprintf("%d companies may be the same", len(d.Known)) }

// Certain reports whether one of them is the same beyond doubt.
func (d *Doubt) Certain() bool {
	for _, k := range d.Known {
		if k.Certain() {
			return true
		}
	}
	return false
}

// Add writes a company down and answers its number. Where it may be there already it is
// a *Doubt, unless somebody looked and says it is another (anyway); a number that is
// taken stays a Doubt. lookedUp says that the register filled the form in.
func (s *Service) Add(ctx context.Context, by access.Actor, n New, anyway, lookedUp bool, form audit.Form) (id.Company, error) {
	event := &audit.Event{By: by, Action: access.KeepCompany, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.KeepCompany, access.Scope{}); err != nil {
			return err
		}
		if err := n.Check().Err(); err != nil {
			return err
		}
		if err := HoldNew(ctx, tx); err != nil {
			return err
		}
		known, err := Duplicates(ctx, tx, n)
		if err != nil {
			return err
		}
		if d := (&Doubt{Known: known}); len(known) > 0 && (!anyway || d.Certain()) {
			return d
		}
		company, _, _, err := Create(ctx, tx, by, n, s.now())
		if err != nil {
			return err
		}
		if lookedUp {
			if _, err := tx.Exec(ctx, `UPDATE companies SET looked_up_at = @now WHERE id = @id`, db.Args{"now": s.now(), "id": company}); err != nil {
				return fmt.Errorf("company %d: %w", company, err)
			}
		}
		event.Subject, event.Detail = int64(company), map[string]any{"act": "add", "anyway": anyway && len(known) > 0}
		return nil
	})
	return id.Company(event.Subject), err
}

// writingDown is the advisory lock of those who write companies down on a page: few do,
// and two who write the same one down at once are to see each other's.
const writingDown = 5_100_033

// HoldNew makes whoever writes a company down wait for whoever is about to, until the
// transaction ends.
func HoldNew(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(@lock)`, db.Args{"lock": writingDown}); err != nil {
		return fmt.Errorf("waiting to write a company down: %w", err)
	}
	return nil
}

// Stale is answered when somebody saved since the page was read: what stands now, and
// who wrote it when.
type Stale struct {
	Theirs Whole
	By     string
	At     time.Time
}

// Error says that the page was old.
func (s *Stale) Error() string { return fmt.Sprintf("company %d was changed meanwhile", s.Theirs.ID) }

// anyVersion is the version of an act that does not go by what was read.
const anyVersion = 0

// change holds a company, keeps it as it was, and runs what changes it. A version other
// than the one that stands is a *Stale; a company that was merged is not changed.
func (s *Service) change(ctx context.Context, by access.Actor, company id.Company, version int, what string, form audit.Form, fn func(pgx.Tx, *audit.Event, Whole) error) error {
	event := &audit.Event{By: by, Action: access.KeepCompany, Subject: int64(company), Form: form, Detail: map[string]any{"act": what}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.KeepCompany, access.Scope{}); err != nil {
			return err
		}
		w, err := s.hold(ctx, tx, company)
		if err != nil {
			return err
		}
		if version != anyVersion && version != w.Version {
			return s.stale(ctx, tx, w)
		}
		if err := s.keepVersion(ctx, tx, by, w); err != nil {
			return err
		}
		return fn(tx, event, w)
	})
}

// hold locks a company until the transaction ends, and reads it.
func (s *Service) hold(ctx context.Context, tx pgx.Tx, company id.Company) (Whole, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM companies WHERE id = @id FOR UPDATE`, db.Args{"id": company}); err != nil {
		return Whole{}, fmt.Errorf("holding company %d: %w", company, err)
	}
	w, err := s.whole(ctx, tx, company)
	if err == nil && w.MergedInto != 0 {
		err = rule.Violation("", "company_merged")
	}
	return w, err
}

// keepVersion puts a company away as it was, with all that belongs to it, and counts on.
func (s *Service) keepVersion(ctx context.Context, tx pgx.Tx, by access.Actor, w Whole) error {
	fields, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("company %d: %w", w.ID, err)
	}
	_, err = tx.Exec(ctx, `
		WITH kept AS (INSERT INTO company_versions (company_id, version, fields, by_id, at) VALUES (@id, @version, @fields, @by, @now))
		UPDATE companies SET version = version + 1 WHERE id = @id`,
		db.Args{"id": w.ID, "version": w.Version, "fields": fields, "by": by.Staff, "now": s.now()})
	if err != nil {
		return fmt.Errorf("keeping version %d of company %d: %w", w.Version, w.ID, err)
	}
	return nil
}

func (s *Service) stale(ctx context.Context, q db.Reader, w Whole) error {
	theirs := &Stale{Theirs: w}
	row, err := db.One[struct {
		Name string
		At   time.Time
	}](ctx, q, `SELECT s.name, v.at FROM company_versions v JOIN staff s ON s.id = v.by_id WHERE v.company_id = @id ORDER BY v.version DESC LIMIT 1`, db.Args{"id": w.ID})
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return fmt.Errorf("who changed company %d: %w", w.ID, err)
	}
	theirs.By, theirs.At = row.Name, row.At
	return theirs
}
