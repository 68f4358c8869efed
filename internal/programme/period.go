package programme

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// The years in which a rule can begin: earlier or later is a slip of the finger.
const (
	firstYear = 1990
	lastYear  = 2100
)

// timeline is a table of rows with periods, and which of its rows follow each
// other: all of one programme, or one phase, or one code of the catalogue.
type timeline struct {
	table string // named in this package, never by a user
	where string
	args  db.Args
}

func (l timeline) with(name string, value any) db.Args {
	args := db.Args{name: value}
	for k, v := range l.args {
		args[k] = v
	}
	return args
}

// makeRoom ends the row that runs into from on the day before it, and reports
// whether a row begins on from itself: that one is corrected, not followed.
// A row that begins later is in the way.
func (l timeline) makeRoom(ctx context.Context, tx pgx.Tx, from when.Date) (same bool, err error) {
	rows, err := db.Values[when.Date](ctx, tx, `
		SELECT valid_from FROM `+l.table+` WHERE `+l.where+` AND (valid_from >= @from OR valid_to >= @from)
		ORDER BY valid_from`, l.with("from", from))
	if err != nil {
		return false, fmt.Errorf("reading %s from %s: %w", l.table, from, err)
	}
	for _, start := range rows {
		if start == from {
			return true, nil
		}
		if start.After(from) {
			return false, rule.Violation("from", "overlaps", start)
		}
	}
	_, err = tx.Exec(ctx, `
		UPDATE `+l.table+` SET valid_to = @from::date - 1
		WHERE `+l.where+` AND valid_from < @from AND (valid_to IS NULL OR valid_to >= @from)`, l.with("from", from))
	if err != nil {
		return false, fmt.Errorf("ending the running row of %s: %w", l.table, err)
	}
	return false, nil
}

// end makes last the last day of the row that is valid on it.
func (l timeline) end(ctx context.Context, tx pgx.Tx, last when.Date) error {
	tag, err := tx.Exec(ctx, `
		UPDATE `+l.table+` SET valid_to = @last
		WHERE `+l.where+` AND valid_from <= @last AND (valid_to IS NULL OR valid_to >= @last)`, l.with("last", last))
	if err != nil {
		return fmt.Errorf("ending %s: %w", l.table, err)
	}
	if tag.RowsAffected() == 0 {
		return rule.Violation("last", "none_runs")
	}
	return nil
}

// overlap turns the named constraint into the rule it holds.
func overlap(err error, constraint string) error {
	if db.Violates(err, constraint) {
		return rule.Violation("from", "overlaps")
	}
	return err
}

// day says what is wrong with a day that a rule begins or ends on.
func day(v *rule.Violations, field string, d when.Date) {
	switch {
	case d.IsZero():
		v.Add(field, "required")
	case d.Year() < firstYear || d.Year() > lastYear:
		v.Add(field, "date_range")
	}
}

// between says when a number that is given lies outside its limits. 0 is no
// rule, where the field allows none.
func between(v *rule.Violations, field string, n, least, most int) {
	if n < least || n > most {
		v.Add(field, "range", least, most)
	}
}

// text is required and fits into limit characters.
func text(v *rule.Violations, field, s string, limit int) {
	v.Required(field, s)
	v.Longest(field, s, limit)
}
