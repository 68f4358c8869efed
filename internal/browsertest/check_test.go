package browsertest

import (
	"strings"
	"testing"
)

func TestAxe(t *testing.T) {
	const poor = `<!doctype html><html><title>Dårlig</title><link rel="icon" href="data:,"><main><h1>Side</h1><img src="data:," alt><input><p style="color:#ccc;background:#fff">svag</p></main>`
	url := site(t, map[string]string{"/poor": poor})
	p := Start(t).Open(t, Phone)
	p.Go(url + "/")
	p.Axe(t)
	p.NoConsoleErrors() // axe-core works under the page's policy and leaves no trace
	p.Go(url + "/poor")
	said := failing(t, func(tb testing.TB) { p.Axe(tb) })
	wantIn(t, said, "html-has-lang (serious)", "label (critical)", "<input>", url+"/poor")
	said = failing(t, func(tb testing.TB) { p.AxeWithout(tb, "label") })
	wantIn(t, said, "html-has-lang (serious)")
	if strings.Contains(said, "label (critical)") {
		t.Errorf("a rule that was left out is asked: %s", said)
	}
}

func TestVnu(t *testing.T) {
	Vnu(t, map[string][]byte{"form": []byte(form)})
	said := failing(t, func(tb testing.TB) {
		Vnu(tb, map[string][]byte{
			"good": []byte(form),
			"bad":  []byte("<!doctype html><html lang=\"da\"><head><title>x</title></head>\n<body><p id=a><div id=a></p></body></html>"),
		})
	})
	wantIn(t, said, "html of bad, line 2", "Duplicate ID")
}

// The checker's view of style sheets is not ours; everything else is.
func TestVnuReadsFaults(t *testing.T) {
	out := `{"messages":[{"type":"error","url":"file:/x/page0000.html","lastLine":3,"message":"CSS: “color”: light-dark"},
		{"type":"error","url":"file:/x/page0000.html","lastLine":4,"message":"Stray end tag"},{"type":"info","message":"fine"}]}`
	faults, err := readFaults([]byte(out), map[string]string{"page0000.html": "today"})
	if err != nil || len(faults) != 1 {
		t.Fatalf("faults %v, error %v", faults, err)
	}
	wantIn(t, faults[0], "today", "line 4", "Stray end tag")
}

func TestKeyboardOnly(t *testing.T) {
	p := Start(t).Open(t, Desktop)
	p.Go(site(t, nil) + "/")
	k := p.KeyboardOnly()
	k.Choose("Hjemmebesøg")
	k.Choose("Mentor")
	k.Choose("Café")
	k.Fill("Notat", "skrevet")
	k.Fill("Hvornår", "i går")
	if n := p.Count("keyboard", func() { k.Activate("Gem kontakt") }); n != 1 {
		t.Errorf("%d interactions to save, want 1", n)
	}
	p.WaitText(`kind=home hat=mentor place=cafe note="skrevet" when=i går`)
}

func TestKeyboardNeedsVisibleFocus(t *testing.T) {
	const bare = `<!doctype html><html lang="da"><title>Bar</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/app.css"><main class="bare"><a href="/next">Videre</a></main>`
	url := site(t, map[string]string{"/bare": bare})
	for target, want := range map[string]string{"Videre": "nobody can see", "Findes ikke": "never got there"} {
		wantIn(t, failing(t, func(tb testing.TB) {
			p := Start(t).Open(tb, Desktop)
			p.Go(url + "/bare")
			p.KeyboardOnly().TabTo(target)
		}), want)
	}
}
