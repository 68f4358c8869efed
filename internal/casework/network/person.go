// Package network keeps the people around a youth: family and others who matter, who
// has custody, and who represents the youth. Who is party to a decision and who gets
// its letter follows from them and the youth's age on the day; it is computed, never
// stored, so that a parent's letters stop on the eighteenth birthday by themselves.
package network

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Role is how somebody assists the youth in a matter (forvaltningsloven § 8).
type Role string

// The roles. A representative may act in the youth's place, with a power of attorney;
// an assessor only comes along.
const (
	NoRole         Role = ""
	Representative Role = "representative" // partsrepræsentant
	Assessor       Role = "assessor"       // bisidder
)

// Roles lists the roles in the order of a form.
var Roles = []Role{NoRole, Representative, Assessor}

// Letters is what the youth chose about the letters where somebody represents them.
type Letters string

// The choices. None is chosen without a power of attorney.
const (
	NoLetters Letters = ""
	Instead   Letters = "instead" // the representative in the youth's place
	Too       Letters = "too"     // both
)

// LetterChoices lists the choices of a power of attorney, the more careful first.
var LetterChoices = []Letters{Too, Instead}

// Person is somebody around a youth.
type Person struct {
	ID            id.Person
	Youth         id.Youth
	Name          string
	Relation      string // code of the catalogue (programme.Relation)
	Custody       bool   // has custody of the youth; whether that still counts is computed
	Role          Role
	PowerOn       *when.Date   // day of the power of attorney; nil is none
	PowerCovers   string       // what it is for, in words
	PowerDocument *id.Document // the document that shows it
	Letters       Letters
	Phone         string
	Email         string
	Address       []byte `json:"-"` // sealed
	Hidden        bool   // the address is protected: shown by a recorded act alone
	Note          string
	Ring          Ring       // how close, as the youth sees it
	Sector        string     // code of the catalogue (programme.NetworkSector)
	Supports      string     // what they help with
	Strains       string     // what is hard
	MayContact    MayContact // as the youth said
	Chosen        bool       // the youth's own adult, for as long as the person has not ended
	Unit          string     // where a professional works
	Title         string     // as what
	From          when.Date
	To            *when.Date // last day
	EndedReason   string
	Version       int
	AddedBy       id.Staff
	AddedAt       time.Time
}

// On reports whether the person belongs to the youth's network on a day.
func (p Person) On(day when.Date) bool {
	return !day.Before(p.From) && (p.To == nil || !day.After(*p.To))
}

// Mistaken reports whether the person was written down by mistake: they ended the day
// before they began.
func (p Person) Mistaken() bool { return p.To != nil && p.To.Before(p.From) }

// Acts reports whether the person has a power of attorney that holds on a day.
func (p Person) Acts(day when.Date) bool {
	return p.On(day) && p.Role == Representative && p.PowerOn != nil && !day.Before(*p.PowerOn)
}

// Columns are those of a Person, read from the table network_people as p.
const Columns = `
	p.id, p.youth_id AS youth, p.name, p.relation, p.custody, p.representative AS role, p.power_on, p.power_covers, p.power_document, p.letters,
	       p.phone, p.email, p.address, p.hidden, p.note, p.ring, p.sector, p.supports, p.strains, p.may_contact, p.chosen, p.unit, p.title, p.from_on AS "from", p.to_on AS "to", p.ended_reason, p.version, p.added_by, p.added_at`

const selectPerson = `SELECT ` + Columns + ` FROM network_people p `

// ofYouth are the people around @youth in order.
const ofYouth = `WHERE youth_id = @youth ORDER BY to_on IS NOT NULL, chosen DESC, custody DESC, representative = 'representative' DESC, representative DESC, name, id`

// People reads all the people around a youth, those who ended too, in order: the
// youth's chosen adult first, then custody, who represents, and the name. The caller has asked the policy.
func People(ctx context.Context, q db.Reader, youth id.Youth) ([]Person, error) {
	people, err := db.All[Person](ctx, q, selectPerson+ofYouth, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("people around youth %d: %w", youth, err)
	}
	return people, nil
}

// find reads one of the people around a youth. The number of anybody else's is
// db.ErrNotFound.
func find(ctx context.Context, q db.Reader, youth id.Youth, person id.Person, lock string) (Person, error) {
	p, err := db.One[Person](ctx, q, selectPerson+`WHERE id = @id AND youth_id = @youth`+lock, db.Args{"id": person, "youth": youth})
	if err != nil {
		return p, fmt.Errorf("person %d of youth %d: %w", person, youth, err)
	}
	return p, nil
}
