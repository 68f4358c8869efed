package contact

import (
	"cmp"
	"context"
	"errors"
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
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/staff"
	"kasket/internal/when"
)

// Service is the use cases of the log. It holds the database itself because
// drafts, which are their author's own, are written beside the trail.
type Service struct {
	db         *db.DB
	trail      *audit.Trail
	programmes *programme.Service
	now        func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(d *db.DB, trail *audit.Trail, programmes *programme.Service, now func() time.Time) *Service {
	return &Service{db: d, trail: trail, programmes: programmes, now: now}
}

// SentBefore is answered when a form comes a second time with another content:
// what it says now is a wish to correct the entry it became the first time.
type SentBefore struct{ Contact id.Contact }

// Error says which entry the form became.
func (s *SentBefore) Error() string {
	return fmt.Sprintf("the form became contact %d, and says something else now", s.Contact)
}

// Log makes an entry about a youth, and about those it names besides. The key of
// the form is that of its draft: however often it is sent, there is one entry.
func (s *Service) Log(ctx context.Context, by access.Actor, about id.Youth, t Typed, key string) (id.Contact, error) {
	if _, err := ParseKey(key); err != nil {
		return 0, rule.Violation("", "no_key")
	}
	t = t.Clean()
	event := &audit.Event{By: by, Action: access.LogContact, Youth: about, Form: audit.Form{Key: key, Digest: t.digest(OfYouth(about))}}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		l := s.begin(tx, by, about)
		if err := l.hold(ctx, t); err != nil {
			return err
		}
		if err := holdDraft(ctx, tx, by.Staff, key, t); err != nil {
			return err
		}
		if err := l.understand(ctx, t); err != nil {
			return err
		}
		number, err := l.save(ctx)
		if err != nil {
			return err
		}
		event.Subject, event.Team, event.Also = int64(number), l.courses[about].Team, l.youths[1:]
		return dropDraft(ctx, tx, by.Staff, key)
	})
	if errors.Is(err, audit.ErrSaidOtherwise) {
		return 0, s.sentBefore(ctx, by, id.Contact(event.Subject), err)
	}
	return id.Contact(event.Subject), err
}

// sentBefore tells a form that became an entry from a key that was something else.
func (s *Service) sentBefore(ctx context.Context, by access.Actor, contact id.Contact, said error) error {
	if contact == 0 {
		return said
	}
	saved, err := find(ctx, s.db.Read, contact)
	if errors.Is(err, db.ErrNotFound) || err == nil && (saved.Author != by.Staff || saved.WithdrawnAt != nil) {
		return said
	}
	if err != nil {
		return err
	}
	return &SentBefore{Contact: contact}
}

// Enter makes an entry inside the transaction of another act that it tells of, such
// as a kick-off that was held. It asks and measures what Log does; the act has its
// own key, and no draft.
func (s *Service) Enter(ctx context.Context, tx pgx.Tx, by access.Actor, about id.Youth, t Typed) (id.Contact, error) {
	t = t.Clean()
	l := s.begin(tx, by, about)
	if err := l.hold(ctx, t); err != nil {
		return 0, err
	}
	if err := l.understand(ctx, t); err != nil {
		return 0, err
	}
	return l.save(ctx)
}

// logging is one entry on its way into the log.
type logging struct {
	*Service
	reading
	tx      pgx.Tx
	by      access.Actor
	about   id.Youth
	at      time.Time
	courses map[id.Youth]access.Scope
	broken  rule.Violations
}

func (s *Service) begin(tx pgx.Tx, by access.Actor, about id.Youth) logging {
	return logging{Service: s, tx: tx, by: by, about: about, at: s.now().UTC().Truncate(time.Microsecond)}
}

// hold reads the form, locks the courses of its youths, and asks for each of them
// who may.
func (l *logging) hold(ctx context.Context, t Typed) error {
	l.reading, l.broken = t.read(l.about, l.at)
	if err := enrolment.HoldAll(ctx, l.tx, l.youths); err != nil {
		return err
	}
	l.courses = map[id.Youth]access.Scope{}
	for i, y := range l.youths {
		scope, err := standing.Check(ctx, l.tx, l.by, access.LogContact, y, l.at)
		if err != nil && i > 0 { // one cannot learn about a youth by writing their number in a form
			l.broken.Add("with", "unknown")
			return l.broken
		}
		if err != nil {
			return err
		}
		if scope.Enrolment == 0 {
			l.broken.Add("", "no_course")
		}
		l.courses[y] = scope
	}
	return nil
}

// understand measures the entry against its rules.
func (l *logging) understand(ctx context.Context, t Typed) error {
	if err := findCompany(ctx, l.tx, t.CompanyName, &l.Entry, &l.broken); err != nil {
		return err
	}
	bounds, err := l.bounds(ctx, l.tx, l.youths, l.courses[l.about].Enrolment, l.Entry, t.Sure)
	if err != nil {
		return err
	}
	l.broken = append(l.broken, l.Check(bounds)...)
	return l.broken.Err()
}

// bounds reads what an entry is measured against.
func (s *Service) bounds(ctx context.Context, q db.Reader, youths []id.Youth, course id.Enrolment, e Entry, sure bool) (Bounds, error) {
	b := Bounds{Now: s.now()}
	var err error
	if b.Births, err = youth.BirthDates(ctx, q, youths); err != nil {
		return b, err
	}
	if place := e.at(); place != "" && !sure {
		if b.Banned, err = youth.BansPlace(ctx, q, youths, string(place), when.Of(e.OccurredAt)); err != nil {
			return b, err
		}
	}
	if b, err = companyBounds(ctx, q, b, youths, e); err != nil {
		return b, err
	}
	if e.Activity != "" {
		if b.Doings, err = doingsOn(ctx, q, when.Of(e.OccurredAt)); err != nil {
			return b, err
		}
	}
	if len(e.Hats) == 0 || course == 0 {
		return b, nil
	}
	in, err := enrolment.InProgramme(ctx, q, course)
	if err != nil {
		return b, err
	}
	hats, err := s.programmes.HatsOf(ctx, in) // also those no longer offered: a draft may be older
	for _, h := range hats {
		b.Hats = append(b.Hats, h.Code)
	}
	return b, err
}

// doingsOn are the codes of the activities that the catalogue holds on a day.
func doingsOn(ctx context.Context, q db.Reader, on when.Date) ([]string, error) {
	codes, err := db.Values[string](ctx, q, `SELECT code FROM catalogue WHERE kind = @kind AND daterange(valid_from, valid_to, '[]') @> @on::date`,
		db.Args{"kind": programme.Doing, "on": on})
	if err != nil {
		return nil, fmt.Errorf("activities on %s: %w", on, err)
	}
	return codes, nil
}

// save writes the entry and everything that was said in it.
func (l *logging) save(ctx context.Context) (id.Contact, error) {
	scope := l.courses[l.about]
	c := Contact{Author: l.by.Staff, RecordedAt: l.at, Youths: l.youths, Entry: l.Entry}
	if scope.Owner != 0 && scope.Owner != l.by.Staff {
		c.For = &scope.Owner
	}
	number, err := insert(ctx, l.tx, c, l.enrolments())
	if err != nil {
		return 0, err
	}
	if err := l.promise(ctx, number); err != nil {
		return 0, err
	}
	if err := l.settle(ctx, number); err != nil {
		return 0, err
	}
	if err := Recount(ctx, l.tx, l.enrolments()); err != nil {
		return 0, err
	}
	if err := staff.KeepHats(ctx, l.tx, l.by.Staff, l.Hats); err != nil {
		return 0, err
	}
	return number, nil
}

// enrolments are the courses of the youths, in the same order.
func (l *logging) enrolments() []id.Enrolment {
	courses := make([]id.Enrolment, len(l.youths))
	for i, y := range l.youths {
		courses[i] = l.courses[y].Enrolment
	}
	return courses
}

// promise keeps what was agreed, and when one meets next, for each of the youths.
func (l *logging) promise(ctx context.Context, contact id.Contact) error {
	for _, y := range l.youths {
		course := l.courses[y].Enrolment
		if a := l.agreement; a != nil {
			made := *a
			made.Youth, made.Enrolment, made.Contact, made.MadeBy, made.MadeAt = y, course, &contact, l.by.Staff, l.at
			if y != l.about { // the goal is one youth's
				made.Goal = nil
			}
			if _, err := plan.Save(ctx, l.tx, made); err != nil {
				return err
			}
		}
		if m := l.next; m != nil {
			m.Youth, m.Enrolment, m.Staff = y, course, l.by.Staff
			if _, err := meeting.Save(ctx, l.tx, *m, l.by.Staff); err != nil {
				return err
			}
		}
	}
	return nil
}

// settle ticks off the agreements and appointments that the entry answers. Those
// that are not the youth's are unknown here, whoever's they are.
func (l *logging) settle(ctx context.Context, contact id.Contact) error {
	for _, n := range ordered(l.settled) {
		err := plan.Settle(ctx, l.tx, plan.Ending{Youth: l.about, Agreement: n, Outcome: l.settled[n], Reason: l.why[n], By: l.by.Staff, At: l.at})
		if errors.Is(err, db.ErrNotFound) {
			return rule.Violation("settled", "unknown")
		}
		if v, ok := errors.AsType[rule.Violations](err); ok {
			return beside(v, n)
		}
		if err != nil {
			return err
		}
	}
	for _, n := range ordered(l.answered) {
		err := meeting.Settle(ctx, l.tx, meeting.Answer{Youth: l.about, Meeting: n, State: l.answered[n], Contact: contact})
		if errors.Is(err, db.ErrNotFound) {
			return rule.Violation("answered", "unknown")
		}
		if err != nil {
			return err
		}
		if l.answered[n] == meeting.Held {
			if err := plan.MadeIn(ctx, l.tx, contact, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// beside puts the broken rules of an ending at the fields of that agreement.
func beside(v rule.Violations, n id.Agreement) rule.Violations {
	at := make(rule.Violations, len(v))
	for i, b := range v {
		at[i] = rule.Broken{Field: b.Field + "." + id.String(n), Code: b.Code, Args: b.Args}
	}
	return at
}

// ordered lists the keys of a map in order, so that two who lock the same rows do
// it in the same order.
func ordered[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
