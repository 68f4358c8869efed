package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// run does one thing in the tab within the page's time.
func (p *Page) run(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.set.timeout)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fatalf("could not %s: %v", what, err)
	}
}

// wait asks until the answer is yes, and fails with the last reason it heard.
func (p *Page) wait(what string, ask func() (done bool, reason string)) {
	p.t.Helper()
	deadline := time.Now().Add(p.set.timeout)
	for {
		done, reason := ask()
		if done {
			return
		}
		if time.Now().After(deadline) {
			if reason != "" {
				reason = ": " + reason
			}
			p.fatalf("waited %s for %s%s", p.set.timeout, what, reason)
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// fatalf ends the test with where the page was and what it looked like.
func (p *Page) fatalf(format string, args ...any) {
	p.t.Helper()
	said := fmt.Sprintf(format, args...)
	where, err := evaluate[struct{ URL, Title string }](p, `({URL: location.href, Title: document.title})`)
	if err != nil {
		where.URL, where.Title = "unknown ("+err.Error()+")", "unknown"
	}
	report := []string{said, "  at " + where.URL + " (" + p.device.Name + "), title " + fmt.Sprintf("%q", where.Title)}
	for _, m := range p.Console() {
		report = append(report, "  console: "+m.String())
	}
	if file := p.saveShot("failed"); file != "" {
		report = append(report, "  screenshot: "+file)
	}
	p.t.Fatal(strings.Join(report, "\n"))
}

var unfit = regexp.MustCompile(`[^\pL\pN.-]+`)

// saveShot keeps a picture of the window in the folder KASKET_SHOTS, if that is
// set, and tells where. A picture is never worth failing a test for.
func (p *Page) saveShot(name string) string {
	folder := os.Getenv("KASKET_SHOTS")
	if folder == "" {
		return ""
	}
	p.shots++
	name = fmt.Sprintf("%s-%s-%s-%d", p.t.Name(), name, p.device.Name, p.shots)
	ctx, cancel := context.WithTimeout(p.ctx, p.set.timeout)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return ""
	}
	return keepShot(folder, name, png)
}

func keepShot(folder, name string, png []byte) string {
	file := filepath.Join(folder, unfit.ReplaceAllString(name, "_")+".png")
	if os.MkdirAll(folder, 0o755) != nil || os.WriteFile(file, png, 0o644) != nil {
		return ""
	}
	return file
}

// Screenshot pictures the whole page, and keeps it as name.png in the folder
// KASKET_SHOTS, if that is set.
func (p *Page) Screenshot(name string) []byte {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.set.timeout)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.fatalf("could not picture the page: %v", err)
	}
	if folder := os.Getenv("KASKET_SHOTS"); folder != "" {
		keepShot(folder, name, png)
	}
	return png
}
