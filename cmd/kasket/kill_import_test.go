package main_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/casetest"
)

// An import is killed again and again and begun anew: in the end each row of the
// file is there once.
func TestKilledWhileImporting(t *testing.T) {
	const rows = 400
	p := newProgram(t)
	coordinator := p.Person(p.Team("Nord"), "Karen Kjær", access.Coordinator)
	file := filepath.Join(t.TempDir(), "unge.csv")
	var text strings.Builder
	text.WriteString("cpr;given_name;family_name;birth_date;programme;team;referred_on\n")
	for i := range rows {
		day, month := 1+i%28, 1+i/28%12
		fmt.Fprintf(&text, "%02d%02d06-%04d;Unge%d;Holm;%02d.%02d.2006;rute42;Nord;02.03.2026\n", day+60, month, 4000+i, i, day, month)
	}
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	begin := func() *exec.Cmd {
		run := exec.Command(p.file, "import", "youths", file, "-by", p.EmailOf(coordinator))
		run.Env = p.env
		return run
	}
	killed, midway := 0, 0
	for range killRounds {
		run := begin()
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		before := made(p)
		// Reading begins after the trial of all rows, so the clock starts when it does.
		for end := time.Now().Add(10 * time.Second); made(p) == before && time.Now().Before(end) && before < rows; {
			time.Sleep(5 * time.Millisecond)
		}
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		if err := run.Process.Kill(); err == nil {
			killed++
		}
		_ = run.Wait() // it says that it was killed
		if n := made(p); n > 0 && n < rows {
			midway++
		}
	}
	if out, err := begin().CombinedOutput(); err != nil {
		t.Fatalf("the last import: %v\n%s", err, out)
	}
	kept := made(p)
	different := casetest.One[int](p.World, `SELECT count(DISTINCT given_name) FROM youths WHERE given_name LIKE 'Unge%'`, nil)
	waiting := casetest.One[int](p.World, `SELECT count(*) FROM referrals WHERE open`, nil)
	t.Logf("kill-importing rounds %d midway %d rows %d lost %d twice %d", killed, midway, rows, rows-different, kept-different)
	if kept != rows || different != rows || waiting != rows || midway == 0 {
		t.Errorf("%d youths, %d different, %d waiting of %d rows; killed midway %d times", kept, different, waiting, rows, midway)
	}
}

func made(p *program) int {
	p.Helper()
	return casetest.One[int](p.World, `SELECT count(*) FROM youths WHERE given_name LIKE 'Unge%'`, nil)
}
