// Package db knows Postgres and no table: the pools, the migrations, and the
// few ways in which the features read rows.
package db

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrNotFound is answered when a record that was asked for is not there.
var ErrNotFound = errors.New("not found")

// Args are the named arguments of a query; a name too many or too few is an error.
type Args = pgx.StrictNamedArgs

// Reader is what can be asked: a pool or a transaction.
type Reader interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// DB is the database as the parts of Kasket may use it. Features are given Read,
// on which Postgres refuses every write; only the trail, the sessions, drafts,
// throttles and the queue hold Write.
type DB struct {
	Read    *pgxpool.Pool // read-only sessions
	Write   *pgxpool.Pool // durable commits
	Lookups *pgxpool.Pool // commits that need not wait for the disk: who looked at what
	URL     string
}

// poolSize is what Postgres serves best here: more connections make each page
// slower (measured, docs/adr/0002).
const poolSize = 8

// Option changes how the pools are made.
type Option func(*pgxpool.Config)

// WithTracer has every statement of every pool reported to t, to count them.
func WithTracer(t pgx.QueryTracer) Option {
	return func(c *pgxpool.Config) { c.ConnConfig.Tracer = t }
}

// Open makes the pools. It does not wait for the database: Ping does.
func Open(ctx context.Context, url string, options ...Option) (*DB, error) {
	d := &DB{URL: url}
	pools := []struct {
		to      **pgxpool.Pool
		size    int32
		setting map[string]string
	}{
		{&d.Read, poolSize, map[string]string{
			"default_transaction_read_only": "on", "plan_cache_mode": "force_generic_plan",
			"random_page_cost": "1.1", // the rows lie in memory or on flash: an index is worth following (measured by server.TestPlans)
		}},
		{&d.Write, poolSize, nil},
		{&d.Lookups, 2, map[string]string{"synchronous_commit": "off"}},
	}
	for _, p := range pools {
		config, err := pgxpool.ParseConfig(url)
		if err != nil {
			d.Close()
			return nil, fmt.Errorf("reading the database's address: %w", hideAddress(err))
		}
		config.MaxConns, config.MinIdleConns = p.size, 1
		config.ConnConfig.ConnectTimeout = 5 * time.Second
		config.ConnConfig.RuntimeParams["timezone"] = "UTC"
		config.ConnConfig.RuntimeParams["application_name"] = "kasket"
		for name, value := range p.setting {
			config.ConnConfig.RuntimeParams[name] = value
		}
		for _, o := range options {
			o(config)
		}
		if *p.to, err = pgxpool.NewWithConfig(ctx, config); err != nil {
			d.Close()
			return nil, fmt.Errorf("opening the database: %w", err)
		}
	}
	return d, nil
}

// hideAddress keeps a password in the address out of logs and messages.
func hideAddress(error) error { return errors.New("it is not a Postgres address") }

// Close ends the pools.
func (d *DB) Close() {
	for _, p := range []*pgxpool.Pool{d.Read, d.Write, d.Lookups} {
		if p != nil {
			p.Close()
		}
	}
}

// Ping is nil when the database answers.
func (d *DB) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	return d.Read.Ping(ctx)
}

// One returns the row that sql matches, or ErrNotFound.
func One[T any](ctx context.Context, q Reader, sql string, args Args) (T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return *new(T), err
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return row, ErrNotFound
	}
	return row, err
}

// All returns every row that sql matches; none is an empty slice. Rows are structs:
// anything else is an error even where no row matches, since only a row would tell.
func All[T any](ctx context.Context, q Reader, sql string, args Args) ([]T, error) {
	if t := reflect.TypeFor[T](); t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is no row: ask for Values", t)
	}
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[T])
}

// Value returns the one column of the one row that sql matches, or ErrNotFound.
func Value[T any](ctx context.Context, q Reader, sql string, args Args) (T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return *new(T), err
	}
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return v, ErrNotFound
	}
	return v, err
}

// Values returns the one column of every row that sql matches.
func Values[T any](ctx context.Context, q Reader, sql string, args Args) ([]T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[T])
}

// Violates reports whether err is the breach of the named constraint.
func Violates(err error, constraint string) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.ConstraintName == constraint
}

// Deadlock reports whether err says that two transactions waited for each other and
// Postgres ended this one: nothing of it happened, and it can be begun anew.
func Deadlock(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "40P01"
}

// Busy reports whether somebody else holds a row that was asked for without waiting.
func Busy(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "55P03" /* lock_not_available */
}

// Away reports whether err says that the database cannot be reached or is
// shutting down, so that the page can say so plainly and the text stays typed.
func Away(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code[:2] == "08" || pg.Code[:3] == "57P" || pg.Code == "53300"
	}
	return pgconn.SafeToRetry(err) || pgconn.Timeout(err)
}

// Unhurried is an option: commits need not wait for the disk. It is for filling a
// database that is dropped and filled anew when the machine stops half-way.
func Unhurried(c *pgxpool.Config) { c.ConnConfig.RuntimeParams["synchronous_commit"] = "off" }
