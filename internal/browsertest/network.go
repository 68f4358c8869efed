package browsertest

import (
	"encoding/json"
	"net/http"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Offline takes the page's line away, or gives it back; navigator.onLine follows.
func (p *Page) Offline(gone bool) {
	p.t.Helper()
	conditions := []*network.Conditions{}
	if gone {
		conditions = append(conditions, &network.Conditions{Offline: gone, DownloadThroughput: -1, UploadThroughput: -1})
	}
	rule := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: conditions}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, rule); err != nil {
		p.fatalf("could not switch the line: %v", err)
	}
	state := network.OverrideNetworkStateParams{Offline: gone, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(p.ctx, network.OverrideNetworkState, state); err != nil {
		p.fatalf("could not switch the line: %v", err)
	}
}

// Cookies gives the cookies the page has for the address, HttpOnly ones too.
func (p *Page) Cookies(url string) []*http.Cookie {
	p.t.Helper()
	got, err := chromedp.Call(p.ctx, network.GetCookies, network.GetCookiesParams{URLs: []string{url}})
	if err != nil {
		p.fatalf("could not read the cookies: %v", err)
	}
	var cookies []*http.Cookie
	for _, c := range got.Cookies {
		cookies = append(cookies, &http.Cookie{Name: c.Name, Value: c.Value, Path: c.Path, HttpOnly: c.HTTPOnly, Secure: c.Secure})
	}
	return cookies
}

// SetCookie gives the page a cookie for the address, such as a session that was
// made without the sign-in page.
func (p *Page) SetCookie(url string, c *http.Cookie) {
	p.t.Helper()
	params := network.SetCookieParams{Name: c.Name, Value: c.Value, URL: url, HTTPOnly: &c.HttpOnly}
	if _, err := chromedp.Call(p.ctx, network.SetCookie, params); err != nil {
		p.fatalf("could not set the cookie %s: %v", c.Name, err)
	}
}

// ClearCookies takes all cookies away, as an expired session does.
func (p *Page) ClearCookies() {
	p.t.Helper()
	origin := Eval[string](p, "location.origin")
	for _, c := range p.Cookies(origin) {
		params := network.DeleteCookiesParams{Name: c.Name, URL: origin}
		if _, err := chromedp.Call(p.ctx, network.DeleteCookies, params); err != nil {
			p.fatalf("could not clear the cookies: %v", err)
		}
	}
}

// quoted writes a text as JavaScript does.
func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return `""` // a string always has a JSON form
	}
	return string(text)
}
