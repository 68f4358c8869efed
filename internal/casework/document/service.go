package document

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Service is the use cases of documents.
type Service struct {
	read       db.Reader
	trail      *audit.Trail
	programmes *programme.Service
	scan       Scan
	now        func() time.Time
}

// NewService makes the service; now is the clock. Without a scan nothing looks for
// viruses, and every file says so.
func NewService(read db.Reader, trail *audit.Trail, programmes *programme.Service, scan Scan, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, programmes: programmes, scan: scan, now: now}
}

func (s *Service) today() when.Date { return when.Of(s.now()) }

// Stale is answered when a document was corrected since the page was read. Theirs is
// what stands now.
type Stale struct{ Theirs Document }

// Error says that the page was old.
func (s *Stale) Error() string {
	return fmt.Sprintf("document %d was corrected meanwhile", s.Theirs.ID)
}

// Add keeps a document with its files in a youth's record.
func (s *Service) Add(ctx context.Context, by access.Actor, about id.Youth, d Details, uploads []Upload, form audit.Form) (id.Document, error) {
	d = d.Clean()
	at := s.now().UTC().Truncate(time.Microsecond)
	event := &audit.Event{By: by, Action: access.AddDocument, Youth: about, Form: form}
	if _, err := standing.Check(ctx, s.read, by, access.AddDocument, about, s.now()); err != nil {
		return 0, err
	}
	files, wrong := accept(ctx, uploads, s.scan, at) // a scanner takes its time: not while the course is held
	refused, ok := errors.AsType[rule.Violations](wrong)
	if wrong != nil && !ok {
		return 0, wrong
	}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.AddDocument, about, s.now())
		if err != nil {
			return err
		}
		if scope.Enrolment == 0 {
			return rule.Violation("", "no_course")
		}
		broken, err := s.check(ctx, tx, about, d, "")
		if err != nil {
			return err
		}
		if broken = append(broken, refused...); len(broken) > 0 {
			return broken
		}
		number, err := insert(ctx, tx, scope, by.Staff, d, files, at)
		event.Team, event.Subject = scope.Team, int64(number)
		event.Detail = map[string]any{"type": d.Type, "files": len(files)}
		return err
	})
	return id.Document(event.Subject), err
}

// check measures details against their rules; a type that was chosen before may be
// kept when the catalogue no longer offers it.
func (s *Service) check(ctx context.Context, q db.Reader, about id.Youth, d Details, before string) (rule.Violations, error) {
	births, err := youth.BirthDates(ctx, q, []id.Youth{about})
	if err != nil {
		return nil, err
	}
	var born when.Date
	if len(births) > 0 {
		born = births[0]
	}
	broken := d.Check(born, s.today())
	if d.Type == "" || d.Type == before {
		return broken, nil
	}
	_, err = s.programmes.EntryOn(ctx, programme.DocumentKind, d.Type, s.today())
	if errors.Is(err, db.ErrNotFound) {
		broken.Add("type", "unknown")
		err = nil
	}
	return broken, err
}

// hold locks a document, asks who may, and fills in whom the event is about. One that
// was withdrawn is not there any more.
func (s *Service) hold(ctx context.Context, tx pgx.Tx, event *audit.Event, document id.Document) (Document, error) {
	seen, err := find(ctx, tx, document)
	if err != nil {
		return seen, err
	}
	scope, err := standing.Hold(ctx, tx, event.By, event.Action, seen.Youth, s.now()) // the course first, as everywhere
	if err != nil {
		return seen, err
	}
	d, err := lock(ctx, tx, document)
	if err != nil {
		return d, err
	}
	event.Subject, event.Team, event.Youth = int64(document), scope.Team, scope.Youth
	return d, nil
}

// Correct writes what is said of a document anew, for who added it and for a day. Its
// files stay, and what was said is kept as a version.
func (s *Service) Correct(ctx context.Context, by access.Actor, document id.Document, to Details, version int, form audit.Form) error {
	to = to.Clean()
	event := &audit.Event{By: by, Action: access.CorrectDocument, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		d, err := s.hold(ctx, tx, event, document)
		if err != nil {
			return err
		}
		if !d.Correctable(by.Staff, s.now()) {
			return rule.Violation("", "document_locked")
		}
		if d.Version != version {
			return &Stale{Theirs: d}
		}
		broken, err := s.check(ctx, tx, d.Youth, to, d.Type)
		if err != nil {
			return err
		}
		if d.ReceiptOn != nil && (to.Direction != Out || to.DatedOn.After(*d.ReceiptOn)) {
			broken.Add("dated_on", "after_receipt", *d.ReceiptOn)
		}
		if len(broken) > 0 {
			return broken
		}
		event.Detail = map[string]any{"version": d.Version + 1}
		if err := keepVersion(ctx, tx, d, by.Staff, s.now()); err != nil {
			return err
		}
		return update(ctx, tx, document, to)
	})
}

// Withdraw takes back a document that should not have been added: who added it may for
// two hours, unless a decision has used it. It is hidden, and kept.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, document id.Document, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.WithdrawDocument, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		d, err := s.hold(ctx, tx, event, document)
		if err != nil {
			return err
		}
		if !d.Withdrawable(by.Staff, s.now()) {
			return rule.Violation("", "document_stays")
		}
		if _, err := tx.Exec(ctx, `UPDATE documents SET withdrawn_at = @now, withdrawn_by = @by, version = version + 1 WHERE id = @id`,
			db.Args{"now": s.now(), "by": by.Staff, "id": document}); err != nil {
			return fmt.Errorf("withdrawing document %d: %w", document, err)
		}
		return nil
	})
}

// Receipt notes the day on which the other side said that a document arrived.
func (s *Service) Receipt(ctx context.Context, by access.Actor, document id.Document, on when.Date, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.AddDocument, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		d, err := s.hold(ctx, tx, event, document)
		if err != nil {
			return err
		}
		switch {
		case d.Direction != Out:
			return rule.Violation("receipt_on", "receipt_of_sent")
		case on.IsZero():
			return rule.Violation("receipt_on", "required")
		case on.After(s.today()):
			return rule.Violation("receipt_on", "in_the_future")
		case on.Before(d.DatedOn):
			return rule.Violation("receipt_on", "before_sent", d.DatedOn)
		}
		event.Detail = map[string]any{"receipt": on.String()}
		if _, err := tx.Exec(ctx, `UPDATE documents SET receipt_on = @on, version = version + 1 WHERE id = @id`, db.Args{"on": on, "id": document}); err != nil {
			return fmt.Errorf("receipt of document %d: %w", document, err)
		}
		return nil
	})
}

// keepVersion puts away what was said of a document.
func keepVersion(ctx context.Context, tx pgx.Tx, d Document, by id.Staff, at time.Time) error {
	fields, err := json.Marshal(d.Details)
	if err != nil {
		return fmt.Errorf("version %d of document %d: %w", d.Version, d.ID, err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO document_versions (document_id, version, fields, by_id, at) VALUES (@id, @version, @fields, @by, @at)`,
		db.Args{"id": d.ID, "version": d.Version, "fields": fields, "by": by, "at": at}); err != nil {
		return fmt.Errorf("keeping version %d of document %d: %w", d.Version, d.ID, err)
	}
	return nil
}
