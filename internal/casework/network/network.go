package network

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/vault"
	"kasket/internal/when"
)

// Service is the use cases of the people around a youth.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	vault *vault.Vault
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, v *vault.Vault, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, vault: v, now: now}
}

// Around is the people around a youth as the page of them shows it, and who of them
// would be party to what is decided today, under barnets lov and under other acts.
type Around struct {
	People    []Person
	Met       map[id.Person][]Met  // the meetings each came to, the latest first
	Homes     map[id.Person]string // addresses that may stand on a page
	Childrens Circle               // matters of barnets lov
	Elsewhere Circle               // matters of other acts
}

// Around reads the people around a youth for a page of a record that was opened.
func (s *Service) Around(ctx context.Context, youth id.Youth, born *when.Date, ages programme.PartyAges) (Around, error) {
	list, err := withMet(ctx, s.read, youth)
	if err != nil {
		return Around{}, err
	}
	people, met := make([]Person, len(list)), map[id.Person][]Met{}
	for i, p := range list {
		people[i], met[p.ID] = p.Person, p.Met
	}
	today := when.Of(s.now())
	a := Around{
		People: people, Met: met, Homes: map[id.Person]string{},
		Childrens: Parties(Matter{Born: born, On: today, Law: ChildrensAct}, ages, people),
		Elsewhere: Parties(Matter{Born: born, On: today}, ages, people),
	}
	for _, p := range people {
		if p.Hidden {
			continue
		}
		if a.Homes[p.ID], err = s.Address(p); err != nil {
			return Around{}, err
		}
	}
	return a, nil
}

// One is a person as the form that changes them shows them; home is empty where the
// address is protected.
type One struct {
	Person
	Home string
}

// Shown is a person as a page may show them, of one that was read for a record that
// was opened.
func (s *Service) Shown(p Person) (One, error) {
	if p.Hidden {
		return One{Person: p}, nil
	}
	home, err := s.Address(p)
	return One{Person: p, Home: home}, err
}

// Address opens the address of a person, for a letter that is written to them. The
// caller has asked the policy; on a page a protected one is shown by Reveal alone.
func (s *Service) Address(p Person) (string, error) {
	if p.Address == nil {
		return "", nil
	}
	plain, err := s.vault.Open(p.Address, place(p.ID))
	if err != nil {
		return "", fmt.Errorf("opening the address of person %d: %w", p.ID, err)
	}
	return plain, nil
}

// Reveal gives a protected address to somebody who may, and records it first.
func (s *Service) Reveal(ctx context.Context, by access.Actor, youth id.Youth, person id.Person) (string, error) {
	scope, err := standing.Check(ctx, s.read, by, access.RevealAddress, youth, s.now())
	if err != nil {
		return "", err
	}
	p, err := find(ctx, s.read, youth, person, "")
	if err != nil {
		return "", err
	}
	look := audit.Event{By: by, Action: access.RevealAddress, Youth: youth, Team: scope.Team, Subject: int64(person)}
	if err := s.trail.Look(ctx, look); err != nil {
		return "", err
	}
	return s.Address(p)
}

// place is what a sealed address is bound to.
func place(person id.Person) string { return fmt.Sprintf("network_people:%d:address", person) }

// Add writes a new person down and answers their number.
func (s *Service) Add(ctx context.Context, by access.Actor, youth id.Youth, w Wish, form audit.Form) (id.Person, error) {
	w = w.tidy(when.Of(s.now()))
	event := &audit.Event{By: by, Action: access.KeepNetwork, Youth: youth, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.KeepNetwork, youth, s.now())
		if err != nil {
			return err
		}
		bounds, err := s.bounds(ctx, tx, Person{Youth: youth}, w)
		if err != nil {
			return err
		}
		checked, broken := w.check(bounds)
		if err := broken.Err(); err != nil {
			return err
		}
		person, err := s.insert(ctx, tx, youth, checked, by.Staff)
		if err != nil {
			return refused(fmt.Errorf("adding a person to youth %d: %w", youth, err))
		}
		event.Team, event.Subject, event.Detail = scope.Team, int64(person), map[string]any{"added": w.Relation, "custody": w.Custody, "role": w.Role}
		return nil
	})
	return id.Person(event.Subject), err
}

// Edit is a person as somebody wants them changed.
type Edit struct {
	Wish
	RemoveAddress bool // a protected address goes; left empty it stays, as it is never shown
	Version       int  // the version that was read
}

// Stale is answered when somebody saved since the page was read: what stands now, and
// who wrote it when.
type Stale struct {
	Theirs One
	By     string
	At     time.Time
}

// Error says that the page was old.
func (s *Stale) Error() string { return fmt.Sprintf("person %d was changed meanwhile", s.Theirs.ID) }

// Change saves an edit. The person as they were is kept as a version; a stale edit is a
// *Stale, and somebody who has ended is not changed any more.
func (s *Service) Change(ctx context.Context, by access.Actor, youth id.Youth, person id.Person, e Edit, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepNetwork, Youth: youth, Subject: int64(person), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		p, err := s.hold(ctx, tx, event, person)
		if err != nil {
			return err
		}
		if e.Version != p.Version {
			return s.stale(ctx, tx, p)
		}
		w := e.tidy(when.Of(s.now())).withoutPower(p)
		if w.Address == "" && p.Hidden && !e.RemoveAddress {
			if w.Address, err = s.Address(p); err != nil {
				return err
			}
			w.Hidden = e.Hidden
		}
		bounds, err := s.bounds(ctx, tx, p, w)
		if err != nil {
			return err
		}
		checked, broken := w.check(bounds)
		if err := broken.Err(); err != nil {
			return err
		}
		event.Detail = map[string]any{"version": p.Version + 1, "custody": w.Custody, "role": w.Role}
		if err := s.keepVersion(ctx, tx, p, by.Staff); err != nil {
			return err
		}
		return refused(s.update(ctx, tx, p, checked))
	})
}

// refused puts what the schema refuses at its field: a document that is not the youth's,
// a second chosen adult.
func refused(err error) error {
	switch {
	case db.Violates(err, "power_document_of_youth"):
		return rule.Violation("power_document", "unknown")
	case db.Violates(err, "one_chosen_adult"):
		return rule.Violation("chosen", "chosen_already", "")
	}
	return err
}

// Ending is the end of somebody's part.
type Ending struct {
	Last    when.Date // last day they belong to the network
	Mistake bool      // they should never have been written down; the day does not count
	Reason  string
	Version int
}

// End ends a person's part in the network. They stay on the record with what they were.
func (s *Service) End(ctx context.Context, by access.Actor, youth id.Youth, person id.Person, e Ending, form audit.Form) error {
	e.Reason = rule.Text(e.Reason)
	event := &audit.Event{By: by, Action: access.KeepNetwork, Youth: youth, Subject: int64(person), Reason: e.Reason, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		p, err := s.hold(ctx, tx, event, person)
		if err != nil {
			return err
		}
		if e.Version != p.Version {
			return s.stale(ctx, tx, p)
		}
		last, broken := e.last(p, when.Of(s.now()))
		if err := broken.Err(); err != nil {
			return err
		}
		event.Detail = map[string]any{"ended": last, "mistake": e.Mistake}
		if err := s.keepVersion(ctx, tx, p, by.Staff); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE network_people SET to_on = @last, ended_reason = @reason, version = version + 1 WHERE id = @id`,
			db.Args{"last": last, "reason": e.Reason, "id": person})
		if err != nil {
			return fmt.Errorf("ending person %d: %w", person, err)
		}
		return nil
	})
}

// last is the last day of the person's part, and what is wrong with the wish.
func (e Ending) last(p Person, today when.Date) (when.Date, rule.Violations) {
	var broken rule.Violations
	broken.Longest("reason", e.Reason, mostText)
	if e.Mistake {
		broken.Required("reason", e.Reason)
		return p.From.AddDays(-1), broken
	}
	switch {
	case e.Last.IsZero():
		broken.Add("last", "required")
	case e.Last.Before(p.From):
		broken.Add("last", "before_from", p.From)
	case e.Last.After(today):
		broken.Add("last", "in_the_future")
	}
	return e.Last, broken
}

// hold locks the person and asks who may.
func (s *Service) hold(ctx context.Context, tx pgx.Tx, event *audit.Event, person id.Person) (Person, error) {
	scope, err := standing.Hold(ctx, tx, event.By, event.Action, event.Youth, s.now())
	if err != nil {
		return Person{}, err
	}
	event.Team = scope.Team
	p, err := find(ctx, tx, event.Youth, person, " FOR UPDATE")
	if err == nil && p.To != nil {
		err = rule.Violation("", "person_ended")
	}
	return p, err
}

func (s *Service) stale(ctx context.Context, q db.Reader, p Person) error {
	one, err := s.Shown(p)
	if err != nil {
		return err
	}
	theirs := &Stale{Theirs: one}
	row, err := db.One[struct {
		Name string
		At   time.Time
	}](ctx, q, `SELECT s.name, v.at FROM network_person_versions v JOIN staff s ON s.id = v.by_id WHERE v.person_id = @id ORDER BY v.version DESC LIMIT 1`,
		db.Args{"id": p.ID})
	if err == nil {
		theirs.By, theirs.At = row.Name, row.At
	}
	return theirs
}

// keepVersion puts away a person as they were, without the address.
func (s *Service) keepVersion(ctx context.Context, tx pgx.Tx, p Person, by id.Staff) error {
	fields, err := json.Marshal(p) // the sealed address leaves itself out
	if err != nil {
		return fmt.Errorf("person %d: %w", p.ID, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO network_person_versions (person_id, version, fields, by_id, at) VALUES (@person, @version, @fields, @by, @at)`,
		db.Args{"person": p.ID, "version": p.Version, "fields": fields, "by": by, "at": s.now()})
	if err != nil {
		return fmt.Errorf("keeping version %d of person %d: %w", p.Version, p.ID, err)
	}
	return nil
}
