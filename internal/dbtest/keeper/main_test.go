package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"kasket/internal/devpg/flock"
)

// The server lives as long as somebody needs it, and not much longer.
func TestWaitUntilIdle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users")
	user, err := flock.Shared(path)
	if err != nil {
		t.Fatal(err)
	}
	const idle = 100 * time.Millisecond
	idling := make(chan *os.File, 1)
	go func() {
		f, err := waitUntilIdle(t.Context(), path, idle, nil)
		if err != nil {
			t.Error(err)
		}
		idling <- f
	}()
	select {
	case <-idling:
		t.Fatal("ended while somebody used it")
	case <-time.After(5 * idle):
	}
	if err := user.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case f := <-idling:
		defer f.Close()
	case <-time.After(100 * idle):
		t.Fatal("goes on though nobody uses it")
	}
	if _, err := flock.Try(path); err == nil {
		t.Error("a newcomer does not wait for the server's end")
	}
}

func TestWaitEndsWhenTheFolderGoes(t *testing.T) {
	if f, err := waitUntilIdle(t.Context(), filepath.Join(t.TempDir(), "users"), time.Second, nil); f != nil || err != nil {
		t.Errorf("waitUntilIdle: %v, %v, want an end", f, err)
	}
}

func TestWaitEndsWithTheServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users")
	ended := make(chan struct{})
	close(ended)
	if _, err := waitUntilIdle(t.Context(), path, time.Hour, ended); err == nil {
		t.Error("a server that ended by itself is no error")
	}
}

// Data of before a restart may be broken, data of now is kept.
func TestForgetAfterReboot(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "postgres")
	there := func() bool { _, err := os.Stat(data); return err == nil }
	for _, step := range []struct {
		boot string
		kept bool
	}{{"another boot\n", false}, {"", true}} {
		if step.boot != "" {
			if err := os.WriteFile(filepath.Join(dir, "boot"), []byte(step.boot), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.MkdirAll(data, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := forgetAfterReboot(dir); err != nil {
			t.Fatal(err)
		}
		if there() != step.kept {
			t.Errorf("boot %q: data there is %v, want %v", step.boot, there(), step.kept)
		}
	}
}
