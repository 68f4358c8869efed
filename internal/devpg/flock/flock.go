// Package flock locks files between processes. The system frees a lock when the
// process that holds it ends, however it ends.
package flock

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// ErrHeld is the error of Try when another holds the lock.
var ErrHeld = errors.New("locked by another")

// Shared waits for a lock on the file at path that others may share.
func Shared(path string) (*os.File, error) { return lock(path, syscall.LOCK_SH) }

// Wait waits for the lock on the file at path; closing the file frees it.
func Wait(path string) (*os.File, error) { return lock(path, syscall.LOCK_EX) }

// Try takes the lock on the file at path, or answers ErrHeld.
func Try(path string) (*os.File, error) { return lock(path, syscall.LOCK_EX|syscall.LOCK_NB) }

func lock(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if err == nil {
			return f, nil
		}
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(fmt.Errorf("%s: %w", path, ErrHeld), f.Close())
		}
		if !errors.Is(err, syscall.EINTR) {
			return nil, errors.Join(fmt.Errorf("locking %s: %w", path, err), f.Close())
		}
	}
}
