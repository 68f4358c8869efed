package browsertest

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A form is filled by touch and by mouse, with and without scripts, and what the
// server gets is what was done by hand.
func TestFormByHand(t *testing.T) {
	url := site(t, nil)
	file := filepath.Join(t.TempDir(), "bilag.txt")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func(*testing.T) *Page{
		"phone":           func(t *testing.T) *Page { return Start(t).Open(t, Phone) },
		"desktop":         func(t *testing.T) *Page { return Start(t).Open(t, Desktop) },
		"without scripts": func(t *testing.T) *Page { return Start(t).Open(t, Desktop, NoScript) },
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			p.Go(url + "/")
			p.Choose("Gåtur")
			p.Choose("Mentor")
			p.Choose("Skole")
			p.Fill("Notat", "Gik en tur\nmed æøå 👩‍👧 og “citat”")
			p.Fill("Hvornår", "i går 9.30")
			p.Attach("Bilag", file)
			p.Submit("Gem kontakt")
			want := `kind=walk hat=mentor place=school note="Gik en tur\r\nmed æøå 👩‍👧 og “citat”" when=i går 9.30 file=bilag.txt`
			if got := p.Text("pre"); got != want && strings.ReplaceAll(got, `\u200d`, "\u200d") != want {
				t.Errorf("the server got\n%s, want\n%s", got, want)
			}
			if p.Status() != http.StatusUnprocessableEntity || p.Title() != "Gemt" {
				t.Errorf("status %d, title %q", p.Status(), p.Title())
			}
			p.NoConsoleErrors()
			p.Back()
			p.WaitText("Ny kontakt")
		})
	}
}

// A click waits for the page it leads to, also where that takes the server a while.
func TestClickWaitsForThePage(t *testing.T) {
	p := Start(t).Open(t, Phone)
	p.Go(site(t, nil) + "/")
	p.Click("Gem kontakt")
	if !p.HasText("kind=phone") {
		t.Error("the click came back before the answer was there")
	}
}

// A tap that a page swallows is made once more, as a person would.
func TestASwallowedTapIsMadeAgain(t *testing.T) {
	p := Start(t).Open(t, Phone)
	p.Go(site(t, nil) + "/")
	Eval[bool](p, `(addEventListener("mousedown", (e) => e.preventDefault(), { capture: true, once: true }), true)`)
	p.Fill("Hvornår", "i går")
	if got := p.Value("Hvornår"); got != "i går" {
		t.Errorf("the field holds %q", got)
	}
}

func TestLongTextArrivesWhole(t *testing.T) {
	p := Start(t).Open(t, Desktop)
	p.Go(site(t, nil) + "/")
	long := strings.Repeat("en meget lang note, ", 1000)
	p.Fill("Notat", long)
	if got := p.Value("Notat"); got != long {
		t.Errorf("%d characters came, want %d", len(got), len(long))
	}
}

func TestReading(t *testing.T) {
	url := site(t, nil)
	p := Start(t).Open(t, Phone)
	p.Go(url + "/")
	if got := p.Text("h1"); got != "Ny kontakt" {
		t.Errorf("Text: %q", got)
	}
	if !p.HasText("Ny kontakt") || p.HasText("skjult ting") || p.In("form").HasText("Ny kontakt") {
		t.Error("HasText does not see what a person sees")
	}
	p.Click("Mere")
	p.WaitText("skjult ting")
	if p.ScrollWidth() > p.Width() {
		t.Errorf("scroll width %d on %d", p.ScrollWidth(), p.Width())
	}
	if !p.Checked("Telefon") || p.Checked("Mentor") || p.Len("option, fieldset input") != 3 || p.Attr("#n", "name") != "note" {
		t.Error("the form is not read as it stands")
	}
	p.Click("Næste side") // far below the fold
	p.WaitURL("/next")
	if p.URL() != url+"/next" || p.Text("h1") != "Side to" || p.Has("form") {
		t.Errorf("at %s", p.URL())
	}
}

// Each page is somebody else: no cookie goes from one to the other.
func TestPagesShareNothing(t *testing.T) {
	url := site(t, nil)
	a, b := Start(t).Open(t, Desktop), Start(t).Open(t, Desktop, Dark)
	a.Go(url + "/")
	b.Go(url + "/")
	a.SetCookie(url, &http.Cookie{Name: "session", Value: "s1", HttpOnly: true})
	if got := a.Cookies(url); len(got) != 1 || got[0].Value != "s1" {
		t.Errorf("cookies of a: %v", got)
	}
	if got := b.Cookies(url); len(got) != 0 {
		t.Errorf("cookies of b: %v", got)
	}
	a.ClearCookies()
	if got := a.Cookies(url); len(got) != 0 {
		t.Errorf("cookies after clearing: %v", got)
	}
	const background = "getComputedStyle(document.body).backgroundColor"
	if got := Eval[string](b, background); got != "rgb(17, 17, 17)" {
		t.Errorf("dark page is %s", got)
	}
	if got := Eval[string](a, background); got == "rgb(17, 17, 17)" {
		t.Error("light page is dark")
	}
}

func TestOffline(t *testing.T) {
	p := Start(t).Open(t, Desktop)
	p.Go(site(t, nil) + "/")
	p.Offline(true)
	if Eval[bool](p, "navigator.onLine") {
		t.Error("the page does not know that it is offline")
	}
	p.Click("Næste side")
	if p.HasText("Side to") {
		t.Error("the page came although the line was gone")
	}
	p.Offline(false)
	p.Reload()
	p.WaitText("Side to")
}

func TestConsoleHearsFaults(t *testing.T) {
	const faulty = `<!doctype html><html lang="da"><title>Fejl</title><link rel="icon" href="data:,"><script>alert(1)</script><img src="/missing.png" alt=""><p style="color:red">x</p>`
	url := site(t, map[string]string{"/faulty": faulty})
	said := failing(t, func(tb testing.TB) {
		p := Start(t).Open(tb, Desktop)
		p.Go(url + "/faulty")
		_, _ = evaluate[int](p, "setTimeout(() => { throw new Error('broken on purpose') }, 0)")
		time.Sleep(100 * time.Millisecond)
		p.NoConsoleErrors()
	})
	wantIn(t, said, "Content Security Policy", "404", "missing.png", "broken on purpose", "style")
}

// A failure says where the page was and keeps a picture.
func TestFailuresSayWhere(t *testing.T) {
	const crowd = `<!doctype html><html lang="da"><title>To</title><link rel="icon" href="data:,"><a href="/next">Åbn</a> <a href="/next">Åbn</a><button disabled>Gem</button>
<input type="radio" name="r" id="r"><label for="r">En</label>`
	url := site(t, map[string]string{"/crowd": crowd})
	shots := t.TempDir()
	t.Setenv("KASKET_SHOTS", shots)
	for what, test := range map[string]struct {
		act  func(*Page)
		want string
	}{
		"nothing":     {func(p *Page) { p.Click("Findes ikke") }, "there is no such thing"},
		"two":         {func(p *Page) { p.Click("Åbn") }, "2 things fit"},
		"disabled":    {func(p *Page) { p.Click("Gem") }, "disabled"},
		"no words":    {func(p *Page) { p.WaitText("farvel") }, "the page says: Åbn Åbn"},
		"no answer":   {func(p *Page) { p.Submit("En") }, "no new page came"},
		"no element":  {func(p *Page) { p.Text("#none") }, "no such element"},
		"no scope":    {func(p *Page) { p.In("#none").Click("Åbn") }, "there is no #none"},
		"unknown key": {func(p *Page) { p.Press("Hyper+k") }, "no modifier"},
	} {
		t.Run(what, func(t *testing.T) {
			said := failing(t, func(tb testing.TB) {
				p := Start(t).Open(tb, Desktop, Timeout(900*time.Millisecond))
				p.Go(url + "/crowd")
				test.act(p)
			})
			wantIn(t, said, test.want, url+"/crowd", `title "To"`, "screenshot: "+shots)
		})
	}
	if files, _ := filepath.Glob(filepath.Join(shots, "*.png")); len(files) < 8 {
		t.Errorf("%d pictures were kept", len(files))
	}
}

func TestCoveredThingsAreNotClicked(t *testing.T) {
	const covered = `<!doctype html><html lang="da"><title>Dækket</title><link rel="icon" href="data:,"><style>#o{}</style><a href="/next">Videre</a><dialog id="o" open></dialog>`
	url := site(t, map[string]string{"/covered": covered})
	said := failing(t, func(tb testing.TB) {
		p := Start(t).Open(tb, Desktop, Timeout(900*time.Millisecond))
		p.Go(url + "/covered")
		Eval[bool](p, "(document.querySelector('#o').close(), document.querySelector('#o').showModal(), true)")
		p.Click("Videre")
	})
	wantIn(t, said, "covered by")
}

func TestFindChromium(t *testing.T) {
	none := func(string) (string, error) { return "", errors.New("no") }
	if _, err := findChromium("", none); err == nil || !strings.Contains(err.Error(), "install one") {
		t.Errorf("without any: %v", err)
	}
	if _, err := findChromium("/no/such", none); err == nil || !strings.Contains(err.Error(), "CHROME_BIN") {
		t.Errorf("chosen but absent: %v", err)
	}
	second := func(name string) (string, error) {
		if name == "chromium-browser" {
			return "/bin/" + name, nil
		}
		return "", errors.New("no")
	}
	if got, err := findChromium("", second); got != "/bin/chromium-browser" || err != nil {
		t.Errorf("second name: %q, %v", got, err)
	}
}
