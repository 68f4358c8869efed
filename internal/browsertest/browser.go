package browsertest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Browser is the one Chromium of a test binary.
type Browser struct {
	ctx context.Context
}

var (
	// inMain says that Main is there to end the browser; Start refuses otherwise,
	// so that no run leaves a Chromium or its profile behind.
	inMain atomic.Bool
	// running is set once a browser was started, and is what Main ends.
	running atomic.Pointer[Browser]
	launch  = sync.OnceValues(startChromium)
)

// Main runs the tests of a package and ends the browser after them. It takes
// what has a Run, so that it can stand around another package's Main:
//
//	func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }
func Main(m interface{ Run() int }) int {
	inMain.Store(true)
	code := m.Run()
	if b := running.Load(); b != nil {
		ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
		defer cancel()
		// The tests have spoken; a browser that dies badly changes nothing.
		_ = chromedp.Cancel(ctx)
	}
	return code
}

// Start gives the browser of this test binary, and starts it at the first call.
func Start(t testing.TB) *Browser {
	t.Helper()
	if !inMain.Load() {
		t.Fatal("browsertest: the package needs func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }")
	}
	b, err := launch()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func startChromium() (*Browser, error) {
	path, err := findChromium(os.Getenv("CHROME_BIN"), exec.LookPath)
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // tests run as root too; they load only their own pages
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "da-DK"),
		// No page runs a script for so long that compiling it well pays: an eighth of the processor's time.
		chromedp.Flag("js-flags", "--no-opt --no-maglev --always-sparkplug"),
		chromedp.WSURLReadTimeout(60*time.Second),
	)
	alloc, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		return nil, errors.Join(errors.New("browsertest: "+path+" does not start"), err)
	}
	b := &Browser{ctx: ctx}
	running.Store(b)
	return b, nil
}

// findChromium looks where the caller says, else along PATH.
func findChromium(chosen string, look func(string) (string, error)) (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	if chosen != "" {
		names = []string{chosen}
	}
	for _, name := range names {
		if path, err := look(name); err == nil {
			return path, nil
		}
	}
	if chosen != "" {
		return "", errors.New("browsertest: CHROME_BIN=" + chosen + " is no program; name a Chromium or unset it")
	}
	return "", errors.New("browsertest: no Chromium found; install one (Debian: apt-get install chromium) or set CHROME_BIN")
}
