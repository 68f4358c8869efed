package browsertest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// tool finds a file of the npm tools from wherever in the checkout a test runs.
func tool(t testing.TB, path string) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatalf("browsertest: %v", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			break
		}
		if folder == filepath.Dir(folder) {
			t.Fatal("browsertest: the test does not run inside the checkout")
		}
		folder = filepath.Dir(folder)
	}
	file := filepath.Join(folder, "tools", "node_modules", path)
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("browsertest: tools/node_modules/%s is missing; run npm ci --prefix tools (make test does)", path)
	}
	return file
}

type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML   string
		Target []any
	}
}

// String gives the broken rule and each place that breaks it.
func (v violation) String() string {
	lines := []string{fmt.Sprintf("%s (%s): %s", v.ID, v.Impact, v.Help)}
	for _, n := range v.Nodes {
		lines = append(lines, fmt.Sprintf("    %v  %s", n.Target, n.HTML[:min(len(n.HTML), 200)]))
	}
	return strings.Join(lines, "\n")
}

// Axe runs axe-core over the page as it is shown now, or over what In named of it, and
// fails the test for each rule that is broken: of all rules, or of those that are named.
func (p *Page) Axe(t testing.TB, rules ...string) {
	t.Helper()
	options := map[string]any{}
	if len(rules) > 0 {
		options["runOnly"] = rules
	}
	p.axe(t, options)
}

// AxeWithout is Axe for all rules but those that are named.
func (p *Page) AxeWithout(t testing.TB, rules ...string) {
	t.Helper()
	off := map[string]any{}
	for _, r := range rules {
		off[r] = map[string]bool{"enabled": false}
	}
	p.axe(t, map[string]any{"rules": off})
}

func (p *Page) axe(t testing.TB, options map[string]any) {
	t.Helper()
	options["resultTypes"] = []string{"violations"}
	broken, err := p.violations(tool(t, "axe-core/axe.min.js"), options)
	if err != nil {
		t.Fatalf("axe at %s: %v", p.URL(), err)
	}
	for _, v := range broken {
		t.Errorf("axe at %s (%s): %s", p.URL(), p.device.Name, v)
	}
}

// violations brings axe-core in by the debugger, which the page's own content
// security policy does not hold back, and removes nothing of that policy.
// It is brought in once for each document.
func (p *Page) violations(file string, options map[string]any) ([]violation, error) {
	if p.set.noScript {
		return nil, errors.New("axe-core cannot run on a page without scripts")
	}
	ctx, cancel := context.WithTimeout(p.ctx, 3*p.set.timeout)
	defer cancel()
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`typeof axe !== "undefined"`))
	if err == nil && !there {
		var source []byte
		if source, err = os.ReadFile(file); err == nil {
			_, err = chromedp.Run(ctx, chromedp.Evaluate[int](string(source)+";0"))
		}
	}
	if err != nil {
		return nil, err
	}
	run, err := json.Marshal(options)
	if err != nil {
		return nil, err
	}
	within, err := json.Marshal(cmp.Or(p.scope, "html"))
	if err != nil {
		return nil, err
	}
	// What fades to a new colour is looked at as it ends: halfway it has the contrast of neither.
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.getAnimations().forEach((a) => a.finish());
		axe.run(document.querySelector(`+string(within)+`), `+string(run)+`).then((r) => JSON.stringify(r.violations))`, chromedp.EvalAwaitPromise))
	if err != nil {
		return nil, err
	}
	var broken []violation
	err = json.Unmarshal([]byte(text), &broken)
	return broken, err
}
