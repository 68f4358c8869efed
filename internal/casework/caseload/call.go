package caseload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// DeskCompany is a company one can say an entry was with.
type DeskCompany struct {
	ID      id.Company       `json:"id"`
	Name    string           `json:"name"`
	Now     bool             `json:"now"`     // the youth is there now
	Contact id.CompanyPerson `json:"contact"` // whom one calls about the youth's stay
	People  []CallPerson     `json:"people"`
}

// CallPerson is somebody one talks with in a company.
type CallPerson struct {
	ID    id.CompanyPerson `json:"id"`
	Name  string           `json:"name"`
	Title string           `json:"title"`
	Phone string           `json:"phone"`
}

// deskPeople are the people of the company f who are there now.
const deskPeople = `(SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'title', p.title, 'phone', p.phone)
	                         ORDER BY p.role = 'representative', p.name COLLATE "da-x-icu", p.id), '[]')
	        FROM company_people p WHERE p.company_id = f.id AND (p.ended_on IS NULL OR p.ended_on >= @today))`

// deskCompanies are those a talk about the youth is likely to have been with: where the
// youth is now, where they were, and whom @staff talked with last or knows.
const deskCompanies = `
	SELECT coalesce(json_agg(json_build_object('id', f.id, 'name', f.name, 'now', x.rank = 0, 'contact', coalesce(x.contact, 0), 'people', ` + deskPeople + `)
	                         ORDER BY x.rank, f.name COLLATE "da-x-icu", f.id), '[]')
	FROM (SELECT u.company_id, min(u.rank) AS rank, max(u.contact) AS contact FROM (
		SELECT p.company_id, CASE WHEN p.result = '' AND p.from_on <= @today AND (p.to_on IS NULL OR p.to_on >= @today) THEN 0 ELSE 1 END AS rank, p.contact_id AS contact
		FROM placements p WHERE p.youth_id = @youth
		UNION ALL (SELECT c.company_id, 2, NULL FROM contacts c WHERE c.author_id = @staff AND c.company_id IS NOT NULL ORDER BY c.occurred_at DESC LIMIT 30)
		UNION ALL (SELECT k.company_id, 3, NULL FROM company_friends k WHERE k.staff_id = @staff ORDER BY k.at DESC LIMIT 30)) u
	      GROUP BY u.company_id) x
	JOIN companies f ON f.id = x.company_id`

// CallDesk is what lies ready when somebody writes about a company.
type CallDesk struct {
	DeskCompany
	MergedInto id.Company // the company it turned out to be, else 0
	Paused     *Pause
	Closed     bool
	Draft      *contact.Draft
}

// Pause is that nobody calls a company for a while.
type Pause struct {
	Until  when.Date
	Reason string
	By     string
}

// CallDesk reads what lies ready for an entry about a company; draft is the key of one of
// the actor's drafts, or "".
func (s *Service) CallDesk(ctx context.Context, by access.Actor, company id.Company, draft string) (CallDesk, error) {
	if err := access.Check(by, access.LogCompany, access.Own()); err != nil {
		return CallDesk{}, err
	}
	row, err := db.One[struct {
		Name          string
		Merged        id.Company
		Closed        bool
		Until         *when.Date
		Reason, Who   string
		People, Draft json.RawMessage
	}](ctx, s.read, `
		SELECT f.name, coalesce(f.merged_into, 0) AS merged, coalesce(f.closed_on <= @today, false) AS closed,
		       CASE WHEN @today::date BETWEEN f.pause_from AND f.pause_until THEN f.pause_until END AS until, f.pause_reason AS reason, coalesce(b.name, '') AS who,
		       `+deskPeople+` AS people,
		       (SELECT json_build_object('Key', d.key, 'Company', d.company_id, 'Revision', d.revision, 'UpdatedAt', d.updated_at, 'Typed', d.fields)
		        FROM drafts d WHERE d.author_id = @staff AND d.key = nullif(@draft, '')::uuid AND d.company_id = f.id) AS draft
		FROM companies f LEFT JOIN staff b ON b.id = f.pause_by WHERE f.id = @company`,
		db.Args{"staff": by.Staff, "company": company, "draft": draft, "today": when.Of(s.now())})
	if err != nil {
		return CallDesk{}, fmt.Errorf("what lies ready for company %d: %w", company, err)
	}
	d := CallDesk{DeskCompany: DeskCompany{ID: company, Name: row.Name}, MergedInto: row.Merged, Closed: row.Closed}
	if row.Until != nil {
		d.Paused = &Pause{Until: *row.Until, Reason: row.Reason, By: row.Who}
	}
	err = json.Unmarshal(row.People, &d.People)
	if row.Draft != nil {
		d.Draft = new(contact.Draft)
		err = errors.Join(err, json.Unmarshal(row.Draft, d.Draft))
		d.Draft.Typed.Revision = d.Draft.Revision
	}
	if err != nil {
		return d, fmt.Errorf("reading what lies ready for company %d: %w", company, err)
	}
	return d, nil
}

// Call is an entry of the log as it stands on a company's side. Of an entry about a youth
// only what was written for the company stands here, and whose it is only for those who
// have the youth.
type Call struct {
	ID         id.Contact
	OccurredAt time.Time
	Kind       contact.Kind
	Outcome    contact.Outcome
	Direction  contact.Direction
	Person     string // with whom there
	Title      string
	By         string
	AboutYouth bool
	Text       string
	Youths     string // the names of those that the reader has now
	Additions  int
}

// CallLog is a company's side of the log, newest first.
type CallLog struct {
	Company    id.Company
	Name       string
	MergedInto id.Company // the company it turned out to be; 0: itself
	Calls      []Call
	More       bool
}

// MostCalls is how many entries stand on one page.
const MostCalls = 30

// Calls reads a company's side of the log, from before a key on; the zero key is the
// newest. most is how many, and no more than a page.
func (s *Service) Calls(ctx context.Context, by access.Actor, company id.Company, before Key, most int) (CallLog, error) {
	l := CallLog{Company: company}
	err := access.Check(by, access.ViewCompanies, access.Own())
	if err != nil {
		return l, err
	}
	if before.At.IsZero() {
		before.At = s.now().AddDate(1, 0, 0)
	}
	most = min(most, MostCalls)
	l.Calls, err = db.All[Call](ctx, s.read, selectCalls+`
		WHERE c.company_id = @company AND c.withdrawn_at IS NULL AND (c.occurred_at, c.id) < (@at, @before) AND `+standing.NoConflictInEntry("@staff", "c.id")+`
		ORDER BY c.occurred_at DESC, c.id DESC LIMIT @most`,
		db.Args{"company": company, "staff": by.Staff, "at": before.At, "before": before.ID, "most": most + 1, "today": when.Of(s.now())})
	if err != nil {
		return l, fmt.Errorf("calls of company %d: %w", company, err)
	}
	if l.More = len(l.Calls) > most; l.More {
		l.Calls = l.Calls[:most]
	}
	return l, nil
}

// CallPage is Calls with the name of the company, and which one it became, for a page of
// its own.
func (s *Service) CallPage(ctx context.Context, by access.Actor, company id.Company, before Key) (CallLog, error) {
	l, err := s.Calls(ctx, by, company, before, MostCalls)
	if err != nil {
		return l, err
	}
	is, err := db.One[struct {
		Name       string
		MergedInto id.Company
	}](ctx, s.read, `SELECT name, coalesce(merged_into, 0) AS merged_into FROM companies WHERE id = @company`, db.Args{"company": company})
	if err != nil {
		return l, fmt.Errorf("company %d: %w", company, err)
	}
	l.Name, l.MergedInto = is.Name, is.MergedInto
	return l, nil
}

// Next is where the next page begins; the zero key where there is none.
func (l CallLog) Next() Key {
	if !l.More {
		return Key{}
	}
	c := l.Calls[len(l.Calls)-1]
	return Key{At: c.OccurredAt, Sort: ContactEntry, ID: int64(c.ID)}
}

// haveNow is that @staff has the youth of the course e now: owner, buddy or cover.
const haveNow = `(e.owner_id = @staff OR e.buddy_id IS NOT DISTINCT FROM @staff::bigint OR EXISTS (SELECT FROM covers v
	WHERE v.enrolment_id = e.id AND v.for_id = e.owner_id AND v.staff_id = @staff AND daterange(v.from_on, v.to_on, '[]') @> @today::date))`

const selectCalls = `
	SELECT c.id, c.occurred_at, c.kind, c.outcome, c.direction, coalesce(p.name, '') AS person, coalesce(p.title, '') AS title, a.name AS by,
	       n.about AS about_youth, CASE WHEN n.about THEN c.for_company ELSE c.account END AS text,
	       coalesce((SELECT string_agg(` + nameOf + `, ', ' ORDER BY y.id) FROM contact_youths cy JOIN enrolments e ON e.youth_id = cy.youth_id AND e.closed_on IS NULL
	                 JOIN youths y ON y.id = cy.youth_id WHERE cy.contact_id = c.id AND ` + haveNow + `), '') AS youths,
	       CASE WHEN n.about THEN 0 ELSE (SELECT count(*) FROM contact_additions d WHERE d.contact_id = c.id) END AS additions
	FROM contacts c JOIN staff a ON a.id = c.author_id LEFT JOIN company_people p ON p.id = c.company_person_id
	CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM contact_youths cy WHERE cy.contact_id = c.id) AS about) n`

// CallEntry reads an entry about a company and no youth, for who may read companies. An
// entry about a youth is none, whoever asks.
func (s *Service) CallEntry(ctx context.Context, by access.Actor, company id.Company, number id.Contact) (Entry, error) {
	if err := access.Check(by, access.ViewCompanies, access.Own()); err != nil {
		return Entry{}, err
	}
	e, err := s.Entry(ctx, by, number)
	if err == nil && (len(e.Youths) > 0 || e.Company == nil || *e.Company != company) {
		err = fmt.Errorf("entry %d of company %d: %w", number, company, db.ErrNotFound)
	}
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}
