// Package dbtest gives a test a Postgres database of its own.
//
// A database is cloned from a template that was migrated once for all tests.
// The server is that of TEST_DATABASE_URL, or else one per checkout that all
// test binaries share: the first to need it starts a keeper (internal/dbtest/keeper), which
// ends it when nobody has needed it for a while.
package dbtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
)

// patience is how long one step of making a database may take on a busy machine.
const patience = 2 * time.Minute

// cluster is the server of this test binary, found or started once.
var cluster = sync.OnceValues(connectCluster)

// New gives a migrated database that is dropped when the test ends.
func New(t testing.TB, options ...db.Option) *db.DB {
	t.Helper()
	return open(t, URL(t), options...)
}

func open(t testing.TB, url string, options ...db.Option) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url, options...) // t's context ends before its cleanups run
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(d.Close)
	return d
}

// URL gives the address of a migrated database that is dropped when the test
// ends, for tests that start the program itself.
func URL(t testing.TB) string {
	t.Helper()
	return create(t, (*server).migrated)
}

// Empty gives the address of a database without any table.
func Empty(t testing.TB) string {
	t.Helper()
	return create(t, (*server).empty)
}

// newName is that of a test's database, which the keeper sweeps up if nobody else does.
func newName() string { return testPrefix + strings.ToLower(rand.Text()[:16]) }

// create has a database made, gives its address and drops it when the test ends.
func create(t testing.TB, by func(s *server, ctx context.Context, name string) error) string {
	t.Helper()
	server, err := cluster()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	name := newName()
	if err := by(server, ctx, name); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := server.drop(ctx, name); err != nil {
			t.Errorf("dbtest: %v", err)
		}
	})
	return server.urlOf(name)
}

// server is the cluster that the databases are made in.
type server struct {
	url   *url.URL // of a database to give the commands in
	users *os.File // keeps the checkout's keeper from ending
}

func (s *server) urlOf(database string) string {
	u := *s.url
	u.Path = "/" + database
	return u.String()
}

// do runs f on a connection to the cluster.
func (s *server) do(ctx context.Context, f func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		return fmt.Errorf("connecting to the test server: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return f(conn)
}

func (s *server) drop(ctx context.Context, name string) error {
	return s.do(ctx, func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS `+quoted(name)+` WITH (FORCE)`)
		return err
	})
}

func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }
