package caseload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Entry is an entry of the log as it is read: with who wrote it for whom, what was
// added, and what stood there before.
type Entry struct {
	contact.Contact
	AuthorName  string
	ForName     *string
	CompanyName *string
	PersonName  *string         // with whom there
	HatNames    []programme.Hat // those it was written under
	Additions   []Addition
	Versions    []Version // oldest first
	Names       map[id.Youth]string
	UsedIn      []UsedIn         // the decisions that rest on it, oldest first
	Doings      map[string]Named // activities by code: the entry's own and those of its versions
	NotedAfter  int              // open days from when it happened until it was written down
}

// UsedIn is a decision that rests on an entry, which locks it.
type UsedIn struct {
	Decision id.Decision `json:"decision"`
	Youth    id.Youth    `json:"youth"`
	NameDa   string      `json:"name_da"`
	NameEn   string      `json:"name_en"`
	On       when.Date   `json:"on"` // when it was decided
}

// Name is what was decided, in a language.
func (u UsedIn) Name(lang string) string { return Named{Da: u.NameDa, En: u.NameEn}.Name(lang) }

// usedIn are the decisions that rest on the entry c, for those that were made.
const usedIn = `SELECT coalesce(json_agg(json_build_object('decision', d.id, 'youth', d.youth_id, 'name_da', d.type->>'name_da',
		                        'name_en', d.type->>'name_en', 'on', d.decided_on) ORDER BY d.decided_at, d.id), '[]')
		FROM decisions d WHERE d.id IN (SELECT df.decision_id FROM decision_facts df WHERE df.contact_id = c.id) AND d.decided_at IS NOT NULL`

// DocumentUses are the decisions that rest on a document, for somebody who may read the
// record it is in.
func (s *Service) DocumentUses(ctx context.Context, document id.Document) ([]UsedIn, error) {
	uses, err := db.All[UsedIn](ctx, s.read, `
		SELECT d.id AS decision, d.youth_id AS youth, d.type->>'name_da' AS name_da, d.type->>'name_en' AS name_en, d.decided_on AS on
		FROM decisions d WHERE d.id IN (SELECT f.decision_id FROM decision_facts f WHERE f.document_id = @document) AND d.decided_at IS NOT NULL
		ORDER BY d.decided_at, d.id`, db.Args{"document": document})
	if err != nil {
		return nil, fmt.Errorf("uses of document %d: %w", document, err)
	}
	return uses, nil
}

// Addition is a signed entry to an entry.
type Addition struct {
	Author string    `json:"author"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
}

// Version is what stood in an entry until it was corrected.
type Version struct {
	Version int           `json:"version"`
	At      time.Time     `json:"at"` // when it was corrected
	Fields  contact.Entry `json:"fields"`
}

// doingNamed reads what an activity was called at a moment: both are SQL. The row that
// holds then comes first, and else the newest.
func doingNamed(code, at string) string {
	return `SELECT d.code, d.name_da, d.name_en FROM catalogue d WHERE d.kind = 'activity' AND d.code = ` + code + `
		ORDER BY daterange(d.valid_from, d.valid_to, '[]') @> (` + at + ` AT TIME ZONE 'Europe/Copenhagen')::date DESC, d.valid_from DESC LIMIT 1`
}

type entryRow struct {
	contact.Contact
	AuthorName                                   string
	ForName, CompanyName, PersonName             *string
	HatNames, Additions, OldVersions, YouthNames json.RawMessage
	UsedIn, Doings                               json.RawMessage
}

// Entry reads an entry. The caller opens the record of one of its youths before
// anything of it is shown; a withdrawn one is not there, nor one about a youth from
// whose matter the reader is disqualified.
func (s *Service) Entry(ctx context.Context, by access.Actor, number id.Contact) (Entry, error) {
	row, err := db.One[entryRow](ctx, s.read, `
		SELECT `+contact.Columns+`, a.name AS author_name, f.name AS for_name, o.name AS company_name, p.name AS person_name,
		       (SELECT coalesce(json_agg(json_build_object('code', h.code, 'name_da', h.name_da, 'name_en', h.name_en, 'slot', h.slot) ORDER BY h.position), '[]')
		        FROM programme_hats h WHERE h.code = ANY(c.hats) AND h.programme_id =
		             (SELECT e.programme_id FROM contact_youths x JOIN enrolments e ON e.id = x.enrolment_id WHERE x.contact_id = c.id ORDER BY x.youth_id LIMIT 1)) AS hat_names,
		       (SELECT coalesce(json_agg(json_build_object('author', s.name, 'text', d.text, 'at', d.at) ORDER BY d.id), '[]')
		        FROM contact_additions d JOIN staff s ON s.id = d.author_id WHERE d.contact_id = c.id) AS additions,
		       (SELECT coalesce(json_agg(json_build_object('version', v.version, 'at', v.at, 'fields', v.fields) ORDER BY v.version), '[]')
		        FROM contact_versions v WHERE v.contact_id = c.id) AS old_versions,
		       (SELECT coalesce(json_object_agg(y.id, `+nameOf+`), '{}') FROM contact_youths x JOIN youths y ON y.id = x.youth_id WHERE x.contact_id = c.id) AS youth_names,
		       (`+usedIn+`) AS used_in,
		       (SELECT coalesce(json_object_agg(k.code, json_build_object('da', k.name_da, 'en', k.name_en)), '{}')
		        FROM (SELECT c.activity AS code, c.occurred_at AS at UNION
		              SELECT v.fields->>'Activity', (v.fields->>'OccurredAt')::timestamptz FROM contact_versions v WHERE v.contact_id = c.id) u
		        CROSS JOIN LATERAL (`+doingNamed("u.code", "u.at")+`) k) AS doings
		FROM contacts c JOIN staff a ON a.id = c.author_id LEFT JOIN staff f ON f.id = c.for_id
		LEFT JOIN companies o ON o.id = c.company_id LEFT JOIN company_people p ON p.id = c.company_person_id
		WHERE c.id = @id AND c.withdrawn_at IS NULL AND `+standing.NoConflictInEntry("@staff", "c.id"), db.Args{"id": number, "staff": by.Staff})
	if err != nil {
		return Entry{}, fmt.Errorf("entry %d: %w", number, err)
	}
	e := Entry{Contact: row.Contact, AuthorName: row.AuthorName, ForName: row.ForName, CompanyName: row.CompanyName, PersonName: row.PersonName}
	if err := errors.Join(json.Unmarshal(row.HatNames, &e.HatNames), json.Unmarshal(row.Additions, &e.Additions),
		json.Unmarshal(row.OldVersions, &e.Versions), json.Unmarshal(row.YouthNames, &e.Names),
		json.Unmarshal(row.UsedIn, &e.UsedIn), json.Unmarshal(row.Doings, &e.Doings)); err != nil {
		return e, fmt.Errorf("reading entry %d: %w", number, err)
	}
	if e.Authority == "" || when.Of(e.OccurredAt) == when.Of(e.RecordedAt) {
		return e, nil
	}
	days, err := programme.DaysOf(ctx, s.read)
	if err != nil {
		return e, err
	}
	e.NotedAfter = e.Contact.NotedAfter(days.Calendar)
	return e, nil
}

// Nameable keeps of the youths of a shared entry the names that the actor may know;
// the others are only counted. The youths come in the order in which to open a record
// for the entry: those the actor may read, those they may be told of, the others.
func (s *Service) Nameable(ctx context.Context, by access.Actor, e Entry) (Entry, error) {
	if len(e.Youths) < 2 {
		return e, nil
	}
	scopes, err := standing.Scopes(ctx, s.read, by, e.Youths, s.now())
	if err != nil {
		return e, err
	}
	names := map[id.Youth]string{}
	var read, told, hidden []id.Youth
	for _, y := range e.Youths {
		switch {
		case access.May(by, access.ViewYouth, scopes[y]):
			read, names[y] = append(read, y), e.Names[y]
		case access.May(by, access.SeeWho, scopes[y]):
			told = append(told, y)
		default:
			hidden = append(hidden, y)
		}
	}
	e.Youths, e.Names = slices.Concat(read, told, hidden), names
	return e, nil
}
