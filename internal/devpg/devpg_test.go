package devpg

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ownerDir tells a copy of the test binary to be an app that owns the server in
// that folder, for the tests to kill.
const ownerDir = "KASKET_DEVPG_OWNER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(ownerDir); dir != "" {
		os.Exit(beOwner(dir))
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("/tmp", "devpg-"); err == nil {
		err = os.Chmod(scratch, 0o755)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(scratch)
	return m.Run()
}

func beOwner(dir string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	s, err := Start(ctx, options(dir, os.Stderr))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	pid, _ := readPidFile(s.data())
	fmt.Println(pid)
	<-ctx.Done()
	if err := s.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func options(dir string, log io.Writer) Options {
	return Options{Dir: dir, Extra: []string{"fsync=off"}, Log: slog.New(slog.NewTextHandler(log, nil))}
}

// scratch is the folder of this run, made and removed by TestMain.
var scratch string

// cluster is a folder with the data of a server that was stopped, to copy:
// making it anew for each test takes several times as long.
var cluster = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "cluster")
	s, err := Start(context.Background(), options(dir, io.Discard))
	if err != nil {
		return "", err
	}
	return dir, s.Stop()
})

// serverDir is a folder with the data of a stopped server.
func serverDir(t *testing.T) string {
	t.Helper()
	made, err := cluster()
	if err != nil {
		t.Fatal(err)
	}
	dir := emptyDir(t)
	if out, err := exec.Command("cp", "-a", made, dir).CombinedOutput(); err != nil {
		t.Fatalf("copying the cluster: %v\n%s", err, out)
	}
	return dir
}

// emptyDir is a folder to be made that the user Postgres runs as can get to;
// t.TempDir lies below one that it cannot.
func emptyDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(scratch, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "pg")
}

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), options(dir, t.Output()))
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

// startOwner starts another process that owns the server in dir, and gives it
// and the server's pid.
func startOwner(t *testing.T, dir string) (*exec.Cmd, int) {
	t.Helper()
	owner := exec.Command(os.Args[0])
	owner.Env = append(os.Environ(), ownerDir+"="+dir)
	owner.Stderr = t.Output()
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscanln(bufio.NewReader(out), &pid); err != nil {
		t.Fatalf("the owner did not start a server: %v", err)
	}
	return owner, pid
}

func execute(t *testing.T, s *Server, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL())
	if err != nil {
		t.Fatalf("connecting to %s: %v", s.URL(), err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

func TestDataIsThereAtTheSecondStart(t *testing.T) {
	dir := emptyDir(t)
	first := start(t, dir)
	if !first.Owned() {
		t.Error("the first to start does not own the server")
	}
	execute(t, first, `CREATE TABLE kept (n int)`)
	stop(t, first)
	select {
	case <-first.Done():
	default:
		t.Error("Done is open after Stop")
	}
	stop(t, first) // a second time is harmless
	execute(t, start(t, dir), `INSERT INTO kept VALUES (1)`)
}

func TestDanishOrder(t *testing.T) {
	execute(t, start(t, serverDir(t)), `DO $$ BEGIN
		ASSERT 'Åse' > 'Øjvind' AND 'Øjvind' > 'Ærø' AND 'Ærø' > 'Zoe', 'not in Danish order';
	END $$`)
}

func TestSecondInstanceAttaches(t *testing.T) {
	dir := serverDir(t)
	first, second := start(t, dir), start(t, dir)
	if second.Owned() {
		t.Error("two own one server")
	}
	stop(t, second)
	execute(t, first, `SELECT 1`)
}

func TestAttachingWithADatabaseOfItsOwn(t *testing.T) {
	dir := serverDir(t)
	start(t, dir)
	o := options(dir, t.Output())
	o.Database = "another-one"
	second, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	execute(t, second, `SELECT 1`)
}

// However app and server come to their end, the next start finds the data.
func TestStartAfterAnEnd(t *testing.T) {
	tests := []struct {
		name string
		end  func(t *testing.T, owner *exec.Cmd, server int)
	}{
		{"app ended with SIGTERM", func(t *testing.T, owner *exec.Cmd, _ int) {
			if err := owner.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := owner.Wait(); err != nil {
				t.Errorf("the app ended with %v", err)
			}
		}},
		{"app killed", func(t *testing.T, owner *exec.Cmd, _ int) {
			kill(t, owner.Process.Pid)
			owner.Wait()
		}},
		{"both killed, Postgres first", func(t *testing.T, owner *exec.Cmd, server int) {
			kill(t, server)
			kill(t, owner.Process.Pid)
			owner.Wait()
		}},
		{"both killed, app stopped before", func(t *testing.T, owner *exec.Cmd, server int) {
			if err := owner.Process.Signal(syscall.SIGSTOP); err != nil { // it does not reap
				t.Fatal(err)
			}
			kill(t, server)
			kill(t, owner.Process.Pid)
			owner.Wait()
		}},
	}
	dir := serverDir(t)
	s := start(t, dir)
	execute(t, s, `CREATE TABLE kept (n int)`)
	stop(t, s)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			owner, server := startOwner(t, dir)
			tt.end(t, owner, server)
			execute(t, start(t, dir), `INSERT INTO kept VALUES (1)`)
		})
	}
}

func TestPostgresKilled(t *testing.T) {
	dir := serverDir(t)
	s := start(t, dir)
	pid, _ := readPidFile(s.data())
	kill(t, pid)
	select {
	case <-s.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("Done is open though the server was killed")
	}
	s.Stop()
	execute(t, start(t, dir), `SELECT 1`)
}

// The kernel's parent-death signal ends the server with its app, so that it
// does not run on until somebody starts the next.
func TestServerEndsWithItsApp(t *testing.T) {
	dir := serverDir(t)
	owner, server := startOwner(t, dir)
	kill(t, owner.Process.Pid)
	owner.Wait()
	for end := time.Now().Add(15 * time.Second); worksIn(server, filepath.Join(dir, "data")); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("postgres %d runs on after its app was killed", server)
		}
	}
}

func TestOrphanIsTakenOver(t *testing.T) {
	dir := serverDir(t)
	s := start(t, dir)
	stop(t, s)
	orphan := exec.Command(s.cmd.Path, s.cmd.Args[1:]...)
	as, err := runAs(dir)
	if err != nil {
		t.Fatal(err)
	}
	s.dress(orphan, as)
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- orphan.Wait() }()
	for !s.answers() {
		time.Sleep(10 * time.Millisecond)
	}
	next := start(t, dir)
	if !next.Owned() {
		t.Error("the orphan was not taken over")
	}
	if err := <-ended; err != nil {
		t.Errorf("the orphan was not ended in order: %v", err)
	}
	execute(t, next, `SELECT 1`)
}

// The number in the pid file may be that of a process that is none of ours, as
// after a reboot. Postgres takes it for a server if it is of the same user.
func TestStalePidFile(t *testing.T) {
	dir := serverDir(t)
	s := start(t, dir)
	stop(t, s)
	stranger := exec.Command("sleep", "600")
	as, err := runAs(dir)
	if err != nil {
		t.Fatal(err)
	}
	stranger.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	defer stranger.Wait()
	defer stranger.Process.Kill()
	content := fmt.Sprintf("%d\n%s\n0\n5432\n%s\n\n 1 1\nready\n", stranger.Process.Pid, s.data(), s.socket)
	if err := os.WriteFile(pidFile(s.data()), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	execute(t, start(t, dir), `SELECT 1`)
	if err := stranger.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the stranger was ended: %v", err)
	}
}

func TestOtherMajorVersionIsRefused(t *testing.T) {
	dir := serverDir(t)
	s := start(t, dir)
	stop(t, s)
	version := filepath.Join(s.data(), "PG_VERSION")
	if err := os.WriteFile(version, []byte("12\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), options(dir, t.Output()))
	if err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 12") {
		t.Fatalf("Start with data of version 12: %v, want a refusal", err)
	}
	if content, err := os.ReadFile(version); err != nil || string(content) != "12\n" {
		t.Errorf("the data was touched: %q, %v", content, err)
	}
}
