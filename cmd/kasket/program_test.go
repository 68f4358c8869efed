package main_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/id"
	"kasket/internal/vault"
)

// build compiles the program once for a test.
func build(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kasket")
	if out, err := exec.Command("go", "build", "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return file
}

// program is the built binary on a world's database, as it runs in production.
type program struct {
	*casetest.World
	file string
	env  []string
	addr string // the same each time, so that who writes finds it again

	mu  sync.Mutex
	run *exec.Cmd
}

func newProgram(t *testing.T) *program {
	t.Helper()
	w := casetest.New(t)
	w.At(time.Now()) // the program goes by the machine's clock
	p := &program{World: w, file: build(t)}
	p.env = append(os.Environ(), "DATABASE_URL="+w.DB.URL, "KASKET_KEY="+vault.Generate(), "KASKET_TLS=off", "KASKET_TEST_CPR=on")
	p.addr = "127.0.0.1:0"
	p.start()
	return p
}

// start begins serving and waits until it is ready.
func (p *program) start() {
	p.Helper()
	run := exec.Command(p.file, "serve")
	run.Env = append(p.env[:len(p.env):len(p.env)], "KASKET_ADDR="+p.addr)
	log := &strings.Builder{}
	run.Stderr = log
	out, err := run.StdoutPipe()
	if err != nil {
		p.Fatal(err)
	}
	if err := run.Start(); err != nil {
		p.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = run.Wait() // its log is whole only then
		p.Fatalf("the server did not start: %v\n%s", err, log)
	}
	_, address, _ := strings.Cut(strings.TrimSpace(line), "http://")
	p.addr = address
	p.mu.Lock()
	p.run = run
	p.mu.Unlock()
	p.Cleanup(func() {
		_ = run.Process.Kill() // it has ended in most tests
		_ = run.Wait()
	})
}

// kill ends the server as a machine does that loses power.
func (p *program) kill() {
	p.Helper()
	if err := p.run.Process.Kill(); err != nil {
		p.Fatal(err)
	}
	_ = p.run.Wait() // it says that it was killed
}

// stop asks the server to end, and gives what it ended with.
func (p *program) stop() error {
	p.Helper()
	if err := p.run.Process.Signal(syscall.SIGTERM); err != nil {
		p.Fatal(err)
	}
	return p.run.Wait()
}

// person is somebody at work with a browser.
type person struct {
	*program
	access.Actor
	client *http.Client
}

func (p *program) signIn(a access.Actor) *person {
	p.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	one := &person{program: p, Actor: a, client: &http.Client{Jar: jar, CheckRedirect: stay, Timeout: 20 * time.Second}}
	status, _, _, err := one.send(p.Context(), http.MethodPost, "/sign-in", url.Values{"email": {p.EmailOf(a)}, "password": {casetest.Password}})
	if err != nil || status != http.StatusSeeOther {
		p.Fatalf("signing in as %s: %d, %v", a.Name, status, err)
	}
	return one
}

// send sends a form. An error is a request that was not answered: what it asked for
// may have been done or not.
func (o *person) send(ctx context.Context, method, path string, form url.Values) (status int, location, body string, err error) {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+o.addr+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Kasket-Staff", id.String(o.Staff))
	got, err := o.client.Do(r)
	if err != nil {
		return 0, "", "", err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		return 0, "", "", err
	}
	return got.StatusCode, got.Header.Get("Location"), string(text), nil
}

var errUnanswered = errors.New("not answered")

// formKey is a key as pages carry it.
func formKey(r *rand.Rand) string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", r.Uint32(), r.Uint32()>>16, r.Uint32()>>20, r.Uint32()>>20, r.Uint64()>>16)
}
