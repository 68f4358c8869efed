package flock

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestLocks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Shared(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Shared(path)
	if err != nil {
		t.Fatalf("a second sharer: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Try(path); !errors.Is(err, ErrHeld) {
		t.Fatalf("Try beside a sharer: %v, want %v", err, ErrHeld)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	alone, err := Try(path)
	if err != nil {
		t.Fatalf("Try of a free lock: %v", err)
	}
	defer alone.Close()
	if _, err := Try(path); !errors.Is(err, ErrHeld) {
		t.Errorf("Try beside an owner: %v, want %v", err, ErrHeld)
	}
}
