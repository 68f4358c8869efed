package fileaccess

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/network"
	"kasket/internal/casework/standing"
	people "kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Service is the use cases of access to the file.
type Service struct {
	read       db.Reader
	trail      *audit.Trail
	programmes *programme.Service
	now        func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, programmes *programme.Service, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, programmes: programmes, now: now}
}

func (s *Service) today() when.Date { return when.Of(s.now()) }

// Register writes down that somebody asks, and by when they are to have their answer.
func (s *Service) Register(ctx context.Context, by access.Actor, about id.Youth, w Wish, form audit.Form) (id.AccessRequest, error) {
	w = w.clean()
	event := &audit.Event{By: by, Action: access.RegisterAccess, Youth: about, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.RegisterAccess, about, s.now())
		if err != nil {
			return err
		}
		broken := w.Check(s.today())
		if scope.Enrolment == 0 {
			broken.Add("", "no_course")
		}
		if len(broken) > 0 {
			return broken
		}
		if w.Asker == APerson {
			if w.Name, err = party(ctx, tx, about, w.Person, w.AskedOn); err != nil {
				return err
			}
		}
		due, err := s.due(ctx, tx, w.AskedOn)
		if err != nil {
			return err
		}
		number, err := insert(ctx, tx, scope, by.Staff, w, due, s.now())
		event.Team, event.Subject = scope.Team, int64(number)
		return err
	})
	return id.AccessRequest(event.Subject), err
}

// party is the name of somebody around the youth who may read the file on a day: who
// has custody of a minor, or a power of attorney. From the eighteenth birthday a parent
// is none, by itself.
func party(ctx context.Context, q db.Reader, youth id.Youth, person id.Person, on when.Date) (string, error) {
	m := network.Matter{On: on}
	births, err := people.BirthDates(ctx, q, []id.Youth{youth})
	if err != nil {
		return "", err
	}
	if len(births) > 0 {
		m.Born = &births[0]
	}
	circle, err := network.PartiesOn(ctx, q, youth, m)
	if err != nil {
		return "", err
	}
	for _, p := range circle.Parties {
		switch {
		case p.Person != person || person == 0:
		case p.Rights:
			return p.Name, nil
		default:
			return "", rule.Violation("asker", "no_party_"+string(p.Why))
		}
	}
	return "", rule.Violation("asker", "unknown")
}

// due is the day by which access is to be given, by the row of type AKT of the day it
// was asked for; nil where none held.
func (s *Service) due(ctx context.Context, q db.Reader, asked when.Date) (*when.Date, error) {
	types, err := s.programmes.DecisionTypes(ctx, asked)
	if err != nil {
		return nil, err
	}
	row := slices.IndexFunc(types, func(t programme.DecisionType) bool { return t.Code == DecisionCode })
	if row < 0 {
		return nil, nil
	}
	days, err := programme.DaysOf(ctx, q)
	if err != nil {
		return nil, err
	}
	on, ok := types[row].TargetOn(asked, days.Calendar)
	if !ok {
		return nil, nil
	}
	return &on, nil
}

// hold locks the youth's course and a request that is open, asks who may, and fills in
// whom the event is about.
func (s *Service) hold(ctx context.Context, tx pgx.Tx, event *audit.Event, number id.AccessRequest) (Request, error) {
	seen, err := find(ctx, tx, number)
	if err != nil {
		return seen, err
	}
	scope, err := standing.Hold(ctx, tx, event.By, event.Action, seen.Youth, s.now())
	if err != nil {
		return seen, err
	}
	event.Youth, event.Team, event.Subject = seen.Youth, scope.Team, int64(number)
	if _, err := tx.Exec(ctx, `SELECT FROM access_requests WHERE id = @id FOR UPDATE`, db.Args{"id": number}); err != nil {
		return seen, fmt.Errorf("holding access request %d: %w", number, err)
	}
	r, err := find(ctx, tx, number)
	if err == nil && !r.Open() {
		err = rule.Violation("", "access_closed")
	}
	return r, err
}

// Look writes down what becomes of one thing of the file. digest is of what the page
// showed: who decides has seen what stands there.
func (s *Service) Look(ctx context.Context, by access.Actor, number id.AccessRequest, kind Kind, subject int64, choice Review, digest []byte, form audit.Form) error {
	choice = choice.clean()
	event := &audit.Event{By: by, Action: access.HandleAccess, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := s.hold(ctx, tx, event, number)
		if err != nil {
			return err
		}
		list, err := read(ctx, tx, r, by.Staff, s.today())
		if err != nil {
			return err
		}
		item, ok := list.Find(kind, subject)
		if !ok {
			return fmt.Errorf("%s %d of access request %d: %w", kind, subject, number, db.ErrNotFound)
		}
		broken := choice.check(list.Grounds)
		if !bytes.Equal(digest, item.Digest()) {
			broken.Add("", "changed_meanwhile")
		}
		if len(broken) > 0 {
			return broken
		}
		event.Detail = map[string]any{"kind": kind, "subject": subject, "choice": choice.Choice, "ground": choice.Ground}
		return saveReview(ctx, tx, number, item, choice, by.Staff, s.now())
	})
}

// Postpone writes down that who asked was told of a later day, and why.
func (s *Service) Postpone(ctx context.Context, by access.Actor, number id.AccessRequest, d Delay, form audit.Form) error {
	d.Reason = rule.Text(d.Reason)
	event := &audit.Event{By: by, Action: access.HandleAccess, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := s.hold(ctx, tx, event, number)
		if err != nil {
			return err
		}
		var v rule.Violations
		due, _ := r.Due()
		switch {
		case d.Until.IsZero():
			v.Add("until", "required")
		case d.Until.Before(s.today()) || !d.Until.After(due):
			v.Add("until", "not_later")
		}
		switch {
		case d.ToldOn.IsZero():
			v.Add("told_on", "required")
		case d.ToldOn.After(s.today()):
			v.Add("told_on", "in_the_future")
		case d.ToldOn.Before(r.AskedOn):
			v.Add("told_on", "before_asked", r.AskedOn)
		}
		v.Required("delay_reason", d.Reason)
		v.Longest("delay_reason", d.Reason, MostReason)
		if len(v) > 0 {
			return v
		}
		event.Detail = map[string]any{"until": d.Until.String()}
		_, err = tx.Exec(ctx, `INSERT INTO access_delays (request_id, until_on, reason, told_on, by_id, at) VALUES (@request, @until, @reason, @told, @by, @at)`,
			db.Args{"request": number, "until": d.Until, "reason": d.Reason, "told": d.ToldOn, "by": by.Staff, "at": s.now()})
		if err != nil {
			return fmt.Errorf("postponing access request %d: %w", number, err)
		}
		return nil
	})
}

// Answer ends a request: given, given in part, refused, or taken back by who asked.
// Less than everything is a decision of its own, which the answer points to.
func (s *Service) Answer(ctx context.Context, by access.Actor, number id.AccessRequest, a Answer, form audit.Form) error {
	a.How = rule.Text(a.How)
	event := &audit.Event{By: by, Action: access.HandleAccess, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := s.hold(ctx, tx, event, number)
		if err != nil {
			return err
		}
		broken := a.check(r, s.today())
		if a.Decision != 0 {
			fits, err := db.Value[bool](ctx, tx, `
				SELECT EXISTS (SELECT FROM decisions WHERE id = @id AND youth_id = @youth AND type ->> 'code' = @code AND decided_at IS NOT NULL)`,
				db.Args{"id": a.Decision, "youth": r.Youth, "code": DecisionCode})
			if err != nil {
				return fmt.Errorf("decision %d: %w", a.Decision, err)
			}
			if !fits {
				broken.Add("decision", "unknown")
			}
		}
		if len(broken) > 0 {
			return broken
		}
		event.Detail = map[string]any{"outcome": a.Outcome}
		_, err = tx.Exec(ctx, `
			UPDATE access_requests SET outcome = @outcome, answered_on = @on, answered_how = @how, decision_id = nullif(@decision::bigint, 0),
			       closed_by = @by, closed_at = @at, version = version + 1 WHERE id = @id`,
			db.Args{"outcome": a.Outcome, "on": a.On, "how": a.How, "decision": a.Decision, "by": by.Staff, "at": s.now(), "id": number})
		if err != nil {
			return fmt.Errorf("answering access request %d: %w", number, err)
		}
		return nil
	})
}

// Make puts the package together. What is to be looked at keeps it shut, and so does an
// entry that the maker may not see. The pages are made before anything is locked; what
// was changed meanwhile is found, and they are made anew.
func (s *Service) Make(ctx context.Context, by access.Actor, number id.AccessRequest, compose Compose, form audit.Form) error {
	r, err := find(ctx, s.read, number)
	if err != nil {
		return err
	}
	if _, err := standing.Check(ctx, s.read, by, access.HandleAccess, r.Youth, s.now()); err != nil {
		return err
	}
	b, err := s.bundle(ctx, s.read, r, by.Staff)
	if err != nil {
		return err
	}
	if err := s.fetch(ctx, &b); err != nil {
		return err
	}
	pdf, err := bind(b, compose)
	if errors.Is(err, errTooLarge) {
		return rule.Violation("", "package_too_large", mostPackage>>20)
	}
	if err != nil {
		return fmt.Errorf("package of access request %d: %w", number, err)
	}
	event := &audit.Event{By: by, Action: access.HandleAccess, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := s.hold(ctx, tx, event, number)
		if err != nil {
			return err
		}
		now, err := s.bundle(ctx, tx, r, by.Staff)
		if err != nil {
			return err
		}
		if !bytes.Equal(now.digest(), b.digest()) {
			return rule.Violation("", "changed_meanwhile")
		}
		event.Detail = map[string]any{"package": len(b.Items), "left_out": b.LeftOut()}
		return savePackage(ctx, tx, b, pdf, by.Staff, s.now())
	})
}

// bundle reads what a package is made of, or what keeps it shut.
func (s *Service) bundle(ctx context.Context, q db.Reader, r Request, staff id.Staff) (Bundle, error) {
	b := Bundle{Request: r, Made: s.now()}
	list, err := read(ctx, q, r, staff, s.today())
	if err != nil {
		return b, err
	}
	b.Items = list.Items
	if list.Hidden > 0 {
		return b, rule.Violation("", "closed_to_you", list.Hidden)
	}
	if n := list.ToSee(); n > 0 {
		return b, rule.Violation("", "to_see", n)
	}
	b.Called, err = db.Value[string](ctx, q, `SELECT concat_ws(' ', given_name, nullif(family_name, '')) FROM youths WHERE id = @id`, db.Args{"id": r.Youth})
	return b, err
}

// digest sums up what a bundle says and what was decided of it.
func (b Bundle) digest() []byte {
	sum := sha256.New()
	for _, i := range b.Items {
		said, _ := json.Marshal(i.Review) // texts and times can always be written
		sum.Write(i.Digest())
		sum.Write(said)
	}
	return sum.Sum(nil)
}

// fetch reads the files of the documents that are given whole.
func (s *Service) fetch(ctx context.Context, b *Bundle) error {
	for _, i := range b.Items {
		if i.Kind != ADocument || i.Decided() != Give {
			continue
		}
		for _, f := range i.Files {
			content, err := db.Value[[]byte](ctx, s.read, `SELECT content FROM document_files WHERE document_id = @id AND position = @position`,
				db.Args{"id": i.ID, "position": f.Position})
			if err != nil {
				return fmt.Errorf("file %d of document %d: %w", f.Position, i.ID, err)
			}
			b.Annexes = append(b.Annexes, Annex{Number: len(b.Annexes) + 1, Item: i.Number, Name: f.Name, Media: f.Media, content: content})
		}
	}
	return nil
}
