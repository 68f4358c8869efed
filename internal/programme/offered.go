package programme

import (
	"context"
	"errors"
	"fmt"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Offered reports whether a code of the catalogue can be chosen on a day, for the
// use case that is about to store it.
func Offered(ctx context.Context, q db.Reader, kind Kind, code string, on when.Date) (bool, error) {
	is, err := db.Value[bool](ctx, q, `SELECT EXISTS (SELECT FROM catalogue WHERE kind = @kind AND code = @code AND `+validOnDay+`)`,
		db.Args{"kind": kind, "code": code, "day": on})
	if err != nil {
		return false, fmt.Errorf("looking for %s %s: %w", kind, code, err)
	}
	return is, nil
}

// CountsOn is how a programme counts an exit that happens on a day. What the
// programme does not define is neither good nor left out.
func CountsOn(ctx context.Context, q db.Reader, programme id.Programme, code string, on when.Date) (Counts, error) {
	counts, err := db.Value[Counts](ctx, q, `
		SELECT counts FROM programme_exits WHERE programme_id = @programme AND code = @code AND `+validOnDay,
		db.Args{"programme": programme, "code": code, "day": on})
	if errors.Is(err, db.ErrNotFound) {
		return Other, nil
	}
	if err != nil {
		return "", fmt.Errorf("how programme %d counts %s: %w", programme, code, err)
	}
	return counts, nil
}

// GroupingOn is the grouping of a code of the catalogue that can be chosen on a day; empty
// where it cannot.
func GroupingOn(ctx context.Context, q db.Reader, kind Kind, code string, on when.Date) (Grouping, error) {
	g, err := db.Value[Grouping](ctx, q, `SELECT grouping FROM catalogue WHERE kind = @kind AND code = @code AND `+validOnDay,
		db.Args{"kind": kind, "code": code, "day": on})
	if errors.Is(err, db.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("grouping of %s %s: %w", kind, code, err)
	}
	return g, nil
}
