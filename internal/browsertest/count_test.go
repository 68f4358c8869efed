package browsertest

import (
	"io"
	"os"
	"testing"
)

// What a person does with the fingers is counted once each, whatever events the
// browser makes of it, and typing is not counted.
func TestInteractionsAreCountedOnce(t *testing.T) {
	url := site(t, nil)
	for _, d := range []Device{Phone, Desktop} {
		p := Start(t).Open(t, d)
		for what, test := range map[string]struct {
			do   func(*Page)
			want int
		}{
			"nothing":                         {func(*Page) {}, 0},
			"the label of a radio":            {func(p *Page) { p.Click("Gåtur") }, 1},
			"a radio":                         {func(p *Page) { p.Click("#k2") }, 1},
			"a hidden checkbox":               {func(p *Page) { p.Choose("Mentor") }, 1},
			"a choice that is made already":   {func(p *Page) { p.Choose("Telefon") }, 0},
			"an entry of a list":              {func(p *Page) { p.Choose("Skole") }, 1},
			"the same list twice":             {func(p *Page) { p.Select("Sted", "Skole"); p.Select("Sted", "Café") }, 2},
			"a field is tapped, then written": {func(p *Page) { p.Fill("Notat", "to ord\nog mere") }, 1},
			"typing where the keyboard is": {func(p *Page) {
				Eval[bool](p, "(document.querySelector('#w').focus(), true)")
				p.Fill("Hvornår", "i går kl. 9")
			}, 0},
			"Enter sends the form": {func(p *Page) {
				Eval[bool](p, "(document.querySelector('#w').focus(), true)")
				p.Type(" 9")
				p.Press("Enter")
				p.WaitURL("/save")
			}, 1},
			"Space on a button": {func(p *Page) {
				Eval[bool](p, "(document.querySelector('button').focus(), true)")
				p.Press("Space")
				p.WaitURL("/save")
			}, 1},
			"arrows through radios are one choice": {func(p *Page) {
				Eval[bool](p, "(document.querySelector('#k1').focus(), true)")
				p.Press("ArrowDown")
				p.Press("ArrowDown")
			}, 1},
			"Tab":                  {func(p *Page) { p.Press("Tab"); p.Press("Tab") }, 0},
			"a file":               {func(p *Page) { p.Attach("Bilag", "count.go") }, 1},
			"a script that clicks": {func(p *Page) { Eval[bool](p, "(document.querySelector('#k3').click(), true)") }, 0},
			"across pages": {func(p *Page) {
				p.Click("Gåtur")
				p.Submit("Gem kontakt")
				p.Back()
				p.Click("Mere")
				p.Click("Næste side")
			}, 4},
		} {
			t.Run(d.Name+"/"+what, func(t *testing.T) {
				p.Go(url + "/")
				if got := p.Count("self-test", func() { test.do(p) }); got != test.want {
					t.Errorf("%d interactions, want %d", got, test.want)
				}
			})
		}
	}
}

func TestCountPrintsOneLine(t *testing.T) {
	p := Start(t).Open(t, Phone)
	p.Go(site(t, nil) + "/")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	p.Count("log-call", func() { p.Tap("Gåtur"); p.Tap("Mere") })
	os.Stdout = stdout
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got, _ := io.ReadAll(r); string(got) != "interactions log-call 2\n" {
		t.Errorf("printed %q", got)
	}
}
