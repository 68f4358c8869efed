package decision

import (
	"context"
	"fmt"
	"strings"

	"kasket/internal/access"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Evidence is something a fact may come from.
type Evidence struct {
	Kind string // contact, document, person
	ID   int64
	Sort string // the kind of contact or the type of the document
	On   *when.Date
	Name string // the document's title, the person's name, or the first words of the entry
}

// Key names a piece of evidence in a form: contact.12.
func (e Evidence) Key() string { return e.Kind + "." + id.String(id.Contact(e.ID)) }

// mostEvidence is how many of each kind are offered: the latest.
const mostEvidence = 60

// Evidence lists what the facts of a decision on a youth can come from: the entries
// of the log and the documents, the latest first, and the people around the youth. What
// is written of two youths is closed to who may not know of one.
func (s *Service) Evidence(ctx context.Context, by access.Actor, youth id.Youth) ([]Evidence, error) {
	list, err := db.All[Evidence](ctx, s.read, `
		(SELECT 'contact' AS kind, c.id, c.kind AS sort, (c.occurred_at AT TIME ZONE 'Europe/Copenhagen')::date AS "on",
		        left(regexp_replace(concat_ws(' ', nullif(c.authority, ''), nullif(c.account, ''), nullif(c.facts, ''), nullif(c.view, '')), '\s+', ' ', 'g'), 60) AS name
		 FROM contact_youths y JOIN contacts c ON c.id = y.contact_id
		 WHERE y.youth_id = @youth AND c.withdrawn_at IS NULL AND `+standing.NoConflictInEntry("@staff", "c.id")+` ORDER BY y.occurred_at DESC LIMIT @most)
		UNION ALL
		(SELECT 'document', x.id, x.type, x.dated_on, x.party FROM documents x
		 WHERE x.youth_id = @youth AND x.withdrawn_at IS NULL ORDER BY x.dated_on DESC, x.id DESC LIMIT @most)
		UNION ALL
		(SELECT 'person', p.id, p.relation, NULL, p.name FROM network_people p
		 WHERE p.youth_id = @youth AND (p.to_on IS NULL OR p.to_on >= p.from_on) ORDER BY p.id LIMIT @most)`,
		db.Args{"youth": youth, "staff": by.Staff, "most": mostEvidence})
	if err != nil {
		return nil, fmt.Errorf("evidence on youth %d: %w", youth, err)
	}
	return list, nil
}

// From reads where a fact comes from out of a form: the key of a piece of evidence, or
// nothing where the source is in words.
func (f *Fact) FromKey(key string) error {
	kind, number, _ := strings.Cut(key, ".")
	if key == "" {
		return nil
	}
	switch kind {
	case "contact":
		n, err := id.Parse[id.Contact](number)
		f.Contact = &n
		return err
	case "document":
		n, err := id.Parse[id.Document](number)
		f.Document = &n
		return err
	case "person":
		n, err := id.Parse[id.Person](number)
		f.Person = &n
		return err
	}
	return id.ErrNotNumber
}

// Key names where the fact comes from, as Evidence.Key; empty where it is in words.
func (f Fact) Key() string {
	switch {
	case f.Contact != nil:
		return Evidence{Kind: "contact", ID: int64(*f.Contact)}.Key()
	case f.Document != nil:
		return Evidence{Kind: "document", ID: int64(*f.Document)}.Key()
	case f.Person != nil:
		return Evidence{Kind: "person", ID: int64(*f.Person)}.Key()
	}
	return ""
}

// unknownSource refuses evidence that is not this youth's.
func unknownSource(i int) error { return rule.Violation(factField("fact_from", i), "unknown") }

// Circumstances are what decides which types fit a youth, as the record and the course
// have them.
func (s *Service) Circumstances(ctx context.Context, youth id.Youth, enrolment id.Enrolment) (programme.Circumstances, error) {
	c, err := db.One[struct {
		Born              *when.Date
		Benefit, Category string
	}](ctx, s.read, `
		SELECT y.birth_date AS born, coalesce(e.benefit, '') AS benefit, coalesce(e.category, '') AS category
		FROM youths y LEFT JOIN enrolments e ON e.id = @enrolment WHERE y.id = @youth`, db.Args{"youth": youth, "enrolment": enrolment})
	if err != nil {
		return programme.Circumstances{}, fmt.Errorf("circumstances of youth %d: %w", youth, err)
	}
	found := programme.Circumstances{Benefit: c.Benefit, Category: c.Category}
	if c.Born != nil {
		found.Born = *c.Born
	}
	return found, nil
}
