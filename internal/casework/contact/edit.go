package contact

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/plan"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Stale is answered when the entry was corrected since the page was read. Theirs is
// what stands now, to be shown beside what was typed.
type Stale struct{ Theirs Contact }

// Error says that the page was old.
func (s *Stale) Error() string {
	return fmt.Sprintf("contact %d was corrected meanwhile", s.Theirs.ID)
}

// Correct writes the entry anew for its author, who may for a day and as long as no
// decision used it. What stood there is kept as a version.
func (s *Service) Correct(ctx context.Context, by access.Actor, contact id.Contact, t Typed, version int, form audit.Form) error {
	t = t.Clean()
	event := &audit.Event{By: by, Action: access.CorrectContact, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		c, courses, err := s.hold(ctx, tx, event, contact)
		if err != nil {
			return err
		}
		if !c.Editable(by.Staff, s.now()) {
			return rule.Violation("", "contact_locked")
		}
		if c.Version != version {
			return &Stale{Theirs: c}
		}
		if len(courses) == 0 {
			t.Counterpart = string(WithCompany)
		}
		entry, broken := t.Entry(s.now())
		if t.At == "" {
			entry.OccurredAt = c.OccurredAt
		}
		if len(courses) == 0 {
			entry.standsOnCompany(*c.Company)
		} else if err := findCompany(ctx, tx, t.CompanyName, &entry, &broken); err != nil {
			return err
		}
		bounds, err := s.bounds(ctx, tx, c.Youths, first(courses), entry, t.Sure)
		if err != nil {
			return err
		}
		broken = append(broken, entry.Check(bounds)...)
		if len(broken) > 0 {
			return broken
		}
		event.Detail = map[string]any{"version": c.Version + 1}
		if err := s.keepVersion(ctx, tx, c, by.Staff); err != nil {
			return err
		}
		if err := update(ctx, tx, contact, entry); err != nil {
			return err
		}
		return Recount(ctx, tx, courses)
	})
}

// hold locks an entry and the courses of its youths, asks who may, and fills in
// whom the event is about. A withdrawn entry is not there any more.
func (s *Service) hold(ctx context.Context, tx pgx.Tx, event *audit.Event, contact id.Contact) (Contact, []id.Enrolment, error) {
	seen, err := find(ctx, tx, contact)
	if err != nil {
		return seen, nil, err
	}
	if err := enrolment.HoldAll(ctx, tx, seen.Youths); err != nil { // courses first, as everywhere
		return seen, nil, err
	}
	c, err := lock(ctx, tx, contact)
	if err != nil {
		return c, nil, err
	}
	if c.WithdrawnAt != nil {
		return c, nil, fmt.Errorf("contact %d is withdrawn: %w", contact, db.ErrNotFound)
	}
	scope, err := s.may(ctx, tx, event.By, event.Action, c.Youths)
	if err != nil {
		return c, nil, err
	}
	event.Subject, event.Team, event.Youth = int64(contact), scope.Team, scope.Youth
	event.Also = slices.DeleteFunc(slices.Clone(c.Youths), func(y id.Youth) bool { return y == scope.Youth })
	courses, err := coursesOf(ctx, tx, contact)
	return c, courses, err
}

// may asks for the youths of an entry: whoever may for one of them may for the
// entry, unless they are disqualified from the matter of another. The scope is that one's.
//
// An entry about no youth is a company's, and whoever may write of companies may.
func (s *Service) may(ctx context.Context, q db.Reader, by access.Actor, do access.Action, youths []id.Youth) (access.Scope, error) {
	if len(youths) == 0 {
		return access.Scope{}, access.Check(by, access.LogCompany, access.Own())
	}
	var one access.Scope
	var refused error
	for _, y := range youths {
		scope, err := standing.Check(ctx, q, by, do, y, s.now())
		switch {
		case scope.Conflict:
			return access.Scope{}, err
		case err == nil && one.Youth == 0:
			one = scope
		case refused == nil:
			refused = err
		}
	}
	if one.Youth != 0 {
		return one, nil
	}
	return access.Scope{}, refused
}

// keepVersion puts away what stood in the entry.
func (s *Service) keepVersion(ctx context.Context, tx pgx.Tx, c Contact, by id.Staff) error {
	fields, err := json.Marshal(c.Entry)
	if err != nil {
		return fmt.Errorf("version %d of contact %d: %w", c.Version, c.ID, err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO contact_versions (contact_id, version, fields, by_id, at) VALUES (@id, @version, @fields, @by, @at)`,
		db.Args{"id": c.ID, "version": c.Version, "fields": fields, "by": by, "at": s.now()}); err != nil {
		return fmt.Errorf("keeping version %d of contact %d: %w", c.Version, c.ID, err)
	}
	return nil
}

// Withdraw takes back an entry that should not have been written: its author may
// for two hours. It is hidden, and kept; what it changed is counted anew.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, contact id.Contact, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.WithdrawContact, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		c, courses, err := s.hold(ctx, tx, event, contact)
		if err != nil {
			return err
		}
		if !c.Withdrawable(by.Staff, s.now()) {
			return rule.Violation("", "contact_stays")
		}
		if _, err := tx.Exec(ctx, `UPDATE contacts SET withdrawn_at = @now, withdrawn_by = @by, version = version + 1 WHERE id = @id`,
			db.Args{"now": s.now(), "by": by.Staff, "id": contact}); err != nil {
			return fmt.Errorf("withdrawing contact %d: %w", contact, err)
		}
		if err := plan.DropOf(ctx, tx, contact, by.Staff, s.now()); err != nil {
			return err
		}
		if err := meeting.Reopen(ctx, tx, contact); err != nil {
			return err
		}
		return Recount(ctx, tx, courses)
	})
}

// Add signs an addition to an entry: at any time, by anybody who may write in the
// log of one of its youths.
func (s *Service) Add(ctx context.Context, by access.Actor, contact id.Contact, text string, form audit.Form) error {
	text = rule.Text(text)
	event := &audit.Event{By: by, Action: access.AddToContact, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if _, _, err := s.hold(ctx, tx, event, contact); err != nil {
			return err
		}
		var broken rule.Violations
		broken.Required("text", text)
		broken.Longest("text", text, MostText)
		if len(broken) > 0 {
			return broken
		}
		if _, err := tx.Exec(ctx, `INSERT INTO contact_additions (contact_id, author_id, text, at) VALUES (@id, @by, @text, @at)`,
			db.Args{"id": contact, "by": by.Staff, "text": text, "at": s.now()}); err != nil {
			return fmt.Errorf("adding to contact %d: %w", contact, err)
		}
		return nil
	})
}

// ForAuthor finds an entry for the page that corrects it: only its author's, and
// only while they may write about one of its youths.
func (s *Service) ForAuthor(ctx context.Context, by access.Actor, contact id.Contact) (Contact, error) {
	c, err := s.Authored(ctx, by, contact)
	if err != nil {
		return c, err
	}
	_, err = s.may(ctx, s.db.Read, by, access.CorrectContact, c.Youths)
	return c, err
}

// Authored is ForAuthor for a page that opens the record of one of the entry's
// youths beside it, and asks the policy with the scope it finds there.
func (s *Service) Authored(ctx context.Context, by access.Actor, contact id.Contact) (Contact, error) {
	c, err := db.One[Contact](ctx, s.db.Read, selectContact+`WHERE c.id = @id AND `+standing.NoConflictInEntry("@staff", "c.id"),
		db.Args{"id": contact, "staff": by.Staff})
	if err == nil && (c.WithdrawnAt != nil || c.Author != by.Staff) {
		err = fmt.Errorf("contact %d: %w", contact, db.ErrNotFound)
	}
	return c, err
}

// Resolve makes one text of two by the choice "mine", "theirs" or "both".
func Resolve(mine, theirs Text, keep string) Text {
	switch {
	case keep == "mine":
		return mine
	case keep == "theirs" || mine == theirs:
		return theirs
	case mine.Parted() != theirs.Parted():
		return Text{Account: joined(theirs.told(), mine.told()), Authority: joined(theirs.Authority, mine.Authority)}
	}
	return Text{
		Account: joined(theirs.Account, mine.Account), Facts: joined(theirs.Facts, mine.Facts),
		View: joined(theirs.View, mine.View), Assessment: joined(theirs.Assessment, mine.Assessment),
		Authority: joined(theirs.Authority, mine.Authority),
	}
}

// joined puts two texts below each other, and one text once.
func joined(a, b string) string {
	switch {
	case a == b || b == "":
		return a
	case a == "":
		return b
	}
	return a + "\n\n" + b
}

// MarkUsed locks the entries that a decision rests on, inside its transaction: from
// now on they can only be added to. An entry that was withdrawn meanwhile is refused.
func MarkUsed(ctx context.Context, tx pgx.Tx, contacts []id.Contact, at time.Time) error {
	if len(contacts) == 0 {
		return nil
	}
	there, err := db.Value[int](ctx, tx, `
		WITH used AS (SELECT id FROM contacts WHERE id = ANY(@contacts) AND withdrawn_at IS NULL ORDER BY id FOR UPDATE),
		     marked AS (UPDATE contacts SET used_at = @at WHERE id IN (SELECT id FROM used) AND used_at IS NULL)
		SELECT count(*)::int FROM used`, db.Args{"contacts": contacts, "at": at})
	if err != nil {
		return fmt.Errorf("locking %d entries: %w", len(contacts), err)
	}
	slices.Sort(contacts)
	if there != len(slices.Compact(contacts)) {
		return rule.Violation("fact.0", "evidence_withdrawn")
	}
	return nil
}
