package network

import (
	"context"
	"slices"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// ChildrensAct is the act under which a child exercises a party's rights early
// (barnets lov § 3).
const ChildrensAct = "Barnets lov"

// Matter is what is decided about whom, on what day. The day is that of the act: of
// the hearing, of the notification.
type Matter struct {
	Born *when.Date // nil where nobody knows
	On   when.Date
	Law  string // the act behind the decision, as its type names it
}

// Capacity is as what somebody is concerned.
type Capacity string

// The capacities.
const (
	Youth     Capacity = "youth"
	Custodian Capacity = "custody"
	ActsFor   Capacity = "representative"
	ComesWith Capacity = "assessor"
)

// Why says what somebody's part follows from; its words are under "party.why.".
type Why string

// The reasons.
const (
	OfAge     Why = "of_age"      // the youth is an adult
	OldEnough Why = "old_enough"  // the youth exercises the rights, beside who has custody
	TooYoung  Why = "too_young"   // who has custody exercises them
	Has       Why = "custody"     // has custody of a minor
	Ended     Why = "custody_was" // the youth came of age: no party, no letters
	ByHand    Why = "by_hand"     // the age is not known: a person answers
	InPlace   Why = "instead"     // the youth chose that letters go to the representative
	Beside    Why = "too"         // the youth chose that both get them
	NoPower   Why = "no_power"    // represents, and no power of attorney is here
	OnlyAlong Why = "assessor"    // comes along, and is neither party nor recipient
	NotTheirs Why = "to_other"    // the youth's letters go to the representative
)

// Party is one person concerned by a matter.
type Party struct {
	Person   id.Person // 0 is the youth
	Name     string    // of the person; empty for the youth
	Capacity Capacity
	Rights   bool // exercises a party's rights: is heard, may read the file, may complain
	Letter   bool // is sent the letter
	Why      Why
}

// Unanswered is a question about the parties that the data do not answer.
type Unanswered string

// The questions. Nobody is notified by guess: the act that needs the parties asks a
// person.
const (
	BirthDate   Unanswered = "birth_date"   // not known, so neither is who is party
	AgeRule     Unanswered = "age_rule"     // no age of the catalogue holds on the day
	WhoCustody  Unanswered = "custody"      // a minor, and nobody on the record has custody
	PowerNeeded Unanswered = "power_needed" // a representative without a power of attorney
)

// Circle is who is concerned by a matter, and what has to be answered by hand.
type Circle struct {
	Age        int  // whole years on the day; -1 where not known
	Minor      bool // under age on the day; false where not known
	Parties    []Party
	Unanswered []Unanswered
}

// Letters are those who are sent the letter.
func (c Circle) Letters() []Party {
	var list []Party
	for _, p := range c.Parties {
		if p.Letter {
			list = append(list, p)
		}
	}
	return list
}

// Open reports whether a question is unanswered.
func (c Circle) Open(u Unanswered) bool {
	return slices.Contains(c.Unanswered, u)
}

// Parties says who is party to a matter and who is sent the letter (domain 2.3).
//
// The youth is party from the age of the act: ten under barnets lov (§ 3), under other
// acts the municipality's. Who has custody is party and gets the letters until the
// youth comes of age, and not from that day. Who represents the youth under a power of
// attorney (forvaltningsloven § 8) gets the letter with the youth or in the youth's
// place, as the youth chose; an assessor gets none. Somebody born on 29 February comes
// of age on 1 March (when.Date.Years). The youth comes first; the rest as given.
func Parties(m Matter, ages programme.PartyAges, people []Person) Circle {
	own := ages.Elsewhere
	if m.Law == ChildrensAct {
		own = ages.OwnRights
	}
	c := Circle{Age: -1}
	known := m.Born != nil && own > 0 && ages.Majority > 0
	switch {
	case m.Born == nil:
		c.Unanswered = append(c.Unanswered, BirthDate)
	case !known:
		c.Unanswered = append(c.Unanswered, AgeRule)
	}
	if m.Born != nil {
		c.Age = m.Born.Years(m.On)
	}
	c.Minor = known && c.Age < ages.Majority
	c.Parties = append(c.Parties, youthsPart(c, known, own, m.On, people))
	custody := false
	for _, p := range people {
		if !p.On(m.On) || !p.Custody && p.Role == NoRole {
			continue
		}
		part := personsPart(c, known, m, p)
		custody = custody || p.Custody
		if part.Why == NoPower {
			c.Unanswered = append(c.Unanswered, PowerNeeded)
		}
		c.Parties = append(c.Parties, part)
	}
	if c.Minor && !custody {
		c.Unanswered = append(c.Unanswered, WhoCustody)
	}
	return c
}

// Adult reports whether somebody is of age on a day. Where the birth date or the age is
// not known, nobody is.
func Adult(born *when.Date, on when.Date, ages programme.PartyAges) bool {
	return born != nil && ages.Majority > 0 && born.Years(on) >= ages.Majority
}

// youthsPart is the youth's own: rights by age, and the letter unless they chose that
// somebody gets it for them.
func youthsPart(c Circle, known bool, own int, on when.Date, people []Person) Party {
	y := Party{Capacity: Youth}
	switch {
	case !known:
		y.Why = ByHand
		return y
	case c.Age < own && c.Minor:
		y.Why = TooYoung
		return y
	case c.Minor:
		y.Why = OldEnough
	default:
		y.Why = OfAge
	}
	y.Rights, y.Letter = true, true
	for _, p := range people {
		if p.Acts(on) && p.Letters == Instead {
			y.Letter, y.Why = false, NotTheirs
		}
	}
	return y
}

// personsPart is that of somebody with custody or a role. Custody of a minor weighs
// most; without it the role decides.
func personsPart(c Circle, known bool, m Matter, p Person) Party {
	part := Party{Person: p.ID, Name: p.Name}
	switch {
	case p.Custody && !known:
		part.Capacity, part.Why = Custodian, ByHand
	case p.Custody && c.Minor:
		part.Capacity, part.Rights, part.Letter, part.Why = Custodian, true, true, Has
	case p.Role == Assessor:
		part.Capacity, part.Why = ComesWith, OnlyAlong
	case p.Role == Representative && !p.Acts(m.On):
		part.Capacity, part.Why = ActsFor, NoPower
	case p.Role == Representative:
		part.Capacity, part.Rights, part.Letter, part.Why = ActsFor, true, true, Beside
		if p.Letters == Instead {
			part.Why = InPlace
		}
	default: // custody that ended with the youth's coming of age
		part.Capacity, part.Why = Custodian, Ended
	}
	return part
}

// PartiesOn reads the people and the ages, and says who is concerned by a matter about a
// youth. The caller has asked the policy.
func PartiesOn(ctx context.Context, q db.Reader, youth id.Youth, m Matter) (Circle, error) {
	people, err := People(ctx, q, youth)
	if err != nil {
		return Circle{}, err
	}
	ages, err := programme.PartyAgesOn(ctx, q, m.On)
	if err != nil {
		return Circle{}, err
	}
	return Parties(m, ages, people), nil
}
