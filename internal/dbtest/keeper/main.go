// Keeper runs the Postgres that the test binaries of a checkout share, in the
// folder it is given, and ends when none of them has run for a while.
// Package dbtest starts it; nobody else needs to.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/devpg"
	"kasket/internal/devpg/flock"
)

// idle is how long the server waits for the next user: go test compiles and
// links between one test binary and the next.
const idle = 30 * time.Second

// settings make the server fast, and its data worthless after a crash of the
// machine.
var settings = []string{
	"fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
	"max_wal_size=256MB", "max_connections=400", "shared_buffers=128MB", "jit=off",
}

// room is what the folder in memory must have free: a database takes 15 MB and some
// twenty are there at a time, the log of changes up to 256 MB, and what a test writes.
const room = 2 << 30

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: keeper FOLDER")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := keep(ctx, os.Args[1], slog.Default()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// keep runs the server until nobody needs it. The locks are freed in the order
// that lets the next user see that nobody keeps it.
func keep(ctx context.Context, dir string, log *slog.Logger) (err error) {
	var users *os.File
	defer func() {
		if users != nil {
			err = errors.Join(err, users.Close())
		}
	}()
	keeping, err := flock.Try(filepath.Join(dir, "keeper.lock"))
	if err != nil {
		return err
	}
	defer keeping.Close()
	if err := forgetAfterReboot(dir); err != nil {
		return err
	}
	folder, forget, err := place(filepath.Join(dir, "postgres"), log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, forget()) }()
	s, err := devpg.Start(ctx, devpg.Options{Dir: folder, Database: "kasket", Extra: settings, Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	if err := sweep(ctx, s.URL()); err != nil {
		return err
	}
	if err := publish(filepath.Join(dir, "address"), s.URL()); err != nil {
		return err
	}
	users, err = waitUntilIdle(ctx, filepath.Join(dir, "users"), idle, s.Done())
	return err
}

// place says where the data lies: in the machine's memory where that has room, with
// wanted leading there, else at wanted. forget removes what is in memory. Each test makes
// a database, which is 900 files, and drops it: on a disk whose file system is slow to
// use the numbers of files anew that took 0.7 s of processor, in memory 0.06 (measured).
func place(wanted string, log *slog.Logger) (folder string, forget func() error, err error) {
	forget = func() error { return nil }
	memory, err := devpg.Memory(wanted, room)
	if err != nil || memory == "" {
		log.Info("the data lies on the disk", "dir", wanted, "err", err)
		return wanted, forget, nil
	}
	if err := os.RemoveAll(wanted); err != nil { // on the disk, or the link of an earlier keeper
		return "", nil, err
	}
	folder = filepath.Join(memory, "postgres")
	return folder, func() error { return os.RemoveAll(memory) }, os.Symlink(folder, wanted)
}

// waitUntilIdle waits until nobody has shared the lock for so long, and takes
// it, so that whoever comes now waits until the server is gone. It also returns
// when somebody, as make clean does, removes the file.
func waitUntilIdle(ctx context.Context, path string, idle time.Duration, ended <-chan struct{}) (*os.File, error) {
	for used := time.Now(); ; {
		select {
		case <-ctx.Done():
			return nil, nil
		case <-ended:
			return nil, errors.New("the server ended by itself")
		case <-time.After(min(time.Second, idle/4)):
		}
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil, nil
		}
		users, err := flock.Try(path)
		switch {
		case errors.Is(err, flock.ErrHeld):
			used = time.Now()
		case err != nil:
			return nil, err
		case time.Since(used) > idle:
			return users, nil
		default:
			if err := users.Close(); err != nil {
				return nil, err
			}
		}
	}
}

// forgetAfterReboot removes the data of before a restart of the machine:
// without fsync it may be broken.
func forgetAfterReboot(dir string) error {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "boot")
	if before, err := os.ReadFile(path); err == nil && string(before) == string(boot) {
		return nil
	}
	if err := os.RemoveAll(filepath.Join(dir, "postgres")); err != nil {
		return err
	}
	return os.WriteFile(path, boot, 0o644)
}

// publish writes the address, unless it is there: go test takes a changed file
// for a reason to run again what it has in its cache.
func publish(path, address string) error {
	if before, err := os.ReadFile(path); err == nil && string(before) == address {
		return nil
	}
	return os.WriteFile(path, []byte(address), 0o600)
}

// sweep drops the databases of tests that were killed; nobody uses them, we
// have only just started the server.
func sweep(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE starts_with(datname, 'kasket_test_')`)
	if err != nil {
		return err
	}
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range left {
		if _, err := conn.Exec(ctx, `DROP DATABASE `+pgx.Identifier{name}.Sanitize()+` WITH (FORCE)`); err != nil {
			return err
		}
	}
	return nil
}
