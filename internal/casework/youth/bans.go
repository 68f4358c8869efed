package youth

import (
	"context"
	"fmt"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// BansPlace reports whether a safety note that holds on the day bans the place for
// one of the youths.
func BansPlace(ctx context.Context, q db.Reader, youths []id.Youth, place string, on when.Date) (bool, error) {
	banned, err := db.Value[bool](ctx, q, `
		SELECT EXISTS (SELECT FROM safety_notes WHERE youth_id = ANY(@youths) AND bans_place = @place AND @on BETWEEN from_on AND to_on)`,
		db.Args{"youths": youths, "place": place, "on": on})
	if err != nil {
		return false, fmt.Errorf("asking for banned places: %w", err)
	}
	return banned, nil
}

// BirthDates reads the birth dates that are known of the youths.
func BirthDates(ctx context.Context, q db.Reader, youths []id.Youth) ([]when.Date, error) {
	dates, err := db.Values[when.Date](ctx, q, `SELECT birth_date FROM youths WHERE id = ANY(@youths) AND birth_date IS NOT NULL`,
		db.Args{"youths": youths})
	if err != nil {
		return nil, fmt.Errorf("reading birth dates: %w", err)
	}
	return dates, nil
}

// NamesOf reads the names of the youths: each name they are known by.
func NamesOf(ctx context.Context, q db.Reader, youths []id.Youth) ([]string, error) {
	names, err := db.Values[string](ctx, q, `
		SELECT n FROM youths, unnest(ARRAY[called_name, given_name, family_name]) AS n WHERE id = ANY(@youths) AND n <> ''`,
		db.Args{"youths": youths})
	if err != nil {
		return nil, fmt.Errorf("reading the names of %d youths: %w", len(youths), err)
	}
	return names, nil
}
