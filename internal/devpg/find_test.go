package devpg

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseMajor(t *testing.T) {
	tests := []struct {
		version string
		want    int
	}{
		{"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", 15},
		{"postgres (PostgreSQL) 18.4\n", 18},
		{"postgres (PostgreSQL) 19beta1\n", 19},
		{"postgres (PostgreSQL) 9.6.24\n", 9},
		{"postgres (PostgreSQL) \n", 0},
		{"something else 15\n", 0},
		{"", 0},
	}
	for _, tt := range tests {
		got, err := parseMajor(tt.version)
		if got != tt.want || (err == nil) != (tt.want != 0) {
			t.Errorf("parseMajor(%q): %d, %v, want %d", tt.version, got, err, tt.want)
		}
	}
}

func TestFind(t *testing.T) {
	found, err := Find(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("PG_BIN wins", func(t *testing.T) {
		named := filepath.Join(emptyDir(t), "bin")
		if err := os.MkdirAll(named, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"postgres", "initdb"} {
			script := "#!/bin/sh\nexec " + filepath.Join(found, name) + ` "$@"` + "\n"
			if err := os.WriteFile(filepath.Join(named, name), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("PG_BIN", named)
		if got, err := Find(t.Context(), nil); err != nil || got != named {
			t.Errorf("Find: %q, %v, want %q", got, err, named)
		}
	})
	t.Run("a useless PG_BIN is an error", func(t *testing.T) {
		t.Setenv("PG_BIN", t.TempDir())
		if got, err := Find(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "PG_BIN") {
			t.Errorf("Find: %q, %v, want an error that names PG_BIN", got, err)
		}
	})
	t.Run("too old is of no use", func(t *testing.T) {
		old := t.TempDir()
		script := "#!/bin/sh\necho 'postgres (PostgreSQL) 13.9'\n"
		for _, name := range []string{"postgres", "initdb"} {
			if err := os.WriteFile(filepath.Join(old, name), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("PG_BIN", old)
		if got, err := Find(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "at least 15") {
			t.Errorf("Find: %q, %v, want an error that names the version", got, err)
		}
	})
}

func TestInstallingCanBeDeclined(t *testing.T) {
	t.Setenv("KASKET_NO_INSTALL", "1")
	if bin, err := install(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "PG_BIN") {
		t.Errorf("install: %q, %v, want an error that names the ways there are", bin, err)
	}
}

func TestMakeLinks(t *testing.T) {
	root := t.TempDir()
	lib := filepath.Join(root, "native", "lib")
	if err := os.MkdirAll(lib, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, content string) {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(lib, "libpq.so.5.18"), "it")
	list := filepath.Join(root, "native", "pg-symlinks.json")
	write(list, `[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]`)
	for range 2 { // the second time they are there
		if err := makeLinks(root); err != nil {
			t.Fatal(err)
		}
	}
	if content, err := os.ReadFile(filepath.Join(lib, "libpq.so.5")); err != nil || string(content) != "it" {
		t.Errorf("through the link: %q, %v", content, err)
	}
	write(list, `[{"source":"native/lib/libpq.so.5.18","target":"../outside"}]`)
	if err := makeLinks(root); err == nil {
		t.Error("a link out of the package was made")
	}
}
