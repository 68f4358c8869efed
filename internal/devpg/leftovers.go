package devpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clearLeftovers ends what an earlier owner that was killed left running in
// data, and removes its stale pid file: Postgres takes the pid in it for alive
// as long as any process has that number, be it a zombie that nobody reaps or a
// stranger. The caller holds the folder's lock, so nobody else starts a server
// here. unclean tells that there was something left.
func clearLeftovers(ctx context.Context, data string, log *slog.Logger) (unclean bool, err error) {
	pid, _ := readPidFile(data)
	if pid <= 0 {
		return false, nil
	}
	if worksIn(pid, data) {
		log.Warn("ending the postgres that an earlier run left", "pid", pid)
		if err := endOrphan(pid, data); err != nil {
			return true, err
		}
	}
	for end := time.Now().Add(fastStop); ; {
		busy := workingIn(data)
		if len(busy) == 0 {
			break
		}
		if time.Now().After(end) {
			return true, fmt.Errorf("processes %v of an earlier postgres still work in %s", busy, data)
		}
		select {
		case <-ctx.Done():
			return true, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	if err := os.Remove(pidFile(data)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return true, err
	}
	return true, nil
}

// endOrphan ends a server that is no child of ours.
func endOrphan(pid int, data string) error {
	for _, way := range []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{syscall.SIGINT, fastStop}, {syscall.SIGQUIT, hardStop}} {
		if err := syscall.Kill(pid, way.signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("ending postgres %d: %w", pid, err)
		}
		for end := time.Now().Add(way.wait); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			if !worksIn(pid, data) {
				return nil
			}
		}
	}
	return fmt.Errorf("postgres %d of an earlier run does not end", pid)
}

func pidFile(data string) string { return filepath.Join(data, "postmaster.pid") }

// readPidFile gives the first and the eighth line of the server's pid file: who
// it is and how far it got.
func readPidFile(data string) (pid int, status string) {
	content, err := os.ReadFile(pidFile(data))
	if err != nil {
		return 0, ""
	}
	lines := strings.Split(string(content), "\n")
	if pid, err = strconv.Atoi(strings.TrimSpace(lines[0])); err != nil {
		return 0, ""
	}
	if len(lines) > 7 {
		status = strings.TrimSpace(lines[7])
	}
	return pid, status
}

// worksIn tells whether process pid is alive and a server or backend of data,
// which is its working folder.
func worksIn(pid int, data string) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	if _, err := os.Stat("/proc/self/cwd"); err == nil { // Linux; a zombie has no working folder
		cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
		return err == nil && cwd == data
	}
	out, err := exec.Command("ps", "-o", "stat=,command=", "-p", strconv.Itoa(pid)).Output() // macOS
	return err == nil && !bytes.HasPrefix(bytes.TrimSpace(out), []byte("Z")) && bytes.Contains(out, []byte(data))
}

// workingIn lists the live processes of data. It finds none where there is no
// /proc; Postgres itself then refuses to start beside them.
func workingIn(data string) []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var pids []int
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil && worksIn(pid, data) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// lastLines gives the end of a log file, for an error message.
func lastLines(path string, n int) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
