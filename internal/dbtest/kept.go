package dbtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
)

// Kept names a database that others are cloned from, until the test binary ends.
type Kept string

// kept are the databases for Main to drop.
var kept struct {
	sync.Mutex
	inMain bool
	names  []string
}

// Keep closes a database that New gave and keeps it as it stands. The package needs
// Main around its tests.
func Keep(t testing.TB, d *db.DB) Kept {
	t.Helper()
	kept.Lock()
	defer kept.Unlock()
	if !kept.inMain {
		t.Fatal("dbtest: to keep a database the package needs dbtest.Main in its TestMain")
	}
	server, err := cluster()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	of := d.Write.Config().ConnConfig.Database
	d.Close()
	name := newName()
	if err := server.keep(t.Context(), of, name); err != nil {
		t.Fatalf("dbtest: keeping a database: %v", err)
	}
	kept.names = append(kept.names, name)
	return Kept(name)
}

// New gives a clone of the kept database that is dropped when the test ends.
func (k Kept) New(t testing.TB, options ...db.Option) *db.DB {
	t.Helper()
	return open(t, create(t, k.clone), options...)
}

// Main runs the tests of a package and drops after them what they kept. It has a
// Run itself, so that another package's Main can stand around it.
func Main(m interface{ Run() int }) interface{ Run() int } { return keeping{m} }

type keeping struct{ tests interface{ Run() int } }

// Run is for TestMain.
func (k keeping) Run() int {
	kept.Lock()
	kept.inMain = true
	kept.Unlock()
	code := k.tests.Run()
	kept.Lock()
	defer kept.Unlock()
	kept.inMain = false
	for _, name := range kept.names {
		server, err := cluster()
		if err == nil {
			err = server.drop(context.Background(), name)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "dbtest: a kept database is left:", err)
			code = max(code, 1)
		}
	}
	kept.names = nil
	return code
}

// keep clones a database that nobody needs any more, so that it may lose its users.
func (s *server) keep(ctx context.Context, of, name string) error {
	return s.do(ctx, func(conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, `ALTER DATABASE `+quoted(of)+` ALLOW_CONNECTIONS false`); err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1`, of); err != nil {
			return err
		}
		return cloneBy(ctx, conn, name, of)
	})
}

// clone makes a database like the kept one.
func (k Kept) clone(s *server, ctx context.Context, name string) error {
	return s.do(ctx, func(conn *pgx.Conn) error { return cloneBy(ctx, conn, name, string(k)) })
}
