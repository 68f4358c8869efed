package dbtest

import (
	"context"
	"os"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(Main(m).Run()) }

// What is kept stands in every copy as it stood, whatever is done to another.
func TestKept(t *testing.T) {
	d := New(t)
	if _, err := d.Write.Exec(t.Context(), `CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)`); err != nil {
		t.Fatal(err)
	}
	kept := Keep(t, d)
	for range 2 {
		copied := kept.New(t)
		var n int
		if err := copied.Write.QueryRow(t.Context(), `UPDATE kept SET n = n + 1 RETURNING n`).Scan(&n); err != nil || n != 2 {
			t.Errorf("a copy holds %d, want 2: %v", n, err)
		}
	}
}

type once func() int

func (f once) Run() int { return f() }

// Main leaves nothing of what the tests kept.
func TestMainDropsWhatIsKept(t *testing.T) {
	server, err := cluster()
	if err != nil {
		t.Fatal(err)
	}
	before := kept.names
	kept.names = nil
	defer func() { kept.inMain, kept.names = true, before }()
	var name Kept
	code := Main(once(func() int {
		name = Keep(t, New(t))
		return 3
	})).Run()
	if code != 3 {
		t.Errorf("Main gives %d, want what the tests gave", code)
	}
	if n := one[int](t, server.url.String(), `SELECT count(*) FROM pg_database WHERE datname = '`+string(name)+`'`); n != 0 {
		t.Error("a kept database is there after Main")
	}
	if err := server.drop(context.Background(), string(name)); err != nil {
		t.Error(err)
	}
}
