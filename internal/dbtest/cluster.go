package dbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/devpg/flock"
)

// connectCluster gives the server of TEST_DATABASE_URL, or the checkout's.
func connectCluster() (*server, error) {
	address, users := os.Getenv("TEST_DATABASE_URL"), (*os.File)(nil)
	if address == "" {
		root, err := checkout()
		if err != nil {
			return nil, err
		}
		if address, users, err = joinCluster(filepath.Join(root, "var", "test")); err != nil {
			return nil, fmt.Errorf("the test server: %w", err)
		}
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("TEST_DATABASE_URL is not a URL") // its error would show the password
	}
	return &server{url: u, users: users}, nil
}

// checkout is the folder of go.mod; tests run in their package's folder.
func checkout() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the test: set TEST_DATABASE_URL")
		}
	}
}

// joinCluster makes sure that a keeper runs the checkout's cluster and gives
// its address. Until users is closed or this process ends, however it ends, the
// keeper counts it as a user.
func joinCluster(dir string) (address string, users *os.File, err error) {
	for _, d := range []string{filepath.Dir(dir), dir} { // MkdirAll looks at them, which go test's cache notes
		if err := os.Mkdir(d, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", nil, err
		}
	}
	if users, err = flock.Shared(filepath.Join(dir, "users")); err != nil {
		return "", nil, err
	}
	if address, err = ensureKeeper(dir); err != nil {
		return "", nil, errors.Join(err, users.Close())
	}
	return address, users, nil
}

// ensureKeeper starts a keeper unless one runs.
func ensureKeeper(dir string) (string, error) {
	starting, err := flock.Wait(filepath.Join(dir, "starting"))
	if err != nil {
		return "", err
	}
	defer starting.Close()
	keeping, err := flock.Try(filepath.Join(dir, "keeper.lock"))
	if errors.Is(err, flock.ErrHeld) {
		return waitForAddress(dir, nil)
	}
	if err != nil {
		return "", err
	}
	if err := keeping.Close(); err != nil {
		return "", err
	}
	ended, err := startKeeper(dir)
	if err != nil {
		return "", err
	}
	return waitForAddress(dir, ended)
}

// startKeeper builds the keeper and starts it in a session of its own, so that
// it outlives this test binary. The channel tells that it ended.
func startKeeper(dir string) (<-chan error, error) {
	program := filepath.Join(dir, "keeper")
	build := exec.Command("go", "build", "-o", program, "kasket/internal/dbtest/keeper")
	build.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the keeper (TEST_DATABASE_URL does without): %w\n%s", err, out)
	}
	log, err := os.Create(filepath.Join(dir, "keeper.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	keeper := exec.Command(program, dir)
	keeper.Stdout, keeper.Stderr = log, log // never go test's own: it would wait for them to close
	keeper.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := keeper.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- keeper.Wait() }()
	return ended, nil
}

// waitForAddress waits until the keeper's server answers.
func waitForAddress(dir string, ended <-chan error) (string, error) {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		address, err := os.ReadFile(filepath.Join(dir, "address"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if err == nil && answers(string(bytes.TrimSpace(address))) {
			return string(bytes.TrimSpace(address)), nil
		}
		select {
		case err := <-ended:
			log, _ := os.ReadFile(filepath.Join(dir, "keeper.log"))
			return "", fmt.Errorf("the keeper ended (%v):\n%s", err, log)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return "", fmt.Errorf("it does not answer, see %s", filepath.Join(dir, "keeper.log"))
}

func answers(address string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return false
	}
	return conn.Close(ctx) == nil
}
