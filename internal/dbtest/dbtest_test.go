package dbtest

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/devpg/flock"
)

func one[T any](t *testing.T, url, sql string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var got T
	if err := conn.QueryRow(t.Context(), sql).Scan(&got); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return got
}

const countTables = `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	var gone string
	t.Run("one", func(t *testing.T) {
		d := New(t)
		gone = d.Write.Config().ConnConfig.Database
		if _, err := d.Write.Exec(t.Context(), `CREATE TABLE only_here (n int)`); err != nil {
			t.Fatal(err)
		}
		other := one[bool](t, URL(t), `SELECT to_regclass('only_here') IS NULL AND to_regclass('river_job') IS NOT NULL`)
		if !other {
			t.Error("a database is shared, or the queue's tables are missing")
		}
	})
	left := one[int](t, Empty(t), `SELECT count(*) FROM pg_database WHERE datname = '`+gone+`'`)
	if left != 0 {
		t.Errorf("%s is there after its test", gone)
	}
}

func TestEmptyHasNoTables(t *testing.T) {
	if n := one[int](t, Empty(t), countTables); n != 0 {
		t.Errorf("%d tables in an empty database", n)
	}
}

// Clones are made while others are made and used, also when the template is not
// there yet.
func TestManyAtOnce(t *testing.T) {
	server, err := cluster()
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		t.Run("clone", func(t *testing.T) {
			t.Parallel()
			if n := one[int](t, URL(t), countTables); n == 0 {
				t.Errorf("no tables in a migrated database of %s", server.url.Redacted())
			}
		})
	}
}

// A template that was interrupted, or is of another schema, is not used.
func TestStaleTemplatesAreDropped(t *testing.T) {
	server, err := cluster()
	if err != nil {
		t.Fatal(err)
	}
	stale := templatePrefix + strings.ToLower(rand.Text()[:16])
	err = server.do(t.Context(), func(conn *pgx.Conn) error { // the lock ends with the connection
		if _, err := conn.Exec(t.Context(), `SELECT pg_advisory_lock($1)`, templateLock); err != nil {
			return err
		}
		for _, name := range []string{stale, templatePrefix + "unfinished"} {
			for _, sql := range []string{`DROP DATABASE IF EXISTS `, `CREATE DATABASE `} {
				if _, err := conn.Exec(t.Context(), sql+quoted(name)); err != nil {
					return err
				}
			}
		}
		stamp, err := stamp()
		if err != nil {
			return err
		}
		for { // another package may be cloning it just now
			_, err = conn.Exec(t.Context(), `DROP DATABASE IF EXISTS `+quoted(templatePrefix+stamp))
			if !inUse(err) {
				return err
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := one[int](t, URL(t), countTables); n == 0 {
		t.Error("no tables in a database made after the template was dropped")
	}
	if n := one[int](t, URL(t), `SELECT count(*) FROM pg_database WHERE datname = '`+stale+`'`); n != 0 {
		t.Error("the stale template is still there")
	}
}

// While a test binary runs, the keeper sees a user, so the server stays.
func TestTheKeeperSeesUs(t *testing.T) {
	server, err := cluster()
	if err != nil {
		t.Fatal(err)
	}
	if server.users == nil { // TEST_DATABASE_URL: there is no keeper to see us
		return
	}
	root, err := checkout()
	if err != nil {
		t.Fatal(err)
	}
	if f, err := flock.Try(filepath.Join(root, "var", "test", "users")); err == nil {
		f.Close()
		t.Error("nobody is seen to use the server")
	}
}

func TestUrlOfKeepsTheServer(t *testing.T) {
	server, err := cluster()
	if err != nil {
		t.Fatal(err)
	}
	got := server.urlOf("another")
	if !strings.Contains(got, "/another") || !strings.HasSuffix(got, server.url.RawQuery) {
		t.Errorf("urlOf: %s", got)
	}
}
