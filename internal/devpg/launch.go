package devpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// launch brings up a server in a folder that we hold the lock of.
func (s *Server) launch(ctx context.Context, o Options, as *syscall.Credential) error {
	data := s.data()
	unclean, err := clearLeftovers(ctx, data, s.log)
	if err != nil {
		return err
	}
	bin, err := programsFor(ctx, o, data)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); errors.Is(err, fs.ErrNotExist) {
		if err := s.initialise(ctx, bin, as); err != nil {
			return err
		}
	}
	for attempt := 1; ; attempt++ {
		began := time.Now()
		err := s.run(ctx, bin, o.Extra, as)
		if err == nil {
			s.log.Info("postgres is ready", "programs", bin, "dir", s.dir, "took", time.Since(began).Round(time.Millisecond))
			return nil
		}
		// What a killed server left, busy backends holding its memory, takes a
		// moment to go.
		if !unclean || attempt == 10 || ctx.Err() != nil || !errors.Is(err, errEnded) {
			return err
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// initialise makes the cluster beside its place and moves it there, so that
// one that was interrupted is never taken for a whole one.
func (s *Server) initialise(ctx context.Context, bin string, as *syscall.Credential) error {
	began, fresh := time.Now(), s.data()+".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", fresh, "-U", superuser, "-A", "trust",
		"-E", "UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=da", "--data-checksums",
		"--no-instructions", "--no-sync")
	s.dress(cmd, as)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := os.Rename(fresh, s.data()); err != nil {
		return err
	}
	s.log.Info("made a database cluster", "dir", s.data(), "took", time.Since(began).Round(time.Millisecond))
	return nil
}

// errEnded is the error of a server that ended instead of becoming ready.
var errEnded = errors.New("postgres ended")

// run starts the postmaster and waits until it is ready.
func (s *Server) run(ctx context.Context, bin string, extra []string, as *syscall.Credential) error {
	args := []string{
		"-D", s.data(), "-c", "listen_addresses=", "-c", "unix_socket_directories=" + s.socket,
		"-c", "unix_socket_permissions=0700", "-c", "logging_collector=off", "-c", "log_line_prefix=%m [%p] ",
	}
	for _, setting := range extra {
		args = append(args, "-c", setting)
	}
	out, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	s.cmd = exec.Command(filepath.Join(bin, "postgres"), args...) // outlives ctx, which bounds the start only
	s.dress(s.cmd, as)
	s.cmd.Stdout, s.cmd.Stderr = out, out
	endWithParent(s.cmd.SysProcAttr)
	s.done = make(chan struct{})
	if err := s.fork(); err != nil {
		return fmt.Errorf("starting %s: %w", s.cmd.Path, err)
	}
	if err := s.waitReady(ctx); err != nil {
		return errors.Join(err, s.halt())
	}
	return nil
}

// fork starts the command on a thread that lives until it ends: the kernel
// sends the parent-death signal when the starting thread ends.
func (s *Server) fork() error {
	started := make(chan error, 1)
	cmd, done := s.cmd, s.done
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			s.waitErr = cmd.Wait()
			close(done)
		}
	}()
	return <-started
}

// dress gives a command its user, its folder and a bare environment, and keeps
// the terminal's Ctrl-C from it: we end it ourselves, in order.
func (s *Server) dress(cmd *exec.Cmd, as *syscall.Credential) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true}
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}

func (s *Server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for !s.answers() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("postgres is not ready (its log is %s): %w", s.logFile(), ctx.Err())
		case <-s.done:
			return fmt.Errorf("%w: %v\n%s", errEnded, s.waitErr, lastLines(s.logFile(), 5))
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// answers tells whether the server says that it is ready and can be reached.
func (s *Server) answers() bool {
	if _, status := readPidFile(s.data()); status != "ready" {
		return false
	}
	conn, err := net.Dial("unix", filepath.Join(s.socket, ".s.PGSQL.5432"))
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// halt ends a server that never became ready, keeping the lock.
func (s *Server) halt() error {
	select {
	case <-s.done:
		return nil
	default:
	}
	if err := s.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		return err
	}
	<-s.done
	return nil
}

func (s *Server) data() string    { return filepath.Join(s.dir, "data") }
func (s *Server) logFile() string { return filepath.Join(s.dir, "postgres.log") }
