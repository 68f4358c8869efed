package programme

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"kasket/internal/db"
	"kasket/internal/when"
)

// PartyAges are the ages, in whole years, by which somebody is party to a decision,
// as they hold on a day. 0 is no row: then a person has to answer.
type PartyAges struct {
	OwnRights int // in matters of barnets lov (§ 3)
	Elsewhere int // in matters of other acts: no act gives a number, the municipality does
	Majority  int // custody ends (forældreansvarsloven § 1)
}

// The codes of the rows of PartyAge that the rule of parties reads.
const (
	ownRights = "own_rights"
	elsewhere = "own_rights_elsewhere"
	majority  = "majority"
)

var errAge = errors.New("not an age")

// parseAge reads the rule of a row of PartyAge: whole years from 1 to 99.
func parseAge(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 99 || strconv.Itoa(n) != s {
		return 0, fmt.Errorf("%q: %w", s, errAge)
	}
	return n, nil
}

// PartyAgesOn reads the ages that hold on a day.
func PartyAgesOn(ctx context.Context, q db.Reader, on when.Date) (PartyAges, error) {
	rows, err := db.All[Entry](ctx, q, `SELECT `+entryColumns+`FROM catalogue WHERE kind = 'party_age' AND `+validOnDay, db.Args{"day": on})
	if err != nil {
		return PartyAges{}, fmt.Errorf("ages of parties: %w", err)
	}
	return agesOf(rows)
}

// PartyAges are the ages that hold on a day, of labels that were read for it.
func (l Labels) PartyAges(on when.Date) (PartyAges, error) {
	var rows []Entry
	for _, e := range l[PartyAge] {
		if !e.From.After(on) && (e.To.IsZero() || !e.To.Before(on)) {
			rows = append(rows, e)
		}
	}
	return agesOf(rows)
}

func agesOf(rows []Entry) (PartyAges, error) {
	var ages PartyAges
	for _, e := range rows {
		n, err := parseAge(e.Rule)
		if err != nil {
			return ages, fmt.Errorf("age %s: %w", e.Code, err)
		}
		switch e.Code {
		case ownRights:
			ages.OwnRights = n
		case elsewhere:
			ages.Elsewhere = n
		case majority:
			ages.Majority = n
		}
	}
	return ages, nil
}
