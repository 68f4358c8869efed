package network

import (
	"context"
	"fmt"
	"slices"

	"kasket/internal/db"
	"kasket/internal/rule"
)

// Ring is how close somebody is to the youth on the network map, as the youth sees it
// (domain 7.3: very close, close, periphery).
type Ring string

// The rings. NoRing is not asked about yet.
const (
	NoRing Ring = ""
	Inner  Ring = "inner"
	Middle Ring = "middle"
	Outer  Ring = "outer"
)

// Rings lists the rings from the youth outwards.
var Rings = []Ring{Inner, Middle, Outer}

// MayContact is whether the youth lets us call somebody.
type MayContact string

// The answers. NotAsked is no answer: one asks before one calls.
const (
	NotAsked MayContact = ""
	MayCall  MayContact = "yes"
	AskFirst MayContact = "ask"
	MayNot   MayContact = "no"
)

// MayContacts lists the answers in the order of a form.
var MayContacts = []MayContact{MayCall, AskFirst, MayNot}

// Spot is where somebody stands in the youth's life: their place on the network map, what
// they give and take, and as whom they are there.
type Spot struct {
	Ring       Ring
	Sector     string // code of the catalogue (programme.NetworkSector)
	Supports   string
	Strains    string
	MayContact MayContact
	Chosen     bool   // the youth's own adult: at most one (Samarbejdsmodellen, Slagelse)
	Unit       string // of a professional
	Title      string
}

func (s Spot) tidy() Spot {
	s.Unit, s.Title = rule.Line(s.Unit), rule.Line(s.Title)
	s.Supports, s.Strains = rule.Text(s.Supports), rule.Text(s.Strains)
	return s
}

func (s Spot) check(broken *rule.Violations, b bounds) {
	if s.Ring != NoRing && !slices.Contains(Rings, s.Ring) {
		broken.Add("ring", "unknown")
	}
	if !b.sector {
		broken.Add("sector", "unknown")
	}
	broken.Longest("supports", s.Supports, mostText)
	broken.Longest("strains", s.Strains, mostText)
	if s.MayContact != NotAsked && !slices.Contains(MayContacts, s.MayContact) {
		broken.Add("may_contact", "unknown")
	}
	if s.Chosen && b.chosen != "" {
		broken.Add("chosen", "chosen_already", b.chosen)
	}
	broken.Longest("unit", s.Unit, mostName)
	broken.Longest("title", s.Title, mostName)
}

// otherChosen is the name of who is the chosen adult of the person's youth today, unless
// it is that person; empty where nobody else is.
func otherChosen(ctx context.Context, q db.Reader, was Person) (string, error) {
	names, err := db.Values[string](ctx, q, `SELECT name FROM network_people WHERE youth_id = @youth AND chosen AND to_on IS NULL AND id <> @id`,
		db.Args{"youth": was.Youth, "id": was.ID})
	if err != nil {
		return "", fmt.Errorf("chosen adult of youth %d: %w", was.Youth, err)
	}
	if len(names) == 0 {
		return "", nil
	}
	return names[0], nil
}
