package contact

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Draft is what somebody is still writing. It is its author's alone: it outlives a
// handover, and nobody else finds it.
type Draft struct {
	Key string
	About
	Name      string // of the youth or the company, as the author knew it
	Revision  int
	UpdatedAt time.Time
	Typed     Typed
}

// DraftMoved is answered when the draft was written elsewhere since this page read
// it: both texts are shown, and neither is lost.
type DraftMoved struct{ Theirs Draft }

// Error says that the draft was written elsewhere.
func (d *DraftMoved) Error() string {
	return fmt.Sprintf("the draft is at revision %d already", d.Theirs.Revision)
}

// AlreadySent is answered for a draft that has become an entry.
type AlreadySent struct{ Contact id.Contact }

// Error says which entry it became.
func (a *AlreadySent) Error() string {
	return fmt.Sprintf("the draft has become contact %d", a.Contact)
}

var keyForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// ParseKey checks the key of a draft in an address.
func ParseKey(s string) (string, error) {
	if !keyForm.MatchString(s) {
		return "", fmt.Errorf("key of a draft: %w", id.ErrNotNumber)
	}
	return s, nil
}

// draftRow is a draft as it lies in the database.
type draftRow struct {
	Key       string
	Youth     id.Youth
	Company   id.Company
	Name      string
	Revision  int
	UpdatedAt time.Time
	Fields    json.RawMessage
}

const selectDraft = `
	SELECT d.key::text AS key, coalesce(d.youth_id, 0) AS youth, coalesce(d.company_id, 0) AS company, d.revision, d.updated_at, d.fields,
	       coalesce(f.name, concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, ''))) AS name
	FROM drafts d LEFT JOIN youths y ON y.id = d.youth_id LEFT JOIN companies f ON f.id = d.company_id `

func (r draftRow) draft() (Draft, error) {
	d := Draft{Key: r.Key, About: About{r.Youth, r.Company}, Name: r.Name, Revision: r.Revision, UpdatedAt: r.UpdatedAt}
	if err := json.Unmarshal(r.Fields, &d.Typed); err != nil {
		return d, fmt.Errorf("reading draft %s: %w", r.Key, err)
	}
	d.Typed.Revision = r.Revision
	return d, nil
}

// Drafts lists the actor's own drafts, the one written last first.
func (s *Service) Drafts(ctx context.Context, by access.Actor) ([]Draft, error) {
	if err := access.Check(by, access.OwnDrafts, access.Own()); err != nil {
		return nil, err
	}
	rows, err := db.All[draftRow](ctx, s.db.Read, selectDraft+`WHERE d.author_id = @author AND `+standing.NoConflict("@author", "d.youth_id")+` ORDER BY d.updated_at DESC, d.key LIMIT @most`,
		db.Args{"author": by.Staff, "most": mostDrafts})
	if err != nil {
		return nil, fmt.Errorf("drafts of staff %d: %w", by.Staff, err)
	}
	drafts := make([]Draft, len(rows))
	for i, row := range rows {
		if drafts[i], err = row.draft(); err != nil {
			return nil, err
		}
	}
	return drafts, nil
}

// Sent is the entry that one of the actor's drafts became; db.ErrNotFound where it
// became none.
func (s *Service) Sent(ctx context.Context, by access.Actor, key string) (id.Contact, error) {
	sent, ok := errors.AsType[*AlreadySent](notSent(ctx, s.db.Read, by.Staff, key))
	if !ok || sent.Contact == 0 {
		return 0, fmt.Errorf("entry of draft %s: %w", key, db.ErrNotFound)
	}
	return sent.Contact, nil
}

// Draft finds one of the actor's own drafts.
func (s *Service) Draft(ctx context.Context, by access.Actor, key string) (Draft, error) {
	if err := access.Check(by, access.OwnDrafts, access.Own()); err != nil {
		return Draft{}, err
	}
	return draftOf(ctx, s.db.Read, by.Staff, key, "")
}

func draftOf(ctx context.Context, q db.Reader, author id.Staff, key, locking string) (Draft, error) {
	row, err := db.One[draftRow](ctx, q, selectDraft+`WHERE d.author_id = @author AND d.key = @key AND `+standing.NoConflict("@author", "d.youth_id")+` `+locking, db.Args{"author": author, "key": key})
	if err != nil {
		return Draft{}, fmt.Errorf("draft %s: %w", key, err)
	}
	return row.draft()
}

// holdKey lets one at a time save or send a draft, so that a save that comes late
// does not bring back a draft that was just sent.
func holdKey(ctx context.Context, tx pgx.Tx, key string) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended(@key, 7))`, db.Args{"key": key}); err != nil {
		return fmt.Errorf("holding draft %s: %w", key, err)
	}
	return nil
}

// holdDraft is what sending asks of the draft behind the form: that nothing was
// written into it elsewhere that the form does not hold.
func holdDraft(ctx context.Context, tx pgx.Tx, author id.Staff, key string, t Typed) error {
	if err := holdKey(ctx, tx, key); err != nil {
		return err
	}
	d, err := draftOf(ctx, tx, author, key, "FOR UPDATE OF d")
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.goesOn(t)
}

// goesOn is nil when t was written on top of the draft d: by the same page, from
// the revision that stands, or holding all its words anyway.
func (d Draft) goesOn(t Typed) error {
	if t.Writer != "" && t.Writer == d.Typed.Writer || t.Revision == d.Revision || t.Text.holds(d.Typed.Text) {
		return nil
	}
	return &DraftMoved{Theirs: d}
}

// mostDrafts is how many one may have: more is a script gone wrong.
const mostDrafts = 200

// KeepDraft saves what was typed so far about a youth or a company, and answers the draft's
// revision. What holds no word yet is not kept: revision 0. It stands beside the
// trail, since it is nobody's but its author's.
func (s *Service) KeepDraft(ctx context.Context, by access.Actor, about About, t Typed, key string) (int, error) {
	if err := access.Check(by, access.OwnDrafts, access.Own()); err != nil {
		return 0, err
	}
	t = t.Clean()
	revision := 0
	err := pgx.BeginFunc(ctx, s.db.Write, func(tx pgx.Tx) error {
		if err := holdKey(ctx, tx, key); err != nil {
			return err
		}
		if err := notSent(ctx, tx, by.Staff, key); err != nil {
			return err
		}
		before, err := draftOf(ctx, tx, by.Staff, key, "FOR UPDATE OF d")
		switch {
		case errors.Is(err, db.ErrNotFound):
			revision, err = s.beginDraft(ctx, tx, by, about, t, key)
			return err
		case err != nil:
			return err
		}
		if err := before.goesOn(t); err != nil {
			return err
		}
		if t.Writer != "" && t.Writer == before.Typed.Writer && t.Turn < before.Typed.Turn {
			revision = before.Revision // overtaken on its way by a later save of the same page
			return nil
		}
		revision, err = s.goOnDraft(ctx, tx, by.Staff, t, key)
		return err
	})
	return revision, err
}

func notSent(ctx context.Context, q db.Reader, author id.Staff, key string) error {
	contact, err := db.Value[id.Contact](ctx, q, `SELECT coalesce(subject, 0) FROM idempotency_keys WHERE staff_id = @author AND key = @key AND action IN ('log contact', 'log company contact')`,
		db.Args{"author": author, "key": key})
	switch {
	case errors.Is(err, db.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("asking whether draft %s was sent: %w", key, err)
	}
	return &AlreadySent{Contact: contact}
}

// beginDraft makes a draft, for somebody who may write about the youth now. It
// stays theirs when they no longer may.
func (s *Service) beginDraft(ctx context.Context, tx pgx.Tx, by access.Actor, about About, t Typed, key string) (int, error) {
	if err := s.mayWrite(ctx, tx, by, about); err != nil {
		return 0, err
	}
	if !t.Worded() {
		return 0, nil
	}
	fields, err := json.Marshal(t)
	if err != nil {
		return 0, fmt.Errorf("writing draft %s: %w", key, err)
	}
	revision, err := db.Value[int](ctx, tx, `
		INSERT INTO drafts (author_id, key, youth_id, company_id, fields, created_at, updated_at)
		SELECT @author, @key, nullif(@youth::bigint, 0), nullif(@company::bigint, 0), @fields, @now, @now
		WHERE (SELECT count(*) FROM drafts WHERE author_id = @author) < @most
		RETURNING revision`,
		db.Args{"author": by.Staff, "key": key, "youth": about.Youth, "company": about.Company, "fields": fields, "now": s.now(), "most": mostDrafts})
	if errors.Is(err, db.ErrNotFound) {
		return 0, rule.Violation("", "too_many_drafts", mostDrafts)
	}
	if err != nil {
		return 0, fmt.Errorf("beginning draft %s: %w", key, err)
	}
	return revision, nil
}

func (s *Service) goOnDraft(ctx context.Context, tx pgx.Tx, author id.Staff, t Typed, key string) (int, error) {
	fields, err := json.Marshal(t)
	if err != nil {
		return 0, fmt.Errorf("writing draft %s: %w", key, err)
	}
	revision, err := db.Value[int](ctx, tx, `
		UPDATE drafts SET fields = @fields, revision = revision + 1, updated_at = @now WHERE author_id = @author AND key = @key RETURNING revision`,
		db.Args{"author": author, "key": key, "fields": fields, "now": s.now()})
	if err != nil {
		return 0, fmt.Errorf("going on with draft %s: %w", key, err)
	}
	return revision, nil
}

// DropDraft deletes one of the actor's own drafts. One that is gone stays gone.
func (s *Service) DropDraft(ctx context.Context, by access.Actor, key string) error {
	if err := access.Check(by, access.OwnDrafts, access.Own()); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, s.db.Write, func(tx pgx.Tx) error { return dropDraft(ctx, tx, by.Staff, key) })
}

func dropDraft(ctx context.Context, tx pgx.Tx, author id.Staff, key string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM drafts WHERE author_id = @author AND key = @key`, db.Args{"author": author, "key": key}); err != nil {
		return fmt.Errorf("dropping draft %s: %w", key, err)
	}
	return nil
}
