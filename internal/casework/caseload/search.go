package caseload

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/company"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// NoteFilter narrows the notes that are searched.
type NoteFilter struct {
	Kind  string // of the contact
	Since *when.Date
}

// Found is what a search found: people, companies for those who may see them, and notes
// of those one may read.
type Found struct {
	People    []FoundYouth
	Companies []company.Hit
	Notes     []FoundNote
}

// FoundYouth is a youth whom one may know of.
type FoundYouth struct {
	Youth      id.Youth
	Name       string
	BirthDate  *when.Date
	Team       string
	Owner      string
	OwnerPhone string
	Closed     bool
	Reads      bool // the record can be opened as one stands
	Known      bool // inside one's team; else all one is told is the owner
}

// FoundNote is a note, or what was added to one, with the words found in it between
// the signs given.
type FoundNote struct {
	Contact  id.Contact
	Youth    id.Youth
	Name     string
	Kind     string    // of the contact
	At       time.Time // when it happened; of an addition, when it was written
	By       string    // who wrote it
	Snippet  string
	Addition bool
}

// Signs stand around found words in a snippet.
type Signs struct{ Start, End string }

// Most hits shown of each sort.
const (
	mostPeople    = 20
	mostCompanies = 10
	mostNotes     = 20
)

// Search looks for people, companies and notes, as far as by may know of them, and records
// that it was done. youth is whom a whole CPR number belongs to; 0 is nobody.
func (s *Service) Search(ctx context.Context, by access.Actor, q Query, youth id.Youth, f NoteFilter, signs Signs) (Found, error) {
	if err := access.Check(by, access.Search, access.Scope{}); err != nil {
		return Found{}, err
	}
	var found Found
	var err error
	switch {
	case q.Empty():
		return found, nil
	case q.CPR != "":
		found.People, err = s.oneOf(ctx, by, youth)
	default:
		if found.People, err = s.people(ctx, by, q); err == nil {
			found.Companies, err = s.firms(ctx, by, q)
		}
		if err == nil && q.Phone == "" {
			found.Notes, err = s.notes(ctx, by, q, f, signs)
		}
	}
	if err != nil {
		return Found{}, err
	}
	return found, s.trail.Look(ctx, audit.Event{
		By: by, Action: access.Search,
		Detail: map[string]any{"by": q.Kind(), "people": len(found.People), "companies": len(found.Companies), "notes": len(found.Notes)},
	})
}

// hit is a row of the search for people, with how the searcher stands to them.
type hit struct {
	foundRow
	access.Scope
}

// foundRow is what the database tells of a youth who was found.
type foundRow struct {
	Name       string
	BirthDate  *when.Date
	TeamName   string
	OwnerName  string
	OwnerPhone string
}

const hitColumns = `
	` + nameOf + ` AS name, y.birth_date, coalesce(t.name, '') AS team_name, coalesce(o.name, '') AS owner_name, coalesce(o.phone, '') AS owner_phone, `

const hitJoins = `
	LEFT JOIN teams t ON t.id = coalesce(e.team_id, r.team_id)
	LEFT JOIN staff o ON o.id = e.owner_id AND e.closed_on IS NULL `

// shown is what the searcher may know of a hit; false is nothing.
func (h hit) shown(by access.Actor) (FoundYouth, bool) {
	f := FoundYouth{
		Youth: h.Scope.Youth, Name: h.Name, BirthDate: h.BirthDate, Team: h.TeamName, Owner: h.OwnerName, OwnerPhone: h.OwnerPhone,
		Closed: h.Closed, Reads: access.May(by, access.ViewYouth, h.Scope),
	}
	f.Known = f.Reads || access.May(by, access.SeeWho, h.Scope)
	return f, f.Known
}

// oneOf is the youth of an exact number: whom one may know of, or to a coordinator
// at intake no more than who has them.
func (s *Service) oneOf(ctx context.Context, by access.Actor, youth id.Youth) ([]FoundYouth, error) {
	h, err := db.One[hit](ctx, s.read, `SELECT`+hitColumns+standing.Columns+standing.From+hitJoins+`WHERE y.id = @youth`, s.standingArgs(by, db.Args{"youth": youth}))
	if errors.Is(err, db.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("searching by number: %w", err)
	}
	f, known := h.shown(by)
	switch {
	case known:
		return []FoundYouth{f}, nil
	case access.May(by, access.FindByCPR, h.Scope):
		return []FoundYouth{{Team: f.Team, Owner: f.Owner, OwnerPhone: f.OwnerPhone, Closed: f.Closed}}, nil
	}
	return nil, nil
}

func (s *Service) standingArgs(by access.Actor, args db.Args) db.Args {
	args["staff"], args["now"], args["today"] = by.Staff, s.now(), when.Of(s.now())
	return args
}

// nearby are the youths the searcher has anything to do with: their teams' first. What
// they may know of each is asked of the policy afterwards. Team by team, open and
// closed: OFFSET keeps the two lookups from becoming one reading of every course.
const nearby = `
	SELECT c.youth_id FROM unnest(@teams::bigint[]) AS own (team), LATERAL (
	       SELECT youth_id FROM enrolments WHERE team_id = own.team AND closed_on IS NULL
	       UNION ALL SELECT youth_id FROM enrolments WHERE team_id = own.team AND closed_on IS NOT NULL OFFSET 0) c
	UNION SELECT youth_id FROM referrals WHERE team_id = ANY(@teams) AND open
	UNION ` + mine

// mine are the youths the searcher may read at this moment, or nearly: the policy
// has the last word.
const mine = `
	SELECT youth_id FROM enrolments WHERE owner_id = @staff AND closed_on IS NULL
	UNION SELECT youth_id FROM enrolments WHERE owner_id = @staff AND closed_on IS NOT NULL AND followup_ends_on >= @today
	UNION SELECT youth_id FROM enrolments WHERE buddy_id = @staff AND closed_on IS NULL
	UNION SELECT e.youth_id FROM covers c JOIN enrolments e ON e.id = c.enrolment_id WHERE c.staff_id = @staff AND daterange(c.from_on, c.to_on, '[]') @> @today::date
	UNION SELECT youth_id FROM questions WHERE to_id = @staff AND closed_at IS NULL AND until_on >= @today
	UNION SELECT youth_id FROM openings WHERE staff_id = @staff AND until > @now
	UNION SELECT e.youth_id FROM specialists p JOIN enrolments e ON e.programme_id = p.programme_id AND e.closed_on IS NULL
	      WHERE p.staff_id = @staff AND @today >= p.from_on AND (p.to_on IS NULL OR @today <= p.to_on)`

// people finds by name or telephone, the closest first.
func (s *Service) people(ctx context.Context, by access.Actor, q Query) ([]FoundYouth, error) {
	args := s.standingArgs(by, db.Args{"teams": by.Teams(access.Caseworker, access.Coordinator, access.Leader), "limit": mostPeople * 2})
	match, order := `y.search_phone LIKE '%' || @digits || '%'`, `y.id`
	if q.Phone != "" {
		args["digits"] = q.Phone
	} else {
		args["words"], args["text"] = q.Words, q.Text
		// A slip of the finger is looked for among the searcher's own alone, which are
		// few: the threshold that forgives one is too low for an index.
		match = `(y.search_name LIKE ALL (SELECT '%' || fold(w) || '%' FROM unnest(@words::text[]) w) OR length(@text) >= 4 AND word_similarity(fold(@text), y.search_name) >= 0.4)`
		order = `(' ' || y.search_name LIKE '% ' || fold((@words::text[])[1]) || '%') DESC, word_similarity(fold(@text), y.search_name) DESC, y.id`
	}
	hits, err := db.All[hit](ctx, s.read, `
		WITH hits AS (SELECT y.id FROM youths y WHERE `+match+` AND y.id = ANY(ARRAY(`+nearby+`)) AND `+standing.NoConflict("@staff", "y.id")+` ORDER BY `+order+` LIMIT @limit)
		SELECT`+hitColumns+standing.Columns+standing.From+hitJoins+`WHERE y.id = ANY(ARRAY(SELECT id FROM hits)) ORDER BY `+order, args)
	if err != nil {
		return nil, fmt.Errorf("searching for people: %w", err)
	}
	found := make([]FoundYouth, 0, len(hits))
	for _, h := range hits {
		if f, known := h.shown(by); known && len(found) < mostPeople {
			found = append(found, f)
		}
	}
	return found, nil
}

// firms finds the companies that are open, by the words of a query or a whole number: the
// beginning of one is a youth's telephone.
func (s *Service) firms(ctx context.Context, by access.Actor, q Query) ([]company.Hit, error) {
	text := strings.Join(q.Words, " ")
	if q.Phone != "" {
		text = q.Text
	}
	if !access.May(by, access.ViewCompanies, access.Own()) || q.Phone != "" && len(q.Phone) < shortestWhole {
		return nil, nil
	}
	return company.Search(ctx, s.read, text, mostCompanies, when.Of(s.now()))
}

// noteHits finds entries and additions by their words, the newest first; an entry
// that was withdrawn takes what was added to it along.
var noteHits = `
	WITH asked AS (SELECT websearch_to_tsquery('danish', @text) AS words),
	entries AS (
		SELECT c.id, NULL::bigint AS addition, min(cy.youth_id) AS youth_id, c.occurred_at AS at FROM contact_youths cy JOIN contacts c ON c.id = cy.contact_id
		WHERE cy.youth_id = ANY(@youths) AND c.withdrawn_at IS NULL AND ` + standing.NoConflictInEntry("@staff", "c.id") + ` AND c.search @@ (SELECT words FROM asked)
		  AND (@kind = '' OR c.kind = @kind) AND (@since::timestamptz IS NULL OR c.occurred_at >= @since)
		GROUP BY c.id ORDER BY c.occurred_at DESC, c.id DESC LIMIT @limit),
	additions AS (
		SELECT c.id, d.id AS addition, min(cy.youth_id) AS youth_id, d.at
		FROM contact_youths cy JOIN contacts c ON c.id = cy.contact_id JOIN contact_additions d ON d.contact_id = c.id
		WHERE cy.youth_id = ANY(@youths) AND c.withdrawn_at IS NULL AND ` + standing.NoConflictInEntry("@staff", "c.id") + ` AND d.search @@ (SELECT words FROM asked)
		  AND (@kind = '' OR c.kind = @kind) AND (@since::timestamptz IS NULL OR d.at >= @since)
		GROUP BY c.id, d.id ORDER BY d.at DESC, d.id DESC LIMIT @limit),
	found AS (SELECT * FROM entries UNION ALL SELECT * FROM additions ORDER BY at DESC, id DESC, addition DESC LIMIT @limit)
	SELECT c.id AS contact, y.id AS youth, ` + nameOf + ` AS name, c.kind, found.at, a.name AS by, d.id IS NOT NULL AS addition,
	       ts_headline('danish', translate(coalesce(d.text, concat_ws(' ', c.account, c.facts, c.view, c.assessment, c.authority)), @signs, ''), (SELECT words FROM asked), @options) AS snippet
	FROM found JOIN contacts c ON c.id = found.id JOIN youths y ON y.id = found.youth_id
	LEFT JOIN contact_additions d ON d.id = found.addition JOIN staff a ON a.id = coalesce(d.author_id, c.author_id)
	ORDER BY found.at DESC, found.id DESC, found.addition DESC`

// notes finds words in the notes of the youths whose records can be read now. The
// youths come first, so that a search reads no other's text.
func (s *Service) notes(ctx context.Context, by access.Actor, q Query, f NoteFilter, signs Signs) ([]FoundNote, error) {
	scopes, err := db.All[access.Scope](ctx, s.read, `SELECT `+standing.Columns+standing.From+`WHERE y.id = ANY(ARRAY(`+mine+`))`, s.standingArgs(by, db.Args{}))
	if err != nil {
		return nil, fmt.Errorf("searching notes: %w", err)
	}
	youths := make([]id.Youth, 0, len(scopes))
	for _, scope := range scopes {
		if access.May(by, access.ViewYouth, scope) {
			youths = append(youths, scope.Youth)
		}
	}
	notes, err := db.All[FoundNote](ctx, s.read, noteHits,
		db.Args{
			"staff": by.Staff, "youths": youths, "text": q.Text, "kind": f.Kind, "since": since(f.Since), "limit": mostNotes, "signs": signs.Start + signs.End,
			"options": "StartSel=" + signs.Start + ", StopSel=" + signs.End + ", MaxFragments=2, MaxWords=18, MinWords=6",
		})
	if err != nil {
		return nil, fmt.Errorf("searching notes: %w", err)
	}
	return notes, nil
}

func since(d *when.Date) *time.Time {
	if d == nil {
		return nil
	}
	t := d.Start()
	return &t
}
