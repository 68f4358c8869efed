package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"kasket/internal/db"
	"kasket/migrations"
)

// What our databases are called.
const (
	testPrefix     = "kasket_test_"
	templatePrefix = "kasket_template_"
)

// fileCopy makes a clone in 15 to 70 ms, the usual way by the log in 80 to 260
// (measured, fsync off, in memory).
const fileCopy = ` STRATEGY file_copy`

// templateLock is the advisory lock under which the template is made.
const templateLock = 4285190

// empty makes a database without any table.
func (s *server) empty(ctx context.Context, name string) error {
	return s.do(ctx, func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, `CREATE DATABASE `+quoted(name)+fileCopy)
		return err
	})
}

// migrated makes a database as a clone of the template.
func (s *server) migrated(ctx context.Context, name string) error {
	stamp, err := stamp()
	if err != nil {
		return err
	}
	template := templatePrefix + stamp
	return s.do(ctx, func(conn *pgx.Conn) error {
		for attempt := 1; ; attempt++ {
			err := cloneBy(ctx, conn, name, template)
			if !missing(err) || attempt == 3 {
				return err
			}
			if err := s.makeTemplate(ctx, conn, template); err != nil {
				return err
			}
		}
	})
}

// cloneBy makes a database like another that nobody is connected to.
func cloneBy(ctx context.Context, conn *pgx.Conn, name, of string) error {
	_, err := conn.Exec(ctx, `CREATE DATABASE `+quoted(name)+` TEMPLATE `+quoted(of)+fileCopy)
	return err
}

// stamp tells one schema from another: a hash of all migrations, the queue's
// among them.
func stamp() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(migrations.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(migrations.FS, path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(content), content)
		return err
	})
	if err != nil {
		return "", err
	}
	queue, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	if err != nil {
		return "", err
	}
	for _, m := range queue.AllVersions() {
		fmt.Fprintf(sum, "river %d\n%s", m.Version, m.SQLUp)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// makeTemplate makes the template unless another test binary just did, and
// drops those of other schemas. It bears its name only when it is whole.
func (s *server) makeTemplate(ctx context.Context, conn *pgx.Conn, name string) error {
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, templateLock); err != nil {
		return err
	}
	defer conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, templateLock)
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE starts_with(datname, $1)`, templatePrefix)
	if err != nil {
		return err
	}
	templates, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, old := range templates {
		if old == name {
			return nil
		}
		if _, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS `+quoted(old)+` WITH (FORCE)`); err != nil && !inUse(err) {
			return err
		}
	}
	unfinished := templatePrefix + "unfinished"
	if _, err := conn.Exec(ctx, `CREATE DATABASE `+quoted(unfinished)); err != nil {
		return err
	}
	if err := db.Migrate(ctx, s.urlOf(unfinished)); err != nil {
		return fmt.Errorf("the template: %w", err)
	}
	// The pools' connections end a moment after their Close; nobody may be
	// connected to what is renamed or cloned.
	for _, sql := range []string{
		`ALTER DATABASE ` + quoted(unfinished) + ` ALLOW_CONNECTIONS false`,
		`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '` + unfinished + `'`,
		`ALTER DATABASE ` + quoted(unfinished) + ` RENAME TO ` + quoted(name),
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("the template: %w", err)
		}
	}
	return nil
}

// missing is the error of a template that is not there.
func missing(err error) bool { return hasCode(err, "3D000") }

// inUse is the error of dropping what is just being cloned.
func inUse(err error) bool { return hasCode(err, "55006") }

func hasCode(err error, code string) bool {
	broken, ok := errors.AsType[*pgconn.PgError](err)
	return ok && broken.Code == code
}
