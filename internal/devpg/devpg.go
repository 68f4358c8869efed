// Package devpg runs a private PostgreSQL for development and tests: no port,
// only a unix socket, in a folder of its own.
//
// The process that starts it owns it and holds a lock on the folder; others
// that come later connect to the same server. The server ends with its owner,
// and where it did not (the owner was killed on a system that cannot say so),
// the next owner ends it first. Data is never deleted here.
package devpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// superuser owns everything in the private cluster; the socket's folder is
// what keeps others out.
const superuser = "kasket"

// How long Postgres may take: to be ready, also after a crash, and to end.
const (
	readyWithin = 60 * time.Second
	fastStop    = 20 * time.Second
	hardStop    = 5 * time.Second
)

// Options say where and how the server runs; the zero value is of use.
type Options struct {
	Dir      string       // holds data, lock, socket and log; "var/postgres" if empty
	BinDir   string       // holds initdb and postgres; found, or else installed, if empty
	Extra    []string     // further settings, such as "fsync=off"
	Database string       // made after start when missing; "kasket" if empty
	Log      *slog.Logger // nowhere if nil
}

// Server is a running PostgreSQL, ours or that of another process.
type Server struct {
	dir      string // of Options.Dir, or where that could not be used, its stand-in
	socket   string
	database string
	owned    bool
	lock     *os.File
	cmd      *exec.Cmd
	done     chan struct{}
	waitErr  error
	log      *slog.Logger
}

// Start runs PostgreSQL in o.Dir, or connects to the one that already runs
// there, and returns when it answers and has the database.
func Start(ctx context.Context, o Options) (*Server, error) {
	o = withDefaults(o)
	dir, as, err := prepareDir(o.Dir, o.Log)
	if err != nil {
		return nil, err
	}
	socket, err := socketDir(dir, as)
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, socket: socket, database: o.Database, done: make(chan struct{}), log: o.Log}
	if err := s.ownOrAttach(ctx); err != nil {
		return nil, err
	}
	if s.owned {
		if err := s.launch(ctx, o, as); err != nil {
			return nil, errors.Join(err, s.lock.Close())
		}
	}
	if err := s.ensureDatabase(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func withDefaults(o Options) Options {
	if o.Dir == "" {
		o.Dir = filepath.Join("var", "postgres")
	}
	if o.Database == "" {
		o.Database = "kasket"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// URL is the address of the database; pgx, goose and psql all take it.
func (s *Server) URL() string { return s.urlOf(s.database) }

func (s *Server) urlOf(database string) string {
	return "postgres:///" + url.PathEscape(database) + "?user=" + superuser + "&host=" + url.QueryEscape(s.socket)
}

// Owned tells whether this process runs the server and Stop will end it.
func (s *Server) Owned() bool { return s.owned }

// Done is closed when a server we own has ended, by Stop or by itself. For one
// that another process owns it stays open.
func (s *Server) Done() <-chan struct{} { return s.done }

// Stop ends a server we own and waits for it; clients are disconnected. It does
// nothing to one that another process owns, and may be called again.
func (s *Server) Stop() error {
	if !s.owned || s.cmd == nil || s.cmd.Process == nil {
		return nil
	}
	defer s.lock.Close()
	for _, way := range []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{syscall.SIGINT, fastStop}, {syscall.SIGQUIT, hardStop}, {syscall.SIGKILL, hardStop}} {
		if err := s.cmd.Process.Signal(way.signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("ending postgres %d: %w", s.cmd.Process.Pid, err)
		}
		select {
		case <-s.done:
			if way.signal != syscall.SIGINT {
				return fmt.Errorf("postgres %d had to be ended with %v", s.cmd.Process.Pid, way.signal)
			}
			return nil
		case <-time.After(way.wait):
		}
	}
	return fmt.Errorf("postgres %d does not end", s.cmd.Process.Pid)
}
