package devpg

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A folder that Postgres cannot get to, as a checkout in root's home, has
// a stand-in: the same one at the next start, or the data would be lost.
func TestClosedFolderHasAStandIn(t *testing.T) {
	closed := filepath.Join(t.TempDir(), "closed")
	mode := os.FileMode(0o700) // root may write there, postgres may not enter
	if os.Geteuid() != 0 {
		mode = 0o500
	}
	if err := os.Mkdir(closed, mode); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(closed, "pg")
	s := start(t, dir)
	t.Cleanup(func() { os.RemoveAll(filepath.Dir(s.dir)) })
	if strings.HasPrefix(s.dir, closed) {
		t.Fatalf("the data lies in %s", s.dir)
	}
	execute(t, s, `CREATE TABLE kept (n int)`)
	stop(t, s)
	execute(t, start(t, dir), `INSERT INTO kept VALUES (1)`)
}

func TestLongFolderHasAShortSocket(t *testing.T) {
	dir := filepath.Join(emptyDir(t), strings.Repeat("a-long-name-", 8))
	s := start(t, dir)
	t.Cleanup(func() { os.RemoveAll(filepath.Dir(s.socket)) })
	if len(s.socket) > 80 {
		t.Errorf("the socket lies in %s", s.socket)
	}
	execute(t, s, `SELECT 1`)
}

// Everybody may make a folder under /tmp, so one that is there is not yet ours.
func TestStrangersTempFolderIsRefused(t *testing.T) {
	dir := emptyDir(t)
	path, err := tempDir("kasket-test", dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(path) })
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), path); err != nil {
		t.Fatal(err)
	}
	if _, err := tempDir("kasket-test", dir); err == nil {
		t.Error("a link was taken for a folder of ours")
	}
}
