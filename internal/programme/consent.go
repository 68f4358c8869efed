package programme

import (
	"context"
	"fmt"

	"kasket/internal/db"
	"kasket/internal/when"
)

// ConsentRules are the rows that a consent is measured against, as they hold on a day.
type ConsentRules struct {
	Items  []Entry // what a company may be told, in order
	Topics []Entry // what others may be told, in order; their codes begin with TopicPrefix
	Laws   []Entry // what lets something be told without a consent (legal_gateway)
	Months int     // how long one lasts without further ado; 0 is no row
	Ages   PartyAges
}

// TopicPrefix begins the code of a topic among the lines of a consent, so that none is
// taken for what a company may be told.
const TopicPrefix = "topic."

// ConsentRulesOn reads the rules of consents that hold on a day, in one query.
func ConsentRulesOn(ctx context.Context, q db.Reader, on when.Date) (ConsentRules, error) {
	rows, err := db.All[Entry](ctx, q, `
		SELECT `+entryColumns+`FROM catalogue WHERE kind IN ('disclosure', 'consent_length', 'party_age', 'sharing', 'legal_gateway') AND `+validOnDay+`ORDER BY position, code`,
		db.Args{"day": on})
	if err != nil {
		return ConsentRules{}, fmt.Errorf("rules of consents: %w", err)
	}
	var r ConsentRules
	var ages []Entry
	for _, e := range rows {
		switch e.Kind {
		case PartyAge:
			ages = append(ages, e)
		case ConsentLength:
			if r.Months, err = parseAge(e.Rule); err != nil {
				return r, fmt.Errorf("length of a consent: %w", err)
			}
		case Sharing:
			e.Code, e.Rule = TopicPrefix+e.Code, "topic"
			r.Topics = append(r.Topics, e)
		case LegalGateway:
			r.Laws = append(r.Laws, e)
		default:
			r.Items = append(r.Items, e)
		}
	}
	r.Ages, err = agesOf(ages)
	return r, err
}
